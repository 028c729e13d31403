"""The two groups of a database's login roles: roles belong to a whole server, so their names tell whose."""

import hashlib
import re

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import Connection

from salesdesk.errors import KnownError
from salesdesk.translation import tr

GROUPS = ("users", "admins")
_LONGEST = 32
"""Of a name's letters; a role has 63, and the login follows."""


def role_prefix(database: str) -> str:
    """What the roles of a database begin with: a readable part of its name and a hash of all of it."""
    readable = re.sub(r"[^a-z0-9_]", "_", database.lower())[:_LONGEST]
    return f"sd_{readable}_{hashlib.sha256(database.encode()).hexdigest()[:6]}"


def make_groups(connection: Connection, identity: str, before: str = "") -> str:
    """Make the groups of the database with this id, unless they are there; the beginning of their names.

    `before` is how they began so far; a database of an earlier SalesDesk keeps that, and so its people their
    roles, unless another one shares it. KnownError where another database made groups of these names.
    """
    database = str(connection.scalar(sa.text("SELECT current_database()")))
    if before == f"sd_{re.sub(r'[^a-z0-9_]', '_', database.lower())[:40]}" and _all_ours(connection, before):
        return before
    prefix = role_prefix(database)
    mark = f"SalesDesk {identity}"
    for group in GROUPS:
        name = f"{prefix}_{group}"
        question = sa.text("SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = :name")
        known = connection.execute(question, {"name": name}).one_or_none()
        if known is None:
            _run(connection, sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
            _run(connection, sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(name), mark))
        elif known[0] != mark:
            raise KnownError(
                tr(
                    "The server has a role {role} already, which another database made. Give this database"
                    " another name, or drop the roles that begin with {prefix}_."
                ).format(role=name, prefix=prefix)
            )
    return prefix


def _all_ours(connection: Connection, prefix: str) -> bool:
    strangers = sa.text(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles r ON r.oid = m.member WHERE g.rolname = :users AND r.rolname <> current_user"
        " AND r.rolname NOT IN (SELECT role_name FROM person WHERE role_name IS NOT NULL)"
    )
    return not connection.scalar(strangers, {"users": f"{prefix}_users"})


def _run(connection: Connection, statement: sql.Composed) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    raw.execute(statement)

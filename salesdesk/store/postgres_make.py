"""Making a database on a server and upgrading it: under a lock, in one transaction, by its owner."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.errors import KnownError
from salesdesk.models import Base
from salesdesk.settings import data_folder
from salesdesk.store.dump import write_dump
from salesdesk.store.generated import postgres as generated
from salesdesk.store.generated.postgres.compare import differences
from salesdesk.store.groups import make_groups
from salesdesk.store.migrate import (
    SCHEMA,
    Upgraded,
    backup_name,
    revise,
    run_revisions,
    schema_of,
    stamp,
)
from salesdesk.store.place import Place
from salesdesk.store.postgres import PostgresBackend, make_engine
from salesdesk.translation import tr

_LOCK = 0x53616C6573
"""The advisory lock that only one upgrade of a database holds at a time."""
OLDEST = 150_000


def create_on_server(
    place: Place, first: dict[str, str | None], fill: Callable[[Connection], None], schema: int
) -> None:
    """Make all tables in an empty database; `fill` writes the first rows into the tables of `schema`.

    The address is the owner's. With a password in `first` its person gets a login role at once.
    """
    with _upgrading(place) as connection:
        if schema_of(connection):
            raise KnownError(
                tr("{name} holds a SalesDesk database already; name another.").format(name=place.name)
            )
        _refuse_old(connection, place)
        identity = str(uuid.uuid4())
        prefix = make_groups(connection, identity)
        run_revisions(connection, schema)
        fill(connection)
        run_revisions(connection)
        stamp(connection, _generate(connection, prefix), identity)
        if first.get("password"):
            _first_login(connection, first)


def upgrade_on_server(place: Place) -> Upgraded:
    """Upgrade a database as its owner, after a dump into the folder of backups. Others wait for the lock."""
    with _upgrading(place) as connection:
        if not schema_of(connection):
            raise KnownError(tr("{name} holds no SalesDesk database.").format(name=place.name))
        if not _owns(connection):
            raise KnownError(
                tr("Only the owner of {name} can upgrade it; ask your administrator.").format(name=place.name)
            )
        connection.execute(sa.text("LOCK TABLE meta IN ACCESS EXCLUSIVE MODE"))
        identity = str(connection.scalar(sa.text("SELECT database_id FROM meta")))
        before = str(connection.scalar(sa.text("SELECT priv.role_prefix()")))
        prefix = make_groups(connection, identity, before)
        if before != prefix:
            _adopt(connection, prefix)

        def make() -> str:
            return _generate(connection, prefix)

        def wanted() -> str:
            return "" if differences(connection) else generated.fingerprint()

        make.fingerprint = wanted  # type: ignore[attr-defined]
        return revise(
            connection,
            place,
            backup=lambda: _dump(connection),
            drop=lambda: _run(connection, generated.DROP),
            make=make,
        )


def _dump(connection: Connection) -> Path:
    folder = data_folder() / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    name = str(connection.scalar(sa.text("SELECT current_database()")))
    target = backup_name(name, ".json.gz", folder)
    write_dump(connection, target)
    return target


def _adopt(connection: Connection, prefix: str) -> None:
    """Make a copy or a renamed database independent of the roles of the one it came from."""
    _run(connection, generated.DROP)
    connection.execute(
        sa.text("UPDATE person SET role_name = NULL WHERE NOT starts_with(role_name, :own)"),
        {"own": f"{prefix}_"},
    )
    if schema_of(connection) < SCHEMA:
        return  # what is generated fits the newest tables only; the upgrade makes it when they are there
    connection.execute(sa.text("UPDATE meta SET generated = :hash"), {"hash": _generate(connection, prefix)})


def make_login(connection: Connection, *, person_id: int, login: str, password: str) -> str:
    """Give a person a login role, or a new password for the one they have; the role.

    Only the SCRAM verifier of the password reaches the server.
    """
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    prefix = connection.scalar(sa.text("SELECT priv.role_prefix()"))
    role = f"{prefix}_{login.lower()}"
    verifier = raw.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    made = connection.scalar(
        sa.text("SELECT priv.set_login(:person, :verifier)"), {"person": person_id, "verifier": verifier}
    )
    return str(made)


def end_login(connection: Connection, *, person_id: int) -> None:
    """Let a person no longer sign in to the server, though they stay in the team; sessions of theirs end."""
    connection.execute(sa.text("SELECT priv.end_login(:person)"), {"person": person_id})


@contextmanager
def _upgrading(place: Place) -> Iterator[Connection]:
    engine = make_engine(place, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        raise PostgresBackend(place).explain(getattr(error, "orig", None) or error) or error from error
    finally:
        engine.dispose()


def _refuse_old(connection: Connection, place: Place) -> None:
    version = int(connection.scalar(sa.text("SHOW server_version_num")) or 0)
    if version < OLDEST:
        raise KnownError(
            tr("The server of {name} is too old; SalesDesk needs Postgres 15 or newer.").format(
                name=place.name
            )
        )


def _owns(connection: Connection) -> bool:
    question = (
        "SELECT tableowner = current_user FROM pg_tables WHERE schemaname = 'public' AND tablename = 'meta'"
    )
    return bool(connection.scalar(sa.text(question)))


def _generate(connection: Connection, prefix: str) -> str:
    for statement in generated.statements(prefix):
        _run(connection, statement)
    return generated.fingerprint()


def _run(connection: Connection, statement: str) -> None:
    # The driver's own call: a percent sign or a colon in a function's body is no parameter.
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    raw.execute(statement.encode())


def _first_login(connection: Connection, first: dict[str, str | None]) -> None:
    person = Base.metadata.tables["person"]
    key = connection.scalar(sa.select(person.c.id).where(person.c.login == first["login"]))
    action = Base.metadata.tables["action"]
    number = connection.execute(
        sa.insert(action).values(at=sa.func.clock_timestamp(), kind="create_login").returning(action.c.id)
    ).scalar_one()
    connection.execute(sa.text("SELECT set_config('sd.action', :n, true)"), {"n": str(number)})
    make_login(connection, person_id=key or 0, login=first["login"] or "", password=first["password"] or "")

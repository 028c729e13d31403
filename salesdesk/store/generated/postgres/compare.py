"""Whether a server still guards the rows as was generated: what somebody took away, opened or rewrote."""

import re

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.store.generated.postgres import statements
from salesdesk.store.generated.tables import declared

_FUNCTION = re.compile(r"CREATE FUNCTION priv\.(\w+)\((.*?)AS \$\$(.*?)\$\$", re.DOTALL)
_POLICY = re.compile(r"CREATE POLICY (\w+) ON public\.(\w+)")
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) .*? ON public\.(\w+)", re.DOTALL)
_SEALS = "SELECT name, place, seal, borne FROM priv.seals()"
_FUNCTIONS = (
    "SELECT proname, prosrc, prosecdef, coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)"
    " FROM pg_proc WHERE pronamespace = 'priv'::regnamespace"
)
_SWITCHED_OFF = (
    "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')"
)


def differences(connection: Connection) -> list[str]:
    """The names of tables, policies, triggers and functions that are not as they were generated, sorted."""
    prefix = str(connection.scalar(sa.text("SELECT priv.role_prefix()")))
    text = "\n".join(statements(prefix))
    return sorted({*_bare_tables(connection), *_sealed(connection, text), *_code(connection, text)})


def _rows(connection: Connection, question: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.execute(sa.text(question))]


def _bare_tables(connection: Connection) -> set[str]:
    question = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
    guarded = {row[0] for row in _rows(connection, question)}
    return {entry.name for entry in declared()} - guarded


def _sealed(connection: Connection, text: str) -> set[str]:
    """Policies and triggers that are missing or strange, or were changed since they were made."""
    if not connection.scalar(sa.text("SELECT to_regprocedure('priv.seals()') IS NOT NULL")):
        # Made by a SalesDesk that sealed nothing yet, or taken away.
        return {"priv.seals"}
    wanted = {*_POLICY.findall(text), *_TRIGGER.findall(text)}
    found = {(name, place): seal == borne for name, place, seal, borne in _rows(connection, _SEALS)}
    changed = {key for key, fits in found.items() if not fits}
    return {f"{place}.{name}" for name, place in (wanted ^ found.keys()) | changed}


def _code(connection: Connection, text: str) -> set[str]:
    """Functions with another body, other rights or a place in which others could stand in, and
    triggers that are switched off."""
    functions = {
        (name, body, "SECURITY DEFINER" in head, True) for name, head, body in _FUNCTION.findall(text)
    }
    changed = functions ^ set(_rows(connection, _FUNCTIONS))
    off = _rows(connection, _SWITCHED_OFF)
    return {f"priv.{name}" for name, *_ in changed} | {f"{table}.{name}" for name, table in off}

"""Whether a server still guards the rows as was generated: what somebody took away, opened or rewrote."""

import re

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.store.generated.postgres import statements
from salesdesk.store.generated.tables import declared

_FUNCTION = re.compile(r"CREATE FUNCTION priv\.(\w+)\(.*?AS \$\$(.*?)\$\$", re.DOTALL)
_POLICY = re.compile(r"CREATE POLICY (\w+) ON public\.(\w+)(.*)")
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) .*? ON public\.(\w+)", re.DOTALL)
_LIVE_TRIGGERS = (
    "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
)


def differences(connection: Connection) -> list[str]:
    """The names of tables, policies, triggers and functions that are not as they were generated, sorted."""
    prefix = str(connection.scalar(sa.text("SELECT priv.role_prefix()")))
    text = "\n".join(statements(prefix))
    return sorted({*_bare_tables(connection), *_policies(connection, text), *_code(connection, text)})


def _rows(connection: Connection, question: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.execute(sa.text(question))]


def _bare_tables(connection: Connection) -> set[str]:
    question = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
    guarded = {row[0] for row in _rows(connection, question)}
    return {entry.name for entry in declared()} - guarded


def _policies(connection: Connection, text: str) -> set[str]:
    """Policies that are missing, strange, or let everything through where what was generated does not."""
    wanted = {(name, table): rest for name, table, rest in _POLICY.findall(text)}
    question = "SELECT policyname, tablename, qual FROM pg_policies WHERE schemaname = 'public'"
    found = {(name, table): qual for name, table, qual in _rows(connection, question)}
    settled = {entry.name for entry in declared() if entry.visibility.widened or _of_records(entry.name)}
    opened = {
        (name, table)
        for (name, table), qual in found.items()
        if qual == "true"
        and "USING (true)" not in wanted.get((name, table), "")
        # The settings of the company open these, and priv.apply_visibility() writes that down.
        and not (name == "seen" and table in settled)
    }
    return {f"{table}.{name}" for name, table in (wanted.keys() ^ found.keys()) | opened}


def _of_records(table: str) -> bool:
    return any(entry.name == table and entry.visibility.seen == "record" for entry in declared())


def _code(connection: Connection, text: str) -> set[str]:
    """Functions with another body or the caller's rights, and triggers that are gone or switched off."""
    functions = {(name, body, True) for name, body in _FUNCTION.findall(text)}
    question = "SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = 'priv'::regnamespace"
    changed = functions ^ set(_rows(connection, question))
    triggers = set(_TRIGGER.findall(text)) ^ set(_rows(connection, _LIVE_TRIGGERS))
    return {f"priv.{name}" for name, *_ in changed} | {f"{table}.{name}" for name, table in triggers}

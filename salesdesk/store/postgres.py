"""A database on a Postgres server: each person signs in with their own role, the server guards the rows."""

import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, make_url

from salesdesk.answers.viewer import Viewer
from salesdesk.errors import KnownError, NobodyHere, NothingThere, PasswordWanted
from salesdesk.models import Base
from salesdesk.models.base import now
from salesdesk.store.backend import disposed
from salesdesk.store.generated.postgres import fingerprint
from salesdesk.store.generated.postgres.compare import differences
from salesdesk.store.migrate import SCHEMA
from salesdesk.store.place import Place
from salesdesk.store.server_address import connection_arguments
from salesdesk.store.silence import KNOCK_SECONDS, end_silence
from salesdesk.translation import tr

_HURRY = "5s"
_READ_ONLY = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"
"""Whether nothing can be written just now, asked in a transaction that would not write anyway."""


def make_engine(place: Place, **options: Any) -> Engine:
    """A pool of checked connections to the server; errors never quote the values of rows."""
    url = make_url(place.url).set(drivername="postgresql+psycopg")
    return sa.create_engine(
        url, pool_pre_ping=True, hide_parameters=True, connect_args=connection_arguments(place.url), **options
    )


class PostgresBackend:
    """How the store works on a server."""

    dialect = "postgresql"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.read_only = ""
        self._reached: Engine | None = None

    def open(self) -> None:
        """Reach the server and find a SalesDesk database; KnownError says why not.

        What it was reached with is what is read with afterwards: each connection is a wait of its own.
        """
        engine = self.engine(write=False)
        try:
            with engine.connect() as connection:
                if not connection.scalar(sa.text("SELECT to_regclass('public.meta') IS NOT NULL")):
                    raise NothingThere(
                        tr("{name} holds no SalesDesk database yet; make one with `salesdesk init`.").format(
                            name=self.place.name
                        )
                    )
                self._refuse_other_guards(connection)
                if connection.scalar(sa.text(_READ_ONLY)):
                    self.read_only = tr("{name} can only be read right now.").format(name=self.place.name)
        except BaseException as error:
            engine.dispose()
            if isinstance(error, sa.exc.DBAPIError):
                raise self.explain(error.orig or error) or error from error
            raise
        self._reached = engine

    def _refuse_other_guards(self, connection: Connection) -> None:
        """Read only where policies and triggers are not those that this program counts on."""
        meta = Base.metadata.tables["meta"].c
        row = connection.execute(sa.select(meta.schema, meta.generated)).one_or_none()
        if row is None or row.schema != SCHEMA:
            return
        if row.generated != fingerprint() or differences(connection):
            self.read_only = tr(
                "The server guards {name} in another way than this SalesDesk counts on: it can be read here,"
                " not changed. Ask your administrator to run `salesdesk upgrade`."
            ).format(name=self.place.name)

    def engine(self, *, write: bool) -> Engine:
        """A pool of connections; a reading one sees one moment of the database per transaction."""
        if not write and self._reached is not None:
            reached, self._reached = self._reached, None
            return reached
        options: dict[str, Any] = {"pool_size": 3, "max_overflow": 3}
        if not write:
            options["execution_options"] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        made = make_engine(self.place, **options)
        end_silence(made, self._can_be_reached)
        return made

    def _can_be_reached(self) -> bool:
        """Whether the server answers at all; a refusal is an answer."""
        patience = connection_arguments(self.place.url) | {"connect_timeout": KNOCK_SECONDS}
        try:
            psycopg.connect(self.place.url, **patience).close()
        except psycopg.OperationalError as error:
            return error.sqlstate is not None
        return True

    def whole(self) -> AbstractContextManager[Engine]:
        """Reading on a server keeps nobody from saving."""
        return disposed(self.engine(write=False))

    def limit(self, connection: Connection, viewer: Viewer, widened: frozenset[str]) -> None:
        """The server limits the rows by itself, by the role that is signed in."""

    def check_rest(self) -> str:
        """A server looks after its own files."""
        return ""

    def copy_open(self, engine: Engine, target: Path) -> None:
        """What is on a server is where it was."""

    def before_write(self) -> None:
        """A server cannot be moved away under a connection."""

    def begin_action(self, connection: Connection, values: dict[str, Any]) -> int:
        """Write the action row of this save and let the triggers know it; its id."""
        action = Base.metadata.tables["action"]
        stamped = {**values, "at": sa.func.clock_timestamp()}
        key = int(connection.execute(sa.insert(action).values(**stamped).returning(action.c.id)).scalar_one())
        self.switch_action(connection, key)
        return key

    def is_known_key(self, error: BaseException) -> bool:
        """Whether the server has an action of this client key."""
        if not isinstance(error, psycopg.errors.UniqueViolation):
            return False
        return error.diag.constraint_name == "uq_action_client_key"

    def begin_at_once(self, connection: Connection) -> bool:
        """Begin a transaction; on a server many write at once, and it gives up soon on a row of others."""
        connection.begin()
        self.hurry(connection)
        return True

    def hurry(self, connection: Connection) -> None:
        """Wait for locks of others for a few seconds only."""
        connection.execute(sa.text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": _HURRY})

    def switch_action(self, connection: Connection, action_id: int | None) -> None:
        """Let the triggers stamp what follows in this transaction with this action."""
        named = "" if action_id is None else str(action_id)
        connection.execute(sa.text("SELECT set_config('sd.action', :named, true)"), {"named": named})

    def end_action(self, connection: Connection) -> None:
        """No write counts as part of the action any more."""
        self.switch_action(connection, None)

    def tell_presence(self, connection: Connection, viewer: Viewer, at: tuple[str, int] | None) -> None:
        """Let the server note which row the signed-in person has under their hands, by its own clock."""
        table, row_id = at or (None, None)
        connection.execute(sa.text("SELECT priv.tell_presence(:tbl, :row)"), {"tbl": table, "row": row_id})

    def trim_changes(self, connection: Connection) -> None:
        """Let the server take some old rows out of the change log; nobody else may."""
        connection.execute(sa.text("SELECT priv.trim_changes()"))

    def find_viewer(self, connection: Connection, login: str | None) -> Viewer:
        """The person whose role is signed in; the database's owner may act as anybody, by login."""
        person = Base.metadata.tables["person"]
        columns = sa.select(person.c.id, person.c.login, person.c.name, person.c.rights).where(
            person.c.deleted_at.is_(None), person.c.active
        )
        mine = connection.execute(columns.where(sa.text("role_name = session_user"))).one_or_none()
        if mine is not None:
            return Viewer(mine.id, mine.login or "", mine.name, frozenset(mine.rights))
        if not connection.scalar(sa.text("SELECT priv.is_owner()")):
            raise KnownError(
                tr("You are not one of the people of {name}; ask its administrator.").format(
                    name=self.place.name
                )
            )
        return self._as_owner(connection, columns.order_by(person.c.id), login)

    def _as_owner(self, connection: Connection, people: sa.Select[Any], login: str | None) -> Viewer:
        for key, name, full_name, rights in connection.execute(people):
            wanted = (name or "").lower() == login.lower() if login else "administrator" in rights
            if wanted:
                return Viewer(key, name or "", full_name, frozenset(rights))
        if login:
            raise NobodyHere(
                tr("{name} has no active person with the login {login}.").format(
                    name=self.place.name, login=login
                )
            )
        return Viewer(None, "", tr("Owner of the database"), frozenset({"administrator"}))

    def clock_ahead(self, connection: Connection) -> float:
        """By how many seconds the server's clock is ahead of this computer's."""
        before = now()
        theirs = connection.scalar(sa.text("SELECT clock_timestamp()"))
        between = before + (now() - before) / 2
        return float((theirs - between).total_seconds())

    def explain(self, error: BaseException) -> KnownError | None:
        """What an error of the server means, and what to do; nothing for a mistake of this program."""
        sentence = _sentence(error)
        kind = PasswordWanted if any(mark in str(error) for mark in _NO_PASSWORD) else KnownError
        return kind(sentence.format(name=self.place.name)) if sentence else None


_MISTAKES = ("42", "0A")
"""The beginnings of the server's codes for words it does not know and what it cannot do."""
_NO_PASSWORD = ("password authentication failed", "no password supplied")
_NO_DATABASE = re.compile(r'database ".*" does not exist')


def _meanings() -> tuple[tuple[Any, str], ...]:
    """Errors that the server names, and what each means to whoever works here."""
    return (
        (
            psycopg.errors.InsufficientPrivilege,
            tr("The server did not allow this: it belongs to somebody else, or takes another right."),
        ),
        (
            psycopg.errors.ReadOnlySqlTransaction,
            tr("{name} can only be read right now; nothing was saved."),
        ),
        (
            psycopg.errors.QueryCanceled,
            tr("The server took too long and stopped; nothing was saved. Try again."),
        ),
        (
            (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure),
            tr("Somebody saved the same records at the same moment; nothing was saved here. Try again."),
        ),
        (
            psycopg.errors.LockNotAvailable,
            tr("Others are reading or saving this just now; nothing was saved. Try again in a moment."),
        ),
        (
            psycopg.errors.AdminShutdown,
            tr("The server ended this connection, as when rights change; nothing was saved. Try again."),
        ),
        (
            psycopg.errors.DiskFull,
            tr("The server's disk is full; nothing was saved. Tell whoever looks after the server."),
        ),
        (
            psycopg.errors.InvalidCatalogName,
            tr("There is no database {name} on this server."),
        ),
    )


def _sentence(error: BaseException) -> str:
    for kinds, sentence in _meanings():
        if isinstance(error, kinds):
            return sentence
    code = getattr(error, "sqlstate", None) or ""
    if code.startswith(_MISTAKES) and not isinstance(error, psycopg.errors.DuplicateObject):
        return ""
    if isinstance(error, psycopg.OperationalError):
        return _unreached(str(error).lower())
    reason = str(error).splitlines()[0].replace("{", "(").replace("}", ")")
    return tr("The server refused: {reason}").format(reason=reason)


def _unreached(message: str) -> str:
    """Why there is no connection: before one stands, the server says so in words only."""
    if any(mark in message for mark in _NO_PASSWORD):
        return tr("The server of {name} did not accept this user and password.")
    if "not permitted to log in" in message or "permission denied for database" in message:
        return tr("This user may not sign in to {name} any more; ask its administrator.")
    if "authentication method requirement" in message:
        return tr("The server of {name} asked for the password in a way that others could read; it got none.")
    if "certificate" in message or "ssl" in message:
        return tr(
            "The server of {name} could not prove who it is, so nothing was sent. Check its certificate."
        )
    if _NO_DATABASE.search(message):
        return tr("There is no database {name} on this server.")
    return tr("The server of {name} cannot be reached; nothing was saved. Check the network and try again.")

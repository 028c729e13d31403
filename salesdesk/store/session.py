"""One database as one person: reading sessions show only their rows, each writing session is one save."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from salesdesk.answers.entrance import Entrance
from salesdesk.errors import KnownError, OldProgram, ReplyLost, SalesDeskError
from salesdesk.models import Meta
from salesdesk.models.base import now, table_of
from salesdesk.models.visibility import GRANTS, WIDENING
from salesdesk.store.backend import Backend
from salesdesk.store.entrance import enter, read_entrance
from salesdesk.store.feed import Feed, open_feed
from salesdesk.store.migrate import CLIENT, SCHEMA
from salesdesk.store.place import Place, find_place
from salesdesk.store.visibility import bare_table, limit_session, widened_kinds
from salesdesk.translation import tr, trn

__all__ = ["AlreadySaved", "Session", "Store", "backend_for", "open_store"]


_TRIM_SECONDS = 60.0
CLOCK_SECONDS = 120.0
"""By how much two clocks may differ before somebody is told."""
_TRUTH_SECONDS, _AGAIN_SECONDS = 5.0, 0.5
"""How long, and how often, a server is asked whether a save whose reply was lost arrived."""


class AlreadySaved(SalesDeskError):
    """This very save is in the database already; its reply was lost on the way."""


def backend_for(place: Place) -> Backend:
    """The backend of a place; a driver is loaded only when it is used."""
    if place.dialect == "sqlite":
        from salesdesk.store.sqlite import SqliteBackend

        return SqliteBackend(place)
    from salesdesk.store.postgres import PostgresBackend

    return PostgresBackend(place)


class Store:
    """An open database with somebody signed in."""

    def __init__(self, backend: Backend, login: str | None) -> None:
        self._backend = backend
        self._trim_at = 0.0
        self.database_id = ""
        backend.open()
        self._reading = backend.engine(write=False)
        self._writing = backend.engine(write=True)
        try:
            with self._explained(), self._reading.connect() as connection:
                self._check_schema(connection)
                self.viewer = backend.find_viewer(connection, login)
                self.clock_ahead = backend.clock_ahead(connection)
        except BaseException:
            self.close()
            raise

    @property
    def place(self) -> Place:
        """Where the database is."""
        return self._backend.place

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self._backend.dialect

    @property
    def read_only(self) -> str:
        """Why nothing can be written, or nothing."""
        return self._backend.read_only

    @property
    def clock_words(self) -> str:
        """What is wrong with the clocks, where they differ by more than two minutes; else nothing."""
        if abs(self.clock_ahead) <= CLOCK_SECONDS:
            return ""
        minutes = round(abs(self.clock_ahead) / 60)
        by = trn("{n} minute", "{n} minutes", minutes, f"{minutes:,}")
        if self.dialect == "sqlite":
            words = tr(
                "Something here was saved {by} from now: the clock of this computer, or of a colleague's, is"
                " wrong. Times that you see may be too."
            )
        elif self.clock_ahead > 0:
            words = tr("The clock of this computer is {by} behind the server's; set it right.")
        else:
            words = tr("The clock of this computer is {by} ahead of the server's; set it right.")
        return words.format(by=by)

    @property
    def is_unguarded(self) -> bool:
        """Whether nobody proved that the connection ends at the server that was meant."""
        if self.dialect == "sqlite":
            return False
        from salesdesk.store.server_address import is_unguarded

        return is_unguarded(self.place.url)

    def entrance(self) -> Entrance | None:
        """Whom one can be in this file; None on a server, whose roles say that."""
        if self.dialect != "sqlite":
            return None
        with self._explained(), self._reading.connect() as connection:
            return read_entrance(connection)

    def enter(self, person_id: int, password: str = "") -> None:
        """Be this person of the file from now on; RuleBroken for a wrong password."""
        with self._explained(), self._reading.connect() as connection:
            self.viewer = enter(connection, person_id, password)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database, and of it what the viewer may see."""
        with self._explained(), Session(self._reading, autoflush=False, expire_on_commit=False) as session:
            connection = session.connection()
            self._backend.limit(connection, self.viewer, self._widened(connection))
            session.info.update(viewer=self.viewer, store=self)
            yield session

    @contextmanager
    def write(
        self,
        kind: str,
        *,
        client_key: str | None = None,
        batch_id: int | None = None,
        undo_of_id: int | None = None,
    ) -> Iterator[Session]:
        """A session whose changes are one action, committed together at the end or not at all.

        `client_key` names the save itself: doing it twice raises AlreadySaved and writes nothing. Each save
        has one of its own, so that it can be found again: where the reply to the commit is lost, the database
        is asked whether it arrived. ReplyLost when that cannot be answered for a while.
        """
        client_key = client_key or uuid.uuid4().hex
        if self.read_only:
            raise KnownError(self.read_only)
        self._backend.before_write()
        with self._explained(), Session(self._writing, autoflush=False, expire_on_commit=False) as session:
            connection = session.connection()
            self._refuse_other_schema(connection)
            values = self._action(kind, client_key) | {"batch_id": batch_id, "undo_of_id": undo_of_id}
            try:
                action_id = self._backend.begin_action(connection, values)
            except IntegrityError as error:
                if not self._backend.is_known_key(error.orig or error):
                    raise
                raise AlreadySaved(tr("This was saved already.")) from error
            if self.dialect == "sqlite":
                limit_session(session, self.viewer, self._widened(connection))
            if time.monotonic() > self._trim_at:
                self._trim_at = time.monotonic() + _TRIM_SECONDS
                self._backend.trim_changes(connection)
            session.info.update(viewer=self.viewer, action_id=action_id, switch=self._backend.switch_action)
            yield session
            session.flush()
            self._backend.end_action(connection)
            self._commit(session, client_key)

    def tell_presence(self, at: tuple[str, int] | None) -> bool:
        """Let others see which record (table, id) the viewer has under their hands, or that it is none now.

        A hint that is in no history; it has to be said again before PRESENT_SECONDS are over. It waits for
        nobody: False, and nothing said, while somebody else writes to the file.
        """
        if self.read_only or self.viewer.person_id is None:
            return True
        self._backend.before_write()
        with self._explained(), self._writing.connect() as connection:
            if not self._backend.begin_at_once(connection):
                return False
            self._refuse_other_schema(connection)
            self._backend.tell_presence(connection, self.viewer, at)
            connection.commit()
        return True

    def check_rest(self) -> str:
        """Look for damage where opening had no time to: what is wrong, in a sentence, or nothing.

        A damaged file can only be read from then on.
        """
        return self._backend.check_rest()

    @property
    def has_moved(self) -> bool:
        """Whether the file that is open is no longer the one at its path."""
        try:
            self._backend.before_write()
        except KnownError:
            return True
        return False

    def copy_open(self, target: Path) -> None:
        """Copy the file that is open, wherever it is by now, to `target`, verified."""
        self._backend.copy_open(self._reading, target)

    def has_arrived(self, client_key: str) -> bool:
        """Whether the save of this key is in the database; KnownError while that cannot be said.

        A save that the server is still at work on is waited for: the same key is written and taken back.
        """
        with self._explained(), self._writing.connect() as connection:
            self._backend.hurry(connection)
            try:
                self._backend.begin_action(connection, self._action("look", client_key))
            except IntegrityError as error:
                if not self._backend.is_known_key(error.orig or error):
                    raise
                return True
            finally:
                connection.rollback()
        return False

    def _action(self, kind: str, client_key: str) -> dict[str, Any]:
        return {"person_id": self.viewer.person_id, "at": now(), "kind": kind, "client_key": client_key}

    def _commit(self, session: Session, client_key: str) -> None:
        """Commit; an error says that nothing was saved, ReplyLost that nobody knows."""
        try:
            session.commit()
        except DBAPIError as error:
            if not (error.connection_invalidated and self._find_out(client_key)):
                raise

    def _find_out(self, client_key: str) -> bool:
        until = time.monotonic() + _TRUTH_SECONDS
        while True:
            try:
                return self.has_arrived(client_key)
            except KnownError as error:
                if time.monotonic() > until:
                    raise ReplyLost(
                        tr(
                            "The connection to {name} broke while this was saved, and the server cannot be "
                            "asked whether it arrived. Look whether it is there before you save it again."
                        ).format(name=self.place.name),
                        client_key,
                    ) from error
                time.sleep(_AGAIN_SECONDS)

    @contextmanager
    def everything(self) -> Iterator[Connection]:
        """One moment of the whole database, to read; others go on saving.

        KnownError for all but administrators.
        """
        if not self.viewer.is_administrator:
            raise KnownError(tr("Only an administrator sees the whole database; ask one of them."))
        # Not one of the connections that show only the viewer's rows.
        with self._explained(), self._backend.whole() as engine, engine.connect() as connection:
            # The moment is that of the first question, whatever it is about.
            connection.execute(sa.select(table_of(Meta).c.schema))
            yield connection
            connection.rollback()

    def feed(self) -> Feed:
        """What changes from now on, own and others' changes alike."""
        return open_feed(self._backend, self._reading)

    def close(self) -> None:
        """Give back all connections; those that are in use at this moment as soon as they are not."""
        for engine in (self._reading, self._writing):
            sa.event.listen(engine.pool, "checkin", lambda _, record: record.invalidate())
            engine.dispose()

    def _widened(self, connection: Connection) -> frozenset[str]:
        """The kinds of record that are open to this viewer whole."""
        setting, person = bare_table(self.dialect, "setting"), bare_table(self.dialect, "person")
        keys = [GRANTS, *(key for key, _, _ in WIDENING.values())]
        question = sa.select(setting.c.key, setting.c.value)
        rows = connection.execute(question.where(setting.c.key.in_(keys), setting.c.deleted_at.is_(None)))
        settings: dict[str, Any] = dict(list(rows))
        granted = settings.get(GRANTS)
        if not granted:
            return widened_kinds(settings)
        function = sa.select(person.c.function).where(person.c.id == self.viewer.person_id)
        return widened_kinds(settings) | frozenset(granted.get(connection.scalar(function), ()))

    def _check_schema(self, connection: Connection) -> None:
        """KnownError for a database that this program cannot read; one of a newer program may be read."""
        meta = table_of(Meta).c
        row = connection.execute(sa.select(meta.schema, meta.min_client, meta.database_id)).one_or_none()
        if row is not None:
            self.database_id = row.database_id
        if row is None or row.schema == SCHEMA:
            return
        if row.schema < SCHEMA:
            raise KnownError(
                tr(
                    "{name} was made by an older SalesDesk. Run `salesdesk upgrade` once, then open it."
                ).format(name=self.place.name)
            )
        if row.min_client > CLIENT:
            raise KnownError(
                tr("{name} was made by a newer SalesDesk. Update SalesDesk on this computer.").format(
                    name=self.place.name
                )
            )
        self._backend.read_only = tr(
            "{name} was made by a newer SalesDesk: it can be read here, not changed. "
            "Update SalesDesk on this computer."
        ).format(name=self.place.name)

    def _refuse_other_schema(self, connection: Connection) -> None:
        """OldProgram when somebody upgraded the database since it was opened."""
        schema = connection.scalar(sa.select(table_of(Meta).c.schema))
        if schema not in (None, SCHEMA):
            raise OldProgram(
                tr(
                    "{name} was upgraded by a newer SalesDesk while it was open here; nothing was saved. "
                    "Update SalesDesk on this computer, then open it again."
                ).format(name=self.place.name)
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except StaleDataError as error:
            raise KnownError(
                tr("Somebody changed or took away this record in the meantime; look at it again.")
            ) from error
        except DBAPIError as error:
            known = self._backend.explain(error.orig or error)
            if known is None:
                raise
            raise known from error


def open_store(where: str, *, login: str | None = None) -> Store:
    """Open the database at `where` (path, sqlite:/// or postgresql://) as the person with `login`."""
    return Store(backend_for(find_place(where)), login)

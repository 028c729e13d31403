"""A database in one SQLite file: engines, opening it safely, the viewer's rows, one save at a time."""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool

from salesdesk.answers.viewer import Viewer
from salesdesk.errors import FileMoved, KnownError, NobodyHere
from salesdesk.models import Base
from salesdesk.models.base import now
from salesdesk.store.backend import CHANGES_DAYS, TRIMMED_AT_ONCE, disposed
from salesdesk.store.daily import newest_backup
from salesdesk.store.entrance import BY_NUMBER, login_of
from salesdesk.store.generated import sqlite as generated
from salesdesk.store.generated.shape import GENERATED, strangers
from salesdesk.store.migrate import SCHEMA
from salesdesk.store.place import Place, find_place, is_remote, room_left, synchronised_folder
from salesdesk.store.sqlite_errors import is_about_damage, is_about_room, sentence_for, words_of
from salesdesk.store.sqlite_files import BUSY_MS, Unsound, check_header, copy_open_file, copy_pages, open_file
from salesdesk.store.visibility import views
from salesdesk.translation import tr

_UNSAFE = tr(
    "{name} holds triggers or views that SalesDesk did not make, so it was not opened. "
    "Use a file from somebody you trust, or restore a backup."
)
_OLDER = tr("{name} was made by another version of SalesDesk. Run `salesdesk upgrade` once, then open it.")
_BEGIN_READING = "BEGIN"
_AT_ONCE = "at_once"
"""What a connection is told whose transaction begins at once or not at all."""
_SWITCH_SECONDS = 15.0
_RESCUE_SECONDS = 10.0
"""How long a connection from before a file was moved is waited for, to copy what is open."""
CHECK_SECONDS = 0.5
"""How long opening looks for damage; some 800 MB are looked through in that time."""
_CHECK_EVERY = 10_000


def trust(raw: sqlite3.Connection, path: Path) -> None:
    """Let generated triggers run on this connection, after making sure that they are ours and only ours.

    Nothing of a database with another schema may run; the store refuses it or only reads it.
    """
    schema, made = raw.execute("SELECT schema, generated FROM meta").fetchone() or (SCHEMA, "")
    if schema != SCHEMA:
        return
    rows = raw.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()
    expected = generated.objects()
    ours = {name: sql for kind, name, sql in rows if kind in ("trigger", "view")}
    wanted = {name: sql for name, sql in expected.items() if sql.startswith("CREATE TRIGGER")}
    tables = {name: sql for name, sql in expected.items() if name in GENERATED}
    if ours != wanted or tables != {name: sql for _, name, sql in rows if name in tables}:
        # An upgrade drops all of these, whoever made them, and makes ours.
        raise KnownError((_OLDER if made != generated.fingerprint() else _UNSAFE).format(name=path.name))
    raw.execute("PRAGMA trusted_schema=ON")


def _take_turn(connection: Connection) -> None:
    """Begin to write as soon as nobody else does, for up to the time that SQLite itself would wait.

    SQLite looks at ever longer intervals, so that whoever waits longest looks least often and may never have
    a turn among busy writers; here everybody looks equally often.
    """
    until = time.monotonic() + BUSY_MS / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while not _begun(connection, last=time.monotonic() > until):
            time.sleep(random.uniform(0.001, 0.02))
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")


def _begun(connection: Connection, *, last: bool) -> bool:
    """Whether the file's lock was to be had; the `last` try fails as SQLite says."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except sa.exc.OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0)
        if last or code & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


class SqliteBackend:
    """How the store works on one file."""

    dialect = "sqlite"

    def __init__(self, place: Place) -> None:
        assert place.path is not None
        self.place = place
        self.path = place.path
        self.read_only = ""
        self._identity: tuple[int, int] | None = None
        self._mode = "rw"
        self._is_looked_through = True

    def open(self) -> None:
        """Check the file and get ready; KnownError says why it cannot be opened and what backup there is."""
        try:
            self._open()
        except Unsound as error:
            raise KnownError(self._with_backup(str(error))) from error

    def _with_backup(self, sentence: str) -> str:
        kept = newest_backup(self.path)
        if kept is None:
            return sentence
        return sentence + " " + tr("The newest sound backup is {path}.").format(path=kept)

    def _open(self) -> None:
        check_header(self.path)
        folder = synchronised_folder(self.path)
        if folder:
            raise KnownError(
                tr(
                    "{name} lies in {folder}, which copies files while they are in use and destroys "
                    "databases. Move it to another folder, or use a server."
                ).format(name=self.path.name, folder=folder)
            )
        self._decide_mode()
        status = self.path.stat()
        self._identity = (status.st_dev, status.st_ino)
        try:
            raw = open_file(self.path, self._checking_mode())
            try:
                self._check(raw)
                journal = raw.execute("PRAGMA journal_mode").fetchone()[0]
            finally:
                raw.close()
            if self._mode == "rw" and journal != self._journal():
                self._set_journal()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            # The driver cannot even read the words of an error about a ruined schema.
            raise self.explain(error) from error

    def _checking_mode(self) -> str:
        """Reading only where a write-ahead log lies beside: closing would write it into a damaged file.

        Without one it may take writing to roll back what a killed program left.
        """
        return "ro" if Path(f"{self.path}-wal").exists() else self._mode

    def _decide_mode(self) -> None:
        writable = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        if not writable:
            self._mode = "ro"
            self.read_only = tr("{name} is write-protected, so nothing can be changed here.").format(
                name=self.path.name
            )

    def _check(self, raw: sqlite3.Connection) -> None:
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if "meta" not in tables or "deal" not in tables:
            raise KnownError(
                tr("{name} is an SQLite file of another program, not a SalesDesk database.").format(
                    name=self.path.name
                )
            )
        self._compare(raw)
        self._look_through(raw)

    def _look_through(self, raw: sqlite3.Connection) -> None:
        """Look for damage as long as somebody who opens a file may wait; `check_rest` does what is left."""
        until = time.monotonic() + CHECK_SECONDS
        raw.set_progress_handler(lambda: time.monotonic() > until, _CHECK_EVERY)
        try:
            problem = raw.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            self._is_looked_through = False
            return
        finally:
            raw.set_progress_handler(None, 0)
        if problem != "ok":
            raise Unsound(self._damaged(problem))

    def _damaged(self, problem: str) -> str:
        return tr("{name} is damaged ({problem}). Restore the newest backup.").format(
            name=self.path.name, problem=problem
        )

    def check_rest(self) -> str:
        """Look through what opening had no time for; table by table, so that nobody waits long to save."""
        if self._is_looked_through:
            return ""
        raw = open_file(self.path, "ro")
        try:
            tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for name in tables:
                problem = raw.execute(f'PRAGMA quick_check("{name}")').fetchone()[0]
                if problem != "ok":
                    self.read_only = self._with_backup(self._damaged(problem))
                    return self.read_only
        except (sqlite3.Error, UnicodeDecodeError) as error:
            return str(self.explain(error))
        finally:
            raw.close()
        self._is_looked_through = True
        return ""

    def _compare(self, raw: sqlite3.Connection) -> None:
        """KnownError where a table or an index has other rules or defaults than ours."""
        schema = raw.execute("SELECT schema FROM meta").fetchone()
        if schema is None or schema[0] != SCHEMA:
            return
        others = strangers(raw.execute("SELECT type, name, sql FROM sqlite_schema").fetchall())
        if others:
            raise KnownError(
                tr(
                    "{name} has tables that SalesDesk did not make so ({tables}), so it was not opened. "
                    "Use a file from somebody you trust, or restore a backup."
                ).format(name=self.path.name, tables=", ".join(others[:3]))
            )

    def _journal(self) -> str:
        """A write-ahead log on this computer, none on a share."""
        return "delete" if is_remote(self.path) else "wal"

    def _set_journal(self) -> None:
        """Change the kind of journal; waits for others who open the file now."""
        until = time.monotonic() + _SWITCH_SECONDS
        while not self._journal_is_set():
            if time.monotonic() > until:
                raise KnownError(
                    tr("{name} is in use on another computer in a way that is unsafe on a share.").format(
                        name=self.path.name
                    )
                )
            time.sleep(random.uniform(0.02, 0.1))

    def _journal_is_set(self) -> bool:
        wanted = self._journal()
        raw = open_file(self.path, "rw")
        try:
            if raw.execute("PRAGMA journal_mode").fetchone()[0] == wanted:
                return True
            got = raw.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
        except sqlite3.OperationalError:
            got = ""
        finally:
            raw.close()
        return wanted == "wal" or got == wanted

    def engine(self, *, write: bool) -> Engine:
        """A pool of connections; a writing one takes the file's lock when its transaction begins."""
        mode = self._mode if write else ("ro" if self._mode == "ro" else "rw")

        def connect() -> sqlite3.Connection:
            if self._identity is not None:
                self.before_write()  # another file at this path is not the one that others read here
            raw = open_file(self.path, mode)
            trust(raw, self.path)
            if not write:
                raw.execute("PRAGMA query_only=ON")
            return raw

        made = sa.create_engine(
            "sqlite://", creator=connect, poolclass=QueuePool, pool_size=5, max_overflow=3
        )

        @event.listens_for(made, "begin")
        def _(connection: Connection) -> None:
            if not write:
                connection.exec_driver_sql(_BEGIN_READING)
            elif connection.get_execution_options().get(_AT_ONCE):
                # For the commit too; whoever takes a turn on this connection next sets it again.
                connection.exec_driver_sql("PRAGMA busy_timeout=0")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                _take_turn(connection)

        return made

    @contextmanager
    def whole(self) -> Iterator[Engine]:
        """Connections without a viewer's limits.

        Where there is no write-ahead log, on a share, whoever reads for long would keep all others from
        saving; there a copy is read, of which they have to wait for the making only.
        """
        if not is_remote(self.path):
            with disposed(self.engine(write=False)) as engine:
                yield engine
            return
        with TemporaryDirectory() as folder:
            copy = Path(folder) / self.path.name
            copy_pages(self.path, copy)
            backend = SqliteBackend(find_place(copy))
            with disposed(backend.engine(write=False)) as engine:
                yield engine

    def limit(self, connection: Connection, viewer: Viewer, widened: frozenset[str]) -> None:
        """Shadow every table with a view of the rows that `viewer` may see, on a reading connection."""
        key = (viewer.person_id, viewer.is_administrator, widened)
        if connection.info.get("limited") == key:
            return
        try:
            self._shadow(connection, views(viewer, widened))
        except BaseException:
            # Half of the views would show more than may be seen; nobody uses this connection again.
            connection.invalidate()
            raise
        connection.info["limited"] = key

    def _shadow(self, connection: Connection, made: dict[str, str]) -> None:
        run = connection.exec_driver_sql
        # Outside the reading transaction: its end would take the views with it, and with them the limit.
        run("COMMIT")
        run("PRAGMA query_only=OFF")
        for name in connection.info.get("views", ()):
            run(f'DROP VIEW temp."{name}"')
        for name, select in made.items():
            run(f'CREATE TEMP VIEW "{name}" AS {select}')
        run("PRAGMA query_only=ON")
        run(_BEGIN_READING)
        connection.info["views"] = tuple(made)

    def before_write(self) -> None:
        """FileMoved when the file at this path is no longer the one that was opened."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            status = None
        if status is None or (status.st_dev, status.st_ino) != self._identity:
            raise FileMoved(
                tr(
                    "{path} was moved, deleted or replaced since it was opened; nothing was saved. "
                    "Open the file again where it is now, or save a copy of what is open here."
                ).format(path=self.path)
            )

    def copy_open(self, engine: Engine, target: Path) -> None:
        """Copy the file that is open, verified, wherever it is by now; FileMoved where nothing has it open.

        Only a connection from before it was moved can do that: one that is in use is waited for.
        """
        until = time.monotonic() + _RESCUE_SECONDS
        while True:
            try:
                with engine.connect() as connection:
                    raw = connection.connection.driver_connection
                    assert isinstance(raw, sqlite3.Connection)
                    return copy_open_file(raw, target)
            except FileMoved:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def begin_action(self, connection: Connection, values: dict[str, Any]) -> int:
        """Write the action row of this save and let the triggers know it; its id."""
        action = Base.metadata.tables["action"]
        result = connection.execute(sa.insert(action).values(**values))
        key = int(result.inserted_primary_key[0])  # type: ignore[index]
        self.switch_action(connection, key)
        return key

    def is_known_key(self, error: BaseException) -> bool:
        """Whether the file has an action of this client key."""
        return str(error) == "UNIQUE constraint failed: action.client_key"

    def begin_at_once(self, connection: Connection) -> bool:
        """Begin to write unless somebody else does: nobody is waited for, at the commit neither."""
        connection.execution_options(**{_AT_ONCE: True})
        try:
            connection.begin()
        except sa.exc.OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def hurry(self, connection: Connection) -> None:
        """A file has one writer at a time; whoever is in the way was waited for when this one began."""

    def switch_action(self, connection: Connection, action_id: int | None) -> None:
        """Let the triggers stamp what follows with this action."""
        connection.exec_driver_sql("UPDATE ctx SET action_id = ?", (action_id,))

    def end_action(self, connection: Connection) -> None:
        """No write counts as part of the action any more."""
        self.switch_action(connection, None)

    def tell_presence(self, connection: Connection, viewer: Viewer, at: tuple[str, int] | None) -> None:
        """Note which row the viewer has under their hands now, by the clock of this computer."""
        if at is None:
            connection.exec_driver_sql(
                "UPDATE presence SET at = NULL WHERE person_id = ?", (viewer.person_id,)
            )
            return
        connection.exec_driver_sql(
            "INSERT INTO presence (person_id, tbl, row_id, at) VALUES (?, ?, ?, ?) ON CONFLICT (person_id)"
            " DO UPDATE SET tbl = excluded.tbl, row_id = excluded.row_id, at = excluded.at",
            (viewer.person_id, *at, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
        )

    def trim_changes(self, connection: Connection) -> None:
        """Take some old rows out of the change log."""
        cut = (datetime.now(UTC) - timedelta(days=CHANGES_DAYS)).strftime("%Y-%m-%dT%H:%M:%S")
        connection.exec_driver_sql(
            "WITH old AS (SELECT seq FROM (SELECT seq, at FROM change_log ORDER BY seq LIMIT ?) WHERE at < ?)"
            " DELETE FROM change_log WHERE seq IN (SELECT seq FROM old) AND seq < (SELECT max(seq) FROM old)",
            (TRIMMED_AT_ONCE, cut),
        )

    def find_viewer(self, connection: Connection, login: str | None) -> Viewer:
        """The person who signs in: by login, else the first administrator."""
        person = Base.metadata.tables["person"]
        question = sa.select(person.c.id, person.c.login, person.c.name, person.c.rights).where(
            person.c.deleted_at.is_(None), person.c.active == sa.true()
        )
        if login is not None and login.startswith(BY_NUMBER) and login[1:].isdecimal():
            question = question.where(person.c.id == int(login[1:]))
        elif login is not None:
            question = question.where(sa.func.lower(person.c.login) == login.lower())
        for key, name, full_name, rights in connection.execute(question.order_by(person.c.id)):
            if login is not None or "administrator" in rights:
                return Viewer(key, login_of(key, name), full_name, frozenset(rights))
        if login is not None:
            raise NobodyHere(
                tr("{name} has no active person with the login {login}.").format(
                    name=self.place.name, login=login
                )
            )
        return Viewer(None, "", tr("Owner of the file"), frozenset({"administrator"}))

    def clock_ahead(self, connection: Connection) -> float:
        """By how many seconds the latest save is ahead of this computer's clock; 0 where it is not."""
        action = Base.metadata.tables["action"].c
        latest = connection.scalar(sa.select(action.at).order_by(action.id.desc()).limit(1))
        return max(0.0, (latest - now()).total_seconds()) if latest is not None else 0.0

    def explain(self, error: BaseException) -> KnownError:
        """What an error of the driver means, and what to do."""
        words = words_of(error)
        sentence = sentence_for(words).format(name=self.place.name, path=self.path)
        if is_about_room(words):
            sentence = f"{sentence} {room_left(self.path)}".rstrip()
        if is_about_damage(words):
            sentence = self._with_backup(sentence)
        return KnownError(sentence)

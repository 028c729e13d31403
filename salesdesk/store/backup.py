"""Copies of a database that can be trusted: made whole, checked, and only then given their name.

A file is copied as a file; a server's database becomes a compressed dump, so that no other program is needed.
"""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from salesdesk.errors import KnownError
from salesdesk.store.dump import UNREADABLE, Told, count_dump, load_rows, read_dump, write_dump
from salesdesk.store.migrate import create_database
from salesdesk.store.place import find_place, room_left, why_unwritten
from salesdesk.store.session import Store
from salesdesk.store.sqlite import SqliteBackend
from salesdesk.store.sqlite_files import check_header, copy_file, open_file, part_of
from salesdesk.translation import tr


def left_out_of_backup(store: Store) -> str:
    """What a backup that this person makes does not hold, or nothing.

    A server shows private rows to nobody but the person they belong to, and to its owner.
    """
    if store.dialect != "postgresql":
        return ""
    with store.everything() as connection:
        if connection.scalar(sa.text("SELECT priv.is_owner()")):
            return ""
    return tr(
        "Other people's private rows (their own settings and views) are not in it: the server "
        "shows them to nobody else. A backup made with the owner's address holds everything."
    )


def backup(store: Store, target: Path, told: Told | None = None) -> None:
    """Write everything in `store` to `target`, which is opened and checked before it is kept.

    An SQLite file becomes an SQLite file, which grows as `part_of` the target, a server's database a dump, of
    which `told` hears how many rows are written. KnownError for all but administrators.
    """
    if not store.viewer.is_administrator:
        raise KnownError(tr("Only an administrator can make a backup; ask one of them."))
    if target.exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=target))
    if store.place.path is not None:
        _copied(store, store.place.path, target)
        return
    try:
        with store.everything() as connection:
            counts = write_dump(connection, target, told)
        if not _holds(target, counts):
            raise KnownError(tr("The backup could not be read back, so it was not kept. Try again."))
    except Exception:
        # Also where the server goes away after the last row: what is told to have failed is not there.
        target.unlink(missing_ok=True)
        raise


def copy_moved(store: Store, target: Path) -> None:
    """Write what is open of a file that was moved, deleted or replaced to `target`, checked before kept.

    Whoever has the file open may do it: it is the only way to keep what nobody else may have any more.
    """
    if target.exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=target))
    if store.place.path is None or not store.has_moved:
        raise KnownError(tr("The file is where it was; nothing needs to be rescued. Save again."))
    _copied(store, store.place.path, target)


def _holds(dump: Path, counts: dict[str, int]) -> bool:
    """Whether a dump can be read to its end and has as many rows as were written."""
    try:
        return count_dump(dump) == counts
    except UNREADABLE:
        return False


def _copied(store: Store, source: Path, target: Path) -> None:
    """Copy a file, or what is open of one that was moved away or deleted."""
    try:
        if store.has_moved:
            store.copy_open(target)
        else:
            copy_file(source, target)
    except (sqlite3.OperationalError, OSError) as error:
        reason = why_unwritten(error, target) if isinstance(error, OSError) else str(error)
        if "disk is full" in reason:
            reason += f"; {room_left(target).rstrip('.')}"
        raise KnownError(
            tr("{path} cannot be written: {reason}. Choose a place with room and write access.").format(
                path=target, reason=reason
            )
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise SqliteBackend(find_place(source)).explain(error) from error


def restore(source: Path, where: str, told: Told | None = None) -> Path | None:
    """Make the database at `where` from a backup; KnownError, and nothing changed, if it is not sound.

    A file that is there already is kept beside it under the name that is given back. `told` hears how many
    rows of a dump are in; a file grows as `restoring` of the place.
    """
    place = find_place(where)
    if _is_dump(source):
        document = read_dump(source)
        kept = _set_aside(place.path) if place.path is not None else None
        try:
            create_database(
                where,
                content=lambda connection: _load(connection, document, source, told),
                content_schema=int(document["schema"]),
            )
        except BaseException:
            _put_back(kept, place.path)
            raise
        return kept
    if place.path is None:
        raise KnownError(tr("A server's database is restored from a dump, not from a file."))
    return _restore_file(source, place.path)


def _load(connection: Connection, document: dict[str, Any], source: Path, told: Told | None) -> None:
    try:
        load_rows(connection, document, told)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise KnownError(
            tr("{path} is not a whole SalesDesk backup; nothing was changed.").format(path=source)
        ) from error


def _is_dump(source: Path) -> bool:
    if not source.exists():
        raise KnownError(tr("There is no file {path}.").format(path=source))
    with source.open("rb") as file:
        return file.read(6) != b"SQLite"


def restoring(path: Path) -> Path:
    """The file that grows while another one is restored to this place."""
    return part_of(_restored(path))


def _restored(path: Path) -> Path:
    return path.with_name(f".{path.name}.restoring")


def _restore_file(source: Path, path: Path) -> Path | None:
    check_header(source)
    part = _restored(path)
    part.unlink(missing_ok=True)
    try:
        copy_file(source, part)
        kept = _set_aside(path)
        try:
            part.replace(path)
        except OSError:
            _put_back(kept, path)
            raise
        return kept
    except (sqlite3.Error, DBAPIError, OSError, UnicodeDecodeError) as error:
        raise KnownError(
            tr("{path} could not be restored: {reason}. Nothing was changed.").format(path=path, reason=error)
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _set_aside(path: Path | None) -> Path | None:
    """Move a file that is in the way to a free name beside it, once its journal is in it."""
    if path is None or not path.exists():
        return None
    if path.stat().st_size:
        check_header(path)
        _settle(path)
    number = 1
    while (kept := path.with_name(f"{path.stem}-before-restore-{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)
    return kept


def _settle(path: Path) -> None:
    raw = open_file(path, "rw")
    try:
        raw.execute("PRAGMA busy_timeout=500")
        raw.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise KnownError(
            tr("{name} is open in a window or on another computer; close it there, then restore.").format(
                name=path.name
            )
        ) from error
    finally:
        raw.close()


def _put_back(kept: Path | None, path: Path | None) -> None:
    if kept is not None and path is not None and not path.exists():
        kept.rename(path)

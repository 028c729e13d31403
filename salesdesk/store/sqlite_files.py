"""An SQLite file as a file: opened without ever creating one, recognised, copied whole."""

import contextlib
import os
import sqlite3
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.translation import tr

VERSION = sqlite3.sqlite_version
OLDEST = (3, 40)
"""Of SQLite: the first that has all that is used here and was tried with it."""
BUSY_MS = 15_000
SHORTEST = 512
"""Bytes; no database is shorter than the shortest page."""


class Unsound(KnownError):
    """A file that is damaged, gone or no database at all; a backup may help."""


def refuse_old_library() -> None:
    """KnownError where this computer's SQLite is older than what this program is made for."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise KnownError(
            tr("This Python has SQLite {version}; SalesDesk needs {oldest} or newer. Update Python.").format(
                version=VERSION, oldest=".".join(map(str, OLDEST))
            )
        )


def open_file(path: Path, mode: str) -> sqlite3.Connection:
    """A raw connection that never creates a file; the driver leaves transactions to us."""
    uri = path.resolve().as_uri() + f"?mode={mode}"
    raw = sqlite3.connect(
        uri, uri=True, check_same_thread=False, isolation_level=None, timeout=BUSY_MS / 1000
    )
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "trusted_schema=OFF", "cell_size_check=ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def check_header(path: Path) -> None:
    """KnownError unless the file is there and begins as an SQLite database does."""
    refuse_old_library()
    if not path.exists():
        raise Unsound(
            tr("There is no file {path}. If it lies on a share, connect the share and try again.").format(
                path=path
            )
        )
    if not os.access(path, os.R_OK):
        raise KnownError(
            tr("{name} cannot be read: you have no right to. Ask whoever it belongs to.").format(
                name=path.name
            )
        )
    if not path.is_file() or path.stat().st_size < SHORTEST or not _begins_well(path):
        raise Unsound(
            tr("{name} is not a SalesDesk database, or it is damaged. Open another file or a backup.").format(
                name=path.name
            )
        )


def _begins_well(path: Path) -> bool:
    """Whether SQLite takes the file for one of its own.

    Asked through SQLite: opening and closing the file by any other way would drop all locks this process
    holds on it, and the next program to close it would take the journal from under our connections.
    """
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
            raw.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        # Whatever else keeps it from being read is explained where it is opened for good.
        return error.sqlite_errorcode != sqlite3.SQLITE_NOTADB
    return True


def part_of(target: Path) -> Path:
    """What a copy is called until it is whole."""
    return target.with_name(f".{target.name}.part")


def copy_file(source: Path, target: Path) -> None:
    """Copy a database file in use to `target`, verified; no half copy ever stands under that name."""
    if target.exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=target))
    part = part_of(target)
    part.unlink(missing_ok=True)
    try:
        copy_pages(source, part)
        _keep(part, target)
    finally:
        part.unlink(missing_ok=True)


def copy_pages(source: Path, part: Path) -> None:
    """Copy a database file in use as it is at one moment, sound or not."""
    check_header(source)
    read, write = open_file(source, "ro"), sqlite3.connect(part)
    try:
        read.backup(write)
        write.execute("PRAGMA journal_mode=DELETE")
    finally:
        write.close()
        read.close()


def copy_open_file(source: sqlite3.Connection, target: Path) -> None:
    """Copy the database of an open connection, verified, wherever its file is by now."""
    if target.exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=target))
    part = part_of(target)
    part.unlink(missing_ok=True)
    try:
        write = sqlite3.connect(part)
        try:
            source.backup(write)
            write.execute("PRAGMA journal_mode=DELETE")
        finally:
            write.close()
        _keep(part, target)
    finally:
        part.unlink(missing_ok=True)


def _keep(part: Path, target: Path) -> None:
    """Give a copy its name once it was found sound and is on the disk."""
    _verify(part)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)


def is_sound(path: Path) -> bool:
    """Whether a file is a database in which SQLite finds nothing wrong."""
    try:
        check_header(path)
        with contextlib.closing(open_file(path, "ro")) as raw:
            raw.execute("SELECT schema FROM meta")
            return bool(raw.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (KnownError, sqlite3.Error, UnicodeDecodeError, OSError):
        return False


def _verify(path: Path) -> None:
    raw = open_file(path, "ro")
    try:
        problem = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
        loose = raw.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        raw.close()
    if problem != "ok" or loose:
        raise KnownError(
            tr("The copy of {name} is not sound ({problem}); it was not kept.").format(
                name=path.name, problem=problem if problem != "ok" else len(loose)
            )
        )

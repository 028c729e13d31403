"""Copies of a database that can be trusted: made whole, checked, and only then given their name."""

import os
import sqlite3
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.store.sqlite import check_header, open_file
from salesdesk.translation import tr


def copy_file(source: Path, target: Path) -> None:
    """Copy a database file in use to `target`, verified; no half copy ever stands under that name."""
    if target.exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=target))
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        _copy(source, part)
        _verify(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    check_header(source)
    read, write = open_file(source, "ro"), sqlite3.connect(part)
    try:
        read.backup(write)
        write.execute("PRAGMA journal_mode=DELETE")
    finally:
        write.close()
        read.close()


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

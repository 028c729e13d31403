"""A copy of a file for each day, made by who opens it; which of them is the newest that is sound."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.errors import KnownError
from salesdesk.settings import data_folder
from salesdesk.store.place import why_unwritten
from salesdesk.store.sqlite_files import copy_file, is_sound
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.store.session import Store

DAYS, WEEKS = 10, 8
"""How many are kept: of the newest days, and of each of the newest weeks its newest."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def look_after(store: "Store") -> str:
    """Look the rest of a file through and make today's copy; what is wrong, in a sentence, or nothing.

    Takes as long as reading the whole file does. Only an administrator's program makes the copy.
    """
    problem = store.check_rest()
    if problem or store.place.path is None or not store.viewer.is_administrator:
        return problem
    try:
        daily_backup(store.place.path, date.today())
    except KnownError as error:
        return tr("Today's backup was not made. {reason}").format(reason=error)
    return ""


def daily_backup(path: Path, today: date) -> Path | None:
    """Copy a file under today's day, verified, unless there is such a copy; take those too old away."""
    target = _folder() / f"{_stem(path)}{today.isoformat()}{path.suffix}"
    if target.exists():
        return None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_file(path, target)
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be written: {reason}.").format(path=target, reason=why_unwritten(error, target))
        ) from error
    _thin(sorted(_folder().glob(f"{_stem(path)}*{path.suffix}"), reverse=True))
    return target


def newest_backup(path: Path) -> Path | None:
    """The newest sound copy of the file at `path` that this program made: by the day, or at an upgrade."""
    for kept in sorted(_copies(path), key=lambda each: each.stat().st_mtime, reverse=True):
        if is_sound(kept):
            return kept
    return None


def _copies(path: Path) -> Iterator[Path]:
    yield from _folder().glob(f"{_stem(path)}*{path.suffix}")
    yield from path.parent.glob(f"{path.stem}-before-upgrade-*{path.suffix}")
    yield from data_folder().glob(f"{path.stem} ????-??-??{path.suffix}")


def _folder() -> Path:
    return data_folder() / "backups"


def _stem(path: Path) -> str:
    """How the copies of a file are named: two files of one name in two folders are told apart."""
    whole = hashlib.sha256(str(path.resolve()).encode()).hexdigest()
    return f"{path.stem}-{whole[:6]}-"


def _thin(copies: list[Path]) -> None:
    """Take away what is neither of the newest days nor the newest of a newest week; newest first."""
    weeks: dict[tuple[int, int], Path] = {}
    for copy in copies:
        found = _DAY.search(copy.stem[-10:])
        if found is not None:
            year, week, _ = date.fromisoformat(found[0]).isocalendar()
            weeks.setdefault((year, week), copy)
    kept = {*copies[:DAYS], *list(weeks.values())[:WEEKS]}
    for copy in copies:
        if copy not in kept:
            copy.unlink(missing_ok=True)

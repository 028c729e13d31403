"""Rows from workbooks of other kinds: .xls, .xlsb, OpenDocument and Strict Open XML.

The library that reads them ends its process on some files, so it works in a child process with limits. It
gives values only, without their formats.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from salesdesk.errors import KnownError
from salesdesk.exchange.apart import Ended, Failed, TooSlow, apart
from salesdesk.exchange.sheet import (
    Cell,
    Sheet,
    Told,
    holds_rounded,
    limit,
    no_such_sheet,
    other_sheets,
    rounded_notice,
    tell_nobody,
    too_large,
    unreadable,
)
from salesdesk.translation import tr

_AT_ONCE = 2_000
Rows = list[tuple[int, list[Cell]]]
T = TypeVar("T")


def read_otherbook(path: Path, wanted: str | None, told: Told = tell_nobody) -> Sheet:
    """The wanted sheet, or the first visible one that holds rows; KnownError says why not."""
    return _with_parts(path, wanted, lambda parts: _gathered(path, wanted, parts, told), told)


def sheets_of_otherbook(path: Path) -> list[tuple[str, bool]]:
    """The sheets as (name, hidden); KnownError if the file cannot be read."""
    return _with_parts(path, None, _named_sheets, tell_nobody)


def _named_sheets(parts: Iterator[Any]) -> list[tuple[str, bool]]:
    sheets: list[tuple[str, bool]] = next(parts)
    return sheets


def _with_parts(path: Path, wanted: str | None, take: Callable[[Iterator[Any]], T], told: Told) -> T:
    """What `take` makes of the parts that the child process sends; KnownError says why there are none."""
    try:
        with closing(apart(_parts_of, str(path), wanted, waits=lambda: told(0))) as parts:
            return take(parts)
    except Failed as failed:
        raise protected(path) if failed.args[0] == "password" else unreadable(path) from failed
    except TooSlow as slow:
        raise too_large(path) from slow
    except Ended as ended:
        raise KnownError(
            tr(
                "{name} would take too much memory to read: it is very large, or a cell stands far away from "
                "the others. Save it as .xlsx, or delete what stands far away."
            ).format(name=path.name)
        ) from ended


def protected(path: Path) -> KnownError:
    """Why a file is not read that only a password opens."""
    return KnownError(tr("{name} is protected by a password; save it without one.").format(name=path.name))


def _gathered(path: Path, wanted: str | None, parts: Iterator[Any], told: Told) -> Sheet:
    sheets: list[tuple[str, bool]] = next(parts)
    if wanted is not None and wanted not in {name for name, _ in sheets}:
        raise no_such_sheet(path, wanted, sheets)
    name: str = next(parts)
    rows: Rows = []
    cells = 0
    for part in parts:
        rows += part
        cells += sum(len(row) for _, row in part)
        limit(path, len(rows), cells)
        told(len(rows))
    notices = [other_sheets(name, sheets)] if rows and wanted is None and len(sheets) > 1 else []
    if any(holds_rounded(row) for _, row in rows):
        notices.append(rounded_notice())
    return Sheet(path, name, rows, notices, path.stem, len(sheets) > 1, has_formats=False)


def _parts_of(path: str, wanted: str | None) -> Iterator[Any]:
    """In the child: the sheets as (name, hidden), the name of the one to read, then its rows in parts."""
    import python_calamine as calamine

    try:
        with calamine.load_workbook(path) as book:
            sheets = [
                (about.name, about.visible != calamine.SheetVisibleEnum.Visible)
                for about in book.sheets_metadata
                if about.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            yield sheets
            yield from _first_filled(book, _candidates(sheets, wanted))
    except calamine.PasswordError as error:
        raise Failed("password") from error
    except MemoryError:
        raise
    except GeneratorExit:
        raise
    except BaseException as error:
        # A mistake of the library arrives here as an exception that is no Exception.
        raise Failed("damaged") from error


def _candidates(sheets: list[tuple[str, bool]], wanted: str | None) -> list[str]:
    if wanted is not None:
        return [name for name, _ in sheets if name == wanted]
    return [name for name, hidden in sheets if not hidden] or [name for name, _ in sheets]


def _first_filled(book: Any, names: list[str]) -> Iterator[Any]:
    for name in names:
        rows = _rows_of(book.get_sheet_by_name(name))
        first = next(rows, None)
        if first is not None:
            yield name
            yield first
            yield from rows
            return
    if not names:
        raise Failed("damaged")
    yield names[0]


def _rows_of(sheet: Any) -> Iterator[Rows]:
    """The filled rows of a sheet in parts, each row under its number in the file."""
    start: tuple[int, int] | None = sheet.start
    if start is None:
        return
    left: list[Cell] = [None] * start[1]
    part: Rows = []
    texts: dict[str, str] = {}
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_value(cell, texts) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if row:
            part.append((number, left + row))
        if len(part) == _AT_ONCE:
            yield part
            part, texts = [], {}
    if part:
        yield part


def _value(cell: Any, texts: dict[str, str]) -> Cell:
    if isinstance(cell, str):
        # What stands in many cells is sent, and kept, once.
        return texts.setdefault(cell, cell) if cell else None
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell  # type: ignore[no-any-return]

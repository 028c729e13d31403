"""Rows from an Excel workbook: only values, each row under its own number, and no attack let in."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import time, timedelta
from io import BufferedReader, FileIO
from pathlib import Path
from typing import IO, Any

from salesdesk.errors import KnownError
from salesdesk.exchange.archives import AT_ONCE, LAST_ROW, check_archive
from salesdesk.exchange.otherbooks import read_otherbook, sheets_of_otherbook
from salesdesk.exchange.sheet import (
    TOLD_EVERY,
    Cell,
    Sheet,
    Stopped,
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

SOURCE_PROPERTY = "SalesDesk source: "
"""How an error workbook remembers, per sheet, which file its rows came from."""
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v>\s*</|<(?:\w+:)?v\s*/>|</(?:\w+:)?c>)"
)


def read_workbook(path: Path, wanted: str | None, told: Told = tell_nobody) -> Sheet:
    """The wanted sheet, or the first visible one that holds rows; KnownError says why not."""
    if check_archive(path, told) == "other":
        return read_otherbook(path, wanted, told)
    try:
        with _open(path, told) as book:
            if not book.sheetnames:
                raise unreadable(path)
            names = [name for name in book.sheetnames if wanted is None or name == wanted]
            if not names:
                raise no_such_sheet(path, wanted, _sheets_of(book))
            return _first_filled(path, book, names, told)
    except _NotOpened as error:
        raise unreadable(path) from error


class _NotOpened(Exception):
    """The library could not open a file."""


_GLANCE = ("read_manifest", "read_workbook", "read_custom", "read_worksheets")
"""The steps of the library that tell of sheets and properties."""


class _Heard(BufferedReader):
    """A file of which somebody hears whenever some of it is read: the library itself tells nobody."""

    def __init__(self, path: Path, told: Told) -> None:
        super().__init__(FileIO(path))
        self._told = told

    def read(self, size: int | None = -1, /) -> bytes:
        self._told(0)
        return super().read(size)


@contextmanager
def _open(path: Path, told: Told = tell_nobody, *, glance: bool = False) -> Iterator[Any]:
    """The workbook of a file, whatever its ending, for as long as it is read.

    At a `glance` only what it says of itself: its texts and formats, which may take long, are passed over.
    """
    import defusedxml  # noqa: F401 - openpyxl refuses entities only where this is installed
    from openpyxl.reader.excel import ExcelReader

    with _Heard(path, told) as file:
        try:
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            for step in _GLANCE if glance else ("read",):
                getattr(reader, step)()
            book = reader.wb
        except Stopped:
            raise
        except Exception as error:
            raise _NotOpened from error
        with closing(book):
            yield book


def _sheets_of(book: Any) -> list[tuple[str, bool]]:
    """The sheets as (name, hidden)."""
    return [(name, book[name].sheet_state != "visible") for name in book.sheetnames]


def _first_filled(path: Path, book: Any, names: list[str], told: Told) -> Sheet:
    visible = [name for name in names if getattr(book[name], "sheet_state", "") == "visible"] or names
    for name in visible:
        try:
            rows, notices = _read_sheet(path, book[name], told)
        except (KnownError, Stopped):
            raise
        except Exception as error:
            raise unreadable(path) from error
        if rows:
            if len(book.sheetnames) > 1 and len(names) > 1:
                notices.append(other_sheets(name, _sheets_of(book)))
            several = len(book.sheetnames) > 1
            return Sheet(path, name, rows, notices, _source(book, name) or path.stem, several)
    return Sheet(path, visible[0], [], [], path.stem)


def sheets_of_workbook(path: Path) -> list[tuple[str, bool]]:
    """The sheets as (name, hidden); KnownError if the file cannot be read."""
    if check_archive(path, glance=True) == "other":
        return sheets_of_otherbook(path)
    try:
        with _open(path, glance=True) as book:
            return _sheets_of(book)
    except _NotOpened as error:
        raise unreadable(path) from error


def _source(book: Any, sheet: str) -> str:
    name = SOURCE_PROPERTY + sheet
    properties = book.custom_doc_props
    return str(properties[name].value) if name in properties.names else ""


def source_sheets(path: Path) -> list[str]:
    """The sheets of an error workbook, each read on its own; nothing for any other file."""
    try:
        if check_archive(path, glance=True) == "other":
            return []
        with _open(path, glance=True) as book:
            return [name for name in book.sheetnames if _source(book, name)]
    except (KnownError, OSError, _NotOpened):
        # Whoever reads the file next says what is wrong with it.
        return []


def _read_sheet(path: Path, sheet: Any, told: Told) -> tuple[list[tuple[int, list[Cell]]], list[str]]:
    if not hasattr(sheet, "reset_dimensions"):
        return [], []  # a sheet that holds only a chart
    rows, notices = [], []
    rounded = False
    for number, values in _cells(path, sheet, told):
        rows.append((number, values))
        rounded = rounded or holds_rounded(values)
    if rounded:
        notices.append(rounded_notice())
    with sheet._get_source() as content:
        if _any_uncomputed(content):
            notices.append(
                tr("Some formulas hold no result and were read as blank; open and save the file in Excel.")
            )
    return rows, notices


def _any_uncomputed(content: IO[bytes]) -> bool:
    """Whether a cell has a formula but no value, as programs leave it that do not calculate."""
    rest = b""
    while part := content.read(AT_ONCE):
        if _UNCOMPUTED.search(rest + part):
            return True
        rest = part[-256:]
    return False


def _cells(path: Path, sheet: Any, told: Told) -> Iterator[tuple[int, list[Cell]]]:
    # What a sheet says of its own size may be wrong; a stray cell far out must not cost memory.
    sheet.reset_dimensions()
    patterns: dict[int, int] = {}
    filled = count = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number % TOLD_EVERY == 0:
            told(number)
        values = [_value(cell, patterns) for cell in row]
        while values and values[-1] is None:
            values.pop()
        if values:
            filled += 1
            count += len(values)
            limit(path, filled, count)
            yield number, values
        elif number > LAST_ROW:
            raise too_large(path)


def _value(cell: Any, patterns: dict[int, int]) -> Cell:
    value = cell.value
    kind = type(value)
    if kind is int or kind is float:
        style = cell._style_id
        digits = patterns.get(style)
        if digits is None:
            digits = patterns[style] = _leading_zeros(cell.number_format)
        if digits and float(value).is_integer():
            # A postcode kept as a number: its format holds the leading zeros.
            return str(int(value)).rjust(digits, "0")
    elif kind is time or kind is timedelta:
        return str(value)
    return value  # type: ignore[no-any-return]


def _leading_zeros(pattern: str | None) -> int:
    """How many digits a format like 00000 asks for; 0 for every other format."""
    return len(pattern) if pattern and len(pattern) > 1 and set(pattern) == {"0"} else 0

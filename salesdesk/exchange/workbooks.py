"""Rows from an Excel workbook: only values, each row under its own number, and no attack let in."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import IO, Any, Literal
from xml.parsers import expat

from salesdesk.errors import KnownError
from salesdesk.exchange.otherbooks import read_otherbook, sheets_of_otherbook
from salesdesk.exchange.sheet import (
    MOST_BYTES,
    MOST_PARTS,
    Cell,
    Sheet,
    holds_rounded,
    limit,
    no_such_sheet,
    other_sheets,
    rounded_notice,
    too_large,
    unreadable,
)
from salesdesk.translation import tr

SOURCE_PROPERTY = "SalesDesk source: "
"""How an error workbook remembers, per sheet, which file its rows came from."""
LAST_ROW = 1_048_576
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v>\s*</|<(?:\w+:)?v\s*/>|</(?:\w+:)?c>)"
)
_AT_ONCE = 1 << 20


def read_workbook(path: Path, wanted: str | None) -> Sheet:
    """The wanted sheet, or the first visible one that holds rows; KnownError says why not."""
    if check_archive(path) == "other":
        return read_otherbook(path, wanted)
    try:
        with _open(path) as book:
            if not book.sheetnames:
                raise unreadable(path)
            names = [name for name in book.sheetnames if wanted is None or name == wanted]
            if not names:
                raise no_such_sheet(path, wanted, _sheets_of(book))
            return _first_filled(path, book, names)
    except _NotOpened as error:
        raise unreadable(path) from error


class _NotOpened(Exception):
    """The library could not open a file."""


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    """The workbook of a file, whatever its ending, for as long as it is read."""
    import defusedxml  # noqa: F401 - openpyxl refuses entities only where this is installed
    from openpyxl import load_workbook

    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            raise _NotOpened from error
        with closing(book):
            yield book


def _sheets_of(book: Any) -> list[tuple[str, bool]]:
    """The sheets as (name, hidden)."""
    return [(name, book[name].sheet_state != "visible") for name in book.sheetnames]


def _first_filled(path: Path, book: Any, names: list[str]) -> Sheet:
    visible = [name for name in names if getattr(book[name], "sheet_state", "") == "visible"] or names
    for name in visible:
        try:
            rows, notices = _read_sheet(path, book[name])
        except KnownError:
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
    if check_archive(path) == "other":
        return sheets_of_otherbook(path)
    try:
        with _open(path) as book:
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
        if check_archive(path) == "other":
            return []
        with _open(path) as book:
            return [name for name in book.sheetnames if _source(book, name)]
    except (KnownError, OSError, _NotOpened):
        # Whoever reads the file next says what is wrong with it.
        return []


def _read_sheet(path: Path, sheet: Any) -> tuple[list[tuple[int, list[Cell]]], list[str]]:
    if not hasattr(sheet, "reset_dimensions"):
        return [], []  # a sheet that holds only a chart
    rows, notices = [], []
    rounded = False
    for number, values in _cells(path, sheet):
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
    while part := content.read(_AT_ONCE):
        if _UNCOMPUTED.search(rest + part):
            return True
        rest = part[-256:]
    return False


def _cells(path: Path, sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    # What a sheet says of its own size may be wrong; a stray cell far out must not cost memory.
    sheet.reset_dimensions()
    patterns: dict[int, int] = {}
    filled = count = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
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


def check_archive(path: Path) -> Literal["excel", "other"]:
    """Refuse what is no workbook, and bombs, before a parser sees them; who can read the rest."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
                raise too_large(path)
            kind = _kind(path, archive)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _check_part(path, archive, part)
            return kind
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise unreadable(path) from error


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse attacks by XML, and sheets that would take minutes to parse only to be refused then."""
    with archive.open(part) as content:
        if _has_document_type(content):
            raise KnownError(
                tr("{name} holds an XML document type, as attacks do; it was not read.").format(
                    name=path.name
                )
            )
    if part.filename.startswith("xl/worksheets/") and part.file_size > _AT_ONCE:
        rows = cells = 0
        with archive.open(part) as content:
            while some := content.read(_AT_ONCE):
                cells += some.count(b"<c ") + some.count(b"<c>") + some.count(b":c ") + some.count(b":c>")
                rows += some.count(b"<row") + some.count(b":row")
        limit(path, 0, cells)
        if rows > LAST_ROW:
            raise too_large(path)


def _kind(path: Path, archive: zipfile.ZipFile) -> Literal["excel", "other"]:
    names = set(archive.namelist())
    if "mimetype" in names:
        if b"opendocument.spreadsheet" not in _start_of(archive, "mimetype"):
            raise _no_workbook(path)
        return "other"
    if "xl/workbook.bin" in names:
        return "other"
    if not any(name.startswith("xl/") for name in names):
        raise _no_workbook(path)
    # The strict kind has names of its own for everything; openpyxl would find no sheet in it.
    strict = "xl/workbook.xml" in names and b"purl.oclc.org/ooxml" in _start_of(archive, "xl/workbook.xml")
    return "other" if strict else "excel"


def _no_workbook(path: Path) -> KnownError:
    return KnownError(tr("{name} is not a workbook; save it as .xlsx or .csv.").format(name=path.name))


def _start_of(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as content:
        return content.read(8192)


class _Begun(Exception):
    """The first element of a document was reached."""


def _has_document_type(content: IO[bytes]) -> bool:
    """Whether a DOCTYPE stands before the first element, in whatever encoding, after whatever comment."""
    found: list[str] = []
    parser = expat.ParserCreate()

    def begin(*_: Any) -> None:
        raise _Begun

    def note(name: str, *_: Any) -> None:
        found.append(name)
        raise _Begun

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, note
    try:
        while part := content.read(4096):
            parser.Parse(part)
    except (_Begun, expat.ExpatError):
        # What is not XML at all is refused by the reader that needs it.
        return bool(found)
    return False

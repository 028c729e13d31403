"""Rows from an Excel workbook: only values, each row under its own number, and no attack let in."""

import re
import zipfile
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from salesdesk.errors import KnownError
from salesdesk.exchange.sheet import MOST_BYTES, MOST_PARTS, Cell, Sheet, limit, too_large, unreadable
from salesdesk.translation import tr

SOURCE_PROPERTY = "SalesDesk source: "
"""How an error workbook remembers, per sheet, which file its rows came from."""
LAST_ROW = 1_048_576
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v>\s*</|<(?:\w+:)?v\s*/>|</(?:\w+:)?c>)"
)
_AT_ONCE = 1 << 20
_MOST_DIGITS = 10**15


def read_workbook(path: Path, wanted: str | None) -> Sheet:
    """The wanted sheet, or the first visible one that holds rows; KnownError says why not."""
    check_archive(path)
    import defusedxml  # noqa: F401 - openpyxl refuses entities only where this is installed
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise unreadable(path) from error
    try:
        if not book.sheetnames:
            raise unreadable(path)
        names = [name for name in book.sheetnames if wanted is None or name == wanted]
        if not names:
            raise KnownError(
                tr("{name} has no sheet {sheet}; it has {sheets}.").format(
                    name=path.name, sheet=wanted, sheets=_listed(book)
                )
            )
        return _first_filled(path, book, names)
    finally:
        book.close()


def _listed(book: Any) -> str:
    """The sheets by name, hidden ones marked."""
    return ", ".join(
        name if book[name].sheet_state == "visible" else tr("{sheet} (hidden)").format(sheet=name)
        for name in book.sheetnames
    )


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
                notices.append(
                    tr("Read the sheet {sheet} of {sheets}; choose another with --sheet.").format(
                        sheet=name, sheets=_listed(book)
                    )
                )
            return Sheet(path, name, rows, notices, _source(book, name) or path.stem)
    return Sheet(path, visible[0], [], [], path.stem)


def _source(book: Any, sheet: str) -> str:
    name = SOURCE_PROPERTY + sheet
    properties = book.custom_doc_props
    return str(properties[name].value) if name in properties.names else ""


def source_sheets(path: Path) -> list[str]:
    """The sheets of an error workbook, each read on its own; nothing for any other file."""
    from openpyxl import load_workbook

    try:
        check_archive(path)
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:
        # Whoever reads the file next says what is wrong with it.
        return []
    try:
        return [name for name in book.sheetnames if _source(book, name)]
    finally:
        book.close()


def _read_sheet(path: Path, sheet: Any) -> tuple[list[tuple[int, list[Cell]]], list[str]]:
    if not hasattr(sheet, "reset_dimensions"):
        return [], []  # a sheet that holds only a chart
    rows, notices = [], []
    rounded = False
    for number, values in _cells(path, sheet):
        rows.append((number, values))
        rounded = rounded or any(type(v) in (int, float) and abs(v) >= _MOST_DIGITS for v in values)  # type: ignore[arg-type]
    if rounded:
        notices.append(
            tr("Some numbers have more than 15 digits, of which Excel keeps 15; keep such keys as text.")
        )
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


def check_archive(path: Path) -> None:
    """Refuse what is no workbook, and bombs, before a parser sees them."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
                raise too_large(path)
            _check_kind(path, {part.filename for part in parts})
            _check_not_strict(path, archive)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _check_part(path, archive, part)
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


def _check_kind(path: Path, names: set[str]) -> None:
    if "mimetype" in names:
        said = tr("{name} is an OpenDocument file; save it as .xlsx.")
    elif "xl/workbook.bin" in names:
        said = tr("{name} is a binary .xlsb; save it as .xlsx.")
    elif not any(name.startswith("xl/") for name in names):
        said = tr("{name} is not an Excel workbook; save it as .xlsx or .csv.")
    else:
        return
    raise KnownError(said.format(name=path.name))


def _check_not_strict(path: Path, archive: zipfile.ZipFile) -> None:
    """The strict kind has names of its own for everything; openpyxl would find no sheet in it."""
    if "xl/workbook.xml" in archive.namelist():
        with archive.open("xl/workbook.xml") as content:
            if b"purl.oclc.org/ooxml" in content.read(8192):
                raise KnownError(
                    tr("{name} is a Strict Open XML file; save it as a normal Excel workbook.").format(
                        name=path.name
                    )
                )


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

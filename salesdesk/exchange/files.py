"""Opening a spreadsheet by what it is, not by its ending; what cannot be read is refused in a sentence."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from salesdesk.errors import KnownError
from salesdesk.translation import tr

Cell = str | int | float | bool | date | datetime | None
MOST_BYTES, MOST_PARTS, MOST_ROWS, MOST_CELLS = 300 * 1024 * 1024, 2_000, 200_000, 5_000_000
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 200
_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows as (row number in the file, cells), and what was noticed while reading."""

    file: Path
    name: str
    rows: list[tuple[int, list[Cell]]]
    notices: list[str] = field(default_factory=list)


def read_file(path: Path, sheet: str | None = None) -> Sheet:
    """The named sheet of a file, or its first visible one that holds rows; KnownError says why not."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise KnownError(tr("There is no file {path}.").format(path=path)) from error
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    if not head.strip():
        raise KnownError(tr("{name} is empty.").format(name=path.name))
    if head.startswith(_OLE):
        raise KnownError(
            tr("{name} is an old .xls file or protected by a password; save it as a plain .xlsx.").format(
                name=path.name
            )
        )
    if head.startswith(_ZIP):
        return _read_workbook(path, sheet)
    if head.startswith(_PDF) or head.lstrip().upper().startswith(b"BEGIN:VCARD") or _is_binary(head):
        raise KnownError(tr("{name} is not a spreadsheet; save it as .xlsx or .csv.").format(name=path.name))
    return Sheet(path, path.stem, _read_text(path))


def _is_binary(head: bytes) -> bool:
    zeros = head.count(0)
    return zeros > 0 and not _looks_utf16(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _looks_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: nearly every second byte of Western text is zero."""
    pairs = len(head) // 2
    return pairs > 1 and max(head[0::2].count(0), head[1::2].count(0)) > 0.6 * pairs


def decode(raw: bytes) -> str:
    """Text from bytes: byte order mark, then the pattern of zeros, then strict UTF-8, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if _looks_utf16(raw[:4096]):
        return raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _read_text(path: Path) -> list[tuple[int, list[Cell]]]:
    raw = path.read_bytes()
    if len(raw) > MOST_BYTES:
        raise _too_large(path)
    text = decode(raw).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    csv.field_size_limit(10 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[tuple[int, list[Cell]]] = []
    cells = 0
    try:
        for number, values in enumerate(reader, start=1):
            cells += len(values)
            _limit(path, number, cells)
            rows.append((number, [_unescaped(value) for value in values]))
    except csv.Error as error:
        raise KnownError(
            tr("{name} cannot be read as a table: {reason} in line {line}.").format(
                name=path.name, reason=error, line=reader.line_num
            )
        ) from error
    return rows


def _unescaped(value: str) -> str:
    """Our own exports put an apostrophe before text that a spreadsheet would take for a formula."""
    return value[1:] if len(value) > 1 and value[0] == "'" and value[1] in "=+-@\t" else value


def _delimiter(text: str) -> str:
    """The sign that splits most lines into the same number of columns, more than one."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES + 1)[:_SAMPLE_LINES] if line.strip()]
    best, best_votes = ",", 0
    for sign in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        width, votes = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if width > 1 and votes * 100 + width > best_votes:
            best, best_votes = sign, votes * 100 + width
    return best


def _limit(path: Path, rows: int, cells: int) -> None:
    if rows > MOST_ROWS or cells > MOST_CELLS:
        raise _too_large(path)


def _too_large(path: Path) -> KnownError:
    return KnownError(
        tr(
            "{name} is larger than 200,000 rows, 5 million cells or 300 MB; split it and import the parts."
        ).format(name=path.name)
    )


def _read_workbook(path: Path, wanted: str | None) -> Sheet:
    _check_archive(path)
    import defusedxml  # noqa: F401 - openpyxl refuses entities only where this is installed
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise _unreadable(path) from error
    try:
        names = [name for name in book.sheetnames if wanted is None or name == wanted]
        if not book.sheetnames:
            raise KnownError(
                tr("{name} is a Strict Open XML file; save it as a normal Excel workbook.").format(
                    name=path.name
                )
            )
        if not names:
            raise KnownError(
                tr("{name} has no sheet {sheet}; it has {sheets}.").format(
                    name=path.name, sheet=wanted, sheets=", ".join(book.sheetnames)
                )
            )
        return _first_filled(path, book, names)
    finally:
        book.close()


def _first_filled(path: Path, book: Any, names: list[str]) -> Sheet:
    visible = [name for name in names if book[name].sheet_state == "visible"] or names
    empty = Sheet(path, visible[0], [])
    for name in visible:
        try:
            rows = list(_cells(path, book[name]))
        except KnownError:
            raise
        except Exception as error:
            raise _unreadable(path) from error
        if rows:
            return Sheet(path, name, rows)
    return empty


def _cells(path: Path, sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    # What a sheet says of its own size may be wrong; a stray cell far out must not cost memory.
    sheet.reset_dimensions()
    count = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [_value(cell) for cell in row]
        while values and values[-1] is None:
            values.pop()
        count += len(values)
        _limit(path, number, count)
        if values:
            yield number, values


def _value(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        pattern = cell.number_format
        if pattern and set(pattern) == {"0"} and len(pattern) > 1 and float(value).is_integer():
            # A postcode kept as a number: its format holds the leading zeros.
            return str(int(value)).rjust(len(pattern), "0")
    return value  # type: ignore[no-any-return]


def _check_archive(path: Path) -> None:
    """Refuse what is no workbook, and bombs, before a parser sees them."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
                raise _too_large(path)
            if "mimetype" in names or not any(name.startswith("xl/") for name in names):
                raise KnownError(
                    tr("{name} is not an Excel workbook; save it as .xlsx or .csv.").format(name=path.name)
                )
            if "xl/workbook.bin" in names:
                raise KnownError(tr("{name} is a binary .xlsb; save it as .xlsx.").format(name=path.name))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!DOCTYPE" in content.read(4096):
                            raise KnownError(
                                tr(
                                    "{name} holds an XML document type, as attacks do; it was not read."
                                ).format(name=path.name)
                            )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> KnownError:
    return KnownError(
        tr(
            "{name} is damaged or not a workbook; open it in your spreadsheet program and save it anew."
        ).format(name=path.name)
    )

"""Lists and reports out: workbooks with real dates and numbers, text files that no spreadsheet misreads."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from salesdesk.errors import KnownError
from salesdesk.rules.fields import Field
from salesdesk.translation import tr

TABLE_ROWS, MOST_ROWS, MOST_LETTERS = 50_000, 1_048_575, 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?[\d\s.,()/-]+")
_FORMATS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "money": "#,##0.00", "share": "0.0%"}
_WIDTHS = {"day": 12, "moment": 19, "money": 14, "whole": 11, "share": 10, "yes_no": 8, "long_text": 40}


def write_list(target: Path, fields: Sequence[Field], rows: Iterable[Sequence[Any]], *, title: str) -> int:
    """Write a list to .xlsx or .csv by the ending of `target`; how many rows.

    The file appears under its name only when it is whole; KnownError says why it could not be written.
    """
    if target.suffix.lower() == ".xlsx":
        return _write_workbook(target, fields, rows, title)
    if target.suffix.lower() == ".csv":
        return _write_text(target, fields, rows)
    raise KnownError(tr("{name}: choose a name that ends in .xlsx or .csv.").format(name=target.name))


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A name to write to first; what stands there becomes `target` when all went well."""
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be written: {reason}. If it is open in Excel, close it there.").format(
                path=target, reason=error.strerror or error
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write_workbook(target: Path, fields: Sequence[Field], rows: Iterable[Sequence[Any]], title: str) -> int:
    import xlsxwriter

    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise KnownError(tr("A workbook holds 1,048,575 rows; export to .csv or limit the list."))
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "constant_memory": len(listed) > TABLE_ROWS,
    }
    with _replacing(target) as part:
        try:
            with xlsxwriter.Workbook(str(part), options) as book:
                _fill_sheet(book, fields, listed, title)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error
    return len(listed)


def _fill_sheet(book: Any, fields: Sequence[Field], rows: list[Sequence[Any]], title: str) -> None:
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
    for column, field in enumerate(fields):
        sheet.set_column(column, column, _WIDTHS.get(field.kind, 22))
        sheet.write_string(0, column, field.label, head)
    writers = [_writer(sheet, field, formats.get(field.kind)) for field in fields]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None and value != "":
                writers[column](number, column, value)
    sheet.freeze_panes(1, 0)
    if rows and len(rows) <= TABLE_ROWS:
        names = [{"header": field.label, "header_format": head} for field in fields]
        place = (0, 0, len(rows), len(fields) - 1)
        sheet.add_table(*place, {"columns": names, "style": "Table Style Light 1"})
    elif rows:
        sheet.autofilter(0, 0, len(rows), len(fields) - 1)


def _writer(sheet: Any, field: Field, style: Any) -> Any:
    """How the values of a column are written: ids, phones and postcodes are text and stay so."""
    if field.kind in ("money", "number", "whole", "share"):
        return lambda row, column, value: sheet.write_number(row, column, float(value), style)
    if field.kind == "day":
        return lambda row, column, value: _write_day(sheet, row, column, value, style)
    if field.kind == "moment":
        return lambda row, column, value: sheet.write_datetime(
            row, column, value.astimezone(UTC).replace(tzinfo=None), style
        )
    if field.kind == "yes_no":
        return lambda row, column, value: sheet.write_string(row, column, tr("Yes") if value else tr("No"))
    return lambda row, column, value: sheet.write_string(row, column, storable(str(value)))


def _write_day(sheet: Any, row: int, column: int, value: date, style: Any) -> None:
    # Days before 1 March 1900 are not reliable in the 1900 system.
    if value < date(1900, 3, 1):
        sheet.write_string(row, column, value.isoformat())
    else:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)


def storable(text: str) -> str:
    """Text that a workbook can hold: no control characters, cut with dots at 32,767 letters."""
    clean = _CONTROL.sub("", text)
    return clean if len(clean) <= MOST_LETTERS else clean[: MOST_LETTERS - 1] + "…"


def _write_text(target: Path, fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with _replacing(target) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = _csv(file)
        writer.writerow([field.label for field in fields])
        for row in rows:
            writer.writerow([plain(value) for value in row])
            count += 1
    return count


def _csv(file: TextIO) -> Any:
    return csv.writer(file, lineterminator="\r\n")


def plain(value: Any) -> str:
    """A value as text in a .csv: ISO days, a point as decimal mark, formulas disarmed by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    text = _CONTROL.sub("", value)
    bare = text.lstrip()
    if bare[:1] in ("=", "+", "-", "@", "\t", "\r") or text[:1] in ("\t", "\r"):
        return text if _NUMBER.fullmatch(text.strip()) else "'" + text
    return text

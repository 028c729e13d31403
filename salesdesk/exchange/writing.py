"""Lists and reports out: workbooks with real dates and numbers, text files that no spreadsheet misreads."""

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from salesdesk.errors import KnownError
from salesdesk.exchange.formulas import disarm
from salesdesk.rules.fields import RECORD_ID, Field
from salesdesk.store.place import why_unwritten
from salesdesk.translation import tr

TABLE_ROWS, MOST_ROWS, MOST_LETTERS = 50_000, 1_048_575, 32_767
COMMA, SEMICOLON = ",", ";"
_LONGEST_NAME, _TOLD_EVERY = 31, 500
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "money": "#,##0.00", "share": "0.0%"}
_WIDTHS = {"day": 12, "moment": 19, "money": 14, "whole": 11, "share": 10, "yes_no": 8, "long_text": 40}


@dataclass(slots=True)
class Written:
    """What was written: how many rows, and how many texts had to be cut to fit a cell."""

    rows: int = 0
    cut: int = 0


def write_list(
    target: Path,
    fields: Sequence[Field],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    delimiter: str = COMMA,
    notes: Sequence[str] = (),
    told: Callable[[int], None] = lambda rows: None,
) -> Written:
    """Write a list to .xlsx or .csv by the ending of `target`.

    `delimiter` stands between the values of a .csv; with the SEMICOLON decimals have a comma, as Excel has
    it where it expects that. `notes` stand below the rows of a workbook. `told` hears now and then how many
    rows are done. The file appears under its name only when it is whole; KnownError says why it could not be
    written.
    """
    if target.suffix.lower() == ".xlsx":
        return _write_workbook(target, fields, _telling(rows, told), title, notes)
    if target.suffix.lower() == ".csv":
        return _write_text(target, fields, _telling(rows, told), delimiter)
    raise KnownError(tr("{name}: choose a name that ends in .xlsx or .csv.").format(name=target.name))


def _telling(rows: Iterable[Sequence[Any]], told: Callable[[int], None]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number % _TOLD_EVERY == 0:
            told(number)
        yield row


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A name to write to first; what stands there becomes `target` when all went well and is on the disk."""
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be written: {reason}. If it is open in Excel, close it there.").format(
                path=target, reason=why_unwritten(error, target)
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def new_workbook(target: Path, **options: Any) -> Iterator[Any]:
    """A workbook to fill that becomes `target` when all went well; text in it never becomes a formula."""
    import xlsxwriter

    safe = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with replacing(target) as part:
        try:
            with xlsxwriter.Workbook(str(part), safe | options) as book:
                yield book
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error


def sheet_name(text: str, taken: Iterable[str] = ()) -> str:
    """A name that a sheet may have: 31 letters, no special signs, not "History", not one of `taken`."""
    plain = "".join("_" if letter in "[]:*?/\\" else letter for letter in storable(text)).strip(" '")
    used = {name.casefold() for name in taken} | {"history", ""}
    name, number = plain[:_LONGEST_NAME].strip(" '"), 1
    while name.casefold() in used:
        number += 1
        name = f"{plain[: _LONGEST_NAME - 4].strip(chr(39))} {number}".strip()
    return name


def _write_workbook(
    target: Path,
    fields: Sequence[Field],
    rows: Iterable[Sequence[Any]],
    title: str,
    notes: Sequence[str],
) -> Written:
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise KnownError(tr("A workbook holds 1,048,575 rows; export to .csv or limit the list."))
    with new_workbook(target, constant_memory=len(listed) > TABLE_ROWS) as book:
        return Written(len(listed), _fill_sheet(book, fields, listed, title, notes))


def _fill_sheet(
    book: Any, fields: Sequence[Field], rows: list[Sequence[Any]], title: str, notes: Sequence[str]
) -> int:
    """Fill a new sheet; how many texts were cut."""
    sheet = book.add_worksheet(sheet_name(title))
    labels = _labels(fields)
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
    for column, (field, label) in enumerate(zip(fields, labels, strict=True)):
        width, hidden = _WIDTHS.get(field.kind, 22), {"hidden": field == RECORD_ID}
        sheet.set_column(column, column, width, None, hidden)
        sheet.write_string(0, column, label, head)
    writers = [_writer(sheet, field, formats.get(field.kind)) for field in fields]
    cut = 0
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None and value != "" and value != []:
                writers[column](number, column, value)
                cut += isinstance(value, str) and len(value) > MOST_LETTERS
    for number, note in enumerate(notes, start=len(rows) + 2):
        sheet.write_string(number, 0, storable(note))
    sheet.freeze_panes(1, 0)
    if rows and len(rows) <= TABLE_ROWS:
        names = [{"header": label, "header_format": head} for label in labels]
        place = (0, 0, len(rows), len(fields) - 1)
        sheet.add_table(*place, {"columns": names, "style": "Table Style Light 1"})
    elif rows:
        sheet.autofilter(0, 0, len(rows), len(fields) - 1)
    return cut


def _labels(fields: Sequence[Field]) -> list[str]:
    """The names of the columns; a table wants each of them only once, whatever its case."""
    labels: list[str] = []
    for field in fields:
        label = plain_label = storable(field.label)[:200] or field.key
        number = 1
        while label.casefold() in {known.casefold() for known in labels}:
            number += 1
            label = f"{plain_label} {number}"
        labels.append(label)
    return labels


def _writer(sheet: Any, field: Field, style: Any) -> Any:
    """How the values of a column are written: ids, phones and postcodes are text and stay so.

    A team's own fields hold what was typed; a value that is not of its field's kind is written as text.
    """

    kind = _WRITERS.get(field.kind)

    def write(row: int, column: int, value: Any) -> None:
        if kind is not None:
            try:
                kind(sheet, row, column, value, style)
                return
            except (TypeError, ValueError, OverflowError):
                pass
        sheet.write_string(row, column, storable(str(_listed(value))))

    return write


def _write_number(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    sheet.write_number(row, column, float(value), style)


def _write_moment(sheet: Any, row: int, column: int, value: datetime, style: Any) -> None:
    if not isinstance(value, datetime):
        raise TypeError(value)
    # Sheets know no time zones: people read the time of their own clock.
    sheet.write_datetime(row, column, value.astimezone().replace(tzinfo=None), style)


def _write_yes(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if not isinstance(value, bool | int):
        raise TypeError(value)
    sheet.write_string(row, column, tr("Yes") if value else tr("No"))


def _write_day(sheet: Any, row: int, column: int, value: date | str, style: Any) -> None:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    # Days before 1 March 1900 are not reliable in the 1900 system.
    if day < date(1900, 3, 1):
        raise ValueError(day)
    sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), style)


_WRITERS: dict[str, Callable[[Any, int, int, Any, Any], None]] = {
    "day": _write_day,
    "moment": _write_moment,
    "yes_no": _write_yes,
} | dict.fromkeys(("money", "number", "whole", "share"), _write_number)


def without_controls(text: str) -> str:
    """Text without the characters that no file may hold."""
    return _CONTROL.sub("", text)


def storable(text: str) -> str:
    """Text that a workbook can hold: no control characters, cut with dots at 32,767 letters."""
    clean = without_controls(text)
    return clean if len(clean) <= MOST_LETTERS else clean[: MOST_LETTERS - 1] + "…"


def _write_text(
    target: Path, fields: Sequence[Field], rows: Iterable[Sequence[Any]], delimiter: str
) -> Written:
    written, mark = Written(), "," if delimiter == SEMICOLON else "."
    with replacing(target) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = _csv(file, delimiter)
        writer.writerow([field.label for field in fields])
        for row in rows:
            writer.writerow([plain(value, mark) for value in row])
            written.rows += 1
    return written


def _csv(file: TextIO, delimiter: str) -> Any:
    return csv.writer(file, lineterminator="\r\n", delimiter=delimiter)


def plain(value: Any, mark: str = ".") -> str:
    """A value as text in a .csv: ISO days, `mark` before decimals, formulas disarmed by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, Decimal):
        return _decimals(value).replace(".", mark)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    value = _listed(value)
    if not isinstance(value, str):
        return str(value)
    return disarm(without_controls(value))


def _listed(value: Any) -> Any:
    """Several words of one field, as people write them."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _decimals(value: Decimal) -> str:
    """All digits of a number; three decimals get a fourth, so that nobody takes the mark for thousands."""
    text = format(value.normalize(), "f")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text

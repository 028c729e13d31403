"""The rows of a table as values of fields, each column read by the evidence of all its values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from salesdesk.exchange.columns import (
    Order,
    date_order,
    number_marks,
    read_day,
    read_number,
    read_yes,
    text_of,
)
from salesdesk.exchange.google import phone_columns, typed_phones
from salesdesk.exchange.mapping import Mapping
from salesdesk.exchange.sheet import Cell, Table
from salesdesk.rules.fields import FIELDS
from salesdesk.translation import tr

Read = Callable[[Cell], Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is left out: where, which value, what is wrong with it."""

    file: str
    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = tr("{file}, row {row}").format(file=self.file, row=self.row)
        if self.column:
            where += tr(", column {column}").format(column=self.column)
        return f"{where}: {self.reason}" + (f" ({self.value})" if self.value else "")


@dataclass(slots=True)
class ReadRow:
    """One row: its values by record and field (only the mapped ones; None where blank), or its problem."""

    number: int
    cells: list[Cell]
    values: dict[str, dict[str, Any]]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table with all its rows read."""

    table: Table
    mapping: Mapping
    rows: list[ReadRow] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Where its records come from: the file without its ending."""
        return self.table.source

    def header_of(self, field: str) -> str:
        """What the file calls the column of a field; the field's key where it has no column."""
        meant = {name: place for place, (_, name) in reversed(self.mapping.columns.items())}
        meant |= self.mapping.fields(self.mapping.record)
        return self.table.headers[meant[field]] if field in meant else field


def read_values(table: Table, mapping: Mapping, order: Order | None = None) -> ReadTable:
    """Read all rows. AmbiguousDates if a column of dates can be read both ways and `order` does not say."""
    readers = {place: _reader(table, place, *meant, order) for place, meant in mapping.columns.items()}
    read = ReadTable(table, mapping)
    phones = phone_columns(table.headers) if mapping.record == "contacts" else []
    for number, cells in table.rows:
        row = _row(table, mapping, readers, number, cells)
        if phones:
            row.values.setdefault("contacts", {}).update(typed_phones(cells, phones))
        read.rows.append(row)
    return read


def _row(table: Table, mapping: Mapping, readers: dict[int, Read], number: int, cells: list[Cell]) -> ReadRow:
    row = ReadRow(number, cells, {})
    if number in table.problems:
        row.problem = Problem(table.called, number, "", "", table.problems[number])
    for place, (record, name) in mapping.columns.items():
        cell = cells[place] if place < len(cells) else None
        values = row.values.setdefault(record, {})
        if cell is None if table.exact else text_of(cell) is None:
            values[name] = None
            continue
        try:
            values[name] = readers[place](cell)
        except (ValueError, ArithmeticError):
            header = table.headers[place]
            row.problem = Problem(table.called, number, header, str(cell), _reason(record, name))
    return row


_KINDS = {(record, each.key): each.kind for record, fields in FIELDS.items() for each in fields}
_KINDS |= {("deals", "closed_on"): "day"}


def _reader(table: Table, place: int, record: str, name: str, order: Order | None) -> Read:
    kind = _KINDS.get((record, name), "text")
    if table.exact and kind in ("text", "long_text"):
        return str
    cells = table.column(place)
    if kind in ("day", "moment"):
        decided = date_order(table.headers[place], cells, order)
        if kind == "day":
            return lambda cell: read_day(cell, decided)
        return lambda cell: _moment(cell, decided)
    if kind in ("money", "number", "share", "whole"):
        marks = number_marks(cells)
        if kind == "whole":
            shares = name == "probability" and _are_shares(cells)
            return lambda cell: _whole(read_number(cell, marks) * (100 if shares else 1))
        if kind == "share":
            return lambda cell: _share(cell, read_number(cell, marks))
        return lambda cell: read_number(cell, marks)
    if kind == "yes_no":
        return read_yes
    return text_of


def _moment(cell: Cell, order: Order) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC) if cell.tzinfo is None else cell
    text = str(cell)
    if "T" in text or ":" in text:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.combine(read_day(cell, order), time(12), UTC)


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError(number)
    return int(number)


def _are_shares(cells: list[Cell]) -> bool:
    """Whether a column of per cents holds shares of one, as Excel keeps what it shows as 50 %."""
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    return bool(numbers) and max(numbers) <= 1 and any(0 < number < 1 for number in numbers)


def _share(cell: Cell, number: Decimal) -> Decimal:
    """19 % as well as 0.19."""
    return number / 100 if "%" in str(cell) or number > 1 else number


def _reason(record: str, name: str) -> str:
    kind = _KINDS.get((record, name), "text")
    if kind in ("day", "moment"):
        return tr("this is not a date that exists")
    if kind == "yes_no":
        return tr("this is neither yes nor no")
    if kind == "whole":
        return tr("this is not a whole number")
    return tr("this is not a number")

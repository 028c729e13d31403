"""The rows of a table as values of fields, each column read by the evidence of all its values."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from salesdesk.exchange.columns import (
    AmbiguousDates,
    Marks,
    Order,
    date_order,
    number_marks,
    read_day,
    read_number,
    read_yes,
    text_of,
    told_order,
)
from salesdesk.exchange.google import phone_columns, typed_phones
from salesdesk.exchange.mapping import Mapping
from salesdesk.exchange.sheet import Cell, Table
from salesdesk.exchange.ways import AS_FOUND, Target, Ways
from salesdesk.rules.fields import FIELDS, FieldKind, label_of
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

Read = Callable[[Cell], Any]
_LOOK_UP_EVERY = 250


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is left out: where, which value, what is wrong with it."""

    file: str
    row: int
    column: str
    value: str
    reason: str
    place: int | None = None
    """The column by its place in the table, where the problem lies in one."""
    hint: str = ""
    """What to do about it on the command line."""

    def __str__(self) -> str:
        return self.sentence(tr("{file}, row {row}").format(file=self.file, row=self.row), self.value)

    def sentence(self, where: str, values: str) -> str:
        """What is wrong there, with the values that are."""
        if self.column:
            where += tr(", column {column}").format(column=self.column)
        reason = f"{self.reason}; {self.hint}" if self.hint else self.reason
        return f"{where}: {reason}" + (f" ({values})" if values else "")


@dataclass(slots=True)
class ReadRow:
    """One row: its values by record and field (only the mapped ones; None where blank), or its problem.

    `others` is what else is wrong with it.
    """

    number: int
    cells: list[Cell]
    values: dict[str, dict[str, Any]]
    problem: Problem | None = None
    others: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with it."""
        return () if self.problem is None else (self.problem, *self.others)

    def add_problem(self, problem: Problem) -> None:
        """Note that something is wrong with it, beside what may be wrong already."""
        if self.problem is None:
            self.problem = problem
        else:
            self.others = (*self.others, problem)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table with all its rows read."""

    table: Table
    mapping: Mapping
    rows: list[ReadRow] = field(default_factory=list)
    ways: Ways = AS_FOUND

    @property
    def source(self) -> str:
        """Where its records come from: the file without its ending."""
        return self.table.source

    def header_of(self, field: str) -> str:
        """What the file calls the column of a field; the field's own name where it has no column."""
        place = self.place_of(field)
        return self.table.headers[place] if place is not None else label_of(field)

    def place_of(self, field: str) -> int | None:
        """The place of a field's column, of the record that the sheet is about before those beside it."""
        meant = {name: place for place, (_, name) in reversed(self.mapping.columns.items())}
        meant |= self.mapping.fields(self.mapping.record)
        return meant.get(field)


def read_values(
    table: Table, mapping: Mapping, ways: Ways = AS_FOUND, halt: Callable[[], None] | None = None
) -> ReadTable:
    """Read all rows. AmbiguousDates if a column of dates can be read both ways and nothing says which.

    `halt` is called now and then and may end it by raising.
    """
    readers = {place: _reader(table, mapping, place, ways) for place in mapping.columns}
    constants = dict(_constants(ways, mapping))
    read = ReadTable(table, mapping, ways=ways)
    phones = phone_columns(table.headers) if mapping.record == "contacts" else []
    for place, (number, cells) in enumerate(table.rows):
        if halt is not None and place % _LOOK_UP_EVERY == 0:
            halt()
        if number in ways.left_out:
            continue
        row = _row(read, readers, number, _mended(cells, ways.mended.get(number, {})))
        for (record, name), value in constants.items():
            values = row.values.setdefault(record, {})
            if values.get(name) is None:
                values[name] = value
        if phones:
            row.values.setdefault("contacts", {}).update(typed_phones(cells, phones))
        read.rows.append(row)
    return read


def _mended(cells: list[Cell], mended: MappingType[int, Cell]) -> list[Cell]:
    """The cells of a row with those that the user typed anew."""
    if not mended:
        return cells
    wide = cells + [None] * (max(mended) + 1 - len(cells))
    return [mended.get(place, cell) for place, cell in enumerate(wide)]


def _row(read: ReadTable, readers: dict[int, Read], number: int, cells: list[Cell]) -> ReadRow:
    table, mapping = read.table, read.mapping
    row = ReadRow(number, cells, {})
    if number in table.problems:
        row.add_problem(Problem(table.called, number, "", "", table.problems[number]))
    for place, (record, name) in mapping.columns.items():
        cell = cells[place] if place < len(cells) else None
        values = row.values.setdefault(record, {})
        if cell is None if table.exact else text_of(cell) is None:
            values[name] = None
            continue
        try:
            values[name] = readers[place](cell)
        except (ValueError, ArithmeticError):
            header, reason = table.headers[place], reason_of(kind_of(mapping, record, name))
            row.add_problem(Problem(table.called, number, header, str(cell), reason, place))
        except _LeftOut:
            header, reason = table.headers[place], tr("rows with this value were to stay out")
            row.add_problem(Problem(table.called, number, header, str(cell), reason, place))
    return row


class _LeftOut(Exception):
    """The user wants no row with this word."""


_KINDS: dict[Target, FieldKind] = {
    (record, each.key): each.kind for record, fields in FIELDS.items() for each in fields
}
_KINDS |= {("deals", "closed_on"): "day"}


def kind_of(mapping: Mapping, record: str, name: str) -> FieldKind:
    """What kind of value a field holds."""
    return mapping.own.get((record, name)) or _KINDS.get((record, name), "text")


def _constants(ways: Ways, mapping: Mapping) -> Iterator[tuple[Target, Any]]:
    """The values that rows get where they leave a field blank. ValueError for one that is none."""
    for (record, name), text in ways.constants.items():
        words = ways.words.get((record, name), {})
        meant = words.get(name_key(text), text)
        if meant is None:
            meant = text  # its rows are to stay out, as those of a word that nobody knows do
        if meant:  # else the word was to stand for nothing
            reader = _reader_of([meant], meant, (record, name), kind_of(mapping, record, name), ways)
            yield (record, name), reader(meant)


def unreadable_constant(mapping: Mapping, ways: Ways) -> Target | None:
    """The field of a value for all rows that is none of its kind, or a day that can be read both ways."""
    for target, text in ways.constants.items():
        try:
            list(_constants(replace(ways, constants={target: text}), mapping))
        except (ValueError, ArithmeticError, AmbiguousDates):
            return target
    return None


def _reader(table: Table, mapping: Mapping, place: int, ways: Ways) -> Read:
    record, name = mapping.columns[place]
    kind = kind_of(mapping, record, name)
    if table.exact and kind in ("text", "long_text"):
        reader: Read = str
    else:
        reader = _reader_of(table.column(place), table.headers[place], (record, name), kind, ways)
    words = ways.words.get((record, name))
    return reader if not words else lambda cell: _translated(cell, words, reader)


def _translated(cell: Cell, words: MappingType[str, str | None], reader: Read) -> Any:
    """What a cell says, or what the user says that it stands for."""
    key = name_key(text_of(cell) or "")
    if key not in words:
        return reader(cell)
    meant = words[key]
    if meant is None:
        raise _LeftOut
    return reader(meant) if meant else None


def read_cell(read: ReadTable, place: int, cell: Cell) -> Any:
    """What a value typed into a column would be read as. ValueError or ArithmeticError if as nothing."""
    return _reader(read.table, read.mapping, place, read.ways)(cell)


def read_mended(read: ReadTable, mended: MappingType[int, MappingType[int, Cell]]) -> ReadTable:
    """Only these rows of a table, with the cells typed anew, now and before; read as the whole table says."""
    before = read.ways.mended
    mended = {number: {**before.get(number, {}), **cells} for number, cells in mended.items()}
    others = frozenset(number for number, _ in read.table.rows) - mended.keys()
    return read_values(read.table, read.mapping, replace(read.ways, mended=mended, left_out=others))


def undecided(table: Table, mapping: Mapping, ways: Ways = AS_FOUND) -> list[int]:
    """The places of columns of dates where neither the values nor the user say which number is the day."""
    found = []
    for place, (record, name) in mapping.columns.items():
        if kind_of(mapping, record, name) in ("day", "moment"):
            header = table.headers[place]
            try:
                date_order(header, table.column(place), ways.order_of(header))
            except AmbiguousDates:
                found.append(place)
    return found


def proven_order(table: Table, mapping: Mapping, ways: Ways = AS_FOUND) -> Order | None:
    """Which number is the day in the first column of dates whose values say so; None if there is none."""
    for place, (record, name) in mapping.columns.items():
        header = table.headers[place]
        if kind_of(mapping, record, name) in ("day", "moment") and not ways.order_of(header):
            found = told_order(table.column(place))
            if found is not None:
                return found
    return None


def _reader_of(cells: list[Cell], header: str, target: Target, kind: FieldKind, ways: Ways) -> Read:
    if kind in ("day", "moment"):
        decided = date_order(header, cells, ways.order_of(header))
        if kind == "day":
            return lambda cell: read_day(cell, decided)
        return lambda cell: _moment(cell, decided)
    if kind in ("money", "number", "share", "whole"):
        marks = Marks(ways.decimal) if ways.decimal else number_marks(cells)
        if kind == "whole":
            shares = target[1] == "probability" and _are_shares(cells)
            return lambda cell: _whole(read_number(cell, marks) * (100 if shares else 1))
        if kind == "share":
            return lambda cell: _share(cell, read_number(cell, marks))
        return lambda cell: read_number(cell, marks)
    if kind == "yes_no":
        return read_yes
    return text_of


def _moment(cell: Cell, order: Order) -> datetime:
    """The moment that a cell names, by the clock of this computer where it tells no time zone."""
    text = str(cell)
    if isinstance(cell, datetime) or "T" in text or ":" in text:
        moment = cell if isinstance(cell, datetime) else datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.astimezone()).astimezone(UTC)
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


def reason_of(kind: FieldKind) -> str:
    """Why a value is none of this kind."""
    if kind in ("day", "moment"):
        return tr("this is not a date that exists")
    if kind == "yes_no":
        return tr("this is neither yes nor no")
    if kind == "whole":
        return tr("this is not a whole number")
    return tr("this is not a number")

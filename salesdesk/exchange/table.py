"""A sheet as a table: where its header is, what its columns are called, which rows hold something."""

from collections import Counter
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.exchange.cards import card_tables, holds_cards
from salesdesk.exchange.columns import text_of
from salesdesk.exchange.files import read_file
from salesdesk.exchange.mapping import header_score, is_postcode
from salesdesk.exchange.sheet import FOUND, Cell, Layout, Sheet, Table, Told, tell_nobody
from salesdesk.exchange.workbooks import source_sheets
from salesdesk.translation import tr

OWN_COLUMNS = ("Row", "Error")
"""What an error workbook adds to the original columns; read over when it comes back."""
_LOOKED_AT = 15


def read_tables(path: Path, layout: Layout = FOUND, told: Told = tell_nobody) -> list[Table]:
    """All tables of a card file or an error workbook, else the one laid out so; KnownError if none."""
    if holds_cards(path):
        return card_tables(path)
    sheets = source_sheets(path) if layout.sheet is None else []
    if len(sheets) > 1:
        return [_table(read_file(path, name, told=told)) for name in sheets]
    return [_table(read_file(path, layout.sheet, layout, told), layout.header_row)]


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The (first) table in a file; KnownError if there is none."""
    if holds_cards(path):
        return card_tables(path)[0]
    return _table(read_file(path, sheet))


def _table(read: Sheet, header_row: int | None = None) -> Table:
    rows = [
        (number, cells) for number, cells in read.rows if any(text_of(cell) is not None for cell in cells)
    ]
    if not rows:
        raise KnownError(tr("{name} holds no rows.").format(name=read.file.name))
    number, headers = _header(rows, header_row)
    body = [row for row in rows if row[0] > number]
    if not body:
        raise KnownError(tr("{name} holds a header but no rows.").format(name=read.file.name))
    if headers[-len(OWN_COLUMNS) :] == OWN_COLUMNS:
        headers = headers[: -len(OWN_COLUMNS)]
        body = [(row, cells[: len(headers)]) for row, cells in body]
    notices = (*read.notices, *_doubled(headers), *([] if read.has_formats else _bare(headers, body)))
    sheet = read.name if read.of_several else ""
    source = read.source or read.file.stem
    return Table(
        read.file, headers, body, number, notices, source, sheet,
        encoding=read.encoding, delimiter=read.delimiter,
    )  # fmt: skip


def _header(rows: list[tuple[int, list[Cell]]], told: int | None) -> tuple[int, tuple[str, ...]]:
    """The row of the header and its names; row 0 and letters where the user says that there is none."""
    if told == 0:
        wide = max(len(cells) for _, cells in rows)
        return 0, tuple(tr("Column {letter}").format(letter=letter_of(place)) for place in range(wide))
    at_or_below = next((place for place, row in enumerate(rows) if told and row[0] >= told), None)
    number, cells = rows[_header_place(rows) if at_or_below is None else at_or_below]
    return number, tuple((text_of(cell) or "") for cell in cells)


def letter_of(place: int) -> str:
    """The letters by which spreadsheet programs call a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _header_place(rows: list[tuple[int, list[Cell]]]) -> int:
    """The first row that holds about as many known names of fields as any; the first of all if none does.

    Not simply the row with most of them: what people type may look like names of fields too.
    """
    scores = []
    for _, cells in rows[:_LOOKED_AT]:
        words = [text_of(cell) or "" for cell in cells if isinstance(cell, str)]
        scores.append(header_score(words))
    return next(place for place, score in enumerate(scores) if score * 3 >= max(scores) * 2)


def _doubled(headers: tuple[str, ...]) -> list[str]:
    counts = Counter(header for header in headers if header)
    return [
        tr("The column “{name}” is there {n} times; only the first is read.").format(name=name, n=count)
        for name, count in counts.items()
        if count > 1
    ]


def _bare(headers: tuple[str, ...], rows: list[tuple[int, list[Cell]]]) -> list[str]:
    """The columns of postcodes that are numbers, in a file that does not tell with how many zeros."""
    return [
        tr("The column “{name}” holds numbers; zeros at their beginning are lost. Save it as .xlsx.").format(
            name=header
        )
        for place, header in enumerate(headers)
        if is_postcode(header)
        and any(place < len(cells) and isinstance(cells[place], int | float) for _, cells in rows)
    ]

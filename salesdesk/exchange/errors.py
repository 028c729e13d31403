"""The rows that an import left out, as a workbook that can be mended and imported again."""

from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.exchange.plan import Plan
from salesdesk.exchange.sheet import Cell, Table
from salesdesk.exchange.table import OWN_COLUMNS
from salesdesk.exchange.values import Problem, ReadRow
from salesdesk.exchange.workbooks import SOURCE_PROPERTY
from salesdesk.exchange.writing import new_workbook, sheet_name, storable
from salesdesk.translation import tr

WRONG = "#FFD6D1"
"""The ground of a cell that has to be mended."""


def write_error_workbook(target: Path, plan: Plan) -> None:
    """One sheet per file: its columns as they were, with the row's number and what is wrong with it.

    It remembers which file each sheet came from, so that its rows are still the rows of that file when they
    come back. It appears under its name only when it is whole.
    """
    tables: dict[int, tuple[Table, list[ReadRow]]] = {}
    for read, row in plan.problems:
        tables.setdefault(id(read.table), (read.table, []))[1].append(row)
    names: list[str] = []
    with new_workbook(target, default_date_format="yyyy-mm-dd") as book:
        for table, rows in tables.values():
            names.append(sheet_name(table.source, names))
            book.set_custom_property(SOURCE_PROPERTY + names[-1], table.source, "text")
            wrong = book.add_format({"bg_color": WRONG})
            _fill(book.add_worksheet(names[-1]), table, rows, wrong)


def _fill(sheet: Any, table: Table, rows: list[ReadRow], wrong: Any) -> None:
    for column, header in enumerate((*table.headers, *OWN_COLUMNS)):
        _write(sheet, 0, column, header)
    for place, row in enumerate(rows, start=1):
        for column, cell in enumerate(row.cells[: len(table.headers)]):
            _write(sheet, place, column, cell)
        sheet.write_number(place, len(table.headers), row.number)
        _write(sheet, place, len(table.headers) + 1, "; ".join(map(_words, row.problems)) or None)
        for at in (problem.place for problem in row.problems):
            if at is not None and at < len(table.headers):
                _paint(sheet, place, at, wrong)
    sheet.freeze_panes(1, 0)


def _words(problem: Problem) -> str:
    if not problem.column:
        return problem.reason
    return tr("{column}: {reason}").format(column=problem.column, reason=problem.reason)


def _paint(sheet: Any, row: int, column: int, wrong: Any) -> None:
    """Mark the cell to be mended, whatever is in it."""
    sheet.conditional_format(
        row, column, row, column, {"type": "formula", "criteria": "=TRUE", "format": wrong}
    )


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    """A cell as it was; what a workbook cannot hold as such is written as text."""
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, storable(cell))
    elif isinstance(cell, date) and (cell.year, cell.month) < (1900, 3):
        sheet.write_string(row, column, cell.isoformat())
    else:
        sheet.write(row, column, cell)

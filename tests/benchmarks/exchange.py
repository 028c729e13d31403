"""Importing, reading and exporting against the bare libraries and the bare database."""

import csv
import itertools
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from salesdesk.exchange.files import read_file
from salesdesk.exchange.mapping import map_columns
from salesdesk.exchange.plan import Options
from salesdesk.exchange.run import Outcome, run_import
from salesdesk.exchange.table import read_table
from salesdesk.exchange.values import ReadTable, read_values
from salesdesk.exchange.writing import write_list
from salesdesk.models import Company, Contact, Deal, DealFacts
from salesdesk.models.base import table_of
from salesdesk.queries.exports import list_fields, list_rows
from salesdesk.store import Store
from tests.benchmarks.grounds import Grounds, opened
from tests.benchmarks.measure import OWN, Figure, side_by_side, times

_TABLES = (Company, Contact, Deal, DealFacts)


def importing(grounds: Grounds) -> list[Figure]:
    """Rows of company, contact and deal by the import, its pauses included, against executemany."""
    count = grounds.sizes.imported
    read = _spreadsheet(grounds.folder / "leads.csv", count)
    empty = grounds.new_file("empty")
    number = itertools.count()
    full: list[Path] = []

    def fresh() -> Path:
        path = empty.with_name(f"import-{next(number)}.salesdesk")
        shutil.copy(empty, path)
        return path

    copies = [fresh() for _ in range(8)]

    def ours() -> None:
        full.append(copies.pop())
        with opened(full[-1]) as store:
            _import(store, read)

    ours()
    rows = _rows_of(full[-1])
    assert [len(each) for each in rows] == [count] * len(_TABLES)

    def bare() -> None:
        with opened(copies.pop()) as store:
            _insert(store, rows)

    took, lower = side_by_side(ours, bare, runs=3, warm=False)
    return [times(f"import of {count:,} rows", took, lower, 4)]


def _spreadsheet(path: Path, count: int) -> ReadTable:
    """A file with a company, a person and a deal in each row, read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Deal", "Company", "Contact", "Contact email", "Stage", "Amount", "Close date"])
        for n in range(1, count + 1):
            deal = f"Deal {n}", f"Company {n * 7919 % 1_000_003}", f"Person {n} Name", f"p{n}@c{n}.example"
            writer.writerow([*deal, "Discovery", f"{n * 37 % 90_000}.50", f"2026-{n % 12 + 1:02}-15"])
    table = read_table(path)
    return read_values(table, map_columns(table.headers, "deals"))


def _import(store: Store, read: ReadTable) -> None:
    *_, outcome = run_import(store, [read], Options())
    assert isinstance(outcome, Outcome)
    assert not outcome.plan.problems


def _rows_of(path: Path) -> list[list[tuple[Any, ...]]]:
    with opened(path) as store, store.everything() as connection:
        return [
            [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table_of(model).name}")]
            for model in _TABLES
        ]


def _insert(store: Store, rows: Sequence[list[tuple[Any, ...]]]) -> None:
    """The same rows into the same tables with their triggers, in one save of the driver."""
    with store.write("bare") as session:
        connection = session.connection()
        for model, values in zip(_TABLES, rows, strict=True):
            marks = ", ".join("?" * len(values[0]))
            connection.exec_driver_sql(f"INSERT INTO {table_of(model).name} VALUES ({marks})", values)


def reading(grounds: Grounds) -> list[Figure]:
    """A workbook of 15 columns by our reader, against openpyxl alone."""
    from openpyxl import load_workbook

    path = grounds.folder / "read.xlsx"
    count = grounds.sizes.imported
    _workbook(path, count)

    def bare() -> None:
        book = load_workbook(path, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows():
            [cell.value for cell in row]
        book.close()

    took, lower = side_by_side(partial(read_file, path), bare, runs=3, clock=OWN)
    return [times(f"reading an .xlsx of {count:,} rows", took, lower, 1.2)]


def _workbook(path: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"Column {n}" for n in range(15)])
        for number in range(1, count + 1):
            sheet.write_row(number, 0, [f"text {number}"] * 8 + [number, number * 1.5, 3, 4, 5, 6])
            sheet.write_datetime(number, 14, datetime(2026, 1, 1 + number % 28), day)


def exporting(grounds: Grounds) -> list[Figure]:
    """All deals from the database to a workbook, against xlsxwriter alone writing the same values."""
    with opened(grounds.full) as store, store.read() as session:
        fields = list_fields(session, record="deals")

        def ours() -> None:
            rows = list_rows(session, record="deals")
            write_list(grounds.folder / "ours.xlsx", fields, rows, title="Deals")

        values = list(list_rows(session, record="deals"))
        labels = [field.label for field in fields]
        bare = partial(_write_bare, grounds.folder / "bare.xlsx", labels, values)
        took, lower = side_by_side(ours, bare, runs=2, warm=False, clock=OWN)
    return [times(f"export of {len(values):,} deals to .xlsx", took, lower, 1.3)]


def _write_bare(path: Path, labels: list[str], values: list[tuple[Any, ...]]) -> None:
    """What somebody would write by hand who knows the columns."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "remove_timezone": True}) as book:
        sheet = book.add_worksheet()
        money = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, labels)
        for number, row in enumerate(values, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, Decimal | int):
                    sheet.write_number(number, column, float(value), money)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)

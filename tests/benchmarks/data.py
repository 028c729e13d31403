"""Importing, reading and exporting against the bare libraries."""

import itertools
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from salesdesk.exchange.files import read_file
from salesdesk.exchange.writing import write_list
from salesdesk.models import Company, Contact, Deal, DealFacts
from salesdesk.models.base import table_of
from salesdesk.rules.fields import Field
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.deals import insert_deals
from salesdesk.services.pipelines import add_shipped_process
from salesdesk.store import Store, create_database, open_store
from tests.benchmarks.measure import Benchmark, Figure, against, once

ROWS, STEP = 10_000, 250
_made = itertools.count()


def new_store(folder: Path) -> Store:
    """An empty database with its process."""
    path = folder / f"bench-{next(_made)}.salesdesk"
    create_database(str(path))
    store = open_store(str(path))
    with store.write("setup") as session:
        add_shipped_process(session, steps=7)
    return store


def rows(count: int) -> list[dict[str, Any]]:
    """One company, contact and deal each."""
    made = random.Random(1)
    return [
        {"company": f"Company {made.randrange(10**6)} {n}", "contact": f"Person {n} Name",
         "title": f"Deal {n}", "amount": Decimal(made.randrange(1, 90_000)), "city": "Bremen",
         "email": f"p{n}@c{n}.example"}
        for n in range(count)
    ]  # fmt: skip


def load(store: Store, wanted: list[dict[str, Any]]) -> None:
    """Save rows by the services, in steps."""
    for start in range(0, len(wanted), STEP):
        part = wanted[start : start + STEP]
        with store.write("import") as session:
            companies = insert_companies(
                session, [{"name": row["company"], "city": row["city"]} for row in part]
            )
            contacts = insert_contacts(
                session,
                [
                    {"name": row["contact"], "email": row["email"], "company_id": company}
                    for row, company in zip(part, companies, strict=True)
                ],
            )
            insert_deals(
                session,
                [
                    {"title": row["title"], "stage_id": 3, "amount": row["amount"], "company_id": company,
                     "contact_id": contact}
                    for row, company, contact in zip(part, companies, contacts, strict=True)
                ],
            )  # fmt: skip


def load_bare(store: Store, source: Store) -> None:
    """Save the rows that are in `source` by executemany of the driver, with the same triggers."""
    with source.everything() as connection:
        tables = {
            model: connection.exec_driver_sql(f"SELECT * FROM {table_of(model).name}").fetchall()
            for model in (Company, Contact, Deal, DealFacts)
        }
    with store.write("bare") as session:
        connection = session.connection()
        for model, values in tables.items():
            marks = ", ".join("?" * len(values[0]))
            connection.exec_driver_sql(
                f"INSERT INTO {table_of(model).name} VALUES ({marks})", [tuple(row) for row in values]
            )


def importing(folder: Path) -> list[Figure]:
    """10,000 rows of company, contact and deal."""
    wanted = rows(ROWS)
    ours = new_store(folder)
    took = once(lambda: load(ours, wanted))
    bare = new_store(folder)
    lower = once(lambda: load_bare(bare, ours))
    ours.close()
    bare.close()
    return [against("import 10,000 rows", took, lower, 4)]


def _workbook(path: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"Column {n}" for n in range(15)])
        for number in range(1, count + 1):
            sheet.write_row(number, 0, [f"text {number}"] * 9 + [number, number * 1.5, 3, 4, 5, 6])


def reading(folder: Path) -> list[Figure]:
    """A workbook of 10,000 rows and 15 columns."""
    from openpyxl import load_workbook

    path = folder / "read.xlsx"
    _workbook(path, 10_000)

    def bare() -> None:
        book = load_workbook(path, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows():
            [cell.value for cell in row]
        book.close()

    bare()
    times = [(once(lambda: read_file(path)), once(bare)) for _ in range(3)]
    took, lower = (min(column) for column in zip(*times, strict=True))
    return [against("reading an .xlsx of 10,000 rows", took, lower, 1.2)]


def exporting(folder: Path) -> list[Figure]:
    """100,000 rows to a workbook."""
    import xlsxwriter

    fields = [
        Field("a", "Name"),
        Field("b", "City"),
        Field("c", "Amount", "money"),
        Field("d", "Close", "day"),
    ]
    values = [(f"Deal {n}", "Bremen", Decimal(n) / 3, date(2026, 1, 1 + n % 28)) for n in range(100_000)]

    def bare() -> None:
        with xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            money, day = (
                book.add_format({"num_format": "#,##0.00"}),
                book.add_format({"num_format": "yyyy-mm-dd"}),
            )
            for number, (name, city, amount, close) in enumerate(values):
                sheet.write_string(number, 0, name)
                sheet.write_string(number, 1, city)
                sheet.write_number(number, 2, float(amount), money)
                sheet.write_datetime(number, 3, close, day)

    times = [
        (once(lambda: write_list(folder / "ours.xlsx", fields, values, title="Deals")), once(bare))
        for _ in range(2)
    ]
    took, lower = (min(column) for column in zip(*times, strict=True))
    return [against("export 100,000 rows to .xlsx", took, lower, 1.3)]


BENCHMARKS: dict[str, Benchmark] = {"import": importing, "reading": reading, "export": exporting}

"""The user decides by which fields rows are known, what becomes of matches, and how a source is read."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.exchange.run import run_import
from salesdesk.models import Company, Contact, Deal, Product
from salesdesk.services.companies import create_company
from tests.exchange.commands import Run, same, table
from tests.office import Office


def test_a_key_decides_which_record_a_row_is(run: Run, office: Office, tmp_path: Path) -> None:
    with office.write() as session:
        create_company(session, name="Halden", website="https://halden.example", city="Bremen")
        create_company(session, name="Tern", website="https://tern.example", city="Kiel")
    path = table(
        tmp_path / "companies.csv",
        ("Company", "Website", "City"),
        ("Halden Logistics", "HTTPS://halden.example", "Hamburg"),
        ("Tern", "https://new.example", "Rostock"),
        ("Nameless", "", "Rostock"),
    )
    counts = run("import", path, "--key", "companies=website")
    assert run.code == 3 and "column Website: this belongs to the key and must not be blank" in run.said
    assert counts["companies"] == {"created": 1, "updated": 1, "skipped": 0, "errors": 1}
    names = sa.select(Company.name, Company.city).order_by(Company.id)
    assert run.all(names) == [("Halden Logistics", "Hamburg"), ("Tern", "Kiel"), ("Tern", "Rostock")]
    counts = run("import", path, "--key", "company=website")
    assert same(counts["companies"] | {"errors": 0})


def test_a_key_may_be_several_fields_and_must_be_fields(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("Title", "Company", "Stage", "Amount"),
        ("Fleet", "Halden", "Qualified", "1"),
        ("Fleet", "Tern", "Qualified", "2"),
        ("fleet", "Halden", "Qualified", ""),
    )
    counts = run("import", path, "--key", "deals=title,company")
    assert counts["deals"]["created"] == 2
    assert any("1 row names one of the deals of an earlier row" in text for text in counts["messages"])
    assert run.all(sa.select(Deal.amount).order_by(Deal.id)) == [(1,), (2,)]
    assert same(run("import", path, "--key", "deals=title,company")["deals"])
    run("import", path, "--key", "deals=colour")
    assert run.code == 1 and "deals=colour is no key" in run.said


def test_a_key_that_two_records_have_is_no_guess(run: Run, office: Office, tmp_path: Path) -> None:
    with office.write() as session:
        for name in ("Halden", "Tern"):
            create_company(session, name=name, city="Bremen")
    path = table(tmp_path / "companies.csv", ("Company", "City"), ("New", "Bremen"))
    run("import", path, "--key", "companies=city")
    assert run.code == 3 and "several records have this key" in run.said


@pytest.mark.parametrize(
    ("mode", "city", "phone", "count"),
    [
        ("update", "Kiel", "2", 1),
        ("fill", "Bremen", "2", 1),
        ("skip", "Bremen", None, 1),
        ("create", "Bremen", None, 2),
    ],
)
def test_what_becomes_of_a_match(
    run: Run, office: Office, tmp_path: Path, mode: str, city: str, phone: str | None, count: int
) -> None:
    with office.write() as session:
        create_company(session, name="Halden", city="Bremen")
    path = table(tmp_path / "companies.csv", ("Company", "City", "Phone"), ("Halden", "Kiel", "2"))
    run("import", path, "--on-match", mode)
    found = run.all(sa.select(Company.city, Company.phone).order_by(Company.id))
    assert len(found) == count and found[0] == (city, phone)


def test_products_are_never_made_twice(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "products.csv", ("Product", "Price"), ("Crane", "5"))
    run("import", path)
    counts = run("import", path, "--on-match", "create")
    assert same(counts["products"]) and run.all(sa.select(Product.name)) == [("Crane",)]


def test_a_broken_off_import_that_creates_anyway_goes_on_without_doubles(
    run: Run, office: Office, tmp_path: Path
) -> None:
    from salesdesk.exchange.plan import Options
    from salesdesk.exchange.reading import Reading, read_files

    with office.write() as session:
        create_company(session, name="Company 0")
    path = table(tmp_path / "c.csv", ("Company", "City"), *((f"Company {n}", "Kiel") for n in range(600)))
    with office.read() as session:
        tables = read_files(session, [path], Reading())
    steps = run_import(office.store, tables, Options(on_match="create"))
    next(steps)
    steps.close()
    counts = run("import", path, "--on-match", "create")
    assert counts["companies"]["created"] == 350
    assert len(run.all(sa.select(Company.id))) == 601


def test_a_profile_and_the_columns_themselves_are_remembered(run: Run, tmp_path: Path) -> None:
    rows = (("Wer", "Wo", "Kontakt seit"), ("Halden", "Bremen", "03/04/2026"))
    path = table(tmp_path / "a.csv", *rows)
    run("import", path, "--profile", "old crm")
    assert run.code == 1 and "no profile old crm" in run.said
    told = ("--as", "companies", "--map", "Wer=name", "--map", "Wo=city")
    assert run("import", path, *told, "--profile", "old crm")["companies"]["created"] == 1
    other = table(tmp_path / "b.csv", ("Wer", "Wo", "Mehr"), ("Tern", "Kiel", "x"))
    assert run("import", other, "--profile", "Old CRM")["companies"]["created"] == 1
    assert run.all(sa.select(Company.name, Company.city).order_by(Company.id)) == [
        ("Halden", "Bremen"), ("Tern", "Kiel"),
    ]  # fmt: skip
    run("import", path)
    assert run.code == 1, "a profile speaks only where it is named"
    run("import", path, *told)
    again = run("import", table(tmp_path / "c.csv", rows[0], ("Ems", "Emden", "")))
    assert again["companies"]["created"] == 1
    assert "read in the way that was chosen for these columns before" in again["messages"][0]


def test_a_date_order_told_once_is_remembered_and_an_undecided_one_names_file_and_column(
    run: Run, tmp_path: Path
) -> None:
    rows = ("Title", "Stage", "Expected close"), ("Fleet", "Qualified", "03/04/2027")
    path = table(tmp_path / "deals.csv", *rows)
    run("import", path)
    assert run.code == 1 and "deals.csv" in run.said and "“Expected close”" in run.said
    run("import", path, "--date-order", "mdy", "--dry-run")
    run("import", path)
    assert run.code == 1, "a dry run keeps nothing"
    run("import", path, "--date-order", "mdy")
    assert same(run("import", path)["deals"])
    assert [str(row[0]) for row in run.all(sa.select(Deal.close_on))] == ["2027-03-04"]


def test_errors_name_the_sheet_of_a_workbook_with_several(run: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    made.active.title = "Customers"
    for row in (("Company", "Employees"), ("Halden", "many")):
        made.active.append(row)
    made.create_sheet("Notes").append(["x"])
    made.save(tmp_path / "book.xlsx")
    run("import", tmp_path / "book.xlsx")
    assert (
        "book.xlsx, sheet Customers, row 2, column Employees: this is not a whole number (many)" in run.said
    )


def test_a_value_that_cannot_be_kept_names_its_column(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", ("Contact name", "Email", "Job title"), ("A", "a@x.example", "y" * 501))
    run("import", path)
    assert "p.csv, row 2, column Job title: " in run.said and "y" * 99 not in run.said
    assert run.all(sa.select(Contact.id)) == []

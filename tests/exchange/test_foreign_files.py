"""Files as other programs write them come in right and once, or are refused in a plain sentence."""

import os
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.exchange.files import read_file
from salesdesk.exchange.otherbooks import read_otherbook
from salesdesk.models import Activity, Company, Contact, Deal, LostReason, Stage
from tests.exchange.commands import Run, same, table

GOOGLE = [
    "Name", "Given Name", "Family Name", "Notes", "Group Membership", "E-mail 1 - Type", "E-mail 1 - Value",
    "Phone 1 - Type", "Phone 1 - Value", "Phone 2 - Type", "Phone 2 - Value", "Phone 3 - Type",
    "Phone 3 - Value", "Address 1 - Street", "Address 1 - City", "Address 1 - Postal Code",
    "Organization 1 - Name", "Organization 1 - Title",
]  # fmt: skip
OUTLOOK = [
    "Display Name", "Title", "First Name", "Last Name", "Company", "Job Title", "Email Home", "Email Work",
    "Home Phone", "Business Phone", "Home Mobile", "Home Street", "Home City", "Business Street", "Work City",
    "Work Zip", "Work Country", "Birthday",
]  # fmt: skip
SALES = ["Segment", "Country", "Product", "Units Sold", "Gross Sales", " Sales", "Profit", "Date"]


def real(*parts: str) -> Path:
    """A public file where it lies on this machine."""
    told = os.environ.get("SALESDESK_REAL_FILES")
    path = Path(told or "").joinpath(*parts)
    if not told or not path.exists():
        pytest.skip("SALESDESK_REAL_FILES does not point to the public files")
    return path


def book(path: Path, *rows: list[Any]) -> Path:
    """A workbook of these rows."""
    from openpyxl import Workbook

    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_google_contacts_keep_mobile_and_work_numbers_apart_and_their_header_is_found(
    run: Run, tmp_path: Path
) -> None:
    anna = ["Anna Holm", "Anna", "Holm", "a note", "* My Contacts ::: Test", "* Work", "anna@halden.example",
            "Pager", "1", "Mobile", "0170 22", "Work", "040 33 ::: 040 34", "Ring 1", "Hamburg", "04210",
            "Halden", "Buyer"]  # fmt: skip
    odd = ["Work phone", "Given name", "Family name", "notes", "", "", "e@x.example", "", "", "", "", "", "",
           "home street", "home city", "home zip", "Company", "Title"]  # fmt: skip
    path = table(tmp_path / "google.csv", tuple(GOOGLE), tuple(odd), tuple(anna))
    assert run("import", path)["contacts"]["created"] == 2
    question = sa.select(Contact.email, Contact.phone, Contact.mobile, Contact.postcode, Company.name)
    question = question.join(Company, Company.id == Contact.company_id)
    assert run.all(question.where(Contact.name == "Anna Holm")) == [
        ("anna@halden.example", "040 33", "0170 22", "04210", "Halden")
    ]
    assert same(run("import", path)["contacts"])


def test_outlook_contacts_prefer_the_address_at_work(run: Run, tmp_path: Path) -> None:
    row = ("Anna Holm", "Dr.", "Anna", "Holm", "Halden", "Buyer", "home@x.example", "work@x.example", "1",
           "2", "3", "Home 1", "Kiel", "Work 1", "Hamburg", "04210", "Germany", "20/01/1991")  # fmt: skip
    path = table(tmp_path / "outlook.csv", tuple(OUTLOOK), row)
    run("import", path)
    columns = (Contact.email, Contact.phone, Contact.mobile, Contact.street, Contact.city, Contact.job_title)
    assert run.all(sa.select(*columns)) == [("work@x.example", "2", "3", "Work 1", "Hamburg", "Buyer")]
    assert same(run("import", path)["contacts"])


def test_blanks_that_are_not_stored_are_no_change_when_a_file_comes_again(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "customers.csv",
        ("customerID", "companyName", "address", "region"),
        ("ANTON", "Antonio  Moreno ", "Mataderos  2312", "NULL"),
    )
    assert run("import", path)["companies"]["created"] == 1
    assert run.all(sa.select(Company.name, Company.street, Company.region)) == [
        ("Antonio Moreno", "Mataderos 2312", None)
    ]
    again = run("import", path)
    assert same(again["companies"]) and again["batch"] is None


def test_a_salesforce_export_makes_sources_where_that_is_allowed_and_plans_no_step_of_a_won_deal(
    run: Run, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "opportunities.csv",
        ("ID", "NAME", "STAGENAME", "AMOUNT", "PROBABILITY", "CLOSEDATE", "NEXTSTEP", "LEADSOURCE"),
        ("006A", "Halden, 5000", "Closed Won", "500000.0", "100.0", "2005-11-09", "Closed!", "Advertisement"),
        ("006B", "Tern, 200", "Qualified", "20000.0", "10.0", "2026-04-12", "Need estimate", "Word of mouth"),
    )
    counts = run("import", path)
    assert counts["deals"]["errors"] == 2
    assert (
        "row 2, column LEADSOURCE: nothing of this name is known; make it first, or use "
        "--create-missing lead_sources (Advertisement)"
    ) in run.said
    counts = run("import", path, "--create-missing", "lead_sources")
    assert counts["deals"]["created"] == 2 and counts["activities"]["created"] == 1
    assert any("next step of 1 decided" in message for message in counts["messages"])
    deals = sa.select(Deal.title, Stage.type, Deal.won_on, Deal.close_on).join(Stage).order_by(Deal.id)
    assert run.all(deals) == [
        ("Halden, 5000", "won", date(2005, 11, 9), None),
        ("Tern, 200", "open", None, date(2026, 4, 12)),
    ]
    assert run.all(sa.select(Activity.subject)) == [("Need estimate",)]
    assert same(run("import", path, "--create-missing", "lead_sources")["deals"])
    assert run.do("imports", "undo", str(counts["batch"])) == 0


def sales_rows(count: int) -> list[list[Any]]:
    """Sales as a controlling department keeps them: no customer, amounts with a rest of many digits."""
    countries, products = ("Canada", "Germany", "France"), ("Carretera", "Paseo")
    return [
        ["Government", countries[n % 3], products[n % 2], 1, 2, 32370.0 + n * 1.123456789, 3,
         datetime(2014, 1 + n % 6, 1)]
        for n in range(count)
    ]  # fmt: skip


def test_sales_without_a_customer_are_refused_until_it_is_said_what_they_are(
    run: Run, tmp_path: Path
) -> None:
    path = book(tmp_path / "Sales.xlsx", SALES, *sales_rows(70))
    run("import", path)
    assert run.code == 1
    assert "Sales.xlsx: it is not clear what the rows are" in run.said and "--as" in run.said
    order = ("import", path, "--create-missing", "products,segments")
    counts = run(*order, "--as", "deals", "--map", "Sales=amount", "--map", "Date=won_on")
    assert counts["deals"] == {"created": 70, "updated": 0, "skipped": 0, "errors": 0}
    won = run.all(sa.select(Deal.title, Deal.won_on).join(Stage).where(Stage.type == "won").order_by(Deal.id))
    assert len(won) == 70 and won[0] == ("Canada, Carretera", date(2014, 1, 1))
    again = run(*order)
    assert same(again["deals"]) and "read in the way that was chosen" in again["messages"][0]


def test_real_sales_become_seven_hundred_won_deals(run: Run) -> None:
    path = real("AFoisAnalytics__Databases_Datasets", "Financial Sample.xlsx")
    order = ("import", path, "--create-missing", "products,segments")
    assert run(*order) == {} and run.code == 1 and "Financial Sample.xlsx" in run.said
    counts = run(*order, "--as", "deals", "--map", "Sales=amount", "--map", "Date=won_on")
    assert counts["deals"]["created"] == 700
    total = sum((row[0] for row in run.all(sa.select(Deal.amount))), Decimal(0))
    assert round(total, 2) == Decimal("118726350.26")
    assert same(run(*order)["deals"])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("graphql-compose__graphql-compose-examples", "customers.csv"), {"companies": 91, "contacts": 91}),
        (("forcedotcom__dataloader", "opportunityData.csv"), {"deals": 38, "activities": 17}),
        (("roundcube__roundcubemail", "gmail.csv"), {"contacts": 1, "companies": 1}),
        (("roundcube__roundcubemail", "outlook_live_all.csv"), {"contacts": 1, "companies": 1}),
        (("mangstadt__ez-vcard", "John_Doe_IPHONE.vcf"), {"contacts": 1, "companies": 1}),
        (("mangstadt__ez-vcard", "John_Doe_MS_OUTLOOK.vcf"), {"contacts": 1, "companies": 1}),
    ],
)
def test_real_files_come_in_once(run: Run, parts: tuple[str, ...], expected: dict[str, int]) -> None:
    order = ("import", real(*parts), "--create-missing", "stages,lead_sources")
    counts = run(*order)
    assert run.code == 0 and {record: counts[record]["created"] for record in expected} == expected
    again = run(*order)
    assert again["batch"] is None
    assert all(same(again[record]) for record in again if record not in ("batch", "messages"))


@pytest.mark.parametrize("name", ["premiere.utf16le.csv", "premiere.win1252.csv", "semicolon_separated.csv"])
def test_real_files_of_nothing_known_say_so_and_come_in_once_it_is_told(run: Run, name: str) -> None:
    path = real("PHPOffice__PhpSpreadsheet", name)
    run("import", path)
    assert run.code == 1 and name in run.said and "--map" in run.said and "Traceback" not in run.said
    header, value = ("This", "Cell A2") if name.startswith("semi") else ("première", "Quatrième")
    run("import", path, "--map", f"{header}=companies.name")
    assert value in [row[0] for row in run.all(sa.select(Company.name))]


def test_a_real_workbook_of_the_other_days_is_read_alike_by_both_readers() -> None:
    path = real("tafia__calamine", "date_1904.xlsx")
    days = [row[0] for _, row in read_file(path).rows[:2]]
    assert days == [datetime(2021, 1, 1), datetime(2021, 1, 2)]
    other = [row[0] for _, row in read_otherbook(path, None).rows[:2]]
    assert [datetime.combine(day, time()) if type(day) is date else day for day in other] == days


def test_a_lost_reason_that_is_made_gets_a_kind_by_its_words(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "lost.csv",
        ("Title", "Stage", "Lost reason", "Segment"),
        ("A", "Lost", "Too expensive", "Harbours"),
        ("B", "Lost", "Went quiet", ""),
    )
    counts = run("import", path, "--create-missing", "lost_reasons,segments")
    assert counts["deals"]["created"] == 2
    reasons = sa.select(LostReason.name, LostReason.kind).where(
        LostReason.name.in_(("Too expensive", "Went quiet"))
    )
    assert run.all(reasons.order_by(LostReason.id)) == [
        ("Too expensive", "price"),
        ("Went quiet", "no_decision"),
    ]

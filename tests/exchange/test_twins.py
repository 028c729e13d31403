"""Records of one name stay apart: what leaves comes back to them, and nothing is guessed between them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from salesdesk.models import Activity, Company, Contact, Deal, Person
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.deals import insert_deals
from salesdesk.services.people import insert_people
from tests.exchange.commands import Run, same, table
from tests.office import Office

RECORDS = ("people", "companies", "contacts", "deals", "activities")


def furnish_twins(office: Office) -> None:
    """Two companies, four contacts, two people, two deals and two activities of one name each."""
    stage = office.stages["Qualified"]
    with office.write() as session:
        twins = insert_people(session, [{"name": "Kim Berg", "email": f"kim{n}@x.example"} for n in (1, 2)])
        acme = insert_companies(
            session,
            [
                {"name": "Acme", "city": "Bremen", "owner_id": twins[0]},
                {"name": "Acme", "city": "Kiel", "owner_id": twins[1]},
                {"name": "Tern"},
            ],
        )
        eva = insert_contacts(
            session,
            [
                {"name": "Eva Meyer", "company_id": acme[0], "job_title": "Boss"},
                {"name": "Eva Meyer", "company_id": acme[1], "job_title": "Clerk"},
                {"name": "Eva Meyer", "company_id": acme[2], "job_title": "A"},
                {"name": "Eva Meyer", "company_id": acme[2], "job_title": "B"},
            ],
        )
        deals = insert_deals(
            session,
            [
                {"title": "X", "stage_id": stage, "company_id": firm, "contact_id": person, "owner_id": owner}
                for firm, person, owner in zip(acme, eva, twins, strict=False)
            ],
        )
        call: dict[str, Any] = {"kind": "call", "subject": "Call", "due_on": date(2027, 1, 1)}
        insert_activities(
            session,
            [
                {**call, "deal_id": deals[1], "contact_id": eva[1]},
                {**call, "deal_id": deals[1], "description": "second"},
                {**call, "company_id": acme[1], "contact_id": eva[1]},
                {**call, "company_id": acme[0], "person_id": twins[1]},
            ],
        )


def references(run: Run) -> list[Any]:
    """Every fact that might go to a twin."""
    return [
        run.all(sa.select(Person.id, Person.email).order_by(Person.id)),
        run.all(sa.select(Company.id, Company.city, Company.owner_id).order_by(Company.id)),
        run.all(sa.select(Contact.id, Contact.company_id, Contact.job_title).order_by(Contact.id)),
        run.all(sa.select(Deal.id, Deal.company_id, Deal.contact_id, Deal.owner_id).order_by(Deal.id)),
        run.all(
            sa.select(
                Activity.id, Activity.deal_id, Activity.company_id, Activity.contact_id, Activity.description
            ).order_by(Activity.id)
        ),
    ]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_has_a_twin_comes_back_unchanged(run: Run, office: Office, tmp_path: Path, ending: str) -> None:
    furnish_twins(office)
    before = references(run)
    files = [run.export(record, tmp_path / f"{record}.{ending}") for record in RECORDS]
    for record, path in zip(RECORDS, files, strict=True):
        counts = run("import", path, "--as", record)[record]
        assert same(counts), (record, counts, run.said)
    assert all(same(counts) for word, counts in run("import", *files).items() if word in RECORDS), run.said
    assert references(run) == before


def test_a_row_of_a_text_file_goes_to_the_twin_that_it_describes(
    run: Run, office: Office, tmp_path: Path
) -> None:
    furnish_twins(office)
    path = table(
        tmp_path / "contacts.csv",
        ("Name", "Company", "Job title", "Phone"),
        ("Eva Meyer", "Tern", "B", "2"),
        ("Eva Meyer", "Tern", "A", "1"),
    )
    assert run("import", path, "--as", "contacts")["contacts"]["updated"] == 2
    phones = sa.select(Contact.job_title, Contact.phone).where(Contact.phone.is_not(None))
    assert run.all(phones.order_by(Contact.id)) == [("A", "1"), ("B", "2")]


def test_a_changed_workbook_finds_its_records_by_the_hidden_column(
    run: Run, office: Office, tmp_path: Path
) -> None:
    furnish_twins(office)
    path = run.export("companies", tmp_path / "companies.xlsx")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    last = sheet.max_column
    assert sheet.cell(1, last).value == "SalesDesk ID"
    assert sheet.column_dimensions[sheet.cell(1, last).column_letter].hidden
    cities = [cell.value for cell in sheet[1]].index("City") + 1
    sheet.cell(2, 1, "Acme South")
    sheet.cell(3, 1, "Tern")
    sheet.cell(4, cities, "Husum")
    sheet.append(["New one"])
    book.save(path)
    counts = run("import", path, "--as", "companies")["companies"]
    assert (counts["created"], counts["updated"], counts["errors"]) == (1, 3, 0), run.said
    assert run.all(sa.select(Company.name, Company.city).order_by(Company.id)) == [
        ("Acme South", "Bremen"), ("Tern", "Kiel"), ("Tern", "Husum"), ("New one", None),
    ]  # fmt: skip


def test_the_hidden_column_of_another_database_means_nothing(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        insert_companies(session, [{"name": "Acme"}])
    path = table(tmp_path / "x.csv", ("Name", "SalesDesk ID"), ("Tern", "0000-1"), ("Halden", "nonsense"))
    assert run("import", path, "--as", "companies")["companies"]["created"] == 2
    assert [name for (name,) in run.all(sa.select(Company.name).order_by(Company.id))] == [
        "Acme", "Tern", "Halden",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "head", "row", "said"),
    [
        (
            "contacts",
            ("Name", "Company"),
            ("Ida", "Acme"),
            "write the number of the one that is meant (Acme)",
        ),
        ("deals", ("Title", "Company"), ("Y", "Acme"), "write the number of the one that is meant (Acme)"),
        ("deals", ("Title", "Owner"), ("Y", "Kim Berg"), "write the login of the one who is meant"),
        ("activities", ("Subject", "Deal"), ("Y", "X"), "write the number of the one that is meant (X)"),
        ("companies", ("Name", "Phone"), ("Acme", "7"), "several are called so, and nothing says which"),
        ("deals", ("Title", "Company", "Contact"), ("Y", "Tern", "Eva Meyer"), "nothing says which is meant"),
    ],
)
def test_a_name_that_several_have_is_an_error_of_its_row(
    run: Run,
    office: Office,
    tmp_path: Path,
    record: str,
    head: tuple[str, ...],
    row: tuple[str, ...],
    said: str,
) -> None:
    furnish_twins(office)
    before = references(run)
    counts = run("import", table(tmp_path / "x.csv", head, row), "--as", record)
    assert run.code == 3 and counts[record]["errors"] == 1 and said in run.said
    assert references(run) == before


def test_one_of_several_companies_may_be_named_by_its_number(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        twins = insert_companies(session, [{"name": "Acme", "number": f"C{n}"} for n in (1, 2)])
    path = table(tmp_path / "x.csv", ("Name", "Company"), ("Ida", "C2"))
    assert run("import", path, "--as", "contacts")["contacts"]["created"] == 1
    assert run.all(sa.select(Contact.company_id)) == [(twins[1],)]


def test_rows_of_one_name_that_contradict_each_other_are_not_mixed(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "firms.csv",
        ("Company", "City", "Phone"),
        ("Acme", "Bremen", ""),
        ("ACME", "Kiel", "2"),
        ("Acme", "bremen", "3"),
        ("Tern", "", ""),
    )
    counts = run("import", path, "--as", "companies", "--errors", tmp_path / "e.xlsx")
    assert (counts["companies"]["created"], counts["companies"]["errors"]) == (2, 1)
    assert (
        "firms.csv, row 3, column City: row 2 is the same record and says something else (Kiel)" in run.said
    )
    assert "1 row names one of the companies of an earlier row" in run.said
    facts = sa.select(Company.name, Company.city, Company.phone).order_by(Company.id)
    assert run.all(facts) == [("Acme", "Bremen", "3"), ("Tern", None, None)]


def test_with_create_every_row_is_a_record_of_its_own(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "firms.csv",
        ("Company", "City"),
        ("Acme", "Bremen"),
        ("Acme", "Kiel"),
        ("Acme", "Kiel"),
    )
    counts = run("import", path, "--as", "companies", "--on-match", "create")
    assert (counts["companies"]["created"], counts["companies"]["errors"]) == (3, 0)
    assert run.all(sa.select(Company.city).order_by(Company.id)) == [("Bremen",), ("Kiel",), ("Kiel",)]
    people = table(
        tmp_path / "people.csv",
        ("Name", "Email", "Job title"),
        ("Ida", "i@x.example", "A"),
        ("Ida", "i@x.example", "B"),
    )
    assert run("import", people, "--as", "contacts")["contacts"] == {
        "created": 1, "updated": 0, "skipped": 0, "errors": 1,
    }  # fmt: skip
    run("import", people, "--as", "contacts", "--on-match", "create")
    assert run.all(sa.select(Contact.job_title).order_by(Contact.id)) == [("A",), ("A",), ("B",)]


def test_a_row_in_error_leaves_nothing_of_itself(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("Title", "Company", "Territory", "Source", "Contact", "Owner"),
        ("Bad", "Halden", "North", "Fair", "Ida", "Nobody"),
        ("Good", "Tern", "", "", "", "Rita"),
    )
    run("import", path, "--as", "deals", "--create-missing", "lead_sources")
    assert run.code == 3
    assert run.all(sa.select(Company.name)) == [("Tern",)]
    assert run.all(sa.select(Contact.name)) == []
    path = table(tmp_path / "again.csv", ("Title", "Company", "Owner"), ("Bad", "Halden", "Rita"))
    assert run("import", path, "--as", "deals")["companies"]["created"] == 1


def test_facts_beside_a_row_do_not_overwrite_what_was_told_first(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("Title", "Company", "Industry", "Website"),
        ("One", "Halden", "Retail", ""),
        ("Two", "Halden", "Logistics", "halden.example"),
    )
    assert run("import", path, "--as", "deals")["deals"]["created"] == 2
    assert run.all(sa.select(Company.industry, Company.website)) == [("Retail", "halden.example")]
    assert "1 row tells other facts of one of the companies than an earlier row" in run.said

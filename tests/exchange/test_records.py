"""People, companies, contacts, deals and activities come in as they are meant, and twice changes nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.models import Activity, Company, Contact, Deal, DealFacts, Person
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from tests.exchange.commands import Run, same, table
from tests.office import Office


def test_activities_come_in_by_deal_number_person_and_words_of_two_languages(
    run: Run, office: Office, tmp_path: Path
) -> None:
    deal_id = office.deal(title="Fleet renewal", owner="rita")
    number = office.value(sa.select(Deal.number).where(Deal.id == deal_id))
    path = table(
        tmp_path / "tasks.csv",
        ("Activity subject", "Type", "Deal", "Assigned to", "Due date", "Completed", "Duration"),
        ("Call back", "Anruf", number, "Rita", "31.12.2026", "", "15"),
        ("Demo", "demo", "Fleet renewal", "ron", "", "2026-11-02 10:30", ""),
        ("Offer", "", "", "Rita", "30.12.2026", "", ""),
        ("Lost", "call", "D-99999", "Rita", "", "", ""),
        ("Odd", "séance", "", "Rita", "", "", ""),
    )
    counts = run("import", path)
    assert run.code == 3
    assert counts["activities"] == {"created": 3, "updated": 0, "skipped": 0, "errors": 2}
    assert "no deal has this number or title (D-99999)" in run.said
    assert "this word is unknown; use Call, E-mail" in run.said
    assert run.all(
        sa.select(
            Activity.subject,
            Activity.kind,
            Activity.state,
            Activity.deal_id,
            Person.login,
            Activity.due_on,
            Activity.done_at,
        )
        .join(Person, Person.id == Activity.person_id)
        .order_by(Activity.id)
    ) == [
        ("Call back", "call", "planned", deal_id, "rita", date(2026, 12, 31), None),
        ("Demo", "demo", "done", deal_id, "ron", None, datetime(2026, 11, 2, 10, 30, tzinfo=UTC)),
        ("Offer", "task", "planned", None, "rita", date(2026, 12, 30), None),
    ]
    assert run.all(sa.select(DealFacts.next_step).where(DealFacts.deal_id == deal_id)) == [("Call back",)]
    assert same(run("import", path)["activities"] | {"errors": 0})


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_exported_activities_and_contacts_come_back_unchanged(
    run: Run, office: Office, tmp_path: Path, ending: str
) -> None:
    deal_id = office.deal(title="Fleet", owner="rita")
    with office.write() as session:
        halden = create_company(session, name="Halden")
        create_company(session, name="Halden", city="Bremen")
        for email in (None, None, "m@halden.example"):
            create_contact(session, name="Maria Anders", company_id=halden, email=email)
        create_contact(session, name="Maria Anders")
        twice = {"kind": "call", "subject": "Again", "deal_id": deal_id, "due_on": date(2026, 12, 1)}
        done = {
            "kind": "call",
            "subject": "Held",
            "state": "done",
            "done_at": datetime(2026, 11, 2, 9, 1, 2, 345678, tzinfo=UTC),
        }
        insert_activities(session, [twice, twice, done])
    for record in ("companies", "contacts", "activities"):
        counts = run("import", run.export(record, tmp_path / f"{record}.{ending}"), "--as", record)[record]
        assert same(counts), (record, counts)
        assert counts["skipped"] == {"companies": 2, "contacts": 4, "activities": 3}[record]


def test_companies_with_a_contact_beside_them_become_both(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "customers.csv",
        (
            "customerID",
            "companyName",
            "contactName",
            "contactTitle",
            "address",
            "city",
            "region",
            "postalCode",
            "country",
            "phone",
            "fax",
        ),
        (
            "ALFKI",
            "Alfreds",
            "Maria Anders",
            "Sales Representative",
            "Obere Str. 57",
            "Berlin",
            "NULL",
            "12209",
            "Germany",
            "030-0074321",
            "x",
        ),
        (
            "ANTON",
            "Antonio Moreno Taquería",
            "Antonio Moreno",
            "Owner",
            "Mataderos 2312",
            "México D.F.",
            "NULL",
            "05023",
            "Mexico",
            "(5) 555-3932",
            "NULL",
        ),
        ("NOONE", "Nobody there", "", "", "", "", "", "", "", "", ""),
    )
    counts = run("import", path)
    assert counts["companies"]["created"] == 3 and counts["contacts"]["created"] == 2
    assert run.all(
        sa.select(
            Company.number, Company.name, Company.postcode, Company.region, Contact.name, Contact.job_title
        )
        .join(Contact, Contact.company_id == Company.id)
        .order_by(Company.id)
    ) == [
        ("ALFKI", "Alfreds", "12209", None, "Maria Anders", "Sales Representative"),
        ("ANTON", "Antonio Moreno Taquería", "05023", None, "Antonio Moreno", "Owner"),
    ]
    again = run("import", path)
    assert same(again["companies"]) and same(again["contacts"])


def test_one_sheet_of_deals_makes_companies_contacts_and_next_steps(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "mixed.csv",
        (
            "Deal name",
            "Company",
            "Industry",
            "First name",
            "Last name",
            "Email",
            "Owner name",
            "Stage",
            "Amount",
            "Next step",
            "Next step on",
        ),
        (
            "Fleet",
            "Halden",
            "Logistics",
            "Maria",
            "Anders",
            "m@halden.example",
            "Rita",
            "Qualified",
            "€ 1.200,50",
            "Call",
            "31.12.2026",
        ),
        (
            "Vans",
            "Halden",
            "Logistics",
            "Maria",
            "Anders",
            "M@halden.example",
            "Rita",
            "Qualified",
            "900",
            "",
            "",
        ),
        ("Cars", "Tern", "Retail", "", "", "", "", "Qualified", "", "", ""),
    )
    counts = run("import", path)
    assert run.code == 0
    made = {"companies": 2, "contacts": 1, "deals": 3, "activities": 1}
    assert {record: counts[record]["created"] for record in made} == made
    assert run.all(
        sa.select(Deal.title, Company.name, Company.industry, Contact.name, DealFacts.next_step)
        .join(Company, Company.id == Deal.company_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .join(Contact, Contact.id == Deal.contact_id, isouter=True)
        .order_by(Deal.id)
    ) == [
        ("Fleet", "Halden", "Logistics", "Maria Anders", "Call"),
        ("Vans", "Halden", "Logistics", "Maria Anders", None),
        ("Cars", "Tern", "Retail", None, None),
    ]
    again = run("import", path)
    assert all(same(again[record]) for record in ("contacts", "deals"))


def test_companies_of_one_name_stay_two_when_their_keys_differ(run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "crm.csv",
        ("Account ID", "Account name", "City", "Parent account"),
        ("1", "Acme", "Bremen", ""),
        ("2", "Acme", "Rostock", ""),
        ("3", "Acme Parts", "Kiel", ""),
    )
    assert run("import", path, "--as", "companies")["companies"]["created"] == 3
    assert run.all(sa.select(Company.external_id, Company.city).order_by(Company.id)) == [
        ("1", "Bremen"), ("2", "Rostock"), ("3", "Kiel"),
    ]  # fmt: skip
    assert same(run("import", path, "--as", "companies")["companies"])
    other = table(tmp_path / "other.csv", ("Account ID", "Account name"), ("X9", "Acme Parts"))
    assert same(run("import", other, "--as", "companies")["companies"])
    assert same(run("import", path, "--as", "companies")["companies"])


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("probability", "150", "between 0 and 100"),
        ("title", "x" * 501, "at most 500 fit"),
        ("currency", "XXX", "does not deal in this currency"),
        ("owner", "Nobody", "nothing of this name is known"),
        ("stage", "Dreaming", "this stage is unknown"),
        ("amount", "1" * 30, "amount"),
        ("company", "y" * 501, "at most 500 fit"),
    ],
)
def test_one_bad_row_leaves_the_others_alone(
    run: Run, tmp_path: Path, column: str, value: str, said: str
) -> None:
    good = {
        "title": "Good",
        "stage": "Qualified",
        "amount": "5",
        "probability": "50",
        "currency": "EUR",
        "owner": "Rita",
        "company": "Halden",
    }
    bad = {**good, "title": "Bad", column: value}
    path = table(tmp_path / "deals.csv", tuple(good), tuple(bad.values()), tuple(good.values()))
    counts = run("import", path, "--as", "deals")
    assert run.code == 3
    assert (counts["deals"]["created"], counts["deals"]["errors"]) == (1, 1)
    assert "deals.csv, row 2" in run.said and said in run.said.lower() + run.said
    assert run.all(sa.select(Company.name)) == [("Halden",)]


def test_rows_mended_in_an_error_workbook_stay_rows_of_their_file(run: Run, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    head = ("Opportunity ID", "Deal name", "Stage", "Amount")
    deals = table(
        tmp_path / "pipe.csv", head, ("A1", "Fleet", "Qualified", "5"), ("A2", "=Vans", "Qualified", "many")
    )
    firms = table(tmp_path / "firms.csv", ("Company", "Employees", "Industry"), ("Halden", "ten", "Retail"))
    errors = tmp_path / "errors.xlsx"
    run("import", deals, firms, "--errors", errors)
    book = load_workbook(errors)
    assert book.sheetnames == ["firms", "pipe"] and book["pipe"]["B2"].data_type == "s"
    book["pipe"]["D2"], book["firms"]["B2"] = 7, 10
    book.save(errors)
    counts = run("import", errors)
    assert run.code == 0 and counts["deals"]["created"] == counts["companies"]["created"] == 1
    table(deals, head, ("A1", "Fleet", "Qualified", "5"), ("A2", "=Vans", "Qualified", "7"))
    assert same(run("import", deals)["deals"])


def test_an_import_with_activities_and_contacts_is_undone_as_a_whole(
    run: Run, office: Office, tmp_path: Path
) -> None:
    deal_id = office.deal(title="Fleet", owner="rita")
    path = table(
        tmp_path / "tasks.csv",
        ("Subject", "Kind", "Deal", "Contact", "Due on"),
        ("Call", "call", "Fleet", "Maria", "2026-12-31"),
    )
    batch = run("import", path, "--as", "activities")["batch"]
    assert run.all(sa.select(DealFacts.next_step).where(DealFacts.deal_id == deal_id)) == [("Call",)]
    assert run.do("imports", "undo", str(batch)) == 0
    assert run.all(sa.select(Activity.id).where(Activity.deleted_at.is_(None))) == []
    assert run.all(sa.select(Contact.id).where(Contact.deleted_at.is_(None))) == []
    assert run.all(sa.select(DealFacts.next_step).where(DealFacts.deal_id == deal_id)) == [(None,)]

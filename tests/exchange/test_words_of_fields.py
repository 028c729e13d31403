"""Fields that hold keys go out in the words of the screen and come back by them, or by the keys."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from salesdesk.exchange.table import read_table
from salesdesk.models import Activity, Company, Deal, Person, Product
from salesdesk.services.activities import plan_activity
from salesdesk.services.companies import create_company
from salesdesk.services.custom_fields import define_field
from salesdesk.services.people import add_person, edit_person, grant_rights
from salesdesk.services.products import create_product
from salesdesk.services.settings import name_position
from tests.exchange.commands import Run, same, table
from tests.office import Office

ENDINGS = (".xlsx", ".csv")


def cells(path: Path, header: str) -> list[Any]:
    """The values of a column of a file."""
    read = read_table(path)
    return read.column(read.headers.index(header))


def positions(run: Run) -> dict[str, tuple[str, str]]:
    """Position and function by login."""
    rows = run.all(sa.select(Person.login, Person.position, Person.function))
    return {login: (position, function) for login, position, function in rows}


@pytest.mark.parametrize("ending", ENDINGS)
def test_positions_go_out_and_come_back_by_the_companys_own_names(
    run: Run, office: Office, tmp_path: Path, ending: str
) -> None:
    with office.write() as session:
        edit_person(session, person_id=office.people["vera"], position="team_lead")
        edit_person(session, person_id=office.people["dora"], position="director", function="marketing")
        grant_rights(session, person_id=office.people["rita"], rights=["import", "process"])
        name_position(session, position="sales_rep", words="Key account hero")
        # What one position is called may be another one's shipped name, and two may be called alike.
        name_position(session, position="sales_manager", words="Team lead")
        name_position(session, position="director", words="Boss")
        name_position(session, position="vice_president", words="Boss")
    before = positions(run)
    path = run.export("people", tmp_path / f"team{ending}")
    told = set(cells(path, "Position"))
    assert {"Key account hero", "Team lead", "Boss (Director)"} <= told
    assert not {"sales_rep", "team_lead", "director"} & told
    assert "Sales process, Import" in cells(path, "Rights") and "Marketing" in cells(path, "Function")
    counts = run("import", path, "--as", "people")
    assert same(counts["people"]) and counts["batch"] is None, run.said
    assert positions(run) == before


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("key account HERO", "sales_rep"), ("Sales rep", "sales_rep"), ("sales_rep", "sales_rep"),
        ("Branch manager", "branch_manager"), ("branch_manager", "branch_manager"),
    ],
)  # fmt: skip
def test_a_position_is_known_by_every_name_it_has(
    run: Run, office: Office, tmp_path: Path, word: str, meant: str
) -> None:
    with office.write() as session:
        name_position(session, position="sales_rep", words="Key account hero")
    run("import", table(tmp_path / "team.csv", ("name", "login", "position"), ("Ann", "ann", word)))
    assert positions(run)["ann"][0] == meant, run.said


def test_an_unknown_position_is_an_error_of_its_row_that_names_the_words(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        name_position(session, position="sales_rep", words="Key account hero")
    rows = (("Ann", "ann", "Wizard"), ("Ben", "ben", "Key account hero"))
    counts = run("import", table(tmp_path / "team.csv", ("name", "login", "position"), *rows))
    assert (counts["people"]["created"], counts["people"]["errors"]) == (1, 1)
    assert "row 2, column position: this word is unknown; use Director" in run.said
    assert "Key account hero (Wizard)" in run.said


@pytest.mark.parametrize("ending", ENDINGS)
def test_kinds_and_states_go_out_in_words_and_come_back(
    run: Run, office: Office, tmp_path: Path, ending: str
) -> None:
    office.deal(title="Fleet", kind="renewal", category="best_case")
    with office.write() as session:
        plan_activity(session, kind="email", subject="Write", due_on=date(2026, 12, 1))
        create_product(session, name="Care", billing="quarter")
    facts = (
        sa.select(Deal.title, Deal.kind, Deal.category), sa.select(Activity.subject, Activity.kind),
        sa.select(Product.name, Product.billing),
    )  # fmt: skip
    before = [run.all(each) for each in facts]
    for record, column, word in (
        ("deals", "Kind", "Renewal"), ("deals", "Category", "Best case"), ("activities", "Kind", "E-mail"),
        ("activities", "State", "Planned"), ("products", "Billing", "per quarter"),
    ):  # fmt: skip
        path = run.export(record, tmp_path / f"{record}{ending}")
        assert word in cells(path, column), (record, column)
        counts = run("import", path, "--as", record)
        assert same(counts[record]) and counts["batch"] is None, run.said
    assert [run.all(each) for each in facts] == before


def test_words_typed_into_an_exported_list_change_what_they_name(
    run: Run, office: Office, tmp_path: Path
) -> None:
    office.deal(title="Fleet", kind="renewal")
    path = run.export("deals", tmp_path / "deals.xlsx")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["Kind"], "Expansion")
    sheet.cell(2, heads["Category"], "commit")
    book.save(path)
    assert run("import", path, "--as", "deals")["deals"]["updated"] == 1, run.said
    assert run.all(sa.select(Deal.kind, Deal.category)) == [("expansion", "commit")]
    sheet.cell(2, heads["Kind"], "Odd")
    book.save(path)
    assert run("import", path, "--as", "deals")["deals"]["errors"] == 1
    assert "this word is unknown; use New, Expansion, Renewal (Odd)" in run.said


@pytest.mark.parametrize("word", ["renewal", "Renewal"])
def test_a_list_is_limited_by_the_word_or_the_key(
    run: Run, office: Office, tmp_path: Path, word: str
) -> None:
    office.deal(title="Fleet", kind="renewal")
    office.deal(title="Vans", kind="new")
    path = tmp_path / "deals.csv"
    assert run.do("export", "deals", path, "--where", f"kind={word}") == 0
    assert cells(path, "Title") == ["Fleet"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_teams_own_choices_and_people_go_out_in_words_and_come_back(
    run: Run, office: Office, tmp_path: Path, ending: str
) -> None:
    with office.write() as session:
        for label, kind, choices in (("Tier", "choice", ["Gold", "Silver"]), ("Backup", "person", [])):
            define_field(session, record="company", label=label, kind=kind, choices=choices)
        add_person(session, name="Ron", login="ron2")
        for name, custom in (
            ("Halden", {"tier": "Gold", "backup": office.people["rita"]}),
            ("Tern", {"tier": "Bronze as it was", "backup": office.people["ron"]}),
        ):
            create_company(session, name=name, custom=custom)
    path = run.export("companies", tmp_path / f"firms{ending}")
    assert cells(path, "Tier") == ["Gold", "Bronze as it was"]
    assert cells(path, "Backup") == ["Rita", "ron"], "the login where two are called alike"
    counts = run("import", path, "--as", "companies")
    assert same(counts["companies"]) and counts["batch"] is None, run.said
    rows = (("Ost", "silver", "RITA"), ("West", "Iron", "Rita"), ("Nord", "Gold", "Nobody"))
    counts = run("import", table(tmp_path / "new.csv", ("company", "Tier", "Backup"), *rows))
    assert (counts["companies"]["created"], counts["companies"]["errors"]) == (1, 2)
    assert "column Tier: this word is unknown; use Gold, Silver (Iron)" in run.said
    assert "column Backup: nobody of this name is there (Nobody)" in run.said
    made = run.all(sa.select(Company.custom).where(Company.name == "Ost"))
    assert made == [({"tier": "Silver", "backup": office.people["rita"]},)]

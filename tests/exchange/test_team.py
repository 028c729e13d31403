"""The team goes to Excel and comes back: superiors, days, territories, rights, who may sign in."""

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from openpyxl import load_workbook

from salesdesk.models import Person
from salesdesk.services.people import grant_rights
from tests.exchange.commands import Run, same
from tests.office import Office


def facts(run: Run, login: str) -> Any:
    """What is known of somebody."""
    columns = (Person.active, Person.ended_on, Person.started_on, Person.rights, Person.reports_to_id)
    return run.all(sa.select(*columns).where(Person.login == login))[0]


def test_the_team_comes_back_from_a_workbook_as_it_was_changed_there(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        grant_rights(session, person_id=office.people["rita"], rights=["import", "process"])
    path = run.export("people", tmp_path / "team.xlsx")
    assert same(run("import", path, "--as", "people")["people"]), run.said
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, heads["Login"]).value: row for row in range(2, sheet.max_row + 1)}
    assert sheet.cell(rows["rita"], heads["Rights"]).value == "process, import"
    sheet.cell(rows["rita"], heads["Rights"], "import; audit")
    sheet.cell(rows["rita"], heads["Started on"], date(2024, 5, 1))
    sheet.cell(rows["rita"], heads["Reports to"], "admin")
    sheet.cell(rows["ron"], heads["Active"], "No")
    sheet.cell(rows["ron"], heads["Ended on"], date(2026, 6, 30))
    book.save(path)
    counts = run("import", path, "--as", "people")["people"]
    assert (counts["updated"], counts["errors"]) == (2, 0), run.said
    admin = run.all(sa.select(Person.id).where(Person.login == "admin"))[0][0]
    assert facts(run, "rita") == (True, None, date(2024, 5, 1), ["import", "audit"], admin)
    assert facts(run, "ron")[:2] == (False, date(2026, 6, 30))
    assert same(run("import", path, "--as", "people")["people"])


def test_a_login_and_a_right_that_cannot_be_are_errors_of_their_rows(
    run: Run, office: Office, tmp_path: Path
) -> None:
    path = run.export("people", tmp_path / "team.xlsx")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, heads["Login"]).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(rows["rita"], heads["Login"], "somebody")
    sheet.cell(rows["ron"], heads["Rights"], "everything")
    book.save(path)
    assert run("import", path, "--as", "people")["people"]["errors"] == 2
    assert "the login of a person stays what it is (rita)" in run.said
    assert "column Rights: use administrator, templates" in run.said

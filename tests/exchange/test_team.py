"""The team goes to Excel and comes back: superiors, days, territories, rights, who may sign in."""

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from openpyxl import load_workbook

from salesdesk.models import Person
from salesdesk.services.people import grant_rights
from tests.exchange.commands import Run, same, table
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
    assert sheet.cell(rows["rita"], heads["Rights"]).value == "Sales process, Import"
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
    assert "column Rights: this word is unknown; use Administrator, Templates" in run.said


def above(run: Run) -> dict[str, str | None]:
    """Whom everybody reports to, by name."""
    names = dict(run.all(sa.select(Person.id, Person.name).where(Person.deleted_at.is_(None))))
    rows = run.all(sa.select(Person.name, Person.reports_to_id).where(Person.deleted_at.is_(None)))
    return {name: names.get(key) for name, key in rows}


def test_who_would_report_to_themselves_in_the_end_is_an_error_of_the_row_and_the_others_come_in(
    run: Run, tmp_path: Path
) -> None:
    rows = (
        ("Ann", "Bob"), ("Bob", "Cleo"), ("Cleo", "Ann"), ("Self", "Self"), ("Fine", "Dora"),
        ("Below", "Fine"),
    )  # fmt: skip
    counts = run("import", table(tmp_path / "team.csv", ("name", "reports to"), *rows))
    assert run.code == 3
    assert (counts["people"]["created"], counts["people"]["errors"]) == (2, 4), run.said
    reason = "column reports to: nobody can report to somebody who reports to them"
    for row, way in ((2, "Ann → Bob → Cleo → Ann"), (5, "Self → Self")):
        assert f"row {row}, {reason} ({way})" in run.said
    assert (above(run)["Fine"], above(run)["Below"]) == ("Dora", "Fine")
    assert not {"Ann", "Bob", "Cleo", "Self"} & above(run).keys()


def test_who_reports_to_one_of_a_circle_is_told_that_nobody_is_called_so(run: Run, tmp_path: Path) -> None:
    rows = (("Ann", "Bob"), ("Bob", "Ann"), ("Below", "Bob"))
    counts = run("import", table(tmp_path / "team.csv", ("name", "reports to"), *rows))
    assert (counts.get("people", {}).get("created"), counts["people"]["errors"]) == (0, 3), run.said
    assert "row 4, column reports to: nothing of this name is known" in run.said


def test_a_circle_with_people_who_are_there_is_an_error_too_but_an_exchange_of_places_is_none(
    run: Run, tmp_path: Path
) -> None:
    # rita and ron report to vera, she to dora
    counts = run("import", table(tmp_path / "circle.csv", ("name", "reports to"), ("Dora", "Rita")))
    assert (counts["people"]["updated"], counts["people"]["errors"]) == (0, 1)
    assert "Dora → Rita → Vera → Dora" in run.said
    rows = (("Vera", "Rita"), ("Rita", "Dora"))
    counts = run("import", table(tmp_path / "swap.csv", ("name", "reports to"), *rows))
    assert (counts["people"]["updated"], counts["people"]["errors"]) == (2, 0), run.said
    assert (above(run)["Vera"], above(run)["Rita"], above(run)["Ron"]) == ("Rita", "Dora", "Vera")

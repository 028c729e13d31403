"""An import writes what the person who runs it may write, and nothing that others wrote meanwhile is lost."""

from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.exchange.errors import write_error_workbook
from salesdesk.exchange.plan import Options
from salesdesk.exchange.reading import Reading, read_files
from salesdesk.exchange.run import Outcome, plan_import, run_import
from salesdesk.exchange.values import ReadTable
from salesdesk.models import Company, ImportBatch, Person
from salesdesk.services.bulk import edit_records
from salesdesk.services.companies import create_company
from salesdesk.services.custom_fields import define_field
from salesdesk.services.people import grant_rights
from tests.exchange.commands import table
from tests.office import Office


def read(office: Office, path: Path) -> list[ReadTable]:
    """A file, read by the administrator."""
    with office.read() as session:
        return list(read_files(session, [path], Reading()))


def bring_in(office: Office, login: str | None, tables: list[ReadTable], options: Options) -> Outcome:
    """An import by somebody, or by the administrator."""
    store = office.store_of(login) if login else office.store
    *_, outcome = run_import(store, tables, options)
    assert isinstance(outcome, Outcome)
    return outcome


def test_who_may_not_import_is_told_so_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    with office.write("ron") as session:
        create_company(session, name="Halden", city="Kiel")
    tables = read(office, table(tmp_path / "c.csv", ("Company", "City"), ("Halden", "Oslo"), ("New", "Rom")))
    with pytest.raises(RuleBroken, match="takes the right “Import”"):
        bring_in(office, "rita", tables, Options())
    with office.read() as session:
        assert session.execute(sa.select(Company.name, Company.city)).all() == [("Halden", "Kiel")]
        assert session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


def test_rows_that_would_add_or_change_people_wait_for_an_administrator(
    office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        grant_rights(session, person_id=office.people["rita"], rights=["import"])
    path = table(
        tmp_path / "people.csv",
        ("Name", "Login", "Phone"),
        ("Ron", "ron", "+49 1"), ("Nils", "nils", ""), ("Vera", "vera", ""),
    )  # fmt: skip
    outcome = bring_in(office, "rita", read(office, path), Options())
    counts = outcome.plan.counts()["people"]
    assert (counts["skipped"], counts["errors"], counts["created"], counts["updated"]) == (1, 2, 0, 0)
    with office.read() as session:
        told = dict(session.execute(sa.select(Person.name, Person.phone)).all())
    assert told["Ron"] is None and "Nils" not in told
    write_error_workbook(tmp_path / "mend.xlsx", outcome.plan)
    sheet = openpyxl.load_workbook(tmp_path / "mend.xlsx").active
    assert sheet is not None
    found = [(row[0], row[-1]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [
        (name, "Name: only an administrator adds and changes people") for name in ("Ron", "Nils")
    ]


def test_owners_who_are_not_known_are_not_made_by_who_may_not_add_people(
    office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        grant_rights(session, person_id=office.people["rita"], rights=["import"])
    path = table(tmp_path / "c.csv", ("Company", "Owner"), ("Halden", "Nils"), ("Brandt", "Ron"))
    options = Options(create_missing=frozenset({"people"}))
    outcome = bring_in(office, "rita", read(office, path), options)
    assert [row.problem.value for _, row in outcome.plan.problems if row.problem] == ["Nils"]
    with office.read() as session:
        told = session.execute(sa.select(Company.name, Company.owner_id)).all()
    assert told == [("Brandt", office.people["ron"])]


def test_an_import_leaves_the_own_fields_alone_that_its_file_does_not_tell(
    office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        for label in ("Fleet", "Class", "Size"):
            define_field(session, record="company", label=label, kind="text")
        key = create_company(session, name="Halden", custom={"fleet": "10", "size": "S"})
    tables = read(office, table(tmp_path / "c.csv", ("Company", "Fleet"), ("Halden", "20")))
    plan = plan_import(office.store, tables, Options())
    # Between the plan and its saves somebody fills another of the fields and empties a third.
    with office.write() as session:
        edit_records(session, record="company", ids=[key], field="custom.class", value="A")
        edit_records(session, record="company", ids=[key], field="custom.size", value=None)
    list(run_import(office.store, tables, Options(), plan=plan))
    assert office.value(sa.select(Company.custom)) == {"fleet": "20", "class": "A"}


def test_own_fields_are_filled_where_they_are_blank_one_by_one(office: Office, tmp_path: Path) -> None:
    with office.write() as session:
        for label in ("Fleet", "Class"):
            define_field(session, record="company", label=label, kind="text")
        create_company(session, name="Halden", custom={"fleet": "10"})
    tables = read(office, table(tmp_path / "c.csv", ("Company", "Fleet", "Class"), ("Halden", "20", "B")))
    bring_in(office, None, tables, Options(on_match="fill"))
    assert office.value(sa.select(Company.custom)) == {"fleet": "10", "class": "B"}

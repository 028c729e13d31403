"""The same file imported by two people at the same time comes in once."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.exchange.plan import Options
from salesdesk.exchange.reading import Reading, read_files
from salesdesk.exchange.run import Outcome, plan_import, run_import
from salesdesk.exchange.values import ReadTable
from salesdesk.models import Company
from tests.office import Office

ROWS = 900


@pytest.fixture
def tables(office: Office, tmp_path: Path) -> list[ReadTable]:
    """A file of companies, read."""
    path = tmp_path / "companies.csv"
    path.write_text("Company,City\n" + "".join(f"Company {n},Kiel\n" for n in range(ROWS)))
    with office.read() as session:
        return list(read_files(session, [path], Reading()))


def companies(office: Office) -> tuple[int, int]:
    with office.read() as session:
        names = session.scalars(sa.select(Company.name)).all()
    return len(names), len(set(names))


@pytest.mark.parametrize("saves_before", [1, 5])
def test_who_planned_before_another_began_is_refused(
    office: Office, tables: list[ReadTable], saves_before: int
) -> None:
    mine, theirs = (plan_import(office.store, tables, Options()) for _ in range(2))
    running = run_import(office.store, tables, Options(), plan=mine)
    for _ in range(saves_before):
        next(running)
    with pytest.raises(RuleBroken, match="is being imported by"):
        list(run_import(office.store, tables, Options(), plan=theirs))
    list(running)
    assert companies(office) == (ROWS, ROWS)


def test_who_is_overtaken_by_somebody_who_takes_the_import_up_stops(
    office: Office, tables: list[ReadTable]
) -> None:
    running = run_import(office.store, tables, Options())
    next(running)
    taken_up = run_import(office.store, tables, Options())
    next(taken_up)
    with pytest.raises(RuleBroken, match="is being imported by"):
        next(running)
    list(taken_up)
    assert companies(office) == (ROWS, ROWS)


def test_the_same_file_may_be_imported_again_later(office: Office, tables: list[ReadTable]) -> None:
    list(run_import(office.store, tables, Options()))
    *_, outcome = run_import(office.store, tables, Options(on_match="create"))
    assert isinstance(outcome, Outcome)
    assert companies(office) == (2 * ROWS, ROWS)

"""Imported companies go where the rules of the territories say."""

from pathlib import Path

import sqlalchemy as sa

from salesdesk.models import Company, Person, Territory
from salesdesk.services.assigning import add_rule
from salesdesk.services.territories import add_territory, put_people
from tests.exchange.commands import Run
from tests.office import Office


def where(run: Run) -> dict[str, tuple[str | None, str | None]]:
    """Territory and owner of every company that is there."""
    question = (
        sa.select(Company.name, Territory.name, Person.login)
        .outerjoin(Territory, Territory.id == Company.territory_id)
        .outerjoin(Person, Person.id == Company.owner_id)
        .where(Company.deleted_at.is_(None))
    )
    return {row[0]: (row[1], row[2]) for row in run.all(question)}


def test_an_import_gives_its_companies_away_and_its_undo_takes_them_back(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        north = add_territory(session, name="North")
        put_people(session, territory_id=north, person_ids=[office.people["rita"], office.people["ron"]])
        add_rule(session, territory_id=north, postcode_from="2")
    path = tmp_path / "companies.csv"
    text = "company,postcode,owner\nA,20095,\nB,28195,Otto\nC,99,\nD,21000,\n"
    path.write_text(text, encoding="utf-8")
    assert run("import", path, "--as", "companies")["companies"]["created"] == 4
    given = {"A": ("North", "rita"), "B": ("North", "otto"), "C": (None, None), "D": ("North", "ron")}
    assert where(run) == given
    # The same file again is no reason to give anything away once more.
    assert run("import", path, "--as", "companies")["companies"]["updated"] == 0
    assert where(run) == given
    assert run.do("imports", "undo", "1") == 0
    assert where(run) == {}

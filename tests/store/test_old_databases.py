"""Databases that earlier programs really left behind, kept as they were: each opens here after one upgrade.

`tests/old_databases` holds, for each earlier schema, a file and a dump of the same three
companies, two contacts, three deals and two people, made by the last program of that schema. Whoever raises
the schema adds the pair that the program before it makes (`restore` of the newest dump here, `export all`).
"""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.models import Company, Contact, Deal, Person, Stage
from salesdesk.services.companies import edit_company
from salesdesk.store import create_database, open_store, upgrade
from salesdesk.store.backup import restore
from salesdesk.store.check import check
from salesdesk.store.migrate import SCHEMA, Upgraded
from tests.store.test_schema import catalogue

KEPT = Path(__file__).parents[1] / "old_databases"
SCHEMAS = sorted(int(path.name[:4]) for path in KEPT.glob("*.json.gz"))


def unpacked(schema: int, ending: str, folder: Path) -> Path:
    """A copy of one of the kept files."""
    target = folder / f"old.{ending}"
    target.write_bytes(gzip.decompress((KEPT / f"{schema:04}.{ending}.gz").read_bytes()))
    return target


@pytest.fixture(params=SCHEMAS)
def schema(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


def expect_what_was_in_it(where: str) -> None:
    """Every value that was entered, a save, and nothing that a check finds wrong."""
    store = open_store(where, login="admin")
    day = sa.func.coalesce(Deal.won_on, Deal.close_on, type_=Deal.close_on.type)
    with store.read() as session:
        companies = {
            row.name: row for row in session.execute(sa.select(Company.name, Company.city, Company.revenue))
        }
        contacts = session.execute(
            sa.select(Contact.last_name, Contact.email, Company.name)
            .join(Company, Company.id == Contact.company_id)
            .order_by(Contact.last_name)
        ).all()
        deals = session.execute(
            sa.select(Deal.title, Company.name, Stage.name, Deal.amount, day)
            .join(Company, Company.id == Deal.company_id)
            .join(Stage, Stage.id == Deal.stage_id)
            .order_by(Deal.title)
        ).all()
        people = session.scalars(sa.select(Person.login).order_by(Person.id)).all()
        first = session.scalars(sa.select(Company.id).where(Company.name == "Halden Logistics")).one()
    assert set(companies) == {"Halden Logistics", "Straße & Söhne", "Łódź Works"}
    assert companies["Halden Logistics"].revenue == Decimal("1200000.50")
    assert companies["Łódź Works"].city == "Łódź"
    assert [tuple(row) for row in contacts] == [
        ("Brandt", "eva@halden.example", "Halden Logistics"),
        ("Ägir", "joerg@sohne.example", "Straße & Söhne"),
    ]
    assert [tuple(row) for row in deals] == [
        ("Crane", "Łódź Works", "New lead", None, None),
        ("Fleet renewal", "Halden Logistics", "Qualified", Decimal("12500.25"), date(2026, 3, 1)),
        ("Pallets", "Straße & Söhne", "Won", Decimal(3000), date(2026, 1, 15)),
    ]
    assert people == ["admin", "anna"]
    with store.write("test") as session:
        edit_company(session, company_id=first, city="Hamburg")
    assert check(store) == []
    store.close()


def test_a_file_of_an_earlier_program_is_upgraded_to_what_a_new_one_is(schema: int, tmp_path: Path) -> None:
    path = unpacked(schema, "salesdesk", tmp_path)
    with pytest.raises(KnownError, match="older SalesDesk"):
        open_store(str(path))
    done = upgrade(str(path))
    assert (done.before, done.now) == (schema, SCHEMA) and done.backup is not None
    expect_what_was_in_it(str(path))
    create_database(str(tmp_path / "new.salesdesk"))
    assert catalogue(str(path)) == catalogue(str(tmp_path / "new.salesdesk"))
    assert upgrade(str(path)) == Upgraded(SCHEMA, SCHEMA)


def test_a_dump_of_an_earlier_program_is_restored(schema: int, database_url: str, tmp_path: Path) -> None:
    restore(unpacked(schema, "json", tmp_path), database_url)
    expect_what_was_in_it(database_url)


def test_no_kept_database_is_lost() -> None:
    assert list(range(1, len(SCHEMAS) + 1)) == SCHEMAS and SCHEMAS[-1] >= 5
    assert sorted(int(path.name[:4]) for path in KEPT.glob("*.salesdesk.gz")) == SCHEMAS

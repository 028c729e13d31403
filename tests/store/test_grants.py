"""Functions other than sales see what an administrator granted them, and change nothing by it."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import ChangeLog, Company, Deal, DealFacts, History
from salesdesk.queries.search import search
from salesdesk.services.companies import create_company
from salesdesk.services.deals import edit_deal
from salesdesk.services.people import add_person
from salesdesk.services.settings import change_setting, grant_to_function
from tests.office import Office
from tests.store.guarded import act_as_oneself

MODELS = (Deal, DealFacts, Company)


@pytest.fixture
def ledger(tree_office: Office) -> Iterator[Office]:
    """Rita and Otto own a deal and a company each; Fiona keeps the books; companies follow the tree too."""
    with tree_office.write() as session:
        change_setting(session, key="companies_visible", value="tree")
        tree_office.people["fiona"] = add_person(session, name="Fiona", login="fiona", function="finance")
        for owner in ("rita", "otto"):
            create_company(session, name=f"Firm of {owner}", owner_id=tree_office.people[owner])
    for owner in ("rita", "otto"):
        tree_office.deal(title=f"Deal of {owner}", owner=owner)
    yield tree_office


def seen(office: Office, login: str = "fiona") -> list[int]:
    """How many deals, facts and companies somebody sees."""
    with office.read(login) as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in MODELS]


def grant(office: Office, function: str, *kinds: str) -> None:
    with office.write() as session:
        grant_to_function(session, function=function, kinds=kinds)  # type: ignore[arg-type]


def test_a_function_sees_what_was_granted_and_no_longer_when_it_is_taken_back(ledger: Office) -> None:
    assert seen(ledger) == [0, 0, 0]
    grant(ledger, "finance", "deals")
    assert seen(ledger) == [2, 2, 0]
    grant(ledger, "marketing", "companies")
    assert seen(ledger) == [2, 2, 0]
    grant(ledger, "finance", "companies", "deals")
    assert seen(ledger) == [2, 2, 2] and seen(ledger, "rita") == [1, 1, 1]
    grant(ledger, "finance")
    assert seen(ledger) == [0, 0, 0]


def test_search_history_and_what_changed_follow_the_grant(ledger: Office) -> None:
    grant(ledger, "finance", "deals")
    with ledger.read("fiona") as session:
        assert [hit.title for hit in search(session, text="otto", records=("company", "deal"))] == [
            "Deal of otto"
        ]
        for log in (History, ChangeLog):
            tables = set(session.scalars(sa.select(log.tbl)))
            assert "deal" in tables and "company" not in tables, log


def test_seeing_is_not_changing(ledger: Office) -> None:
    grant(ledger, "finance", "deals")
    with ledger.read() as session:
        deal_id = session.scalars(sa.select(Deal.id).where(Deal.title == "Deal of otto")).one()
    with pytest.raises(RuleBroken, match="belongs to Otto"), ledger.write("fiona") as session:
        edit_deal(session, deal_id=deal_id, title="Mine")


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_server_gives_and_refuses_the_same_rows_to_plain_sql(ledger: Office) -> None:
    address = ledger.store_of("fiona").place.url
    with psycopg.connect(address, autocommit=True) as fiona:

        def titles() -> list[str]:
            return [row[0] for row in fiona.execute(b"SELECT title FROM deal ORDER BY id")]

        assert titles() == []
        grant(ledger, "finance", "deals")
        assert titles() == ["Deal of rita", "Deal of otto"]
        assert fiona.execute(b"SELECT 1 FROM company").fetchall() == []
        with fiona.transaction():
            act_as_oneself(fiona)
            assert fiona.execute(b"UPDATE deal SET title = 'Mine'").rowcount == 0


def test_only_administrators_grant_and_only_to_other_functions(ledger: Office) -> None:
    with pytest.raises(RuleBroken, match="sales is not a function that can be granted"):
        grant(ledger, "sales", "deals")
    with pytest.raises(RuleBroken, match="secrets cannot be granted"):
        grant(ledger, "finance", "secrets")
    with pytest.raises(RuleBroken, match="administrator"), ledger.write("dora") as session:
        grant_to_function(session, function="finance", kinds=["deals"])

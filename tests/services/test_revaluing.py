"""A rate that was entered ahead holds from its day on, and not before."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.models import DealFacts
from salesdesk.services.revaluing import deals_to_revalue, revalue
from salesdesk.services.settings import add_currency, insert_rates
from salesdesk.store.check import check
from tests.office import Office, money

TODAY, THEN = date(2026, 6, 1), date(2098, 1, 1)


@pytest.fixture
def dollars(office: Office) -> Office:
    """An office that sells in dollars and knows the rate of a year far ahead."""
    with office.write() as session:
        add_currency(session, code="USD")
        insert_rates(session, currency="USD", rates=[(TODAY, money("0.9")), (THEN, money("5"))])
    return office


def value(office: Office, deal_id: int) -> Decimal | None:
    found: Decimal | None = office.value(sa.select(DealFacts.amount_base).where(DealFacts.deal_id == deal_id))
    return found


def test_open_deals_are_worth_what_the_rate_of_today_makes_of_them(dollars: Office) -> None:
    deal = dollars.deal(owner="rita", amount=money("1000"), currency="USD")
    assert value(dollars, deal) == 900 and not check(dollars.store)
    with dollars.read() as session:
        assert deals_to_revalue(session) == []


def test_the_sums_follow_when_the_day_of_a_rate_comes(dollars: Office) -> None:
    opened = dollars.deal(owner="rita", amount=money("1000"), currency="USD")
    won = dollars.deal("Won", owner="rita", amount=money("1000"), currency="USD")
    euros = dollars.deal(owner="rita", amount=money("1000"))
    with dollars.read("rita") as session:
        session.info["today"] = THEN
        assert deals_to_revalue(session) == [opened]
    with dollars.read("otto") as session:
        session.info["today"] = THEN
        assert deals_to_revalue(session) == []
    with dollars.write("rita") as session:
        session.info["today"] = THEN
        assert revalue(session) == 1
    assert [value(dollars, each) for each in (opened, won, euros)] == [5000, 900, 1000]
    with dollars.write() as session:
        session.info["today"] = THEN
        assert revalue(session) == 0

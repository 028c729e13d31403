"""A rate that was entered ahead holds from its day on, and not before."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.answers.board import BoardFilter
from salesdesk.models import Deal, DealFacts
from salesdesk.models.base import table_of
from salesdesk.queries.board import pipeline_board
from salesdesk.queries.reports import report_pipeline
from salesdesk.services.deals import move_deal
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


def test_what_leaves_one_sum_is_what_the_other_gains_and_the_report_tells_the_same(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="CHF")
        insert_rates(session, currency="CHF", rates=[(TODAY, money("1.0417"))])
    moved = office.deal(owner="rita", amount=money("13063.19"), currency="CHF")
    for amount in ("7.77", "19.33", "101.01"):
        office.deal(owner="rita", amount=money(amount), currency="CHF")
        office.deal("Value shown", owner="rita", amount=money(amount), currency="CHF")

    def sums() -> dict[str, Decimal]:
        with office.read() as session:
            pipeline_id = session.get_one(Deal, moved).pipeline_id
            shown = pipeline_board(session, filters=BoardFilter(pipeline_id=pipeline_id))
            report = {row.stage: row.sum for row in report_pipeline(session, pipeline="New business")}
        told = {column.name: column.total for column in shown.columns if column.type == "open"}
        assert told == {name: report[name] for name in told}
        return told

    before = sums()
    with office.write() as session:
        move_deal(session, deal_id=moved, stage_id=office.stages["Value shown"])
    after = sums()
    fell, rose = (before["Qualified"] - after["Qualified"], after["Value shown"] - before["Value shown"])
    assert fell == rose == value(office, moved) == fell.quantize(Decimal("0.01"))


def test_amounts_from_before_they_were_rounded_are_rounded_when_the_database_is_open(office: Office) -> None:
    deal = office.deal(owner="rita", amount=money("10.005"))
    facts = table_of(DealFacts)
    with office.write() as session:
        session.execute(sa.update(facts).values(amount_base=money("10.005")))
    assert not check(office.store)
    with office.write("rita") as session:
        assert deals_to_revalue(session) == [deal] and revalue(session) == 1
    assert value(office, deal) == Decimal("10.01")

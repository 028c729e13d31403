"""Win and loss are counted as the rules say, grouped as the people stood when the deals were decided."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.reports import MissingRate, ReportFilter, WinLossRow
from salesdesk.errors import RuleBroken
from salesdesk.models import LeadSource, Person
from salesdesk.queries.people import people_list
from salesdesk.queries.reports import GROUPS, missing_rates, report_pipeline, report_win_loss
from salesdesk.rules.names import name_key
from salesdesk.services.deals import edit_deal, move_deal
from salesdesk.services.people import deactivate_person, insert_territories, move_person
from salesdesk.services.products import insert_deal_lines, insert_products
from salesdesk.services.settings import add_currency, change_calendar
from tests.office import Office, day, money


def decide(office: Office, deal_id: int, stage: str = "Won", reason: str = "price") -> None:
    with office.write() as session:
        lost = {"lost_reason_id": office.reasons[reason]} if stage == "Lost" else {}
        move_deal(session, deal_id=deal_id, stage_id=office.stages[stage], **lost)


def report(office: Office, by: str | None = None, **filters: Any) -> dict[str, WinLossRow]:
    with office.read() as session:
        rows = report_win_loss(session, by=by, filters=ReportFilter(**filters))
    return {row.group: row for row in rows}


def test_without_a_group_there_is_one_row_even_without_deals(office: Office) -> None:
    row = report(office)["all"]
    assert (row.won_count, row.lost_count, row.win_rate_count, row.currency) == (0, 0, None, "EUR")


def test_won_and_lost_are_counted_and_summed_with_their_rates(office: Office) -> None:
    for amount, stage in (("300", "Won"), ("100", "Lost"), ("100", "Won"), (None, "Lost")):
        amounts = {"amount": money(amount)} if amount else {}
        decide(office, office.deal(**amounts), stage)
    office.deal(amount=money("77"))
    row = report(office)["all"]
    assert (row.won_count, row.won_value, row.lost_count, row.lost_value) == (2, 400, 2, 100)
    assert (row.win_rate_count, row.win_rate_value) == (Decimal("0.5"), Decimal("0.8"))


def test_renewals_duplicates_and_leads_that_never_opened_stay_out(office: Office) -> None:
    decide(office, office.deal(amount=money("1"), kind="renewal"))
    decide(office, office.deal(), "Lost", reason="duplicate")
    decide(office, office.deal("New lead"), "Lost", reason="disqualified")
    assert report(office)["all"].lost_count == 0
    opened = office.deal("New lead")
    with office.write() as session:
        move_deal(session, deal_id=opened, stage_id=office.stages["Qualified"])
    decide(office, opened, "Lost")
    office.deal("Lost", lost_reason_id=office.reasons["price"])
    row = report(office)["all"]
    assert (row.won_count, row.lost_count) == (0, 2)


def test_the_manager_is_whom_the_owner_reported_to_on_that_day(office: Office) -> None:
    first = office.deal(owner="rita", amount=money("10"))
    decide(office, first)
    with office.write() as session:
        move_person(session, person_id=office.people["rita"], reports_to_id=office.people["otto"])
    decide(office, office.deal(owner="rita", amount=money("5")))
    with office.write() as session:
        edit_deal(session, deal_id=first, close_on=day("2030-01-01"))
    decide(office, office.deal(owner="dora", amount=money("1")))
    rows = report(office, "manager")
    assert {name: row.won_value for name, row in rows.items()} == {"Vera": 10, "Otto": 5, "(none)": 1}


def test_groups_by_owner_territory_product_source_and_segment(office: Office) -> None:
    with office.write() as session:
        north = insert_territories(session, ["North"])[0]
        session.get_one(Person, office.people["rita"]).territory_id = north
        product = insert_products(session, [{"name": "Alpha"}])[0]
        source = LeadSource(name="Fair", name_key="fair")
        session.add(source)
        session.flush()
        source_id = source.id
    deal_id = office.deal(owner="rita", amount=money("8"), lead_source_id=source_id)
    with office.write() as session:
        insert_deal_lines(session, [{"deal_id": deal_id, "product_id": product, "name": "Alpha"}])
    decide(office, deal_id)
    decide(office, office.deal(owner_id=None, amount=money("2")))
    groups = {"owner": "Rita", "territory": "North", "product": "Alpha", "source": "Fair"}
    for by, name in groups.items():
        assert {group: row.won_value for group, row in report(office, by).items()} == {name: 8, "(none)": 2}
    assert set(report(office, "segment")) == {"(none)"}


def test_quarters_follow_the_fiscal_year_and_a_period_holds_what_was_decided_in_it(office: Office) -> None:
    for won_on in ("2025-12-31", "2026-01-01", "2026-06-30"):
        office.deal("Won", amount=money("1"), won_on=day(won_on))
    assert list(report(office, "quarter")) == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert report(office, period="2026")["all"].won_count == 2
    assert report(office, period="2026-Q1")["all"].won_count == 1
    assert report(office, period="2025-12")["all"].won_count == 1
    with office.write() as session:
        change_calendar(session, fiscal_year_start=7)
    assert list(report(office, "quarter")) == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert report(office, period="2026")["all"].won_count == 3
    with pytest.raises(RuleBroken, match="not a period"):
        report(office, period="2026-Q5")


def test_a_person_stands_for_everybody_below(office: Office) -> None:
    for owner in ("rita", "ron", "otto"):
        decide(office, office.deal(owner=owner, amount=money("1")))
    assert report(office, person="VERA")["all"].won_count == 2
    with office.read() as session:
        won = next(row for row in report_pipeline(session, person="otto") if row.type == "won")
    assert (won.count, won.sum) == (1, 1)
    with pytest.raises(RuleBroken, match="nobody with the login"):
        report(office, person="nobody")


def test_every_grouping_adds_up_to_the_whole(office: Office) -> None:
    for number, owner in enumerate(("rita", "ron", "otto", "vera", "dora", "rita")):
        decide(office, office.deal(owner=owner, amount=Decimal(number)), "Won" if number % 2 else "Lost")
    whole = report(office)["all"]
    for by in GROUPS:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in report(office, by).values():
            for field in ("won_count", "won_value", "lost_count", "lost_value"):
                sums[field] += getattr(row, field)
        assert sums == {field: getattr(whole, field) for field in sums}, by


def test_deals_without_a_rate_are_said(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="USD")
    office.deal("Won", amount=money("5"), currency="USD")
    assert report(office)["all"].won_value == 0
    with office.read() as session:
        assert missing_rates(session) == [MissingRate("USD", 1)]


def test_unknown_words_are_refused(office: Office) -> None:
    with office.read() as session:
        with pytest.raises(RuleBroken, match="Group by one of"):
            report_win_loss(session, by="colour")
        with pytest.raises(RuleBroken, match="no pipeline named"):
            report_pipeline(session, pipeline="Nowhere")


def test_people_are_listed_with_their_superior_and_territory(office: Office) -> None:
    with office.write() as session:
        deactivate_person(session, person_id=office.people["ron"], on=day("2026-01-31"))
    with office.read() as session:
        rows = {row.login: row for row in people_list(session)}
        names = [row.name for row in people_list(session)]
        ended = session.scalar(sa.select(Person.ended_on).where(Person.login == "ron"))
    assert names == sorted(names, key=name_key)
    assert (rows["rita"].reports_to, rows["dora"].reports_to) == ("vera", None)
    assert (rows["ron"].active, ended) == (False, day("2026-01-31"))

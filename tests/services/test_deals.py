"""Deals are made, edited, moved, won and lost as people expect, and refused with a sentence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, DealFacts, DealSpan, Person
from salesdesk.queries.company_calendar import today
from salesdesk.services.actions import act
from salesdesk.services.deals import (
    create_deal,
    delete_deal,
    edit_deal,
    insert_deals,
    move_deal,
    update_deals,
)
from salesdesk.services.people import move_person
from tests.office import Office, day, money


def column(office: Office, stage: str) -> list[str]:
    with office.read() as session:
        question = sa.select(Deal.title).where(Deal.stage_id == office.stages[stage])
        return list(session.scalars(question.order_by(Deal.rank, Deal.id)))


def test_deals_get_consecutive_numbers_and_their_amount_in_the_base_currency(office: Office) -> None:
    first, second = office.deal(amount=money("1250.50")), office.deal()
    with office.read() as session:
        numbers = [session.get_one(Deal, key).number for key in (first, second)]
        facts = session.get_one(DealFacts, first)
    assert int(numbers[1][2:]) == int(numbers[0][2:]) + 1
    assert facts.amount_base == Decimal("1250.50")


def test_a_new_deal_stands_on_top_and_belongs_to_whoever_made_it(office: Office) -> None:
    office.deal(title="older")
    made = office.deal(title="newer", login="rita")
    assert column(office, "Qualified") == ["newer", "older"]
    assert office.value(sa.select(Deal.owner_id).where(Deal.id == made)) == office.people["rita"]


def test_a_card_lands_above_or_below_the_card_it_was_dropped_at(office: Office) -> None:
    a, b, c = (office.deal(title=title) for title in "cba")
    with office.write() as session:
        move_deal(session, deal_id=c, stage_id=office.stages["Qualified"], after_id=b)
    assert column(office, "Qualified") == ["b", "a", "c"]
    with office.write() as session:
        move_deal(session, deal_id=a, stage_id=office.stages["Qualified"], before_id=b)
    assert column(office, "Qualified") == ["c", "b", "a"]


def test_a_move_is_refused_when_somebody_else_moved_the_card_first(office: Office) -> None:
    deal_id = office.deal(title="Halden, fleet")
    was = office.stages["Qualified"]
    with office.write() as session:
        session.get_one(Deal, deal_id).owner_id = None
    with office.write("rita") as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Closing"])
    with (
        pytest.raises(RuleBroken, match="Rita moved Halden, fleet to Closing in the meantime"),
        office.write() as session,
    ):
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Value shown"], from_stage_id=was)
    assert column(office, "Closing") == ["Halden, fleet"]


def test_an_edit_of_an_old_version_is_refused(office: Office) -> None:
    deal_id = office.deal(title="Halden")
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, version=1, amount=money("5"))
    with pytest.raises(RuleBroken, match="in the meantime"), office.write() as session:
        edit_deal(session, deal_id=deal_id, version=1, amount=money("6"))
    assert office.value(sa.select(Deal.amount).where(Deal.id == deal_id)) == Decimal(5)


def test_winning_takes_an_amount_and_a_day_that_is_not_to_come(office: Office) -> None:
    deal_id = office.deal()
    won = office.stages["Won"]
    with pytest.raises(RuleBroken, match="needs its amount"), office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=won)
    with pytest.raises(RuleBroken, match="still to come"), office.write() as session:
        tomorrow = today(session) + timedelta(days=1)
        move_deal(session, deal_id=deal_id, stage_id=won, amount=money("10"), won_on=tomorrow)
    with office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=won, amount=money("10"), won_on=day("2026-01-05"))
    with office.read() as session:
        deal = session.get_one(Deal, deal_id)
        assert (deal.amount, deal.won_on, deal.closed_on) == (Decimal(10), day("2026-01-05"), deal.won_on)


def test_losing_takes_a_reason_which_leaves_when_the_deal_is_reopened(office: Office) -> None:
    deal_id = office.deal()
    with pytest.raises(RuleBroken, match="needs a reason"), office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Lost"])
    with office.write() as session:
        move_deal(
            session,
            deal_id=deal_id,
            stage_id=office.stages["Lost"],
            lost_reason_id=office.reasons["price"],
            lost_note="10 % too dear",
        )
        assert session.get_one(Deal, deal_id).lost_on == today(session)
    with office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Closing"])
        deal = session.get_one(Deal, deal_id)
        assert (deal.lost_on, deal.closed_on, deal.lost_reason_id, deal.lost_note) == (None,) * 4


def test_a_move_with_a_past_time_closes_the_deal_on_that_day(office: Office) -> None:
    then = datetime(2026, 2, 3, 23, 30, tzinfo=UTC)
    deal_id = office.deal(amount=money("1"), stage_entered_at=datetime(2026, 1, 1, tzinfo=UTC))
    with office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Won"], at=then)
    with office.read() as session:
        assert session.get_one(Deal, deal_id).won_on == day("2026-02-03")
        spans = session.scalars(sa.select(DealSpan).order_by(DealSpan.from_at)).all()
    assert [span.stage_id for span in spans] == [office.stages["Qualified"], office.stages["Won"]]
    assert spans[0].to_at == spans[1].from_at == then


def test_a_deal_does_not_leave_a_stage_before_it_entered_it(office: Office) -> None:
    deal_id = office.deal(stage_entered_at=datetime(2026, 1, 2, tzinfo=UTC))
    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(RuleBroken, match="not yet in its stage"), office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Closing"], at=earlier)


def test_many_deals_keep_their_order_and_decided_ones_show_the_latest_first(office: Office) -> None:
    open_rows = [{"title": title, "stage_id": office.stages["Closing"]} for title in "abc"]
    won_rows = [
        {"title": text, "stage_id": office.stages["Won"], "won_on": day(text)}
        for text in ("2025-01-01", "2025-03-01", "2025-02-01")
    ]
    with office.write() as session:
        insert_deals(session, [*open_rows, *won_rows])
    assert column(office, "Closing") == ["a", "b", "c"]
    assert column(office, "Won") == ["2025-03-01", "2025-02-01", "2025-01-01"]


def test_a_bulk_update_counts_versions_up_and_moves_only_what_changes_stage(office: Office) -> None:
    deal_id = office.deal("Won", amount=money("5"), won_on=day("2026-01-01"))
    other = office.deal("Won", amount=money("5"), won_on=day("2026-01-02"))
    entered = office.value(sa.select(Deal.stage_entered_at).where(Deal.id == deal_id))
    with office.write() as session:
        rows = [
            {"id": deal_id, "stage_id": office.stages["Won"], "amount": money("7")},
            {"id": other, "stage_id": office.stages["Closing"]},
        ]
        assert update_deals(session, rows) == 2
    with office.read() as session:
        deal, moved = session.get_one(Deal, deal_id), session.get_one(Deal, other)
        assert (deal.version, deal.won_on, deal.stage_entered_at) == (2, day("2026-01-01"), entered)
        assert session.get_one(DealFacts, deal_id).amount_base == Decimal(7)
        assert (moved.version, moved.won_on, moved.stage_id) == (2, None, office.stages["Closing"])


def test_one_deal_is_edited_before_and_after_a_bulk_update_in_one_save(office: Office) -> None:
    deal_id = office.deal()
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, title="first")
        update_deals(session, [{"id": deal_id, "amount": money("5")}])
        edit_deal(session, deal_id=deal_id, description="last")
    with office.read() as session:
        deal = session.get_one(Deal, deal_id)
        assert (deal.title, deal.amount, deal.description, deal.version) == ("first", 5, "last", 4)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "needs a title"),
        ({"title": "x" * 501}, "501 letters"),
        ({"amount": Decimal("NaN")}, "cannot be stored"),
        ({"amount": Decimal("9e12") + 1}, "cannot be stored"),
        ({"amount": Decimal(-1)}, "cannot be stored"),
        ({"probability": 101}, "between 0 and 100"),
        ({"description": "x" * 70_000}, "64 KB"),
        ({"lost_note": "ä" * 40_000}, "64 KB"),
        ({"kind": "gift"}, "not a kind"),
        ({"category": "sure"}, "not a forecast category"),
        ({"currency": "XXX"}, "not a currency"),
        ({"custom": {"size": "x" * 70_000}}, "64 KB"),
        ({"custom": {"": "x"}}, "needs a name"),
        ({"stage_id": 999}, "stage is not there"),
    ],
)
def test_what_cannot_be_stored_is_refused_one_by_one_and_in_bulk(
    office: Office, fields: dict[str, object], sentence: str
) -> None:
    row = {"title": "Deal", "stage_id": office.stages["Closing"], **fields}
    with pytest.raises(RuleBroken, match=sentence), office.write() as session:
        insert_deals(session, [row])
    with pytest.raises(RuleBroken, match=sentence), office.write() as session:
        create_deal(session, **row)  # type: ignore[arg-type]
    assert column(office, "Closing") == []


def test_texts_that_no_database_can_hold_are_cleaned(office: Office) -> None:
    deal_id = office.deal(
        title="Ha\0lden \ud800 ‮fleet",
        description="line\0 one\nline two",
        custom={"k\0ey": "va\0lue \udfff", "list": ["a\0"]},
    )
    with office.read() as session:
        deal = session.get_one(Deal, deal_id)
        assert deal.title == "Halden ? ‮fleet"
        assert deal.description == "line one\nline two"
        assert deal.custom == {"key": "value ?", "list": ["a"]}


def test_a_rep_cannot_change_give_away_or_delete_what_belongs_to_others(office: Office) -> None:
    rons, ritas = office.deal(owner="ron", title="Ron's"), office.deal(owner="rita", title="Rita's")
    closing = office.stages["Closing"]
    for change in (
        lambda session: edit_deal(session, deal_id=rons, amount=money("1")),
        lambda session: move_deal(session, deal_id=rons, stage_id=closing),
        lambda session: delete_deal(session, deal_id=rons),
        lambda session: update_deals(session, [{"id": rons, "amount": money("1")}]),
    ):
        with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
            change(session)
    with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
        edit_deal(session, deal_id=ritas, owner_id=office.people["ron"])
    with office.write("vera") as session:
        edit_deal(session, deal_id=rons, owner_id=office.people["rita"])
    assert office.value(sa.select(Deal.owner_id).where(Deal.id == rons)) == office.people["rita"]


def test_the_line_of_a_decision_is_the_tree_of_that_day(office: Office) -> None:
    deal_id = office.deal(owner="rita", amount=money("3"))
    with office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Won"])
    with office.write() as session:
        move_person(session, person_id=office.people["rita"], reports_to_id=office.people["otto"])
    with office.read() as session:
        line = session.scalars(sa.select(DealSpan.line).where(DealSpan.to_at.is_(None))).one()
        assert line == "/" + "/".join(str(office.people[name]) for name in ("dora", "vera", "rita")) + "/"
        assert session.get_one(Person, office.people["rita"]).reports_to_id == office.people["otto"]


def test_a_replayed_history_bears_the_days_on_which_it_happened(office: Office) -> None:
    start, later = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC)
    with office.write() as session:
        deal_id = create_deal(
            session,
            title="Old",
            stage_id=office.stages["Qualified"],
            stage_entered_at=start,
            amount=money("1"),
        )
        act(session, person_id=office.store.viewer.person_id, at=later, kind="edit_deal")
        edit_deal(session, deal_id=deal_id, amount=money("2"))
    with office.read() as session:
        spans = session.scalars(sa.select(DealSpan).order_by(DealSpan.from_at)).all()
        assert [(span.from_at, span.amount_base) for span in spans] == [(start, 1), (later, 2)]

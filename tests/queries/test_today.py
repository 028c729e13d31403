"""What the Today page says of somebody's day and of their team's, on both databases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.board import BoardFilter
from salesdesk.models import Deal
from salesdesk.models.base import now
from salesdesk.queries.board import pipeline_board
from salesdesk.queries.company_calendar import today
from salesdesk.queries.team_day import team_day
from salesdesk.queries.today import MOST_DEALS, my_day
from salesdesk.services.activities import complete_activity, edit_activity, insert_activities, plan_activity
from salesdesk.services.deals import edit_deal, insert_deals, move_deal, update_deals
from salesdesk.services.settings import change_work_hours
from salesdesk.services.undo import undo_action
from tests.office import Office, money


@pytest.fixture
def day(office: Office) -> date:
    with office.read() as session:
        return today(session)


def plan(office: Office, login: str, subject: str, on: date | None, **fields: Any) -> int:
    with office.write(login) as session:
        return plan_activity(session, kind="call", subject=subject, due_on=on, **fields)


def test_my_day_holds_what_is_due_for_me_by_day_and_hour(office: Office, day: date) -> None:
    begin = datetime.combine(day, datetime.min.time(), UTC)
    night = begin + timedelta(hours=23, minutes=59)
    plan(office, "rita", "any time", day)
    plan(office, "rita", "night", day, due_at=night)
    plan(office, "rita", "over", day, due_at=begin)
    plan(office, "rita", "still going on", day, due_at=begin, minutes=24 * 60)
    plan(office, "rita", "late", day - timedelta(days=2))
    plan(office, "rita", "week", day + timedelta(days=7))
    plan(office, "rita", "far", day + timedelta(days=8))
    plan(office, "rita", "some day", None)
    plan(office, "ron", "another's", day)
    done = plan(office, "rita", "done", day)
    with office.write("rita") as session:
        complete_activity(session, activity_id=done)
    with office.read("rita") as session:
        shown = my_day(session)
    assert [item.subject for item in shown.due] == ["still going on", "night", "any time"]
    assert [item.subject for item in shown.overdue] == ["late", "over"]
    assert [item.subject for item in shown.coming] == ["week"]
    assert (shown.overdue_count, shown.due_count, shown.coming_count) == (2, 3, 1)


def test_quiet_deals_are_those_without_a_step_and_those_cold_in_spite_of_one(
    office: Office, day: date
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    silent = office.deal(title="Silent", owner="rita", stage_entered_at=long_ago)
    far = office.deal(title="Far", owner="rita", stage_entered_at=long_ago)
    safe = office.deal(title="Safe", owner="rita", stage_entered_at=long_ago)
    office.deal(title="New", owner="rita")
    office.deal(title="Another's", owner="ron", stage_entered_at=long_ago)
    plan(office, "rita", "in autumn", day + timedelta(days=60), deal_id=far)
    plan(office, "rita", "soon", day + timedelta(days=5), deal_id=safe)
    with office.read("rita") as session:
        shown = my_day(session)
    assert [deal.title for deal in shown.no_step] == ["Silent", "New"]
    assert shown.no_step[0].deal_id == silent and shown.no_step[0].warmth == "very_cold"
    assert shown.no_step[1].warmth == "warm" and shown.no_step[1].cold_in_days
    assert [(deal.title, deal.silent_days) for deal in shown.cold] == [("Far", 40)]


def test_many_deals_with_a_step_far_away_do_not_hide_those_without_one(office: Office, day: date) -> None:
    rita, old = office.people["rita"], datetime.now(UTC) - timedelta(days=10)
    stage = office.stages["Qualified"]
    with office.write() as session:
        far = [{"title": f"Far {n}", "stage_id": stage, "owner_id": rita, "stage_entered_at": old}
               for n in range(MOST_DEALS + 20)]  # fmt: skip
        ids = insert_deals(session, far)
        insert_activities(
            session,
            [
                {"kind": "call", "subject": "x", "due_on": day + timedelta(days=60), "deal_id": key}
                for key in ids
            ],
        )
        insert_deals(session, [{"title": f"Bare {n}", "stage_id": stage, "owner_id": rita} for n in range(5)])
    with office.read("rita") as session:
        shown = my_day(session)
    assert (shown.no_step_count, len(shown.no_step)) == (5, 5) and shown.cold_count == 0
    with office.write() as session:
        update_deals(
            session,
            [{"id": key, "stage_entered_at": datetime.now(UTC) - timedelta(days=16)} for key in ids],
        )
    with office.read("rita") as session:
        shown = my_day(session)
    with office.read("vera") as session:
        team = team_day(session)
    assert (shown.cold_count, len(shown.cold)) == (MOST_DEALS + 20, MOST_DEALS)
    assert {deal.warmth for deal in shown.cold} == {"cold"} and team.no_step_count == 5


@pytest.mark.parametrize(("stage", "limit"), [("New lead", 7), ("Qualified", 14)])
def test_a_deal_with_a_step_far_away_is_cold_from_the_day_of_the_rule_on(
    office: Office, day: date, stage: str, limit: int
) -> None:
    for days in (limit, limit + 1):
        at = datetime.combine(day - timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=12)
        deal = office.deal(stage, title=f"{days} days", owner="rita", stage_entered_at=at)
        plan(office, "rita", "far", day + timedelta(days=60), deal_id=deal)
    with office.read("rita") as session:
        assert [deal.title for deal in my_day(session).cold] == [f"{limit + 1} days"]


def test_a_push_that_was_undone_is_none(office: Office, day: date) -> None:
    deal = office.deal(title="Slip", owner="rita", close_on=day + timedelta(days=3))
    undo_of = None
    counts = []
    for close_on in (day + timedelta(days=20), None, None):
        with office.write("rita", undo_of_id=undo_of) as session:
            if close_on:
                edit_deal(session, deal_id=deal, close_on=close_on)
            else:
                undo_action(session, action_id=undo_of or 0)
            undo_of = office.action(session)
        with office.read("vera") as session:
            counts.append([each.times for each in team_day(session).pushed])
    assert counts == [[1], [], [1]]


def test_my_pipeline_has_the_figures_of_the_board_under_my_name(office: Office) -> None:
    for amount in ("100", "200.50"):
        office.deal(owner="rita", amount=money(amount))
    office.deal("Value shown", owner="rita", amount=money("1000"))
    office.deal(owner="ron", amount=money("7"))
    with office.read("rita") as session:
        shown = my_day(session)
        board = pipeline_board(session, filters=BoardFilter(owner_ids=frozenset({office.people["rita"]})))
    wanted = {
        column.stage_id: (column.count, column.total, column.weighted)
        for column in board.columns
        if column.type in ("lead", "open")
    }
    stages = shown.pipelines[0].stages
    assert {stage.stage_id: (stage.count, stage.total, stage.weighted) for stage in stages} == wanted
    assert len(shown.pipelines) == 1 and shown.is_mine


def test_what_others_decided_is_new_after_what_concerns_me(office: Office) -> None:
    mine = office.deal(title="Mine", owner="rita")
    theirs = office.deal(title="Theirs", owner="ron", amount=money("5"))
    with office.write("vera") as session:
        edit_deal(session, deal_id=mine, title="Mine too")
    with office.write("ron") as session:
        move_deal(session, deal_id=theirs, stage_id=office.stages["Won"])
    with office.read("rita") as session:
        titles = [news.title for news in my_day(session).changes]
    with office.read("ron") as session:
        own = [news.title for news in my_day(session).changes]
    assert "Won: Theirs" in titles and titles.index("Won: Theirs") > 0
    assert any("Mine too" in title for title in titles) and "Won: Theirs" not in own


def test_a_team_sees_its_meetings_its_pushed_deals_and_its_leads(office: Office, day: date) -> None:
    deal = office.deal(title="Pushed", owner="rita", close_on=day + timedelta(days=3))
    lead = office.deal("New lead", title="Lead")
    with office.write() as session:
        update_deals(session, [{"id": lead, "owner_id": None}])
    office.deal(title="Not theirs", owner="otto")
    plan(office, "rita", "Meet", day)
    plan(office, "otto", "Elsewhere", day)
    for days in (10, 20):
        with office.write("rita") as session:
            edit_deal(session, deal_id=deal, close_on=day + timedelta(days=days))
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal, close_on=day + timedelta(days=15))
    with office.read("vera") as session:
        team, has_team = team_day(session), my_day(session).has_team
    with office.read("rita") as session:
        assert not my_day(session).has_team
    assert has_team and team.people == 2
    assert [item.subject for item in team.meetings] == ["Meet"]
    assert [each.title for each in team.no_step] == ["Pushed"]
    assert [(each.title, each.times) for each in team.pushed] == [("Pushed", 2)]
    assert (team.pushed[0].from_on, team.pushed[0].to_on) == (
        day + timedelta(days=3),
        day + timedelta(days=20),
    )
    assert [each.title for each in team.leads] == ["Lead"]


def test_a_lead_of_the_team_waits_in_the_working_hours_of_the_company(office: Office) -> None:
    stage, arrived_at = office.stages["New lead"], now() - timedelta(days=14)
    with office.write() as session:
        insert_deals(session, [{"title": "Lead", "stage_id": stage, "stage_entered_at": arrived_at}])

    def waits() -> Decimal:
        with office.read("vera") as session:
            (found,) = team_day(session).leads
        assert found.waits_hours is not None
        return found.waits_hours

    assert abs(waits() - 100) < 2, "two weeks of five days of ten hours"
    with office.write() as session:
        change_work_hours(session, begin=9 * 60, until=13 * 60)
    assert abs(waits() - 40) < 2


def test_an_activity_that_goes_to_another_deal_moves_both_next_steps(office: Office, day: date) -> None:
    first, second = office.deal(owner="rita"), office.deal(owner="rita")
    key = plan(office, "rita", "Call", day, deal_id=first)
    with office.write("rita") as session:
        edit_activity(session, activity_id=key, deal_id=second)
    with office.read("rita") as session:
        quiet = [deal.deal_id for deal in my_day(session).no_step]
    assert quiet == [first]
    assert office.value(sa.select(Deal.id).where(Deal.id == second)) == second


def test_somebody_without_deals_sees_the_figures_of_the_whole_board(office: Office) -> None:
    office.deal(owner="rita", amount=money("100"))
    office.deal("Won", owner="ron", amount=money("40"))
    with office.read("dora") as session:
        shown = my_day(session)
        board = pipeline_board(session, filters=BoardFilter())
    total = sum(column.total for column in board.columns if column.type in ("lead", "open"))
    assert not shown.is_mine and (shown.won.count, shown.won.total) == (1, 40)
    assert sum(stage.total for stage in shown.pipelines[0].stages) == total == 100

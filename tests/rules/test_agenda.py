"""What is overdue, where things go that have to wait, what comes next, when a visit ended."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from salesdesk.rules.agenda import (
    agenda_group,
    is_over,
    later_ways,
    next_proposed,
    visit_since,
    working_days_after,
)

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("days", "group"),
    [(-1, "overdue"), (0, "today"), (1, "coming"), (7, "coming"), (8, "later"), (None, "undated")],
)
def test_the_day_decides_where_a_thing_stands(days: int | None, group: str) -> None:
    due = None if days is None else WEDNESDAY + timedelta(days=days)
    assert agenda_group(due, WEDNESDAY) == group


def test_what_is_for_an_hour_of_today_is_overdue_when_that_is_over() -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert not is_over(None, 60, noon)
    assert is_over(noon - timedelta(minutes=1), None, noon)
    assert not is_over(noon - timedelta(minutes=59), 60, noon)
    assert is_over(noon - timedelta(minutes=61), 60, noon)
    assert agenda_group(WEDNESDAY, WEDNESDAY, over=True) == "overdue"


def test_working_days_leave_out_the_weekend() -> None:
    assert working_days_after(WEDNESDAY, 3) == date(2026, 11, 30)
    assert working_days_after(date(2026, 11, 28), 1) == date(2026, 11, 30)


def test_a_thing_put_off_keeps_its_hour() -> None:
    ways = later_ways(WEDNESDAY, time(9, 40), time(14, 30))
    assert [(way.on, way.at) for way in ways] == [
        (WEDNESDAY, time(10, 40)),
        (date(2026, 11, 26), time(14, 30)),
        (date(2026, 11, 28), time(14, 30)),
        (date(2026, 11, 30), time(14, 30)),
        (date(2026, 12, 9), time(14, 30)),
    ]
    assert {way.at for way in later_ways(WEDNESDAY, time(9, 40), None)} == {None}
    assert len(later_ways(WEDNESDAY, time(22, 5), time(23))) == 4


def test_a_talk_in_person_is_followed_by_what_was_agreed_and_a_call_by_a_call() -> None:
    assert next_proposed("meeting", "Discovery", WEDNESDAY).kind == "email"
    again = next_proposed("call", "Follow up: prices", WEDNESDAY)
    assert (again.kind, again.subject, again.on) == ("call", "Follow up: prices", date(2026, 11, 30))
    assert next_proposed("call", "Prices", WEDNESDAY).subject == "Follow up: Prices"


def test_a_visit_ends_when_nobody_looked_for_hours() -> None:
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    before, seen = now - timedelta(days=3), now - timedelta(hours=1)
    assert visit_since(before, seen, now) == before
    assert visit_since(before, now - timedelta(hours=15), now) == now - timedelta(hours=15)
    assert visit_since(None, None, now) == now - timedelta(days=7)

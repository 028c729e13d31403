"""Reminders come at their time until somebody answers, and one window of a person tells of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from salesdesk.answers.repeats import Repeat
from salesdesk.errors import RuleBroken
from salesdesk.queries.reminders import open_reminders, usual_reminder
from salesdesk.services.activities import complete_activity, plan_activity, postpone_activity
from salesdesk.services.reminders import (
    choose_usual_reminder,
    dismiss_reminders,
    put_off_reminders,
    tell_reminders,
)
from salesdesk.services.settings import change_calendar
from tests.office import Office

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def call(office: Office) -> int:
    """A call of Rita's tomorrow at noon that reminds ten minutes before."""
    return plan(office, "Ring", remind_minutes=10)


def plan(office: Office, subject: str, **fields: Any) -> int:
    values = {"kind": "call", "due_on": NOON.date(), "due_at": NOON, **fields}
    with office.write("rita") as session:
        return plan_activity(session, subject=subject, **values)


def waiting(office: Office, at: datetime, login: str = "rita") -> list[str]:
    """Of what somebody is reminded at a moment."""
    with office.read(login) as session:
        return [each.subject for each in open_reminders(session, at=at).items]


def test_a_reminder_comes_to_the_one_who_does_it_and_stays_until_it_is_done(
    office: Office, call: int
) -> None:
    early = NOON - timedelta(minutes=10)
    assert waiting(office, early - MINUTE) == []
    assert waiting(office, early) == waiting(office, NOON + timedelta(days=3)) == ["Ring"]
    assert waiting(office, early, "vera") == []
    with office.write("rita") as session:
        complete_activity(session, activity_id=call)
    assert waiting(office, NOON) == []


def test_two_windows_of_one_person_tell_of_it_once(office: Office, call: int) -> None:
    moments, at = {call: NOON - timedelta(minutes=10)}, NOON
    with office.write("rita") as session:
        assert tell_reminders(session, moments=moments, at=at) == {call}
    with office.write("rita") as session:
        assert tell_reminders(session, moments=moments, at=at) == frozenset()
    with office.read("rita") as session:
        (found,) = open_reminders(session, at=at).items
    assert found.told == at
    with office.write("rita") as session:
        # The window that shows it goes on to; another one would only when that one was closed.
        later = at + timedelta(minutes=14)
        assert tell_reminders(session, moments=moments, at=later, shown={call}) == {call}
        assert tell_reminders(session, moments=moments, at=at + timedelta(minutes=20)) == frozenset()
        assert tell_reminders(session, moments=moments, at=at + timedelta(minutes=30)) == {call}


def test_it_comes_back_when_it_was_put_off_and_is_told_again(office: Office, call: int) -> None:
    moments = {call: NOON - timedelta(minutes=10)}
    with office.write("rita") as session:
        tell_reminders(session, moments=moments, at=NOON)
        put_off_reminders(session, moments=moments, minutes=60, at=NOON)
    assert waiting(office, NOON + timedelta(minutes=59)) == []
    later = NOON + timedelta(minutes=60)
    assert waiting(office, later) == ["Ring"]
    with office.write("rita") as session:
        assert tell_reminders(session, moments=moments, at=later) == {call}


def test_one_that_was_dismissed_comes_again_when_the_activity_is_put_off(office: Office, call: int) -> None:
    with office.write("rita") as session:
        dismiss_reminders(session, moments={call: NOON - timedelta(minutes=10)})
    assert waiting(office, NOON + timedelta(days=1)) == []
    moved = NOON + timedelta(days=2)
    with office.write("rita") as session:
        postpone_activity(session, activity_id=call, due_on=moved.date(), due_at=moved)
    assert waiting(office, NOON + timedelta(days=1)) == []
    assert waiting(office, moved) == ["Ring"]


def test_the_next_of_what_repeats_reminds_as_well(office: Office) -> None:
    key = plan(office, "Weekly", remind_minutes=0, repeat=Repeat("week"))
    with office.write("rita") as session:
        dismiss_reminders(session, moments={key: NOON})
        complete_activity(session, activity_id=key)
    assert waiting(office, NOON + timedelta(days=6)) == []
    assert waiting(office, NOON + timedelta(days=7)) == ["Weekly"]


def test_what_has_only_a_day_reminds_in_its_morning(office: Office) -> None:
    with office.write() as session:
        change_calendar(session, time_zone="Europe/Berlin")
    day = datetime(2030, 7, 3, tzinfo=UTC)
    plan(office, "Task", due_on=day.date(), due_at=None, remind_minutes=10)
    plan(office, "Visit", due_on=day.date(), due_at=None, remind_minutes=1440)
    assert waiting(office, day - timedelta(days=1) + timedelta(hours=7)) == ["Visit"]
    assert waiting(office, day + timedelta(hours=7) - MINUTE) == ["Visit"]
    assert waiting(office, day + timedelta(hours=7)) == ["Visit", "Task"]


def test_what_one_plans_for_a_time_reminds_as_one_chose(office: Office) -> None:
    plan(office, "Usual")
    plan(office, "No time", due_at=None)
    assert waiting(office, NOON + timedelta(days=9)) == ["Usual"]
    with office.write("rita") as session:
        choose_usual_reminder(session, minutes=None)
        assert usual_reminder(session) is None
    plan(office, "Without")
    assert waiting(office, NOON + timedelta(days=9)) == ["Usual"]
    with office.write("rita") as session:
        choose_usual_reminder(session, minutes=0)
    plan(office, "At its time")
    assert waiting(office, NOON - MINUTE) == ["Usual"]
    assert waiting(office, NOON) == ["Usual", "At its time"]
    with pytest.raises(RuleBroken, match="that early"), office.write("rita") as session:
        choose_usual_reminder(session, minutes=7)

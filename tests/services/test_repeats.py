"""Activities that come again: the next one is planned when one is done, skipped or thrown away."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.repeats import Repeat
from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Calendar, DealFacts
from salesdesk.queries.company_calendar import today
from salesdesk.rules.repeats import turn_of
from salesdesk.services.activities import (
    cancel_activity,
    complete_activity,
    delete_activity,
    edit_activity,
    plan_activity,
    postpone_activity,
    update_activities,
)
from salesdesk.services.settings import change_calendar
from salesdesk.services.undo import undo_action
from tests.office import Office


def monday(office: Office) -> date:
    """The Monday of next week."""
    with office.read() as session:
        day = today(session)
    return day + timedelta(days=7 - day.weekday())


def planned(office: Office) -> list[Activity]:
    """What is planned, by key."""
    alive = (Activity.state == "planned", Activity.deleted_at.is_(None))
    with office.read() as session:
        found = list(session.scalars(sa.select(Activity).where(*alive).order_by(Activity.id)))
        session.expunge_all()
    return found


def weekly(office: Office, **fields: Any) -> int:
    """A call every week from Monday on."""
    values = {"kind": "call", "subject": "Ring", "due_on": monday(office), "repeat": Repeat("week"), **fields}
    with office.write() as session:
        return plan_activity(session, **values)


def test_the_next_one_is_planned_when_one_is_done(office: Office) -> None:
    deal_id = office.deal(owner="rita")
    first = monday(office)
    key = weekly(office, deal_id=deal_id, person_id=office.people["ron"], minutes=30, remind_minutes=10)
    with office.write() as session:
        complete_activity(session, activity_id=key, outcome="Fine")
    (after,) = planned(office)
    assert (after.due_on, after.subject, after.outcome) == (first + timedelta(days=7), "Ring", None)
    assert (after.person_id, after.minutes, after.remind_minutes) == (office.people["ron"], 30, 10)
    assert after.owner_id == office.people["rita"]
    with office.read() as session:
        assert session.get_one(DealFacts, deal_id).next_activity_id == after.id
    with pytest.raises(RuleBroken, match="done already"), office.write() as session:
        complete_activity(session, activity_id=key)  # done twice plans nothing twice
    assert [each.id for each in planned(office)] == [after.id]


def test_doing_one_is_taken_back_with_the_one_that_followed(office: Office) -> None:
    key = weekly(office)
    with office.write() as session:
        complete_activity(session, activity_id=key)
        action = office.action(session)
    with office.write() as session:
        undo_action(session, action_id=action)
    assert [each.id for each in planned(office)] == [key]
    with office.write() as session:
        complete_activity(session, activity_id=key)
    assert len(planned(office)) == 1


@pytest.mark.parametrize("how", ["skip", "trash", "import"])
def test_one_that_is_skipped_comes_again_unless_all_that_follow_are_called_off(
    office: Office, how: str
) -> None:
    key = weekly(office)
    with office.write() as session:
        if how == "skip":
            cancel_activity(session, activity_id=key)
        elif how == "trash":
            delete_activity(session, activity_id=key)
        else:
            update_activities(session, [{"id": key, "state": "done"}])
    (after,) = planned(office)
    assert after.due_on == monday(office) + timedelta(days=7)
    with office.write() as session:
        if how == "trash":
            delete_activity(session, activity_id=after.id, following=True)
        else:
            cancel_activity(session, activity_id=after.id, following=True)
    assert planned(office) == []


def test_a_change_of_this_one_leaves_the_next_as_it_was(office: Office) -> None:
    with office.write() as session:
        change_calendar(session, time_zone="Europe/Berlin")
    first = monday(office)
    nine = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    key = weekly(office, due_at=nine, person_id=office.people["ron"])
    moved = first + timedelta(days=1)
    with office.write() as session:
        edit_activity(
            session, activity_id=key, subject="Once", person_id=office.people["rita"], only_this=True
        )
        postpone_activity(session, activity_id=key, due_on=moved)
    (now_,) = planned(office)
    assert (now_.subject, now_.due_on, now_.due_at) == ("Once", moved, None)
    with office.write() as session:
        complete_activity(session, activity_id=key)
    (after,) = planned(office)
    assert (after.subject, after.due_on, after.person_id) == (
        "Ring",
        first + timedelta(days=7),
        office.people["ron"],
    )
    assert after.due_at is not None and after.due_at.date() == after.due_on


def test_it_keeps_its_hour_when_the_clocks_change(office: Office) -> None:
    with office.write() as session:
        zone = session.scalars(sa.select(Calendar)).one()
        zone.time_zone = "Europe/Berlin"
    year = monday(office).year + 1
    with office.write() as session:
        key = plan_activity(
            session, kind="call", subject="Ring", due_on=date(year, 3, 1), repeat=Repeat("month"),
            due_at=datetime(year, 3, 1, 8, tzinfo=UTC),
        )  # fmt: skip
    with office.write() as session:
        complete_activity(session, activity_id=key)
    (after,) = planned(office)
    assert after.due_at == datetime(year, 4, 1, 7, tzinfo=UTC)


def test_a_change_of_all_goes_on_from_the_new_day(office: Office) -> None:
    key, first = weekly(office), monday(office)
    with office.write() as session:
        edit_activity(session, activity_id=key, subject="Meet", due_on=first + timedelta(days=2))
    with office.write() as session:
        complete_activity(session, activity_id=key)
    (after,) = planned(office)
    assert (after.subject, after.due_on) == ("Meet", first + timedelta(days=9))
    with office.write() as session:
        edit_activity(session, activity_id=after.id, repeat=Repeat("day", 2))
        complete_activity(session, activity_id=after.id)
    (last,) = planned(office)
    assert last.due_on == first + timedelta(days=11)
    with office.write() as session:
        edit_activity(session, activity_id=last.id, repeat=None)
        complete_activity(session, activity_id=last.id)
    assert planned(office) == []


def test_a_rule_ends_after_so_many_times(office: Office) -> None:
    key = weekly(office, repeat=Repeat("week", count=2))
    with office.write() as session:
        complete_activity(session, activity_id=key)
    (after,) = planned(office)
    turn = turn_of(after.repeat)
    assert turn is not None and turn.place == 2
    with office.write() as session:
        complete_activity(session, activity_id=after.id)
    assert planned(office) == []


def test_what_cannot_repeat_or_remind_is_refused(office: Office) -> None:
    with pytest.raises(RuleBroken, match="needs a day"):
        weekly(office, due_on=None)
    with pytest.raises(RuleBroken, match="every 1 to 99"):
        weekly(office, repeat=Repeat("day", 0))
    with pytest.raises(RuleBroken, match="31 days before"):
        weekly(office, remind_minutes=-1)

"""Moves on a day to come: written down, applied when somebody says so, forgotten; on either store."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Person
from salesdesk.queries.company_calendar import today
from salesdesk.queries.team import team
from salesdesk.services.people import deactivate_person, move_person
from salesdesk.services.planned_moves import apply_planned_move, drop_planned_move, plan_move
from salesdesk.services.undo import undo_action
from tests.office import Office


def tomorrow(office: Office, days: int = 1) -> date:
    with office.read() as session:
        return today(session) + timedelta(days=days)


def planned(office: Office) -> list[tuple[str, str, date]]:
    with office.read() as session:
        return [(each.name, each.to_name, each.due_on) for each in team(session).planned]


def above(office: Office, login: str) -> int | None:
    found: int | None = office.value(sa.select(Person.reports_to_id).where(Person.login == login))
    return found


def test_a_planned_move_changes_nothing_until_it_is_applied(office: Office) -> None:
    people, day = office.people, tomorrow(office)
    with office.write() as session:
        plan_move(session, person_id=people["rita"], reports_to_id=None, due_on=day)
    with office.write() as session:
        move = plan_move(session, person_id=people["rita"], reports_to_id=people["otto"], due_on=day)
    assert planned(office) == [("Rita", "Otto", day)]
    assert above(office, "rita") == people["vera"]
    with office.write() as session:
        action = office.action(session)
        apply_planned_move(session, move_id=move)
    assert above(office, "rita") == people["otto"] and planned(office) == []
    with office.write() as session:
        undo_action(session, action_id=action)
    assert above(office, "rita") == people["vera"] and planned(office) == [("Rita", "Otto", day)]
    with office.write() as session:
        drop_planned_move(session, move_id=move)
    assert planned(office) == []
    with pytest.raises(RuleBroken, match="not there"), office.write() as session:
        apply_planned_move(session, move_id=move)


def test_what_cannot_be_any_more_is_refused_when_it_is_applied(office: Office) -> None:
    people, day = office.people, tomorrow(office)
    with office.write() as session:
        circle = plan_move(session, person_id=people["vera"], reports_to_id=people["otto"], due_on=day)
        left = plan_move(session, person_id=people["rita"], reports_to_id=people["ron"], due_on=day)
    with office.write() as session:
        move_person(session, person_id=people["otto"], reports_to_id=people["vera"])
        deactivate_person(session, person_id=people["ron"])
    for move, why in ((circle, "report to somebody who reports"), (left, "left already")):
        with pytest.raises(RuleBroken, match=why), office.write() as session:
            apply_planned_move(session, move_id=move)


@pytest.mark.parametrize("days", [0, -3])
def test_a_day_that_has_come_is_no_day_to_plan_for(office: Office, days: int) -> None:
    day = tomorrow(office, days)
    with pytest.raises(RuleBroken, match="day to come"), office.write() as session:
        plan_move(session, person_id=office.people["rita"], reports_to_id=None, due_on=day)


def test_only_an_administrator_plans_moves(office: Office) -> None:
    day = tomorrow(office)
    with pytest.raises(RuleBroken, match="administrator"), office.write("dora") as session:
        plan_move(session, person_id=office.people["rita"], reports_to_id=None, due_on=day)

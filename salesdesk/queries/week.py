"""The activities of one week, for the calendar."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.today import AgendaItem
from salesdesk.answers.week import Week
from salesdesk.models import Activity, Calendar
from salesdesk.queries.board import owner_choices
from salesdesk.queries.company_calendar import holidays, time_zone, today, work_hours
from salesdesk.queries.today import agenda_items
from salesdesk.rules.repeats import days_between, turn_of
from salesdesk.rules.week import week_of

MOST = 1_000


def week_shown(session: Session, *, day: date | None, person_id: int | None) -> Week:
    """The week of a day (of today for None) of one person, or of everybody whom the viewer sees."""
    now = today(session)
    start = session.scalar(sa.select(Calendar.week_start).limit(1)) or 0
    first = week_of(day or now, start)
    conditions = [
        Activity.state != "cancelled",
        Activity.kind != "note",
        Activity.due_on.between(first, first + timedelta(days=6)),
    ]
    if person_id is not None:
        conditions.append(Activity.person_id == person_id)
    items = agenda_items(session, conditions, limit=MOST)
    days = {first + timedelta(days=place) for place in range(7)}
    return Week(
        first,
        now,
        (*items, *_expected(session, first, person_id)),
        owner_choices(session),
        work_hours(session),
        frozenset(day for day in days if day.weekday() > 4) | (holidays(session) & days),
    )


def _expected(session: Session, first: date, person_id: int | None) -> tuple[AgendaItem, ...]:
    """What will be planned in this week by the rules of what is planned before its end."""
    last = first + timedelta(days=6)
    conditions = [
        Activity.state == "planned",
        Activity.repeat.is_not(None),
        Activity.due_on <= last,
        *([Activity.person_id == person_id] if person_id is not None else []),
    ]
    items = {item.activity_id: item for item in agenda_items(session, conditions, limit=MOST)}
    held = session.execute(sa.select(Activity.id, Activity.repeat).where(Activity.id.in_(list(items))))
    zone = ZoneInfo(time_zone(session))
    begin = max(first, today(session))
    return tuple(
        _on(items[key], day, zone)
        for key, repeat in held
        if (turn := turn_of(repeat)) is not None
        for day in days_between(turn, begin, last)
    )


def _on(item: AgendaItem, day: date, zone: ZoneInfo) -> AgendaItem:
    """An activity as it comes again on a day."""
    due_at = item.due_at
    if due_at is not None:
        due_at = datetime.combine(day, due_at.astimezone(zone).time(), zone)
    return replace(item, state="expected", due_on=day, due_at=due_at)

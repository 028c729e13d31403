"""The activities of one week, for the calendar."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.week import Week
from salesdesk.models import Activity, Calendar
from salesdesk.queries.board import owner_choices
from salesdesk.queries.company_calendar import today
from salesdesk.queries.today import agenda_items
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
    return Week(first, now, agenda_items(session, conditions, limit=MOST), owner_choices(session))

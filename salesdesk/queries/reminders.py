"""Of what the person in front of the window is to be reminded."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.reminders import Reminder, Reminders
from salesdesk.models import Activity, Company, Contact, Deal
from salesdesk.queries.company_calendar import time_zone, today
from salesdesk.queries.settings import own_setting
from salesdesk.rules.reminders import USUAL, handled_of, is_open, is_told, reminder_moment

HANDLED, USUAL_KEY = "reminders", "usual_reminder"
"""The keys of a person's settings: what became of each reminder by activity, and how early one comes."""
NEVER = "never"
MOST = 200
_EARLIEST = timedelta(days=32)


def open_reminders(session: Session, *, at: datetime) -> Reminders:
    """What the viewer is to be reminded of at a moment: planned, with a reminder that came, not dismissed and
    not put off beyond that moment."""
    handled = own_setting(session, key=HANDLED) or {}
    zone = time_zone(session)
    found = []
    for row in _rows(session, at):
        moment = reminder_moment(row.due_on, row.due_at, row.remind_minutes, zone)
        state = handled_of(handled.get(str(row.id)))
        if moment is not None and is_open(moment, state, at):
            told = state.told if state is not None and is_told(moment, state, at) else None
            found.append(_reminder(row, moment, told))
    return Reminders(tuple(sorted(found, key=lambda each: (each.moment, each.activity_id))), today(session))


def _rows(session: Session, at: datetime) -> Any:
    me: int | None = session.info["viewer"].person_id
    return session.execute(
        sa.select(
            Activity.id,
            Activity.kind,
            Activity.subject,
            Activity.due_on,
            Activity.due_at,
            Activity.remind_minutes,
            Company.name.label("company"),
            Contact.name.label("contact"),
            Deal.title.label("deal"),
        )
        .outerjoin(Company, Company.id == Activity.company_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Deal, Deal.id == Activity.deal_id)
        .where(
            Activity.person_id == me,
            Activity.state == "planned",
            Activity.deleted_at.is_(None),
            Activity.remind_minutes.is_not(None),
            Activity.due_on <= at.date() + _EARLIEST,
        )
        .order_by(Activity.due_on.desc(), Activity.id)
        .limit(MOST)
    )


def _reminder(row: Any, moment: datetime, told: datetime | None) -> Reminder:
    return Reminder(
        activity_id=row.id,
        kind=row.kind,
        subject=row.subject,
        about=" · ".join(filter(None, (row.company, row.contact or row.deal))),
        due_on=row.due_on,
        due_at=row.due_at,
        moment=moment,
        told=told,
    )


def usual_reminder(session: Session) -> int | None:
    """How many minutes before its time what the viewer plans reminds where nothing is said; None: never."""
    chosen = own_setting(session, key=USUAL_KEY)
    if chosen is None:
        return USUAL
    return None if chosen == NEVER else int(chosen)

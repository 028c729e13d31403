"""Activities: planned, done, cancelled; each one moves its deal's facts on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Deal
from salesdesk.models.activity import ACTIVITY_KINDS, ACTIVITY_STATES
from salesdesk.models.base import now
from salesdesk.rules.texts import long_text, one_line
from salesdesk.services.facts import refresh_facts
from salesdesk.services.rows import Row, chunked, insert_rows, update_rows
from salesdesk.translation import tr


def plan_activity(
    session: Session,
    *,
    kind: str,
    subject: str,
    due_on: date | None,
    deal_id: int | None = None,
    **fields: Any,
) -> int:
    """Plan something for a day; its id."""
    row = {"kind": kind, "subject": subject, "due_on": due_on, "deal_id": deal_id, **fields}
    return insert_activities(session, [row])[0]


def insert_activities(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many activities, planned or done; their ids. Deals' facts follow."""
    deals = {row["deal_id"] for row in rows if row.get("deal_id")}
    owners = _deals(session, deals)
    ready = [_with_deal({"custom": {}, "state": "planned", **activity_values(row)}, owners) for row in rows]
    ids = insert_rows(session, Activity, ready)
    refresh_facts(session, deal_ids=deals)
    return ids


def update_activities(session: Session, rows: Sequence[Row]) -> int:
    """Change the given fields of activities by id; how many."""
    count = update_rows(session, Activity, [activity_values(row) for row in rows])
    ids = [row["id"] for row in rows]
    deals: set[int] = set()
    for part in chunked(ids):
        found = session.scalars(sa.select(Activity.deal_id).where(Activity.id.in_(part)))
        deals |= {deal_id for deal_id in found if deal_id is not None}
    refresh_facts(session, deal_ids=deals)
    return count


def activity_values(row: Row) -> dict[str, Any]:
    """The fields of an activity as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if (
        values.get("kind", "task") not in ACTIVITY_KINDS
        or values.get("state", "planned") not in ACTIVITY_STATES
    ):
        raise RuleBroken(
            tr("{word} is not a kind or state of activity.").format(
                word=values.get("kind") or values.get("state")
            )
        )
    if "subject" in values:
        values["subject"] = one_line(values["subject"], tr("The subject"))
        if not values["subject"]:
            raise RuleBroken(tr("An activity needs a subject."))
    for field in ("outcome", "description"):
        if field in values:
            values[field] = long_text(values[field], tr("The text"))
    return values


def _deals(session: Session, deal_ids: set[int]) -> dict[int, tuple[int | None, int | None]]:
    found: dict[int, tuple[int | None, int | None]] = {}
    for part in chunked(deal_ids):
        rows = session.execute(sa.select(Deal.id, Deal.owner_id, Deal.company_id).where(Deal.id.in_(part)))
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def _with_deal(values: dict[str, Any], deals: dict[int, tuple[int | None, int | None]]) -> dict[str, Any]:
    """An activity takes its deal's owner, so that whoever sees the deal sees it too."""
    deal_id = values.get("deal_id")
    if deal_id is None:
        return {**values, "owner_id": values.get("owner_id", values.get("person_id"))}
    if deal_id not in deals:
        raise RuleBroken(tr("This deal is not there any more."))
    owner_id, company_id = deals[deal_id]
    return {**values, "owner_id": owner_id, "company_id": values.get("company_id") or company_id}


def complete_activity(
    session: Session,
    *,
    activity_id: int,
    outcome: str | None = None,
    minutes: int | None = None,
    at: datetime | None = None,
) -> None:
    """Mark an activity as done, with what came of it."""
    activity = _live_activity(session, activity_id)
    activity.state, activity.done_at = "done", at or now()
    activity.outcome = long_text(outcome, tr("The outcome")) or activity.outcome
    activity.minutes = minutes if minutes is not None else activity.minutes
    _refresh(session, activity)


def set_next_step(
    session: Session, *, deal_id: int, subject: str | None, due_on: date | None, person_id: int | None = None
) -> None:
    """Write the next step of a deal: change the planned activity that it is, plan one, or cancel it."""
    activity = session.scalars(
        sa.select(Activity)
        .where(Activity.deal_id == deal_id, Activity.state == "planned", Activity.deleted_at.is_(None))
        .order_by(Activity.due_on.asc().nulls_last(), Activity.id)
        .limit(1)
    ).first()
    text = one_line(subject, tr("The next step"))
    if activity is None:
        if text:
            plan_activity(
                session, kind="task", subject=text, due_on=due_on, deal_id=deal_id, person_id=person_id
            )
        return
    if text is None:
        activity.state = "cancelled"
    else:
        activity.subject, activity.due_on = text, due_on
    _refresh(session, activity)


def _live_activity(session: Session, activity_id: int) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None or activity.deleted_at is not None:
        raise RuleBroken(tr("This activity is not there any more."))
    return activity


def _refresh(session: Session, activity: Activity) -> None:
    if activity.deal_id is not None:
        refresh_facts(session, deal_ids=[activity.deal_id])

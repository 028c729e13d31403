"""What happened on one deal and what is planned, as the panel beside the board tells it."""

from datetime import date
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import TimelineEntry
from salesdesk.models import Action, Activity, Attachment, DealSpan, History, Person, Stage
from salesdesk.translation import tr

_AT_MOST = 50


def deal_timeline(session: Session, deal_id: int) -> tuple[TimelineEntry, ...]:
    """What is planned, the nearest first; then activities, moves and files, the newest first."""
    when = sa.func.coalesce(Activity.done_at, Activity.due_at, Activity.created_at)
    rows = session.execute(
        sa.select(Activity, Person.name)
        .outerjoin(Person, Person.id == Activity.person_id)
        .where(Activity.deal_id == deal_id, Activity.deleted_at.is_(None), Activity.state != "cancelled")
        .order_by(when.desc())
        .limit(_AT_MOST)
    )
    entries = [_entry(activity, name or "") for activity, name in rows]
    planned = sorted(
        (each for each in entries if not each.done), key=lambda each: each.planned_on or date.max
    )
    done = [each for each in entries if each.done] + _moves(session, deal_id)
    done += _files(session, deal_id)
    return (*planned, *sorted(done, key=lambda each: each.at, reverse=True))


def _entry(activity: Activity, person: str) -> TimelineEntry:
    return TimelineEntry(
        at=activity.done_at or activity.due_at or activity.created_at,
        planned_on=activity.due_on,
        kind=activity.kind,
        title=activity.subject,
        person=person,
        done=activity.state == "done",
    )


def _moves(session: Session, deal_id: int) -> list[TimelineEntry]:
    """When the deal came into each of its stages, but for the first, and who moved it."""
    spans = session.execute(
        sa.select(DealSpan.from_at, DealSpan.stage_id, Stage.name)
        .join(Stage, Stage.id == DealSpan.stage_id)
        .where(DealSpan.deal_id == deal_id)
        .order_by(DealSpan.from_at, DealSpan.id)
    ).all()
    movers = _movers(session, deal_id)
    entries = []
    for before, now in pairwise(spans):
        if before.stage_id != now.stage_id:
            who = movers.get(now.stage_id)
            person = who.pop(0) if who else ""
            words = tr("Moved to {stage}").format(stage=now.name)
            entries.append(TimelineEntry(now.from_at, None, "moved", words, person, True))
    return entries[-_AT_MOST:]


def _files(session: Session, deal_id: int) -> list[TimelineEntry]:
    """The files kept with the deal, and who added each."""
    rows = session.execute(
        sa.select(Attachment.created_at, Attachment.name, Person.name.label("person"))
        .outerjoin(
            History,
            sa.and_(History.tbl == "attachment", History.row_id == Attachment.id, History.op == "created"),
        )
        .outerjoin(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(Attachment.deal_id == deal_id, Attachment.deleted_at.is_(None))
        .order_by(Attachment.created_at.desc(), Attachment.id.desc())
        .limit(_AT_MOST)
    )
    return [TimelineEntry(row.created_at, None, "file", row.name, row.person or "", True) for row in rows]


def _movers(session: Session, deal_id: int) -> dict[int, list[str]]:
    """Who moved the deal into each stage, the first to do so first."""
    rows = session.execute(
        sa.select(History.changes, Person.name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(History.tbl == "deal", History.row_id == deal_id, History.op == "updated")
        .order_by(History.id)
    )
    found: dict[int, list[str]] = {}
    for changes, name in rows:
        if changes and "stage_id" in changes:
            found.setdefault(changes["stage_id"][1], []).append(name or "")
    return found

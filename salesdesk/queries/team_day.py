"""Today of a team: its meetings, its deals without a next step, pushed deals, leads nobody answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.today import PushedDeal, QuietDeal, TeamDay
from salesdesk.models import Action, Activity, Deal, DealFacts, History, Stage
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import holidays, time_zone, today, work_hours
from salesdesk.queries.keys import among
from salesdesk.queries.leads import arrival
from salesdesk.queries.parts import parts_of
from salesdesk.queries.today import (
    MOST_DEALS,
    agenda,
    as_quiet,
    deal_rows,
    how_many,
    people_below,
    without_step,
)
from salesdesk.rules.agenda import MEETINGS
from salesdesk.rules.periods import local_time
from salesdesk.rules.response import working_hours

PUSHED_DAYS = 30
_OPEN = ("lead", "open")
_CHANGES = 5_000


def team_day(session: Session) -> TeamDay:
    """Today of everybody below the viewer, as today's tree has it; leads of nobody count as the team's."""
    people, day = people_below(session), today(session)
    no_step_count, no_step = without_step(session, [Deal.owner_id.in_(people)], day)
    leads_count, leads = _unanswered(session, people, day)
    return TeamDay(
        today=day,
        people=len(people),
        meetings=agenda(
            session,
            [Activity.person_id.in_(people), Activity.kind.in_(MEETINGS), Activity.due_on == day],
        ),
        no_step_count=no_step_count,
        no_step=no_step,
        pushed=_pushed(session, people),
        leads_count=leads_count,
        leads=leads,
    )


def _pushed(session: Session, people: Sequence[int]) -> tuple[PushedDeal, ...]:
    """Open deals whose expected close was moved to later in the last PUSHED_DAYS days, the most often
    moved ones first. One that is back at its old day was not.
    """
    moves = _moves(session)
    if not moves:
        return ()
    question = (
        deal_rows()
        .where(among(session, Deal.id, moves), Deal.owner_id.in_(people))
        .where(Deal.deleted_at.is_(None), Stage.type.in_(_OPEN))
    )
    found = [
        PushedDeal(
            deal_id=row.id,
            title=row.title,
            company=row.company or "",
            owner_id=row.owner_id,
            owner=row.owner or "",
            amount=row.amount,
            currency=row.currency,
            times=len(moves[row.id]),
            from_on=moves[row.id][0][0],
            to_on=moves[row.id][-1][1],
        )
        for row in session.execute(question)
        if row.close_on is not None and row.close_on > moves[row.id][0][0]
    ]
    return tuple(sorted(found, key=lambda deal: (-deal.times, deal.to_on, deal.deal_id)))


def _moves(session: Session) -> dict[int, list[tuple[date, date]]]:
    """Per deal the moves of its expected close to a later day, the earliest first."""
    changes = sa.cast(History.changes, sa.Text())
    question = (
        sa.select(History.row_id, History.changes, History.action_id)
        .join(Action, Action.id == History.action_id)
        .where(
            History.tbl == "deal", History.op != "created", Action.at > now() - timedelta(days=PUSHED_DAYS)
        )
        .where(Action.batch_id.is_(None), Action.undo_of_id.is_(None), changes.contains('"close_on"'))
        .order_by(History.id.desc())
        .limit(_CHANGES)
    )
    moves: dict[int, list[tuple[date, date]]] = defaultdict(list)
    undone = _undone(session)
    for deal_id, changed, action_id in session.execute(question):
        old, new = (changed or {}).get("close_on", (None, None))
        if old and new and new > old and action_id not in undone:
            moves[deal_id].insert(0, (date.fromisoformat(old), date.fromisoformat(new)))
    return dict(moves)


def _undone(session: Session) -> frozenset[int]:
    """The saves of the last PUSHED_DAYS days that were undone and not redone, with all their parts."""
    rows = session.execute(
        sa.select(Action.id, Action.undo_of_id)
        .where(Action.undo_of_id.is_not(None), Action.at > now() - timedelta(days=PUSHED_DAYS))
        .order_by(Action.id.desc())
    )
    # The latest first: what undoes an undo is known before that.
    gone: set[int] = set()
    for action_id, undone_id in rows:
        if action_id not in gone and undone_id is not None:
            gone.add(undone_id)
    return frozenset(parts_of(session, gone)) if gone else frozenset()


def _unanswered(session: Session, people: Sequence[int], day: date) -> tuple[int, tuple[QuietDeal, ...]]:
    """Deals in lead stages, of the team or of nobody, with which nobody talked yet; the oldest first.

    Each with the working hours for which it waits.
    """
    narrowed = [
        Deal.deleted_at.is_(None),
        Stage.type == "lead",
        DealFacts.last_touch_at.is_(None),
        sa.or_(Deal.owner_id.is_(None), Deal.owner_id.in_(people)),
    ]
    arrived_at = arrival()
    question = deal_rows().add_columns(arrived_at.label("arrived_at")).where(*narrowed)
    rows = session.execute(question.order_by(arrived_at, Deal.id).limit(MOST_DEALS))
    zone, free, worked = time_zone(session), holidays(session), work_hours(session)
    until = local_time(now(), zone)
    found = tuple(
        replace(
            as_quiet(row, day, zone),
            waits_hours=working_hours(local_time(row.arrived_at, zone), until, free, worked),
        )
        for row in rows
    )
    return len(found) if len(found) < MOST_DEALS else how_many(session, narrowed), found

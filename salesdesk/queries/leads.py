"""The inbox of leads: who came in, when, who has been answered."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.leads import Inbox, Lead
from salesdesk.models import Activity, Deal, DealSpan, LeadSource, Stage
from salesdesk.models.activity import CONVERSATIONS
from salesdesk.models.base import now, table_of
from salesdesk.queries.board import cards, conditions
from salesdesk.queries.company_calendar import holidays, time_zone, work_hours
from salesdesk.rules.periods import local_time
from salesdesk.rules.response import working_hours

MOST = 200
_deal, _stage, _span = table_of(Deal), table_of(Stage), table_of(DealSpan)
_activity, _source = table_of(Activity), table_of(LeadSource)


def lead_inbox(session: Session, *, filters: BoardFilter) -> Inbox:
    """The deals in lead stages of the pipeline that the filter names.

    A lead arrived when its history begins (else when it came into its stage); it was answered with the first
    conversation done since. At most MOST are given, `count` and `waiting` hold all.
    """
    rows = _rows(session, filters)
    waiting = sum(row.answered_at is None for row in rows)
    shown = {row.id: row for row in rows[:MOST]}
    found = {card.deal_id: card for card in cards(session, deal_ids=shown, filters=filters)}
    zone, moment, free = time_zone(session), now(), holidays(session)
    worked = work_hours(session)
    leads = []
    for row in shown.values():
        if row.id in found:
            arrived = local_time(row.arrived_at, zone)
            until = local_time(row.answered_at or moment, zone)
            hours = working_hours(arrived, until, free, worked)
            leads.append(
                Lead(
                    card=found[row.id],
                    stage=row.stage,
                    source=row.source or "",
                    arrived_at=row.arrived_at,
                    answered_at=row.answered_at,
                    response_hours=hours,
                )
            )
    return Inbox(tuple(leads), len(rows), waiting, bool(rows) or _has_lead_stages(session, filters))


def arrival() -> sa.ColumnElement[datetime]:
    """When a deal came in: its history begins then, else it came into its stage."""
    begun = sa.select(sa.func.min(_span.c.from_at)).where(_span.c.deal_id == _deal.c.id).scalar_subquery()
    return sa.type_coerce(sa.func.coalesce(begun, _deal.c.stage_entered_at), _deal.c.stage_entered_at.type)


def _has_lead_stages(session: Session, filters: BoardFilter) -> bool:
    found = sa.select(_stage.c.id).where(
        _stage.c.pipeline_id == filters.pipeline_id, _stage.c.type == "lead", _stage.c.deleted_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def _rows(session: Session, filters: BoardFilter) -> list[Any]:
    """Key, arrival and first answer of each lead, in the order of the inbox."""
    arrived_at = arrival()
    answered = (
        sa.select(sa.func.min(_activity.c.done_at))
        .where(
            _activity.c.deal_id == _deal.c.id,
            _activity.c.state == "done",
            _activity.c.kind.in_(CONVERSATIONS),
            _activity.c.deleted_at.is_(None),
            _activity.c.done_at >= arrived_at,
        )
        .scalar_subquery()
    )
    listed = (
        sa.select(
            _deal.c.id,
            _stage.c.name.label("stage"),
            _source.c.name.label("source"),
            arrived_at.label("arrived_at"),
            sa.type_coerce(answered, _deal.c.stage_entered_at.type).label("answered_at"),
        )
        .join(_stage, _stage.c.id == _deal.c.stage_id)
        .outerjoin(_source, _source.c.id == _deal.c.lead_source_id)
        .where(
            _deal.c.pipeline_id == filters.pipeline_id,
            _stage.c.type == "lead",
            *conditions(session, filters),
        )
    )
    rows = session.execute(listed).all()
    return sorted(rows, key=lambda row: _order(row.answered_at, row.arrived_at, row.id))


def _order(answered_at: datetime | None, arrived_at: datetime, key: int) -> tuple[Any, ...]:
    """Those who wait first, the longest on top; then those answered, the latest first."""
    if answered_at is None:
        return (0, arrived_at.timestamp(), key)
    return (1, -answered_at.timestamp(), key)

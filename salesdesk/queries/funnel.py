"""The funnel of a pipeline: deals by stage as the board counts them, and how many went on from each."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.funnel import Cohort, Funnel, FunnelStage
from salesdesk.models import Deal, DealSpan, LostReason, Stage
from salesdesk.models.base import now, table_of
from salesdesk.queries.board import NOTHING, conditions, stage_totals
from salesdesk.queries.company_calendar import base_currency, time_zone, today
from salesdesk.rules.periods import local_time

WINDOW_DAYS = 365
_deal, _span, _stage, _reason = (table_of(each) for each in (Deal, DealSpan, Stage, LostReason))


def pipeline_funnel(session: Session, *, filters: BoardFilter) -> Funnel:
    """The stages of the pipeline that the filter names, with the totals that the board's headers show.

    The cohort of a stage are the deals that first entered it in the last WINDOW_DAYS days, whatever became
    of them; went on = ever reached the next stage or a later one, Won included. `rules.conversion` makes a
    rate of it.
    """
    question = sa.select(_stage.c.id, _stage.c.name, _stage.c.type)
    question = question.where(_stage.c.pipeline_id == filters.pipeline_id, _stage.c.deleted_at.is_(None))
    stages = session.execute(question.order_by(_stage.c.position)).all()
    since = today(session) - timedelta(days=WINDOW_DAYS)
    totals = stage_totals(session, [stage.id for stage in stages], filters)
    begun = datetime.combine(since, time(), local_time(now(), time_zone(session)).tzinfo)
    cohorts = _cohorts(session, filters.pipeline_id, begun, conditions(session, filters))
    shown = []
    for stage in stages:
        total = totals.get(stage.id, NOTHING)
        shown.append(
            FunnelStage(
                stage_id=stage.id,
                name=stage.name,
                type=stage.type,
                count=total.count,
                total=total.total,
                weighted=total.weighted,
                without_rate=total.without_rate,
                cohort=cohorts.get(stage.id, Cohort()),
            )
        )
    return Funnel(base_currency(session), since, tuple(shown))


def _cohorts(
    session: Session, pipeline_id: int | None, since: datetime, narrowed: Sequence[Any]
) -> dict[int, Cohort]:
    """The cohort of each stage of a lead or open type; deals found to be duplicates leave every rate."""
    duplicate = sa.select(_reason.c.id).where(_reason.c.kind == "duplicate")
    first = (
        sa.select(_span.c.deal_id, _span.c.stage_id, sa.func.min(_span.c.from_at).label("entered_at"))
        .group_by(_span.c.deal_id, _span.c.stage_id)
        .subquery()
    )
    reached = sa.alias(_stage)
    # Lost lies behind all others, but whoever is lost went no further.
    furthest = (
        sa.select(_span.c.deal_id, sa.func.max(reached.c.position).label("position"))
        .join(reached, reached.c.id == _span.c.stage_id)
        .where(reached.c.type != "lost", reached.c.pipeline_id == pipeline_id)
        .group_by(_span.c.deal_id)
        .subquery()
    )
    stands = sa.alias(_stage)
    went_on = furthest.c.position > _stage.c.position
    is_open = sa.and_(sa.not_(went_on), stands.c.type.in_(("lead", "open")))
    question = (
        sa.select(
            first.c.stage_id,
            sa.func.count(),
            sa.func.count(sa.case((went_on, 1))),
            sa.func.count(sa.case((is_open, 1))),
        )
        .join(_stage, _stage.c.id == first.c.stage_id)
        .join(_deal, _deal.c.id == first.c.deal_id)
        .join(stands, stands.c.id == _deal.c.stage_id)
        .join(furthest, furthest.c.deal_id == first.c.deal_id)
        .where(
            first.c.entered_at >= since,
            _stage.c.type.in_(("lead", "open")),
            _stage.c.pipeline_id == pipeline_id,
            _deal.c.pipeline_id == pipeline_id,
            sa.or_(_deal.c.lost_reason_id.is_(None), _deal.c.lost_reason_id.not_in(duplicate)),
            *narrowed,
        )
        .group_by(first.c.stage_id)
    )
    return {stage_id: Cohort(*figures) for stage_id, *figures in session.execute(question)}

"""How long won deals spent in each stage, to measure open ones by."""

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Deal, DealSpan, Stage
from salesdesk.models.base import table_of
from salesdesk.rules.stage_age import usual_days

WON_DEALS = 500


def usual_days_by_stage(session: Session, *, pipeline_id: int) -> dict[int, int]:
    """Median days of the 500 deals won last in each lead and open stage; without stages with under ten."""
    deal, span, stage = table_of(Deal), table_of(DealSpan), table_of(Stage)
    won = (
        sa.select(deal.c.id)
        .where(deal.c.pipeline_id == pipeline_id, deal.c.won_on.is_not(None), deal.c.deleted_at.is_(None))
        .order_by(deal.c.won_on.desc(), deal.c.id.desc())
        .limit(WON_DEALS)
        .subquery()
    )
    spans = session.execute(
        sa.select(span.c.stage_id, span.c.deal_id, span.c.from_at, span.c.to_at)
        .join(won, won.c.id == span.c.deal_id)
        .join(stage, stage.c.id == span.c.stage_id)
        .where(stage.c.type.in_(("lead", "open")), span.c.to_at.is_not(None))
    )
    stays: dict[int, dict[int, timedelta]] = defaultdict(lambda: defaultdict(timedelta))
    for stage_id, deal_id, begun, ended in spans:
        stays[stage_id][deal_id] += ended - begun if ended else timedelta()
    usual = {
        stage_id: usual_days([stay / timedelta(days=1) for stay in deals.values()])
        for stage_id, deals in stays.items()
    }
    return {stage_id: days for stage_id, days in usual.items() if days is not None}

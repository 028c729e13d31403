"""How long won deals spent in each stage, to measure open ones by."""

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Deal, DealSpan, Stage
from salesdesk.rules.stage_age import usual_days

WON_DEALS = 500


def usual_days_by_stage(session: Session, *, pipeline_id: int) -> dict[int, int]:
    """Median days of the 500 deals won last in each lead and open stage; without stages with under ten."""
    won = (
        sa.select(Deal.id)
        .where(Deal.pipeline_id == pipeline_id, Deal.won_on.is_not(None), Deal.deleted_at.is_(None))
        .order_by(Deal.won_on.desc(), Deal.id.desc())
        .limit(WON_DEALS)
        .subquery()
    )
    spans = session.execute(
        sa.select(DealSpan.stage_id, DealSpan.deal_id, DealSpan.from_at, DealSpan.to_at)
        .join(won, won.c.id == DealSpan.deal_id)
        .join(Stage, Stage.id == DealSpan.stage_id)
        .where(Stage.type.in_(("lead", "open")), DealSpan.to_at.is_not(None))
    )
    stays: dict[int, dict[int, timedelta]] = defaultdict(lambda: defaultdict(timedelta))
    for stage_id, deal_id, begun, ended in spans:
        stays[stage_id][deal_id] += ended - begun if ended else timedelta()
    usual = {
        stage_id: usual_days([stay / timedelta(days=1) for stay in deals.values()])
        for stage_id, deals in stays.items()
    }
    return {stage_id: days for stage_id, days in usual.items() if days is not None}

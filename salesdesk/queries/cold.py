"""Which deals are going cold, asked of the database by the rule of rules.warmth."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import StageType
from salesdesk.models import Deal, DealFacts, Stage
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import time_zone
from salesdesk.rules.periods import local_time
from salesdesk.rules.warmth import DEFAULT_COLD_DAYS, NEXT_STEP_SHELTERS_DAYS, goes_cold_on

SILENT = sa.func.coalesce(DealFacts.last_touch_at, Deal.stage_entered_at)
"""Since when nobody touched a deal."""


def is_cold(session: Session, day: date) -> list[Any]:
    """Conditions on a deal and its facts: open, cold or very cold on a day, and no next step shelters it."""
    zone = local_time(now(), time_zone(session)).tzinfo
    stages = session.execute(
        sa.select(Stage.id, Stage.type, Stage.cold_after_days).where(Stage.type.in_(tuple(DEFAULT_COLD_DAYS)))
    ).all()
    # For each stage: silent since before the day on which a deal in it is cold from today on.
    by_bound: dict[date, list[int]] = {}
    for stage_id, kind, days in stages:
        limit = goes_cold_on(cast(StageType, kind), days, day)
        if limit is not None:
            by_bound.setdefault(day - (limit - day) + timedelta(days=1), []).append(stage_id)
    cold = [
        sa.and_(Deal.stage_id.in_(ids), datetime.combine(bound, time.min, zone) > SILENT)
        for bound, ids in by_bound.items()
    ]
    sheltered = DealFacts.next_step_on.between(day, day + timedelta(days=NEXT_STEP_SHELTERS_DAYS))
    unsheltered = sa.or_(DealFacts.next_step_on.is_(None), sa.not_(sheltered))
    return [unsheltered, sa.or_(sa.false(), *cold)]

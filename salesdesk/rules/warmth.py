"""When a deal is going cold, and which one warning its card shows."""

from datetime import date, timedelta

from salesdesk.answers.board import StageType, Warmth, Warning_

DEFAULT_COLD_DAYS: dict[str, int] = {"lead": 7, "open": 14}
NEXT_STEP_SHELTERS_DAYS = 30


def warmth(
    stage_type: StageType,
    cold_after_days: int | None,
    last_touch_on: date | None,
    next_step_on: date | None,
    today: date,
) -> Warmth:
    """cold after `cold_after_days` days without a touch, very cold after twice as many.

    Touch: a conversation done, a reply, a proposal sent or answered, a piece of evidence; without any, the
    day the deal was made or entered its stage. A next step within 30 days from today keeps a deal warm.
    Default 7 days in lead stages, 14 in open ones; decided deals are never cold.
    """
    if stage_type not in DEFAULT_COLD_DAYS or last_touch_on is None:
        return "warm"
    if next_step_on is not None and today <= next_step_on <= today + timedelta(days=NEXT_STEP_SHELTERS_DAYS):
        return "warm"
    limit = cold_after_days or DEFAULT_COLD_DAYS[stage_type]
    silent = (today - last_touch_on).days
    if silent > 2 * limit:
        return "very_cold"
    return "cold" if silent > limit else "warm"


def goes_cold_on(
    stage_type: StageType, cold_after_days: int | None, last_touch_on: date | None
) -> date | None:
    """The first day on which a deal is cold if nobody touches it and no next step shelters it.

    The last touch plus `cold_after_days` plus one day; None for decided deals.
    """
    if stage_type not in DEFAULT_COLD_DAYS or last_touch_on is None:
        return None
    return last_touch_on + timedelta(days=(cold_after_days or DEFAULT_COLD_DAYS[stage_type]) + 1)


def card_warning(
    stage_type: StageType,
    warm: Warmth,
    has_step: bool,
    next_step_on: date | None,
    close_on: date | None,
    today: date,
) -> Warning_:
    """The one warning of a card, the most pressing first: overdue step, close date past, cold, no step, step
    without a day, of which nobody is reminded."""
    if stage_type in ("won", "lost"):
        return "none"
    if next_step_on is not None and next_step_on < today:
        return "overdue_step"
    if close_on is not None and close_on < today:
        return "close_date_past"
    if warm == "very_cold":
        return "very_cold"
    if warm == "cold":
        return "cold"
    if not has_step:
        return "no_next_step"
    return "undated_step" if next_step_on is None else "none"

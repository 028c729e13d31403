"""How long deals stay in a stage, measured by those that were won."""

from collections.abc import Sequence
from statistics import median

LEAST = 10
LONG = 1.5


def usual_days(days: Sequence[float]) -> int | None:
    """Median of the days that won deals spent in a stage, rounded; None for fewer than ten of them."""
    return round(median(days)) if len(days) >= LEAST else None


def is_long(days: int, usual: int | None) -> bool:
    """days > 1.5 * the usual days; never where nothing is usual, or for less than a day and a half."""
    return usual is not None and days > LONG * max(usual, 1)

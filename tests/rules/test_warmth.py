"""A deal grows cold by its stage's days without a touch, and its card says the most pressing thing."""

from datetime import date, timedelta

import pytest

from salesdesk.answers.board import StageType
from salesdesk.rules.warmth import card_warning, warmth

TODAY = date(2026, 6, 15)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("stage", "limit", "silent", "expected"),
    [
        ("lead", None, 7, "warm"),
        ("lead", None, 8, "cold"),
        ("lead", None, 14, "cold"),
        ("lead", None, 15, "very_cold"),
        ("open", None, 14, "warm"),
        ("open", None, 15, "cold"),
        ("open", None, 29, "very_cold"),
        ("open", 3, 4, "cold"),
        ("won", None, 900, "warm"),
        ("lost", 1, 900, "warm"),
    ],
)
def test_days_without_a_touch_make_a_deal_cold(
    stage: StageType, limit: int | None, silent: int, expected: str
) -> None:
    assert warmth(stage, limit, ago(silent), None, TODAY) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "warm"), (30, "warm"), (31, "cold"), (-1, "cold")])
def test_a_step_within_thirty_days_keeps_it_warm(days: int, expected: str) -> None:
    assert warmth("open", None, ago(20), TODAY + timedelta(days=days), TODAY) == expected


@pytest.mark.parametrize(
    ("stage", "warm", "step", "close", "expected"),
    [
        ("open", "very_cold", ago(1), ago(1), "overdue_step"),
        ("open", "very_cold", None, ago(1), "close_date_past"),
        ("open", "very_cold", None, None, "very_cold"),
        ("open", "cold", TODAY + timedelta(days=40), None, "cold"),
        ("open", "warm", None, TODAY, "no_next_step"),
        ("open", "warm", TODAY, TODAY, "none"),
        ("won", "warm", None, ago(9), "none"),
    ],
)
def test_a_card_bears_one_warning(
    stage: StageType, warm: str, step: date | None, close: date | None, expected: str
) -> None:
    assert card_warning(stage, warm, step is not None, step, close, TODAY) == expected  # type: ignore[arg-type]


def test_a_step_without_a_day_is_told_from_no_step_at_all() -> None:
    assert card_warning("open", "warm", True, None, None, TODAY) == "undated_step"
    assert card_warning("open", "cold", True, None, None, TODAY) == "cold"
    assert card_warning("won", "warm", True, None, None, TODAY) == "none"

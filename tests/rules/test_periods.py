"""Days, quarters and periods follow the company's zone and fiscal year."""

from datetime import UTC, date, datetime

import pytest

from salesdesk.errors import RuleBroken
from salesdesk.rules.periods import business_day, fiscal_quarter, fiscal_year, month_after, period_named


def test_the_business_day_is_that_of_the_companys_zone() -> None:
    moment = datetime(2026, 1, 1, 1, 30, tzinfo=UTC)
    assert business_day(moment, "America/New_York") == date(2025, 12, 31)
    assert business_day(moment, "Asia/Tokyo") == date(2026, 1, 1)
    assert business_day(moment, "Nowhere/Land") == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "first_month", "first", "last"),
    [
        ("2026", 1, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026", 7, date(2025, 7, 1), date(2026, 6, 30)),
        ("2026-Q1", 7, date(2025, 7, 1), date(2025, 9, 30)),
        ("2026-q4", 1, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-Q4", 4, date(2026, 1, 1), date(2026, 3, 31)),
        ("2024-02", 7, date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_named_period_has_its_days(name: str, first_month: int, first: date, last: date) -> None:
    period = period_named(name, first_month)
    assert (period.first, period.last) == (first, last)


def test_every_day_of_a_quarter_bears_its_name() -> None:
    for first_month in range(1, 13):
        for quarter in range(1, 5):
            period = period_named(f"2026-Q{quarter}", first_month)
            for day in (period.first, period.last):
                assert fiscal_quarter(day, first_month) == period.name
                assert fiscal_year(day, first_month) == 2026


@pytest.mark.parametrize("name", ["", "26", "2026-Q5", "2026-13", "Q4", "0000", "2026-Q4; --", "９９９９-Q1"])
def test_anything_else_is_no_period(name: str) -> None:
    with pytest.raises(RuleBroken, match="is not a period"):
        period_named(name)


@pytest.mark.parametrize(
    ("day", "after"),
    [("2026-11-25", "2026-12-25"), ("2026-01-31", "2026-02-28"), ("2026-12-31", "2027-01-31")],
)
def test_a_month_later_is_the_same_day_of_the_next_month(day: str, after: str) -> None:
    assert month_after(date.fromisoformat(day)) == date.fromisoformat(after)

"""Working hours between two moments, as a table."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from salesdesk.rules.response import working_hours
from salesdesk.rules.week import are_hours

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-11-02T09:00", "2026-11-02T11:30", "2.5"),
        ("2026-11-02T06:00", "2026-11-02T09:00", "1"),  # the day begins at 8
        ("2026-11-02T17:00", "2026-11-03T09:00", "2"),  # over a night
        ("2026-11-06T17:00", "2026-11-09T09:00", "2"),  # over a weekend
        ("2026-11-07T10:00", "2026-11-08T20:00", "0"),  # a weekend
        ("2026-11-02T09:00", "2026-11-16T10:00", "101"),  # two weeks and an hour
        ("2026-11-06T17:00", "2026-11-14T12:00", "51"),  # a week and the rest of a Friday
        ("2026-11-02T09:00", "2026-11-02T09:00", "0"),
        ("2026-11-02T09:00", "2026-11-01T09:00", "0"),
        ("2026-10-23T17:00", "2026-10-26T09:00", "2"),  # the clocks go back in between
    ],
)
def test_working_hours(begin: str, end: str, hours: str) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=BERLIN) for each in (begin, end))
    assert working_hours(first, last) == Decimal(hours)


def test_holidays_are_no_working_days() -> None:
    friday, tuesday = datetime(2026, 12, 18, 16, tzinfo=BERLIN), datetime(2027, 1, 5, 10, tzinfo=BERLIN)
    whole = working_hours(friday, tuesday)
    days = {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2026, 5, 1)}
    assert working_hours(friday, tuesday, days) == whole - 20, "only two of them are weekdays"
    assert working_hours(friday, friday + timedelta(hours=1), {friday.date()}) == 0


@pytest.mark.parametrize(
    ("hours", "expected"), [((9 * 60, 17 * 60 + 30), "10"), ((0, 24 * 60), "41"), ((600, 601), "0.01")]
)
def test_a_company_has_its_own_working_hours(hours: tuple[int, int], expected: str) -> None:
    monday, tuesday = datetime(2026, 11, 2, 16, tzinfo=BERLIN), datetime(2026, 11, 4, 9, tzinfo=BERLIN)
    assert working_hours(monday, tuesday, (), hours) == Decimal(expected)


def test_working_hours_lie_within_one_day() -> None:
    assert are_hours(0, 24 * 60) and are_hours(540, 541)
    assert not any(are_hours(*each) for each in ((540, 540), (600, 540), (-1, 540), (540, 24 * 60 + 1)))

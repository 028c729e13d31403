"""How long somebody waits for an answer, in the hours in which a team works."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from salesdesk.rules.week import WORK_FROM, WORK_UNTIL

_A_DAY = WORK_UNTIL - WORK_FROM


def working_hours(begin: datetime, end: datetime, holidays: Collection[date] = ()) -> Decimal:
    """Hours from `begin` to `end` that lie Monday to Friday from WORK_FROM to WORK_UNTIL, `holidays` apart.

    Both in the company's zone; to a hundredth of an hour, 0 when `end` is not later.
    """
    if end <= begin:
        return Decimal(0)
    free = sum((_worked(day, begin, end) for day in set(holidays)), timedelta())
    weeks = (end - begin).days // 7
    begin += timedelta(days=7 * weeks)
    worked, day = timedelta(hours=5 * _A_DAY * weeks), begin.date()
    while day <= end.date():
        worked += _worked(day, begin, end)
        day += timedelta(days=1)
    return Decimal((worked - free) // timedelta(seconds=36)) / 100


def _worked(day: date, begin: datetime, end: datetime) -> timedelta:
    """What of a day's working hours lies between two moments."""
    if day.weekday() > 4:
        return timedelta()
    opens = datetime.combine(day, time(WORK_FROM), begin.tzinfo)
    closes = datetime.combine(day, time(WORK_UNTIL), begin.tzinfo)
    return max(timedelta(), min(closes, end) - max(opens, begin))

"""How long somebody waits for an answer, in the hours in which a team works."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from salesdesk.rules.week import USUAL_HOURS, Hours


def working_hours(
    begin: datetime, end: datetime, holidays: Collection[date] = (), hours: Hours = USUAL_HOURS
) -> Decimal:
    """Hours from `begin` to `end` that lie Monday to Friday within the working `hours`, `holidays` apart.

    Both in the company's zone; to a hundredth of an hour, 0 when `end` is not later.
    """
    if end <= begin:
        return Decimal(0)
    free = sum((_worked(day, begin, end, hours) for day in set(holidays)), timedelta())
    weeks = (end - begin).days // 7
    begin += timedelta(days=7 * weeks)
    worked, day = timedelta(minutes=5 * (hours[1] - hours[0]) * weeks), begin.date()
    while day <= end.date():
        worked += _worked(day, begin, end, hours)
        day += timedelta(days=1)
    return Decimal((worked - free) // timedelta(seconds=36)) / 100


def _worked(day: date, begin: datetime, end: datetime, hours: Hours) -> timedelta:
    """What of a day's working hours lies between two moments."""
    if day.weekday() > 4:
        return timedelta()
    midnight = datetime.combine(day, time(), begin.tzinfo)
    opens, closes = (midnight + timedelta(minutes=each) for each in hours)
    return max(timedelta(), min(closes, end) - max(opens, begin))

"""How long somebody waits for an answer, in the hours in which a team works."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from salesdesk.rules.week import WORK_FROM, WORK_UNTIL

_A_DAY = WORK_UNTIL - WORK_FROM


def working_hours(begin: datetime, end: datetime) -> Decimal:
    """Hours from `begin` to `end` that lie Monday to Friday between WORK_FROM and WORK_UNTIL.

    Both in the company's zone; to a hundredth of an hour, 0 when `end` is not later. Holidays are working
    days here.
    """
    if end <= begin:
        return Decimal(0)
    weeks = (end - begin).days // 7
    begin += timedelta(days=7 * weeks)
    worked, day = timedelta(hours=5 * _A_DAY * weeks), begin.date()
    while day <= end.date():
        if day.weekday() < 5:
            opens = datetime.combine(day, time(WORK_FROM), begin.tzinfo)
            closes = datetime.combine(day, time(WORK_UNTIL), begin.tzinfo)
            worked += max(timedelta(), min(closes, end) - max(opens, begin))
        day += timedelta(days=1)
    return Decimal(worked // timedelta(seconds=36)) / 100

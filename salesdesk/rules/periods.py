"""Days and periods as the company counts them: its time zone, its fiscal year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of business days, both ends included."""

    name: str
    first: date
    last: date


def local_time(moment: datetime, zone: str) -> datetime:
    """`moment` on the clocks of a zone; UTC if the zone is unknown here."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(UTC)


def business_day(moment: datetime, zone: str) -> date:
    """The date of `moment` where the company does business; UTC if the zone is unknown here."""
    return local_time(moment, zone).date()


def month_after(day: date) -> date:
    """The same day of the next month, its last day where that month is shorter."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def fiscal_year(day: date, first_month: int = 1) -> int:
    """The fiscal year of `day`; it is named after the year in which it ends."""
    return day.year + (1 if first_month > 1 and day.month >= first_month else 0)


def fiscal_quarter(day: date, first_month: int = 1) -> str:
    """The fiscal quarter of `day` as "2026-Q4"; a fiscal year is named after the year in which it ends."""
    return f"{fiscal_year(day, first_month)}-Q{(day.month - first_month) % 12 // 3 + 1}"


def period_named(name: str, first_month: int = 1) -> Period:
    """The period that "2026" (fiscal year), "2026-Q4" (fiscal quarter) or "2026-11" (month) names.

    RuleBroken for anything else.
    """
    found = _PERIOD.fullmatch(name.strip().upper())
    if found is None or not 1 < int(found["year"]) < 9999:
        raise RuleBroken(tr("{name} is not a period; write 2026, 2026-Q4 or 2026-11.").format(name=name))
    year = int(found["year"])
    if found["month"]:
        return _months(found[0], year, int(found["month"]), 1)
    start_year = year - 1 if first_month > 1 else year
    if not found["quarter"]:
        return _months(found[0], start_year, first_month, 12)
    return _months(found[0], start_year, first_month + 3 * (int(found["quarter"]) - 1), 3)


def _months(name: str, year: int, month: int, count: int) -> Period:
    """`count` whole months from `month` of `year` on; a month above 12 lies in the next year."""
    first_year, first_month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end = month + count - 1
    last_year, last_month = year + (end - 1) // 12, (end - 1) % 12 + 1
    last_day = monthrange(last_year, last_month)[1]
    return Period(name, date(first_year, first_month, 1), date(last_year, last_month, last_day))

"""Days and periods as the company counts them: its time zone, its fiscal year."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def business_day(moment: datetime, zone: str) -> date:
    """The date of `moment` where the company does business; UTC if the zone is unknown here."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(UTC).date()


def fiscal_quarter(day: date, first_month: int = 1) -> str:
    """The fiscal quarter of `day` as "2026-Q4"; a fiscal year is named after the year in which it ends."""
    shifted = (day.month - first_month) % 12
    year = day.year + (1 if first_month > 1 and day.month >= first_month else 0)
    return f"{year}-Q{shifted // 3 + 1}"

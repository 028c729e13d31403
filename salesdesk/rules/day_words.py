"""Days as people say them: today, tomorrow, Friday, +3, in 2 weeks; in the language of the texts."""

import re
from datetime import date, timedelta

from salesdesk.rules.names import name_key
from salesdesk.rules.periods import month_after
from salesdesk.translation import tr

_LEAST_LETTERS, _MOST = 2, 3650
_STEP = re.compile(r"\+ ?(\d{1,4}) ?([^\W\d_]*)")


def said_day(text: str, today: date) -> date | None:
    """The day that words name, seen from today; None for words that name none.

    today, tomorrow, yesterday, the day after tomorrow; a weekday, in full or by its first letters, is the
    next one after today; "next week" is its Monday, "next month" this day of it; "+3", "in 3 days", "+2w",
    "in 2 weeks", "in a month" count on from today, by at most ten years.
    """
    words = name_key(text).rstrip(".")
    named = _named(today).get(words)
    return named or _weekday(words, today) or _counted(words, today)


def _named(today: date) -> dict[str, date]:
    monday = today + timedelta(days=7 - today.weekday())
    return {
        name_key(tr("Today")): today,
        name_key(tr("Tomorrow")): today + timedelta(days=1),
        name_key(tr("The day after tomorrow")): today + timedelta(days=2),
        name_key(tr("Day after tomorrow")): today + timedelta(days=2),
        name_key(tr("Yesterday")): today - timedelta(days=1),
        name_key(tr("Next week")): monday,
        name_key(tr("Next month")): month_after(today),
    }


def _weekday(words: str, today: date) -> date | None:
    """The next day of that name; its first letters do where no other day begins like that."""
    names = [
        name_key(name)
        for name in (
            tr("Monday"),
            tr("Tuesday"),
            tr("Wednesday"),
            tr("Thursday"),
            tr("Friday"),
            tr("Saturday"),
            tr("Sunday"),
        )
    ]
    fitting = [place for place, name in enumerate(names) if name.startswith(words)]
    if len(words) < _LEAST_LETTERS or len(fitting) != 1:
        return None
    return today + timedelta(days=(fitting[0] - today.weekday() - 1) % 7 + 1)


def _counted(words: str, today: date) -> date | None:
    found = _STEP.fullmatch(words)
    unit, count = (found[2] or "d", int(found[1])) if found else _spelled(words)
    units = {"d": "day", "w": "week", "m": "month", "day": "day", "week": "week", "month": "month"}
    units |= {name_key(tr("Day")): "day", name_key(tr("Days")): "day"}
    units |= {name_key(tr("Week")): "week", name_key(tr("Weeks")): "week"}
    units |= {name_key(tr("Month")): "month", name_key(tr("Months")): "month"}
    known = units.get(unit)
    if known is None or not 0 <= count * {"day": 1, "week": 7, "month": 31}[known] <= _MOST:
        return None
    if known == "month":
        return _months_on(today, count)
    return today + timedelta(days=count * (7 if known == "week" else 1))


def _spelled(words: str) -> tuple[str, int]:
    """Unit and count of "in 2 weeks" or "in a week"; no unit where it is neither."""
    begin = name_key(tr("in")) + " "
    if not words.startswith(begin):
        return "", 0
    count, _, unit = words.removeprefix(begin).partition(" ")
    if count in (name_key(tr("a")), name_key(tr("one"))):
        return unit, 1
    return (unit, int(count)) if count.isdecimal() and len(count) <= len(str(_MOST)) else ("", 0)


def _months_on(today: date, count: int) -> date:
    """The same day that many months on, the last one of a month that is shorter."""
    first = today.replace(day=1)
    for _ in range(count):
        first = month_after(first)
    if first.month == today.month and first.year == today.year:
        return today
    last = month_after(first) - timedelta(days=1)
    return first.replace(day=min(today.day, last.day))

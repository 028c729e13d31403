"""When somebody is reminded of an activity, and whether that is still to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from salesdesk.translation import tr

USUAL = 10
"""How many minutes before its time what has one reminds, unless the person chose otherwise."""
WAYS: Mapping[int, str] = {
    0: tr("At its time"),
    10: tr("10 minutes before"),
    60: tr("1 hour before"),
    1440: tr("1 day before"),
}
"""How many minutes before it one can be reminded, in words."""
MORNING = time(9)
"""When that begins which has a day, and no time of it."""
SNOOZES: Mapping[int, str] = {10: tr("10 minutes"), 60: tr("1 hour"), 1440: tr("1 day")}
"""For how many minutes a reminder can be put off, in words."""
TOLD_FOR, TOLD_AGAIN = timedelta(minutes=15), timedelta(minutes=10)
"""How long nobody else shows what a window said it shows, and when it says so again."""
_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a reminder for the moment `of`: told at a moment, put off until one, dismissed."""

    of: datetime
    told: datetime | None = None
    until: datetime | None = None
    dismissed: bool = False


def reminder_moment(
    due_on: date | None, due_at: datetime | None, minutes: int | None, zone: str
) -> datetime | None:
    """When to remind, `minutes` before its time; None for never.

    What has only a day reminds at MORNING in `zone`, on that day or whole days before.
    """
    if minutes is None:
        return None
    if due_at is None:
        if due_on is None:
            return None
        due_at = datetime.combine(due_on, MORNING, ZoneInfo(zone))
        minutes -= minutes % _DAY_MINUTES
    return due_at - timedelta(minutes=minutes)


def is_open(moment: datetime, handled: Handled | None, now: datetime) -> bool:
    """Whether a reminder for this moment has come and waits for an answer.

    What became of one for another moment means nothing: the activity was moved since.
    """
    if moment > now:
        return False
    if handled is None or handled.of != moment:
        return True
    return not handled.dismissed and (handled.until is None or handled.until <= now)


def is_told(moment: datetime, handled: Handled | None, now: datetime) -> bool:
    """Whether one of this person's windows shows it: it said so within TOLD_FOR.

    A window that shows it says so again before that; one that was closed leaves it to the others.
    """
    if handled is None or handled.of != moment or handled.told is None:
        return False
    return now - handled.told < TOLD_FOR


def stored_handled(handled: Handled) -> dict[str, Any]:
    """What became of a reminder as the database keeps it."""
    held: dict[str, Any] = {"of": handled.of.isoformat()}
    for name, value in (("told", handled.told), ("until", handled.until)):
        if value is not None:
            held[name] = value.isoformat()
    return held | ({"dismissed": True} if handled.dismissed else {})


def handled_of(held: Mapping[str, Any] | None) -> Handled | None:
    """What `stored_handled` stored; None for None."""
    if not held:
        return None
    told, until = (
        datetime.fromisoformat(held[name]) if held.get(name) else None for name in ("told", "until")
    )
    return Handled(datetime.fromisoformat(held["of"]), told, until, bool(held.get("dismissed")))

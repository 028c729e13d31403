"""What is overdue, where a thing goes that has to wait, and what usually comes after a thing is done."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from salesdesk.translation import tr

AgendaGroup = Literal["overdue", "today", "coming", "later", "undated"]
COMING_DAYS = 7
MEETINGS = ("call", "meeting", "demo", "visit")
"""The kinds that somebody keeps with somebody else at a certain time."""
VISIT_ENDS_AFTER = timedelta(hours=4)
FIRST_LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Later:
    """A day, and a time of day where there is one, to which something can be put off; in words.

    `after` is how long from now, where that is what the words say, in whichever zone.
    """

    words: str
    on: date
    at: time | None
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to plan after something was done."""

    kind: str
    subject: str
    on: date


def is_over(due_at: datetime | None, minutes: int | None, now: datetime) -> bool:
    """Whether the time at which something was planned has passed, with the `minutes` that it takes.

    What is for any time of a day is not over before the day is.
    """
    return due_at is not None and due_at + timedelta(minutes=minutes or 0) < now


def agenda_group(due_on: date | None, today: date, over: bool = False) -> AgendaGroup:
    """overdue before today, coming within the next COMING_DAYS days after it, later beyond them.

    What is for a certain time of today is overdue when that is `over` (is_over).
    """
    if due_on is None:
        return "undated"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "overdue" if over else "today"
    return "coming" if due_on <= today + timedelta(days=COMING_DAYS) else "later"


def working_days_after(day: date, days: int) -> date:
    """The day that lies `days` working days, Monday to Friday, after `day`."""
    found = day
    while days > 0:
        found += timedelta(days=1)
        days -= found.weekday() < 5
    return found


def later_ways(today: date, now: time, at: time | None) -> tuple[Later, ...]:
    """Where something can be put off to; it keeps its time of day but for the first way.

    In an hour (only what has a time, before 22:00), tomorrow, in three days, next Monday, in two weeks.
    """
    ways = []
    if at is not None and now.hour < 22:
        ways.append(Later(tr("In an hour"), today, time(now.hour + 1, now.minute), timedelta(hours=1)))
    ways.append(Later(tr("Tomorrow"), today + timedelta(days=1), at))
    ways.append(Later(tr("In three days"), today + timedelta(days=3), at))
    ways.append(Later(tr("Next Monday"), today + timedelta(days=7 - today.weekday()), at))
    ways.append(Later(tr("In two weeks"), today + timedelta(days=14), at))
    return tuple(ways)


def next_proposed(kind: str, subject: str, today: date) -> Proposal:
    """What usually follows on something done, in working days.

    meeting, visit: an e-mail after 1; demo: a call after 2; call, e-mail: a call after 3; others: after 5.
    """
    if kind in ("meeting", "visit"):
        return Proposal("email", tr("Send what was agreed"), working_days_after(today, 1))
    if kind == "demo":
        return Proposal("call", tr("Ask what they thought of the demo"), working_days_after(today, 2))
    days = 3 if kind in ("call", "email") else 5
    words = subject if subject.startswith(_again()) else _again() + subject
    return Proposal("call", words, working_days_after(today, days))


def _again() -> str:
    return tr("Follow up: ")


def visit_since(since: datetime | None, last_seen: datetime | None, now: datetime) -> datetime:
    """From when on changes are new: the end of the visit before this one.

    A visit ends when nobody looked for VISIT_ENDS_AFTER; somebody's first visit looks FIRST_LOOK_BACK back.
    """
    if last_seen is None:
        return now - FIRST_LOOK_BACK
    if since is None or now - last_seen > VISIT_ENDS_AFTER:
        return last_seen
    return since

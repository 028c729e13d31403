"""What somebody is to be reminded of now."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """An activity whose reminder came at `moment` and waits for an answer.

    `told` is when one of the person's windows said that it shows it; None where none does.
    """

    activity_id: int
    kind: str
    subject: str
    about: str
    due_on: date | None
    due_at: datetime | None
    moment: datetime
    told: datetime | None


@dataclass(frozen=True, slots=True)
class Reminders:
    """All that waits, what comes first on top, and what day it is."""

    items: tuple[Reminder, ...]
    today: date

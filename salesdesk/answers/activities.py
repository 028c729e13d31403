"""One activity with all that its form shows."""

from dataclasses import dataclass
from datetime import date, datetime

from salesdesk.answers.choice import Choice
from salesdesk.answers.repeats import Repeat


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """An activity; `state` is planned, done or cancelled, times are aware.

    `can_propose` says whether its deal is open and nothing else is planned for it, so that finishing it
    should plan what comes next.
    """

    activity_id: int
    version: int
    kind: str
    state: str
    subject: str
    person_id: int | None
    deal_id: int | None
    deal: str
    company_id: int | None
    company: str
    contact_id: int | None
    contact: str
    due_on: date | None
    due_at: datetime | None
    done_at: datetime | None
    minutes: int | None
    outcome: str
    description: str
    repeat: Repeat | None
    remind_minutes: int | None
    can_propose: bool
    today: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ActivityForm:
    """What the form for a new activity needs to know: who can do it, what day it is, and how many minutes
    before its time it reminds where nothing else is said (None: never)."""

    people: tuple[Choice, ...]
    today: date
    facts: ActivityFacts | None
    remind_minutes: int | None = None

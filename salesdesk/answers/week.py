"""A week of activities as the calendar shows it."""

from dataclasses import dataclass
from datetime import date

from salesdesk.answers.choice import Choice
from salesdesk.answers.today import AgendaItem


@dataclass(frozen=True, slots=True)
class Week:
    """One week from its first day on: what is planned and what was done on its days, and who can be shown.

    `hours` are the working hours, in minutes after midnight, `days_off` its days on which nobody works.
    Items with the state "expected" will be planned by their rule when the one before is done.
    """

    first: date
    today: date
    items: tuple[AgendaItem, ...]
    people: tuple[Choice, ...]
    hours: tuple[int, int]
    days_off: frozenset[date]

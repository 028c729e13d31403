"""What the inbox of leads shows: who came in, when, and whether anybody has answered."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from salesdesk.answers.board import Card


@dataclass(frozen=True, slots=True)
class Lead:
    """A deal in a lead stage. `response_hours` are working hours until the first conversation, so far while
    nobody has answered (`answered_at` is None)."""

    card: Card
    stage: str
    source: str
    arrived_at: datetime
    answered_at: datetime | None
    response_hours: Decimal


@dataclass(frozen=True, slots=True)
class Inbox:
    """The leads of a pipeline: those who wait first, the longest on top; then the answered, the latest first.

    `leads` may hold only the first; `count` holds all, `waiting` of them nobody has answered.
    """

    leads: tuple[Lead, ...]
    count: int
    waiting: int
    has_stages: bool

"""What the pipeline board shows: columns with exact totals, and the cards in them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from salesdesk.answers.choice import Choice

if TYPE_CHECKING:
    # A board without filters, as the first one is, does without what lists are made of.
    from salesdesk.answers.lists import Condition

StageType = Literal["lead", "open", "won", "lost"]
Warmth = Literal["warm", "cold", "very_cold"]
Warning_ = Literal[
    "none", "overdue_step", "no_next_step", "undated_step", "close_date_past", "cold", "very_cold"
]


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which deals the board shows: on one pipeline, of some owners, with some text in title or company.

    `conditions` are those that a list of deals can be asked; both show the same deals under them.
    """

    pipeline_id: int | None = None
    owner_ids: frozenset[int] = frozenset()
    text: str = ""
    conditions: "tuple[Condition, ...]" = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One deal as a card. `amount` is in `currency`, `amount_base` in the base currency (None: no rate)."""

    deal_id: int
    version: int
    number: str
    title: str
    company: str
    stage_id: int
    rank: str
    amount: Decimal | None
    currency: str
    amount_base: Decimal | None
    probability: int
    owner_id: int | None
    owner: str
    next_step: str
    next_step_on: date | None
    warmth: Warmth
    warning: Warning_
    stage_entered_on: date | None
    close_on: date | None

    @property
    def without_rate(self) -> bool:
        """Whether it has an amount that is in no sum, for want of a rate."""
        return self.amount is not None and self.amount_base is None


@dataclass(frozen=True, slots=True)
class Column:
    """One stage with all its totals; `cards` may hold only the first ones, `count` and sums hold all.

    `total` and `weighted` are in the base currency; `without_rate` deals have an amount but no rate and are
    in neither sum.
    """

    stage_id: int
    name: str
    type: StageType
    probability: int
    count: int
    total: Decimal
    weighted: Decimal
    without_rate: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One pipeline as a board: its columns in order and what can be chosen beside it.

    `elsewhere` names the pipelines that hold deals where this one holds none.
    """

    pipeline_id: int
    pipeline: str
    currency: str
    today: date
    columns: tuple[Column, ...]
    pipelines: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    lost_reasons: tuple[Choice, ...]
    elsewhere: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened on a deal, or is planned for a day. `kind` is an activity's, "moved" or "file"."""

    at: datetime
    planned_on: date | None
    kind: str
    title: str
    person: str
    done: bool


@dataclass(frozen=True, slots=True)
class DealSheet:
    """Everything the detail panel shows of one deal."""

    card: Card
    pipeline_id: int
    stage: str
    stage_type: StageType
    stages: tuple[Choice, ...]
    contact: str
    category: str
    kind: str
    source: str
    won_on: date | None
    lost_on: date | None
    lost_reason: str
    description: str
    timeline: tuple[TimelineEntry, ...]
    owners: tuple[Choice, ...]

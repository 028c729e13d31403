"""What the board shows in lanes: the undecided deals of a pipeline, apart by owner or segment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from salesdesk.answers.board import Card

LaneField = Literal["owner", "segment"]


@dataclass(frozen=True, slots=True)
class LaneCell:
    """The deals of one lane in one stage; `cards` may hold only the first, `count` and `total` hold all."""

    count: int = 0
    total: Decimal = Decimal(0)
    without_rate: int = 0
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """One owner or segment; `key` is None for deals without one. `cells` are by stage."""

    key: int | None
    name: str
    cells: Mapping[int, LaneCell]

    @property
    def count(self) -> int:
        """How many deals it holds."""
        return sum(cell.count for cell in self.cells.values())

    @property
    def total(self) -> Decimal:
        """What they are worth in the base currency."""
        return sum((cell.total for cell in self.cells.values()), Decimal(0))

    @property
    def without_rate(self) -> int:
        """How many have an amount but no rate, and are not in the sum."""
        return sum(cell.without_rate for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes in their order, the one without a name last."""

    by: LaneField
    today: date
    currency: str
    lanes: tuple[Lane, ...]

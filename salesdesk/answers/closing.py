"""What the calendar of expected closes shows: a month in whole weeks, and the deals without a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from salesdesk.answers.board import Card

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CloseDay:
    """The open deals expected to close on a day; `on` is None for those without one.

    `count` and `total` (base currency) hold all of them, `cards` the largest; `without_rate` deals have an
    amount but no rate and are not in the sum.
    """

    on: date | None
    count: int = 0
    total: Decimal = ZERO
    without_rate: int = 0
    cards: tuple[Card, ...] = ()

    def joined(self, card: Card) -> "CloseDay":
        """With one deal more."""
        return replace(
            self,
            count=self.count + 1,
            total=self.total + (card.amount_base or ZERO),
            without_rate=self.without_rate + card.without_rate,
            cards=(card, *self.cards),
        )

    def left(self, card: Card) -> "CloseDay":
        """With one deal less."""
        kept = tuple(each for each in self.cards if each.deal_id != card.deal_id)
        return replace(
            self,
            count=self.count - 1,
            total=self.total - (card.amount_base or ZERO),
            without_rate=self.without_rate - card.without_rate,
            cards=kept,
        )


@dataclass(frozen=True, slots=True)
class CloseMonth:
    """A month in whole weeks from `first` to `last`; `days` holds those with deals."""

    month: date
    first: date
    last: date
    today: date
    currency: str
    days: Mapping[date, CloseDay]
    unscheduled: CloseDay

    def day(self, on: date) -> CloseDay:
        """The deals of a day."""
        return self.days.get(on) or CloseDay(on)

    @property
    def weeks(self) -> tuple[date, ...]:
        """The first day of each week."""
        count = ((self.last - self.first).days + 1) // 7
        return tuple(self.first + timedelta(days=7 * week) for week in range(count))

    def together(self, first: date, last: date) -> CloseDay:
        """Count and sums of some days, both included."""
        found = [day for on, day in self.days.items() if first <= on <= last]
        return CloseDay(
            None,
            sum(day.count for day in found),
            sum((day.total for day in found), ZERO),
            sum(day.without_rate for day in found),
        )

    @property
    def whole(self) -> CloseDay:
        """Count and sums of the month itself, without the days of others around it."""
        after = (self.month + timedelta(days=31)).replace(day=1)
        return self.together(self.month, after - timedelta(days=1))

    def moved(self, card: Card, on: date | None) -> "CloseMonth":
        """The month with a deal on another day, as it is shown until it is saved and read again."""
        fresh = replace(card, close_on=on)
        days, unscheduled = dict(self.days), self.unscheduled
        if card.close_on is None:
            unscheduled = unscheduled.left(card)
        else:
            days[card.close_on] = self.day(card.close_on).left(card)
        if on is None:
            unscheduled = unscheduled.joined(fresh)
        else:
            days[on] = (days.get(on) or CloseDay(on)).joined(fresh)
        return replace(self, days=days, unscheduled=unscheduled)

"""Amounts in several currencies, and what part of an open deal is counted."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

Rates = Mapping[str, Sequence[tuple[date, Decimal]]]
"""Per currency the days from which a rate holds, rising, in units of the base currency for one unit."""

LARGEST_AMOUNT = Decimal(9_000_000_000_000)


def rate_on(rates: Rates, base: str, currency: str, day: date) -> Decimal | None:
    """Units of `base` for one unit of `currency` on `day`; None if no rate is known.

    Before the first known day there is no rate: a figure without one is left out and said, never guessed. A
    rate that begins later does not hold yet.
    """
    if currency == base:
        return Decimal(1)
    known = rates.get(currency, ())
    if not known:
        return None
    place = bisect_right(known, day, key=lambda entry: entry[0])
    return known[place - 1][1] if place else None


def amount_in_base(
    amount: Decimal | None, currency: str, rates: Rates, base: str, day: date, digits: int = 2
) -> Decimal | None:
    """amount × rate of `day`, rounded half up to the base currency's `digits`; None without amount or rate.

    `day` is the win date of a won deal, and today for all others. Each deal is rounded and sums are made
    of what was rounded, so that what a deal takes from one sum is what it adds to another.
    """
    if amount is None:
        return None
    rate = rate_on(rates, base, currency, day)
    return None if rate is None else rounded(amount * rate, digits)


def weighted(sums: Iterable[tuple[Decimal, int]]) -> Decimal:
    """Σ sum × probability / 100 over (sum in base currency, whole per cent); won counts 100, lost 0."""
    return sum((total * probability / 100 for total, probability in sums), Decimal(0))


def rounded(amount: Decimal, digits: int = 2) -> Decimal:
    """`amount` rounded half up to the currency's digits."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def storable_amount(amount: Decimal | int) -> Decimal:
    """`amount` as it is stored; RuleBroken unless it is a number from 0 to 9 trillion."""
    value = Decimal(amount)
    if not value.is_finite() or not 0 <= value <= LARGEST_AMOUNT:
        raise RuleBroken(
            tr("The amount {amount} cannot be stored; it must lie between 0 and 9 trillion.").format(
                amount=amount
            )
        )
    return value

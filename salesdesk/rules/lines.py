"""What the lines of a deal come to."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def line_net(quantity: Decimal, unit_price: Decimal | None, discount: Decimal) -> Decimal:
    """quantity x unit price x (1 - discount), rounded half up to cents; 0 without a price.

    `discount` is a fraction of 1.
    """
    if unit_price is None:
        return Decimal(0)
    return (quantity * unit_price * (1 - discount)).quantize(_CENT, ROUND_HALF_UP)


_TIMES_A_YEAR = {"one_off": 1, "month": 12, "quarter": 4, "year": 1}


def booking_value(lines: Iterable[tuple[Decimal, str]]) -> Decimal:
    """What lines (net, billing) are booked at: one-off ones + the first 12 months of recurring ones.

    net x 12 by the month, x 4 by the quarter, x 1 by the year; the nets are the rounded ones that are shown.
    """
    return sum((net * _TIMES_A_YEAR[billing] for net, billing in lines), Decimal(0))

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


def sum_of_lines(nets: Iterable[Decimal]) -> Decimal:
    """The sum of rounded lines, so that it is what one gets by adding up what is shown."""
    return sum(nets, Decimal(0))

"""What the lines of a deal come to."""

from decimal import Decimal

import pytest

from salesdesk.rules.lines import booking_value, line_net


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net"),
    [
        ("40", "120", "0.1", "4320.00"),
        ("1", "0.125", "0", "0.13"),
        ("3", "33.33", "0.333", "66.69"),
        ("2", None, "0", "0"),
        ("1", "99", "1", "0.00"),
    ],
)
def test_a_line_is_quantity_times_price_less_discount(
    quantity: str, price: str | None, discount: str, net: str
) -> None:
    unit = Decimal(price) if price is not None else None
    assert line_net(Decimal(quantity), unit, Decimal(discount)) == Decimal(net)


def test_recurring_lines_are_booked_with_their_first_twelve_months() -> None:
    lines = [(Decimal("0.13"), "one_off"), (Decimal(4620), "month"), (Decimal(10), "quarter")]
    assert booking_value([*lines, (Decimal(7), "year")]) == Decimal("55487.13")
    assert booking_value([]) == 0

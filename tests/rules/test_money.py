"""Amounts are exact, converted at the rate of the day, refused when they cannot be stored."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.errors import RuleBroken
from salesdesk.rules.money import amount_in_base, rate_on, rounded, storable_amount, weighted
from salesdesk.rules.win_rate import win_rate

RATES = {"USD": [(date(2026, 1, 1), Decimal("0.9")), (date(2026, 6, 1), Decimal("0.8"))]}


@pytest.mark.parametrize(
    ("currency", "day", "rate"),
    [
        ("EUR", date(2020, 1, 1), "1"),
        ("USD", date(2026, 7, 1), "0.8"),
        ("USD", date(2026, 5, 31), "0.9"),
        ("USD", date(2026, 6, 1), "0.8"),
        ("USD", date(2025, 12, 31), None),
        ("GBP", date(2026, 7, 1), None),
    ],
)
def test_the_rate_of_a_day_is_the_last_one_before_it(currency: str, day: date, rate: str | None) -> None:
    assert rate_on(RATES, "EUR", currency, day) == (Decimal(rate) if rate else None)


def test_an_amount_is_worth_what_the_rate_of_the_day_makes_of_it() -> None:
    assert amount_in_base(Decimal(100), "USD", RATES, "EUR", date(2026, 2, 1)) == 90
    assert amount_in_base(Decimal(100), "USD", RATES, "EUR", date(2026, 6, 1)) == 80
    assert amount_in_base(Decimal(100), "GBP", RATES, "EUR", date(2026, 6, 1)) is None
    assert amount_in_base(None, "EUR", RATES, "EUR", date(2026, 6, 1)) is None


def test_an_amount_in_the_base_currency_is_rounded_to_its_smallest_coin() -> None:
    day = date(2026, 2, 1)
    assert amount_in_base(Decimal("10.05"), "USD", RATES, "EUR", day) == Decimal("9.05")
    assert amount_in_base(Decimal("10.05"), "USD", RATES, "JPY", day, 0) == 9
    assert amount_in_base(Decimal("0.005"), "EUR", RATES, "EUR", day) == Decimal("0.01")


def test_weighting_is_exact_over_sums() -> None:
    assert weighted([(Decimal("0.1"), 33)] * 3) == Decimal("0.099")
    assert weighted([(Decimal("1e12"), 100), (Decimal(5), 0)]) == Decimal("1e12")


def test_rounding_goes_half_up() -> None:
    assert [rounded(Decimal(text)) for text in ("0.005", "2.675", "-0.005")] == [
        Decimal("0.01"),
        Decimal("2.68"),
        Decimal("-0.01"),
    ]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "9000000000000.01"])
def test_an_amount_that_cannot_be_stored_is_refused(amount: str) -> None:
    with pytest.raises(RuleBroken, match="cannot be stored"):
        storable_amount(Decimal(amount))


def test_a_win_rate_without_decisions_is_not_applicable() -> None:
    assert win_rate(0, 0) is None
    assert win_rate(1, 3) == Decimal("0.25")
    assert win_rate(Decimal("0.3"), Decimal("0.1")) == Decimal("0.75")

"""Rates pasted from a spreadsheet or a bank's page are read as they are meant, or refused by line."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.errors import SalesDeskError
from salesdesk.exchange.rate_table import read_rate, read_rate_table

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31\t0.853\n2026-02-28\t0.8712",
        "Day\tRate\n31.01.2026\t0,853\n28.02.2026\t0,8712\n",
        "31/01/2026;0.853\n28/02/2026;0.8712",
        "31 Jan 2026 0.853\n\n28 Feb 2026 0.8712",
    ],
)
def test_days_and_rates_are_read_however_they_are_written(text: str) -> None:
    assert read_rate_table(text) == [(JANUARY, Decimal("0.853")), (FEBRUARY, Decimal("0.8712"))]


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("0.912", "0.912"), ("0,912", "0.912"), ("12.345", "12.345"), ("1,234.5", "1234.5"), ("130", "130")],
)
def test_a_single_rate_has_no_groups_of_thousands(typed: str, rate: str) -> None:
    assert read_rate(typed) == Decimal(rate)


def test_words_are_no_rate() -> None:
    for typed in ("", "nan", "-1", "1e3", "a", "."):
        with pytest.raises(ValueError):
            read_rate(typed)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no rate in it"),
        ("Day\tRate", "no rate in it"),
        ("2026-01-31\t0.85\n2026-02-28", "Line 2 needs a day"),
        ("2026-01-31\tabout one", "Line 1 cannot be read"),
        ("2026-02-31\t1.1", "Line 1 cannot be read"),
        ("03/04/2026\t1.1", "day"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, sentence: str) -> None:
    with pytest.raises(SalesDeskError, match=sentence):
        read_rate_table(text)

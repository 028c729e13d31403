"""Amounts and days as people read them, and amounts as people type them."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.ui.kit.format import distance, file_size, initials, money, number, parse_amount, short_money

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("14530", "EUR", "€14,530"),
        ("14530.5", "EUR", "€14,530.50"),
        ("-12", "EUR", "−€12"),
        ("0", "EUR", "€0"),
        ("13117", "CHF", "CHF\N{NO-BREAK SPACE}13,117"),
        ("1500", "JPY", "¥1,500"),
    ],
)
def test_an_amount_shows_cents_only_where_there_are_some(amount: str, currency: str, words: str) -> None:
    assert money(Decimal(amount), currency) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("719000", "€719k"),
        ("1264000", "€1.26m"),
        ("12400", "€12.4k"),
        ("9999", "€9,999"),
        ("20000", "€20k"),
        ("1250.5", "€1,251"),
        ("12450", "€12.5k"),
    ],
)
def test_a_short_amount_keeps_three_digits(amount: str, words: str) -> None:
    assert short_money(Decimal(amount), "EUR") == words


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1234,5", "1234.5"),
        ("12,000", "12000"),
        ("12.000", "12000"),
        ("€ 12 000", "12000"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("CHF 13,117", "13117"),
        ("13'117.50 chf", "13117.50"),
        ("0", "0"),
    ],
)
def test_either_decimal_mark_is_understood(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


def test_nothing_typed_is_no_amount_and_words_are_an_error() -> None:
    assert parse_amount("  ") is None
    for typed in ("a lot", "1-2", "-", "12k", "1e5", "12 apples", "€"):
        with pytest.raises(ValueError):
            parse_amount(typed)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "today"),
        (date(2026, 11, 25), "tomorrow"),
        (date(2026, 11, 23), "yesterday"),
        (date(2026, 12, 4), "in 10 days"),
        (date(2026, 11, 20), "4 days ago"),
        (date(2027, 6, 1), "1 Jun 2027"),
    ],
)
def test_a_day_is_told_by_its_distance(day: date, words: str) -> None:
    assert distance(day, TODAY) == words


def test_initials_are_of_the_first_and_the_last_word() -> None:
    assert [initials(name) for name in ("Anna Keller", "Jo", "  ", "Ana de la Cruz")] == [
        "AK",
        "J",
        "?",
        "AC",
    ]


def test_counts_are_grouped_and_sizes_told_as_file_managers_do() -> None:
    assert [number(1589), number(12)] == ["1,589", "12"]
    sizes = (300, 640_000, 41_200_000, 1_230_000_000)
    assert [file_size(size) for size in sizes] == ["1 KB", "640 KB", "41 MB", "1.2 GB"]

"""Amounts and days as people read them, and amounts as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from babel import Locale

from salesdesk.ui.kit import format as formats
from salesdesk.ui.kit.fields import plain_amount
from salesdesk.ui.kit.format import (
    distance,
    file_size,
    initials,
    money,
    number,
    parse_amount,
    parse_number,
    short_money,
)
from salesdesk.ui.kit.table.values import TextsField

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
        ("0.912", "0.912"),
        ("0,912", "0.912"),
        ("-0.125", "-0.125"),
        (".125", "0.125"),
    ],
)
def test_either_decimal_mark_is_understood(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


def test_thousandths_are_read_where_the_currency_has_them() -> None:
    assert parse_amount("12.345", "EUR") == Decimal(12345)
    assert parse_amount("12.345", "JOD") == Decimal("12.345")


@pytest.mark.parametrize("amount", ["12000", "12.5", "12.34", "12.345", "0.125", "1234.5678", "100"])
@pytest.mark.parametrize("currency", ["EUR", "JOD", "JPY"])
def test_an_amount_put_into_a_field_is_read_again_as_it_is(amount: str, currency: str) -> None:
    assert parse_amount(plain_amount(Decimal(amount)), currency) == Decimal(amount)


@pytest.mark.parametrize("language", ["en", "de", "fr", "de_CH"])
@pytest.mark.parametrize("value", ["0.125", "0.126", "1.125", "12.345", "1234.5", "1234567", "-5.25", "1590"])
def test_a_number_is_read_as_it_is_shown(
    value: str, language: str, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    monkeypatch.setattr(formats, "locale", lambda: Locale.parse(language))
    assert parse_number(number(Decimal(value))) == Decimal(value)
    field = TextsField("Weight", kind="number")
    field.show_values([value])
    assert [Decimal(text) for text in field.values()] == [Decimal(value)]


def test_the_other_decimal_mark_is_understood_in_a_number_too() -> None:
    for typed, value in (("0,125", "0.125"), ("1.125", "1.125"), ("2,5", "2.5"), ("1,590", "1590")):
        assert parse_number(typed) == Decimal(value)


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

"""Amounts and days as people read them; the same words in every list, card and form."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Literal
from unicodedata import category

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    get_group_symbol,
)

from salesdesk.rules.day_words import said_day
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.company_day import day_of

_CODE = re.compile(r"^[A-Za-z]{3}(?=[-.,\d])|(?<=[.,\d])[A-Za-z]{3}$")
_AMOUNT = re.compile(r"-?[.,]?\d[.,\d]*")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2}))?")
_NO_YEAR = re.compile(r"(\d{1,2}([./])\d{1,2}|\d{1,2}\.?\s*[^\W\d]+|[^\W\d]+\.?\s*\d{1,2})[./]?")
MINUS = "\N{MINUS SIGN}"
_STEPS = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))


@lru_cache(maxsize=1)
def locale() -> Locale:
    """How this person writes numbers and days."""
    return Locale.default("LC_NUMERIC") if _has_locale() else Locale("en")


def _has_locale() -> bool:
    try:
        return Locale.default("LC_NUMERIC").language not in ("", "c")
    except (ValueError, TypeError, AttributeError):
        return False


@lru_cache(maxsize=8192)
def money(amount: Decimal, currency: str) -> str:
    """An amount in full; without decimals where there are none: €14,530 but €14,530.50."""
    whole = amount == amount.to_integral_value()
    digits = 0 if whole else get_currency_precision(currency)
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    if locale().language != "en":
        pattern = pattern.replace("¤", "") + "\N{NO-BREAK SPACE}¤"
    elif get_currency_symbol(currency, locale())[-1:].isalpha():
        pattern = pattern.replace("¤", "¤\N{NO-BREAK SPACE}")
    text = format_currency(amount, currency, format=pattern, locale=locale(), currency_digits=False)
    return text.replace("-", MINUS)


@lru_cache(maxsize=8192)
def short_money(amount: Decimal, currency: str) -> str:
    """An amount in few letters, three digits at least: €719k, €1.26m, €12.4k."""
    for unit, letter in _STEPS:
        if abs(amount) >= unit * 10 or (letter != "k" and abs(amount) >= unit):
            value = amount / unit
            digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
            rounded = _rounded(value, digits).normalize()
            return (
                money(Decimal(format(rounded, "f")), currency).rstrip("0").rstrip(".") + letter
                if (rounded != rounded.to_integral_value())
                else money(rounded, currency) + letter
            )
    return money(_rounded(amount, 0), currency)


def _rounded(value: Decimal, digits: int) -> Decimal:
    """Half away from zero, as people round."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def day(value: date | None, today: date | None = None) -> str:
    """A day in words: 18 Dec 2026; the year is left out within the same year."""
    if value is None:
        return ""
    pattern = "d MMM" if today is not None and value.year == today.year else "d MMM y"
    return format_date(value, pattern, locale=locale())


def distance(value: date, today: date) -> str:
    """How far a day is away: today, tomorrow, in 4 days, 3 days ago, or the day itself beyond two months."""
    away = (value - today).days
    if away == 0:
        return tr("today")
    if away == 1:
        return tr("tomorrow")
    if away == -1:
        return tr("yesterday")
    if 0 < away <= 60:
        return trn("in {n} day", "in {n} days", away)
    if -60 <= away < 0:
        return trn("{n} day ago", "{n} days ago", -away)
    return day(value, today)


def moment(value: datetime, today: date) -> str:
    """A moment by the company's day and the user's clock: Yesterday, 15:10 or 16 Nov."""
    on = day_of(value)
    away = (on - today).days
    clock = format_datetime(value.astimezone(), "HH:mm", locale=locale())
    if away == 0:
        return tr("Today, {clock}").format(clock=clock)
    if away == -1:
        return tr("Yesterday, {clock}").format(clock=clock)
    return day(on, today)


def value_words(value: Any, today: date, currency: str = "") -> str:
    """A value of a field as people read it; nothing for none. An amount of money is in `currency`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, Decimal):
        return money(value, currency) if currency else number(value)
    if isinstance(value, datetime):
        here = value.astimezone()
        return tr("{day}, {clock}").format(day=day(here.date(), today), clock=clock(value))
    return day(value, today) if isinstance(value, date) else str(value)


def clock(value: datetime) -> str:
    """The time of day of a moment in the user's zone: 09:30."""
    return format_datetime(value.astimezone(), "HH:mm", locale=locale())


def weekday(value: date) -> str:
    """A day of this week or the next in few letters: Fri 20 Nov."""
    return format_date(value, "EEE d MMM", locale=locale())


def whole_day(value: date) -> str:
    """A day in full: Monday 23 November 2026."""
    return format_date(value, "EEEE d MMMM y", locale=locale())


def number(value: Decimal | int, digits: int = 6) -> str:
    """A count or a number with its digits grouped, at most `digits` decimals: 1,589 or 3.25."""
    pattern = "#,##0" + ("." + "#" * digits if value != int(value) else "")
    return str(format_decimal(value, format=pattern, locale=locale())).replace("-", MINUS)


def age_words(days: int, usual: int | None) -> str:
    """For how many days a deal has been in its stage, beside those of won deals where they are known."""
    if usual is None:
        return trn("{n} day in this stage", "{n} days in this stage", days)
    return trn(
        "{n} day in this stage; won deals took {median}",
        "{n} days in this stage; won deals took {median}",
        days,
        median=usual,
    )


def left_out(deals: int) -> str:
    """How many deals have no rate and are in no sum; nothing where all have one."""
    if not deals:
        return ""
    words = trn("{n} deal without a rate left out", "{n} deals without a rate left out", deals)
    return words.format(n=deals)


def with_left_out(words: str, deals: int, between: str = " · ") -> str:
    """A sum in words, and how many deals are not in it for want of a rate."""
    return between.join(part for part in (words, left_out(deals)) if part)


def file_size(size: int) -> str:
    """A file's size in bytes, as people say it: 640 KB, 41 MB, 1.2 GB (thousands, as file managers count)."""
    if size < 1_000_000:
        return tr("{n} KB").format(n=max(1, round(size / 1000)))
    if size < 1_000_000_000:
        return tr("{n} MB").format(n=round(size / 1_000_000))
    return tr("{n} GB").format(n=format_decimal(round(size / 1e9, 1), locale=locale()))


def parse_amount(text: str, currency: str = "") -> Decimal | None:
    """An amount as typed, with either decimal mark and any grouping; None: blank; ValueError: no amount.

    A single mark before three digits groups them, since few currencies have thousandths: not after a leading
    zero, and not in a `currency` that has them.
    """
    groups = not currency or get_currency_precision(currency) != 3
    return _read_number(text, lambda mark: groups)


def parse_number(text: str) -> Decimal | None:
    """A number as `number` shows it, or with the other decimal mark; None: blank; ValueError: no number.

    A single mark before three digits groups them only if it is the one with which this person groups digits:
    1.125 stays what it is where that is a comma.
    """
    return _read_number(text, lambda mark: mark == get_group_symbol(locale()))


def _read_number(text: str, is_group: Callable[[str], bool]) -> Decimal | None:
    if not text.strip():
        return None
    bare = _CODE.sub("", "".join(letter for letter in text if not _idle(letter)).replace(MINUS, "-"))
    if not _AMOUNT.fullmatch(bare):
        raise ValueError(text)
    mark = max(bare.rfind("."), bare.rfind(","))
    if mark >= 0 and _is_decimal(bare, mark, is_group):
        whole, fraction = bare[:mark], bare[mark + 1 :]
    else:
        whole, fraction = bare, ""
    digits = whole.replace(".", "").replace(",", "")
    try:
        return Decimal(f"{digits or '0'}.{fraction or '0'}")
    except ArithmeticError as error:
        raise ValueError(text) from error


def _is_decimal(bare: str, mark: int, is_group: Callable[[str], bool]) -> bool:
    """Whether the last mark of a number divides its fraction from the whole."""
    if len(bare) - mark - 1 != 3:
        return True
    if bare.count(bare[mark]) > 1:
        return False
    return _other(bare, mark) or bare[:mark].lstrip("-") in ("", "0") or not is_group(bare[mark])


def _idle(letter: str) -> bool:
    """Whether a letter of an amount says nothing: a space, an apostrophe, a currency's sign."""
    return letter.isspace() or letter in "'’" or category(letter) == "Sc"


def _other(text: str, mark: int) -> bool:
    """Whether the other mark groups the digits before this one: then this one is the decimal mark."""
    return ("," if text[mark] == "." else ".") in text[:mark]


def parse_day(text: str, today: date) -> date:
    """A day as typed: 31.3.2027, 2027-03-31, 31 Mar 2027, or without the year, then the one nearest to today;
    or in words: tomorrow, Friday, +3, in 2 weeks.

    Between slashes this person's order decides which number is the day. ValueError for anything else.
    """
    from salesdesk.exchange.columns import read_day

    said = said_day(text, today)
    if said is not None:
        return said
    words = text.strip()
    pattern = locale().date_formats["short"].pattern
    order: Literal["dmy", "mdy"] = "mdy" if pattern.startswith("M") and "/" in words else "dmy"
    found = _NO_YEAR.fullmatch(words)
    if found is None:
        return read_day(words, order)
    years = [today.year - 1, today.year, today.year + 1]
    written = [f"{found[1]}{found[2] or ' '}{year}" for year in years]
    return min((read_day(each, order) for each in written), key=lambda on: abs(on - today))


def parse_time(text: str) -> time | None:
    """A time of day as typed: 9, 930, 9:30, 14.15; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def initials(name: str) -> str:
    """The first letters of the first and the last word."""
    words = [word for word in name.split() if word[:1].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

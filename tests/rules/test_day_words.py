"""Days are understood as people say them, and what names none is none."""

from datetime import date

import pytest

from salesdesk.rules import day_words
from salesdesk.rules.day_words import said_day

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("today", "2026-11-25"),
        ("Tomorrow", "2026-11-26"),
        (" day after  tomorrow ", "2026-11-27"),
        ("the day after tomorrow", "2026-11-27"),
        ("yesterday", "2026-11-24"),
        ("Friday", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("fr.", "2026-11-27"),
        ("tuesday", "2026-12-01"),
        ("wednesday", "2026-12-02"),
        ("thu", "2026-11-26"),
        ("mo", "2026-11-30"),
        ("next week", "2026-11-30"),
        ("next month", "2026-12-25"),
        ("+3", "2026-11-28"),
        ("+ 3", "2026-11-28"),
        ("+0", "2026-11-25"),
        ("+2w", "2026-12-09"),
        ("+10 days", "2026-12-05"),
        ("+1m", "2026-12-25"),
        ("in 2 weeks", "2026-12-09"),
        ("in a week", "2026-12-02"),
        ("In one month", "2026-12-25"),
        ("in 3 days", "2026-11-28"),
        ("in 14 months", "2028-01-25"),
    ],
)
def test_days_are_counted_from_today(words: str, meant: str) -> None:
    assert said_day(words, WEDNESDAY) == date.fromisoformat(meant)


def test_a_month_on_from_its_last_day_stays_in_the_next_month() -> None:
    assert said_day("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert said_day("in 2 months", date(2027, 1, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "t",
        "s",
        "someday",
        "in",
        "in weeks",
        "in two",
        "in 2 moons",
        "+",
        "+x",
        "-3",
        "+99999",
        "+9999",
        "3",
    ],
)
def test_other_words_name_no_day(words: str) -> None:
    assert said_day(words, WEDNESDAY) is None


def test_the_words_are_those_of_the_language_of_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    german = {"Tomorrow": "Morgen", "in": "in", "Weeks": "Wochen", "Thursday": "Donnerstag", "Today": "Heute"}
    monkeypatch.setattr(day_words, "tr", lambda text: german.get(text, text))
    assert said_day("morgen", WEDNESDAY) == said_day("do", WEDNESDAY) == date(2026, 11, 26)
    assert said_day("in 2 Wochen", WEDNESDAY) == date(2026, 12, 9)
    assert said_day("tomorrow", WEDNESDAY) is None

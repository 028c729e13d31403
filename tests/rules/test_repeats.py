"""Rules by which activities come again: days, words, and what a calendar program is told."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from salesdesk.answers.repeats import Repeat, Turn
from salesdesk.errors import RuleBroken
from salesdesk.rules.repeats import (
    begun,
    days_between,
    following,
    next_day,
    repeat_words,
    rrule,
    stored_turn,
    turn_of,
)

MONDAY = date(2026, 3, 2)
RULES = (
    Repeat("day"),
    Repeat("day", 3),
    Repeat("week"),
    Repeat("week", 2, (0, 3)),
    Repeat("week", 1, (0, 1, 2, 3, 4)),
    Repeat("month"),
    Repeat("month", 5),
)


def days(rule: Repeat, on: date, n: int) -> list[date]:
    """The first n days of a rule."""
    found, rule = [on], begun(rule, on).rule
    while len(found) < n:
        found.append(next_day(rule, found[-1]))
    return found


@pytest.mark.parametrize(
    ("rule", "on", "wanted"),
    [
        (Repeat("day", 3), "2026-02-27", "2026-03-02 2026-03-05"),
        (Repeat("week"), "2026-03-05", "2026-03-12 2026-03-19"),
        (Repeat("week", 2, (0, 3)), "2026-03-02", "2026-03-05 2026-03-16 2026-03-19"),
        (Repeat("month"), "2026-01-31", "2026-02-28 2026-03-31 2026-04-30"),
        (Repeat("month", 12), "2028-02-29", "2029-02-28 2030-02-28 2031-02-28 2032-02-29"),
    ],
)
def test_the_next_day_follows_the_rule(rule: Repeat, on: str, wanted: str) -> None:
    listed = [date.fromisoformat(each) for each in wanted.split()]
    assert days(rule, date.fromisoformat(on), len(listed) + 1)[1:] == listed


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("on", [MONDAY, date(2026, 1, 31), date(2028, 2, 29)])
def test_a_calendar_program_finds_the_same_days(rule: Repeat, on: date) -> None:
    turn = begun(rule, on)
    first = turn.on if turn.rule.unit != "week" else next_day(turn.rule, turn.on)
    turn = Turn(turn.rule, first)
    words = ";".join(
        f"{name.upper()}={','.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in rrule(turn).items()
    )
    told = rrulestr(words, dtstart=datetime.combine(first, datetime.min.time()))
    expected = [each.date() for each, _ in zip(told, range(20), strict=False)]
    found = [first]
    while len(found) < 20:
        found.append(next_day(turn.rule, found[-1]))
    assert found == expected


def test_what_was_left_behind_is_not_made_up_for() -> None:
    turn = begun(Repeat("day", count=4), MONDAY)
    after = following(turn, MONDAY + timedelta(days=9))
    assert after is not None
    assert (after.on, after.place) == (MONDAY + timedelta(days=9), 2)
    early = following(turn, MONDAY - timedelta(days=9))
    assert early is not None and early.on == MONDAY + timedelta(days=1)


def test_a_rule_ends_after_its_last_day_or_time() -> None:
    until = begun(Repeat("week", until=MONDAY + timedelta(days=7)), MONDAY)
    second = following(until, MONDAY)
    assert second is not None and following(second, MONDAY) is None
    twice = following(begun(Repeat("week", count=2), MONDAY), MONDAY)
    assert twice is not None and following(twice, MONDAY) is None
    assert days_between(until, MONDAY, MONDAY + timedelta(days=90)) == (MONDAY + timedelta(days=7),)
    assert len(days_between(begun(Repeat("day", count=4), MONDAY), MONDAY, MONDAY + timedelta(days=90))) == 3


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Repeat("day", 0), "every 1 to 99"),
        (Repeat("day", count=0), "1 to 999 times"),
        (Repeat("day", until=MONDAY - timedelta(days=1)), "before the first"),
        (Repeat("week", weekdays=(7,)), "seven days"),
    ],
)
def test_what_is_no_rule_is_refused(rule: Repeat, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        begun(rule, MONDAY)


def test_a_rule_is_said_in_words_and_kept() -> None:
    turn = begun(Repeat("week", 2, (3, 0), count=5), MONDAY)
    assert repeat_words(turn.rule) == "Every 2 weeks on Mon, Thu"
    assert repeat_words(begun(Repeat("month"), MONDAY).rule) == "Every month on day 2"
    assert repeat_words(Repeat("day")) == "Every day"
    held = Turn(turn.rule, turn.on, 3, {"subject": "x"}, made=True)
    assert turn_of(stored_turn(held)) == held
    assert turn_of(stored_turn(turn)) == turn
    assert turn_of(None) is None

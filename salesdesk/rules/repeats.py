"""Activities that come again: every some days, weeks or months, until a day or so many times."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from salesdesk.answers.repeats import Repeat, Turn, Unit
from salesdesk.errors import RuleBroken
from salesdesk.translation import tr, trn

UNITS: tuple[Unit, ...] = ("day", "week", "month")
MOST_EVERY, MOST_TIMES = 99, 999
WEEKDAYS = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
"""The days of the week, 0 Monday."""
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def begun(rule: Repeat, on: date) -> Turn:
    """The first time of a rule, on a day; RuleBroken for what is no rule.

    A week's rule without days takes that of `on`, a month's rule its day.
    """
    if rule.unit not in UNITS or not 1 <= rule.every <= MOST_EVERY:
        raise RuleBroken(tr("Something repeats every 1 to {n} days, weeks or months.").format(n=MOST_EVERY))
    if rule.count is not None and not 1 <= rule.count <= MOST_TIMES:
        raise RuleBroken(tr("Something repeats 1 to {n} times.").format(n=MOST_TIMES))
    if rule.until is not None and rule.until < on:
        raise RuleBroken(tr("The last day lies before the first one."))
    if not all(0 <= day <= 6 for day in rule.weekdays):
        raise RuleBroken(tr("A week has seven days."))
    days = tuple(sorted(set(rule.weekdays))) or (on.weekday(),)
    return Turn(
        replace(
            rule,
            weekdays=days if rule.unit == "week" else (),
            month_day=on.day if rule.unit == "month" else None,
        ),
        on,
    )


def following(turn: Turn, today: date) -> Turn | None:
    """The time after this one that does not lie before today; None where it was the last.

    What was left behind while this one waited is not made up for, and does not count.
    """
    if turn.rule.count is not None and turn.place >= turn.rule.count:
        return None
    on = next_day(turn.rule, turn.on)
    while on < today:
        on = next_day(turn.rule, on)
    if turn.rule.until is not None and on > turn.rule.until:
        return None
    return Turn(turn.rule, on, turn.place + 1)


def next_day(rule: Repeat, on: date) -> date:
    """The day of the rule that comes after `on`, which is one itself."""
    if rule.unit == "day":
        return on + timedelta(days=rule.every)
    if rule.unit == "week":
        later = [day for day in rule.weekdays if day > on.weekday()]
        if later:
            return on + timedelta(days=later[0] - on.weekday())
        monday = on - timedelta(days=on.weekday()) + timedelta(weeks=rule.every)
        return monday + timedelta(days=rule.weekdays[0] if rule.weekdays else on.weekday())
    year, month = divmod(on.year * 12 + on.month - 1 + rule.every, 12)
    wanted = rule.month_day or on.day
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


def days_between(turn: Turn, first: date, last: date) -> tuple[date, ...]:
    """The days after this time, from `first` to `last`, on which it would come again."""
    found = []
    on, place = next_day(turn.rule, turn.on), turn.place + 1
    end = last if turn.rule.until is None else min(last, turn.rule.until)
    while on <= end and (turn.rule.count is None or place <= turn.rule.count):
        if on >= first:
            found.append(on)
        on, place = next_day(turn.rule, on), place + 1
    return tuple(found)


def repeat_words(rule: Repeat) -> str:
    """A rule as people say it: every 2 weeks on Mon, Thu, until 2027-03-01."""
    every = {
        "day": trn("Every day", "Every {n} days", rule.every),
        "week": trn("Every week", "Every {n} weeks", rule.every),
        "month": trn("Every month", "Every {n} months", rule.every),
    }[rule.unit]
    if rule.unit == "week" and rule.weekdays:
        days = ", ".join(WEEKDAYS[day] for day in rule.weekdays)
        every = tr("{every} on {days}").format(every=every, days=days)
    if rule.unit == "month" and rule.month_day is not None:
        every = tr("{every} on day {n}").format(every=every, n=rule.month_day)
    return every


def told_repeat(held: Mapping[str, Any] | None, state: str) -> str:
    """By which rule an activity, as it is stored, comes again, in words; nothing where it is over."""
    turn = turn_of(held) if state == "planned" else None
    return repeat_words(turn.rule) if turn is not None else ""


def rrule(turn: Turn, *, until: Any = None) -> dict[str, Any]:
    """The rule from this time on as RFC 5545 writes it; `until` stands for a last day that has a time.

    A month's rule after the 28th takes the last of the days that a month has, as `next_day` does.
    """
    rule = turn.rule
    parts: dict[str, Any] = {"freq": {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}[rule.unit]}
    if rule.every != 1:
        parts["interval"] = rule.every
    if rule.unit == "week":
        parts["byday"] = [_CODES[day] for day in rule.weekdays]
    if rule.unit == "month" and rule.month_day is not None and rule.month_day > 28:
        parts["bymonthday"] = list(range(28, rule.month_day + 1))
        parts["bysetpos"] = -1
    if rule.count is not None:
        parts["count"] = max(1, rule.count - turn.place + 1)
    elif rule.until is not None:
        parts["until"] = until if until is not None else rule.until
    return parts


def stored_turn(turn: Turn) -> dict[str, Any]:
    """A time and its rule as the database keeps it."""
    rule = turn.rule
    held: dict[str, Any] = {
        "unit": rule.unit,
        "every": rule.every,
        "on": turn.on.isoformat(),
        "place": turn.place,
    }
    if rule.weekdays:
        held["weekdays"] = list(rule.weekdays)
    if rule.until is not None:
        held["until"] = rule.until.isoformat()
    if rule.month_day is not None:
        held["month_day"] = rule.month_day
    if rule.count is not None:
        held["count"] = rule.count
    if turn.usual:
        held["usual"] = dict(turn.usual)
    if turn.made:
        held["made"] = True
    return held


def turn_of(held: Mapping[str, Any] | None) -> Turn | None:
    """What `stored_turn` stored; None for None."""
    if not held:
        return None
    until = held.get("until")
    rule = Repeat(
        held["unit"],
        held["every"],
        tuple(held.get("weekdays", ())),
        held.get("month_day"),
        date.fromisoformat(until) if until else None,
        held.get("count"),
    )
    on = date.fromisoformat(held["on"])
    return Turn(rule, on, held["place"], held.get("usual"), bool(held.get("made")))

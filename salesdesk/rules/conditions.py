"""Which questions a column can be asked, by the kind of what stands in it, and whether they are whole."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from salesdesk.answers.lists import ColumnKind, Condition, Operator
from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

_TEXT: tuple[Operator, ...] = ("contains", "begins", "is", "is_not", "empty", "filled")
_CHOSEN: tuple[Operator, ...] = ("is", "is_not", "empty", "filled")
_NUMBER: tuple[Operator, ...] = ("is", "more", "less", "between", "empty", "filled")
_DAY: tuple[Operator, ...] = (
    "is",
    "before",
    "after",
    "between",
    "last_days",
    "next_days",
    "older_days",
    "empty",
    "filled",
)
_PAST: tuple[Operator, ...] = ("last_days", "older_days", "before", "after", "between", "empty", "filled")

OPERATORS: dict[ColumnKind, tuple[Operator, ...]] = {
    "title": ("contains", "begins", "is", "is_not"),
    "text": _TEXT,
    "long_text": ("contains", "empty", "filled"),
    "whole": _NUMBER,
    "number": _NUMBER,
    "money": _NUMBER,
    "share": _NUMBER,
    "value": _NUMBER,
    "day": _DAY,
    "step": _DAY,
    "moment": _PAST,
    "touch": _PAST,
    "yes_no": ("is",),
    "choice": _CHOSEN,
    "person": _CHOSEN,
    "company": _CHOSEN,
    "named": _CHOSEN,
    "tags": _CHOSEN,
}
"""Per kind of column its operators, the usual one first."""

CHOSEN_KINDS: frozenset[ColumnKind] = frozenset({"choice", "person", "company", "named", "tags", "yes_no"})
"""Kinds whose values are chosen from a list."""

WORDS: dict[Operator, str] = {
    "is": tr("is"),
    "is_not": tr("is not"),
    "contains": tr("contains"),
    "begins": tr("begins with"),
    "less": tr("less than"),
    "more": tr("more than"),
    "between": tr("between"),
    "before": tr("before"),
    "after": tr("after"),
    "last_days": tr("within the last days:"),
    "next_days": tr("within the next days:"),
    "older_days": tr("longer ago than days:"),
    "empty": tr("is empty"),
    "filled": tr("is not empty"),
}
_MOST_DAYS = 36_500


def operator_words(operator: Operator) -> str:
    """An operator as people read it."""
    return WORDS[operator]


def values_wanted(operator: Operator) -> int:
    """How many values an operator takes: 0, 1, 2; for `is` and `is_not` at least one."""
    return {"empty": 0, "filled": 0, "between": 2}.get(operator, 1)


def check_condition(condition: Condition, kind: ColumnKind, label: str) -> None:
    """RuleBroken unless this condition can be asked of a column of this kind."""
    if condition.operator not in OPERATORS[kind]:
        raise RuleBroken(
            tr("{field} cannot be asked “{words}”.").format(
                field=label, words=operator_words(condition.operator)
            )
        )
    wanted = values_wanted(condition.operator)
    given = len(condition.values)
    if given < wanted or (given > wanted and condition.operator not in ("is", "is_not")):
        raise RuleBroken(tr("The filter on {field} lacks a value.").format(field=label))
    for value in condition.values:
        read_value(kind, condition.operator, value, label)


def read_value(kind: ColumnKind, operator: Operator, text: str, label: str) -> Decimal | date | int | str:
    """A condition's value as what it stands for; RuleBroken says what it is not."""
    try:
        if operator in ("last_days", "next_days", "older_days"):
            return _days(text)
        if kind in ("whole", "number", "money", "share", "value"):
            return _decimal(text)
        if kind in ("day", "moment", "touch", "step"):
            return date.fromisoformat(text)
    except (ValueError, InvalidOperation) as error:
        raise RuleBroken(tr("{value} is not a value of {field}.").format(value=text, field=label)) from error
    return text


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= _MOST_DAYS:
        raise ValueError(text)
    return days


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value) > 9 * 10**12:
        raise ValueError(text)
    return value


def days_meant(
    operator: Operator, values: tuple[date | int, ...], today: date
) -> tuple[date | None, date | None]:
    """The first and the last day that fit, None for no bound.

    last_days n: today and the n days before; next_days n: today and the n days after; older_days n: before
    the n days before today; before and after leave the day itself out.
    """
    first = values[0]
    if isinstance(first, int):
        span = timedelta(days=first)
        return {
            "last_days": (today - span, today),
            "next_days": (today, today + span),
            "older_days": (None, today - span - timedelta(days=1)),
        }[operator]
    one = timedelta(days=1)
    if operator == "before":
        return None, first - one
    if operator == "after":
        return first + one, None
    last = values[-1]
    assert isinstance(last, date)
    return min(first, last), max(first, last)

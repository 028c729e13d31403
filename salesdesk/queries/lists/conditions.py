"""The filters of a list as SQL."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Condition
from salesdesk.models.types import Day
from salesdesk.queries.company_calendar import time_zone, today
from salesdesk.queries.deal_words import deals_holding
from salesdesk.queries.lists.expressions import fold, folded
from salesdesk.queries.lists.source import Listed, Source, tag_condition
from salesdesk.queries.search import held_by_search, narrowed
from salesdesk.rules.conditions import check_condition, days_meant, read_value
from salesdesk.rules.names import name_key

_NEVER = sa.false()


def asked(session: Session, source: Source, condition: Condition) -> Any:
    """One condition as SQL; RuleBroken if the column cannot be asked that."""
    listed = source.listed(condition.field)
    check_condition(condition, listed.column.kind, listed.column.label)
    if condition.operator in ("empty", "filled"):
        return _presence(listed, condition.operator == "filled")
    return _BY_KIND[listed.column.kind](session, source, listed, condition)


def needs_of(source: Source, condition: Condition) -> tuple[str, ...]:
    """The joins that a condition needs."""
    listed = source.listed(condition.field)
    if listed.column.kind in ("person", "company", "named") and condition.operator != "contains":
        return ()
    return listed.needs


def held(session: Session, source: Source, text: str) -> list[Any]:
    """That a record's name, address or number holds all words of `text`.

    Words of three letters and more may stand anywhere in it; one or two letters begin a word of the name.
    Deals are found by their company too, as on the board.
    """
    if source.searched:
        return [_word_in(source, word) for word in name_key(text).split()]
    if source.record == "deal":
        return list(deals_holding(text))
    return held_by_search(session, source.record, source.model, name_key(text).split())


def _word_in(source: Source, word: str) -> Any:
    """That a word stands in one of the places where a source without an index of names is searched."""
    places = []
    for place, keys in source.searched:
        if keys is None:
            places.append(place.contains(word, autoescape=True))
        else:
            named = sa.select(place.id).where(place.name_key.contains(word, autoescape=True))
            places.append(keys.in_(named))
    return sa.or_(*places)


def _presence(listed: Listed, filled: bool) -> Any:
    there = listed.value if listed.present is None else listed.present
    if listed.column.kind in ("text", "long_text", "choice"):
        there = sa.func.nullif(there, "")
    return there.is_not(None) if filled else there.is_(None)


def _title(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    keys = [name_key(value) for value in condition.values]
    like = _text_like(listed.value, condition.operator, keys)
    return _narrowed(session, source, "name_key", condition, keys, like)


def _text(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    values = [fold(value) for value in condition.values]
    like = _text_like(folded(listed.value), condition.operator, values)
    return _narrowed(session, source, condition.field, condition, values, like)


def _narrowed(
    session: Session, source: Source, field: str, condition: Condition, values: list[str], like: Any
) -> Any:
    """A condition on a text, asked of the few rows that the index of parts of words gives, if it can."""
    if condition.operator != "contains":
        return like
    return sa.and_(*narrowed(session, source.record, field, values[0]), like)


def _text_like(column: Any, operator: str, values: list[str]) -> Any:
    if operator == "contains":
        return column.contains(values[0], autoescape=True)
    if operator == "begins":
        return column.startswith(values[0], autoescape=True)
    if operator == "is":
        return column.in_(values)
    return sa.or_(column.not_in(values), column.is_(None))


def _chosen(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    values: list[Any] = [_me(session) if value == "me" else value for value in condition.values]
    if isinstance(listed.value.type, sa.types.TypeDecorator) and listed.column.kind != "choice":
        values = [int(value) for value in values if str(value).lstrip("-").isdigit()]
    if condition.operator == "is":
        return listed.value.in_(values) if values else _NEVER
    return sa.or_(listed.value.not_in(values), listed.value.is_(None))


def _me(session: Session) -> str:
    person_id = session.info["viewer"].person_id
    return str(person_id if person_id is not None else 0)


def _tags(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    ids = [int(value) for value in condition.values if value.isdigit()]
    there = tag_condition(source.record, source.model, ids)
    return there if condition.operator == "is" else sa.not_(there)


def _yes_no(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    yes = condition.values[0].lower() in ("yes", "true", "1")
    if listed.asks is not None:
        there = listed.asks(session)
        return there if yes else sa.not_(there)
    if isinstance(listed.value.type, sa.types.TypeDecorator):
        return listed.value.is_(yes) if listed.value.type.python_type is bool else listed.value == int(yes)
    return listed.value == int(yes)


def _number(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    column = listed.value
    kind, operator, label = listed.column.kind, condition.operator, listed.column.label
    numbers: list[Any] = [read_value(kind, operator, value, label) for value in condition.values]
    if kind == "whole":
        numbers = [float(number) for number in numbers]
        column = sa.cast(column, sa.Numeric(asdecimal=False))
    if operator == "is":
        return column.in_(numbers)
    if operator == "between":
        return column.between(min(numbers), max(numbers))
    return column > numbers[0] if operator == "more" else column < numbers[0]


def _days(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    first, last = _bounds(session, listed, condition)
    column = listed.value
    write: Callable[[date], Any] = (lambda day: day) if isinstance(column.type, Day) else date.isoformat
    return sa.and_(
        *([column >= write(first)] if first else ()),
        *([column <= write(last)] if last else ()),
    )


def _moments(session: Session, source: Source, listed: Listed, condition: Condition) -> Any:
    first, last = _bounds(session, listed, condition)
    zone = time_zone(session)
    column = listed.value
    return sa.and_(
        *([column >= _midnight(first, zone)] if first else ()),
        *([column < _midnight(last + timedelta(days=1), zone)] if last else ()),
    )


def _bounds(session: Session, listed: Listed, condition: Condition) -> tuple[date | None, date | None]:
    kind, operator, label = listed.column.kind, condition.operator, listed.column.label
    values: Any = tuple(read_value(kind, operator, value, label) for value in condition.values)
    return days_meant(operator, values, today(session))


def _midnight(day: date, zone: str) -> datetime:
    """The moment at which a day begins where the company does business."""
    try:
        return datetime.combine(day, time(), ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.combine(day, time(), ZoneInfo("UTC"))


_BY_KIND: dict[str, Callable[[Session, Source, Listed, Condition], Any]] = {
    "title": _title,
    "text": _text,
    "long_text": _text,
    "choice": _chosen,
    "person": _chosen,
    "company": _chosen,
    "named": _chosen,
    "tags": _tags,
    "yes_no": _yes_no,
    "whole": _number,
    "number": _number,
    "money": _number,
    "share": _number,
    "value": _number,
    "day": _days,
    "step": _days,
    "moment": _moments,
    "touch": _moments,
}

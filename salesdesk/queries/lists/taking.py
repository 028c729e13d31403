"""A list as shown, ready for a workbook or a text file: one plain value for each of its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Column, Due, ListView, Named, Row, Step, Title, Touch
from salesdesk.models import Deal, DealFacts
from salesdesk.queries.exports import database_key
from salesdesk.queries.lists import list_columns, list_rows_at, rows_of_view
from salesdesk.queries.sums import no_rate
from salesdesk.rules.fields import RECORD_ID, Field, FieldKind
from salesdesk.translation import tr

_AT_ONCE = 500
_PLAIN: dict[str, FieldKind] = {
    "long_text": "long_text",
    "whole": "whole",
    "number": "number",
    "money": "money",
    "share": "share",
    "day": "day",
    "moment": "moment",
    "yes_no": "yes_no",
    "touch": "moment",
    "value": "money",
}


def taken_fields(session: Session, view: ListView) -> tuple[Field, ...]:
    """The columns of a view as fields of an export; a next step gives its words and its day.

    A sum of deals also says how many of them have no rate, where there is any deal without one.
    """
    apart = _some_without_rate(session)
    return tuple(field for column in _shown(session, view) for field in _fields(column, apart))


def taken_rows(
    session: Session, view: ListView, *, ids: Sequence[int] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of a view in its order, or those with `ids` in theirs; a value per field of `taken_fields`."""
    return (values for _, values in _taken(session, view, ids))


def _taken(
    session: Session, view: ListView, ids: Sequence[int] | None
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The key and the values of every row."""
    columns, apart = _shown(session, view), _some_without_rate(session)
    shown = replace(view, columns=tuple(column.key for column in columns))
    rows = rows_of_view(session, shown) if ids is None else _rows_at(session, shown, ids)
    for row in rows:
        yield (
            row.id,
            tuple(
                value
                for column, cell in zip(columns, row.cells, strict=True)
                for value in _values(column.kind, cell, apart)
            ),
        )


def _shown(session: Session, view: ListView) -> tuple[Column, ...]:
    """The columns of a view that are still there: a field that was retired since is left out."""
    known = {column.key: column for column in list_columns(session, record=view.record)}
    keys = view.columns or tuple(key for key, column in known.items() if column.usual)
    return tuple(known[key] for key in keys if key in known)


def _some_without_rate(session: Session) -> bool:
    question = sa.select(Deal.id).join(DealFacts, DealFacts.deal_id == Deal.id)
    found = question.where(Deal.deleted_at.is_(None), no_rate(Deal, DealFacts)).limit(1)
    return session.scalar(found) is not None


def taken_list(
    session: Session, view: ListView, *, ids: Sequence[int] | None = None, with_ids: bool = False
) -> tuple[tuple[Field, ...], Iterator[tuple[Any, ...]]]:
    """The fields and rows of a view; `with_ids` the RECORD_ID of each record stands at the end."""
    fields = taken_fields(session, view)
    if not with_ids:
        return fields, taken_rows(session, view, ids=ids)
    home, rows = database_key(session), _taken(session, view, ids)
    return (*fields, RECORD_ID), ((*values, f"{home}-{key}") for key, values in rows)


def _rows_at(session: Session, view: ListView, ids: Sequence[int]) -> Iterator[Row]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from list_rows_at(session, view, ids[start : start + _AT_ONCE])


def _fields(column: Column, apart: bool) -> tuple[Field, ...]:
    field = Field(column.key, column.label, _PLAIN.get(column.kind, "text"))
    if column.kind == "step":
        return field, Field(f"{column.key}_on", tr("{field} on").format(field=column.label), "day")
    if column.kind == "value" and apart:
        words = tr("{field}, deals without a rate").format(field=column.label)
        return field, Field(f"{column.key}_without_rate", words, "whole")
    return (field,)


def _values(kind: str, cell: Any, apart: bool) -> tuple[Any, ...]:
    if kind == "step":
        return (cell.subject, cell.on) if isinstance(cell, Step) else (None, None)
    if isinstance(cell, Title | Named):
        return (cell.name,)
    if kind == "value":
        amount, missing = (cell.amount, cell.without_rate or None) if cell is not None else (None, None)
        return (amount, missing) if apart else (amount,)
    if isinstance(cell, Due):
        return (cell.on,)
    if isinstance(cell, Touch):
        return (cell.at,)
    if isinstance(cell, tuple):
        return (", ".join(cell),)
    return (cell,)

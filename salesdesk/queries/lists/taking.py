"""A list as shown, ready for a workbook or a text file: one plain value for each of its columns."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.answers.lists import Column, ListView, Named, Row, Step, Title, Touch, Value
from salesdesk.queries.lists import list_columns, list_rows_at, rows_of_view
from salesdesk.rules.fields import Field, FieldKind
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
    """The columns of a view as fields of an export; a next step gives its words and its day."""
    known = {column.key: column for column in list_columns(session, record=view.record)}
    keys = view.columns or tuple(key for key, column in known.items() if column.usual)
    return tuple(field for key in keys if key in known for field in _fields(known[key]))


def taken_rows(
    session: Session, view: ListView, *, ids: Sequence[int] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of a view in its order, or those with `ids` in theirs; a value per field of `taken_fields`."""
    rows = rows_of_view(session, view) if ids is None else _rows_at(session, view, ids)
    kinds = {column.key: column.kind for column in list_columns(session, record=view.record)}
    keys = view.columns or tuple(
        column.key for column in list_columns(session, record=view.record) if column.usual
    )
    for row in rows:
        yield tuple(
            value for key, cell in zip(keys, row.cells, strict=True) for value in _values(kinds[key], cell)
        )


def _rows_at(session: Session, view: ListView, ids: Sequence[int]) -> Iterator[Row]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from list_rows_at(session, view, ids[start : start + _AT_ONCE])


def _fields(column: Column) -> tuple[Field, ...]:
    field = Field(column.key, column.label, _PLAIN.get(column.kind, "text"))
    if column.kind == "step":
        return field, Field(f"{column.key}_on", tr("{field} on").format(field=column.label), "day")
    return (field,)


def _values(kind: str, cell: Any) -> tuple[Any, ...]:
    if kind == "step":
        return (cell.subject, cell.on) if isinstance(cell, Step) else (None, None)
    if isinstance(cell, Title | Named):
        return (cell.name,)
    if isinstance(cell, Value):
        return (cell.amount,)
    if isinstance(cell, Touch):
        return (cell.at,)
    if isinstance(cell, tuple):
        return (", ".join(cell),)
    return (cell,)

"""Rows by a list of keys, in one statement that stays the same however long the list is."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

_GIVEN = "given_keys"


def among(session: Session, column: Any, keys: Iterable[int]) -> sa.ColumnElement[bool]:
    """Whether `column` holds one of these keys, which go to the database as one value."""
    dialect = session.get_bind().dialect.name
    listed = list(keys)
    if dialect == "sqlite":
        return _in_document(column, sa.literal(json.dumps(listed), sa.Text()))
    return _in_array(column, sa.literal(listed, sa.ARRAY(sa.BigInteger)))


def among_given(dialect: str, column: Any) -> sa.ColumnElement[bool]:
    """The same in a question that is made once; `rows_given` asks it."""
    if dialect == "sqlite":
        return _in_document(column, sa.bindparam(_GIVEN, type_=sa.Text()))
    return _in_array(column, sa.bindparam(_GIVEN, type_=sa.ARRAY(sa.BigInteger)))


def rows_given(session: Session, question: Any, keys: Iterable[int]) -> list[Any]:
    """The rows of a question with `among_given`, for these keys."""
    listed: Any = list(keys)
    values = {_GIVEN: json.dumps(listed) if session.get_bind().dialect.name == "sqlite" else listed}
    if "action_id" in session.info:
        # A writing session sees what it may by its models only.
        return list(session.execute(question, values).all())
    # Past the layers that would make records of the rows.
    return list(session.connection().execute(question, values).all())


def _in_document(column: Any, document: Any) -> sa.ColumnElement[bool]:
    values = sa.func.json_each(document).table_valued("value")
    return column.in_(sa.select(values.c.value))  # type: ignore[no-any-return]


def _in_array(column: Any, array: Any) -> sa.ColumnElement[bool]:
    return column == sa.any_(array)  # type: ignore[no-any-return]

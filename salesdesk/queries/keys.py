"""Rows by a list of keys, in one statement that stays the same however long the list is."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session


def among(session: Session, column: Any, keys: Iterable[int]) -> sa.ColumnElement[bool]:
    """Whether `column` holds one of these keys, which go to the database as one value."""
    listed = list(keys)
    if session.get_bind().dialect.name == "sqlite":
        values = sa.func.json_each(sa.literal(json.dumps(listed), sa.Text())).table_valued("value")
        return column.in_(sa.select(values.c.value))  # type: ignore[no-any-return]
    return column == sa.any_(sa.literal(listed, sa.ARRAY(sa.BigInteger)))  # type: ignore[no-any-return]

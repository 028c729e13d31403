"""Rows by a list of keys, in one statement that stays the same however long the list is."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session


def dialect_of(session: Session) -> str:
    """sqlite or postgresql."""
    return session.get_bind().dialect.name


def among(dialect: str, column: Any, name: str) -> sa.ColumnElement[bool]:
    """Whether `column` holds one of the keys in the parameter `name`, which `packed` makes."""
    if dialect == "sqlite":
        values = sa.func.json_each(sa.bindparam(name, type_=sa.Text())).table_valued("value")
        return column.in_(sa.select(values.c.value))  # type: ignore[no-any-return]
    return column == sa.any_(sa.bindparam(name, type_=sa.ARRAY(sa.BigInteger)))  # type: ignore[no-any-return]


def packed(session: Session, keys: Iterable[int]) -> Any:
    """Keys as one value for the parameter of `among`."""
    listed = list(keys)
    return json.dumps(listed) if dialect_of(session) == "sqlite" else listed

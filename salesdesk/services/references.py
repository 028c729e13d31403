"""Which records name which: asked before one of them goes, and before one comes back."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Base
from salesdesk.queries.trash import TITLES
from salesdesk.services.rows import chunked

NEEDED = frozenset({"company", "contact", "deal", "stage", "pipeline"})
"""Without these a record makes no sense; a retired reason or segment on it does."""
_WANTED = NEEDED | {"person"}


def references(table: sa.Table) -> list[tuple[sa.Column[Any], sa.Table]]:
    """The columns by which rows of a table name others, and what they name."""
    return [(column, key.column.table) for column in table.columns for key in column.foreign_keys]


def users(
    session: Session,
    column: sa.Column[Any],
    ids: Iterable[int],
    *,
    live: bool = False,
    besides: Collection[int] = (),
) -> dict[int, int | None]:
    """Those of `ids` that rows name in `column`, each with one row that does (None where rows have no id).

    `live` asks only for rows that are not in the trash; rows with a key in `besides` do not count.
    """
    table = column.table
    key = table.c.id if "id" in table.columns else sa.null()
    found: dict[int, int | None] = {}
    for part in chunked(ids):
        question = sa.select(column, key).where(column.in_(part))
        if live:
            question = question.where(table.c.deleted_at.is_(None))
        found.update(
            (named, row_id)
            for named, row_id in session.connection().execute(question)
            if row_id is None or row_id not in besides
        )
    return found


def in_trash(
    session: Session,
    named: Mapping[str, Collection[int]],
    *,
    coming: Mapping[str, Collection[int]] | None = None,
) -> dict[tuple[str, int], str]:
    """What people call those of the named records, ids by table, that lie in the trash and without which
    nothing that names them makes sense.

    `coming` are records that come out of the trash together with what names them.
    """
    found: dict[tuple[str, int], str] = {}
    for name in _WANTED & named.keys():
        table = Base.metadata.tables[name]
        question = sa.select(table.c.id, table.c[TITLES[name]]).where(table.c.deleted_at.is_not(None))
        for part in chunked(set(named[name]) - set((coming or {}).get(name, ()))):
            rows = session.connection().execute(question.where(table.c.id.in_(part)))
            found |= {(name, row_id): str(title) for row_id, title in rows}
    return found


def named_by(
    table: sa.Table, row: Mapping[str, Any], columns: Collection[str] | None = None
) -> list[tuple[str, int]]:
    """The records that a row names, by table and key; only in these columns if told."""
    found = [
        (target.name, row[column.name])
        for column, target in references(table)
        if row.get(column.name) is not None and (columns is None or column.name in columns)
    ]
    # Tags and files name their record by its table and id.
    if "record_id" in table.columns and columns is None and row.get("record") in Base.metadata.tables:
        found.append((row["record"], row["record_id"]))
    return found

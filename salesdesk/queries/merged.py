"""What became of companies and contacts that were merged into others."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Base, Company, Contact
from salesdesk.models.base import table_of

_MODELS: dict[str, Any] = {"company": Company, "contact": Contact}
AT_LARGE = ("attachment", "tagging")
"""What names its record by kind and key."""


def standing(session: Session, *, record: str, record_id: int) -> int:
    """The record that a merged one became, as far as merges go on; `record_id` itself where it is none."""
    table = table_of(_MODELS[record])
    found = record_id
    seen: set[int] = set()
    while found not in seen:
        seen.add(found)
        into = session.scalar(
            sa.select(table.c.merged_into_id).where(table.c.id == found, table.c.deleted_at.is_not(None))
        )
        if into is None:
            return found
        found = into
    return record_id


def references_to(record: str) -> list[sa.Column[Any]]:
    """The columns by which rows that people edit hang on a company or contact."""
    target = Base.metadata.tables[record]
    return [
        column
        for table in Base.metadata.sorted_tables
        if "version" in table.columns
        for column in table.columns
        if any(key.column.table is target for key in column.foreign_keys)
    ]

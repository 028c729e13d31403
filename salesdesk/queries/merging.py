"""Two companies or contacts side by side, before they are made one."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.merging import MergePair, MergeSide
from salesdesk.answers.records import Fact
from salesdesk.errors import KnownError
from salesdesk.models import Base, Company, Contact
from salesdesk.queries.merged import AT_LARGE, references_to
from salesdesk.queries.record_facts import facts_of
from salesdesk.queries.records import tags_of
from salesdesk.rules.fields import label_of
from salesdesk.translation import tr

_MODELS: dict[str, Any] = {"company": Company, "contact": Contact}


def merge_pair(session: Session, *, record: str, first_id: int, second_id: int) -> MergePair:
    """Both records with their facts and what hangs on them; KnownError if one is gone or out of sight."""
    first, second = (_side(session, record, key) for key in (first_id, second_id))
    return MergePair(record, first, second)


def _side(session: Session, record: str, key: int) -> MergeSide:
    model = _MODELS[record]
    row = session.scalars(sa.select(model).where(model.id == key, model.deleted_at.is_(None))).first()
    if row is None:
        raise KnownError(tr("One of the two is not there any more; somebody deleted it."))
    name = Fact("name", label_of("name"), "text", row.name, needed=True)
    facts = (name, *facts_of(session, record, row))
    return MergeSide(
        key,
        row.version,
        row.name,
        row.created_at.date(),
        facts,
        tags_of(session, record, key),
        _hangs(session, record, key),
    )


def _hangs(session: Session, record: str, key: int) -> dict[str, int]:
    """How many live rows of each kind hang on a record, as far as the viewer sees them."""
    counts: Counter[str] = Counter()
    for column in references_to(record):
        table = column.table
        live = (
            sa.select(sa.func.count()).select_from(table).where(column == key, table.c.deleted_at.is_(None))
        )
        counts[table.name] += session.scalar(live) or 0
    for name in AT_LARGE:
        table = Base.metadata.tables[name]
        live = sa.select(sa.func.count()).select_from(table)
        on = live.where(table.c.record == record, table.c.record_id == key, table.c.deleted_at.is_(None))
        counts[name] += session.scalar(on) or 0
    return {name: count for name, count in counts.items() if count}

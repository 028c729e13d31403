"""Past imports."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import BatchRow
from salesdesk.models import ImportBatch, Person


def import_batches(session: Session) -> list[BatchRow]:
    """All imports, the latest first."""
    rows = session.execute(
        sa.select(ImportBatch, Person.name)
        .outerjoin(Person, Person.id == ImportBatch.person_id)
        .order_by(ImportBatch.id.desc())
    )
    return [
        BatchRow(
            batch_id=batch.id,
            file_name=batch.file_name,
            person=name or "",
            started_at=batch.started_at,
            finished_at=batch.finished_at,
            state=batch.state,
            outcome=batch.outcome or {},
        )
        for batch, name in rows
    ]

"""Past imports."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import BatchRow
from salesdesk.models import Action, Deal, History, ImportBatch, Person


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


def pipeline_of_import(session: Session, *, batch_id: int) -> int | None:
    """The pipeline that most of the deals of an import are in; None where it touched none."""
    deals = (
        sa.select(History.row_id)
        .join(Action, Action.id == History.action_id)
        .where(Action.batch_id == batch_id, History.tbl == "deal")
    )
    count = sa.func.count().desc()
    question = sa.select(Deal.pipeline_id).where(Deal.id.in_(deals)).group_by(Deal.pipeline_id)
    return session.scalars(question.order_by(count, Deal.pipeline_id).limit(1)).first()

"""What was taken out before."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import ExportRow
from salesdesk.models import Export, Person


def exports_made(session: Session, *, most: int | None = None) -> list[ExportRow]:
    """The exports of the person who asks and of everybody below, the latest first; all for administrators."""
    rows = session.execute(
        sa.select(Export, Person.name)
        .outerjoin(Person, Person.id == Export.person_id)
        .order_by(Export.id.desc())
        .limit(most)
    )
    return [
        ExportRow(each.at, name or "", each.record, each.what, each.file_name, each.row_count)
        for each, name in rows
    ]

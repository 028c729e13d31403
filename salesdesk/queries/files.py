"""The files kept with a record and with its deals, and what is in them."""

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.files import FileContent, FileRow
from salesdesk.errors import KnownError
from salesdesk.models import Action, Attachment, AttachmentContent, Deal, History, Person
from salesdesk.queries.records import among_own_and_deals
from salesdesk.translation import tr


def files_with(
    session: Session, *, record: str, record_id: int, deal_ids: Iterable[int] = ()
) -> tuple[FileRow, ...]:
    """The files of a record and of these deals, the latest first, with who added each."""
    made = (
        sa.select(History.row_id, Person.name)
        .join(Action, Action.id == History.action_id)
        .join(Person, Person.id == Action.person_id)
        .where(History.tbl == "attachment", History.op == "created")
        .subquery()
    )
    rows = session.execute(
        sa.select(
            Attachment.id,
            Attachment.name,
            Attachment.size,
            Attachment.created_at,
            made.c.name,
            Deal.title,
            Attachment.deal_id,
        )
        .outerjoin(made, made.c.row_id == Attachment.id)
        .outerjoin(Deal, Deal.id == Attachment.deal_id)
        .where(among_own_and_deals(record, record_id, list(deal_ids)))
        .order_by(Attachment.created_at.desc(), Attachment.id.desc())
    )
    return tuple(
        FileRow(key, name, size, at, person or "", title or "", deal_id)
        for key, name, size, at, person, title, deal_id in rows
    )


def file_content(session: Session, *, attachment_id: int) -> FileContent:
    """What is in a file; KnownError if it is gone, out of sight, or not what was taken in."""
    row = session.execute(
        sa.select(Attachment.name, Attachment.sha256, AttachmentContent.content)
        .join(AttachmentContent, AttachmentContent.attachment_id == Attachment.id)
        .where(Attachment.id == attachment_id, Attachment.deleted_at.is_(None))
    ).first()
    if row is None:
        raise KnownError(tr("This file is not there any more; somebody deleted it."))
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise KnownError(
            tr("{name} is damaged in the database; look for it in a backup.").format(name=row.name)
        )
    return FileContent(row.name, content)

"""Pictures of people, by the key under which each stays as it is."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Portrait, PortraitContent


def portrait_ids(session: Session) -> dict[int, int]:
    """Per person who has one the key of their picture."""
    question = sa.select(Portrait.person_id, Portrait.id).where(Portrait.deleted_at.is_(None))
    return {row[0]: row[1] for row in session.execute(question)}


def portraits(session: Session, ids: Collection[int]) -> dict[int, bytes]:
    """The bytes of these pictures, PNG or JPEG."""
    question = sa.select(PortraitContent.portrait_id, PortraitContent.content)
    rows = session.execute(question.where(PortraitContent.portrait_id.in_(ids)))
    return {row[0]: row[1] for row in rows}

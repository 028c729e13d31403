"""Companies found by what people call them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Company
from salesdesk.rules.names import name_key


def company_named(session: Session, *, name: str) -> int | None:
    """The id of the company that has this name but for case and accents; the oldest of several."""
    question = sa.select(Company.id).where(Company.name_key == name_key(name), Company.deleted_at.is_(None))
    return session.scalar(question.order_by(Company.id).limit(1))

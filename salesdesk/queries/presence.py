"""Who else has a record under their hands."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.choice import Choice
from salesdesk.models import Person, Presence
from salesdesk.models.base import now

PRESENT_SECONDS = 25
"""Whoever did not say for so long that they write is taken to have left."""


def others_at(session: Session, *, record: str, record_id: int) -> tuple[Choice, ...]:
    """The other people who write on a record just now, by name."""
    question = (
        sa.select(Person.id, Person.name)
        .join(Presence, Presence.person_id == Person.id)
        .where(
            Presence.tbl == record,
            Presence.row_id == record_id,
            Presence.at > _moment(session) - timedelta(seconds=PRESENT_SECONDS),
            Person.id != (session.info["viewer"].person_id or 0),
        )
        .order_by(Person.name_key)
    )
    return tuple(Choice(key, name) for key, name in session.execute(question))


def _moment(session: Session) -> Any:
    """Now, by the clock that wrote the rows: the server's, or that of the computer with the file."""
    return sa.func.now() if session.get_bind().dialect.name == "postgresql" else now()

"""Several saves in one transaction, each at its own time: how a past is written down as it was."""

from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from salesdesk.models import Action
from salesdesk.models.base import Record


def act(session: Session, *, kind: str, at: datetime, person_id: int | None, **fields: Any) -> int:
    """Begin another action in this transaction, with a time of its own; its id. The rows that follow carry
    that time as well."""
    session.flush()
    action = Action(kind=kind, at=at, person_id=person_id, **fields)
    session.add(action)
    session.flush()
    session.info["switch"](session.connection(), action.id)
    session.info["action_id"] = action.id
    if "moment" not in session.info:
        event.listen(session, "before_flush", _date_records)
    session.info["moment"] = at
    return action.id


def _date_records(session: Session, context: Any, instances: Any) -> None:
    """Single records written in the past are as old as the rows that are written many at once."""
    moment = session.info["moment"]
    for record in session.new:
        if isinstance(record, Record):
            record.created_at = record.updated_at = moment
    for record in session.dirty:
        if isinstance(record, Record) and session.is_modified(record):
            record.updated_at = moment
            # Of the same moment as before it would be left out, and the database's own clock taken.
            flag_modified(record, "updated_at")

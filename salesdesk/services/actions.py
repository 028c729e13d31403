"""Several saves in one transaction, each at its own time: how a past is written down as it was."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.models import Action


def act(session: Session, *, kind: str, at: datetime, person_id: int | None, **fields: Any) -> int:
    """Begin another action in this transaction, with a time of its own; its id. The rows that follow carry
    that time as well."""
    session.flush()
    action = Action(kind=kind, at=at, person_id=person_id, **fields)
    session.add(action)
    session.flush()
    session.info["switch"](session.connection(), action.id)
    session.info["action_id"] = action.id
    session.info["moment"] = at
    return action.id

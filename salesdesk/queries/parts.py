"""Which saves belong together: the parts of what was done to very many records in one go."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Action
from salesdesk.rules.parts import sibling_keys

_CHUNK = 500


def parts_of(session: Session, action_ids: Iterable[int]) -> list[int]:
    """These saves with all others that are parts of the same, each once, the oldest first."""
    found = set(action_ids)
    known = session.scalars(sa.select(Action.client_key).where(Action.id.in_(found))).all()
    keys = [each for key in known for each in sibling_keys(key)]
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        found.update(session.scalars(sa.select(Action.id).where(Action.client_key.in_(part))))
    return sorted(found)

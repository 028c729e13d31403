"""Pictures of people: put there, replaced, taken away."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Portrait, PortraitContent
from salesdesk.models.base import now
from salesdesk.services.people import live_person
from salesdesk.services.rights import require_own
from salesdesk.services.rows import edit_record
from salesdesk.translation import tr

LARGEST = 256 * 1024
"""Bytes of a picture; what the window makes of a photograph has about a tenth."""
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def set_portrait(session: Session, *, person_id: int, content: bytes) -> int:
    """Give a person a picture, PNG or JPEG, in place of the one before; its id.

    RuleBroken for another kind of file, above 256 KB, and for the picture of somebody else, unless an
    administrator changes it.
    """
    require_own(session, [person_id])
    live_person(session, person_id)
    if len(content) > LARGEST:
        raise RuleBroken(tr("This picture is too large; at most {n} KB fit.").format(n=LARGEST // 1024))
    if not content.startswith(_BEGINNINGS):
        raise RuleBroken(tr("This is no picture; choose a PNG or a JPEG."))
    _take_away(session, person_id)
    kept = Portrait(person_id=person_id, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    session.add(kept)
    session.flush()
    session.add(PortraitContent(portrait_id=kept.id, person_id=person_id, content=content))
    session.flush()
    return kept.id


def remove_portrait(session: Session, *, person_id: int) -> None:
    """Show a person by their initials again."""
    require_own(session, [person_id])
    if not _take_away(session, person_id):
        raise RuleBroken(tr("There is no picture to take away."))


def _take_away(session: Session, person_id: int) -> bool:
    there = sa.select(Portrait).where(Portrait.person_id == person_id, Portrait.deleted_at.is_(None))
    before = session.scalars(there).first()
    if before is not None:
        edit_record(session, before, {"deleted_at": now()})
    return before is not None

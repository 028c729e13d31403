"""Tags: words that people put on companies, contacts and deals."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Base, Company, Contact, Deal, Tag, Tagging
from salesdesk.models.base import now, table_of
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.rights import require_deals, require_records
from salesdesk.services.rows import edit_record
from salesdesk.translation import tr

_TAGGED: dict[str, type[Base]] = {"company": Company, "contact": Contact, "deal": Deal}


def put_tag(session: Session, *, record: str, record_id: int, name: str) -> None:
    """Put a word on a record (`record`: company, contact, deal); nothing happens if it bears it already."""
    owner_id = _owner(session, record, record_id)
    tag_id = tag_named(session, name)
    if _tagging(session, record, record_id, tag_id) is None:
        deal_id = record_id if record == "deal" else None
        session.add(
            Tagging(tag_id=tag_id, record=record, record_id=record_id, deal_id=deal_id, owner_id=owner_id)
        )
        session.flush()


def remove_tag(session: Session, *, record: str, record_id: int, name: str) -> None:
    """Take a word off a record."""
    _owner(session, record, record_id)
    tag_id = session.scalar(sa.select(Tag.id).where(Tag.name_key == name_key(name)))
    tagging = _tagging(session, record, record_id, tag_id) if tag_id else None
    if tagging is None:
        raise RuleBroken(tr("This record does not bear the tag {name}.").format(name=name))
    edit_record(session, tagging, {"deleted_at": now()})


def _owner(session: Session, record: str, record_id: int) -> int | None:
    """Whose the record is; RuleBroken if the person may not change it."""
    model = _TAGGED.get(record)
    if model is None:
        raise RuleBroken(tr("Tags are put on companies, contacts and deals."))
    if record == "deal":
        require_deals(session, [record_id])
    else:
        require_records(session, model, [record_id])
    table = table_of(model)
    row = session.connection().execute(sa.select(table.c.owner_id).where(table.c.id == record_id)).first()
    if row is None:
        raise RuleBroken(tr("This record is not there any more."))
    owner_id: int | None = row[0]
    return owner_id


def tag_named(session: Session, given: str) -> int:
    """The tag with this name, made if there is none yet."""
    name = one_line(given, tr("The tag"))
    if not name:
        raise RuleBroken(tr("A tag needs a name."))
    known = session.scalar(sa.select(Tag.id).where(Tag.name_key == name_key(name)))
    if known is not None:
        return known
    tag = Tag(name=name, name_key=name_key(name))
    session.add(tag)
    session.flush()
    return tag.id


def _tagging(session: Session, record: str, record_id: int, tag_id: int) -> Tagging | None:
    return session.scalars(
        sa.select(Tagging).where(
            Tagging.tag_id == tag_id,
            Tagging.record == record,
            Tagging.record_id == record_id,
            Tagging.deleted_at.is_(None),
        )
    ).first()

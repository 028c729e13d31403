"""Tags: words that people put on companies, contacts and deals."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, Deal, Tag, Tagging
from salesdesk.models.base import now, table_of
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.hanging import owners_of_deals
from salesdesk.services.rights import (
    require_deals,
    require_owned,
    require_records,
    require_right,
    require_sight_of_all,
)
from salesdesk.services.rows import edit_record, live_record, update_rows
from salesdesk.translation import tr

TAGGED: dict[str, Any] = {"company": Company, "contact": Contact, "deal": Deal}


def put_tag(session: Session, *, record: str, record_id: int, name: str) -> None:
    """Put a word on a record (`record`: company, contact, deal); nothing happens if it bears it already."""
    owner_id = owner_of(session, record, record_id)
    tag_id = tag_named(session, name)
    if _tagging(session, record, record_id, tag_id) is None:
        deal_id = record_id if record == "deal" else None
        session.add(
            Tagging(tag_id=tag_id, record=record, record_id=record_id, deal_id=deal_id, owner_id=owner_id)
        )
        session.flush()


def remove_tag(session: Session, *, record: str, record_id: int, name: str) -> None:
    """Take a word off a record."""
    owner_of(session, record, record_id)
    tag_id = session.scalar(_known(name))
    tagging = _tagging(session, record, record_id, tag_id) if tag_id else None
    if tagging is None:
        raise RuleBroken(tr("This record does not bear the tag {name}.").format(name=name))
    edit_record(session, tagging, {"deleted_at": now()})


def owner_of(session: Session, record: str, record_id: int) -> int | None:
    """Whose the record is; RuleBroken if the person may not change it."""
    model = TAGGED.get(record)
    if model is None:
        raise RuleBroken(tr("This is kept with companies, contacts and deals only."))
    if record == "deal":
        require_deals(session, [record_id])
        return owners_of_deals(session, [record_id])[record_id][0]
    require_records(session, model, [record_id])
    table = table_of(model)
    row = session.connection().execute(sa.select(table.c.owner_id).where(table.c.id == record_id)).first()
    if row is None:
        raise RuleBroken(tr("This record is not there any more."))
    owner_id: int | None = row[0]
    return owner_id


def rename_tag(session: Session, *, tag_id: int, name: str) -> None:
    """Give a tag another name everywhere. Where another tag has that name, the two become one."""
    require_right(session, "process")
    tag = _live_tag(session, tag_id)
    text = _tag_name(name)
    same = session.scalar(_known(text).where(Tag.id != tag_id))
    if same is not None:
        _join(session, tag, same)
        return
    edit_record(session, tag, {"name": text, "name_key": name_key(text)})


def _join(session: Session, tag: Tag, other_id: int) -> None:
    """Put `other_id` on whatever bears `tag`, which goes to the trash."""
    _require_bearers(session, tag.id)
    there = {
        (row[0], row[1]) for row in session.execute(_bearers(other_id, Tagging.record, Tagging.record_id))
    }
    rows = session.execute(_bearers(tag.id, Tagging.id, Tagging.record, Tagging.record_id)).all()
    changed: list[dict[str, Any]] = [
        {"id": key, "deleted_at": now()} if (record, record_id) in there else {"id": key, "tag_id": other_id}
        for key, record, record_id in rows
    ]
    edit_record(session, tag, {"deleted_at": now()})
    update_rows(session, Tagging, changed)


def delete_tag(session: Session, *, tag_id: int) -> int:
    """Put a tag into the trash and take it off every record; off how many."""
    require_right(session, "process")
    tag = _live_tag(session, tag_id)
    _require_bearers(session, tag_id)
    ids = session.scalars(_bearers(tag_id, Tagging.id)).all()
    edit_record(session, tag, {"deleted_at": now()})
    return update_rows(session, Tagging, [{"id": key, "deleted_at": now()} for key in ids])


def _require_bearers(session: Session, tag_id: int) -> None:
    """RuleBroken unless the person may take the tag off everything that bears it."""
    require_sight_of_all(session)
    require_owned(session, session.scalars(_bearers(tag_id, Tagging.owner_id).distinct()))


def _bearers(tag_id: int, *columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(Tagging.tag_id == tag_id, Tagging.deleted_at.is_(None))


def _live_tag(session: Session, tag_id: int) -> Tag:
    return live_record(session, Tag, tag_id, gone=tr("This tag is not there any more."))


def _known(name: str) -> sa.Select[int]:
    return sa.select(Tag.id).where(Tag.name_key == name_key(name), Tag.deleted_at.is_(None))


def _tag_name(given: str) -> str:
    name = one_line(given, tr("The tag"))
    if not name:
        raise RuleBroken(tr("A tag needs a name."))
    return name


def tag_named(session: Session, given: str) -> int:
    """The tag with this name, made if there is none yet."""
    name = _tag_name(given)
    known = session.scalar(_known(name))
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

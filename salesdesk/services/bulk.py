"""Many records at once: a field changed, given to somebody, tagged, put into the trash; each is one save."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Base, Company, Contact, Deal, Stage, Tagging
from salesdesk.models.base import now
from salesdesk.services import activities, companies, contacts, deals
from salesdesk.services.activities import delete_activities, insert_activities, update_activities
from salesdesk.services.companies import update_companies
from salesdesk.services.contacts import update_contacts
from salesdesk.services.deals import update_deals
from salesdesk.services.hanging import owners_of_deals, used_companies
from salesdesk.services.own_fields import with_own_fields
from salesdesk.services.rights import (
    active_people,
    require_active,
    require_deals,
    require_records,
    viewer_of,
)
from salesdesk.services.rows import Row, chunked, insert_rows, only_known, update_rows
from salesdesk.services.tags import tag_named
from salesdesk.translation import tr, trn

Update = Callable[[Session, Sequence[Row]], int]
_RECORDS: dict[str, tuple[Any, Update]] = {
    "company": (Company, update_companies),
    "contact": (Contact, update_contacts),
    "deal": (Deal, update_deals),
    "activity": (Activity, update_activities),
}
_EDITABLE = {
    "company": companies.EDITABLE,
    "contact": contacts.EDITABLE,
    "deal": deals.EDITABLE,
    "activity": activities.EDITABLE,
}
# One at a time: a name is not shared, and whom a company belongs to is checked against circles.
_NOT_TOGETHER = frozenset({"name", "title", "subject", "parent_id", "number", "stage_id", "id", "version"})

_HANGS = ("deal_id", "company_id", "contact_id")


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many records went to the trash, and how many had to stay, in a sentence why."""

    count: int
    kept: int = 0
    why: str = ""


def edit_records(
    session: Session, *, record: str, ids: Iterable[int], field: str, value: Any, strict: bool = True
) -> int:
    """Give a field (`owner_id`, `city`, `custom.fleet` ...) of many records the same value; how many changed.

    Records that are gone or out of sight are left out. RuleBroken if one of them may not be changed; and, if
    `strict`, where none is left.
    """
    _, update = _known(record)
    if field in _NOT_TOGETHER:
        raise RuleBroken(tr("This field is changed record by record."))
    if field in ("owner_id", "person_id"):
        require_active(session, value)
    changed = 0
    for part in chunked(ids):
        rows = _rows(session, record, part, field, value)
        changed += update(session, rows) if rows else 0
    if strict and not changed:
        raise _nothing()
    return changed


def delete_records(session: Session, *, record: str, ids: Iterable[int], strict: bool = True) -> Deleted:
    """Put many records into the trash. Companies with deals or contacts stay; RuleBroken, if `strict`, where
    all have to."""
    model, _ = _known(record)
    listed = [key for part in chunked(ids) for key in _live(session, model, part)]
    if not listed:
        if strict:
            raise _nothing()
        return Deleted(0)
    if record == "activity":
        return Deleted(delete_activities(session, ids=listed))
    _require(session, record, listed)
    used = used_companies(session, listed) if record == "company" else {}
    free = [key for key in listed if key not in used]
    why = _why(len(used))
    if strict and not free:
        raise RuleBroken(tr("Nothing was deleted: {why}").format(why=why))
    moment = now()
    count = update_rows(session, model, [{"id": key, "deleted_at": moment} for key in free])
    return Deleted(count, len(used), why)


def deleted_together(parts: Iterable[Deleted]) -> Deleted:
    """What several deletions did as if they had been one."""
    listed = list(parts)
    kept = sum(part.kept for part in listed)
    return Deleted(sum(part.count for part in listed), kept, _why(kept))


def _why(kept: int) -> str:
    return (
        trn(
            "{n} stays, because deals or contacts belong to it.",
            "{n} stay, because deals or contacts belong to them.",
            kept,
        )
        if kept
        else ""
    )


def tag_records(session: Session, *, record: str, ids: Iterable[int], name: str) -> int:
    """Put a word on many records; how many did not bear it yet."""
    model, _ = _known(record)
    tag_id = tag_named(session, name)
    count = 0
    for part in chunked(ids):
        owners = _live(session, model, part)
        _require(session, record, owners)
        if record == "deal":
            owners = {key: owner_id for key, (owner_id, _) in owners_of_deals(session, owners).items()}
        bearing = _bearing(session, record, tag_id, part)
        rows = [
            {"tag_id": tag_id, "record": record, "record_id": key, "owner_id": owner_id,
             "deal_id": key if record == "deal" else None}
            for key, owner_id in owners.items()
            if key not in bearing
        ]  # fmt: skip
        count += len(insert_rows(session, Tagging, rows))
    return count


def plan_for_records(
    session: Session,
    *,
    record: str,
    ids: Iterable[int],
    kind: str,
    subject: str,
    due_on: date | None,
    person_id: int | None = None,
    strict: bool = True,
) -> int:
    """Plan the same activity for many records, done by one person or by who has each (by whoever plans it
    where nobody has, or somebody who left); for how many.

    For an activity it is about the same as that one. Records that are gone, and deals that are decided, are
    left out. RuleBroken if one may not be changed, or, if `strict`, where none is left.
    """
    _known(record)
    me = viewer_of(session).person_id
    common = {"kind": kind, "subject": subject, "due_on": due_on}
    planned = 0
    for part in chunked(ids):
        about = _about(session, record, part)
        _require(session, record, [key for key, _, _ in about])
        there = active_people(session, {whose for _, whose, _ in about})
        rows = [
            {**common, **places, "person_id": person_id or (whose if whose in there else me)}
            for _, whose, places in about
        ]
        planned += len(insert_activities(session, rows)) if rows else 0
    if strict and not planned:
        raise RuleBroken(tr("None of these is open any more.") if record == "deal" else _nothing().args[0])
    return planned


def _about(
    session: Session, record: str, ids: Sequence[int]
) -> list[tuple[int, int | None, dict[str, int | None]]]:
    """The key of each live record, who does something for it, and what an activity about it hangs on."""
    model: Any = _RECORDS[record][0]
    question = sa.select(model).where(model.id.in_(ids), model.deleted_at.is_(None)).order_by(model.id)
    if record == "deal":
        question = question.join(Stage, Stage.id == Deal.stage_id).where(Stage.type.in_(("lead", "open")))
    found = session.scalars(question).all()
    if record == "activity":
        return [(each.id, each.person_id, {name: getattr(each, name) for name in _HANGS}) for each in found]
    if record == "contact":
        return [
            (each.id, each.owner_id, {"contact_id": each.id, "company_id": each.company_id}) for each in found
        ]
    return [(each.id, each.owner_id, {f"{record}_id": each.id}) for each in found]


def _require(session: Session, record: str, ids: Iterable[int]) -> None:
    """RuleBroken unless the person may change these records."""
    if record == "deal":
        require_deals(session, ids)
    else:
        require_records(session, _RECORDS[record][0], ids)


def _known(record: str) -> tuple[Any, Update]:
    if record not in _RECORDS:
        raise RuleBroken(tr("There is no list of {word}.").format(word=record))
    return _RECORDS[record]


def _nothing() -> RuleBroken:
    return RuleBroken(tr("None of these is there any more."))


def _live(session: Session, model: type[Base], ids: Sequence[int]) -> dict[int, int | None]:
    """The owners of those of the records that are there and seen."""
    listed: Any = model
    rows = session.execute(
        sa.select(listed.id, listed.owner_id).where(listed.id.in_(ids), listed.deleted_at.is_(None))
    )
    return {row[0]: row[1] for row in rows}


def _rows(session: Session, record: str, ids: Sequence[int], field: str, value: Any) -> list[dict[str, Any]]:
    model, _ = _RECORDS[record]
    if not field.startswith("custom."):
        only_known({field: value}, _EDITABLE[record])
        return [{"id": key, field: value} for key in _live(session, model, ids)]
    own = field.removeprefix("custom.")
    if record != "activity":
        _require(session, record, _live(session, model, ids))
    live = _live(session, model, ids)
    return with_own_fields(session, model, [{"id": key, "custom": {own: value}} for key in live])


def _bearing(session: Session, record: str, tag_id: int, ids: Sequence[int]) -> frozenset[int]:
    rows = session.scalars(
        sa.select(Tagging.record_id).where(
            Tagging.tag_id == tag_id,
            Tagging.record == record,
            Tagging.record_id.in_(ids),
            Tagging.deleted_at.is_(None),
        )
    )
    return frozenset(rows)

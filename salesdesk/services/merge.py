"""Two companies or contacts that are the same one: everything goes to one of them, the other to the trash."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Attachment, Base, Company, Contact, DistinctPair, Stakeholder, Tagging
from salesdesk.models.base import now, table_of
from salesdesk.queries.merged import AT_LARGE, references_to
from salesdesk.services.companies import EDITABLE as COMPANY_FIELDS
from salesdesk.services.companies import company_values
from salesdesk.services.contacts import EDITABLE as CONTACT_FIELDS
from salesdesk.services.contacts import contact_values
from salesdesk.services.hanging import hold, require_parents
from salesdesk.services.rights import require_changes, require_owned, require_records
from salesdesk.services.rows import edit_record, live_record, only_known, update_rows
from salesdesk.translation import tr

_KINDS: dict[str, tuple[Any, frozenset[str], Any]] = {
    "company": (Company, COMPANY_FIELDS, company_values),
    "contact": (Contact, CONTACT_FIELDS, contact_values),
}
_ORIGIN = ("source", "external_id")


def merge_records(
    session: Session,
    *,
    record: str,
    kept_id: int,
    other_id: int,
    fields: Mapping[str, Any] | None = None,
    versions: tuple[int, int] | None = None,
) -> None:
    """Make one company or contact of two: what hangs on `other_id` moves to `kept_id`.

    `fields` are the values chosen for the one that stays ("city", "custom.fleet"); what it has no value for
    it takes from the other. Tags are put together. The other goes to the trash and tells where it went, so
    that links and the next import find the one that stays. One action, undone like any other.

    RuleBroken if either is gone, was changed since `versions` (kept, other) were read, or may not be changed,
    and if something hangs on the other that the person may not change or does not see.
    """
    model, known, values_of = _kind(record)
    if kept_id == other_id:
        raise RuleBroken(tr("These two are one and the same already."))
    hold(session, model, [kept_id, other_id])
    gone = tr("One of the two is not there any more.")
    read = versions or (None, None)
    kept = live_record(session, model, kept_id, gone=gone, version=read[0])
    other = live_record(session, model, other_id, gone=gone, version=read[1])
    require_records(session, model, [kept_id, other_id])
    values = _filled(kept, other, known) | _chosen(kept, other, fields or {}, known)
    require_owned(session, [values.get("owner_id")])
    if record == "company":
        _untie(session, kept, other, values)
    _move_all(session, record, kept_id, other_id)
    kept, other = session.get_one(model, kept_id), session.get_one(model, other_id)
    edit_record(session, other, {"deleted_at": now(), "merged_into_id": kept_id})
    edit_record(session, kept, values_of({"id": kept_id, **values}) | _domain(kept, other, values))
    if record == "contact":
        require_parents(session, Contact, [kept_id])


def tell_apart(session: Session, *, record: str, first_id: int, second_id: int) -> None:
    """Remember that two records that look alike are not the same; nothing happens if that is known."""
    _kind(record)
    low, high = sorted((first_id, second_id))
    known = sa.select(DistinctPair.id).where(
        DistinctPair.record == record,
        DistinctPair.first_id == low,
        DistinctPair.second_id == high,
        DistinctPair.deleted_at.is_(None),
    )
    if session.scalar(known) is None:
        session.add(DistinctPair(record=record, first_id=low, second_id=high))
        session.flush()


def _kind(record: str) -> tuple[Any, frozenset[str], Any]:
    if record not in _KINDS:
        raise RuleBroken(tr("Only companies and contacts can be merged."))
    return _KINDS[record]


def _filled(kept: Any, other: Any, known: frozenset[str]) -> dict[str, Any]:
    """What the one that stays takes from the other, because it has nothing itself."""
    values = {
        field: getattr(other, field)
        for field in known - {"custom", *_ORIGIN}
        if getattr(kept, field) in (None, "") and getattr(other, field) not in (None, "")
    }
    if kept.external_id is None and other.external_id is not None:
        values |= {field: getattr(other, field) for field in _ORIGIN}
    return values


def _chosen(kept: Any, other: Any, fields: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The chosen fields; the team's own as one document, with what only the other has."""
    plain = {key: value for key, value in fields.items() if not key.startswith("custom.")}
    only_known(plain, known)
    own = {key.removeprefix("custom."): fields[key] for key in fields if key.startswith("custom.")}
    held = {key: value for key, value in (kept.custom or {}).items() if value not in (None, "")}
    custom = {**(other.custom or {}), **(kept.custom or {}), **held, **own}
    for key, value in (other.custom or {}).items():
        if custom.get(key) in (None, "") and key not in own:
            custom[key] = value
    custom = {key: value for key, value in custom.items() if key not in own or value is not None}
    return plain | ({"custom": custom} if custom != (kept.custom or {}) else {})


def _domain(kept: Any, other: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The domain of the other, where the one that stays has none by then."""
    if not isinstance(kept, Company) or "website" in values or kept.domain or not other.domain:
        return {}
    return {"domain": other.domain}


def _untie(session: Session, kept: Company, other: Company, values: dict[str, Any]) -> None:
    """No company may end up above itself: where the two stood above one another, that tie is cut."""
    parent_id = values.get("parent_id", kept.parent_id)
    if parent_id == other.id:
        parent_id = other.parent_id
    above, seen = parent_id, {other.id}
    while above is not None and above not in seen:
        if above == kept.id:
            parent_id = None
            break
        seen.add(above)
        above = session.scalar(sa.select(Company.parent_id).where(Company.id == above))
    if above == other.id:
        parent_id = None
    if parent_id != kept.parent_id or "parent_id" in values:
        values["parent_id"] = parent_id


def _move_all(session: Session, record: str, kept_id: int, other_id: int) -> None:
    """Everything that hangs on the other hangs on the one that stays, what lies in the trash too."""
    session.flush()
    _require_sight(session, record, other_id)
    for column in references_to(record):
        table = column.table
        question = sa.select(table).where(column == other_id)
        if table.name == record:
            question = question.where(table.c.id != kept_id)
        if table.name == "stakeholder":
            question = question.where(table.c.id.not_in(_doubled_parts(kept_id, other_id)))
        _move(session, table, question, {column.name: kept_id})
    for model, doubled in ((Attachment, None), (Tagging, _doubled_tags(record, kept_id, other_id))):
        table = table_of(model)
        question = sa.select(table).where(table.c.record == record, table.c.record_id == other_id)
        if doubled is not None:
            question = question.where(table.c.id.not_in(doubled))
        _move(session, table, question, {"record_id": kept_id})


def _move(session: Session, table: sa.Table, question: sa.Select[Any], values: Mapping[str, Any]) -> None:
    rows = [dict(row) for row in session.connection().execute(question).mappings()]
    if not rows:
        return
    require_changes(session, table, rows)
    model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    update_rows(session, model, [{"id": row["id"], **values} for row in rows], trashed=True)


def _doubled_parts(kept_id: int, other_id: int) -> sa.Select[Any]:
    """The parts of the other that the one that stays plays already in the same deals."""
    theirs, mine = table_of(Stakeholder).alias("theirs"), table_of(Stakeholder).alias("mine")
    same = sa.select(mine.c.id).where(
        mine.c.contact_id == kept_id,
        mine.c.deal_id == theirs.c.deal_id,
        mine.c.role == theirs.c.role,
        mine.c.deleted_at.is_(None),
    )
    return sa.select(theirs.c.id).where(
        theirs.c.contact_id == other_id, theirs.c.deleted_at.is_(None), same.exists()
    )


def _doubled_tags(record: str, kept_id: int, other_id: int) -> sa.Select[Any]:
    """The tags of the other that the one that stays bears already."""
    theirs, mine = table_of(Tagging).alias("theirs"), table_of(Tagging).alias("mine")
    same = sa.select(mine.c.id).where(
        mine.c.record == record,
        mine.c.record_id == kept_id,
        mine.c.tag_id == theirs.c.tag_id,
        mine.c.deleted_at.is_(None),
    )
    return sa.select(theirs.c.id).where(
        theirs.c.record == record,
        theirs.c.record_id == other_id,
        theirs.c.deleted_at.is_(None),
        same.exists(),
    )


def _require_sight(session: Session, record: str, other_id: int) -> None:
    """RuleBroken if something hangs on the other that the person does not see: it would be left behind."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    seen = sum(int(connection.scalar(count) or 0) for count in _counts(record, other_id))
    whole = connection.scalar(sa.text("SELECT priv.hanging(:kind, :key)"), {"kind": record, "key": other_id})
    if int(whole or 0) > seen:
        raise RuleBroken(
            tr("Something that you do not see hangs on it. Ask somebody who sees it, or an administrator.")
        )


def _counts(record: str, key: int) -> Iterable[sa.Select[Any]]:
    for column in references_to(record):
        table = column.table
        yield (
            sa.select(sa.func.count()).select_from(table).where(column == key, table.c.deleted_at.is_(None))
        )
    for name in AT_LARGE:
        table = Base.metadata.tables[name]
        yield (
            sa.select(sa.func.count())
            .select_from(table)
            .where(table.c.record == record, table.c.record_id == key, table.c.deleted_at.is_(None))
        )

"""Notes: what people write down about a deal, a company or a contact."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Note
from salesdesk.models.base import now
from salesdesk.rules.texts import check_texts, long_text
from salesdesk.services.hanging import owners_of_deals
from salesdesk.services.rights import require_deals, require_owned, viewer_of
from salesdesk.services.rows import Row, edit_record, insert_rows, live_record
from salesdesk.translation import tr


def write_note(
    session: Session,
    *,
    text: str,
    deal_id: int | None = None,
    company_id: int | None = None,
    contact_id: int | None = None,
) -> int:
    """Write a note on a deal, a company or a contact; its id."""
    row = {"text": text, "deal_id": deal_id, "company_id": company_id, "contact_id": contact_id}
    return insert_notes(session, [{**row, "author_id": viewer_of(session).person_id}])[0]


def insert_notes(session: Session, rows: Sequence[Row]) -> list[int]:
    """Write many notes; their ids. One on a deal belongs to the deal's owner, else to its author."""
    deals = {row["deal_id"] for row in rows if row.get("deal_id")}
    require_deals(session, deals)
    owners = {key: owner_id for key, (owner_id, _) in owners_of_deals(session, deals).items()}
    ready = [_with_owner(note_values(row), owners) for row in rows]
    require_owned(session, {row["owner_id"] for row in ready if not row.get("deal_id")})
    return insert_rows(session, Note, ready)


def _with_owner(values: dict[str, Any], owners: dict[int, int | None]) -> dict[str, Any]:
    deal_id = values.get("deal_id")
    if deal_id is None:
        return {**values, "owner_id": values.get("author_id")}
    return {**values, "owner_id": owners[deal_id]}


def note_values(row: Row) -> dict[str, Any]:
    """The fields of a note as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    values["text"] = long_text(values.get("text"), tr("The note"))
    if not values["text"]:
        raise RuleBroken(tr("A note needs a text."))
    check_texts(values, lines=("source", "external_id"))
    return values


def edit_note(session: Session, *, note_id: int, text: str, version: int | None = None) -> None:
    """Write a note anew. RuleBroken if it is gone, or changed since `version` was read."""
    note = _changeable(session, note_id, version)
    edit_record(session, note, note_values({"text": text}))


def delete_note(session: Session, *, note_id: int) -> None:
    """Put a note into the trash."""
    edit_record(session, _changeable(session, note_id), {"deleted_at": now()})


def _changeable(session: Session, note_id: int, version: int | None = None) -> Note:
    gone = tr("This note is not there any more.")
    note = live_record(session, Note, note_id, version=version, gone=gone)
    if note.deal_id is not None:
        require_deals(session, [note.deal_id])
    else:
        require_owned(session, [note.owner_id])
    return note

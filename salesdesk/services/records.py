"""One field of a company, a contact, a deal or a person, changed where it stands."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.models import Company, Contact, Deal, Person
from salesdesk.rules.words import ACTIVITY_KINDS
from salesdesk.services.activities import insert_activities, plan_activity
from salesdesk.services.bulk import edit_records
from salesdesk.services.companies import edit_company
from salesdesk.services.contacts import edit_contact
from salesdesk.services.deals import edit_deal
from salesdesk.services.meanwhile import refuse_overwriting, stored
from salesdesk.services.notes import write_note
from salesdesk.services.people import edit_person
from salesdesk.services.rights import require_active, viewer_of
from salesdesk.services.rows import live_record
from salesdesk.translation import tr

_EDIT: dict[str, tuple[Any, Callable[..., None]]] = {
    "company": (Company, edit_company),
    "contact": (Contact, edit_contact),
    "deal": (Deal, edit_deal),
    "person": (Person, edit_person),
}
_UNREAD = object()


def set_field(
    session: Session,
    *,
    record: str,
    record_id: int,
    field: str,
    value: Any,
    was: Any = _UNREAD,
    beside: Mapping[str, Any] | None = None,
) -> None:
    """Give one field (`phone`, `owner_id`, `custom.fleet`) a value.

    `was` is what the person saw, in fields `beside` it too. ChangedMeanwhile if the field, or one that
    belongs together with it, was changed since to something else: nothing is overwritten unseen.
    Other fields may have changed meanwhile; they stay as they are.
    """
    model, edit = _EDIT[record]
    row = session.get(model, record_id)
    if row is not None and row.deleted_at is None and was is not _UNREAD:
        refuse_overwriting(session, row, {**(beside or {}), field: was}, {field: value})
    if field in ("owner_id", "person_id"):
        require_active(session, value)
    if field.startswith("custom."):
        edit_records(session, record=record, ids=[record_id], field=field, value=stored(value))
    else:
        edit(session, **{f"{record}_id": record_id, field: value})


def write_down(
    session: Session,
    *,
    record: str,
    record_id: int,
    kind: str,
    text: str,
    deal_id: int | None = None,
    on: date | None = None,
) -> int:
    """Write down what happened around a company, contact or deal, in one go; the id of what was made.

    A note is kept as it is; a call, an e-mail, a meeting is done now with the text as its outcome; a task is
    planned for `on`. RuleBroken if the text is empty.
    """
    model, _ = _EDIT[record]
    row = live_record(session, model, record_id, gone=tr("This record is not there any more."))
    hung: dict[str, int | None] = {f"{record}_id": record_id}
    if deal_id is not None and record != "deal":
        # What is about a deal hangs on it; company and contact are told beside it.
        hung["deal_id"] = deal_id
    if kind == "note":
        where = {"deal_id": deal_id} if hung.get("deal_id") and record == "company" else hung
        return write_note(session, text=text, **where)
    if record == "contact":
        hung["company_id"] = row.company_id
    if record == "deal" and row.contact_id is not None:
        hung["contact_id"] = row.contact_id
    if kind == "task":
        subject, _, rest = text.strip().partition("\n")
        return plan_activity(
            session, kind=kind, subject=subject, due_on=on, description=rest.strip() or None, **hung
        )
    fields = {"kind": kind, "subject": _subject(session, kind, record, row), "state": "done"}
    person = {"person_id": viewer_of(session).person_id, "outcome": text}
    return insert_activities(session, [{**fields, **person, **hung}])[0]


def _subject(session: Session, kind: str, record: str, row: Any) -> str:
    """What a conversation is called: "Call with Piet Haldorsen"."""
    contact = session.get(Contact, row.contact_id) if record == "deal" and row.contact_id else None
    company = session.get(Company, row.company_id) if record == "deal" and row.company_id else None
    named = contact or company or (None if record == "deal" else row)
    words = ACTIVITY_KINDS[kind]
    return tr("{kind} with {name}").format(kind=words, name=named.name) if named is not None else words

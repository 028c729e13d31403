"""One field of a company, a contact, a deal or a person, changed where it stands."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, Deal, Person
from salesdesk.rules.words import ACTIVITY_KINDS
from salesdesk.services.activities import insert_activities, plan_activity
from salesdesk.services.bulk import edit_records
from salesdesk.services.companies import edit_company
from salesdesk.services.contacts import edit_contact
from salesdesk.services.deals import edit_deal
from salesdesk.services.meanwhile import label_in, who_changed
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
    session: Session, *, record: str, record_id: int, field: str, value: Any, was: Any = _UNREAD
) -> None:
    """Give one field (`phone`, `owner_id`, `custom.fleet`) a value.

    `was` is what the person saw. RuleBroken if the field was changed since to something else: what others
    wrote is never overwritten unseen. Other fields may have changed meanwhile; they stay as they are.
    """
    model, edit = _EDIT[record]
    row = session.get(model, record_id)
    if row is not None and was is not _UNREAD:
        now = _current(row, field)
        if _plain(now) not in (_plain(was), _plain(value)):
            raise RuleBroken(_changed_meanwhile(session, record, record_id, field))
    if field in ("owner_id", "person_id"):
        require_active(session, value)
    if field.startswith("custom."):
        edit_records(session, record=record, ids=[record_id], field=field, value=_stored(value))
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


def _current(row: Any, field: str) -> Any:
    if field.startswith("custom."):
        return (row.custom or {}).get(field.removeprefix("custom."))
    return getattr(row, field)


def _plain(value: Any) -> Any:
    """A value so that what is kept in a document and what was typed can be compared."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    return _stored(value)


def _stored(value: Any) -> Any:
    """A value as the team's own fields keep it: days and amounts as texts."""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _changed_meanwhile(session: Session, record: str, record_id: int, field: str) -> str:
    return tr(
        "{who} changed {field} while you typed. Press Enter again to keep yours, Esc to take theirs."
    ).format(
        who=who_changed(session, table=record, row_id=record_id, column=field),
        field=label_in(session, table=record, column=field),
    )

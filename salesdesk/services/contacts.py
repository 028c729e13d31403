"""Contacts, the humans at companies: made and changed one by one or by the thousand."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Contact
from salesdesk.models.base import now
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import check_texts, custom_fields, one_line
from salesdesk.services.hanging import hangs_anew, require_parents
from salesdesk.services.rights import require_active, require_owned, require_records, viewer_of
from salesdesk.services.rows import (
    Row,
    edit_record,
    insert_rows,
    live_record,
    only_editable,
    only_known,
    update_rows,
)
from salesdesk.translation import tr

_LINES = (
    "first_name",
    "last_name",
    "job_title",
    "email",
    "phone",
    "mobile",
    "street",
    "postcode",
    "city",
    "country",
    "source",
    "external_id",
)
EDITABLE = frozenset({"name", "owner_id", "company_id", "description", "custom", *_LINES})


def create_contact(session: Session, *, name: str, **fields: Any) -> int:
    """Make a contact; its id. Whoever makes it owns it unless `owner_id` says."""
    row = {"owner_id": viewer_of(session).person_id, **fields, "name": name}
    require_active(session, row["owner_id"])
    return insert_contacts(session, [row])[0]


def insert_contacts(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many contacts; their ids in the same order. RuleBroken for one without a name."""
    require_owned(session, {row.get("owner_id") for row in rows})
    ids = insert_rows(session, Contact, [_new_values(row) for row in rows])
    require_parents(session, Contact, ids)
    return ids


def _new_values(row: Row) -> dict[str, Any]:
    values = contact_values({"custom": {}, **row})
    if "name" not in values:
        raise RuleBroken(tr("A contact needs a name."))
    return values


def update_contacts(session: Session, rows: Sequence[Row]) -> int:
    """Change the given fields of contacts by id; how many."""
    only_editable(rows, EDITABLE)
    require_records(session, Contact, [row["id"] for row in rows])
    require_owned(session, {row.get("owner_id") for row in rows})
    count = update_rows(session, Contact, [contact_values(row) for row in rows])
    require_parents(session, Contact, hangs_anew(rows))
    return count


def edit_contact(session: Session, *, contact_id: int, version: int | None = None, **fields: Any) -> None:
    """Change fields of one contact. RuleBroken if it is gone, or changed since `version` was read."""
    only_known(fields, EDITABLE)
    contact = _live_contact(session, contact_id, version)
    require_records(session, Contact, [contact_id])
    require_owned(session, [fields.get("owner_id")])
    require_active(session, fields.get("owner_id"), contact.owner_id)
    edit_record(session, contact, contact_values({"id": contact_id, **fields}))
    require_parents(session, Contact, hangs_anew([{"id": contact_id, **fields}]))


def _live_contact(session: Session, contact_id: int, version: int | None = None) -> Contact:
    gone = tr("This contact is not there any more.")
    return live_record(session, Contact, contact_id, version=version, gone=gone)


def delete_contact(session: Session, *, contact_id: int, version: int | None = None) -> None:
    """Put a contact into the trash; their deals keep naming them."""
    contact = _live_contact(session, contact_id, version)
    require_records(session, Contact, [contact_id])
    edit_record(session, contact, {"deleted_at": now()})


def contact_values(row: Row) -> dict[str, Any]:
    """The fields of a contact as they are stored; first and last name make the name where it is missing."""
    values = dict(row)
    check_texts(values, lines=_LINES, texts=("description",))
    if "name" not in values and "id" not in values and (values.get("first_name") or values.get("last_name")):
        values["name"] = " ".join(
            part for part in (values.get("first_name"), values.get("last_name")) if part
        )
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The contact's name"))
        if not values["name"]:
            raise RuleBroken(tr("A contact needs a name."))
        values["name_key"] = name_key(values["name"])
    if "custom" in values:
        values["custom"] = custom_fields(values["custom"])
    return values

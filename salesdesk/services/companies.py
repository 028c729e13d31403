"""Companies and the humans who work there: made and changed one by one or by the thousand."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import long_text, one_line
from salesdesk.services.rows import Row, insert_rows, update_rows
from salesdesk.translation import tr


def create_company(session: Session, *, name: str, **fields: Any) -> int:
    """Make a company; its id."""
    return insert_companies(session, [{"name": name, **fields}])[0]


def insert_companies(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many companies; their ids in the same order. RuleBroken for one without a name."""
    return insert_rows(session, Company, [{"custom": {}, **company_values(row)} for row in rows])


def update_companies(session: Session, rows: Iterable[Row]) -> int:
    """Change the given fields of companies by id; how many."""
    return update_rows(session, Company, [company_values(row) for row in rows])


def company_values(row: Row) -> dict[str, Any]:
    """The fields of a company as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The company's name"))
        if not values["name"]:
            raise RuleBroken(tr("A company needs a name."))
        values["name_key"] = name_key(values["name"])
    if "website" in values or "email" in values:
        values["domain"] = domain_of(values.get("website") or values.get("email"))
    if "description" in values:
        values["description"] = long_text(values["description"], tr("The description"))
    return values


def domain_of(address: str | None) -> str | None:
    """The part of a web or mail address that names an organisation: "https://www.halden.example/x" ->
    "halden.example"."""
    if not address:
        return None
    bare = address.strip().lower().split("://")[-1].split("/")[0].split("@")[-1].removeprefix("www.")
    return bare or None


def create_contact(session: Session, *, name: str, **fields: Any) -> int:
    """Make a contact; its id."""
    return insert_contacts(session, [{"name": name, **fields}])[0]


def insert_contacts(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many contacts; their ids in the same order. RuleBroken for one without a name."""
    return insert_rows(session, Contact, [{"custom": {}, **contact_values(row)} for row in rows])


def update_contacts(session: Session, rows: Iterable[Row]) -> int:
    """Change the given fields of contacts by id; how many."""
    return update_rows(session, Contact, [contact_values(row) for row in rows])


def contact_values(row: Row) -> dict[str, Any]:
    """The fields of a contact as they are stored; first and last name make the name where it is missing."""
    values = dict(row)
    if "name" not in values and ("first_name" in values or "last_name" in values):
        values["name"] = " ".join(
            part for part in (values.get("first_name"), values.get("last_name")) if part
        )
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The contact's name"))
        if not values["name"]:
            raise RuleBroken(tr("A contact needs a name."))
        values["name_key"] = name_key(values["name"])
    if "description" in values:
        values["description"] = long_text(values["description"], tr("The description"))
    return values

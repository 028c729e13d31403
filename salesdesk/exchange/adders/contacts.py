"""Rows of contacts, and contacts beside companies and deals: known by e-mail, else by name and company."""

from typing import TYPE_CHECKING, Any

from salesdesk.exchange.adders.parts import company_beside, keep_origin, put, refer, required
from salesdesk.exchange.naming import Named, options_of
from salesdesk.exchange.plan import Operation, Ref
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.rules.names import name_key

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner


def add_contact(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    """Plan a contact, and the company that they work for."""
    values = dict(row.values["contacts"])
    if not _with_name(values):
        required(values, "name")
    company = planner.names.reference("companies", values.pop("company", None), "company")
    values["company_id"] = company
    company_beside(planner, company, row, read)
    refer(planner, values, ("owner", "people"))
    put_contact(planner, read, row, values)


def person_beside(row: ReadRow) -> dict[str, Any]:
    """The contact that stands in the row of a company or deal; empty if nobody is named."""
    values = {name: value for name, value in row.values.get("contacts", {}).items() if value is not None}
    values.pop("company", None)
    return _with_name(values) if values else {}


def _with_name(values: dict[str, Any]) -> dict[str, Any]:
    """First and last name make the name; an address alone names its owner as well."""
    if not values.get("name"):
        parts = [values.get("first_name"), values.get("last_name")]
        values["name"] = " ".join(part for part in parts if part) or values.get("email")
    return values if values["name"] else {}


def put_contact(planner: "Planner", read: ReadTable, row: ReadRow, values: dict[str, Any]) -> Operation:
    """Note the contact of a row, whether it is about them or they stand beside."""
    company = values.get("company_id")
    told = planner.by_key(read, "contacts", values)
    if told is None:
        told = _identified(planner, read, row, values)
    operation = put(planner, read, row, "contacts", told[0], values, told[1])
    for each in options_of(company):
        planner.names.alias(operation, contact_key(values["name"], each))
    return operation


def _identified(
    planner: "Planner", read: ReadTable, row: ReadRow, values: dict[str, Any]
) -> tuple[str, int | None]:
    """The key of a row, and the contact that it is if there is one."""
    company, email = values.get("company_id"), (values.get("email") or "").lower()
    by_id, by_origin = planner.by_id(values, "contacts"), planner.origin(read, values, "contacts")
    found = by_id if by_id is not None else by_origin
    if found is None:
        found = _contact_like(planner, values, company, email)
    if found is not None:
        keep_origin(planner, "contacts", found, values)
        return f"id {found}", found
    if values.get("external_id"):
        return f"{values['source']} {values['external_id']}", None
    if planner.stands_alone(read, "contacts"):
        return f"{name_key(values['name'])} in row {row.number} of {read.table.called}", None
    if email:
        return f"mail {email}", None
    planner.names.settle(values, "contacts", None)
    return contact_key(values["name"], values.get("company_id")), None


def contact_key(name: str, company: int | Ref | None) -> str:
    """What tells a contact from others of the same name: where they work."""
    return f"{name_key(name)} at {company}"


def _contact_like(planner: "Planner", values: dict[str, Any], company: Named, email: str) -> int | None:
    """A contact with the same e-mail, else that of the same name at the same company still free."""
    known = planner.matches
    if email and email in known.contacts_by_email:
        return known.contacts_by_email[email]
    here = at_company(planner, known.named("contacts", name_key(values["name"])), company)
    if values.get("external_id"):
        here = [each for each in here if known.origin_of("contacts", each) is None]
    return planner.likest("contacts", here, values)


def at_company(planner: "Planner", contacts: list[int], company: Named) -> list[int]:
    """Those of these contacts who work for a company, or for one of those that its name may mean."""
    if not contacts or isinstance(company, Ref):
        return []
    companies, held = options_of(company), planner.known.held("contacts", "company_id")
    return [each for each in contacts if held.get(each) in companies]


def contact_named(planner: "Planner", name: str | None, company: int | Ref | None, now: int | None) -> Named:
    """The contact that a row names: as now, the one at the company, the only one of the name, a new one."""
    if name is None:
        return None
    known = planner.known.named("contacts", name_key(name))
    if now in known:
        return now
    key = contact_key(name, company)
    planned = planner.names.planned("contacts", key)
    here = at_company(planner, known, company)
    found = planner.names.one_of("contacts", name, "contact", here, planned)
    if found is not None:
        return found
    if len(known) == 1:
        return known[0]
    named: dict[str, Any] = {"name": name}
    if company is not None:
        named["company_id"] = company
    return planner.names.missing("contacts", key, named)

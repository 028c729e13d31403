"""Rows of companies and products: known by their key elsewhere, their number, their name."""

from typing import TYPE_CHECKING, Any

from salesdesk.exchange.adders.contacts import person_beside, put_contact
from salesdesk.exchange.adders.parts import keep_origin, put, refer, refer_territory, required
from salesdesk.exchange.plan import Operation
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.rules.names import name_key

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner


def add_product(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    """Plan a product."""
    _named(planner, read, row, "products", dict(row.values["products"]))


def add_company(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    """Plan a company, and the contact that stands beside it."""
    values = dict(row.values["companies"])
    refer(planner, values, ("owner", "people"), ("segment", "segments"))
    refer_territory(planner, values)
    parent = values.pop("parent", None)
    if parent is not None:
        values["parent_id"] = planner.names.reference("companies", parent, "parent")
    operation = _named(planner, read, row, "companies", values)
    beside = person_beside(row)
    if beside:
        beside |= {"company_id": operation.reference, "owner_id": values.get("owner_id")}
        put_contact(planner, read, row, beside)


def _named(
    planner: "Planner", read: ReadTable, row: ReadRow, record: str, values: dict[str, Any]
) -> Operation:
    """A record that is known by its key elsewhere, else its number, else its name.

    Two records of one name stay two where their keys tell them apart, or where two are known already.
    """
    name = required(values, "name")
    told = planner.by_key(read, record, values)
    if told is None:
        told = _identified(planner, read, row, record, values)
    operation = put(planner, read, row, record, told[0], values, told[1])
    planner.names.alias(operation, name)
    return operation


def _identified(
    planner: "Planner", read: ReadTable, row: ReadRow, record: str, values: dict[str, Any]
) -> tuple[str, int | None]:
    """The key of a row, and the record that it is if there is one."""
    key = name_key(values["name"])
    by_id, by_origin = planner.by_id(values, record), planner.origin(read, values, record)
    found = by_id if by_id is not None else by_origin
    if found is None and record == "companies" and values.get("number"):
        found = planner.known.numbered(record, values["number"])
    if found is None:
        found = _of_this_name(planner, record, key, values)
    if found is not None:
        keep_origin(planner, record, found, values)
        return f"id {found}", found
    external = values.get("external_id")
    if external:
        named = _made_without_key(planner, record, key, external)
        return named or f"{values['source']} {external}", None
    if planner.stands_alone(read, record):
        return f"{key} in row {row.number} of {read.table.called}", None
    named = _made_without_key(planner, record, key, None)
    return named or key, None


def _made_without_key(planner: "Planner", record: str, key: str, external: str | None) -> str | None:
    """The key of a new record of this name that an earlier row brought, or that others refer to."""
    for operation in planner.names.planned(record, key):
        if operation.id is None and operation.values.get("external_id") in (None, external):
            return operation.key
    return None


def _of_this_name(planner: "Planner", record: str, key: str, values: dict[str, Any]) -> int | None:
    """The record of this name that no other row means; one from elsewhere may only share the name."""
    ids = planner.matches.named(record, key)
    external = values.get("external_id")
    if external:
        ids = [each for each in ids if not _is_other(planner, record, each, values["source"])]
    return planner.likest(record, ids, values)


def _is_other(planner: "Planner", record: str, key: int, source: str) -> bool:
    origin = planner.known.origin_of(record, key)
    return origin is not None and origin[0] == source

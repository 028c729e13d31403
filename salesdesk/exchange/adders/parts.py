"""What the rows of several kinds of records have in common."""

from typing import TYPE_CHECKING, Any

from salesdesk.exchange.naming import Named
from salesdesk.exchange.plan import Operation, Ref, Refused
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner


def required(values: dict[str, Any], field: str) -> str:
    """The text of a field; Refused where it is blank."""
    if not values.get(field):
        raise Refused(field, "", tr("this must not be blank"))
    return str(values[field])


def refer(planner: "Planner", values: dict[str, Any], *references: tuple[str, str]) -> None:
    """Turn names in fields into references to records, which are made where the user lets them be."""
    for name, record in references:
        if name in values:
            named, make = values.pop(name), planner.may_make(record)
            find = planner.names.reference if record == "people" else planner.names.label
            values[f"{name}_id"] = find(record, named, name, make=make) if named else None


def refer_territory(planner: "Planner", values: dict[str, Any]) -> None:
    """The territory of a row, which is made if it is new."""
    if "territory" in values:
        named = values.pop("territory")
        values["territory_id"] = planner.names.label("territories", named, "territory", make=True)


def keep_origin(planner: "Planner", record: str, found: int, values: dict[str, Any]) -> None:
    """A record keeps the key that it first came with."""
    if planner.known.origin_of(record, found) is not None:
        values.pop("source", None)
        values.pop("external_id", None)


def put(
    planner: "Planner",
    read: ReadTable,
    row: ReadRow,
    record: str,
    key: str,
    values: dict[str, Any],
    found: int | None,
) -> Operation:
    """Note the record of a row, once it is known which of several of one name it refers to."""
    planner.names.settle(values, record, found)
    return planner.put(read, row, record, key, values, found)


def company_beside(planner: "Planner", company: Named, row: ReadRow, read: ReadTable) -> None:
    """Facts of the company that stand in the row of a deal or contact go to a company that is made here."""
    beside = row.values.get("companies")
    if beside and isinstance(company, Ref):
        planner.tell_beside(read, planner.names.pending[(company.record, company.key)], beside)

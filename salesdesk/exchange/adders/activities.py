"""Rows of activities: known by their key elsewhere, else by what they say."""

from datetime import date
from typing import TYPE_CHECKING, Any

from salesdesk.exchange.adders.contacts import contact_named
from salesdesk.exchange.adders.parts import put, refer, required
from salesdesk.exchange.known import activity_key
from salesdesk.exchange.naming import Named, options_of
from salesdesk.exchange.plan import Refused
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner


def add_activity(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    """Plan an activity of a deal, company or contact."""
    values = dict(row.values["activities"])
    required(values, "subject")
    kind, state = values.get("kind"), values.get("state")
    values["kind"] = planner.coded.key("activities", "kind", kind) if kind else "task"
    state = planner.coded.key("activities", "state", state) if state else None
    values["state"] = state or ("done" if values.get("done_at") else "planned")
    values["deal_id"] = _deal_named(planner, values.pop("deal", None))
    values["company_id"] = planner.names.reference("companies", values.pop("company", None), "company")
    refer(planner, values, ("person", "people"))
    contact = values.pop("contact", None)
    key, found = planner.by_key(read, "activities", values) or _identified(planner, read, row, values)
    now = planner.known.held("activities", "contact_id").get(found) if found is not None and contact else None
    planner.names.settle(values, "activities", found)
    values["contact_id"] = contact_named(planner, contact, values["company_id"], now)
    put(planner, read, row, "activities", key, values, found)


def _identified(
    planner: "Planner", read: ReadTable, row: ReadRow, values: dict[str, Any]
) -> tuple[str, int | None]:
    """The key of a row, and the activity that it is if there is one."""
    by_id, by_origin = planner.by_id(values, "activities"), planner.origin(read, values, "activities")
    found = by_id if by_id is not None else by_origin
    if found is None and values.get("external_id"):
        return f"{values['source']} {values['external_id']}", None
    if found is None:
        found = planner.likest("activities", _said(planner, values), values, strict=False)
        if found in planner.claimed["activities"]:
            found = None
    return (f"row {row.number} of {read.table.called}" if found is None else f"id {found}"), found


def _said(planner: "Planner", values: dict[str, Any]) -> list[int]:
    """The activities of this subject, kind, deal and days."""
    done = values.get("done_at")
    day: date | None = done.date() if done else None
    return [
        each
        for deal in options_of(values["deal_id"])
        for each in planner.matches.activities.get(
            activity_key(values["subject"], values["kind"], deal, values.get("due_on"), day), ()
        )
    ]


def _deal_named(planner: "Planner", name: str | None) -> Named:
    """The deal that a cell names: by its number, its key elsewhere or its title."""
    if name is None:
        return None
    numbered = planner.known.numbered("deals", name) or planner.known.deals_by_external.get(name)
    if numbered is not None:
        return numbered
    found = planner.names.meant("deals", name_key(name), name, "deal")
    if found is None:
        raise Refused("deal", name, tr("no deal has this number or title"))
    return found

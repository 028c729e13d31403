"""Rows of deals: known by number, by their key elsewhere, or as the n-th of their title, company and days."""

from typing import TYPE_CHECKING, Any

from salesdesk.exchange.adders.contacts import contact_named, person_beside, put_contact
from salesdesk.exchange.adders.parts import company_beside, put, refer, refer_territory
from salesdesk.exchange.naming import Named, Several, options_of
from salesdesk.exchange.plan import Operation, Ref, Refused
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner


def add_deal(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    """Plan a deal with its company, contact, product and next step."""
    values = dict(row.values["deals"])
    company, product = values.pop("company", None), values.pop("product", None)
    step = values.pop("next_step", None), values.pop("next_step_on", None)
    named = values.pop("contact", None)
    values["title"] = deal_title(row)
    if not values["title"]:
        raise Refused("title", "", tr("there is neither a title nor a company or product to name it by"))
    values["company_id"] = planner.names.reference("companies", company, "company")
    company_beside(planner, values["company_id"], row, read)
    refer(
        planner, values, ("owner", "people"), ("segment", "segments"),
        ("lead_source", "lead_sources"), ("lost_reason", "lost_reasons"),
    )  # fmt: skip
    refer_territory(planner, values)
    if _decide_stage(planner, values) in ("won", "lost") and step[0] is not None:
        planner.verdict.steps_left_out += 1
        step = None, None
    made = planner.names.reference("products", product, "product", make=planner.may_make("products"))
    number = values.pop("number", None)
    key, found = planner.by_key(read, "deals", values) or _identified(planner, read, number, values)
    planner.names.settle(values, "deals", found)
    values["contact_id"] = _contact_of_deal(planner, read, row, values, found, named)
    operation = put(planner, read, row, "deals", key, values, found)
    planner.names.alias(operation, number, values.get("external_id"), values["title"])
    operation.product, operation.product_name = _product(planner, made, found), product or ""
    _plan_step(planner, operation, *step)


def deal_title(row: ReadRow) -> str:
    """What the deal of a row is called: without a title by its company, else its country, and its product."""
    values = row.values.get("deals", {})
    place = values.get("company") or row.values.get("companies", {}).get("country")
    return values.get("title") or ", ".join(part for part in (place, values.get("product")) if part)


def _identified(
    planner: "Planner", read: ReadTable, number: str | None, values: dict[str, Any]
) -> tuple[str, int | None]:
    """The key of a row, and the deal that it is if there is one."""
    by_id, by_origin = planner.by_id(values, "deals"), planner.origin(read, values, "deals")
    found = by_id if by_id is not None else by_origin
    if number is not None and found is None:
        found = planner.matches.numbered("deals", number)
    if found is not None:
        return f"id {found}", found
    if values.get("external_id"):
        return f"{values['source']} {values['external_id']}", None
    return _deal_like(planner, values)


def _deal_like(planner: "Planner", values: dict[str, Any]) -> tuple[str, int | None]:
    """Without a key of its own a row is the n-th of its title, company and days; so is the deal it made."""
    company, title = values.get("company_id"), name_key(values["title"])
    days = (values.get("started_on"), values.get("won_on") or values.get("lost_on"))
    called = company.name if isinstance(company, Several) else company
    base = f"{title}|{called}|{days[0]}|{days[1]}"
    planner.seen[("deals", base)] += 1
    nth = planner.seen[("deals", base)]
    like: list[int] = []
    if not isinstance(company, Ref):
        like = planner.matches.deals_like(title, options_of(company), *days)
    return f"{base}|{nth}", like[nth - 1] if nth <= len(like) else None


def _contact_of_deal(
    planner: "Planner",
    read: ReadTable,
    row: ReadRow,
    values: dict[str, Any],
    found: int | None,
    named: str | None,
) -> Named:
    """The contact of a deal, by name or by the columns about a person that stand beside."""
    company, owner = values.get("company_id"), values.get("owner_id")
    beside = person_beside(row)
    if named is not None and beside:
        beside["name"] = named
    if beside:
        return put_contact(planner, read, row, {**beside, "company_id": company, "owner_id": owner}).reference
    now = planner.known.held("deals", "contact_id").get(found) if found is not None and named else None
    return contact_named(planner, named, company, now)


def _product(planner: "Planner", named: Named, found: int | None) -> int | Ref | None:
    """The product of a deal; one that has products already keeps them, whichever of a name is meant."""
    if not isinstance(named, Several):
        return named
    if found is not None and planner.known.deals_with_lines([found]):
        return None
    return planner.names.settled(named, None)


def _plan_step(planner: "Planner", deal: Operation, subject: str | None, due: Any) -> None:
    """The next step of a deal is a planned activity; a deal that has one keeps it."""
    if subject is None or (deal.id is not None and deal.id in planner.known.deals_with_next_step):
        return
    values = {"kind": "task", "state": "planned", "subject": subject, "due_on": due}
    values["deal_id"] = deal.reference
    values["person_id"] = deal.values.get("owner_id")
    planner.names.missing("activities", f"next step of {deal.key}", values)


def _decide_stage(planner: "Planner", values: dict[str, Any]) -> str:
    """Put a deal into its stage with the days that go with it; what type of stage it is.

    Where no column tells of stages, a deal with a day on which it was won or lost is won or lost.
    """
    word = values.pop("stage", None)
    if word is None:
        word = "won" if values.get("won_on") else "lost" if values.get("lost_on") else None
    stage, kind = planner.stages.of(word, values.pop("pipeline", None))
    closed = values.pop("closed_on", None)
    values["stage_id"] = stage
    if kind == "won":
        values["won_on"] = values.get("won_on") or closed
    elif kind == "lost":
        values["lost_on"] = values.get("lost_on") or closed
    else:
        values["close_on"] = values.get("close_on") or closed
        values.pop("won_on", None)
        values.pop("lost_on", None)
    if kind != "lost":
        values.pop("lost_note", None)
    return kind

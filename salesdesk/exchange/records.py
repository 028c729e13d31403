"""What one row of a file becomes: a product, a person, a company, a contact, a deal or an activity."""

from typing import TYPE_CHECKING, Any

from salesdesk.exchange.known import activity_key
from salesdesk.exchange.plan import Operation, Ref, Refused
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.models.activity import ACTIVITY_KINDS, ACTIVITY_STATES
from salesdesk.models.person import POSITIONS
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner

KIND_WORDS = {
    "phone call": "call", "phone": "call", "anruf": "call", "telefonat": "call", "e-mail": "email",
    "mail": "email", "besprechung": "meeting", "termin": "meeting", "event": "meeting", "lunch": "meeting",
    "besuch": "visit", "to do": "task", "todo": "task", "to-do": "task", "aufgabe": "task",
    "deadline": "task", "notiz": "note",
}  # fmt: skip
STATE_WORDS = {
    "open": "planned", "not started": "planned", "in progress": "planned", "scheduled": "planned",
    "to do": "planned", "offen": "planned", "geplant": "planned", "completed": "done", "closed": "done",
    "held": "done", "yes": "done", "erledigt": "done", "no": "planned", "canceled": "cancelled",
    "not held": "cancelled", "abgesagt": "cancelled",
}  # fmt: skip


def _required(values: dict[str, Any], field: str) -> str:
    if not values.get(field):
        raise Refused(field, "", tr("this must not be blank"))
    return str(values[field])


def _named(
    planner: "Planner", read: ReadTable, row: ReadRow, record: str, values: dict[str, Any]
) -> Operation:
    """A record that is known by its key elsewhere, else its number, else its name.

    Two records of one name stay two where their keys tell them apart, or where two are known already.
    """
    name = _required(values, "name")
    key = name_key(name)
    told = planner.by_key(read, record, values)
    if told is not None:
        operation = planner.put(read, row, record, told[0], values, told[1])
        planner.alias(operation, name)
        return operation
    found = planner.origin(read, values, record)
    if found is None and record == "companies" and values.get("number"):
        found = planner.known.numbered(record, values["number"])
    if found is None:
        found = _of_this_name(planner, record, key, values)
    if found is not None:
        _keep_origin(planner, record, found, values)
        operation = planner.put(read, row, record, f"id {found}", values, found)
    else:
        named = planner.pending.get((record, key))
        external = values.get("external_id")
        if named is not None and named.id is None and named.values.get("external_id") in (None, external):
            key = named.key
        elif external:
            key = f"{values['source']} {external}"
        operation = planner.put(read, row, record, key, values, None)
    planner.alias(operation, name)
    return operation


def _of_this_name(planner: "Planner", record: str, key: str, values: dict[str, Any]) -> int | None:
    """The oldest record of this name that no other row means; one from elsewhere may only share the name."""
    ids = planner.matches.named(record, key)
    external = values.get("external_id")
    if external:
        ids = [each for each in ids if not _is_other(planner, record, each, values["source"])]
    free = [each for each in ids if each not in planner.claimed[record]]
    return next(iter(free or ids), None)


def _is_other(planner: "Planner", record: str, key: int, source: str) -> bool:
    origin = planner.known.origin_of(record, key)
    return origin is not None and origin[0] == source


def _keep_origin(planner: "Planner", record: str, found: int, values: dict[str, Any]) -> None:
    """A record keeps the key that it first came with."""
    if planner.known.origin_of(record, found) is not None:
        values.pop("source", None)
        values.pop("external_id", None)


def _add_product(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    _named(planner, read, row, "products", dict(row.values["products"]))


def _add_person(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["people"])
    key = name_key(_required(values, "name"))
    if values.get("position") is not None:
        values["position"] = _position(values["position"])
    values["territory_id"] = _territory(planner, values.pop("territory", None))
    above = values.pop("reports_to", None)
    if above is not None:
        manager = planner.reference("people", above, "reports_to", make=planner.may_make("people"))
        values["reports_to_id"] = manager
        _raise_manager(planner, above, values["territory_id"])
    told = planner.by_key(read, "people", values)
    if told is not None:
        planner.alias(planner.put(read, row, "people", told[0], values, told[1]), values["name"])
        return
    found = planner.origin(read, values, "people")
    if found is None and values.get("login"):
        found = planner.known.first("people", name_key(values["login"]))
    if found is None:
        found = planner.known.first("people", key)
    planner.put(read, row, "people", key, values, found)


def _raise_manager(planner: "Planner", name: str, territory: Any) -> None:
    """Somebody made because others report to them is a manager in their territory."""
    operation = planner.pending.get(("people", name_key(name)))
    if operation is not None and operation.id is None and operation.row == 0:
        operation.values.setdefault("position", "sales_manager")
        operation.values.setdefault("territory_id", territory)


def _position(word: str) -> str:
    key = name_key(word).replace(" ", "_")
    if key not in POSITIONS:
        raise Refused("position", word, tr("this position is unknown"))
    return key


def _territory(planner: "Planner", name: str | None) -> Any:
    return planner.label("territories", name, "territory", make=True)


def _add_company(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["companies"])
    _refer(planner, values, ("owner", "people"), ("segment", "segments"))
    if "territory" in values:
        values["territory_id"] = _territory(planner, values.pop("territory"))
    parent = values.pop("parent", None)
    if parent is not None:
        values["parent_id"] = planner.reference("companies", parent, "parent")
    operation = _named(planner, read, row, "companies", values)
    beside = _person_beside(row)
    if beside:
        beside |= {"company_id": operation.reference, "owner_id": values.get("owner_id")}
        _put_contact(planner, read, row, beside)


def _refer(planner: "Planner", values: dict[str, Any], *references: tuple[str, str]) -> None:
    """Turn names in fields into references to records, which are made where the user lets them be."""
    for name, record in references:
        if name in values:
            named, make = values.pop(name), planner.may_make(record)
            find = planner.reference if record == "people" else planner.label
            values[f"{name}_id"] = find(record, named, name, make=make) if named else None


def _person_beside(row: ReadRow) -> dict[str, Any]:
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


def _add_contact(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["contacts"])
    if not _with_name(values):
        _required(values, "name")
    values["company_id"] = planner.reference("companies", values.pop("company", None), "company")
    _company_beside(planner, values["company_id"], row)
    _refer(planner, values, ("owner", "people"))
    _put_contact(planner, read, row, values)


def _put_contact(planner: "Planner", read: ReadTable, row: ReadRow, values: dict[str, Any]) -> Operation:
    told = planner.by_key(read, "contacts", values)
    if told is not None:
        return planner.put(read, row, "contacts", told[0], values, told[1])
    found = planner.origin(read, values, "contacts")
    company, email = values.get("company_id"), (values.get("email") or "").lower()
    if found is None:
        found = _contact_like(planner, name_key(values["name"]), company, email, values.get("external_id"))
    if found is not None:
        _keep_origin(planner, "contacts", found, values)
        key = f"id {found}"
    elif values.get("external_id"):
        key = f"{values['source']} {values['external_id']}"
    else:
        key = f"mail {email}" if email else _contact_key(values["name"], company)
    operation = planner.put(read, row, "contacts", key, values, found)
    planner.pending.setdefault(("contacts", _contact_key(values["name"], company)), operation)
    return operation


def _contact_key(name: str, company: int | Ref | None) -> str:
    return f"{name_key(name)} at {company}"


def _contact_like(
    planner: "Planner", key: str, company: int | Ref | None, email: str, external: str | None
) -> int | None:
    """A contact with the same e-mail, else the oldest of the same name at the same company still free."""
    known = planner.matches
    if email and email in known.contacts_by_email:
        return known.contacts_by_email[email]
    if isinstance(company, Ref):
        return None
    here = [each for each in known.named("contacts", key) if known.company_of_contact[each] == company]
    if external:
        here = [each for each in here if known.origin_of("contacts", each) is None]
    free = [each for each in here if each not in planner.claimed["contacts"]]
    return next(iter(free or here), None)


def _contact_named(
    planner: "Planner", name: str | None, company: int | Ref | None, now: int | None
) -> int | Ref | None:
    """The contact that a deal names: theirs now, one at the company, the only one of the name, a new one."""
    if name is None:
        return None
    key = _contact_key(name, company)
    operation = planner.pending.get(("contacts", key))
    if operation is not None:
        return operation.reference
    known = planner.known.named("contacts", name_key(name))
    here = [each for each in known if planner.known.company_of_contact[each] == company]
    if now in known:
        return now
    if here or len(known) == 1:
        return (here or known)[0]
    named: dict[str, Any] = {"name": name}
    if company is not None:
        named["company_id"] = company
    return planner.missing("contacts", key, named)


def _add_deal(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["deals"])
    company, product = values.pop("company", None), values.pop("product", None)
    step = values.pop("next_step", None), values.pop("next_step_on", None)
    contact = values.pop("contact", None)
    _name_deal(values, company or row.values.get("companies", {}).get("country"), product)
    values["company_id"] = planner.reference("companies", company, "company")
    _company_beside(planner, values["company_id"], row)
    _refer(
        planner, values, ("owner", "people"), ("segment", "segments"),
        ("lead_source", "lead_sources"), ("lost_reason", "lost_reasons"),
    )  # fmt: skip
    if "territory" in values:
        values["territory_id"] = _territory(planner, values.pop("territory"))
    if _decide_stage(planner, values) in ("won", "lost") and step[0] is not None:
        planner.steps_left_out += 1
        step = None, None
    made = planner.reference("products", product, "product", make=planner.may_make("products"))
    operation = _put_deal(planner, read, row, values)
    operation.product, operation.product_name = made, product or ""
    _people_of_deal(planner, read, row, operation, contact)
    _plan_step(planner, operation, *step)


def _name_deal(values: dict[str, Any], place: str | None, product: str | None) -> None:
    """Without a title a deal is called by its company, else by its country, and its product."""
    if not values.get("title"):
        values["title"] = ", ".join(part for part in (place, product) if part)
        if not values["title"]:
            raise Refused("title", "", tr("there is neither a title nor a company or product to name it by"))


def _company_beside(planner: "Planner", company: int | Ref | None, row: ReadRow) -> None:
    """Facts of the company that stand in the row of a deal or contact go to a company that is made here."""
    beside = row.values.get("companies")
    if beside and isinstance(company, Ref):
        operation = planner.pending[(company.record, company.key)]
        operation.values |= {name: value for name, value in beside.items() if value is not None}


def _people_of_deal(
    planner: "Planner", read: ReadTable, row: ReadRow, deal: Operation, named: str | None
) -> None:
    """The contact of a deal, by name or by the columns about a person that stand beside."""
    company = deal.values.get("company_id")
    beside = _person_beside(row)
    if named is not None and beside:
        beside["name"] = named
    if beside:
        owner = deal.values.get("owner_id")
        made = _put_contact(planner, read, row, {**beside, "company_id": company, "owner_id": owner})
        deal.values["contact_id"] = made.reference
        return
    now = planner.known.contact_of_deal.get(deal.id) if deal.id is not None else None
    deal.values["contact_id"] = _contact_named(planner, named, company, now)


def _plan_step(planner: "Planner", deal: Operation, subject: str | None, due: Any) -> None:
    """The next step of a deal is a planned activity; a deal that has one keeps it."""
    if subject is None or (deal.id is not None and deal.id in planner.known.deals_with_next_step):
        return
    values = {"kind": "task", "state": "planned", "subject": subject, "due_on": due}
    values["deal_id"] = deal.reference
    values["person_id"] = deal.values.get("owner_id")
    planner.missing("activities", f"next step of {deal.key}", values)


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


def _put_deal(planner: "Planner", read: ReadTable, row: ReadRow, values: dict[str, Any]) -> Operation:
    told = planner.by_key(read, "deals", values)
    number = values.pop("number", None)
    if told is not None:
        operation = planner.put(read, row, "deals", told[0], values, told[1])
        planner.alias(operation, number, values.get("external_id"), values["title"])
        return operation
    found = planner.origin(read, values, "deals")
    if number is not None and found is None:
        found = planner.matches.numbered("deals", number)
    if found is not None:
        key = f"id {found}"
    elif values.get("external_id"):
        key = f"{values['source']} {values['external_id']}"
    else:
        key, found = _deal_like(planner, values)
    operation = planner.put(read, row, "deals", key, values, found)
    planner.alias(operation, number, values.get("external_id"), values["title"])
    return operation


def _deal_like(planner: "Planner", values: dict[str, Any]) -> tuple[str, int | None]:
    """Without a key of its own a row is the n-th of its title, company and days; so is the deal it made."""
    company, title = values.get("company_id"), name_key(values["title"])
    days = (values.get("started_on"), values.get("won_on") or values.get("lost_on"))
    base = f"{title}|{company}|{days[0]}|{days[1]}"
    planner.seen[("deals", base)] += 1
    nth = planner.seen[("deals", base)]
    like = [] if isinstance(company, Ref) else planner.matches.deals_like(title, company, *days)
    return f"{base}|{nth}", like[nth - 1] if nth <= len(like) else None


def _add_activity(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["activities"])
    subject = _required(values, "subject")
    values["kind"] = _word(values.get("kind"), "kind", ACTIVITY_KINDS, KIND_WORDS) or "task"
    state = _word(values.get("state"), "state", ACTIVITY_STATES, STATE_WORDS)
    values["state"] = state or ("done" if values.get("done_at") else "planned")
    values["deal_id"] = _deal_named(planner, values.pop("deal", None))
    values["company_id"] = planner.reference("companies", values.pop("company", None), "company")
    values["contact_id"] = _contact_named(planner, values.pop("contact", None), values["company_id"], None)
    _refer(planner, values, ("person", "people"))
    done = values.get("done_at")
    facts = activity_key(
        subject, values["kind"], values["deal_id"], values.get("due_on"), done.date() if done else None
    )
    told = planner.by_key(read, "activities", values)
    if told is not None:
        planner.put(read, row, "activities", told[0], values, told[1])
        return
    found = planner.origin(read, values, "activities")
    if found is None and values.get("external_id"):
        key = f"{values['source']} {values['external_id']}"
    else:
        key = f"{facts}|{row.number}"
        free = [
            each
            for each in planner.matches.activities.get(facts, ())
            if each not in planner.claimed["activities"]
        ]
        found = found or next(iter(free), None)
    planner.put(read, row, "activities", key, values, found)


def _word(word: str | None, column: str, known: tuple[str, ...], others: dict[str, str]) -> str | None:
    if word is None:
        return None
    key = name_key(word)
    if key not in known and key not in others:
        raise Refused(column, word, tr("this word is unknown; use {words}").format(words=", ".join(known)))
    return others.get(key, key)


def _deal_named(planner: "Planner", name: str | None) -> int | Ref | None:
    """The deal that a cell names: by its number, its key elsewhere or its title."""
    if name is None:
        return None
    operation = planner.pending.get(("deals", name_key(name)))
    if operation is not None:
        return operation.reference
    found = planner.known.numbered("deals", name)
    if found is None:
        found = planner.known.deals_by_external.get(name)
    if found is None:
        found = planner.known.first("deals", name_key(name))
    if found is None:
        raise Refused("deal", name, tr("no deal has this number or title"))
    return found


ADDERS = {
    "products": _add_product,
    "people": _add_person,
    "companies": _add_company,
    "contacts": _add_contact,
    "deals": _add_deal,
    "activities": _add_activity,
}

"""The fixed words of fields that know only a few values, as people say them."""

from salesdesk.translation import tr

RECORDS = {
    "company": tr("Company"),
    "contact": tr("Contact"),
    "deal": tr("Deal"),
    "activity": tr("Activity"),
    "note": tr("Note"),
    "attachment": tr("File"),
    "product": tr("Product"),
    "person": tr("Person"),
    "pipeline": tr("Pipeline"),
    "stage": tr("Stage"),
    "lost_reason": tr("Lost reason"),
    "lead_source": tr("Source"),
    "segment": tr("Segment"),
    "competitor": tr("Competitor"),
    "tag": tr("Tag"),
    "custom_field": tr("Custom field"),
    "currency": tr("Currency"),
    "territory": tr("Territory"),
    "campaign": tr("Campaign"),
    "price_book": tr("Price book"),
}
"""What one record of each table is called that people see as a record."""
RIGHTS = {
    "administrator": tr("Administrator"),
    "templates": tr("Templates"),
    "process": tr("Sales process"),
    "import": tr("Import"),
    "hiring": tr("Hiring"),
    "audit": tr("Audit"),
}
ACTIVITY_KINDS = {
    "call": tr("Call"),
    "email": tr("E-mail"),
    "meeting": tr("Meeting"),
    "demo": tr("Demo"),
    "visit": tr("Visit"),
    "task": tr("Task"),
    "note": tr("Note"),
}
DEAL_KINDS = {"new": tr("New"), "expansion": tr("Expansion"), "renewal": tr("Renewal")}
CATEGORIES = {
    "pipeline": tr("Pipeline"),
    "best_case": tr("Best case"),
    "commit": tr("Commit"),
    "closed": tr("Closed"),
    "omitted": tr("Omitted"),
}
ROLES = {
    "decision_maker": tr("Decision maker"),
    "economic_buyer": tr("Economic buyer"),
    "champion": tr("Champion"),
    "influencer": tr("Influencer"),
    "user": tr("User"),
    "blocker": tr("Blocker"),
    "procurement": tr("Procurement"),
}
BILLINGS = {
    "one_off": tr("once"),
    "month": tr("per month"),
    "quarter": tr("per quarter"),
    "year": tr("per year"),
}
STATES = {"planned": tr("Planned"), "done": tr("Done"), "cancelled": tr("Cancelled")}
_FIXED = {
    "kind": DEAL_KINDS | ACTIVITY_KINDS,
    "category": CATEGORIES,
    "role": ROLES,
    "billing": BILLINGS,
    "state": STATES,
}


def fixed_words(field: str, value: str) -> str:
    """What a value of a field is called: "best_case" of "category" is "Best case"; others as they are."""
    return _FIXED.get(field, {}).get(value, value)

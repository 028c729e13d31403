"""The fields of the main records as people see them: on screen, in exports, in imports, in the history."""

from dataclasses import dataclass
from typing import Literal

from salesdesk.translation import later, tr

FieldKind = Literal["text", "long_text", "whole", "number", "money", "share", "day", "moment", "yes_no"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key in code, its name on screen, what kind of value it holds."""

    key: str
    name: str
    kind: FieldKind = "text"

    @property
    def label(self) -> str:
        """The name in the user's language."""
        return tr(self.name)


_PLACE = (Field("postcode", "Postcode"), Field("city", "City"))
_ORIGIN = (Field("source", "Source system"), Field("external_id", "External ID"))

PEOPLE = (
    Field("name", "Name"),
    Field("login", "Login"),
    Field("email", "E-mail"),
    Field("phone", "Phone"),
    Field("position", "Position"),
    Field("function", "Function"),
    Field("reports_to", "Reports to"),
    Field("territory", "Territory"),
    Field("active", "Active", "yes_no"),
    Field("started_on", "Started on", "day"),
    Field("ended_on", "Ended on", "day"),
    Field("rights", "Rights"),
    *_ORIGIN,
)
COMPANIES = (
    Field("name", "Name"),
    Field("number", "Number"),
    Field("parent", "Parent company"),
    Field("owner", "Owner"),
    Field("segment", "Segment"),
    Field("territory", "Territory"),
    Field("industry", "Industry"),
    Field("street", "Street"),
    *_PLACE,
    Field("region", "Region"),
    Field("country", "Country"),
    Field("phone", "Phone"),
    Field("email", "E-mail"),
    Field("website", "Website"),
    Field("employees", "Employees", "whole"),
    Field("revenue", "Revenue", "money"),
    Field("year_established", "Year established", "whole"),
    Field("description", "Description", "long_text"),
    *_ORIGIN,
)
CONTACTS = (
    Field("name", "Name"),
    Field("first_name", "First name"),
    Field("last_name", "Last name"),
    Field("company", "Company"),
    Field("job_title", "Job title"),
    Field("email", "E-mail"),
    Field("phone", "Phone"),
    Field("mobile", "Mobile"),
    Field("owner", "Owner"),
    Field("street", "Street"),
    *_PLACE,
    Field("country", "Country"),
    Field("description", "Description", "long_text"),
    *_ORIGIN,
)
DEALS = (
    Field("number", "Number"),
    Field("title", "Title"),
    Field("company", "Company"),
    Field("contact", "Contact"),
    Field("owner", "Owner"),
    Field("pipeline", "Pipeline"),
    Field("stage", "Stage"),
    Field("amount", "Amount", "money"),
    Field("currency", "Currency"),
    Field("probability", "Probability", "whole"),
    Field("kind", "Kind"),
    Field("category", "Category"),
    Field("product", "Product"),
    Field("started_on", "Started on", "day"),
    Field("close_on", "Expected close", "day"),
    Field("won_on", "Won on", "day"),
    Field("lost_on", "Lost on", "day"),
    Field("lost_reason", "Lost reason"),
    Field("lost_note", "Lost note"),
    Field("lead_source", "Source"),
    Field("segment", "Segment"),
    Field("territory", "Territory"),
    Field("next_step", "Next step"),
    Field("next_step_on", "Next step on", "day"),
    Field("description", "Description", "long_text"),
    Field("source", "Source system"),
    Field("external_id", "External ID"),
)
ACTIVITIES = (
    Field("subject", "Subject"),
    Field("kind", "Kind"),
    Field("state", "State"),
    Field("person", "Person"),
    Field("deal", "Deal"),
    Field("company", "Company"),
    Field("contact", "Contact"),
    Field("due_on", "Due on", "day"),
    Field("done_at", "Done at", "moment"),
    Field("minutes", "Minutes", "whole"),
    Field("outcome", "Outcome", "long_text"),
    Field("description", "Description", "long_text"),
    *_ORIGIN,
)
PRODUCTS = (
    Field("name", "Name"),
    Field("sku", "SKU"),
    Field("family", "Family"),
    Field("list_price", "List price", "money"),
    Field("currency", "Currency"),
    Field("unit", "Unit"),
    Field("billing", "Billing"),
    Field("tax", "Tax", "share"),
    Field("active", "Active", "yes_no"),
    Field("description", "Description", "long_text"),
    *_ORIGIN,
)
FIELDS = {
    "people": PEOPLE,
    "companies": COMPANIES,
    "contacts": CONTACTS,
    "deals": DEALS,
    "activities": ACTIVITIES,
    "products": PRODUCTS,
}
"""Per kind of record its fields in the order of an export."""

RECORD_ID = Field("salesdesk_id", later("SalesDesk ID"))
"""Which record of which database a row was exported from; workbooks hold it in a hidden column."""

_OTHERS = {
    RECORD_ID.key: RECORD_ID.name,
    "stage_id": later("Stage"),
    "pipeline_id": later("Pipeline"),
    "company_id": later("Company"),
    "contact_id": later("Contact"),
    "owner_id": later("Owner"),
    "person_id": later("Person"),
    "parent_id": later("Parent company"),
    "reports_to_id": later("Reports to"),
    "deal_id": later("Deal"),
    "deleted_at": later("In the trash since"),
    "rank": later("Place in the column"),
    "stage_entered_at": later("In the stage since"),
    "closed_on": later("Closed on"),
    "lost_reason_id": later("Lost reason"),
    "lead_source_id": later("Source"),
    "segment_id": later("Segment"),
    "territory_id": later("Territory"),
    "campaign_id": later("Campaign"),
    "competitor_id": later("Competitor"),
    "category_reason": later("Reason for the category"),
    "product_id": later("Product"),
    "remind_minutes": later("Reminder"),
    "repeat": later("Repeats"),
}


UNITS: dict[str, tuple[tuple[str, ...], ...]] = {
    "deal": (("amount", "currency"),),
    "activity": (("due_on", "due_at"),),
    "company": (("street", "postcode", "city", "region", "country"),),
    "contact": (("street", "postcode", "city", "country"),),
}
"""Fields that mean something together only: of two people's changes one is taken whole."""


def unit_of(record: str, field: str) -> tuple[str, ...]:
    """The fields that belong together with one of a record; that one alone where none does."""
    return next((unit for unit in UNITS.get(record, ()) if field in unit), (field,))


_NAMES = _OTHERS | {field.key: field.name for fields in reversed(FIELDS.values()) for field in fields}


def label_of(column: str) -> str:
    """What people call a column of the database: "stage_id" is "Stage"; one of their own by its key."""
    if column.startswith("custom."):
        return column.removeprefix("custom.")
    return tr(_NAMES.get(column) or column.removesuffix("_id").replace("_", " ").capitalize())

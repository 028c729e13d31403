"""What records and fields are called on this screen, and their pictures."""

from collections.abc import Mapping, Sequence

from salesdesk.exchange.trial import field_name
from salesdesk.rules.fields import Field
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number

ICONS = {
    "companies": "building-2",
    "contacts": "user",
    "deals": "square-kanban",
    "products": "package",
    "people": "users",
    "activities": "calendar-check",
}
COLOURS = {
    "companies": "accent",
    "contacts": "red",
    "deals": "accent",
    "products": "amber",
    "people": "text_2",
    "activities": "green",
}
_ONE = {
    "companies": "Company",
    "contacts": "Contact",
    "deals": "Deal",
    "products": "Product",
    "people": "Person",
    "activities": "Activity",
}
_MANY = {
    "companies": "Companies",
    "contacts": "Contacts",
    "deals": "Deals",
    "products": "Products",
    "people": "People",
    "activities": "Activities",
}


def one(record: str) -> str:
    """One record: Company."""
    return tr(_ONE[record])


def many(record: str) -> str:
    """Several records: Companies."""
    return tr(_MANY[record])


def target_words(target: tuple[str, str], own: Mapping[str, Sequence[Field]]) -> str:
    """A record and field as people say it: Company: Name."""
    record, key = target
    return tr("{record}: {field}").format(record=one(record), field=field_name(record, key, own))


def rows_words(n: int) -> str:
    """A number of rows."""
    return trn("{n} row", "{n} rows", n, number(n))

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
    "companies": tr("Company"),
    "contacts": tr("Contact"),
    "deals": tr("Deal"),
    "products": tr("Product"),
    "people": tr("Person"),
    "activities": tr("Activity"),
}
_MANY = {
    "companies": tr("Companies"),
    "contacts": tr("Contacts"),
    "deals": tr("Deals"),
    "products": tr("Products"),
    "people": tr("People"),
    "activities": tr("Activities"),
}


def one(record: str) -> str:
    """One record: Company."""
    return _ONE[record]


def many(record: str) -> str:
    """Several records: Companies."""
    return _MANY[record]


def target_words(target: tuple[str, str], own: Mapping[str, Sequence[Field]]) -> str:
    """A record and field as people say it: Company: Name."""
    record, key = target
    return tr("{record}: {field}").format(record=one(record), field=field_name(record, key, own))


def rows_words(n: int) -> str:
    """A number of rows."""
    return trn("{n} row", "{n} rows", n, number(n))


def reading_words(file: str, rows: int) -> str:
    """How far a file is read."""
    if not rows:
        return tr("Reading {file} …").format(file=file)
    return tr("Reading {file} … {rows}").format(file=file, rows=rows_words(rows))

"""Whole lists into files of every kind, as the command line and the window take them out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError
from salesdesk.exchange.calendars import COLUMNS as CALENDAR_COLUMNS
from salesdesk.exchange.calendars import write_calendar
from salesdesk.exchange.writing import COMMA, Written, write_list
from salesdesk.exchange.writing_cards import COLUMNS as CARD_COLUMNS
from salesdesk.exchange.writing_cards import write_cards
from salesdesk.queries.company_calendar import time_zone
from salesdesk.queries.exports import database_key, list_facts, list_fields, list_rows, list_with_ids
from salesdesk.store.dump import write_dump
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.store import Store

FOR_EXCEL = tr("Text with semicolons, for Excel")
"""The .csv that Excel opens by a double click where decimals have a comma."""
_TABLES = ((".xlsx", tr("Excel workbook")), (".csv", tr("Text with commas")), (".csv", FOR_EXCEL))
FILTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "people": _TABLES,
    "companies": (*_TABLES, (".vcf", tr("vCards"))),
    "contacts": (*_TABLES, (".vcf", tr("vCards"))),
    "deals": _TABLES,
    "activities": (*_TABLES, (".ics", tr("Calendar"))),
    "products": _TABLES,
    "all": ((".json", tr("Everything, as JSON")),),
}
"""The endings in which each list can be taken out, and what they are called."""


def take_list(session: Session, record: str, target: Path, delimiter: str = COMMA) -> int:
    """Write all of a list that the person who asks may see; how many rows. KnownError for another ending."""
    ending = target.suffix.lower()
    if ending not in {known for known, _ in FILTERS[record]}:
        raise KnownError(
            tr("{file} has no ending in which this list can be written; use {endings}.").format(
                file=target.name, endings=", ".join(known for known, _ in FILTERS[record])
            )
        )
    if ending == ".vcf":
        facts = list_facts(session, record=record, also=CARD_COLUMNS)
        return write_cards(target, record, facts, home=database_key(session))
    if ending == ".ics":
        facts = list_facts(session, record=record, also=CALENDAR_COLUMNS)
        return write_calendar(target, facts, home=database_key(session), zone=time_zone(session)).rows
    return write_whole_list(session, record, target, delimiter=delimiter).rows


def write_whole_list(
    session: Session,
    record: str,
    target: Path,
    *,
    where: Sequence[tuple[str, str]] = (),
    delimiter: str = COMMA,
    told: Callable[[int], None] = lambda rows: None,
) -> Written:
    """Write all fields of a list to a workbook or a text file; `where` limits it as in `list_rows`.

    A workbook holds in a hidden column which record each row is, so that it finds back whatever is changed.
    """
    if target.suffix.lower() == ".xlsx":
        fields, rows = list_with_ids(session, record=record, where=where)
    else:
        fields = list_fields(session, record=record)
        rows = list_rows(session, record=record, where=where)
    title = record.capitalize()
    return write_list(target, fields, rows, title=title, delimiter=delimiter, told=told)


def take_everything(
    store: "Store", target: Path, told: Callable[[int, int], None] = lambda done, rows: None
) -> int:
    """Write the whole database as one documented file; how many rows. `told` hears how many are done."""
    with store.everything() as connection:
        return sum(write_dump(connection, target, told).values())

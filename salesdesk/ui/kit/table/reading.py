"""What is read of a list at once, away from the window's thread, and sums of a part of it."""

from array import array
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from salesdesk.answers.lists import Column, Group, ListView, Row, Totals
from salesdesk.queries.company_calendar import today
from salesdesk.queries.lists import PAGE, list_groups, list_ids, list_rows_at, list_totals


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list as it was read: keys, groups, totals, and the rows around the place that is seen."""

    view: ListView
    ids: "array[int]"
    groups: tuple[Group, ...]
    totals: Totals
    rows: tuple[Row, ...]
    day: Any
    is_bare: bool
    """There is no such record at all, whatever the filters say."""


def totals_without(whole: Totals, part: Totals, summed: str) -> Totals:
    """What is left of totals without some of their rows."""
    amount = whole.sums.get(summed, Decimal(0)) - part.sums.get(summed, Decimal(0))
    missing = whole.without_rate.get(summed, 0) - part.without_rate.get(summed, 0)
    return Totals(
        whole.count - part.count,
        whole.currency,
        {summed: amount},
        whole.deals - part.deals,
        {summed: missing},
    )


def first_column(columns: tuple[Column, ...]) -> str:
    """The column that tells what a row is, by which a list is sorted unless it says otherwise."""
    return next((column.key for column in columns if column.kind == "title"), "")


def read_list(session: Any, view: ListView, anchor: int | None) -> ListRead:
    """Read a list, with the rows around the record `anchor` or its first ones."""
    ids = list_ids(session, view)
    groups = list_groups(session, view) if view.group else ()
    place = ids.index(anchor) if anchor is not None and anchor in ids else 0
    first = place // PAGE * PAGE
    rows = list_rows_at(session, view, ids[first : first + 2 * PAGE]) if len(ids) else ()
    bare = not len(ids) and not list_totals(session, ListView(view.record)).count
    return ListRead(view, ids, groups, list_totals(session, view), rows, today(session), bare)

"""A list of contacts or companies, as it is shown, as address cards."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from salesdesk.answers.lists import ListView
from salesdesk.exchange.writing_cards import COLUMNS, write_cards
from salesdesk.queries.exports import database_key, list_facts
from salesdesk.queries.lists import list_ids

CARD_RECORDS = {"contact": "contacts", "company": "companies"}
"""The records of which there are cards, and what their lists are called."""


def write_shown_cards(
    session: Session, view: ListView, target: Path, *, ids: Sequence[int] | None = None
) -> int:
    """Write the rows of a view, or only these of them, in its order; how many. KnownError says why not."""
    record = CARD_RECORDS[view.record]
    facts = list_facts(
        session, record=record, also=COLUMNS, ids=list_ids(session, view) if ids is None else ids
    )
    return write_cards(target, record, facts, home=database_key(session))

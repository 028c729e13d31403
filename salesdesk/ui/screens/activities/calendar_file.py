"""A list of activities, as it is shown, as a calendar file."""

from pathlib import Path
from typing import Any

from salesdesk.answers.lists import ListView
from salesdesk.exchange.calendars import COLUMNS, Entered, write_calendar
from salesdesk.queries.company_calendar import time_zone
from salesdesk.queries.exports import database_key, list_facts
from salesdesk.queries.lists import list_ids


def write_shown(session: Any, view: ListView, target: Path) -> Entered:
    """Write the activities of a view in its order; KnownError says why the file could not be written."""
    ids = list_ids(session, view)
    facts = list_facts(session, record="activities", also=COLUMNS, ids=ids)
    return write_calendar(target, facts, home=database_key(session), zone=time_zone(session))

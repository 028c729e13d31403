"""Activities out as an iCalendar file, which every calendar program reads (RFC 5545)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from salesdesk.exchange.writing import replacing, without_controls
from salesdesk.translation import tr

COLUMNS = ("due_at", "version", "updated_at")
"""What the writer needs besides the fields."""
_END = b"END:VCALENDAR\r\n"


@dataclass(slots=True)
class Entered:
    """How many activities stand in the calendar, and how many do not: notes, and those without a day."""

    rows: int = 0
    left_out: int = 0


def write_calendar(target: Path, rows: Iterable[Mapping[str, Any]], *, home: str) -> Entered:
    """Write activities, each as its facts by field; notes and those without a day are only counted.

    Where nobody said how long it takes, an entry with a time takes half an hour. `home` tells this database
    from others: an entry keeps its key whenever it is written, so that a calendar changes it instead of
    adding another. The file appears under its name only when it is whole; KnownError says why it could not
    be written.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//SalesDesk//SalesDesk//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "SalesDesk")
    entered = Entered()
    with replacing(target) as part, part.open("wb") as file:
        file.write(calendar.to_ical().removesuffix(_END))
        for facts in rows:
            begins = facts.get("due_at") or facts.get("due_on") or facts.get("done_at")
            if begins is None or facts["kind"] == "note":
                entered.left_out += 1
                continue
            file.write(_event(facts, begins, home))
            entered.rows += 1
        file.write(_END)
    return entered


def _event(facts: Mapping[str, Any], begins: datetime | date, home: str) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", f"activity-{facts['id']}@{home}.salesdesk")
    event.add("sequence", facts["version"] - 1)
    for name in ("dtstamp", "last-modified"):
        event.add(name, facts["updated_at"].astimezone(UTC).replace(microsecond=0))
    event.add("summary", without_controls(facts["subject"]))
    event.add("status", "CANCELLED" if facts["state"] == "cancelled" else "CONFIRMED")
    if isinstance(begins, datetime):
        start = begins.astimezone(UTC).replace(microsecond=0)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=facts.get("minutes") or 30))
    else:
        # A task for a day does not make the day a busy one.
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("categories", [facts["kind"].capitalize()])
    told = _description(facts)
    if told:
        event.add("description", without_controls(told))
    return event.to_ical()  # type: ignore[no-any-return]


def _description(facts: Mapping[str, Any]) -> str:
    """What it is about, who it is with, what came of it."""
    names = (
        (tr("Company"), "company"),
        (tr("Contact"), "contact"),
        (tr("Deal"), "deal"),
        (tr("Person"), "person"),
    )
    lines = [f"{label}: {facts[key]}" for label, key in names if facts.get(key)]
    if facts["state"] == "done" and facts.get("done_at"):
        lines.append(tr("Done on {day}").format(day=facts["done_at"].date().isoformat()))
    if facts.get("outcome"):
        lines.append(tr("Outcome: {text}").format(text=facts["outcome"]))
    return "\n\n".join(filter(None, [facts.get("description"), "\n".join(lines)]))

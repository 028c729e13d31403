"""Activities out as an iCalendar file, which every calendar program reads (RFC 5545)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from salesdesk.answers.repeats import Turn
from salesdesk.exchange.writing import replacing, without_controls
from salesdesk.rules.periods import business_day
from salesdesk.rules.repeats import rrule, turn_of
from salesdesk.translation import tr

COLUMNS = ("due_at", "version", "updated_at", "repeat")
"""What the writer needs besides the fields."""
_END = b"END:VCALENDAR\r\n"


@dataclass(slots=True)
class Entered:
    """How many activities stand in the calendar, and how many do not: notes, and those without a day."""

    rows: int = 0
    left_out: int = 0


def write_calendar(
    target: Path, rows: Iterable[Mapping[str, Any]], *, home: str, zone: str = "UTC"
) -> Entered:
    """Write activities, each as its facts by field; notes and those without a day are only counted.

    Where nobody said how long it takes, an entry with a time takes half an hour. `home` tells this database
    from others: an entry keeps its key whenever it is written, so that a calendar changes it instead of
    adding another. What repeats stands there with its rule, by the clock of `zone`; where this time is
    changed, that stands there as well. The file appears under its name only when it is whole; KnownError says
    why it could not be written.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//SalesDesk//SalesDesk//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "SalesDesk")
    entered = Entered()
    with replacing(target) as part, part.open("wb") as file:
        file.write(calendar.to_ical().removesuffix(_END))
        zones: set[str] = set()
        for facts in rows:
            begins = facts.get("due_at") or facts.get("due_on") or facts.get("done_at")
            if begins is None or facts["kind"] == "note":
                entered.left_out += 1
                continue
            if facts.get("done_at"):
                facts = {**facts, "done_on": business_day(facts["done_at"], zone)}
            turn = turn_of(facts.get("repeat")) if facts["state"] == "planned" else None
            if turn is None:
                file.write(_event(facts, begins, home).to_ical())
            else:
                if isinstance(begins, datetime) and zone not in zones | {"UTC"}:
                    zones.add(zone)
                    file.write(_zone(zone))
                file.writelines(_repeating(facts, turn, begins, home, ZoneInfo(zone)))
            entered.rows += 1
        file.write(_END)
    return entered


def _zone(zone: str) -> bytes:
    """The hours of a time zone, for the calendars that do not know it."""
    from icalendar import Timezone

    return Timezone.from_tzid(zone).to_ical()  # type: ignore[no-any-return]


def _repeating(
    facts: Mapping[str, Any], turn: Turn, begins: datetime | date, home: str, zone: ZoneInfo
) -> Iterator[bytes]:
    """What repeats as its rule, and this time on its own where it is not what the rule says."""
    usual = dict(turn.usual or {})
    timed = isinstance(begins, datetime)
    clock = time.fromisoformat(usual["time"]) if usual.get("time") else None
    if "time" not in usual and isinstance(begins, datetime):
        clock = begins.astimezone(zone).time()
    start = datetime.combine(turn.on, clock, zone) if clock is not None else turn.on
    rule = _event({**facts, **usual}, start, home, zone)
    until = None
    if clock is not None and turn.rule.until is not None:
        until = datetime.combine(turn.rule.until, clock, zone).astimezone(UTC)
    rule.add("rrule", rrule(turn, until=until))
    yield rule.to_ical()
    here = begins.astimezone(zone) if isinstance(begins, datetime) else begins
    if usual or here != start:
        only = _event(facts, here, home, zone if timed else None)
        only.add("recurrence-id", start)
        yield only.to_ical()


def _event(facts: Mapping[str, Any], begins: datetime | date, home: str, zone: ZoneInfo | None = None) -> Any:
    """An entry that begins then: by the clock of `zone`, or in UTC."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"activity-{facts['id']}@{home}.salesdesk")
    event.add("sequence", facts["version"] - 1)
    for name in ("dtstamp", "last-modified"):
        event.add(name, facts["updated_at"].astimezone(UTC).replace(microsecond=0))
    event.add("summary", without_controls(facts["subject"]))
    event.add("status", "CANCELLED" if facts["state"] == "cancelled" else "CONFIRMED")
    if isinstance(begins, datetime):
        start = begins.astimezone(zone or UTC).replace(microsecond=0)
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
    return event


def _description(facts: Mapping[str, Any]) -> str:
    """What it is about, who it is with, what came of it."""
    names = (
        (tr("Company"), "company"),
        (tr("Contact"), "contact"),
        (tr("Deal"), "deal"),
        (tr("Person"), "person"),
    )
    lines = [f"{label}: {facts[key]}" for label, key in names if facts.get(key)]
    if facts["state"] == "done" and facts.get("done_on"):
        lines.append(tr("Done on {day}").format(day=facts["done_on"].isoformat()))
    if facts.get("outcome"):
        lines.append(tr("Outcome: {text}").format(text=facts["outcome"]))
    return "\n\n".join(filter(None, [facts.get("description"), "\n".join(lines)]))

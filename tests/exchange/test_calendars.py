"""Activities go out as a calendar that every calendar program reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from salesdesk.answers.repeats import Repeat
from salesdesk.exchange.calendars import write_calendar
from salesdesk.rules.repeats import begun, stored_turn
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import create_company
from tests.exchange.commands import Run
from tests.office import Office

CHANGED = datetime(2026, 3, 1, 12, 30, 15, 999, tzinfo=UTC)
TASK: dict[str, Any] = {
    "id": 7, "version": 3, "updated_at": CHANGED, "kind": "task", "state": "planned", "subject": "Call Anna",
    "due_on": date(2026, 3, 4),
}  # fmt: skip


def entries(path: Path) -> list[Any]:
    """The entries of a calendar file."""
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def entry(path: Path, **facts: Any) -> Any:
    """One activity as it stands in the calendar."""
    write_calendar(path, [{**TASK, **facts}], home="1f0c")
    (found,) = entries(path)
    return found


def test_what_is_due_on_a_day_takes_the_whole_day_and_leaves_it_free(tmp_path: Path) -> None:
    event = entry(tmp_path / "task.ics")
    assert event["UID"] == "activity-7@1f0c.salesdesk"
    assert event["SEQUENCE"] == 2
    assert event["SUMMARY"] == "Call Anna"
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert type(event.decoded("DTSTART")) is date
    assert event.decoded("DTSTART") == date(2026, 3, 4)
    assert event.decoded("DTEND") == date(2026, 3, 5)
    assert b"DTSTART;VALUE=DATE:20260304\r\n" in (tmp_path / "task.ics").read_bytes()
    assert b"DTSTAMP:20260301T123015Z\r\n" in (tmp_path / "task.ics").read_bytes()


def test_what_has_a_time_begins_then_in_utc(tmp_path: Path) -> None:
    begins = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    event = entry(tmp_path / "meeting.ics", due_at=begins, minutes=45, kind="meeting")
    assert event.decoded("DTSTART") == begins
    assert event.decoded("DTEND") == begins + timedelta(minutes=45)
    assert event["CATEGORIES"].cats == ["Meeting"]
    assert "TRANSP" not in event
    raw = (tmp_path / "meeting.ics").read_bytes()
    assert b"DTSTART:20260304T100000Z\r\n" in raw
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_what_came_of_it_is_told(tmp_path: Path) -> None:
    done = datetime(2026, 3, 5, 8, tzinfo=UTC)
    told = entry(
        tmp_path / "done.ics",
        state="done",
        done_at=done,
        outcome="Wants an offer",
        company="Halden",
        deal="D-1",
    )
    assert told["DESCRIPTION"].splitlines() == [
        "Company: Halden",
        "Deal: D-1",
        "Done on 2026-03-05",
        "Outcome: Wants an offer",
    ]
    late = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    write_calendar(
        tmp_path / "late.ics", [{**TASK, "state": "done", "done_at": late}], home="1f0c", zone="Europe/Berlin"
    )
    assert "Done on 2026-03-06" in entries(tmp_path / "late.ics")[0]["DESCRIPTION"]
    assert entry(tmp_path / "off.ics", state="cancelled")["STATUS"] == "CANCELLED"


def test_notes_and_what_has_no_day_are_counted_only(tmp_path: Path) -> None:
    rows = [TASK, {**TASK, "due_on": None}, {**TASK, "kind": "note"}]
    entered = write_calendar(tmp_path / "some.ics", rows, home="1f0c")
    assert (entered.rows, entered.left_out) == (1, 2)
    assert len(entries(tmp_path / "some.ics")) == 1


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "text.ics"
    event = entry(path, subject=text, description=f"{text}\n{text}")
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (text, f"{text}\n{text}")


def test_the_command_line_writes_them(office: Office, run: Run, tmp_path: Path) -> None:
    with office.write() as session:
        halden = create_company(session, name="Halden")
        day = {"kind": "call", "due_on": date(2026, 3, 4), "company_id": halden}
        insert_activities(session, [{**day, "subject": "Ring"}, {**day, "subject": "Ask", "due_on": None}])
    path = run.export("activities", tmp_path / "activities.ics")
    assert "1 activity is a note or has no day" in run.said
    assert "1 row written" in run.said
    (event,) = entries(path)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Ring", "Company: Halden")
    first = path.read_bytes()
    assert run.export("activities", path).read_bytes() == first
    assert run.do("export", "deals", path) == 1
    assert "activities only" in run.said


def repeating(rule: Repeat, on: date, **facts: Any) -> dict[str, Any]:
    """An activity that repeats by a rule from a day on."""
    return {**TASK, "due_on": on, "repeat": stored_turn(begun(rule, on)), **facts}


def test_what_repeats_stands_once_with_its_rule_by_the_clock_of_the_company(tmp_path: Path) -> None:
    begins = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    rule = Repeat("week", 2, (0, 3), until=date(2026, 6, 1))
    path = tmp_path / "weekly.ics"
    write_calendar(path, [repeating(rule, date(2026, 3, 2), due_at=begins)], home="1", zone="Europe/Berlin")
    (event,) = entries(path)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260601T070000Z;INTERVAL=2;BYDAY=MO,TH"
    raw = path.read_bytes()
    assert b"DTSTART;TZID=Europe/Berlin:20260302T090000\r\n" in raw
    assert raw.count(b"BEGIN:VTIMEZONE") == 1


def test_what_is_moved_only_this_time_stands_beside_its_rule(tmp_path: Path) -> None:
    rule = begun(Repeat("month", count=4), date(2026, 1, 31))
    held = stored_turn(replace(rule, usual={"subject": "Every time"}))
    path = tmp_path / "moved.ics"
    write_calendar(path, [{**TASK, "due_on": date(2026, 2, 2), "repeat": held}], home="1")
    always, once = entries(path)
    assert (always["SUMMARY"], once["SUMMARY"]) == ("Every time", "Call Anna")
    assert always["UID"] == once["UID"]
    assert always["RRULE"].to_ical() == b"FREQ=MONTHLY;COUNT=4;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
    assert once.decoded("RECURRENCE-ID") == always.decoded("DTSTART") == date(2026, 1, 31)
    assert once.decoded("DTSTART") == date(2026, 2, 2)


def test_what_is_done_repeats_no_more(tmp_path: Path) -> None:
    facts = repeating(Repeat("day"), date(2026, 3, 4), state="done", done_at=CHANGED)
    assert "RRULE" not in entry(tmp_path / "done.ics", **facts)

"""A day is the company's wherever its people sit, and hours are those of their own clocks."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from salesdesk.rules.agenda import later_ways
from salesdesk.services.settings import change_calendar
from salesdesk.ui.kit.company_day import day_of, today, use_zone
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.table.words import ago
from salesdesk.ui.screens.today.words import due_of
from tests.office import Office
from tests.ui.conftest import Pilot

NOON = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


@pytest.fixture
def auckland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer on the other side of the earth, where it is the next day already."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system's zone cannot be changed for one process")
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_half_an_hour_ago_is_today_in_the_office_and_on_every_computer(auckland: None) -> None:
    call = NOON - timedelta(minutes=30)
    use_zone("Europe/Berlin")
    with time_machine.travel(NOON.timestamp(), tick=False):
        assert today() == date(2026, 11, 25) == day_of(call)
        assert ago(call, today()) == "Today"
        assert moment(call, today()) == "Today, 01:00"
        use_zone("")
        assert today() == date(2026, 11, 26)


def test_an_hour_from_now_lies_on_the_company_s_day(auckland: None) -> None:
    use_zone("Europe/Berlin")
    way = later_ways(date(2026, 11, 25), dt.time(1, 30), dt.time(2, 0))[0]
    assert due_of(way, NOON) == (date(2026, 11, 25), NOON + timedelta(hours=1))
    late = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert due_of(way, late) == (date(2026, 11, 26), late + timedelta(hours=1))


def test_a_window_counts_days_as_its_company_does(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    far = "Pacific/Kiritimati" if datetime.now(UTC).hour >= 12 else "Pacific/Niue"
    with office.write() as session:
        change_calendar(session, time_zone=far)
    pilot = new_pilot()
    pilot.open(address)
    expected = datetime.now(UTC).date() + timedelta(days=1 if far.endswith("Kiritimati") else -1)
    pilot.until(lambda: today() == expected)
    with office.write() as session:
        change_calendar(session, time_zone="UTC")
    pilot.until(lambda: today() == datetime.now(UTC).date())

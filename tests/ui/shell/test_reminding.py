"""Reminders over the window: they come, stay until answered, and one window of a person tells of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtTest import QTest

from salesdesk.models import Activity
from salesdesk.queries.reminders import usual_reminder
from salesdesk.services.activities import plan_activity
from salesdesk.ui.forms.activity import ActivitySheet
from salesdesk.ui.forms.activity_done import DoneSheet
from salesdesk.ui.screens.settings.reminders import RemindersPage
from salesdesk.ui.screens.settings.screen import SettingsScreen
from salesdesk.ui.shell.reminder_card import ReminderCard
from tests.office import Office
from tests.ui.conftest import Pilot, of_the_window


def plan(office: Office, subject: str, minutes: int) -> int:
    """A call in so many minutes that reminds ten minutes before."""
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    with office.write() as session:
        return plan_activity(
            session, kind="call", subject=subject, due_on=at.astimezone().date(), due_at=at, remind_minutes=10
        )


def card(pilot: Pilot) -> ReminderCard:
    """The card, once it is shown."""
    pilot.until(lambda: pilot.window.reminding.card is not None)
    found = pilot.window.reminding.card
    assert found is not None
    return found


def subjects(pilot: Pilot) -> list[str]:
    found = pilot.window.reminding.card
    return [each.subject for each in found.reminders] if found is not None else []


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int]]:
    """What the desktop's own notifications were given."""
    given: list[tuple[str, str, int]] = []
    monkeypatch.setattr(
        "salesdesk.ui.shell.reminding.Tray.tell",
        lambda _, title, words, about: given.append((title, words, about)),
    )
    return given


def press(found: ReminderCard, name: str) -> None:
    """Press a button of the card by its name."""
    from PySide6.QtWidgets import QAbstractButton

    next(each for each in found.findChildren(QAbstractButton) if each.accessibleName() == name).click()


@of_the_window
def test_what_was_missed_comes_in_one_card_when_the_window_opens(
    office: Office, address: str, new_pilot: Callable[[], Pilot], told: list[Any]
) -> None:
    for place in range(6):
        plan(office, f"Call {place}", -60 + place)
    plan(office, "Tomorrow", 24 * 60)
    pilot = new_pilot()
    pilot.open(address)
    found = card(pilot)
    pilot.until(lambda: "closed" in found.heading.text())
    assert found.heading.text() == "6 reminders came while SalesDesk was closed"
    assert subjects(pilot) == [f"Call {place}" for place in range(6)]
    assert len(told) <= 1
    found.dismiss_all.click()
    pilot.until(lambda: pilot.window.reminding.card is None)


def test_one_comes_while_the_window_is_open_and_stays_until_it_is_done(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open(address)
    assert pilot.window.reminding.card is None
    key = plan(office, "Ring", 5)
    found = card(pilot)
    assert found.heading.text() == "Reminder"
    press(found, "Done")
    sheets = pilot.window.sheets
    pilot.until(lambda: any(isinstance(sheet, DoneSheet) for sheet in sheets()))
    sheets()[0].accept()
    pilot.until(lambda: pilot.window.reminding.card is None)
    assert office.value(sa.select(Activity.state).where(Activity.id == key)) == "done"


def test_one_that_is_put_off_comes_back_and_a_click_opens_it(
    office: Office, address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(office, "Ring", 5)
    pilot = new_pilot()
    pilot.open(address)
    found = card(pilot)
    found.put_off.emit([each.activity_id for each in found.reminders], 0)
    pilot.until(lambda: pilot.said.startswith("Reminds again at"))
    pilot.until(lambda: subjects(pilot) == ["Ring"])
    press(card(pilot), "Open Ring")
    pilot.until(lambda: any(isinstance(sheet, ActivitySheet) for sheet in pilot.window.sheets()))


def test_two_windows_of_one_person_tell_of_it_once(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    one, other = new_pilot(), new_pilot()
    one.open(address)
    other.open(address)
    plan(office, "Ring", 5)
    one.until(lambda: bool(subjects(one) or subjects(other)))
    for pilot in (one, other):
        pilot.window.reminding.look()
    QTest.qWait(1_500)
    assert sorted([subjects(one), subjects(other)]) == [[], ["Ring"]]


@of_the_window
def test_how_early_one_is_reminded_is_chosen_in_the_settings(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    screen = pilot.open_at(address, "settings")
    assert isinstance(screen, SettingsScreen)
    screen.show_page("reminders")
    page = screen.page
    assert isinstance(page, RemindersPage)
    pilot.until(lambda: page.field.choice() == 10)
    page.field.setCurrentIndex(page.field.findText("1 hour before"))
    page.field.activated.emit(page.field.currentIndex())
    pilot.until(lambda: pilot.said == "Saved")
    with office.read() as session:
        assert usual_reminder(session) == 60


@of_the_window
def test_a_click_on_the_desktop_s_notification_opens_the_activity(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    key = plan(office, "Ring", 5)
    pilot = new_pilot()
    pilot.open(address)
    card(pilot)
    pilot.window.reminding.tray.clicked.emit(key)
    pilot.until(lambda: any(isinstance(sheet, ActivitySheet) for sheet in pilot.window.sheets()))

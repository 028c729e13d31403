"""One's own password, and the rules of the house, in Settings and at the first sign-in."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from salesdesk.errors import RuleBroken
from salesdesk.queries.conduct import conduct
from salesdesk.rules.conduct import SHIPPED
from salesdesk.services.conduct import reword_rules
from salesdesk.store import open_store
from salesdesk.ui.screens.settings.screen import SettingsScreen
from salesdesk.ui.shell.conduct_sheet import ConductSheet
from tests.office import Office
from tests.ui.conftest import Pilot

SECRET, OWN = "correct horse", ["We answer within a day.", "We sell what we can deliver."]
on_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def settings(pilot: Pilot, key: str) -> Any:
    """A page of the settings, read."""
    pilot.window.pages.open("settings")
    screen = pilot.window.screens["settings"]
    assert isinstance(screen, SettingsScreen)
    screen.list.buttons[key].click()
    page = screen.page
    pilot.until(lambda: not page.content.isHidden())
    return page


def enters(office: Office, login: str, typed: str = "") -> bool:
    store = open_store(office.store.place.url)
    try:
        store.enter(office.people[login], typed)
    except RuleBroken:
        return False
    finally:
        store.close()
    return True


@on_file
def test_a_password_is_set_changed_and_removed_by_its_owner(
    office: Office, new_pilot: Callable[..., Pilot]
) -> None:
    pilot = new_pilot("rita")
    pilot.open_at(office.store.place.address, "settings")
    page = settings(pilot, "password")
    assert page.before.isHidden() and "name alone" in page.state.text()
    pilot.type(page.new, SECRET, enter=False)
    pilot.type(page.again, SECRET + "x")
    assert "not the same" in page.refusal.text() and enters(office, "rita")
    pilot.type(page.again, SECRET)
    pilot.until(lambda: not page.before.isHidden())
    assert page.new.text() == "" and not enters(office, "rita") and enters(office, "rita", SECRET)
    page.remove_button.click()
    pilot.until(lambda: "not your password" in page.refusal.text())
    pilot.type(page.before, SECRET, enter=False)
    page.remove_button.click()
    pilot.until(lambda: page.before.isHidden())
    assert enters(office, "rita")


@on_file
def test_a_refused_password_moves_no_field_and_how_long_one_is_stands_there_before(
    office: Office, new_pilot: Callable[..., Pilot]
) -> None:
    pilot = new_pilot("rita")
    pilot.open_at(office.store.place.address, "settings")
    page = settings(pilot, "password")
    assert any("at least 8 letters" in each.text() for each in page.findChildren(QLabel))

    def tops() -> list[int]:
        return [each.mapTo(page, each.rect().topLeft()).y() for each in (page.new, page.again)]

    before = tops()
    pilot.type(page.new, SECRET, enter=False)
    pilot.type(page.again, SECRET + "x")
    pilot.until(page.refusal.isVisible)
    pilot.qtbot.wait(50)
    assert page.error.isHidden() and tops() == before
    pilot.type(page.again, SECRET)
    pilot.until(lambda: not page.before.isHidden())
    pilot.qtbot.wait(50)
    assert page.refusal.isHidden()
    assert page.remove_button.x() >= page.save_button.x() + page.save_button.width() + 8


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_on_a_server_the_page_says_who_keeps_the_password(pilot: Pilot) -> None:
    page = settings(pilot, "password")
    assert "The server keeps your password" in page.state.text()
    assert not page.save_button.isVisible()


def test_an_administrator_rewords_the_rules_and_the_count_begins_anew(pilot: Pilot, office: Office) -> None:
    page = settings(pilot, "conduct")
    assert page.rules.toPlainText().splitlines() == list(SHIPPED)
    assert page.count.text() == "Version 1: 6 of 6 people agreed." and not page.save_button.isEnabled()
    page.rules.setPlainText("\n".join(OWN))
    page.save_button.click()
    pilot.until(lambda: page.count.text().startswith("Version 2: 0 of 6"))
    page.agree_button.click()
    pilot.until(lambda: page.count.text() == "Version 2: 1 of 6 people agreed.")
    assert page.agree_button.isHidden()
    with office.read("rita") as session:
        assert conduct(session).rules == tuple(OWN)


def sheet_of(pilot: Pilot) -> ConductSheet | None:
    return next((each for each in pilot.window.sheets() if isinstance(each, ConductSheet)), None)


def test_who_has_not_agreed_to_the_newest_wording_is_asked_at_signing_in_and_no_more_then(
    office: Office, new_pilot: Callable[..., Pilot]
) -> None:
    with office.write() as session:
        reword_rules(session, rules=OWN)
    where = office.store_of("rita").place.url
    pilot = new_pilot("rita")
    pilot.window.open_database(where)
    pilot.until(lambda: sheet_of(pilot) is not None)
    sheet = sheet_of(pilot)
    assert sheet is not None
    words = [each.text() for each in sheet.findChildren(QLabel)]
    assert [rule for rule in OWN if rule in words] == OWN
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    pilot.until(lambda: sheet_of(pilot) is None)
    with office.read("rita") as session:
        assert not conduct(session).is_agreed
    pilot.window.open_database(where)
    pilot.until(lambda: sheet_of(pilot) is not None)
    sheet = sheet_of(pilot)
    assert sheet is not None
    QTest.keyClick(sheet.accept_button, Qt.Key.Key_Space)
    pilot.until(lambda: sheet_of(pilot) is None)
    with office.read("rita") as session:
        assert conduct(session).is_agreed
    pilot.leave()
    again = new_pilot("rita")
    again.open_at(where, "today")
    settings(again, "conduct")
    assert sheet_of(again) is None

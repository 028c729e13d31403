"""A screen is one folder and one line: the folder beside this file, and the line in the fixture."""

import inspect
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from textwrap import indent

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from salesdesk.services.deals import edit_deal
from salesdesk.ui.shell import menu
from salesdesk.ui.shell.menu import MANAGE, Entry
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, make_deals
from tests.ui.shell.largest_deals import LargestDealsScreen

KEY = Qt.Key


@pytest.fixture
def guest(
    office: Office, address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> Pilot:
    """Somebody before a window with one more line in its menu."""
    added = Entry(
        "largest", "Largest deals", "trophy", MANAGE, "tests.ui.shell.largest_deals:LargestDealsScreen"
    )
    monkeypatch.setattr(menu, "SCREENS", (*menu.SCREENS, added))
    make_deals(office)
    pilot = new_pilot()
    pilot.open(address)
    return pilot


def shown(pilot: Pilot) -> list[str]:
    """The deals on that screen."""
    screen = pilot.window.screens["largest"]
    assert isinstance(screen, LargestDealsScreen)
    return [screen.list.item(place).text() for place in range(screen.list.count())]


def test_a_screen_with_a_line_in_the_menu_is_in_the_rail_and_follows_changes(
    guest: Pilot, office: Office
) -> None:
    assert "largest" not in guest.window.screens, "a screen is built when it is first opened"
    button = guest.window.rail._buttons["largest"]
    assert button.isVisible() and button.text() == "Largest deals"
    button.click()
    guest.until(lambda: len(shown(guest)) == 5)
    assert shown(guest)[:3] == ["Beta", "Third", "Second"] and button.isChecked()
    with office.write() as session:
        edit_deal(session, deal_id=guest.deal_id("First"), version=1, amount=Decimal(5000))
    guest.until(lambda: shown(guest)[:2] == ["First", "Beta"])


def test_it_is_found_by_keys_leads_to_records_and_reads_again_when_it_is_seen_again(
    guest: Pilot, office: Office
) -> None:
    place = len(menu.SCREENS)
    words = {command.key: (command.words, command.keys) for command in guest.window.commands()}
    assert words["go.largest"] == ("Largest deals", f"Ctrl+{place}")
    guest.choose("First")
    guest.press(KEY(KEY.Key_0 + place), CONTROL)
    guest.until(lambda: len(shown(guest)) == 5)
    screen = guest.window.screens["largest"]
    screen.list.setFocus()  # type: ignore[attr-defined]
    screen.list.setCurrentRow(0)  # type: ignore[attr-defined]
    assert QApplication.focusWidget() is screen.list  # type: ignore[attr-defined]
    guest.press(KEY.Key_Return)
    guest.until(lambda: guest.screen.isVisible() and guest.screen.panel.deal_id == guest.deal_id("Beta"))
    with office.write() as session:
        edit_deal(session, deal_id=guest.deal_id("Beta"), version=1, title="Beta again")
    guest.until(lambda: "Beta again" in guest.titles("Value shown"))
    assert shown(guest)[0] == "Beta", "what nobody sees is not read"
    guest.window.run_command("go.largest")
    guest.until(lambda: shown(guest)[0] == "Beta again")


def test_the_readme_shows_the_screen_as_it_is() -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    assert indent(inspect.getsource(LargestDealsScreen), "    ") in readme

"""The command palette, by keys alone: records, pages, commands, what was used lately."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from salesdesk.services.contacts import insert_contacts
from salesdesk.services.products import insert_products
from salesdesk.ui.forms.deal import NewDealSheet
from salesdesk.ui.shell.card_panel import CardPanel
from salesdesk.ui.shell.palette import Palette
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key


def look(pilot: Pilot, words: str = "") -> Palette:
    """Open the palette and type."""
    pilot.press(KEY.Key_K, CONTROL)
    palette = pilot.window.stack.findChildren(Palette)[-1]
    assert QApplication.focusWidget() is palette.field
    QTest.keyClicks(palette.field, words)
    return palette


def test_control_k_finds_a_deal_while_typing_and_enter_opens_it(pilot: Pilot) -> None:
    palette = look(pilot, "seco")
    pilot.until(lambda: "Second" in palette.titles)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == pilot.deal_id("Second"))
    assert not isValid(palette)


def test_every_kind_of_record_stands_under_its_own_heading(pilot: Pilot, office: Office) -> None:
    with office.write() as session:
        insert_contacts(session, [{"name": "Halden Anna"}])
        insert_products(session, [{"name": "Halden planner"}])
    office.deal(title="Halden fleet")
    palette = look(pilot, "halden")
    pilot.until(lambda: len(palette.titles) >= 5)
    shown = [line.title for line in palette.lines.lines]
    assert shown == [
        "Companies", "Halden Logistics", "Contacts", "Halden Anna",
        "Deals", "Halden fleet", "First", "Products", "Halden planner",
    ]  # fmt: skip


@of_the_window
def test_a_product_opens_beside_the_screen_until_escape(pilot: Pilot, office: Office) -> None:
    with office.write() as session:
        insert_products(session, [{"name": "Planner", "sku": "PL-1", "active": False}])
    palette = look(pilot, "planner")
    pilot.until(lambda: "Planner" in palette.titles)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: bool(pilot.window.findChildren(CardPanel)))
    panel = pilot.window.findChildren(CardPanel)[0]
    assert panel.isVisible() and panel.card.title == "Planner" and panel.card.note == "Not sold any more"
    assert [fact.value for fact in panel.card.facts if fact.label == "SKU"] == ["PL-1"]
    pilot.press(KEY.Key_Escape)
    assert not panel.isVisible()


@of_the_window
def test_what_was_used_last_stands_first_the_next_time(pilot: Pilot) -> None:
    for name in ("Alpha", "Beta"):
        palette = look(pilot, name.lower())
        pilot.until(lambda shown=palette, title=name: title in shown.titles)
        pilot.press(KEY.Key_Return)
        pilot.until(lambda title=name: pilot.screen.panel.deal_id == pilot.deal_id(title))
    palette = look(pilot)
    pilot.until(lambda: palette.titles[:2] == ["Beta", "Alpha"])
    assert palette.lines.lines[0].title == "Recent"
    pilot.press(KEY.Key_Down)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == pilot.deal_id("Alpha"))


@of_the_window
def test_commands_are_found_by_their_words_and_done(pilot: Pilot) -> None:
    pilot.choose("First")
    palette = look(pilot, "new deal")
    assert palette.titles[0] == "New deal"
    pilot.press(KEY.Key_Return)
    assert isinstance(pilot.screen.sheet, NewDealSheet)
    pilot.press(KEY.Key_Escape)
    palette = look(pilot, "zzzz")
    pilot.until(palette._none.isVisible)
    pilot.press(KEY.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.focusWidget() is pilot.column("Qualified").list


@of_the_window
def test_undo_can_be_found_in_the_words_of_what_was_done(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: pilot.said == "First moved to Value shown")
    palette = look(pilot, "undo: first")
    assert palette.titles[0] == "Undo: First moved to Value shown"
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: "First" in pilot.titles("Qualified"))


@of_the_window
def test_the_field_above_the_board_opens_the_palette(pilot: Pilot) -> None:
    QTest.mouseClick(pilot.screen.bar.find_field, Qt.MouseButton.LeftButton)
    assert pilot.window.stack.findChildren(Palette)[-1].isVisible()


@of_the_window
def test_keys_of_the_screen_do_not_reach_it_while_one_looks(pilot: Pilot) -> None:
    pilot.choose("First")
    palette = look(pilot, "n?/")
    assert palette.field.text() == "n?/" and pilot.screen.sheet is None
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not palette.isVisible()
    assert QApplication.focusWidget() is pilot.column("Qualified").list


@of_the_window
def test_enter_opens_what_fits_the_words_that_stand_there(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette = look(pilot, "firs")
    pilot.until(lambda: "First" in palette.titles)
    late: list[Callable[[], None]] = []
    with monkeypatch.context() as patch:
        patch.setattr(palette._background, "ask", lambda *asked, **_: late.append(lambda: None))
        QTest.keyClick(palette.field, KEY.Key_A, CONTROL)
        QTest.keyClicks(palette.field, "zebra")
        assert "First" not in palette.titles and late
        QTest.keyClick(palette.field, KEY.Key_Return)
    assert isValid(palette) and palette.isVisible() and pilot.screen.beside.deal_id is None


@of_the_window
def test_enter_waits_for_what_is_still_being_looked_for(pilot: Pilot) -> None:
    look(pilot, "second")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.beside.deal_id == pilot.deal_id("Second"))

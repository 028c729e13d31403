"""Going from place to place: rail, back and forward by keys and mouse, the keys of what is shown."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.shell.keys import KeysSheet
from salesdesk.ui.shell.places import Place, Places
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def test_back_and_forward_walk_the_places_and_a_new_one_forgets_what_lay_ahead() -> None:
    places = Places()
    one, two, three = Place("pipeline"), Place("pipeline", "deal", 1), Place("companies")
    for place in (one, two, two, three):
        places.go(place)
    assert (places.step(-1), places.step(-1), places.step(-1)) == (two, one, None)
    assert places.step(1) == two
    places.go(one)
    assert places.now == one and not places.can_go_forward and places.can_go_back


@of_the_window
def test_alt_left_and_the_mouse_go_back_to_the_board_and_forward_to_the_deal(pilot: Pilot) -> None:
    deal = pilot.deal_id("First")
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal)
    pilot.press(KEY.Key_Left, ALT)
    assert pilot.screen.panel.deal_id is None and not pilot.screen.panel.isVisible()
    pilot.press(KEY.Key_Right, ALT)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal)
    handle = pilot.window.windowHandle()
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(handle, Qt.MouseButton.BackButton, none, QPoint(600, 500))
    assert pilot.screen.panel.deal_id is None
    QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, none, QPoint(600, 500))
    pilot.until(lambda: pilot.screen.panel.deal_id == deal)


@of_the_window
@pytest.mark.parametrize("name", ["today", "settings", "exchange", "activities"])
def test_a_screen_one_comes_to_or_back_to_does_not_put_the_focus_into_its_bar(
    pilot: Pilot, name: str
) -> None:
    for _ in range(2):
        screen = pilot.go(name)
        pilot.qtbot.wait(50)
        focus = QApplication.focusWidget()
        assert focus is not None and not isinstance(focus.parent(), TopBar)
        assert focus is screen or screen.isAncestorOf(focus)
        pilot.go("companies")


@of_the_window
def test_the_rail_folds_where_the_window_is_narrow_and_by_choice(pilot: Pilot) -> None:
    rail = pilot.window.rail
    assert rail.width() == 208 and rail._buttons["pipeline"].text() == "Pipeline"
    pilot.window.resize(1000, 700)
    pilot.until(lambda: rail.width() == 56)
    assert rail._buttons["pipeline"].text() == "" and rail._buttons["pipeline"].toolTip() == "Pipeline"
    assert rail._buttons["pipeline"].accessibleName() == "Pipeline"
    pilot.window.resize(1440, 900)
    pilot.until(lambda: rail.width() == 208)
    actions = {action.text().partition("\t")[0]: action for action in rail.menu().actions()}
    assert {"Undo", "New window", "Larger", "Compact rows", "Help", "Keyboard"} <= actions.keys()
    actions["Narrow rail"].trigger()
    pilot.until(lambda: rail.width() == 56)


@of_the_window
def test_the_keyboard_map_lists_every_key_there_is(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Question)
    sheet = pilot.window.stack.findChildren(KeysSheet)[0]
    words = {label.text() for label in sheet.findChildren(QLabel)}
    for command in pilot.window.commands():
        assert not command.keys or command.words in words
    assert {"Ctrl+K", "Alt+←", "N", "?", "Ctrl+Z", "Ctrl+→"} <= words


@of_the_window
def test_undo_says_in_words_what_it_would_take_back(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: pilot.said == "First moved to Value shown")
    words = {command.key: command.words for command in pilot.window.commands()}
    assert words["undo"] == "Undo: First moved to Value shown" and words["redo"] == "Redo"
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: "First" in pilot.titles("Qualified"))
    pilot.until(lambda: pilot.window.undo.can_redo)
    words = {command.key: command.words for command in pilot.window.commands()}
    assert words["redo"] == "Redo: First moved to Value shown" and words["undo"] == "Undo"


def test_undo_pressed_while_a_save_is_under_way_means_that_save(pilot: Pilot) -> None:
    pilot.choose("Third")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: pilot.said == "Third moved to Value shown")
    pilot.choose("First")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: pilot.said == "Undone: First moved to Value shown")
    pilot.until(lambda: "First" in pilot.titles("Qualified"))
    assert "Third" in pilot.titles("Value shown")

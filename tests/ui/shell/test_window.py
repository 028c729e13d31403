"""The window: how one begins, another database, light and dark, what it remembers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton

from salesdesk.errors import KnownError
from salesdesk.rules.beginnings import NewCompany
from salesdesk.settings import load_settings, log_folder
from salesdesk.store import Feed, Store
from salesdesk.store.backup import backup
from salesdesk.ui.forms.deal import NewDealSheet
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.shell.fault import FaultSheet
from salesdesk.ui.shell.first_steps import FirstSteps
from salesdesk.ui.shell.keys import KeysSheet
from salesdesk.ui.shell.menu import SCREENS
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key


@of_the_window
def test_control_o_opens_another_file_beside_the_first(
    pilot: Pilot, tmp_path: Path, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.salesdesk"
    pilot.window.doors.make_new(str(other), NewCompany())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    pilot.choose("First")
    number_beside = pilot.window.rail._counts["pipeline"].text
    assert number_beside() == "5"
    pilot.go("today")
    pilot.press(KEY.Key_O, CONTROL)
    pilot.until(lambda: pilot.window.windowTitle().startswith("other"))
    assert number_beside() in ("", "0"), "the number of the file before"
    pilot.go("pipeline")
    pilot.until(lambda: pilot.screen.empty.isVisible() and bool(pilot.screen.board.columns))
    assert load_settings().recent[0] == str(other) and len(load_settings().recent) == 2
    names = [action.text() for action in pilot.window.rail.menu().actions()]
    assert "Opened lately" in names


@of_the_window
def test_a_file_that_cannot_be_opened_leaves_the_open_one_alone(
    pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir" * 200)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(letter), ""))
    pilot.window.choose_database()
    pilot.until(lambda: "letter.txt is not a SalesDesk database" in pilot.said)
    assert pilot.titles("Qualified") == ["First", "Second", "Third"]


def test_the_first_page_offers_four_ways_to_begin_by_keys(
    new_pilot: Callable[[], Pilot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot = new_pilot()
    pilot.window.show_welcome("The settings file is damaged.")
    welcome = pilot.window.stack.currentWidget()
    assert "The settings file is damaged." in [
        label.text() for label in welcome.findChildren(type(welcome._error))
    ]  # type: ignore
    assert QApplication.focusWidget() is pilot.window.welcoming.page.buttons["sample"]  # type: ignore[union-attr]
    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.keyClick(welcome, KEY.Key_2)
    assert isinstance(pilot.window.stack.currentWidget(), FirstSteps)
    for _ in range(4):
        pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(lambda: pilot.window.windowTitle().startswith("mine.salesdesk"))
    pilot.go("pipeline")
    pilot.until(lambda: pilot.screen.empty.isVisible())


def test_the_first_page_tells_of_recent_files_and_opens_one(
    new_pilot: Callable[[], Pilot], tmp_path: Path
) -> None:
    pilot = new_pilot()
    there, gone = tmp_path / "There.salesdesk", tmp_path / "Gone.salesdesk"
    pilot.window.doors.make_new(str(there), NewCompany())
    pilot.window.settings = replace(pilot.window.settings, recent=(str(there), str(gone)))
    pilot.window.show_welcome()
    welcome = pilot.window.welcoming.page
    assert welcome is not None
    pilot.until(lambda: welcome._recent.rows[str(there)].facts.text().endswith("KB"))
    assert welcome._recent.rows[str(gone)].facts.text() == "Not there now"
    rows = {made.accessibleName(): made for made in welcome.findChildren(QPushButton, "recent")}
    rows[f"Open There.salesdesk in {tmp_path}"].click()
    pilot.until(lambda: pilot.window.windowTitle().startswith("There.salesdesk"))


@of_the_window
def test_a_backup_is_restored_into_a_new_file_from_the_first_page(
    pilot: Pilot, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, target = tmp_path / "kept.backup", tmp_path / "Again.salesdesk"
    backup(office.store, kept)
    pilot.window.show_welcome()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(kept), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target.with_suffix("")), ""))
    welcome = pilot.window.welcoming.page
    assert welcome is not None
    found = welcome.findChildren(QPushButton)
    next(made for made in found if made.text() == "Restore from a backup").click()
    pilot.until(lambda: pilot.window.windowTitle().startswith("Again.salesdesk"))
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])


@of_the_window
def test_a_record_is_shown_by_its_kind_whatever_screen_asks(pilot: Pilot) -> None:
    pilot.screen.desk.open("deal", pilot.deal_id("Second"))
    pilot.until(lambda: pilot.screen.panel.isVisible())
    assert pilot.screen.panel.deal_id == pilot.deal_id("Second")


def click_entry(menu: QMenu, words: str) -> None:
    """Click on what a menu that is open offers."""
    action = next(action for action in menu.actions() if action.text() == words)
    QTest.mouseMove(menu, menu.actionGeometry(action).center())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def choose_look(pilot: Pilot, words: str) -> None:
    """Choose light or dark in the menu at the foot of the rail, with the mouse."""
    QTest.mouseClick(pilot.window.rail.person_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    click_entry(menu, "Look")
    pilot.until(lambda: QApplication.activePopupWidget() is not menu)
    looks = QApplication.activePopupWidget()
    assert isinstance(looks, QMenu)
    click_entry(looks, words)


@of_the_window
@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_light_and_dark_change_every_ground_and_are_remembered(pilot: Pilot, mode: str) -> None:
    choose_look(pilot, {"light": "Dark", "dark": "Light"}[mode])
    assert pilot.window.theme.mode != mode
    choose_look(pilot, mode.capitalize())
    theme = pilot.window.theme
    image = pilot.window.grab().toImage()
    assert image.pixelColor(4, 400) == theme.colour("rail")
    assert image.pixelColor(600, 4) == theme.colour("surface")
    assert image.pixelColor(700, 700) == theme.colour("bg")
    assert load_settings().theme == mode


@of_the_window
def test_the_look_changes_after_boards_that_were_shown_before_are_gone(pilot: Pilot, address: str) -> None:
    screen = pilot.screen
    screen.show_pipeline(next(each.id for each in screen.shown.pipelines if each.name == "Renewals"))  # type: ignore
    pilot.until(lambda: pilot.screen.board.columns[0].name == "Due")
    pilot.open(address)
    pilot.qtbot.wait(50)
    with pilot.qtbot.captureExceptions() as mistakes:
        pilot.window.rail.theme_chosen.emit("dark")
    assert not mistakes and pilot.window.theme.mode == "dark"


@of_the_window
def test_the_shipped_font_is_the_one_in_use(pilot: Pilot) -> None:
    assert "Inter" in QFontDatabase.families() and QApplication.font().family() == "Inter"


def test_the_rail_names_the_screens_there_are_and_who_is_signed_in(pilot: Pilot) -> None:
    rail = pilot.window.rail
    assert set(rail._buttons) == {entry.name for entry in SCREENS}
    assert rail._counts["pipeline"].text() == "5"
    assert rail._name.accessibleName() == "Administrator"


@of_the_window
def test_every_control_has_a_name_and_can_be_reached_by_keys(pilot: Pilot) -> None:
    for made in pilot.window.findChildren(QPushButton):
        if made.isVisible():
            assert made.text() or made.accessibleName()
            # Of buttons of which one is on, Tab goes to that one and the arrows to the others.
            assert made.focusPolicy() & Qt.FocusPolicy.TabFocus or made.group() is not None


@of_the_window
def test_keys_do_not_reach_the_screen_under_a_sheet(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Question)
    sheets = pilot.window.stack.findChildren(Sheet)
    assert [type(sheet) for sheet in sheets] == [KeysSheet]
    pilot.press(KEY.Key_N)
    pilot.press(KEY.Key_Slash)
    assert pilot.screen.sheet is None
    assert QApplication.focusWidget() is not pilot.screen.page.bar.search
    pilot.press(KEY.Key_Escape)
    assert QApplication.focusWidget() is pilot.column("Qualified").list


@of_the_window
def test_the_window_comes_back_where_it_was(pilot: Pilot, new_pilot: Callable[[], Pilot]) -> None:
    pilot.window.resize(960, 650)
    pilot.leave()
    assert load_settings().window
    window = new_pilot().window
    window.settings = load_settings()
    window._put_back(window.settings.window)
    assert (window.width(), window.height()) == (960, 650)


@of_the_window
def test_a_mistake_of_the_program_is_told_and_kept_and_the_form_is_still_there(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake")

    pilot.choose("First")
    pilot.press(KEY.Key_N)
    form = pilot.screen.sheet
    assert isinstance(form, NewDealSheet)
    pilot.type(form.title_field, "Long typed words", enter=False)
    monkeypatch.setattr("salesdesk.ui.forms.deal.create_deal", mistaken)
    pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(lambda: bool(pilot.window.stack.findChildren(FaultSheet)))
    told = pilot.window.stack.findChildren(FaultSheet)[0]
    assert "ZeroDivisionError: a mistake" in told.account.toPlainText()
    assert [file.name.startswith("fault-") for file in log_folder().iterdir()] == [True]
    told.accept_button.click()
    assert form.isVisible() and form.title_field.text() == "Long typed words"
    assert "nothing was saved" in form.error.text()


def test_a_database_out_of_reach_is_told_above_the_board_until_it_is_back(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise KnownError("The server does not answer.")

    feed = pilot.window.watcher._feed
    with monkeypatch.context() as broken:
        broken.setattr(feed, "poll", unreachable)
        pilot.until(pilot.window.pages.banner.isVisible)
        assert "The server does not answer." in pilot.window.pages._banner_words.text()
        assert pilot.titles("Qualified") == ["First", "Second", "Third"]
    pilot.until(lambda: not pilot.window.pages.banner.isVisible())


def test_a_window_closed_while_a_database_is_being_opened_closes_that_as_well(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    opened, closed = [], []
    real = pilot.window.doors.open_store

    def open_slowly(where: str) -> "tuple[Store, Feed]":
        store, feed = real(where)
        opened.append(store)
        store_close = store.close
        store.close = lambda: (closed.append(store), store_close())  # type: ignore[method-assign, assignment]
        return store, feed

    pilot.window.doors = replace(pilot.window.doors, open_store=open_slowly)
    pilot.window.open_database(address)
    pilot.leave()
    assert len(opened) == 1 and closed == opened

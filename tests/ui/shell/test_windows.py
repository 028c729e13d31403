"""Several windows, how each was left, and how large everything is shown."""

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from salesdesk.app import RESUME, Windows, make_app
from salesdesk.settings import load_settings
from salesdesk.ui.kit.undo import Handed
from tests.ui.conftest import CONTROL, Pilot, close, of_the_window

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_two_windows_on_one_database_see_each_other_s_saves_and_undo_only_their_own(
    pilot: Pilot, new_pilot: Callable[[], Pilot], address: str
) -> None:
    other = new_pilot()
    other.open(address)
    other.until(lambda: other.titles("Qualified") == ["First", "Second", "Third"])
    other.choose("First")
    other.press(KEY.Key_Right, CONTROL)
    other.until(lambda: "First" in other.titles("Value shown"))
    pilot.until(lambda: "First" in pilot.titles("Value shown"))
    assert other.window.undo.can_undo and not pilot.window.undo.can_undo
    assert pilot.window.background.store is not other.window.background.store
    other.leave()
    pilot.come_back()
    pilot.choose("Second")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: pilot.said == "Second moved to Value shown")
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: "Second" in pilot.titles("Qualified"))
    assert "First" in pilot.titles("Value shown")


def test_control_shift_n_asks_for_one_more_window_as_the_same_person(pilot: Pilot, address: str) -> None:
    asked: list[tuple[str, str]] = []
    window = pilot.window
    window.doors = replace(window.doors, another=lambda where, login: asked.append((where, login)))
    pilot.press(KEY.Key_N, CONTROL | SHIFT)
    assert [login for _, login in asked] == ["admin"]
    assert asked[0][0] == window.background.store.place.address  # type: ignore[union-attr]


@of_the_window
def test_a_program_opens_one_more_window_and_lets_go_of_closed_ones(pilot: Pilot, address: str) -> None:
    windows = Windows(make_app())
    first = windows.make("admin")
    first.show()
    first.open_database(address)
    pilot.until(lambda: bool(first.screens))
    first.another()
    second = windows._open[-1]
    pilot.until(lambda: bool(second.screens))
    assert second is not first and second.isVisible()
    assert second.windowTitle() == first.windowTitle()
    close(second, pilot.qtbot)
    assert windows._open == [first]
    first.choose_theme("dark")
    close(first, pilot.qtbot)
    QApplication.processEvents()
    pilot.window.choose_theme("light")


def test_the_window_comes_back_at_the_place_where_it_was_left_on_this_database(
    pilot: Pilot, new_pilot: Callable[[], Pilot], address: str
) -> None:
    deal = pilot.deal_id("Beta")
    pilot.choose("Beta")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal)
    pilot.window.resize(960, 651)
    pilot.leave()
    again = new_pilot()
    again.window.settings = load_settings()
    again.open(address)
    again.until(lambda: again.screen.panel.deal_id == deal)
    assert (again.window.width(), again.window.height()) == (960, 651)
    assert again.window._recent[0] == f"deal:{deal}"


@of_the_window
def test_a_narrow_rail_and_compact_rows_are_kept(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_B, CONTROL)
    assert pilot.window.rail.width() == 56 and load_settings().narrow_rail
    pilot.press(KEY.Key_B, CONTROL)
    assert pilot.window.rail.width() == 208 and not load_settings().narrow_rail
    pilot.window.choose_density("compact")
    assert pilot.window.theme.is_compact and load_settings().density == "compact"
    pilot.window.theme.choose_density("comfortable")


def test_control_plus_makes_the_window_anew_one_step_larger_with_its_undo(pilot: Pilot) -> None:
    asked: list[tuple[str, str, Handed]] = []
    pilot.window.doors = replace(pilot.window.doors, again=lambda *what: asked.append(what))
    pilot.choose("First")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: pilot.said == "First moved to Value shown")
    pilot.choose("First")
    pilot.press(KEY.Key_N)
    pilot.window.zoom(1)
    assert not asked and "Finish what is under way" in pilot.window.toast.words
    pilot.press(KEY.Key_Escape)
    pilot.press(KEY.Key_Plus, CONTROL)
    pilot.until(lambda: bool(asked))
    assert load_settings().zoom == 110
    assert not isValid(pilot.window) or not pilot.window.isVisible()
    ((_, login, undo),) = asked
    assert login == "admin" and [words for words, *_ in undo] == ["First moved to Value shown"]


def test_what_another_window_did_can_be_undone_by_the_one_made_in_its_place(
    pilot: Pilot, new_pilot: Callable[[], Pilot], address: str
) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: "First" in pilot.titles("Value shown") and pilot.window.undo.can_undo)
    steps = pilot.window.undo.steps()
    pilot.leave()
    again = new_pilot()
    again.window.resume = steps
    again.open(address)
    again.until(lambda: "First" in again.titles("Value shown"))
    again.press(KEY.Key_Z, CONTROL)
    again.until(lambda: "First" in again.titles("Qualified"))


def test_a_program_started_at_150_per_cent_draws_one_and_a_half_pixels_for_one() -> None:
    program = "from salesdesk.app import make_app; print(make_app(150).primaryScreen().devicePixelRatio())"
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", RESUME: "[]"}
    done = subprocess.run([sys.executable, "-c", program], env=variables, capture_output=True, check=True)
    assert float(done.stdout) == 1.5


class _Ring:
    """Something that keeps itself alive until it is collected."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def _collector() -> Iterator[None]:
    """The collector as `salesdesk open` leaves it: it runs where it is told to only."""
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def _ring_and_much(many: list[list[int]]) -> "weakref.ref[_Ring]":
    many += [[] for _ in range(20_000)]
    return weakref.ref(_Ring())


@of_the_window
@pytest.mark.usefixtures("_collector")
def test_garbage_waits_while_an_import_holds_much_that_is_none(pilot: Pilot) -> None:
    windows = Windows(make_app())
    window = windows.make()
    many: list[list[int]] = []
    ring = _ring_and_much(many)
    window.background.hold(window, True)
    windows.collect_young()
    assert ring() is not None
    window.background.hold(window, False)
    windows.collect_young()
    assert ring() is None
    close(window, pilot.qtbot)


@of_the_window
@pytest.mark.usefixtures("_collector")
def test_garbage_is_let_go_of_however_long_an_import_stands_prepared(pilot: Pilot) -> None:
    windows = Windows(make_app())
    window = windows.make()
    window.background.hold(window, True)
    many: list[list[int]] = []
    ring = _ring_and_much(many)
    windows.tidy()
    assert ring() is None
    assert gc.get_freeze_count() > len(many)
    close(window, pilot.qtbot)

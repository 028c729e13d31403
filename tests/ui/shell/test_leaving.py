"""Closing a window or changing to another database loses nothing that was typed or ordered."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.models import Deal
from salesdesk.store import Store
from tests.office import Office
from tests.ui.conftest import Pilot, of_the_window

KEY = Qt.Key
TYPED = "They sign on Friday"


def description(office: Office, deal_id: int) -> str | None:
    """What a deal's description says in the database."""
    found: str | None = office.value(sa.select(Deal.description).where(Deal.id == deal_id))
    return found


def type_into_panel(pilot: Pilot, title: str) -> int:
    """Open a deal beside the board and write something about it; its id."""
    deal_id = pilot.deal_id(title)
    pilot.choose(title)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal_id)
    field = pilot.screen.panel._description
    field.setFocus()
    QTest.keyClicks(field, TYPED)
    return deal_id


@contextmanager
def full_disk(*_: object, **__: object) -> Iterator[Session]:
    """A save that the world does not allow."""
    raise KnownError("The disk is full.")
    yield


def test_what_stands_in_a_field_is_saved_when_the_window_is_closed(pilot: Pilot, office: Office) -> None:
    deal_id = type_into_panel(pilot, "First")
    pilot.leave()
    assert description(office, deal_id) == TYPED


@of_the_window
def test_what_stands_in_a_field_is_saved_when_another_database_is_opened(
    pilot: Pilot, office: Office, sqlite_template: Path, tmp_path: Path
) -> None:
    deal_id = type_into_panel(pilot, "First")
    other = tmp_path / "other.salesdesk"
    shutil.copy(sqlite_template, other)
    pilot.window.open_database(str(other))
    pilot.until(lambda: description(office, deal_id) == TYPED)


def test_what_cannot_be_saved_keeps_the_window_open_with_what_was_typed_until_it_is_closed_again(
    pilot: Pilot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pilot.window.background.store, "write", full_disk)
    deal_id = type_into_panel(pilot, "First")
    pilot.window.close()
    pilot.until(lambda: pilot.said == "The disk is full. Close once more to leave it unsaved.")
    assert pilot.window.isVisible() and pilot.screen.panel._description.toPlainText() == TYPED
    assert description(office, deal_id) is None
    pilot.leave()


def test_the_window_does_not_stand_still_while_a_save_waits(pilot: Pilot) -> None:
    def slow(session: Session) -> None:
        time.sleep(1)

    pilot.screen.desk.save(slow, kind="test", words="Slow")
    began = time.monotonic()
    pilot.window.close()
    assert time.monotonic() - began < 0.5 and pilot.window.isVisible()
    pilot.until(lambda: pilot.said == "Saving …")
    pilot.leave()


@of_the_window
def test_a_form_in_which_something_was_typed_is_left_only_when_the_window_is_closed_twice(
    pilot: Pilot,
) -> None:
    pilot.press(KEY.Key_N)
    pilot.until(lambda: pilot.screen.sheet is not None)
    QTest.keyClicks(pilot.window.focusWidget(), "Fleet")
    pilot.window.close()
    pilot.until(lambda: pilot.said == "This form is not saved yet. Close once more to leave it.")
    assert pilot.window.isVisible()
    pilot.leave()


def test_long_work_stops_at_its_next_step_when_the_window_is_closed(pilot: Pilot) -> None:
    done: list[int] = []

    def steps(store: Store) -> Iterator[int]:
        for number in range(10_000):
            time.sleep(0.01)
            done.append(number)
            yield number

    pilot.window.background.do_steps(steps, lambda _: None, lambda _: None)
    pilot.until(lambda: len(done) > 3)
    pilot.window.close()
    pilot.until(lambda: "Stopped before its end" in pilot.window.toast.words)
    pilot.leave()
    assert len(done) < 1_000


@of_the_window
def test_a_refusal_is_told_even_when_whoever_ordered_the_save_is_gone(pilot: Pilot) -> None:
    def refuse(session: Session) -> None:
        raise RuleBroken("The deal was given away.")

    owner = QObject()
    pilot.window.background.do(refuse, kind="test", owner=owner, failed=lambda _: None)
    owner.deleteLater()
    pilot.until(lambda: pilot.said == "The deal was given away.")

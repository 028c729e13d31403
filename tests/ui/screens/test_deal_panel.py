"""The panel beside the board keeps what was typed until it is saved, and overwrites nobody."""

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from salesdesk.models import Deal, DealFacts
from salesdesk.rules.agenda import working_days_after
from salesdesk.services.deals import edit_deal
from salesdesk.ui.screens.pipeline.decisions import LostSheet, WonSheet
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window
from tests.ui.shell.test_leaving import TYPED, description, full_disk, type_into_panel

KEY = Qt.Key


def test_what_was_refused_stays_in_the_field_whatever_others_do_and_can_be_saved_later(
    pilot: Pilot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal_id = type_into_panel(pilot, "First")
    panel = pilot.screen.panel
    with monkeypatch.context() as patch:
        patch.setattr(pilot.window.background.store, "write", full_disk)
        pilot.screen.board.focus_cards()
        pilot.until(lambda: panel._error.text() == "The disk is full.")
    with office.write() as session:
        edit_deal(session, deal_id=pilot.deal_id("Second"), amount=Decimal(7))
    pilot.until(lambda: pilot.header("Qualified")[1] == Decimal("407"))
    assert panel._description.toPlainText() == TYPED and panel._error.text() == "The disk is full."
    panel._description.setFocus()
    pilot.screen.board.focus_cards()
    pilot.until(lambda: description(office, deal_id) == TYPED)
    pilot.until(lambda: not panel._error.isVisible())


def test_a_deal_is_won_or_lost_from_the_panel_in_any_stage(pilot: Pilot, office: Office) -> None:
    type_into_panel(pilot, "First")
    panel = pilot.screen.panel
    panel.lost_button.click()
    assert isinstance(pilot.screen.sheet, LostSheet)
    pilot.press(KEY.Key_Escape)
    panel.won_button.click()
    assert isinstance(pilot.screen.sheet, WonSheet)
    pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(lambda: office.value(sa.select(Deal.won_on).where(Deal.title == "First")) is not None)
    pilot.until(lambda: not panel.won_button.isVisible() and not panel.lost_button.isVisible())


@of_the_window
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_pill_of_the_stage_offers_all_of_them(pilot: Pilot, office: Office) -> None:
    type_into_panel(pilot, "First")
    QTest.mouseClick(pilot.screen.panel._stage, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == list(office.stages)
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Qualified"]
    target = next(action for action in menu.actions() if action.text() == "Value shown")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(target).center())
    pilot.until(lambda: "First" in pilot.titles("Value shown"))


def test_a_colleague_s_newer_amount_is_not_overwritten_and_esc_shows_it(pilot: Pilot, office: Office) -> None:
    deal_id = pilot.deal_id("First")
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal_id)
    panel = pilot.screen.panel
    pilot.type(panel._amount, "150", enter=False)
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, amount=Decimal(900))
    pilot.until(lambda: pilot.header("Qualified")[1] == Decimal("1400.50"))
    assert panel._amount.text() == "150"
    QTest.keyClick(panel._amount, KEY.Key_Return)
    pilot.until(lambda: panel._error.text().startswith("Rita changed Amount while you typed"))
    pilot.window.sheets()[0].cancel()
    assert amount(office, deal_id) == Decimal(900) and panel._amount.text() == "150"
    panel._amount.setFocus()
    QTest.keyClick(panel._amount, KEY.Key_Escape)
    assert panel._amount.text() == "€900"
    pilot.type(panel._amount, "150")
    pilot.until(lambda: amount(office, deal_id) == Decimal(150))


@of_the_window
def test_delete_takes_the_expected_close_away(pilot: Pilot, office: Office) -> None:
    deal_id = pilot.deal_id("First")
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, close_on=date(2026, 12, 24))
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    field = pilot.screen.panel._close
    pilot.until(lambda: field.day() == date(2026, 12, 24))
    field.setFocus()
    QTest.keyClick(field, KEY.Key_Delete)
    QTest.keyClick(field, KEY.Key_Return)
    close_on = sa.select(Deal.close_on).where(Deal.id == deal_id)
    pilot.until(lambda: office.value(close_on) is None)


def test_a_refusal_that_comes_after_another_deal_is_opened_waits_at_its_own_deal(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    panel = pilot.screen.panel
    pilot.until(lambda: panel.deal_id == pilot.deal_id("First"))
    go = threading.Event()

    def waiting(_: Any) -> Iterator[bool]:
        yield go.wait(60)

    pilot.window.background.do_steps(waiting, lambda _: None, lambda _: None)
    pilot.type(panel._title, "x" * 600)
    pilot.screen.open_deal(pilot.deal_id("Second"))
    pilot.until(lambda: panel.deal_id == pilot.deal_id("Second"))
    go.set()
    pilot.until(lambda: pilot.said.startswith("First: "))
    assert panel._title.text() == "Second" and not panel._error.text()
    pilot.screen.open_deal(pilot.deal_id("First"))
    pilot.until(lambda: panel.deal_id == pilot.deal_id("First"))
    assert panel._title.text() == "x" * 600 and "600 letters" in panel._error.text()


def test_what_was_refused_waits_at_its_deal_while_another_one_is_looked_at_or_none(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    panel = pilot.screen.panel
    pilot.until(lambda: panel.deal_id == pilot.deal_id("First"))
    pilot.type(panel._title, "x" * 600)
    pilot.until(lambda: "600 letters" in panel._error.text())
    pilot.screen.open_deal(pilot.deal_id("Second"))
    pilot.until(lambda: panel.deal_id == pilot.deal_id("Second"))
    assert panel._title.text() == "Second" and not panel._error.text() and panel.has_unsaved
    for _ in range(2):
        pilot.screen.open_deal(pilot.deal_id("First"))
        pilot.until(lambda: panel.deal_id == pilot.deal_id("First"))
        assert panel._title.text() == "x" * 600 and "600 letters" in panel._error.text()
        pilot.screen.close_panel()
        assert panel.has_unsaved


def amount(office: Office, deal_id: int) -> Any:
    """A deal's amount in the database."""
    return office.value(sa.select(Deal.amount).where(Deal.id == deal_id))


def test_a_next_step_is_offered_a_day_that_can_be_taken_away(pilot: Pilot, office: Office) -> None:
    deal_id = pilot.deal_id("First")
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal_id)
    panel = pilot.screen.panel
    pilot.type(panel._step, "R", enter=False)
    offered = working_days_after(date.today(), 1)
    assert panel._step_day.day() == offered
    QTest.keyClick(panel._step, KEY.Key_Backspace)
    assert panel._step_day.day() is None
    pilot.type(panel._step, "Ring Eva")

    def step() -> tuple[str | None, date | None]:
        with office.read() as session:
            row = session.execute(
                sa.select(DealFacts.next_step, DealFacts.next_step_on).where(DealFacts.deal_id == deal_id)
            ).one()
        return row[0], row[1]

    pilot.until(lambda: step() == ("Ring Eva", offered))
    pilot.until(lambda: not panel._step_day.is_changed)
    panel._step_day.setFocus()
    pilot.press(KEY.Key_Delete)
    panel._step.setFocus()
    pilot.until(lambda: step() == ("Ring Eva", None))

"""Cards are moved by mouse and by keys; the order is kept; what fails or is cancelled goes back."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.models import Deal
from salesdesk.ui.screens.pipeline.decisions import LostSheet, WonSheet
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key


def stage_of(office: Office, title: str) -> int:
    """The stage in which the database has a deal."""
    stage_id: int = office.value(sa.select(Deal.stage_id).where(Deal.title == title))
    return stage_id


def saved(office: Office, stage: str) -> list[str]:
    """The titles of a stage in the order that the database keeps."""
    with office.read() as session:
        question = sa.select(Deal.title).where(Deal.stage_id == office.stages[stage])
        return list(session.scalars(question.order_by(Deal.rank)))


def test_a_card_dragged_to_another_column_lies_where_it_was_dropped(pilot: Pilot, office: Office) -> None:
    pilot.drag("First", "Value shown", row=1)
    pilot.until(lambda: saved(office, "Value shown") == ["Alpha", "First", "Beta"])
    pilot.until(lambda: pilot.titles("Value shown") == ["Alpha", "First", "Beta"])
    assert pilot.titles("Qualified") == ["Second", "Third"]


def test_a_card_dragged_inside_its_column_changes_the_order_for_everybody(
    pilot: Pilot, office: Office
) -> None:
    pilot.drag("First", "Qualified", row=3)
    pilot.until(lambda: saved(office, "Qualified") == ["Second", "Third", "First"])
    pilot.drag("Third", "Qualified", row=0)
    pilot.until(lambda: saved(office, "Qualified") == ["Third", "Second", "First"])
    assert pilot.titles("Qualified") == ["Third", "Second", "First"]


def test_a_card_moves_at_once_and_the_headers_follow_exactly(pilot: Pilot) -> None:
    assert pilot.header("Qualified") == (3, Decimal("600.50"), Decimal("120.10"))
    pilot.drag("First", "Value shown", row=0)
    assert pilot.titles("Value shown") == ["First", "Alpha", "Beta"]  # before the database has answered
    pilot.until(lambda: pilot.header("Qualified") == (2, Decimal("500.50"), Decimal("100.10")))
    assert pilot.header("Value shown") == (3, Decimal("1100"), Decimal("385"))


class _Painted(QObject):
    """How often all that a widget shows was painted anew."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.times = 0
        over.installEventFilter(self)

    def eventFilter(self, over: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent) and isinstance(over, QWidget) and event.rect() == over.rect():
            self.times += 1
        return False


@of_the_window
def test_a_move_leaves_the_cards_of_other_columns_as_they_are_painted(pilot: Pilot) -> None:
    others = [
        widget
        for widget in pilot.screen.board.columns
        if widget.list.isVisible() and widget not in (pilot.column("Qualified"), pilot.column("Value shown"))
    ]
    pilot.qtbot.wait(300)
    painted = [_Painted(widget.list.viewport()) for widget in others]
    assert painted
    pilot.drag("First", "Value shown", row=0)
    pilot.until(lambda: pilot.header("Qualified") == (2, Decimal("500.50"), Decimal("100.10")))
    pilot.qtbot.wait(300)
    assert [each.times for each in painted] == [0] * len(painted)


@of_the_window
def test_control_and_arrows_move_a_card_between_stages_and_inside_one(pilot: Pilot, office: Office) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Down, CONTROL)
    pilot.until(lambda: saved(office, "Qualified") == ["Second", "First", "Third"])
    pilot.press(KEY.Key_Up, CONTROL)
    pilot.until(lambda: saved(office, "Qualified") == ["First", "Second", "Third"])
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: saved(office, "Objections resolved") == ["First"])
    pilot.until(lambda: pilot.titles("Objections resolved") == ["First"])
    pilot.press(KEY.Key_Left, CONTROL)
    pilot.until(lambda: "First" in saved(office, "Value shown"))


@of_the_window
def test_lost_asks_its_reason_and_moves_only_when_it_has_one(pilot: Pilot, office: Office) -> None:
    pilot.drag("Second", "Lost")
    sheet = pilot.screen.sheet
    assert isinstance(sheet, LostSheet) and sheet.isVisible()
    assert "From Qualified to Lost" in {each.accessibleName() for each in sheet.findChildren(QWidget)}
    assert not sheet.accept_button.isEnabled()
    assert (sheet.open_words.text(), sheet.missing_words.accessibleName()) == (
        "1 still open",
        "the main reason",
    )
    sheet.note_field.setFocus()
    pilot.press(KEY.Key_Return, CONTROL)
    assert sheet.error.text() == "Still missing: the main reason." and sheet.reason_field.hasFocus()
    assert stage_of(office, "Second") == office.stages["Qualified"]
    sheet.reason_field.setCurrentIndex(1)
    assert sheet.open_words.text() == "All answered"
    sheet.note_field.setPlainText("Too dear")
    sheet.accept_button.click()
    pilot.until(lambda: stage_of(office, "Second") == office.stages["Lost"])
    pilot.until(lambda: pilot.header("Lost") == (1, Decimal("200.50"), Decimal(0)))
    lost = office.value(sa.select(Deal.lost_note).where(Deal.title == "Second"))
    assert lost == "Too dear"
    reason_id = office.value(sa.select(Deal.lost_reason_id).where(Deal.title == "Second"))
    assert reason_id in office.reasons.values()


@of_the_window
def test_won_asks_its_day_and_its_amount(pilot: Pilot, office: Office) -> None:
    pilot.drag("Alpha", "Won")
    sheet = pilot.screen.sheet
    assert isinstance(sheet, WonSheet)
    amount = sheet.amount_fields[pilot.deal_id("Alpha")]
    assert amount.hasFocus() and sheet.missing_words.accessibleName() == "the amount"
    pilot.type(amount, "a lot", enter=False)
    assert not sheet.accept_button.isEnabled()
    pilot.type(amount, "1.234,50", enter=False)
    sheet.day_field.setDate(sheet.day_field.date().addDays(1))
    assert sheet.missing_words.accessibleName() == "the day"  # to come
    sheet.day_field.setDate(sheet.day_field.date().addDays(-1))
    day = sheet.day_field.date().addDays(-3)
    sheet.day_field.setDate(day)
    pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(lambda: stage_of(office, "Alpha") == office.stages["Won"])
    with office.read() as session:
        deal = session.scalars(sa.select(Deal).where(Deal.title == "Alpha")).one()
    assert (deal.amount, deal.won_on) == (Decimal("1234.50"), day.toPython())
    pilot.until(lambda: pilot.header("Won") == (1, Decimal("1234.50"), Decimal("1234.50")))


@of_the_window
@pytest.mark.parametrize("stage", ["Lost", "Won"])
def test_a_card_waits_lit_at_its_new_place_and_goes_back_to_its_exact_place(
    pilot: Pilot, office: Office, stage: str
) -> None:
    before = {name: pilot.header(name) for name in ("Qualified", stage)}
    wide = pilot.column("Qualified").width()
    pilot.drag("Second", stage)
    sheet, target = pilot.screen.sheet, pilot.column(stage)
    assert isinstance(sheet, WonSheet | LostSheet)
    assert pilot.titles(stage) == ["Second"] and not target.is_folded
    assert pilot.titles("Qualified") == ["First", "Second", "Third"]  # dashed
    assert {name: pilot.header(name) for name in ("Qualified", stage)} == before

    def left_edge() -> int:
        return sheet.mapTo(pilot.window, QPoint(sheet.left_edge, 0)).x()

    def is_clear() -> bool:
        return target.mapTo(pilot.window, QPoint(target.width(), 0)).x() <= left_edge()

    pilot.until(is_clear)  # the sheet hides neither place
    place = target.list.visualRect(target.model.index(0)).center() - QPoint(0, 26)
    seen = target.list.viewport().mapTo(pilot.window, QPoint(place.x(), place.y()))
    card = pilot.window.theme.tokens.card.lower()
    pilot.until(lambda: pilot.window.grab().toImage().pixelColor(seen).name() == card)  # not darkened
    pilot.press(KEY.Key_Escape)
    assert pilot.screen.sheet is None and target.is_folded
    assert pilot.titles("Qualified") == ["First", "Second", "Third"] and not pilot.titles(stage)
    assert pilot.column("Qualified").delegate.waiting == frozenset()
    assert pilot.column("Qualified").width() == wide
    assert saved(office, "Qualified") == ["First", "Second", "Third"] and not saved(office, stage)


@of_the_window
def test_a_waiting_card_stays_at_both_places_when_the_board_is_read_again(
    pilot: Pilot, office: Office
) -> None:
    pilot.drag("Second", "Lost")
    office.deal("Qualified", title="From elsewhere")
    pilot.until(lambda: "From elsewhere" in pilot.titles("Qualified"))
    assert pilot.titles("Lost") == ["Second"] and "Second" in pilot.titles("Qualified")
    pilot.window.resize(1280, 720)
    pilot.press(KEY.Key_Escape)
    assert not pilot.titles("Lost") and pilot.titles("Qualified").count("Second") == 1


def test_a_decision_that_somebody_else_overtook_is_said_on_the_sheet(pilot: Pilot, office: Office) -> None:
    from salesdesk.services.deals import move_deal

    pilot.window.watcher.stop()
    pilot.drag("First", "Won")
    sheet = pilot.screen.sheet
    assert isinstance(sheet, WonSheet)
    with office.write("vera") as session:
        move_deal(session, deal_id=pilot.deal_id("First"), stage_id=office.stages["Closing"])
    sheet.accept_button.click()
    pilot.until(lambda: sheet.error.text() == "Vera moved First to Closing in the meantime.")
    pilot.press(KEY.Key_Escape)
    pilot.until(lambda: pilot.titles("Closing") == ["First"])
    assert not pilot.titles("Won") and stage_of(office, "First") == office.stages["Closing"]


def test_a_move_that_somebody_else_overtook_says_so_and_shows_theirs(pilot: Pilot, office: Office) -> None:
    from salesdesk.services.deals import move_deal

    pilot.window.watcher.stop()
    with office.write("vera") as session:
        move_deal(session, deal_id=pilot.deal_id("First"), stage_id=office.stages["Closing"])
    pilot.drag("First", "Value shown", row=0)
    pilot.until(lambda: pilot.said == "Vera moved First to Closing in the meantime.")
    pilot.until(lambda: pilot.titles("Closing") == ["First"])
    assert pilot.titles("Value shown") == ["Alpha", "Beta"]


def test_a_move_that_fails_puts_the_card_back_even_when_nothing_can_be_read(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.errors import KnownError
    from salesdesk.store import Store

    def unreachable(*_: object, **__: object) -> None:
        raise KnownError("The database does not answer.")

    pilot.window.watcher.stop()
    monkeypatch.setattr(Store, "write", unreachable)
    monkeypatch.setattr(Store, "read", unreachable)
    pilot.drag("Second", "Value shown", row=0)
    pilot.until(lambda: pilot.said == "The database does not answer.")
    assert pilot.titles("Qualified") == ["First", "Second", "Third"]
    assert pilot.titles("Value shown") == ["Alpha", "Beta"]


def test_undo_by_key_and_from_the_message_takes_a_move_back(pilot: Pilot, office: Office) -> None:
    pilot.drag("Second", "Value shown", row=0)
    pilot.until(lambda: pilot.said == "Second moved to Value shown")
    pilot.window.toast._undo.click()
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])
    pilot.until(lambda: pilot.window.undo.can_redo)
    pilot.choose("First")
    pilot.press(KEY.Key_Y, CONTROL)
    pilot.until(lambda: "Second" in saved(office, "Value shown"))
    pilot.until(lambda: pilot.window.undo.can_undo)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])
    assert pilot.header("Qualified") == (3, Decimal("600.50"), Decimal("120.10"))


def test_the_order_is_there_again_when_the_database_is_opened_again(
    pilot: Pilot, office: Office, address: str
) -> None:
    pilot.drag("First", "Qualified", row=3)
    pilot.until(lambda: saved(office, "Qualified") == ["Second", "Third", "First"])
    pilot.open(address)
    pilot.until(lambda: pilot.titles("Qualified") == ["Second", "Third", "First"])

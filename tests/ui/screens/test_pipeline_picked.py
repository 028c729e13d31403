"""Several cards are picked by mouse and keys; what is done to them is done once, and taken back once."""

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from salesdesk.models import Activity, Deal, Person, Tagging
from salesdesk.ui.kit.table.plan_sheet import PlanSheet
from salesdesk.ui.kit.table.sheets import EditSheet, TagSheet
from salesdesk.ui.screens.pipeline.board import EDGE
from salesdesk.ui.screens.pipeline.decisions import LostSheet, WonSheet
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def click(pilot: Pilot, title: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Click on a card."""
    widget = pilot.column_with(title)
    index = widget.model.index(widget.model.row_of(pilot.deal_id(title)))
    place = widget.list.visualRect(index).center()
    QTest.mouseClick(widget.list.viewport(), Qt.MouseButton.LeftButton, keys, place)


def picked(pilot: Pilot) -> set[str]:
    """The titles of the cards that are picked."""
    board = pilot.screen.board
    cards = [card for widget in board.columns for card in widget.model.cards]
    return {card.title for card in cards if card.deal_id in board.picked}


def choose(menu: QMenu, words: str) -> None:
    """Choose an entry of a menu."""
    next(action for action in menu.actions() if action.text() == words).trigger()


def lying(office: Office, stage: str) -> list[str]:
    """The titles of a stage in the order that the database keeps."""
    with office.read() as session:
        question = sa.select(Deal.title).where(
            Deal.stage_id == office.stages[stage], Deal.deleted_at.is_(None)
        )
        return list(session.scalars(question.order_by(Deal.rank)))


@of_the_window
def test_control_and_shift_with_the_mouse_pick_over_all_columns(pilot: Pilot) -> None:
    click(pilot, "First", CONTROL)
    click(pilot, "Alpha", CONTROL)
    assert picked(pilot) == {"First", "Alpha"}
    assert pilot.screen.bulk.bulk.isVisible() and pilot.screen.panel.deal_id is None
    click(pilot, "First", CONTROL)
    assert picked(pilot) == {"Alpha"}
    click(pilot, "First", CONTROL)
    click(pilot, "Third", SHIFT)
    assert picked(pilot) == {"First", "Second", "Third", "Alpha"}
    assert pilot.screen.bulk.bulk.accessibleName().startswith("4 selected. €")
    words = pilot.column("Qualified").model.index(0).data()
    assert words.endswith(", selected")
    pilot.press(KEY.Key_Escape)
    assert not picked(pilot) and not pilot.screen.bulk.bulk.isVisible()


@of_the_window
def test_a_plain_click_opens_a_card_and_lets_go_of_the_others(pilot: Pilot) -> None:
    click(pilot, "First", CONTROL)
    click(pilot, "Second")
    assert not picked(pilot)
    pilot.until(lambda: pilot.screen.panel.deal_id == pilot.deal_id("Second"))


@of_the_window
def test_space_shift_and_arrows_and_control_a_pick_by_keys(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Down, SHIFT)
    assert picked(pilot) == {"First", "Second"}
    pilot.press(KEY.Key_Down, SHIFT)
    assert picked(pilot) == {"First", "Second", "Third"}
    pilot.press(KEY.Key_Up, SHIFT)
    assert picked(pilot) == {"First", "Second"}
    pilot.press(KEY.Key_Space)
    assert picked(pilot) == {"First"}
    pilot.press(KEY.Key_A, CONTROL)
    pilot.until(lambda: picked(pilot) == {"First", "Second", "Third"})


def test_a_column_is_picked_whole_although_only_its_first_cards_are_loaded(
    pilot: Pilot, office: Office
) -> None:
    from salesdesk.services.deals import insert_deals

    stage_id = office.stages["Closing"]
    with office.write() as session:
        rows = [{"title": f"Many {n}", "stage_id": stage_id, "amount": Decimal(1)} for n in range(120)]
        insert_deals(session, rows)
    pilot.until(lambda: pilot.header("Closing")[0] == 120)
    pilot.choose("Many 0")
    pilot.press(KEY.Key_A, CONTROL)
    pilot.until(lambda: pilot.screen.bulk.bulk.accessibleName() == "120 selected. €120")
    assert pilot.column("Closing").model.rowCount() < 120
    choose(pilot.screen.bulk.stage_menu(), "Qualified")
    pilot.until(lambda: pilot.header("Qualified") == (123, Decimal("720.50"), Decimal("144.10")))
    assert pilot.header("Closing") == (0, Decimal(0), Decimal(0))
    assert lying(office, "Qualified")[:2] == ["Many 0", "Many 1"] and not lying(office, "Closing")


def test_picked_cards_are_dragged_together_and_come_back_together(pilot: Pilot, office: Office) -> None:
    click(pilot, "Third", CONTROL)
    click(pilot, "First", CONTROL)
    pilot.drag("Third", "Value shown", row=1)
    assert pilot.titles("Value shown") == ["Alpha", "First", "Third", "Beta"]  # before the database answers
    pilot.until(lambda: pilot.header("Value shown") == (4, Decimal("1400"), Decimal("490")))
    assert pilot.header("Qualified") == (1, Decimal("200.50"), Decimal("40.10"))
    assert lying(office, "Value shown") == ["Alpha", "First", "Third", "Beta"]
    assert pilot.said == "2 deals moved to Value shown" and not picked(pilot)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: lying(office, "Qualified") == ["First", "Second", "Third"])
    pilot.until(lambda: pilot.header("Qualified") == (3, Decimal("600.50"), Decimal("120.10")))


@of_the_window
def test_control_and_arrows_move_all_that_are_picked(pilot: Pilot, office: Office) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Down, SHIFT)
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: lying(office, "Value shown") == ["First", "Second", "Alpha", "Beta"])


@of_the_window
def test_a_card_that_is_not_picked_is_dragged_alone(pilot: Pilot, office: Office) -> None:
    click(pilot, "First", CONTROL)
    pilot.drag("Second", "Value shown", row=0)
    pilot.until(lambda: lying(office, "Value shown") == ["Second", "Alpha", "Beta"])
    assert lying(office, "Qualified") == ["First", "Third"]


@of_the_window
def test_several_are_won_at_once_after_the_missing_amount(pilot: Pilot, office: Office) -> None:
    click(pilot, "First", CONTROL)
    click(pilot, "Alpha", CONTROL)
    pilot.drag("Alpha", "Won")
    sheet = pilot.screen.sheet
    assert isinstance(sheet, WonSheet) and list(sheet.amount_fields) == [pilot.deal_id("Alpha")]
    assert pilot.column("Value shown").delegate.waiting == {pilot.deal_id("First"), pilot.deal_id("Alpha")}
    assert pilot.titles("Won") == ["First", "Alpha"] and pilot.header("Won")[0] == 0  # both wait there
    assert not sheet.accept_button.isEnabled() and "amounts" in sheet.missing_words.accessibleName()
    pilot.type(next(iter(sheet.amount_fields.values())), "50")
    pilot.until(lambda: pilot.header("Won") == (2, Decimal(150), Decimal(150)))
    assert pilot.header("Value shown")[0] == 1 and pilot.screen.sheet is None


@of_the_window
def test_several_are_lost_for_one_reason_or_stay_when_it_is_cancelled(pilot: Pilot, office: Office) -> None:
    click(pilot, "First", CONTROL)
    click(pilot, "Second", CONTROL)
    pilot.drag("First", "Lost")
    assert isinstance(pilot.screen.sheet, LostSheet)
    pilot.press(KEY.Key_Escape)
    assert pilot.titles("Qualified") == ["First", "Second", "Third"] and pilot.screen.sheet is None
    assert picked(pilot) == {"First", "Second"}
    pilot.drag("First", "Lost")
    sheet = pilot.screen.sheet
    assert isinstance(sheet, LostSheet)
    sheet.reason_field.setCurrentIndex(1)
    sheet.accept_button.click()
    pilot.until(lambda: pilot.header("Lost") == (2, Decimal("300.50"), Decimal(0)))
    assert lying(office, "Qualified") == ["Third"]


def test_picked_deals_are_given_dated_tagged_and_deleted_each_with_one_undo(
    pilot: Pilot, office: Office
) -> None:
    def owners() -> set[int]:
        with office.read() as session:
            return set(session.scalars(sa.select(Deal.owner_id).where(Deal.title.in_(["First", "Second"]))))

    before = owners()
    click(pilot, "First", CONTROL)
    click(pilot, "Second", CONTROL)
    choose(pilot.screen.bulk.owner_menu(), "Otto")
    pilot.until(lambda: owners() == {office.people["otto"]})
    pilot.until(lambda: pilot.said == "2 deals given to Otto")
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: owners() == before)
    pilot.screen.bulk.close_button.click()
    pilot.until(lambda: isinstance(pilot.screen.sheet, EditSheet))
    sheet = pilot.screen.sheet
    assert isinstance(sheet, EditSheet) and sheet.column.key == "close_on"
    sheet.cancel()
    pilot.screen.bulk.tag_button.click()
    pilot.until(lambda: isinstance(pilot.screen.sheet, TagSheet))
    sheet = pilot.screen.sheet
    assert isinstance(sheet, TagSheet)
    sheet.name_field.setCurrentText("fair")
    sheet.accept()
    tags = sa.select(sa.func.count()).select_from(Tagging).where(Tagging.record == "deal")
    pilot.until(lambda: office.value(tags) == 2)
    assert picked(pilot) == {"First", "Second"}
    pilot.screen.bulk.delete_button.click()
    pilot.until(lambda: lying(office, "Qualified") == ["Third"])
    pilot.until(lambda: pilot.header("Qualified") == (1, Decimal("300"), Decimal("60")))
    assert not picked(pilot)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: lying(office, "Qualified") == ["First", "Second", "Third"])


@of_the_window
def test_what_is_picked_is_let_go_with_another_filter(pilot: Pilot) -> None:
    click(pilot, "First", CONTROL)
    pilot.type(pilot.screen.page.bar.search, "Second", enter=False)
    pilot.until(lambda: pilot.titles("Qualified") == ["Second"])
    assert not len(pilot.screen.board.picked)


@of_the_window
@pytest.mark.parametrize("edge", ["left", "right"])
def test_the_board_scrolls_sideways_under_a_card_that_is_held_at_an_edge(pilot: Pilot, edge: str) -> None:
    board = pilot.screen.board
    pilot.window.resize(1000, 700)
    bar = board._scroll.horizontalScrollBar()
    pilot.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() if edge == "left" else 0)
    before = bar.value()
    x = 5 if edge == "left" else board._scroll.width() - 5
    board.scroll_under(board._scroll.mapToGlobal(QPoint(x, 200)))
    assert (bar.value() < before) == (edge == "left") and bar.value() != before
    board.scroll_under(board._scroll.mapToGlobal(QPoint(board._scroll.width() + EDGE, 200)))


def test_an_activity_is_planned_on_all_picked_deals_with_one_undo(pilot: Pilot, office: Office) -> None:
    def planned() -> list[tuple[str, str, str]]:
        with office.read() as session:
            rows = session.execute(
                sa.select(Deal.title, Activity.subject, Person.name)
                .join(Deal, Deal.id == Activity.deal_id)
                .join(Person, Person.id == Activity.person_id)
                .where(Activity.deleted_at.is_(None))
                .order_by(Deal.title)
            )
            return [(row[0], row[1], row[2]) for row in rows]

    won = office.deal("Won", title="Decided", amount=Decimal(1))
    click(pilot, "First", CONTROL)
    click(pilot, "Second", CONTROL)
    pilot.screen.board.picked.put(pilot.screen.board.picked.ids | {won})
    pilot.screen.bulk.plan_button.click()
    sheet = pilot.screen.sheet
    assert isinstance(sheet, PlanSheet) and sheet.subject_field.hasFocus()
    pilot.press(KEY.Key_Return)
    assert sheet.error.text() == "Say what is to be done."
    pilot.type(sheet.subject_field, "Ask for the order")
    both = [("First", "Ask for the order", "Rita"), ("Second", "Ask for the order", "Ron")]
    pilot.until(lambda: planned() == both)
    pilot.until(lambda: pilot.screen.board.card(pilot.deal_id("First")).next_step == "Ask for the order")  # type: ignore
    assert pilot.said == "Planned: Ask for the order" and pilot.screen.sheet is None
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: planned() == [])


@of_the_window
def test_a_file_can_be_dropped_on_the_cards_and_comes_to_the_import(pilot: Pilot, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("Company\nWeserblick\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    over, point = pilot.column("Qualified").list.viewport(), QPoint(20, 20)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(over, QDragEnterEvent(point, copy, mime, left, none))
    QApplication.sendEvent(over, QDragMoveEvent(point, copy, mime, left, none))
    QApplication.sendEvent(over, QDropEvent(QPointF(point), copy, mime, left, none))
    pilot.until(lambda: "exchange" in pilot.window.screens and pilot.window.screens["exchange"].isVisible())

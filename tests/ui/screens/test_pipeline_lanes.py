"""The board in lanes by owner or segment: sums, folding, and deals that change lane and stage in one save."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import Condition, ListView
from salesdesk.models import Deal, Pipeline
from salesdesk.queries.lanes import CELL_CARDS, board_lanes
from salesdesk.queries.lists import list_totals
from salesdesk.services.choices import add_choice
from salesdesk.services.deals import edit_deal, insert_deals
from salesdesk.ui.screens.pipeline.cards import mime_of
from salesdesk.ui.screens.pipeline.decisions import WonSheet
from salesdesk.ui.screens.pipeline.lane import Cell, LaneWidget
from salesdesk.ui.screens.pipeline.lanes import LanesPage
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def choose(menu: QMenu, words: str) -> None:
    """Choose an entry of a menu."""
    next(action for action in menu.actions() if action.text() == words).trigger()


def in_lanes(pilot: Pilot, words: str) -> LanesPage:
    """Divide the board."""
    choose(pilot.screen.lane_choice.menu(), words)
    page = pilot.screen.showing.page("board")
    assert isinstance(page, LanesPage)
    pilot.until(lambda: page.isVisible() and bool(page.lanes))
    return page


@pytest.fixture
def lanes(pilot: Pilot) -> LanesPage:
    """The board by owner."""
    return in_lanes(pilot, "Owner")


def lane(page: LanesPage, name: str) -> LaneWidget:
    """A lane by its name."""
    return next(made for made in page.lanes if made.lane.name == name)


def titles(page: LanesPage, name: str, stage: str, office: Office) -> list[str]:
    """What lies in a lane in a stage."""
    return [card.title for card in lane(page, name).cell(office.stages[stage]).model.cards]


def drop(page: LanesPage, deal_ids: list[int], over: QWidget, point: QPoint) -> None:
    """Drop deals somewhere, as a drag does."""
    mime, at = mime_of(deal_ids), QPointF(point)
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(over, QDragEnterEvent(point, move, mime, left, none))
    QApplication.sendEvent(over, QDragMoveEvent(point, move, mime, left, none))
    QApplication.sendEvent(over, QDropEvent(at, move, mime, left, none))


def drag(page: LanesPage, office: Office, deal_ids: list[int], name: str, stage: str) -> None:
    """Drag deals to the top of a lane's cell."""
    cell = lane(page, name).cell(office.stages[stage])
    drop(page, deal_ids, cell.list.viewport(), QPoint(30, 6))


def facts(office: Office, title: str) -> tuple[int | None, int | None, int]:
    """Owner, segment and stage of a deal in the database."""
    with office.read() as session:
        deal = session.scalars(sa.select(Deal).where(Deal.title == title)).one()
        return deal.owner_id, deal.segment_id, deal.stage_id


def test_lanes_hold_each_owners_deals_with_their_sums(pilot: Pilot, office: Office, lanes: LanesPage) -> None:
    assert [made.lane.name for made in lanes.lanes] == ["Rita", "Ron"]
    assert titles(lanes, "Rita", "Qualified", office) == ["First", "Third"]
    assert titles(lanes, "Ron", "Value shown", office) == ["Alpha"]
    assert lane(lanes, "Rita").head.accessibleName().startswith("Rita: 3 deals, €1,400. ")
    shown = {header.column.name: header.column.total for header in lanes.headers if header.column}
    assert shown["Qualified"] == Decimal("600.50") and shown["Value shown"] == Decimal(1000)
    for made in lanes.lanes:
        for cell in made.cells:
            conditions = (
                Condition("owner", "is", (str(made.lane.key),)),
                Condition("stage", "is", (str(cell.stage_id),)),
            )
            with office.read() as session:
                view = ListView("deal", conditions=conditions, columns=("amount_base",))
                totals = list_totals(session, view)
            answer = made.lane.cells.get(cell.stage_id)
            assert (answer.count if answer else 0) == totals.count
            assert (answer.total if answer else 0) == totals.sums["amount_base"]


def test_a_card_dragged_into_another_lane_changes_owner_and_stage_with_one_undo(
    pilot: Pilot, office: Office, lanes: LanesPage
) -> None:
    before = facts(office, "First")
    drag(lanes, office, [pilot.deal_id("First")], "Ron", "Value shown")
    assert titles(lanes, "Ron", "Value shown", office) == ["First", "Alpha"]  # at once
    pilot.until(lambda: facts(office, "First") == (office.people["ron"], None, office.stages["Value shown"]))
    pilot.until(lambda: pilot.said == "First: Ron, Value shown")
    pilot.until(lambda: lane(lanes, "Ron").head.accessibleName().startswith("Ron: 3 deals, €300.50. "))
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: facts(office, "First") == before)
    pilot.until(lambda: titles(lanes, "Rita", "Qualified", office) == ["First", "Third"])


@of_the_window
def test_several_cards_change_lane_together(pilot: Pilot, office: Office, lanes: LanesPage) -> None:
    ids = [pilot.deal_id("Third"), pilot.deal_id("First")]
    pilot.screen.board.picked.put(ids)
    assert pilot.screen.bulk.bulk.isVisible()
    drag(lanes, office, ids, "Ron", "Qualified")
    pilot.until(lambda: titles(lanes, "Ron", "Qualified", office) == ["First", "Third", "Second"])
    pilot.until(lambda: facts(office, "Third")[0] == office.people["ron"])
    pilot.until(lambda: [made.lane.name for made in lanes.lanes] == ["Rita", "Ron"])
    pilot.until(lambda: not len(pilot.screen.board.picked))
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: titles(lanes, "Rita", "Qualified", office) == ["First", "Third"])


@of_the_window
def test_keys_move_between_lanes_and_stages(pilot: Pilot, office: Office, lanes: LanesPage) -> None:
    cell = lane(lanes, "Rita").cell(office.stages["Qualified"])
    cell.list.setFocus()
    cell.list.choose(1)
    pilot.press(KEY.Key_Down)
    ron = lane(lanes, "Ron").cell(office.stages["Qualified"])
    assert ron.list.hasFocus()
    pilot.press(KEY.Key_Right)
    assert lane(lanes, "Ron").cell(office.stages["Value shown"]).list.hasFocus()
    pilot.press(KEY.Key_Up, CONTROL | SHIFT)  # Alpha goes to Rita
    pilot.until(lambda: facts(office, "Alpha")[0] == office.people["rita"])
    pilot.until(lambda: titles(lanes, "Rita", "Value shown", office) == ["Alpha", "Beta"])
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: facts(office, "Alpha")[2] == office.stages["Objections resolved"])
    pilot.until(lambda: titles(lanes, "Rita", "Objections resolved", office) == ["Alpha"])
    pilot.press(KEY.Key_S)
    assert pilot.screen.on_cards.popup is not None and pilot.screen.on_cards.popup.isVisible()


@of_the_window
def test_won_asks_from_a_lane_too(pilot: Pilot, office: Office, lanes: LanesPage) -> None:
    strip = lanes._decided[0]
    drop(lanes, [pilot.deal_id("First")], strip, QPoint(20, 20))
    sheet = pilot.screen.sheet
    assert isinstance(sheet, WonSheet)
    sheet.accept_button.click()
    pilot.until(lambda: facts(office, "First")[2] == office.stages["Won"])
    pilot.until(lambda: titles(lanes, "Rita", "Qualified", office) == ["Third"])


@of_the_window
def test_segments_have_lanes_also_empty_ones_and_the_choice_is_remembered(
    pilot: Pilot, office: Office, address: str
) -> None:
    with office.write() as session:
        fleets = add_choice(session, record="segment", name="Fleets")
        add_choice(session, record="segment", name="Shops")
        edit_deal(session, deal_id=pilot.deal_id("Beta"), segment_id=fleets)
    page = in_lanes(pilot, "Segment")
    pilot.until(lambda: [made.lane.name for made in page.lanes] == ["Fleets", "Shops", "No segment"])
    pilot.until(lambda: titles(page, "Fleets", "Value shown", office) == ["Beta"])
    drag(page, office, [pilot.deal_id("First")], "Shops", "Qualified")
    pilot.until(lambda: facts(office, "First")[1] not in (None, fleets))
    drag(page, office, [pilot.deal_id("Beta")], "No segment", "Value shown")
    pilot.until(lambda: facts(office, "Beta")[1] is None)
    lane(page, "Fleets").head.setFocus()
    pilot.press(KEY.Key_Return)
    assert lane(page, "Fleets").is_folded
    pilot.until(lambda: "Beta" in titles(page, "No segment", "Value shown", office))
    pilot.open(address)
    again = pilot.screen.showing.page("board")
    assert isinstance(again, LanesPage)
    pilot.until(lambda: len(again.lanes) == 3 and again.isVisible())
    assert lane(again, "Fleets").is_folded and not lane(again, "Shops").is_folded
    choose(pilot.screen.lane_choice.menu(), "No lanes")
    assert pilot.screen.board.isVisible() and not again.isVisible()


def test_lanes_follow_filters_and_what_others_do(pilot: Pilot, office: Office, lanes: LanesPage) -> None:
    pilot.screen.page.ask(conditions=(Condition("amount_base", "more", ("250",)),))
    pilot.until(lambda: [made.lane.name for made in lanes.lanes] == ["Rita"])
    assert titles(lanes, "Rita", "Qualified", office) == ["Third"]
    pilot.screen.page.ask(conditions=())
    pilot.until(lambda: len(lanes.lanes) == 2)
    office.deal("Closing", title="Otto's", owner="otto")
    pilot.until(lambda: [made.lane.name for made in lanes.lanes] == ["Otto", "Rita", "Ron"])


def test_a_change_of_lane_that_is_refused_goes_back_and_says_why(
    pilot: Pilot, office: Office, lanes: LanesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.errors import KnownError
    from salesdesk.store import Store

    def unreachable(*_: object, **__: object) -> None:
        raise KnownError("The database does not answer.")

    pilot.window.watcher.stop()
    monkeypatch.setattr(Store, "write", unreachable)
    drag(lanes, office, [pilot.deal_id("First")], "Ron", "Qualified")
    pilot.until(lambda: pilot.said == "The database does not answer.")
    assert titles(lanes, "Rita", "Qualified", office) == ["First", "Third"]
    assert titles(lanes, "Ron", "Qualified", office) == ["Second"]


def test_a_cell_reads_its_first_cards_and_counts_all(office: Office) -> None:
    with office.write() as session:
        stage_id, owner_id = office.stages["Closing"], office.people["rita"]
        rows = [
            {"title": f"Many {n}", "stage_id": stage_id, "owner_id": owner_id, "amount": Decimal(2)}
            for n in range(50)
        ]
        insert_deals(session, rows)
    pipeline = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))
    with office.read() as session:
        found = board_lanes(session, filters=BoardFilter(pipeline), by="owner")
    [only] = found.lanes
    cell = only.cells[stage_id]
    assert (cell.count, cell.total, len(cell.cards)) == (50, Decimal(100), CELL_CARDS)
    assert [card.title for card in cell.cards[:2]] == ["Many 0", "Many 1"]
    whole = {(owner_id, stage_id)}
    with office.read() as session:
        [only] = board_lanes(session, filters=BoardFilter(pipeline), by="owner", whole=whole).lanes
    assert [card.title for card in only.cells[stage_id].cards] == [f"Many {n}" for n in range(50)]


def test_a_cell_shows_all_its_cards_when_asked_and_their_days_beside_those_of_won_deals(
    lanes: LanesPage, pilot: Pilot, office: Office
) -> None:
    with office.write() as session:
        stage_id, owner_id = office.stages["Closing"], office.people["rita"]
        rows = [{"title": f"Many {n}", "stage_id": stage_id, "owner_id": owner_id} for n in range(30)]
        insert_deals(session, rows)

    def cell() -> Cell:
        return lane(lanes, "Rita").cell(stage_id)

    pilot.until(lambda: cell().answer.count == 30)
    assert cell().model.rowCount() == CELL_CARDS and cell().all_button.text() == "Show all 30"
    assert lane(lanes, "Rita").cell(office.stages["Qualified"]).all_button.isHidden()
    cell().all_button.click()
    pilot.until(lambda: cell().model.rowCount() == 30)
    assert cell().all_button.isHidden()
    last = office.value(sa.select(Deal.id).where(Deal.title == "Many 29"))
    with office.write() as session:
        edit_deal(session, deal_id=last, title="Another name")
    pilot.until(lambda: titles(lanes, "Rita", "Closing", office)[-1] == "Another name")
    pilot.screen.board.show_medians({stage_id: 7})
    assert cell().model.median == 7

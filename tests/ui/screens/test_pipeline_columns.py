"""How the board is liked: columns folded away, cards lower or higher; it is so again the next time."""

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.models import Pipeline, Stage
from salesdesk.rules.pipelines import NEW_BUSINESS
from salesdesk.services.deals import create_deal
from salesdesk.services.pipelines import add_pipeline
from salesdesk.ui.screens.pipeline.card_delegate import GAP, HEIGHTS, SECOND_LINE
from salesdesk.ui.screens.pipeline.column import WIDTH_MIN
from salesdesk.ui.screens.pipeline.folded import FOLDED
from tests.office import Office
from tests.ui.conftest import Pilot, of_the_window

KEY = Qt.Key


def entries(pilot: Pilot, stage: str) -> dict[str, object]:
    """What a column's menu offers, by its words."""
    menu = pilot.screen.columns.menu(pilot.column(stage).stage_id)
    return {action.text(): action for action in menu.actions() if action.text()}


def choose(pilot: Pilot, stage: str, words: str) -> None:
    """Choose an entry of a column's menu."""
    entries(pilot, stage)[words].trigger()  # type: ignore[attr-defined]


def card_height(pilot: Pilot, stage: str) -> int:
    """How high the first card of a column is."""
    widget = pilot.column(stage)
    return widget.list.visualRect(widget.model.index(0)).height() - GAP


@of_the_window
def test_a_column_is_folded_takes_cards_and_is_folded_again_the_next_time(
    pilot: Pilot, office: Office, address: str
) -> None:
    wide = pilot.column("Value shown").width()
    pilot.choose("First")
    pilot.press(KEY.Key_C)
    widget = pilot.column("Qualified")
    pilot.until(lambda: widget.width() == FOLDED)
    assert widget.folded.isVisible() and not widget.list.isVisible()
    assert "3 deals" in widget.folded.accessibleName()
    pilot.until(lambda: pilot.column("Value shown").width() >= wide)
    pilot.drag("Beta", "Qualified")
    pilot.until(lambda: pilot.header("Qualified")[0] == 4)
    pilot.open(address)
    pilot.until(lambda: pilot.column("Qualified").is_folded)
    QTest.mouseClick(pilot.column("Qualified").folded, Qt.MouseButton.LeftButton)
    pilot.until(lambda: not pilot.column("Qualified").is_folded)
    assert pilot.column("Qualified").width() > FOLDED
    pilot.open(address)
    assert not pilot.column("Qualified").is_folded


@of_the_window
def test_all_columns_can_be_folded_and_come_back(pilot: Pilot) -> None:
    open_ones = [widget for widget in pilot.screen.board.columns if not widget.is_folded]
    for widget in open_ones:
        choose(pilot, widget.name, "Fold away")
    assert all(widget.is_folded and widget.width() == FOLDED for widget in open_ones)
    QTest.mouseDClick(open_ones[0].folded, Qt.MouseButton.LeftButton)
    pilot.until(lambda: not open_ones[0].is_folded)


@of_the_window
@pytest.mark.parametrize("name", list(HEIGHTS))
def test_cards_are_as_high_as_was_chosen_also_the_next_time(pilot: Pilot, address: str, name: str) -> None:
    choose(pilot, "Qualified", f"Cards: {name}")
    pilot.until(lambda: card_height(pilot, "Qualified") == HEIGHTS[name])
    pilot.open(address)
    pilot.until(lambda: len(pilot.titles("Qualified")) == 3)
    pilot.until(lambda: card_height(pilot, "Qualified") == HEIGHTS[name])
    checked = [words for words, action in entries(pilot, "Qualified").items() if action.isChecked()]  # type: ignore[attr-defined]
    assert checked == [f"Cards: {name}"]


@of_the_window
def test_cards_follow_the_window_until_somebody_chooses(pilot: Pilot) -> None:
    pilot.window.theme.choose_density("compact")
    pilot.until(lambda: card_height(pilot, "Qualified") == HEIGHTS["compact"])
    choose(pilot, "Qualified", "Cards: detailed")
    pilot.until(lambda: card_height(pilot, "Qualified") == HEIGHTS["detailed"])


@of_the_window
def test_a_columns_menu_begins_a_deal_and_chooses_all(pilot: Pilot) -> None:
    choose(pilot, "Qualified", "Choose all its deals")
    pilot.until(lambda: len(pilot.screen.board.picked) == 3)
    choose(pilot, "Value shown", "New deal here")
    pilot.until(pilot.column("Value shown").adder.field.hasFocus)
    assert "New deal here" not in entries(pilot, "Won")


@of_the_window
def test_the_seven_stages_of_the_longer_process_fit_beside_each_other(pilot: Pilot, office: Office) -> None:
    with office.write() as session:
        add_pipeline(session, name="Long", stages=NEW_BUSINESS[7])
        long = session.scalars(sa.select(Pipeline.id).where(Pipeline.name == "Long")).one()
        first = session.scalars(
            sa.select(Stage.id).where(Stage.pipeline_id == long).order_by(Stage.position)
        ).first()
        create_deal(session, stage_id=first or 0, title="Cold-room sensors for seven depots")
    pilot.screen.show_pipeline(long)
    pilot.until(lambda: len(pilot.screen.board.columns) == 9)
    board = pilot.screen.board
    pilot.until(lambda: board._scroll.horizontalScrollBar().maximum() == 0)
    # Narrow cards have room for a second line of the title.
    name = board.columns[0].name
    assert card_height(pilot, name) == HEIGHTS["normal"] + SECOND_LINE
    pilot.window.resize(1280, 720)
    pilot.until(lambda: board._scroll.horizontalScrollBar().maximum() > 0)
    assert board.columns[0].width() >= WIDTH_MIN
    assert card_height(pilot, name) == HEIGHTS["normal"]

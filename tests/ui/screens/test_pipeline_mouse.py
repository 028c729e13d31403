"""A real mouse drags a card on a real display; nothing between the pointer and the board is simulated."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.models import Deal
from salesdesk.store import create_database, open_store
from tests.display import display
from tests.office import Office, furnish

# The window tells where its cards are; xdotool moves the pointer there as a hand does, press, move, release.
PROGRAM = """
import subprocess, sys, threading, time
from PySide6.QtCore import QPoint, QTimer
from salesdesk.app import make_app, make_window

where, stage, how = sys.argv[1:4]
escape, several = how in ("escape", "narrow"), how == "several"
app = make_app()
window = make_window(app, login="admin")
window.setGeometry(0, 0, 880 if how == "narrow" else 1400, 860)
window.show()
window.open_database(where)

def screen():
    if window.screens and "pipeline" not in window.screens:
        window.pages.open("pipeline")
    return window.screens.get("pipeline")

def hand(begin, end):
    def xdo(*words):
        subprocess.run(["xdotool", *map(str, words)], check=True)
        time.sleep(0.12)
    if several:
        xdo("keydown", "ctrl")
        for y in (begin[1] + 112, begin[1]):
            xdo("mousemove", begin[0], y)
            xdo("click", 1)
        xdo("keyup", "ctrl")
    xdo("mousemove", *begin)
    xdo("mousedown", 1)
    for step in range(1, 9):
        xdo("mousemove", *(round(a + (b - a) * step / 8) for a, b in zip(begin, end)))
    xdo("mousemove", end[0] + 1, end[1])
    xdo("mouseup", 1)
    if escape:
        time.sleep(0.6)
        print(type(screen().sheet).__name__, "asks")
        xdo("key", "Escape")
    time.sleep(0.8)
    QTimer.singleShot(0, app, finish)

def finish():
    board = screen().board
    print("scrolled", board._scroll.horizontalScrollBar().maximum() > 0, board.scrolled)
    print([(column.name, [card.title for card in column.model.cards]) for column in board.columns])
    window.close()
    app.quit()

def begin():
    page = screen()
    if page is None or not page.board.columns or not page.board.isVisible():
        QTimer.singleShot(100, begin)
        return
    source = next(column for column in page.board.columns if column.model.rowCount())
    card = source.list.visualRect(source.model.index(0)).center()
    start = source.list.viewport().mapToGlobal(card)
    target = next(column for column in page.board.columns if column.name == stage)
    over = target.folded if target.is_folded else target.list.viewport()
    height = card.y() * 2 * 3 // 2 + 20 if how == "between" else 300
    end = over.mapToGlobal(QPoint(30, height))
    threading.Thread(target=hand, args=(start.toTuple(), end.toTuple()), daemon=True).start()

QTimer.singleShot(400, begin)
QTimer.singleShot(60_000, app.quit)
app.exec()
"""


@pytest.fixture
def file(tmp_path: Path) -> tuple[str, Office]:
    """A file with two deals in one stage."""
    where = str(tmp_path / "company.salesdesk")
    create_database(where)
    office = furnish(open_store(where, login="admin"))
    for title in ("Below", "Above"):
        office.deal("Qualified", title=title, amount=Decimal(10))
    return where, office


def drag(where: str, stage: str, how: str = "") -> str:
    """Drag the first card to a stage on a display of its own; what the board shows then.

    `how` is "escape" to cancel what is asked then, "narrow" to do so in a narrow window, "several" to pick
    the first two with Ctrl before, "between" to let it go between the second card and the third.
    """
    words = [sys.executable, "-c", PROGRAM, where, stage, how]
    with display() as environment:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_mouse_drags_a_card_into_another_column(file: tuple[str, Office]) -> None:
    where, office = file
    shown = drag(where, "Value shown")
    assert "('Qualified', ['Below'])" in shown and "('Value shown', ['Above'])" in shown, shown
    stage_id = office.value(sa.select(Deal.stage_id).where(Deal.title == "Above"))
    assert stage_id == office.stages["Value shown"]
    office.store.close()


def test_a_mouse_drag_to_lost_that_is_cancelled_leaves_the_card_where_it_was(
    file: tuple[str, Office],
) -> None:
    where, office = file
    shown = drag(where, "Lost", "escape")
    assert "LostSheet asks" in shown
    assert "('Qualified', ['Above', 'Below'])" in shown and "('Lost', [])" in shown, shown
    stage_id = office.value(sa.select(Deal.stage_id).where(Deal.title == "Above"))
    assert stage_id == office.stages["Qualified"]
    office.store.close()


def test_a_board_wider_than_the_window_stands_where_it_was_after_a_drag_to_won(
    file: tuple[str, Office],
) -> None:
    where, office = file
    shown = drag(where, "Won", "narrow")
    assert "WonSheet asks" in shown and "scrolled True 0" in shown, shown
    office.store.close()


def test_a_mouse_drags_several_cards_at_once(file: tuple[str, Office]) -> None:
    where, office = file
    shown = drag(where, "Value shown", "several")
    assert "('Qualified', [])" in shown and "('Value shown', ['Above', 'Below'])" in shown, shown
    question = sa.select(sa.func.count()).where(Deal.stage_id == office.stages["Value shown"])
    assert office.value(question) == 2
    office.store.close()


def test_a_mouse_drags_a_card_to_another_place_in_its_column(file: tuple[str, Office]) -> None:
    where, office = file
    office.deal("Qualified", title="Top", amount=Decimal(10))
    shown = drag(where, "Qualified", "between")
    assert "('Qualified', ['Above', 'Top', 'Below'])" in shown, shown
    kept = sa.select(Deal.title).where(Deal.stage_id == office.stages["Qualified"]).order_by(Deal.rank)
    with office.read() as session:
        assert session.scalars(kept).all() == ["Above", "Top", "Below"]
    office.store.close()

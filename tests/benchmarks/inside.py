"""What is measured inside the real window.

Run as a program with WHAT BEGAN FILE [COUNT]; tells its figures as JSON.
"""

import csv
import gc
import json
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from salesdesk import app as salesdesk_app
from salesdesk.ui.shell.window import Window
from tests.benchmarks.weight import held, peak

OPEN_TO_ALL = ("sample", "stall")
"""The sample company and its copy, in which nobody is asked who they are."""

SETTLE_MS, TICK_MS = 1_500, 5
Told = dict[str, Any]


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _wait(until: Callable[[], bool]) -> None:
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start(1)
    loop.exec()
    timer.stop()


def _pause(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


_WAITING: list[Callable[[], None]] = []
"""What to do when a board has its cards next."""


def _hear_boards() -> None:
    """Let every board that is built tell when it shows cards."""
    from salesdesk.ui.shell.menu import Entry
    from salesdesk.ui.shell.pages import Pages

    build = Entry.build

    def built(entry: Entry, desk: Any) -> Any:
        screen: Any = build(entry, desk)
        if hasattr(screen, "board"):
            show = screen.board.show_board

            def shown(*arguments: Any) -> None:
                show(*arguments)
                for then in _WAITING:
                    QTimer.singleShot(0, then)
                _WAITING.clear()

            screen.board.show_board = shown
        return screen

    Entry.build = built  # type: ignore[method-assign]
    begin = Pages.begin
    # What is measured here is the board, whichever screen is the first.
    Pages.begin = lambda pages, desk, place="": begin(pages, desk, "pipeline")  # type: ignore[method-assign]


def _painted(began: float) -> list[float]:
    """A list that gets the time since `began` once a board has its cards and all is painted."""
    found: list[float] = []

    def paint() -> None:
        QApplication.processEvents()
        found.append(_since(began))

    _WAITING.append(paint)
    return found


def _opened(path: Path) -> Window:
    """The window on a database, settled."""
    app = salesdesk_app.make_app()
    # Told, so that nobody is asked who they are.
    windows = salesdesk_app.Windows(app)
    window = windows.make("" if path.stem in OPEN_TO_ALL else "admin", str(path))
    shown = _painted(0)
    window.show()
    window.open_database(str(path))
    _wait(lambda: bool(shown))
    salesdesk_app.settle(app, windows)
    _pause(SETTLE_MS)
    return window


def _columns(window: Window) -> Any:
    return window.screens["pipeline"].board.columns  # type: ignore[attr-defined]


_TOTALS = (
    "SELECT d.stage_id, coalesce(d.probability, s.probability), count(*), sum(f.amount_base) FROM deal d"
    " JOIN stage s ON s.id = d.stage_id JOIN deal_facts f ON f.deal_id = d.id WHERE d.deleted_at IS NULL"
    " GROUP BY 1, 2"
)
_CARDS = (
    "SELECT d.id, d.version, d.number, d.title, c.name, d.stage_id, d.rank, d.amount, d.currency,"
    " f.amount_base, coalesce(d.probability, s.probability), d.owner_id, p.name, f.next_step, f.next_step_on,"
    " f.last_touch_at, d.stage_entered_at, d.close_on, s.type, s.cold_after_days FROM deal d"
    " JOIN stage s ON s.id = d.stage_id JOIN deal_facts f ON f.deal_id = d.id"
    " LEFT JOIN company c ON c.id = d.company_id LEFT JOIN person p ON p.id = d.owner_id"
    " WHERE d.stage_id = ? AND d.deleted_at IS NULL ORDER BY d.rank, d.id LIMIT {limit}"
)


def board(began: float, path: Path, runs: int) -> Told:
    """The board's screen built anew, read and painted, against its SQL by hand and the painting."""
    window = _opened(path)
    from salesdesk.queries.board import CARDS_AT_ONCE

    cards = _CARDS.format(limit=CARDS_AT_ONCE)
    desk: Any = window._desk
    raw = sqlite3.connect(path)
    taken: dict[str, list[float]] = {"value": [], "lower": []}
    for _ in range(runs + 1):
        window.pages.forget()
        _pause(50)
        gc.collect()
        began = time.perf_counter()
        painted = _painted(began)
        window.pages.begin(desk)
        _wait(lambda: bool(painted))  # noqa: B023 - waited for in this very turn
        taken["value"].append(painted[0])
        _pause(50)
        gc.collect()
        began = time.perf_counter()
        raw.execute(_TOTALS).fetchall()
        for widget in _columns(window):
            raw.execute(cards, (widget.stage_id,)).fetchall()
        window.repaint()
        taken["lower"].append(_since(began))
    raw.close()
    window.close()
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def drop(began: float, path: Path, runs: int) -> Told:
    """A card dropped by an event as the mouse sends it, until it is saved, read again and painted."""
    window = _opened(path)
    screen: Any = window.screens["pipeline"]
    raw = _writing(path)
    taken: dict[str, list[float]] = {"value": [], "lower": []}
    for turn in range(runs + 1):
        source, target = (_columns(window)[place] for place in ((2, 3) if turn % 2 == 0 else (3, 2)))
        card = source.model.cards[0]
        mime = source.model.mimeData([source.model.index(0)])
        began = time.perf_counter()
        painted = _painted(began)
        _drop(target.list.viewport(), mime)
        _wait(lambda: bool(painted))  # noqa: B023 - waited for in this very turn
        taken["value"].append(painted[0])
        assert card.deal_id in {each.deal_id for each in target.model.cards}
        _pause(100)
        began = time.perf_counter()
        _move_bare(raw, card.deal_id, card.stage_id, card.rank)
        taken["lower"].append(_since(began))
        again = _painted(began)
        window.watcher.look()
        _wait(lambda: bool(again))  # noqa: B023 - waited for in this very turn
        _pause(100)
    raw.close()
    screen.close_panel()
    window.close()
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def _drop(over: Any, mime: Any) -> None:
    point, move = QPointF(40, 12), Qt.DropAction.MoveAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(over, QDragEnterEvent(point.toPoint(), move, mime, left, none))
    QApplication.sendEvent(over, QDropEvent(point, move, mime, left, none))


def _writing(path: Path) -> sqlite3.Connection:
    from salesdesk.store.sqlite import trust
    from salesdesk.store.sqlite_files import open_file

    raw = open_file(path, "rw")
    trust(raw, path)
    return raw


def _move_bare(raw: sqlite3.Connection, deal_id: int, stage_id: int, rank: str) -> None:
    """The statements of a move and nothing else, triggers and the disk's answer included."""
    moment = "2026-01-01T00:00:00.000000Z"
    raw.execute("BEGIN IMMEDIATE")
    key = raw.execute("INSERT INTO action (at, kind) VALUES (?, 'move_deal')", (moment,)).lastrowid
    raw.execute("UPDATE ctx SET action_id = ?", (key,))
    raw.execute("SELECT * FROM deal WHERE id = ?", (deal_id,)).fetchone()
    change = (
        "UPDATE deal SET stage_id = ?, rank = ?, stage_entered_at = ?, version = version + 1 WHERE id = ?"
    )
    entered = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())
    raw.execute(change, (stage_id, rank, entered, deal_id))
    raw.execute("UPDATE ctx SET action_id = NULL")
    raw.execute("COMMIT")


def arriving(path: Path, count: int) -> Callable[[Any], Iterator[Any]]:
    """The reading, planning and importing of a file with so many companies, as long work."""
    from salesdesk.exchange.mapping import map_columns
    from salesdesk.exchange.plan import Options
    from salesdesk.exchange.run import run_import
    from salesdesk.exchange.table import read_table
    from salesdesk.exchange.values import read_values

    many = path.with_name("many.csv")
    with many.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["company", "city", "employees"])
        writer.writerows([f"Imported {n}", "Bremen", n % 900] for n in range(count))

    def whole(store: Any) -> Iterator[Any]:
        table = read_table(many)
        read = read_values(table, map_columns(table.headers))
        yield None
        yield from run_import(store, [read], Options())

    return whole


def stall(began: float, path: Path, count: int) -> Told:
    """The longest time in which the window did nothing while a file is read, planned and imported."""
    window = _opened(path)
    whole = arriving(path, count)
    done: list[Any] = []
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        gaps.append(_since(last[0]))
        last[0] = time.perf_counter()

    beat = QTimer()
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.timeout.connect(tick)
    last[0] = time.perf_counter()
    beat.start(TICK_MS)
    window.background.do_steps(whole, lambda _: None, done.append)
    loop = QEventLoop()
    beat.timeout.connect(lambda: done and loop.quit())
    loop.exec()
    beat.stop()
    window.close()
    return {"longest": max(gaps), "seconds": sum(gaps) / 1000, "late": sum(gap > 50 for gap in gaps)}


def contacts(began: float, path: Path, jumps: int) -> Told:
    """What a long list adds to the window: its ids and the pages that are kept."""
    from salesdesk.answers.lists import ListView
    from salesdesk.queries.lists import list_ids, list_page, list_rows_at

    window = _opened(path)
    before = held()
    kept: list[Any] = []
    view = ListView("contact")
    made = random.Random(1)

    def read(session: Any) -> None:
        kept.append(list_page(session, view))
        ids = list_ids(session, view)
        kept.append(ids)
        for _ in range(jumps):
            place = made.randrange(max(1, len(ids) - 256))
            kept.append(list_rows_at(session, view, ids[place : place + 256]))

    done: list[Any] = []
    window.background.ask(read, done.append)
    _wait(lambda: bool(done))
    told = {"added": peak() - before, "count": len(kept[1])}
    window.close()
    return told


def busy(began: float, path: Path, count: int) -> Told:
    """A place of a long list, a search and a card drop: how long each takes at rest and during an import."""
    from salesdesk.answers.lists import ListView
    from salesdesk.queries.lists import list_ids, list_rows_at
    from salesdesk.queries.search import search

    window = _opened(path)
    view, made = ListView("contact"), random.Random(1)
    ids = _asked(window, lambda session: list_ids(session, view))[1]

    def turn(number: int) -> dict[str, float]:
        at = made.randrange(max(1, len(ids) - 256))
        jump, _ = _asked(window, lambda session: list_rows_at(session, view, ids[at : at + 256]))
        found, _ = _asked(window, lambda session: search(session, text="stein"))
        return {"jump": jump, "search": found, "drop": _dropped(window, number)}

    rest = [turn(number) for number in range(7)][1:]
    done: list[Any] = []
    window.background.do_steps(arriving(path, count), lambda _: None, done.append)
    work: list[dict[str, float]] = []
    while not done:
        work.append(turn(len(work)))
        _pause(50)
    window.close()
    return {
        what: [statistics.median(each[what] for each in turns) for turns in (work, rest)]
        for what in ("jump", "search", "drop")
    }


def _asked(window: Window, question: Callable[[Any], Any]) -> tuple[float, Any]:
    """How long it took until a question was answered on the window's thread, and the answer."""
    answers: list[Any] = []
    began = time.perf_counter()
    window.background.ask(question, lambda answer: answers.append((_since(began), answer)))
    _wait(lambda: bool(answers))
    return answers[0]  # type: ignore[no-any-return]


def _dropped(window: Window, turn: int) -> float:
    """How long it took until a card that was dropped was saved, read again and painted."""
    source, target = (_columns(window)[place] for place in ((2, 3) if turn % 2 == 0 else (3, 2)))
    mime = source.model.mimeData([source.model.index(0)])
    painted = _painted(time.perf_counter())
    _drop(target.list.viewport(), mime)
    _wait(lambda: bool(painted))
    return painted[0]


if __name__ == "__main__":
    gc.disable()  # as the command does that opens a window
    _hear_boards()
    what, moment, file, *rest = sys.argv[1:]
    works: dict[str, Callable[..., Told]] = {
        "board": board, "drop": drop, "stall": stall, "contacts": contacts, "busy": busy,
    }  # fmt: skip
    sys.stdout.write(json.dumps(works[what](float(moment), Path(file), *map(int, rest))) + "\n")

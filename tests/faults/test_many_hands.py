"""Many at once on the same cards, writers that never rest, a lock that somebody holds on to."""

import contextlib
import sqlite3
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa
from pytestqt.qtbot import QtBot

from salesdesk.errors import SalesDeskError
from salesdesk.models import Company, Deal, History, Stage
from salesdesk.services.companies import create_company
from salesdesk.services.deals import move_deal
from salesdesk.store import Store, open_store
from salesdesk.store.check import check
from salesdesk.ui.kit.background import Background
from tests.faults.counts import count
from tests.faults.writer import processes, writing
from tests.office import furnish

CARDS = 5


def move_about(
    where: str, seed: int, moves: int, deals: list[int], stages: list[int], done: Connection
) -> None:
    """Move one of the cards again and again, each time until the move is saved; tell of each."""
    import random

    chance = random.Random(seed)
    store = open_store(where, login="admin")
    for _ in range(moves):
        deal = chance.choice(deals)
        while True:
            try:
                with store.write("move_deal") as session:
                    here = session.get_one(Deal, deal, with_for_update=True).stage_id
                    there = chance.choice([stage for stage in stages if stage != here])
                    move_deal(session, deal_id=deal, stage_id=there)
                break
            except SalesDeskError:
                time.sleep(chance.random() / 50)
        done.send(f"{deal}")
    store.close()
    done.close()


def test_of_many_moves_of_the_same_cards_none_is_lost_and_no_rank_comes_twice(database: str) -> None:
    clients, moves = count(4, 20), count(12, 50)
    store = open_store(database, login="admin")
    office = furnish(store)
    deals = [office.deal() for _ in range(CARDS)]
    stages = [
        office.stages[name] for name in ("Qualified", "Value shown", "Closing") if name in office.stages
    ]
    assert len(stages) >= 2
    context = processes()
    told: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        heard = []
        for client in range(clients):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(  # type: ignore[attr-defined]
                target=move_about, args=(database, client, moves, deals, stages, theirs)
            )
            process.start()
            theirs.close()
            stack.callback(process.join)
            stack.callback(process.kill)
            heard.append(ours)
        for each in heard:
            told.update(_all(each))
    assert told.total() == clients * moves
    with store.read() as session:
        changed = session.execute(
            sa.select(History.row_id, History.changes).where(History.tbl == "deal", History.op == "updated")
        )
        moved = Counter(str(row_id) for row_id, changes in changed if "stage_id" in changes)
        ranks = session.execute(sa.select(Deal.stage_id, Deal.rank)).all()
        open_stages = session.scalars(sa.select(Stage.id).where(Stage.type == "open")).all()
    assert moved == told
    assert len(ranks) == CARDS == len(set(ranks)) and {stage for stage, _ in ranks} <= set(open_stages)
    assert check(store) == []
    store.close()


def change_one(where: str, name: str, changes: int, done: Connection) -> None:
    """Make a company in each of some saves; tell of each what its key is."""
    store = open_store(where, login="admin")
    for number in range(changes):
        while True:
            try:
                with store.write("test") as session:
                    made = create_company(session, name=f"{name} {number}")
                break
            except SalesDeskError:
                time.sleep(0.01)
        done.send(f"{made}")
    store.close()
    done.close()


def test_of_the_changes_of_many_writers_a_reader_misses_none_and_hears_none_twice(database: str) -> None:
    writers, changes = count(4, 20), count(6, 60)
    store = open_store(database, login="admin")
    feed = store.feed()
    context = processes()
    told: list[int] = []
    with contextlib.ExitStack() as stack:
        heard = []
        for writer in range(writers):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(  # type: ignore[attr-defined]
                target=change_one, args=(database, f"Writer {writer}", changes, theirs)
            )
            process.start()
            theirs.close()
            stack.callback(process.join)
            stack.callback(process.kill)
            heard.append(ours)
        while any(not each.closed for each in heard):
            told += sorted(feed.poll().rows.get("company", ()))
            for each in heard:
                _close_when_done(each)
        made = {row[0] for row in _companies(store)}
        until = time.monotonic() + 60
        while set(told) < made and time.monotonic() < until:
            told += sorted(feed.poll().rows.get("company", ()))
            time.sleep(0.02)
    assert len(made) == writers * changes
    assert sorted(told) == sorted(made)
    feed.close()
    store.close()


def _close_when_done(heard: Connection) -> None:
    with contextlib.suppress(OSError):
        while not heard.closed and heard.poll(0.005):
            try:
                heard.recv()
            except EOFError:
                heard.close()


def _companies(store: Store) -> list[tuple[int]]:
    with store.read() as session:
        return [(key,) for key in session.scalars(sa.select(Company.id))]


def _all(heard: Connection) -> list[str]:
    """Everything that was told until the process was done."""
    found = []
    with contextlib.suppress(EOFError):
        while True:
            found.append(heard.recv())
    return found


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_beside_two_writers_that_never_rest_nobody_waits_long(
    database: str, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if journal == "delete" and "://" in database:
        pytest.skip("a server has one journal")
    monkeypatch.setattr("salesdesk.store.sqlite.is_remote", lambda path: journal == "delete")
    store = open_store(database, login="admin")
    furnish(store)
    took = []
    with (
        writing(database, journal, "one", 20, 10_000) as (_, first),
        writing(database, journal, "two", 20, 10_000) as (_, second),
    ):
        first.recv(), second.recv()
        for number in range(count(20, 200)):
            began = time.monotonic()
            with store.write("test") as session:
                create_company(session, name=f"Company {number}")
            took.append(time.monotonic() - began)
            time.sleep(0.02)
    store.close()
    assert sorted(took)[int(len(took) * 0.9)] < 1.0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_lock_that_somebody_holds_is_waited_for_away_from_the_window_and_then_told(
    database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.store.sqlite.BUSY_MS", 2_000)
    background = Background()
    background.store = open_store(database, login="admin")
    holder = sqlite3.connect(Path(database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused: list[str] = []
    background.do(
        lambda session: create_company(session, name="Halden"), kind="create_company", failed=refused.append
    )
    began, gaps = time.monotonic(), []
    while not refused and time.monotonic() - began < 15:
        tick = time.monotonic()
        qtbot.wait(5)
        gaps.append(time.monotonic() - tick)
    assert refused and "Somebody else is saving" in refused[0] and "Try again" in refused[0]
    assert sorted(gaps)[int(len(gaps) * 0.95)] < 0.1
    holder.execute("ROLLBACK")
    holder.close()
    saved: list[object] = []
    background.do(lambda session: create_company(session, name="Halden"), saved.append, kind="create_company")
    qtbot.waitUntil(lambda: bool(saved), timeout=30_000)
    store = background.store
    background.close()
    store.close()

"""A server that restarts, ends a connection or falls silent: told soon, nothing half saved or missed."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from pytestqt.qtbot import QtBot

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.services.companies import create_company
from salesdesk.store import Feed, Store, create_database, open_store
from salesdesk.store.server_address import _ALIVE
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.watcher import Watcher
from tests.faults.proxy import Proxy, through_proxy
from tests.office import Office, login_address
from tests.postgres import Server, start_server, stop_server, temporary_folder

on_a_server = pytest.mark.parametrize("database", ["postgres"], indirect=True)
PATIENCE_SECONDS = 20
"""Whoever works is told after so long at most."""


def save(store: Store, name: str) -> int:
    with store.write("create_company") as session:
        return create_company(session, name=name)


def names(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(sa.select(Company.name).order_by(Company.id)))


def told(feed: Feed, seconds: float = 30) -> set[int]:
    """The companies that a feed tells of next; everything counts as told when the server was away."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            changes = feed.poll()
        except KnownError:
            changes = None
        if changes is not None and changes.everything:
            return {-1}
        if changes is not None and "company" in changes.rows:
            return set(changes.rows["company"])
        time.sleep(0.05)
    raise AssertionError("nothing was told")


@pytest.fixture(scope="module")
def restarting() -> Iterator[tuple[Server, str]]:
    """A server of these tests alone, which may be restarted, and a database on it."""
    folder = temporary_folder() / f"salesdesk-tests-restart-{os.getpid()}"
    server = start_server(folder)
    name = server.new_database()
    create_database(server.url(name))
    yield server, server.url(name)
    stop_server(server)


def restart(server: Server) -> None:
    server.pg_ctl("-m", "fast", "-l", str(Path(server.data).parent / "log"), "restart")


def test_a_restart_while_nobody_works_is_not_noticed_and_nothing_is_missed(
    restarting: tuple[Server, str],
) -> None:
    server, where = restarting
    store, other = open_store(where), open_store(where)
    feed = store.feed()
    before = names(store)
    restart(server)
    assert names(store) == before
    made = save(other, "Made after the restart")
    assert told(feed) & {made, -1}
    again = save(store, "And once more")
    assert told(feed) & {again, -1}
    feed.close()
    store.close()
    other.close()


def test_a_restart_amid_a_save_saves_nothing_of_it_and_the_next_one_works(
    restarting: tuple[Server, str],
) -> None:
    server, where = restarting
    store = open_store(where)
    before = names(store)
    with pytest.raises(KnownError, match="nothing was saved"), store.write("test") as session:
        create_company(session, name="First half")
        restart(server)
        create_company(session, name="Second half")
    assert names(store) == before
    save(store, "Whole")
    assert names(store) == [*before, "Whole"]
    store.close()


@on_a_server
def test_a_connection_ended_amid_a_save_is_told_and_saves_nothing(office: Office, pg_server: Server) -> None:
    store = open_store(login_address(office.owner_url, "rita", office.people["rita"]))
    with pytest.raises(KnownError, match="nothing was saved"), store.write("test") as session:
        create_company(session, name="First half")
        mine = session.scalar(sa.text("SELECT pg_backend_pid()"))
        with pg_server.administer() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", (mine,))
        create_company(session, name="Second half")
    assert names(store) == []
    store.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a silent server be given up sooner than people should have to bear its being slow."""
    monkeypatch.setattr("salesdesk.store.silence.SILENT_SECONDS", 0.5)
    monkeypatch.setattr("salesdesk.store.postgres.KNOCK_SECONDS", 2)
    monkeypatch.setitem(_ALIVE, "connect_timeout", 2)


@pytest.fixture
def silent(office: Office) -> Iterator[tuple[Proxy, Store]]:
    """A network that can fall silent, and a colleague's store at its other end."""
    where = login_address(office.owner_url, "rita", office.people["rita"])
    with through_proxy(where) as (proxy, address):
        store = open_store(address)
        yield proxy, store
        proxy.speak_again()
        store.close()


@on_a_server
def test_a_network_that_falls_silent_is_told_in_time(silent: tuple[Proxy, Store]) -> None:
    proxy, store = silent
    names(store)
    proxy.fall_silent()
    began = time.monotonic()
    with pytest.raises(KnownError, match="cannot be reached"):
        names(store)
    assert time.monotonic() - began < PATIENCE_SECONDS


@on_a_server
def test_what_was_missed_while_the_network_was_silent_is_caught_up(
    office: Office, impatient: None, silent: tuple[Proxy, Store]
) -> None:
    proxy, store = silent
    feed = store.feed()
    save(store, "Before")
    told(feed)
    proxy.fall_silent()
    began = time.monotonic()
    with pytest.raises(KnownError, match="cannot be reached; nothing was saved"):
        save(store, "Nowhere")
    assert time.monotonic() - began < PATIENCE_SECONDS
    with pytest.raises(KnownError):
        until_refused(feed)
    made = save(office.store, "Meanwhile")
    proxy.speak_again()
    assert told(feed) & {made, -1}
    assert names(store) == ["Before", "Meanwhile"]
    # Heard again at once, not only looked for.
    later = save(office.store, "Afterwards")
    assert told(feed) == {later}
    feed.close()


def until_refused(feed: Feed) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        feed.poll()
        time.sleep(0.1)


@on_a_server
def test_a_slow_answer_is_waited_for(silent: tuple[Proxy, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesdesk.store.silence.SILENT_SECONDS", 0.2)
    with silent[1].read() as session:
        assert session.scalar(sa.text("SELECT 7 FROM pg_sleep(2)")) == 7


@on_a_server
def test_a_window_says_that_it_is_offline_keeps_answering_and_catches_up(
    office: Office, impatient: None, silent: tuple[Proxy, Store], qtbot: QtBot
) -> None:
    proxy, store = silent
    background = Background()
    background.store = store
    watcher = Watcher(background)
    said: list[str] = []
    watcher.lost.connect(said.append)
    watcher.found.connect(lambda: said.append("found"))
    changes: list[object] = []
    watcher.changed.connect(changes.append)
    watcher.watch(store.feed(), 100)
    proxy.fall_silent()
    refused: list[str] = []
    background.do(
        lambda session: create_company(session, name="Typed"), kind="create_company", failed=refused.append
    )
    ticks, began = 0, time.monotonic()
    while not (said and refused) and time.monotonic() - began < PATIENCE_SECONDS + 5:
        qtbot.wait(20)
        ticks += 1
    seconds = time.monotonic() - began
    assert seconds < PATIENCE_SECONDS and ticks > 5 * seconds
    assert "cannot be reached" in said[0] and "nothing was saved" in refused[0]
    save(office.store, "Meanwhile")
    proxy.speak_again()
    qtbot.waitUntil(lambda: "found" in said and bool(changes), timeout=30_000)
    background.do(lambda session: create_company(session, name="Typed"), kind="create_company")
    qtbot.waitUntil(lambda: not background.is_saving, timeout=30_000)
    watcher.stop()
    background.close()
    assert names(office.store) == ["Meanwhile", "Typed"]

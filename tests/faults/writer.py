"""Processes that save again and again and say after each save that it is done; made to be killed."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext, ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

from salesdesk.services.deals import insert_deals
from salesdesk.store import open_store, sqlite

PAUSE_SECONDS = 0.005


def processes() -> BaseContext:
    """How to start processes quickly: from one that has loaded everything and opened nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def write(where: str, journal: str, name: str, rows: int, saves: int, done: Connection) -> None:
    """Save `rows` deals per transaction, `saves` times or until killed; tell of each once it is saved."""
    if journal == "delete":
        sqlite.is_remote = lambda path: True
    store = open_store(where, login="admin")
    for number in range(saves):
        title = f"{name}.{number}"
        with store.write("writer") as session:
            insert_deals(session, [{"title": f"{title}/{row}", "stage_id": 1} for row in range(rows)])
        done.send(title)
        # No program saves without a breath: an import pauses as long between its steps.
        time.sleep(PAUSE_SECONDS)
    store.close()
    done.close()


@contextmanager
def writing(*order: Any) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process that writes, and where it tells of its saves."""
    context = processes()
    heard, told = context.Pipe(duplex=False)
    process = context.Process(target=write, args=(*order, told))  # type: ignore[attr-defined]
    process.start()
    told.close()
    try:
        yield process, heard
    finally:
        process.kill()
        process.join()
        heard.close()


def drained(heard: Connection) -> set[str]:
    """Everything that was told until the process was gone."""
    found = set()
    try:
        while True:
            found.add(heard.recv())
    except EOFError:
        return found

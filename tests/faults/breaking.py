"""Break off what a program does in a database, at the statement that one chooses."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import Engine


@dataclass
class Counter:
    """How many statements there were."""

    count: int = 0


@contextmanager
def break_at(number: int, *, kill: bool = False) -> Iterator[Counter]:
    """Let the statement `number` of this process fail, or kill the process instead of doing it."""
    counter = Counter()

    def step() -> None:
        counter.count += 1
        if counter.count != number:
            return
        if kill:
            os.kill(os.getpid(), signal.SIGKILL)
        raise sa.exc.OperationalError("", {}, psycopg.OperationalError("the disk caught fire"))

    def on_statement(*_: Any) -> None:
        step()

    plain = psycopg.Connection.execute

    def execute(self: Any, *args: Any, **options: Any) -> Any:
        step()
        return plain(self, *args, **options)

    sa.event.listen(Engine, "before_cursor_execute", on_statement)
    psycopg.Connection.execute = execute  # type: ignore[method-assign]
    try:
        yield counter
    finally:
        psycopg.Connection.execute = plain  # type: ignore[method-assign]
        sa.event.remove(Engine, "before_cursor_execute", on_statement)

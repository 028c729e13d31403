"""Break off what a program does, at the step that one chooses: a statement, or something done with a file."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import Engine


@dataclass
class Counter:
    """How many steps there were."""

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


_FILE_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}
_watching: list[tuple[Path, int, bool, Counter]] = []
"""What is watched now; a hook stays as long as the process, so there is one that looks here."""
_hooked: list[bool] = []


@contextmanager
def break_file_at(number: int, folder: Path, *, kill: bool = False) -> Iterator[Counter]:
    """Let step `number` with files in `folder` fail as a full disk does, or kill the process before it."""
    counter = Counter()
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_on_event)
    _watching.append((folder, number, kill, counter))
    try:
        yield counter
    finally:
        _watching.pop()


def _on_event(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or event not in _FILE_STEPS:
        return
    folder, number, kill, counter = _watching[-1]
    # A full disk does not keep a file from being taken away.
    if not _is_inside(arguments[0], folder) or (event == "os.remove" and not kill):
        return
    counter.count += 1
    if counter.count != number:
        return
    if kill:
        os.kill(os.getpid(), signal.SIGKILL)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))


def _is_inside(named: Any, folder: Path) -> bool:
    return isinstance(named, str | os.PathLike) and str(folder) in str(named)

"""No endless wait for a server that went away without a word: a cable pulled, a router that drops everything.

The system notices only after many minutes, or never where something between holds the line. Whoever waits
long therefore knocks at the server once more: if it opens, it is merely slow and is waited for; if not, the
connection that hangs is cut, and the wait ends with an error as after any other break.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from sqlalchemy import Engine, event

SILENT_SECONDS, KNOCK_SECONDS = 3.0, 4
"""How long a statement may take before somebody knocks, and how long the server has to open then."""
_STEP_SECONDS = 0.5
_IDLE_STEPS = 20


class Silence:
    """Watches over the connections that wait now; `knock` tells whether the server can be reached."""

    def __init__(self, knock: Callable[[], bool]) -> None:
        self._knock = knock
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[float, psycopg.Connection[Any]]] = {}
        self._is_watching = False

    @contextlib.contextmanager
    def watching(self, connection: "psycopg.Connection[Any]") -> Iterator[None]:
        """Cut this connection if it waits for a server that cannot be reached any more."""
        with self._lock:
            self._waiting[id(connection)] = time.monotonic(), connection
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._watch, name="silence", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._waiting.pop(id(connection), None)

    def _watch(self) -> None:
        idle = 0
        while True:
            time.sleep(_STEP_SECONDS)
            with self._lock:
                idle = 0 if self._waiting else idle + 1
                if idle > _IDLE_STEPS:
                    self._is_watching = False
                    return
            overdue = self._overdue()
            if overdue and self._knock():
                self._wait_on(overdue)
            elif overdue:
                self._cut(overdue)

    def _overdue(self) -> list[int]:
        long_ago = time.monotonic() - SILENT_SECONDS
        with self._lock:
            return [key for key, (since, _) in self._waiting.items() if since < long_ago]

    def _wait_on(self, keys: list[int]) -> None:
        with self._lock:
            for key in keys:
                if key in self._waiting:
                    self._waiting[key] = time.monotonic(), self._waiting[key][1]

    def _cut(self, keys: list[int]) -> None:
        with self._lock:
            for _, connection in (self._waiting[key] for key in keys if key in self._waiting):
                with contextlib.suppress(OSError, psycopg.Error):
                    line = socket.fromfd(connection.pgconn.socket, socket.AF_INET, socket.SOCK_STREAM)
                    with line:
                        line.shutdown(socket.SHUT_RDWR)


def end_silence(engine: Engine, knock: Callable[[], bool]) -> None:
    """Let no connection of this engine wait for a server that is gone."""
    silence = Silence(knock)

    class Watched(psycopg.Connection[Any]):
        def wait(self, *args: Any, **options: Any) -> Any:
            with silence.watching(self):
                return super().wait(*args, **options)

    @event.listens_for(engine, "do_connect")
    def _(dialect: Any, record: Any, arguments: Any, options: Any) -> Any:
        return Watched.connect(*arguments, **options)

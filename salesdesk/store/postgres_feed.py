"""What changed on a server: a hint by NOTIFY, the truth from the change log, without gaps."""

import select
import socket
import threading
import time

import psycopg
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from salesdesk.answers.changes import Changes
from salesdesk.errors import KnownError
from salesdesk.store.backend import TOLD_AT_ONCE, Backend
from salesdesk.store.feed import told
from salesdesk.store.place import Place
from salesdesk.store.server_address import connection_arguments

LOOK_ANYWAY_SECONDS = 5.0
"""How long nothing may be heard before somebody looks whether the server is still there."""
_LONGEST_PAUSE = 5.0
_WAIT_SECONDS = 1.0
# Rows of transactions that began before the oldest running one are all there; a cursor over row numbers
# would miss those that were numbered early and committed late.
_NEWS = sa.text(
    "WITH s AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS x)"
    " SELECT s.x::text AS place, priv.changes_missing(CAST(:place AS xid8)) AS missing, l.tbl, l.row_id"
    " FROM s LEFT JOIN LATERAL (SELECT tbl, row_id FROM change_log"
    f" WHERE txn >= CAST(:place AS xid8) AND txn < s.x LIMIT {TOLD_AT_ONCE + 1}) l ON true"
)


class PostgresFeed:
    """A thread listens; `poll` reads the log only when something was heard, or after half a minute."""

    def __init__(self, backend: Backend, engine: Engine) -> None:
        self._backend = backend
        self._engine = engine
        self._heard = threading.Event()
        self._closed, self._anew = threading.Event(), threading.Event()
        self._ended, self._end = socket.socketpair()
        self._lost: KnownError | None = None
        self._pause, self._again_at = 0.0, 0.0
        self._looked = time.monotonic()
        self._pending = False
        self._place = self._now()
        self._thread = threading.Thread(
            target=_listen,
            args=(backend.place, self._heard, self._closed, self._anew, self._ended),
            name="listen",
            daemon=True,
        )
        self._thread.start()

    def poll(self) -> Changes:
        if self._lost is not None and time.monotonic() < self._again_at:
            raise self._lost
        if not (self._heard.is_set() or self._pending or self._lost) and not self._due():
            return Changes()
        self._heard.clear()
        try:
            changes = self._read()
        except KnownError as error:
            self._lost = error
            self._pause = min(2 * self._pause or 0.5, _LONGEST_PAUSE)
            self._again_at = time.monotonic() + self._pause
            raise
        lost, self._lost, self._pause = self._lost, None, 0.0
        if lost is not None:
            # Its connection may hang where this one was cut.
            self._anew.set()
        return Changes(everything=True) if lost and not changes.rows else changes

    def close(self) -> None:
        self._closed.set()
        self._end.close()
        self._thread.join(2 * _WAIT_SECONDS)
        self._ended.close()

    def _due(self) -> bool:
        return time.monotonic() - self._looked > LOOK_ANYWAY_SECONDS

    def _now(self) -> str:
        with self._engine.connect() as connection:
            return str(connection.scalar(sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")))

    def _read(self) -> Changes:
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(_NEWS, {"place": self._place}).all()
                newest = connection.scalar(sa.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
        except DBAPIError as error:
            raise self._backend.explain(error.orig or error) or error from error
        self._looked = time.monotonic()
        self._place = rows[0].place
        # Somebody is still writing: what they commit shows only when the oldest of them is done.
        self._pending = newest != self._place
        if rows[0].missing:
            return Changes(everything=True)
        return told((row.tbl, row.row_id) for row in rows if row.tbl is not None)


def _listen(
    place: Place,
    heard: threading.Event,
    closed: threading.Event,
    anew: threading.Event,
    ended: socket.socket,
) -> None:
    """Hear NOTIFY on a connection of its own; after a break, or when told to, connect anew, slower each time.

    `ended` can be read as soon as the feed is closed: a window that closes does not wait for the next second.
    """
    pause = _WAIT_SECONDS
    while not closed.is_set():
        try:
            with psycopg.connect(place.url, autocommit=True, **connection_arguments(place.url)) as connection:
                connection.execute("LISTEN salesdesk")
                pause = _WAIT_SECONDS
                heard.set()
                anew.clear()
                while not (closed.is_set() or anew.is_set()):
                    select.select([connection.fileno(), ended.fileno()], [], [], _WAIT_SECONDS)
                    for _ in connection.notifies(timeout=0):
                        heard.set()
        except psycopg.Error:
            heard.set()
            closed.wait(pause)
            pause = min(pause * 2, 10.0)

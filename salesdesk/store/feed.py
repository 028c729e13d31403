"""What changed in a database since one last looked, through whomever."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from salesdesk.answers.changes import Changes
from salesdesk.store.backend import TOLD_AT_ONCE, Backend
from salesdesk.store.visibility import bare_table


class Feed(Protocol):
    """Asked again and again, it tells what changed in between."""

    def poll(self) -> Changes:
        """The rows that changed since the last call; KnownError while the database is out of reach."""

    def close(self) -> None:
        """Stop listening."""


class SqliteFeed:
    """Compares the file's data version first (microseconds), then reads the log from its place on."""

    def __init__(self, backend: Backend, engine: Engine) -> None:
        self._backend = backend
        self._connection = engine.connect()
        self._log = bare_table("sqlite", "change_log")
        self._version = self._data_version()
        self._place = self._ends()[1]
        self._connection.rollback()

    def poll(self) -> Changes:
        try:
            version = self._data_version()
            if version == self._version:
                return Changes()
            self._version = version
            return self._read()
        except DBAPIError as error:
            raise self._backend.explain(error.orig or error) or error from error
        finally:
            self._connection.rollback()

    def close(self) -> None:
        self._connection.close()

    def _data_version(self) -> int:
        return int(self._connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def _ends(self) -> tuple[int, int]:
        first, last = sa.func.min(self._log.c.seq), sa.func.max(self._log.c.seq)
        row = self._connection.execute(sa.select(first, last)).one()
        return row[0] or 0, row[1] or 0

    def _read(self) -> Changes:
        first, last = self._ends()
        if self._place + 1 < first:
            self._place = last
            return Changes(everything=True)
        rows = self._connection.execute(
            sa.select(self._log.c.seq, self._log.c.tbl, self._log.c.row_id)
            .where(self._log.c.seq > self._place)
            .order_by(self._log.c.seq)
            .limit(TOLD_AT_ONCE + 1)
        ).all()
        if rows:
            self._place = last
        return told((table, row_id) for _, table, row_id in rows)


def told(rows: Iterable[tuple[str, int]]) -> Changes:
    """Rows of the log as changes; those of more than TOLD_AT_ONCE rows are everything."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, (table, row_id) in enumerate(rows):
        if number == TOLD_AT_ONCE:
            return Changes(everything=True)
        found[table].add(row_id)
    return Changes({table: frozenset(ids) for table, ids in found.items()})


def open_feed(backend: Backend, engine: Engine) -> Feed:
    """The feed that fits the database."""
    if backend.dialect == "sqlite":
        return SqliteFeed(backend, engine)
    from salesdesk.store.postgres_feed import PostgresFeed

    return PostgresFeed(backend, engine)

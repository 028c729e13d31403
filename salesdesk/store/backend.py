"""What the store asks of a database, whichever it is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from salesdesk.answers.viewer import Viewer
from salesdesk.errors import KnownError
from salesdesk.store.place import Place

CHANGES_DAYS = 7
"""Whoever did not look for so long reads everything again."""
TRIMMED_AT_ONCE = 2_000
TOLD_AT_ONCE = 500
"""Of more changed rows than these nobody is told one by one: reading all again is less work."""


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    """An engine whose connections are given back at the end."""
    try:
        yield engine
    finally:
        engine.dispose()


class Backend(Protocol):
    """One kind of database; `read_only` says why nothing can be written, or nothing."""

    dialect: str
    place: Place
    read_only: str

    def open(self) -> None:
        """Check that the database can be used; KnownError says why not."""

    def engine(self, *, write: bool) -> Engine:
        """A pool of connections for reading or for writing."""

    def whole(self) -> AbstractContextManager[Engine]:
        """Connections for reading everything while nobody is kept from saving."""

    def limit(self, connection: Connection, viewer: Viewer, widened: frozenset[str]) -> None:
        """Show only the viewer's rows on this reading connection."""

    def check_rest(self) -> str:
        """Look for damage where opening had no time to; what is wrong, in a sentence, or nothing."""

    def copy_open(self, engine: Engine, target: Path) -> None:
        """Copy what `engine` has open to `target`, verified, though it is no longer where it was opened."""

    def before_write(self) -> None:
        """KnownError when a write would not reach the database that was opened."""

    def begin_action(self, connection: Connection, values: dict[str, Any]) -> int:
        """Write the action row of a save and make it the current one; its id."""

    def is_known_key(self, error: BaseException) -> bool:
        """Whether an error of `begin_action` says that a save of this client key is there already."""

    def begin_at_once(self, connection: Connection) -> bool:
        """Begin a transaction of which nobody waits for the end; False where it would have to wait itself."""

    def hurry(self, connection: Connection) -> None:
        """Give up soon, in this transaction, where another one is in the way."""

    def switch_action(self, connection: Connection, action_id: int | None) -> None:
        """Stamp what follows with another action of the same transaction."""

    def end_action(self, connection: Connection) -> None:
        """End the current action before the commit."""

    def tell_presence(self, connection: Connection, viewer: Viewer, at: tuple[str, int] | None) -> None:
        """Note which row (table, id) the viewer has under their hands now, or that it is none any more."""

    def trim_changes(self, connection: Connection) -> None:
        """Take the oldest rows out of the change log, some of those older than CHANGES_DAYS, never all.

        The newest of them stays, so that a reader who slept through them sees that rows are missing.
        """

    def find_viewer(self, connection: Connection, login: str | None) -> Viewer:
        """Who signs in."""

    def clock_ahead(self, connection: Connection) -> float:
        """By how many seconds the clock that stamped what is here is ahead of this computer's.

        Of a file only what was saved later than now tells that; 0 otherwise.
        """

    def explain(self, error: BaseException) -> KnownError | None:
        """What an error of the driver means, and what to do; nothing for a mistake of this program."""

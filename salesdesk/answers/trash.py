"""What lies in the trash, put together as it was deleted."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    """One record in the trash; `record` is its table, `title` how people call it."""

    record: str
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class TrashGroup:
    """What one save deleted: by whom, when, in which kind of save.

    `action_id` None: nobody knows, the database came like this. `count` counts all records, `first` shows
    some of them, the main ones first, `kinds` how many there are of each record.
    """

    action_id: int | None
    at: datetime
    person: str
    kind: str
    undone: bool
    count: int
    first: tuple[Deleted, ...]
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows a purge removed for good, and how many stay because something still refers to them."""

    removed: int
    kept: int

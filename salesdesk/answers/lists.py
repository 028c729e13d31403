"""What lists and the search show: short rows, hits, possible duplicates, past imports, a record's history."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListRow:
    """One company, contact or deal in a list; `name_key` and `id` are its place in the order of names.

    `detail` is the city of a company, the company of a contact or deal.
    """

    id: int
    name_key: str
    name: str
    detail: str
    owner: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that the search found; `record` is company, contact or deal."""

    record: str
    id: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Names that may mean the same thing: "GTXPro" and "GTX Pro"."""

    record: str
    ids: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import: what file, by whom, when, how far, with what outcome (counts per kind of record)."""

    batch_id: int
    file_name: str
    person: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    outcome: dict[str, object]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one save did to a record; `person` is empty for the database itself. No changes: it was made."""

    action_id: int
    at: datetime
    person: str
    made: bool
    changes: tuple[FieldChange, ...]

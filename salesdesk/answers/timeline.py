"""What happened around a record and what is planned: keys of all of it, and the entries themselves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

TimelineKind = Literal[
    "call",
    "email",
    "meeting",
    "demo",
    "visit",
    "task",
    "note",
    "stage",
    "amount",
    "close_on",
    "owner",
    "made",
    "member",
    "file",
]
Part = Literal["calls", "emails", "meetings", "tasks", "notes", "stages", "changes", "files"]
PARTS: tuple[Part, ...] = (
    "calls",
    "emails",
    "meetings",
    "tasks",
    "notes",
    "stages",
    "changes",
    "files",
)
PART_OF: Mapping[str, Part] = {
    "call": "calls",
    "email": "emails",
    "meeting": "meetings",
    "demo": "meetings",
    "visit": "meetings",
    "task": "tasks",
    "note": "notes",
    "stage": "stages",
    "file": "files",
}
"""The part of a timeline to which a kind of entry belongs; what is not named here is a change."""


@dataclass(frozen=True, slots=True)
class TimelineKey:
    """One entry without its words. `table` and `id` name its row; `on` is the day of what is planned."""

    kind: TimelineKind
    table: str
    id: int
    at: datetime
    deal_id: int | None = None
    planned: bool = False
    on: date | None = None

    @property
    def part(self) -> Part:
        """The part of the timeline that it belongs to."""
        return PART_OF.get(self.kind, "changes")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry in words. `note` stands beside it, `timed` says that its hour means something.

    `before` and `after` are what a change was from and to: words, a day, or an amount in `currency`; of a
    file its name and its size in bytes.
    """

    key: TimelineKey
    title: str
    body: str = ""
    person: str = ""
    deal: str = ""
    before: Any = None
    after: Any = None
    currency: str = ""
    note: str = ""
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Timeline:
    """All keys, what is planned first (the nearest on top), then what happened, the latest on top.

    `deals` names the deals that take part, in the order of their names; `entries` holds the first ones.
    """

    keys: tuple[TimelineKey, ...]
    deals: Mapping[int, str]
    entries: Mapping[TimelineKey, TimelineEntry]
    today: date

    def counts(self) -> Mapping[Part, int]:
        """How many entries each part has; together they are all."""
        return Counter(key.part for key in self.keys)

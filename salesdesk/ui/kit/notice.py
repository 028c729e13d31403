"""Something that concerns the person in front of the window: a line under the bell."""

from dataclasses import dataclass
from datetime import datetime

NEWS_ICONS = {
    "mention": "at-sign",
    "assigned": "user-plus",
    "won": "trophy",
    "lost": "circle-x",
    "moved": "chevrons-right",
    "changed": "pencil",
    "imported": "download",
}
"""The icon of each kind of news."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line under the bell; a later one of the same `key` takes its place.

    `record` and `record_id` say what a click opens, `person` and `person_id` who did it. `at` is aware.
    """

    key: str
    icon: str
    title: str
    detail: str
    at: datetime
    record: str = ""
    record_id: int | None = None
    person: str = ""
    person_id: int | None = None

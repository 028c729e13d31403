"""What others did that concerns somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

NewsKind = Literal["mention", "assigned", "won", "lost", "moved", "changed", "imported"]


@dataclass(frozen=True, slots=True)
class News:
    """One thing that somebody else did: when, who, in words, and the record to open."""

    action_id: int
    at: datetime
    person_id: int | None
    person: str
    kind: NewsKind
    title: str
    detail: str
    record: str
    record_id: int


@dataclass(frozen=True, slots=True)
class NewsList:
    """The latest news, newest first, and up to which action they were seen."""

    news: tuple[News, ...]
    seen: int

    @property
    def unseen(self) -> int:
        """How many were not looked at yet."""
        return sum(1 for each in self.news if each.action_id > self.seen)

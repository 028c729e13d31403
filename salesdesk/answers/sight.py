"""Who sees how much: as it is set, and as it would be set otherwise."""

from dataclasses import dataclass
from typing import Literal

Widened = Literal["deals", "companies"]
"""The kinds of record that can be open to everybody; contacts go with the companies."""


@dataclass(frozen=True, slots=True)
class PersonSight:
    """How many live records of each kind somebody sees by the tree, and which kinds they see whole whatever
    is set: as an administrator, or since their function was granted them."""

    person_id: int
    name: str
    by_tree: dict[Widened, int]
    whole: frozenset[Widened]


@dataclass(frozen=True, slots=True)
class SightSetting:
    """Which kinds of record everybody sees whole, how many live ones there are (contacts count as
    companies), and the active people by name."""

    to_all: frozenset[Widened]
    totals: dict[Widened, int]
    people: tuple[PersonSight, ...]

    def seen(self, person: PersonSight, kind: Widened, to_all: bool) -> int:
        """How many records of a kind somebody sees where it is open `to_all` or not."""
        return self.totals[kind] if to_all or kind in person.whole else person.by_tree[kind]

    def losing(self, kind: Widened) -> int:
        """How many people see less by the tree than when everybody sees all."""
        return sum(self.seen(each, kind, False) < self.totals[kind] for each in self.people)

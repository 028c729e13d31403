"""What the page of a record is embedded in."""

from collections.abc import Callable
from dataclasses import dataclass

Neighbours = Callable[[int], tuple[int, int, int | None, int | None] | None]
"""Of a record its place in the list (from 1), how many there are, the one before and the one after."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a record's page is embedded in: the list it is of, and what can be begun on it."""

    record: str
    title: str
    back: Callable[[], None]
    neighbours: Neighbours
    new_deal: Callable[[str], None] | None = None
    new_contact: Callable[[str], None] | None = None
    merge: Callable[[int], None] | None = None

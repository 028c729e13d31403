"""What two people wrote into the same field: both values, and the one that both began with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ClashField:
    """One field as people read it; what it refers to is told by its name.

    `now` is the value that stands there as it is kept: a save that has seen it may overwrite it. An amount of
    money is in `currency`.
    """

    field: str
    label: str
    mine: Any
    theirs: Any
    was: Any
    now: Any
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Fields that belong together (a day and its time, an amount and its currency): one side is kept whole.

    `who` changed them last, at `at`; "Somebody" and None where that is not known.
    """

    fields: tuple[ClashField, ...]
    who: str
    at: datetime | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(each.field for each in self.fields)

    @property
    def now(self) -> dict[str, Any]:
        """What stands in the fields, as it is kept."""
        return {each.field: each.now for each in self.fields}

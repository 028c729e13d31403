"""Two records that may be one: side by side, and the pairs that look alike."""

from dataclasses import dataclass
from datetime import date

from salesdesk.answers.records import Fact


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of the two as it is now. `facts` stand in the same order on both sides, the name first.

    `hangs` counts by kind of row what moves when this one is merged away ("deal", "contact", "note" ...).
    """

    id: int
    version: int
    name: str
    made_on: date
    facts: tuple[Fact, ...]
    tags: tuple[str, ...]
    hangs: dict[str, int]


@dataclass(frozen=True, slots=True)
class MergePair:
    """Two companies or contacts side by side."""

    record: str
    first: MergeSide
    second: MergeSide


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two live records that look like one; `why` names what is the same: name, e-mail, domain, phone."""

    record: str
    first_id: int
    first: str
    first_detail: str
    second_id: int
    second: str
    second_detail: str
    why: tuple[str, ...]

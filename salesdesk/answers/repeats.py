"""By which rule something comes again, and one time of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every `every` days, weeks or months.

    `weekdays` (0 Monday, rising) are those of a week; `month_day` (1 to 31) that of a month, the last one of
    a month that is shorter. `until` is the last day on which it may come, `count` how often it comes in all;
    None: for ever.
    """

    unit: Unit
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    until: date | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One time of something that repeats: `on` is its day by the rule, `place` its number from 1 on.

    `usual` holds what the next one gets back where only this one was changed; `made` says that the next one
    was made already.
    """

    rule: Repeat
    on: date
    place: int = 1
    usual: Mapping[str, Any] | None = None
    made: bool = False

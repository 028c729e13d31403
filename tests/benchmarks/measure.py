"""What a benchmark is: a way to measure figures, each beside its lower bound of the same minutes."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]
OWN = time.process_time


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `ratio` is value / lower_bound, or what its `bound` is about."""

    name: str
    value: float
    unit: str
    lower_bound: float
    bound: float
    ratio: float

    @property
    def met(self) -> bool:
        """Whether the bound is kept."""
        return self.ratio <= self.bound


def times(name: str, value: float, lower: float, bound: float, unit: str = "ms") -> Figure:
    """A figure that may be at most `bound` times its lower bound."""
    return Figure(name, value, unit, lower, bound, value / lower)


def above(name: str, value: float, lower: float, bound: float, unit: str = "ms") -> Figure:
    """A figure that may lie at most `bound` of its unit above its lower bound."""
    return Figure(name, value, unit, lower, bound, value - lower)


def at_most(name: str, value: float, lower: float, bound: float, unit: str = "ms") -> Figure:
    """A figure that may be at most `bound` of its unit, whatever its lower bound."""
    return Figure(name, value, unit, lower, bound, value)


def side_by_side(
    *works: Work, runs: int = 7, warm: bool = True, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The median time of each work in milliseconds.

    They take turns, so that whatever else the machine does falls on all of them; the first round, which
    fills caches, is not counted. Work that this process does alone, waiting for nothing, is told by OWN as
    its `clock`, which stands still while the machine works for others.
    """
    if warm:
        for work in works:
            work()
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(runs):
        order = range(len(works)) if turn % 2 == 0 else reversed(range(len(works)))
        for place in order:
            gc.collect()
            began = clock()
            works[place]()
            taken[place].append((clock() - began) * 1000)
    return [statistics.median(each) for each in taken]

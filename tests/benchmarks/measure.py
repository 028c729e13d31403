"""What a benchmark is: a name, a bound, and a way to measure a figure beside its lower bound."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `ratio` is value / lower_bound, or what the bound is about."""

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


def against(name: str, value: float, lower: float, bound: float, unit: str = "ms") -> Figure:
    """A figure whose bound is a multiple of its lower bound."""
    return Figure(name, value, unit, lower, bound, value / lower)


def absolute(name: str, value: float, lower: float, bound: float, unit: str = "ms") -> Figure:
    """A figure whose bound is an amount above its lower bound."""
    return Figure(name, value, unit, lower, bound, value - lower)


def milliseconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median time of some runs, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        gc.collect()
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def once(work: Callable[[], object]) -> float:
    """The time of one run, in milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


Benchmark = Callable[[Path], list[Figure]]

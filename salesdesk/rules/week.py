"""A week as a calendar shows it: its days, its hours, and how things at the same time stand side by side."""

from collections.abc import Sequence
from datetime import date, time, timedelta

DAY_MINUTES = 24 * 60
STEP_MINUTES = 15
USUAL_MINUTES = 30
Hours = tuple[int, int]
"""From when until when a team works, Monday to Friday, in minutes after midnight."""
USUAL_HOURS: Hours = (8 * 60, 18 * 60)
"""The working hours of a company that never said which."""
HOURS_SETTING = "working_hours"
"""The setting of the database that holds the working hours."""


def are_hours(begin: int, until: int) -> bool:
    """Whether working hours can go from `begin` until `until`: some time within one day."""
    return 0 <= begin < until <= DAY_MINUTES


def week_of(day: date, week_start: int = 0) -> date:
    """The first day of the week in which `day` lies; `week_start` 0 is Monday."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def snapped(minutes: float) -> int:
    """Minutes since midnight as the nearest quarter of an hour within the day."""
    return min(max(round(minutes / STEP_MINUTES) * STEP_MINUTES, 0), DAY_MINUTES - STEP_MINUTES)


def time_at(minutes: int) -> time:
    """The time of day so many minutes after midnight."""
    return time(minutes // 60, minutes % 60)


def minutes_of(at: time) -> int:
    """How many minutes after midnight a time of day is."""
    return at.hour * 60 + at.minute


def side_by_side(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each span (from, to) its lane and how many lanes its group has, so that none covers another.

    Spans that touch the same stretch form a group; each takes the first lane that is free at its beginning.
    """
    order = sorted(range(len(spans)), key=lambda place: (spans[place][0], -spans[place][1], place))
    found: list[tuple[int, int]] = [(0, 1)] * len(spans)
    group: list[int] = []
    lanes: list[int] = []
    placed: dict[int, int] = {}
    until = -1
    for place in [*order, -1]:
        start, end = spans[place] if place >= 0 else (DAY_MINUTES * 2, DAY_MINUTES * 2)
        if start >= until and group:
            for each in group:
                found[each] = (placed[each], len(lanes))
            group, lanes = [], []
        if place < 0:
            break
        lane = next((n for n, free in enumerate(lanes) if free <= start), len(lanes))
        if lane == len(lanes):
            lanes.append(end)
        else:
            lanes[lane] = end
        placed[place] = lane
        group.append(place)
        until = max(until if len(group) > 1 else end, end)
    return found

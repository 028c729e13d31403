"""Where the cards of an organisation chart stand: pure numbers, no window.

People without anybody below are stacked under whom they report to, so that a manager with nine of them only
grows downwards; people with somebody below stand side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WIDE, HIGH = 216, 86
LEVEL, APART, INDENT, GAP = 30, 70, 20, 12
_STEP = HIGH + GAP


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a card to one below; `stacked` runs along the left of a stack."""

    above: int
    below: int
    stacked: bool


@dataclass(slots=True)
class Places:
    """The left upper corner of each card, and the lines between them."""

    corners: dict[int, tuple[float, float]] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)


def places(roots: Sequence[int], below: Mapping[int, Sequence[int]]) -> Places:
    """Place everybody; `below` holds who reports to whom, in their order, without those folded away."""
    found = Places()
    left = 0.0
    for root in roots:
        left += _place(found, root, below, left, 0.0) + APART
    return found


def _place(found: Places, person: int, below: Mapping[int, Sequence[int]], left: float, top: float) -> float:
    """Place somebody and all below from `left` and `top` on; how wide that is."""
    people = below.get(person, ())
    leading = [each for each in people if below.get(each)]
    others = [each for each in people if not below.get(each)]
    under = top + HIGH + LEVEL
    if not leading:
        found.corners[person] = (left, top)
        _stack(found, person, others, left, under)
        return WIDE + (INDENT if others else 0)
    centres, width = [], 0.0
    for each in leading:
        width += (APART if width else 0) + _place(found, each, below, left + width, under)
        centres.append(found.corners[each][0])
        found.edges.append(Edge(person, each, stacked=False))
    if others:
        width += APART
        # The stack hangs on a rail of its own beside the columns.
        for place, each in enumerate(others):
            found.corners[each] = (left + width + (INDENT if len(others) > 1 else 0), under + place * _STEP)
            found.edges.append(Edge(person, each, stacked=len(others) > 1))
        centres.append(left + width)
        width += WIDE + (INDENT if len(others) > 1 else 0)
    found.corners[person] = ((centres[0] + centres[-1]) / 2, top)
    return width


def _stack(found: Places, person: int, people: Sequence[int], left: float, top: float) -> None:
    for place, each in enumerate(people):
        found.corners[each] = (left + INDENT, top + place * _STEP)
        found.edges.append(Edge(person, each, stacked=True))


def slot(found: Places, person: int, below: Mapping[int, Sequence[int]]) -> tuple[float, float] | None:
    """Where somebody who comes to report to `person` would be seen; None where another card stands."""
    corner = found.corners.get(person)
    if corner is None:
        return None
    stacked = [edge.below for edge in found.edges if edge.above == person and edge.stacked]
    if stacked:
        last = max((found.corners[each] for each in stacked), key=lambda place: place[1])
        return last[0], last[1] + _STEP
    if below.get(person):
        right = max(found.corners[each][0] for each in below[person] if each in found.corners)
        place = (right + WIDE + APART, corner[1] + HIGH + LEVEL)
    else:
        place = (corner[0] + INDENT, corner[1] + HIGH + LEVEL)
    return None if any(_overlap(place, other) for other in found.corners.values()) else place


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return abs(first[0] - second[0]) < WIDE and abs(first[1] - second[1]) < HIGH

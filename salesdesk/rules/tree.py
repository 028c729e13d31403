"""What follows from who reports to whom, for any kind of figure; no database."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def in_tree_order(
    people: Iterable[int], reports_to: Mapping[int, int | None], key: Callable[[int], Any]
) -> list[tuple[int, int]]:
    """People with their depth, each one right after whom they report to, side by side in the order of `key`.

    Whoever reports to nobody, or to somebody who is not among them, is a root with depth 0.
    """
    listed = list(people)
    known = set(listed)
    below: dict[int | None, list[int]] = {}
    for person in listed:
        above = reports_to.get(person)
        below.setdefault(above if above in known else None, []).append(person)
    found: list[tuple[int, int]] = []
    waiting = [(person, 0) for person in sorted(below.get(None, ()), key=key, reverse=True)]
    while waiting:
        person, depth = waiting.pop()
        found.append((person, depth))
        waiting += [(each, depth + 1) for each in sorted(below.get(person, ()), key=key, reverse=True)]
    return found

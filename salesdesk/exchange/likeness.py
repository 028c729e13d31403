"""Whether what a row tells and what a record holds, or two rows of one record, go together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from salesdesk.exchange.known import comparable
from salesdesk.exchange.naming import Several
from salesdesk.models.types import scaled

Held = Mapping[str, Any]


def is_same(before: Any, value: Any) -> bool:
    """Whether nothing changes: moments are kept to the second in sheets, numbers to the millionth here.

    Of the hour that comes twice when the clocks are put back a sheet does not say which one it means.
    """
    if isinstance(before, Decimal) and isinstance(value, Decimal):
        return scaled(before) == scaled(value)
    if isinstance(before, datetime) and isinstance(value, datetime):
        apart = abs((before - value).total_seconds())
        clocks = before.astimezone().replace(tzinfo=None) - value.astimezone().replace(tzinfo=None)
        return apart < 1 or (apart <= _TWICE and abs(clocks.total_seconds()) < 1)
    return bool(before == value)


_TWICE = 3600


def goes_with(before: Any, value: Any) -> bool:
    """Whether a value says the same as another: whatever the case and accents, one of several for the one."""
    if isinstance(value, Several):
        return before in value.options
    return is_same(comparable(before), comparable(value))


def contradiction(before: Held, told: Held) -> str | None:
    """The first field in which both say something and not the same; None if they go together."""
    return next((name for name, value, other in _both(before, told) if not goes_with(value, other)), None)


def _both(before: Held, told: Held) -> Iterator[tuple[str, Any, Any]]:
    """The fields that both speak of, those of `custom` each for itself."""
    for name, value in told.items():
        held = before.get(name)
        if name == "custom":
            for key, own, other in _both(held or {}, value or {}):
                yield f"custom.{key}", own, other
        elif value is not None and held is not None:
            yield name, held, value


def together(first: Held, later: Held) -> dict[str, Any]:
    """What both say; where both do, what the first one says."""
    said = {name: value for name, value in first.items() if value is not None}
    if said.get("custom") and later.get("custom"):
        said["custom"] = {**later["custom"], **said["custom"]}
    return {**later, **said}


def most_alike(held: Sequence[tuple[int, Held]], told: Held) -> tuple[list[int], bool]:
    """The records that contradict a row least, then lack least of it; whether they say all that it tells."""
    scores = {key: _distance(before, told) for key, before in held}
    best = min(scores.values())
    return [key for key, score in scores.items() if score == best], best == (0, 0)


def _distance(before: Held, told: Held) -> tuple[int, int]:
    both = list(_both(before, told))
    against = sum(not goes_with(value, other) for _, value, other in both)
    return against, _count(told) - len(both)


def _count(told: Held) -> int:
    return sum(len(value or {}) if name == "custom" else value is not None for name, value in told.items())

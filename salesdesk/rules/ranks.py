"""The order of cards in a column: a short text per card, so that a move touches one row only."""

import secrets

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(DIGITS)
_RANDOM = 2


def rank_between(before: str, after: str) -> str:
    """A rank r with before < r < after, byte by byte; "" stands for the very start or end.

    A random tail keeps two people from choosing the same place at the same time.
    """
    if after and before >= after:
        raise ValueError(f"no room between {before!r} and {after!r}")
    return _middle(before, after) + "".join(secrets.choice(DIGITS[1:]) for _ in range(_RANDOM))


def _middle(before: str, after: str) -> str:
    """The shortest digits that lie strictly between, and below which a tail cannot reach `after`."""
    made = ""
    position = 0
    bounded = bool(after)
    while True:
        low = DIGITS.index(before[position]) if position < len(before) else 0
        high = DIGITS.index(after[position]) if bounded and position < len(after) else _BASE
        if high - low > 1:
            return made + DIGITS[(low + high) // 2]
        made += DIGITS[low]
        if low < high:
            bounded = False
        position += 1


def ranks_after(last: str, count: int) -> list[str]:
    """`count` ranks in rising order, all after `last` ("" for an empty column)."""
    width = max(1, len(_number(count)))
    start = last + "m" if last else ""
    return [start + DIGITS[width] + _number(index).rjust(width, "0") + "m" for index in range(count)]


def _number(value: int) -> str:
    digits = ""
    while True:
        value, rest = divmod(value, _BASE)
        digits = DIGITS[rest] + digits
        if not value:
            return digits

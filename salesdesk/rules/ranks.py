"""The order of cards in a column: a short text per card, so that a move touches one row only."""

from random import Random, SystemRandom

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""Digits in their ASCII order."""
CHANCE = SystemRandom()
"""Draws what nobody can foresee."""
_BASE = len(DIGITS)
_TAIL = 3
# The first letter of a rank says how many digits its whole part has: "a" one, "b" two …; below zero "Z" one,
# "Y" two …. So the ten-thousandth card put on top or at the bottom still has a short rank.
_UP, _DOWN = "abcdefghijklmnopqrstuvwxyz", "ZYXWVUTSRQPONMLKJIHGFEDCBA"


def rank_between(before: str, after: str, chance: Random = CHANCE) -> str:
    """A rank r with before < r < after, byte by byte; "" stands for the very start or end.

    A random tail keeps two people from choosing the same place at the same time; `chance` draws it.
    ValueError without room.
    """
    if before and after and before >= after:
        raise ValueError(f"no room between {before!r} and {after!r}")
    low, high = _whole(before), _whole(after)
    if not before:
        return _text(high - 1 if after else 0) + _tail(chance)
    if not after or low + 1 < high:
        return _text(low + 1) + _tail(chance)
    fraction = _fraction(after) if low == high else ""
    return _text(low) + _middle(_fraction(before), fraction) + _tail(chance)


def ranks_after(last: str, count: int, chance: Random = CHANCE) -> list[str]:
    """`count` ranks in rising order, all after `last` ("" for an empty column)."""
    first = _whole(last) + 1 if last else 0
    return _run(first, count, chance)


def ranks_before(first: str, count: int, chance: Random = CHANCE) -> list[str]:
    """`count` ranks in rising order, all before `first` ("" for an empty column)."""
    return _run(_whole(first) - count if first else 0, count, chance)


def ranks_between(before: str, after: str, count: int) -> list[str]:
    """`count` ranks in rising order between two others, "" standing for the very start or end.

    Halved again and again, so that they stay short. ValueError without room.
    """
    if not before or not after:
        return ranks_after(before, count) if before or not after else ranks_before(after, count)
    if count < 1:
        return []
    middle = rank_between(before, after)
    above = ranks_between(before, middle, count // 2)
    return [*above, middle, *ranks_between(middle, after, count - 1 - count // 2)]


def _run(start: int, count: int, chance: Random) -> list[str]:
    # One tail for all: they differ in the number before it, and from what somebody else adds meanwhile by it.
    tail = _tail(chance)
    return [_text(number) + tail for number in range(start, start + count)]


def _tail(chance: Random) -> str:
    """Random digits; never a last 0, below which there would be no room."""
    return "".join(chance.choice(DIGITS[1:]) for _ in range(_TAIL))


def _digits(rank: str) -> int:
    """How many digits the whole part of a rank has."""
    head = rank[0]
    if head in _UP:
        return _UP.index(head) + 1
    if head in _DOWN:
        return _DOWN.index(head) + 1
    raise ValueError(f"{rank!r} is not a rank")


def _whole(rank: str) -> int:
    """The whole part: "a3" is 3, "b01" is 37, "Zz" is -1; 0 for ""."""
    if not rank:
        return 0
    size = _digits(rank)
    value = int(rank[1 : 1 + size], _BASE)
    shorter = sum(_power(length) for length in range(1, size))
    return value + shorter if rank[0] in _UP else value - shorter - _power(size)


def _fraction(rank: str) -> str:
    return rank[1 + _digits(rank) :]


def _text(whole: int) -> str:
    """The whole part as text, the reverse of `_whole`."""
    heads, rest = (_UP, whole) if whole >= 0 else (_DOWN, -whole - 1)
    size = 1
    while rest >= _power(size):
        rest -= _power(size)
        size += 1
    value = rest if whole >= 0 else _power(size) - 1 - rest
    return heads[size - 1] + _number(value).rjust(size, "0")


def _power(digits: int) -> int:
    """How many whole parts have this many digits."""
    return int(_BASE**digits)


def _number(value: int) -> str:
    digits = ""
    while True:
        value, rest = divmod(value, _BASE)
        digits = DIGITS[rest] + digits
        if not value:
            return digits


def _middle(before: str, after: str) -> str:
    """The shortest digits strictly between two fractions, below which no tail reaches `after`."""
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

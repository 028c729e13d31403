"""How saves that are parts of one are named: what is done to very many records is saved step by step."""

AT_ONCE = 250
"""So many records at once keep nobody else waiting for long."""


def part_key(whole: str, part: int, parts: int) -> str:
    """The key of a save that is the `part`th, counted from 1, of `parts`; `whole` is the same for all."""
    return f"{whole}.{parts}.{part}"


def sibling_keys(key: str | None) -> list[str]:
    """The keys of all parts of which this is one, in their order; nothing for a save that is whole."""
    whole, _, place = (key or "").partition(".")
    parts, _, part = place.partition(".")
    if not (parts.isdigit() and part.isdigit()):
        return []
    return [part_key(whole, number, int(parts)) for number in range(1, int(parts) + 1)]

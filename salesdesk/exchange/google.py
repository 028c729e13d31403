"""Contacts as Google writes them: a phone says in the column beside it whether it is a mobile."""

from typing import Any

from salesdesk.exchange.columns import text_of
from salesdesk.exchange.mapping import column_key
from salesdesk.exchange.sheet import Cell

_MOST_PHONES = 9
_MOBILE, _BEST, _NO_PHONE = ("mobile", "handy", "cell"), ("work", "main", "business"), ("fax", "pager")
_NEXT = ":::"


def phone_columns(headers: tuple[str, ...]) -> list[tuple[int, int]]:
    """The places of each "Phone n - Type" (or Label) with its "Phone n - Value"."""
    places = {column_key(header): place for place, header in reversed(list(enumerate(headers)))}
    found = []
    for number in range(1, _MOST_PHONES + 1):
        value = places.get(f"phone{number}value")
        kind = places.get(f"phone{number}type", places.get(f"phone{number}label"))
        if value is not None and kind is not None:
            found.append((kind, value))
    return found


def typed_phones(cells: list[Cell], columns: list[tuple[int, int]]) -> dict[str, Any]:
    """`phone` and `mobile` of a row by what is said of each number; a fax is neither."""
    told = []
    for kind, value in columns:
        number = text_of(cells[value]) if value < len(cells) else None
        if number is not None:
            said = text_of(cells[kind]) or ""
            told.append((said.lstrip("* ").casefold(), number.split(_NEXT)[0].strip()))
    mobiles = [number for said, number in told if any(word in said for word in _MOBILE)]
    others = [
        (not any(word in said for word in _BEST), place, number)
        for place, (said, number) in enumerate(told)
        if number not in mobiles and not any(word in said for word in _NO_PHONE)
    ]
    return {"phone": min(others)[2] if others else None, "mobile": mobiles[0] if mobiles else None}

"""Fields that hold one of a few keys: what each is called where a list leaves, which one a word means."""

from collections import Counter
from collections.abc import Mapping

from salesdesk.rules.names import name_key
from salesdesk.rules.positions import FUNCTIONS, SHIPPED, position_words
from salesdesk.rules.words import ACTIVITY_KINDS, BILLINGS, CATEGORIES, DEAL_KINDS, RIGHTS, STATES

Words = Mapping[str, str]
"""Per key of a field what it is called."""


def coded_fields(record: str, positions: Words) -> dict[str, Words]:
    """The fields of a kind of record ("people") that hold keys; `positions` are the company's own names.

    No two keys of a field have the same words: where a company calls two positions alike, the shipped name
    stands behind.
    """
    if record != "people":
        return dict(_FIXED.get(record, {}))
    return {"position": _apart(positions), "function": FUNCTIONS, "rights": RIGHTS}


def code_of(text: str, words: Words) -> str | None:
    """The key that a word means: by what it is called here, else as a key, else as shipped; None if none."""
    meant = name_key(text)
    known = {name_key(called): key for key, called in words.items()}
    plain = meant.replace(" ", "_")
    if meant in known:
        return known[meant]
    if plain in words:
        return plain
    shipped = {name_key(called): key for key, called in SHIPPED.items() if key in words}
    return shipped.get(meant)


def _apart(own: Words) -> dict[str, str]:
    called = {key: position_words(key, own) for key in SHIPPED}
    counts = Counter(map(name_key, called.values()))
    return {
        key: words if counts[name_key(words)] == 1 or words == SHIPPED[key] else f"{words} ({SHIPPED[key]})"
        for key, words in called.items()
    }


_FIXED: dict[str, dict[str, Words]] = {
    "deals": {"kind": DEAL_KINDS, "category": CATEGORIES},
    "activities": {"kind": ACTIVITY_KINDS, "state": STATES},
    "products": {"billing": BILLINGS},
}

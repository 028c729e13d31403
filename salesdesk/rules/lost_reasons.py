"""Which kind a reason is of for which a deal was lost, by the words in its name."""

from salesdesk.rules.names import name_key

_WORDS = {
    "duplicate": ("duplicate", "dublette"),
    "price": ("price", "preis", "budget", "expensive", "teuer", "cost"),
    "competitor": ("compet", "wettbewerb", "konkurren", "rival"),
    "timing": ("timing", "time", "zeit", "later", "spater", "postpone"),
    "unreachable": ("unreachable", "no response", "no answer", "nicht erreich", "ghost", "unresponsive"),
    "fit": ("fit", "feature", "functionality", "requirement", "passt nicht", "product gap"),
    "disqualified": ("disqualif", "unqualified", "not qualified", "spam"),
}


def lost_kind(name: str) -> str:
    """The kind of the first word found in `name`: "Too expensive" -> "price"; else "no_decision"."""
    key = name_key(name)
    return next((kind for kind, words in _WORDS.items() if any(word in key for word in words)), "no_decision")

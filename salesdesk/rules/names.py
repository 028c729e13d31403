"""How names are compared: without case, without accents, the same on every database."""

import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae", "œ": "oe", "đ": "d"}
)


def name_key(name: str) -> str:
    """`name` as it is sorted and searched: casefolded, accents and control characters gone, blanks single.

    "  Grünwald Hôtels " -> "grunwald hotels"
    """
    if name.isascii():
        return " ".join(name.casefold().split())
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    kept = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cc", "Cs"))
    return " ".join(kept.casefold().split())

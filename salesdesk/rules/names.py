"""How names are compared: without case, without accents, the same on every database."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae", "œ": "oe", "đ": "d"}
)


def name_key(name: str) -> str:
    """`name` as it is sorted and searched: casefolded, accents and control characters gone, blanks single.

    "  Grünwald Hôtels " -> "grunwald hotels"
    """
    single = " ".join(name.split())
    if single.isascii() and single.isprintable():
        return single.casefold()
    plain = unicodedata.normalize("NFKD", single.translate(_LETTERS))
    kept = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cc", "Cs"))
    return " ".join(kept.casefold().split())


_LEGAL_FORMS = re.compile(
    r"ab|ag|as|bv|co|corp|corporation|gmbh|inc|incorporated|kg|limited|llc|ltd|nv|oy|plc|pty|sa|sarl|spa|srl"
)


def bare_key(name: str) -> str:
    """`name` without blanks, signs and legal forms: names with the same bare key may mean the same.

    "GTX Pro" and "GTXPro" -> "gtxpro"; "Halden GmbH & Co. KG" -> "halden"
    """
    words = "".join(letter if letter.isalnum() else " " for letter in name_key(name)).split()
    kept = [word for word in words if not _LEGAL_FORMS.fullmatch(word)]
    return "".join(kept or words)

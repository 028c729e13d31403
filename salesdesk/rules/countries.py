"""Countries, however they are written: by their code, in English, in German or in their own words."""

from functools import cache

from babel import Locale

from salesdesk.rules.names import name_key

_OTHERS = {"uk": "GB", "england": "GB", "great britain": "GB", "usa": "US", "holland": "NL", "brd": "DE"}


def country_key(text: str) -> str:
    """What two spellings of one country share: "DE", "Germany" and "Deutschland" -> "DE".

    What is no country that is known is compared by its name alone.
    """
    key = name_key(text)
    return _codes().get(key, key) if key else ""


@cache
def _codes() -> dict[str, str]:
    found = dict(_OTHERS)
    for language in ("en", "de", "fr", "it", "es", "nl"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name_key(name), code)
                found.setdefault(code.casefold(), code)
    return found

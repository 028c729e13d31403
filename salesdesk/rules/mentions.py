"""Who is spoken to in a text."""

import re

from salesdesk.rules.names import name_key


def is_mentioned(text: str, name: str, login: str | None) -> bool:
    """Whether a text says "@Anna Keller" or "@anna" to the person of this name and login, in any case."""
    words = name_key(text)
    called = [name_key(name), name_key(login or "")]
    return any(re.search(rf"(?<!\w)@{re.escape(each)}(?!\w)", words) for each in called if each)

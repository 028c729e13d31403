"""How wide somebody made the columns of a list; kept for them on this database."""

from salesdesk.ui.kit.screen import Kept

_SIGN = "width"


def kept_widths(kept: Kept, record: str) -> dict[str, int]:
    """The widths of a list's columns that somebody chose, by key."""
    found = {}
    for word in kept.words:
        sign, _, rest = word.partition(":")
        whose, _, rest = rest.partition(":")
        key, _, wide = rest.rpartition(":")
        if sign == _SIGN and whose == record and key and wide.isdigit():
            found[key] = int(wide)
    return found


def keep_width(kept: Kept, record: str, key: str, wide: int) -> None:
    """Keep the width of a column in the place of the one before."""
    begin = f"{_SIGN}:{record}:{key}:"
    for word in kept.words:
        if word.startswith(begin):
            kept.put(word, False)
    kept.put(f"{begin}{wide}", True)

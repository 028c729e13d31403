"""Every text shown to a user goes through tr(); gettext, so that code without Qt has it too.

The language is settled once, before a module with texts is loaded: `cli.main` calls `use_language` first of
all, with SALESDESK_LANGUAGE or else `language` of this computer's settings, and loads the commands and the
window only then. So texts that are translated while a module is loaded are in it too, and nothing changes
language in a running window. Without either the program speaks English.

A language is a file `LANGUAGE/LC_MESSAGES/salesdesk.mo`, in the folder `translations` beside the settings
file or among the resources. To make one:

    pybabel extract -k tr -k trn:1,2 -k Field:2 -k later -o salesdesk.pot salesdesk
    pybabel init -i salesdesk.pot -d translations -D salesdesk -l de
    pybabel compile -d translations -D salesdesk
"""

import gettext
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter

from salesdesk.resources import resource

DOMAIN = "salesdesk"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str, folders: Iterable[Path] = ()) -> None:
    """Speak `language` (an ISO code such as "de") from now on, English where nothing is translated.

    It is looked for in `folders`, then among the resources; English too where it is not found or damaged.
    """
    global _catalogue
    _catalogue = (
        _found(language, [*folders, resource("translations")]) if language else gettext.NullTranslations()
    )
    _translated.cache_clear()


def _found(language: str, folders: Iterable[Path]) -> gettext.NullTranslations:
    for folder in folders:
        try:
            return gettext.translation(DOMAIN, folder, languages=[language])
        except (OSError, ValueError):
            # Not there, or no catalogue: the next one, and English at last.
            continue
    return gettext.NullTranslations()


def tr(text: str) -> str:
    """The text in the user's language."""
    return _translated(text)


@cache
def _translated(text: str) -> str:
    return _whole(_catalogue.gettext(text), text)


def later(text: str) -> str:
    """The text as it is: marks one that is kept in English and goes through tr() where it is shown."""
    return text


def trn(one: str, many: str, n: int, shown: str = "", **parts: object) -> str:
    """The text in the user's language with the plural form for n; `{n}` is filled in, as `shown` if given,
    and so are the other `parts` of the sentence."""
    text = _catalogue.ngettext(one, many, n)
    if text not in (one, many):
        text = _whole(text, many)
    return text.format(n=shown or n, **parts)


def _whole(text: str, english: str) -> str:
    """A translation, unless it names a part of the sentence that nobody fills in: then the English text."""
    return text if text is english or _parts(text) <= _parts(english) else english


def _parts(text: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        # A brace that stands for itself: such a text is shown as it is.
        return frozenset()

"""Every text shown to a user goes through tr(); gettext, so that code without Qt has it too."""

import gettext

from salesdesk.resources import resource

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Switch all later tr() calls to `language` (an ISO code such as "de"); unknown ones stay English."""
    global _catalogue
    folder = str(resource("translations"))
    _catalogue = gettext.translation("salesdesk", folder, languages=[language], fallback=True)


def tr(text: str) -> str:
    """The text in the user's language."""
    return _catalogue.gettext(text)


def trn(one: str, many: str, n: int, shown: str = "", **parts: object) -> str:
    """The text in the user's language with the plural form for n; `{n}` is filled in, as `shown` if given,
    and so are the other `parts` of the sentence."""
    return _catalogue.ngettext(one, many, n).format(n=shown or n, **parts)

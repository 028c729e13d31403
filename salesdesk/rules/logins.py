"""The names with which people sign in."""

import re

from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

_LOGIN = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def check_login(login: str) -> None:
    """RuleBroken for what cannot be the name of a role on every server."""
    if not _LOGIN.fullmatch(login):
        raise RuleBroken(
            tr("A login has up to 40 letters without accents, digits, dots, dashes or underlines.")
        )

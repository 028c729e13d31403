"""Passwords of servers in the keychain of this computer's own system, where there is one; nowhere else.

On a system without a keychain nothing is kept: the password is asked for each time. Floor of the house: no
Qt, no database. Each call may wait for somebody to unlock their keychain.
"""

from typing import Any
from urllib.parse import urlsplit

from salesdesk.settings import joined, without_password

NAME = "SalesDesk"
_NO_KEYCHAINS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.")
"""How the names of those begin that keep nothing, or in a file that anybody can read."""


def has_keychain() -> bool:
    """Whether this system keeps passwords."""
    return _keychain() is not None


def known_password(where: str) -> str:
    """The password kept for an address, or nothing."""
    keychain = _keychain()
    if keychain is None:
        return ""
    try:
        return str(keychain.get_password(NAME, _account(where)) or "")
    except Exception:  # whatever a keychain of some system raises: then it has no password for us
        return ""


def keep_password(where: str, password: str) -> bool:
    """Keep the password of an address, or forget it where there is none; whether that was done."""
    keychain = _keychain()
    if keychain is None:
        return False
    try:
        if password:
            keychain.set_password(NAME, _account(where), password)
        elif keychain.get_password(NAME, _account(where)) is not None:
            keychain.delete_password(NAME, _account(where))
    except Exception:  # as above: the password is then asked for each time
        return False
    return True


def _account(where: str) -> str:
    """The name under which a password is kept: user, server and database, however they are reached."""
    parts = urlsplit(without_password(where))
    return joined(parts._replace(query="" if parts.netloc else parts.query))


def _keychain() -> Any | None:
    try:
        import keyring  # loaded only where a password is wanted: no start is to wait for it

        found = keyring.get_keyring()
    except Exception:  # a broken back end is none
        return None
    each_one = getattr(found, "backends", [found])
    return next((each for each in each_one if not type(each).__module__.startswith(_NO_KEYCHAINS)), None)

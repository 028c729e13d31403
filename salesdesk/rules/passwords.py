"""Passwords of the people of a file: hashed by argon2, never kept as typed."""

import hashlib

from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

SHORTEST, LONGEST = 8, 200


def check_new_password(password: str) -> None:
    """RuleBroken for a password that is too short to be one, or none that can be typed again."""
    if len(password) < SHORTEST:
        raise RuleBroken(tr("A password has at least {n} letters or signs.").format(n=SHORTEST))
    if len(password) > LONGEST or not password.isprintable():
        raise RuleBroken(tr("A password is one line of at most {n} letters or signs.").format(n=LONGEST))


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its salt and its parameters; takes some 50 ms by intent."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def fits(password: str, known: str) -> bool:
    """Whether a password is the one of which `known` is the hash; nothing fits what is no hash."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def stay_mark(database_id: str, person_id: int, known: str) -> str:
    """What a computer keeps to let a person in again without asking.

    It says nothing about the password, holds for one person of one database, and no longer than their
    password stays as it is.
    """
    return hashlib.sha256(f"{database_id}\n{person_id}\n{known}".encode()).hexdigest()

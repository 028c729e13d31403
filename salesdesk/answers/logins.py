"""How one person signs in, and when they were here."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """`role` is what they sign in to a server with, nothing without one; `has_password` is told of a file.

    `is_in` says that they are connected to the server now; `last_seen` is their last save or sign-in, None if
    there was none.
    """

    on_server: bool
    login: str
    role: str
    has_password: bool
    is_in: bool
    last_seen: datetime | None

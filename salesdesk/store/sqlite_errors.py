"""What the messages of SQLite mean to whoever is at work, and what to do about them."""

from collections.abc import Callable

from salesdesk.translation import tr

_FULL = ("database or disk is full",)
_DAMAGED = ("malformed", "not a database", "disk i/o error")
_SENTENCES: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
    (
        ("database is locked", "database table is locked"),
        lambda: tr(
            "Somebody else is saving in {name} and did not finish in time; nothing was saved. Try again."
        ),
    ),
    (
        _FULL,
        lambda: tr("The disk that holds {path} is full; nothing was saved. Make room and try again."),
    ),
    (
        ("readonly database", "attempt to write a readonly"),
        lambda: tr("{name} is write-protected; nothing was saved. Ask for write access to {path}."),
    ),
    (
        ("unable to open database file",),
        lambda: tr(
            "{path} cannot be opened. If it or its folder is write-protected, copy the file elsewhere; "
            "if it lies on a share, check the connection."
        ),
    ),
    (
        _DAMAGED,
        lambda: tr(
            "{name} is damaged or unreadable. Restore the newest backup; the damaged file was not changed."
        ),
    ),
)


def words_of(error: BaseException) -> str:
    """What the driver says; of text that is no text, that the file is damaged."""
    return "malformed" if isinstance(error, UnicodeDecodeError) else str(error)


def is_about_room(message: str) -> bool:
    """Whether the disk had no room left."""
    return any(mark in message.lower() for mark in _FULL)


def is_about_damage(message: str) -> bool:
    """Whether the file cannot be read as a database."""
    return any(mark in message.lower() for mark in _DAMAGED)


def sentence_for(message: str) -> str:
    """What happened and what to do, with places for {name} and {path} of the file."""
    for patterns, sentence in _SENTENCES:
        if any(pattern in message.lower() for pattern in patterns):
            return sentence()
    reason = message.replace("{", "(").replace("}", ")")
    return tr("{name} cannot be used right now: {reason}").replace("{reason}", reason)

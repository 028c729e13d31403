"""What can go wrong in front of a user, in words they can act on."""

import datetime
import os
from pathlib import Path
from typing import Any


class SalesDeskError(Exception):
    """One sentence for the user: what happened and what to do."""


class RuleBroken(SalesDeskError):
    """A rule of the business refuses the change; nothing was written."""


class ChangedMeanwhile(RuleBroken):
    """Somebody else changed what is to be saved; each of the `clashes` (answers.clash) has both sides."""

    def __init__(self, sentence: str, clashes: tuple[Any, ...]) -> None:
        super().__init__(sentence)
        self.clashes = clashes


class KnownError(SalesDeskError):
    """The world refuses: a file is locked, a server is gone, a disk is full."""


class Gone(RuleBroken, KnownError):
    """The record is not there any more: deleted, or given to somebody whose records one does not see."""


class FileMoved(KnownError):
    """The file that is open is no longer the one at its path."""


class NobodyHere(KnownError):
    """Nobody who is active in the database has the login it was opened with."""


class PasswordWanted(KnownError):
    """A server got no password, or one that it does not accept."""


class NothingThere(KnownError):
    """A server was reached, and the database there holds nothing of SalesDesk yet."""


class OldProgram(KnownError):
    """Somebody upgraded the database: this program cannot save there any more."""


class ReplyLost(KnownError):
    """The connection broke at the very end of a save: whether it arrived is not known yet.

    `client_key` is the save's own; the store can be asked for it once the database is in reach again.
    """

    def __init__(self, sentence: str, client_key: str) -> None:
        super().__init__(sentence)
        self.client_key = client_key


class Refusal(str):
    """The sentence of something refused, and the error that it comes from."""

    error: BaseException | None

    def __new__(cls, sentence: str, error: BaseException | None = None) -> "Refusal":
        """A sentence that remembers why it is said."""
        made = super().__new__(cls, sentence)
        made.error = error
        return made


def why(sentence: str) -> BaseException | None:
    """The error behind a sentence, where it is known."""
    return sentence.error if isinstance(sentence, Refusal) else None


def fault_account(error: BaseException) -> str:
    """What the makers need to know of a mistake of the program: versions and the traceback.

    Not the arguments of the start: they may hold a password.
    """
    # Loaded when something went wrong: no start is to wait for it.
    import platform
    import traceback

    from salesdesk import __version__

    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    head = f"SalesDesk {__version__}, Python {platform.python_version()}, {platform.platform()}\n{moment}\n\n"
    return without_secrets(head + "".join(traceback.format_exception(error)))


def without_secrets(text: str) -> str:
    """A text in which no address and no list of settings still holds its password."""
    import re

    text = re.sub(r"(://[^\s/:@'\"]*):[^\s'\"]*@", r"\1:…@", text)
    value = r"('[^']*'|\"[^\"]*\"|[^\s&,;)]+)"
    return re.sub(rf"(?i)(password|passwd|pwd)(['\"]?\s*[=:]\s*){value}", r"\1\2…", text)


def keep_account(error: BaseException) -> Path | None:
    """Write the account of a mistake into the log folder; its file, None where that cannot be written."""
    from salesdesk.settings import log_folder

    moment = datetime.datetime.now(datetime.UTC)
    path = log_folder() / f"fault-{moment:%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fault_account(error), encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return path

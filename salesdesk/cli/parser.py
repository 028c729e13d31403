"""The parser of a command: which database and who one is may stand before or after the command's name."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from salesdesk.translation import tr


class CommandParser(argparse.ArgumentParser):
    """An argparse parser that knows --db and --user at every level and takes no abbreviations."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, allow_abbrev=False)
        # SUPPRESS, so that a command without --db does not wipe out the one said before its name.
        self.add_argument(
            "--db",
            metavar="FILE|URL",
            default=argparse.SUPPRESS,
            help=tr("the database (default: $SALESDESK_DB, then the last one opened)"),
        )
        self.add_argument(
            "--user",
            metavar="LOGIN",
            default=argparse.SUPPRESS,
            help=tr("who works with it (default: who signed in last)"),
        )


Subparsers: TypeAlias = "argparse._SubParsersAction[CommandParser]"
"""What `register` gets: the place where a command adds its parser."""


def one_of(known: Sequence[str], planned: Sequence[str] = ()) -> Callable[[str], str]:
    """What reads one of these words; one that is `planned` is told to be no part of this version yet."""

    def read(text: str) -> str:
        if text in known:
            return text
        listed = ", ".join(known)
        if text in planned:
            words = tr("{word} is not there yet in this version; there are: {words}")
        else:
            words = tr("{word} is not known; there are: {words}")
        raise argparse.ArgumentTypeError(words.format(word=text, words=listed))

    return read


def listed(known: Sequence[str]) -> str:
    """How --help names the words that can be chosen."""
    return "{" + ",".join(known) + "}"

"""The command line: `salesdesk [--db FILE|URL] [--user LOGIN] COMMAND ...`.

Each command is one module of this package, named in COMMANDS, with
`register(subparsers)`, which adds its parser and ends with `parser.set_defaults(run=run)`, and
`run(args) -> int`, which does the work and gives the exit code (DONE, REFUSED, ROWS_IN_ERROR).
A command refuses by raising a SalesDeskError; `main` says it in one sentence. Only the module that is run
may load the database, Excel or Qt, so a command imports those inside `run`.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from salesdesk import __version__
from salesdesk.cli.fault import report_fault
from salesdesk.cli.parser import CommandParser
from salesdesk.errors import SalesDeskError
from salesdesk.settings import chosen_language, translations_folder
from salesdesk.translation import tr, use_language

DONE, REFUSED, WRONG_USAGE, ROWS_IN_ERROR = 0, 1, 2, 3
"""Exit codes. Wrong usage is argparse's own."""

COMMANDS = (
    "open",
    "init",
    "import_",
    "imports",
    "export",
    "exports",
    "report",
    "people",
    "keeping",
    "upgrade",
)
"""The modules of the commands, in the order --help shows them."""


PLANNED = ("quotas",)
"""Commands that a later version brings."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say (default: those of this process); the exit code."""
    _write_any_letter()
    # Before anything else: texts are translated as the modules are loaded that hold them.
    use_language(chosen_language(), [translations_folder()])
    given = list(sys.argv[1:] if argv is None else argv)
    if _command_in(given) in PLANNED:
        words = tr("{word} is not there yet in this version; salesdesk --help names what there is.")
        return _refuse(words.format(word=_command_in(given)))
    parser = _parser()
    args = parser.parse_args(given)
    if args.self_test:
        from salesdesk.cli.self_test import run_self_test

        return run_self_test()
    if args.run is None:
        from salesdesk.cli.open import run

        args.run = run
    return _run(args)


def _command_in(given: Sequence[str]) -> str:
    """The first word that is no option and no option's value."""
    words = iter(given)
    for word in words:
        if word in ("--db", "--user"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _parser() -> CommandParser:
    parser = CommandParser(prog="salesdesk", description=tr("A small sales team's whole sales process."))
    parser.add_argument("--version", action="version", version=f"SalesDesk {__version__}")
    parser.add_argument(
        "--self-test", action="store_true", help=tr("try all parts, tell in one line of JSON")
    )
    parser.set_defaults(run=None, db=None, user=None)
    subparsers = parser.add_subparsers(title=tr("commands"), metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"salesdesk.cli.{name}").register(subparsers)
    return parser


def _run(args: argparse.Namespace) -> int:
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except SalesDeskError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # The reader of our output went away; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        return _refuse(_sentence_of(error))
    except KeyboardInterrupt:
        return _refuse(tr("Stopped."))
    except Exception as error:
        return _refuse(report_fault(error))


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def _sentence_of(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.filename is None:
        return tr("The computer refused: {reason}.").format(reason=reason)
    return tr("{file} could not be used: {reason}.").format(file=error.filename, reason=reason)


def _write_any_letter() -> None:
    """Names in any script go through a pipe on every system; half a letter pair becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")

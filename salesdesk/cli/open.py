"""`salesdesk open`: the window."""

import argparse
import gc
import os

from salesdesk.cli.parser import Subparsers
from salesdesk.settings import load_settings
from salesdesk.translation import tr


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("open", help=tr("open the window (the default)"))
    parser.add_argument("file", nargs="?", metavar="FILE", help=tr("a database file or address"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the window on the database named, or the ways to begin where none is known."""
    # Nothing that is loaded at the start is garbage, and later it is collected on the window's thread only.
    gc.disable()
    from salesdesk.app import run as run_app

    named = getattr(args, "file", None) or args.db or os.environ.get("SALESDESK_DB")
    return run_app(named or load_settings().last_database or None, login=args.user)

"""`salesdesk upgrade`: an older database gets this program's tables, with a backup first."""

import argparse

from salesdesk.cli.database import database_named
from salesdesk.cli.parser import Subparsers
from salesdesk.translation import tr


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("upgrade", help=tr("bring an older database up to date"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Upgrade the database; the schema before and now are printed."""
    from salesdesk.store import upgrade

    done = upgrade(database_named(args))
    if done.before == done.now:
        print(tr("The database is up to date (schema {now}).").format(now=done.now))
    else:
        text = tr("Upgraded the database from schema {before} to {now}.")
        print(text.format(before=done.before, now=done.now))
    if done.backup:
        print(tr("As it was before: {path}").format(path=done.backup))
    return 0

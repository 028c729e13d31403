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

    before, now = upgrade(database_named(args))
    if before == now:
        print(tr("The database is up to date (schema {now}).").format(now=now))
    else:
        print(tr("Upgraded the database from schema {before} to {now}.").format(before=before, now=now))
    return 0

"""`salesdesk init`: a new database with its first administrator."""

import argparse

from salesdesk.cli.database import database_named
from salesdesk.cli.parser import Subparsers
from salesdesk.settings import without_password
from salesdesk.translation import tr


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("init", help=tr("make a new database"))
    parser.add_argument("--admin", metavar="LOGIN", default="admin", help=tr("login of the administrator"))
    parser.add_argument("--currency", metavar="CODE", default="EUR", help=tr("the base currency"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the database; KnownError when there is one already."""
    from salesdesk.store import create_database

    where = database_named(args)
    create_database(where, admin_login=args.admin, currency=args.currency)
    print(tr("Made {where}.").format(where=without_password(where)))
    return 0

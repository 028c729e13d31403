"""`salesdesk export`: a list as people see it, or everything."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers
from salesdesk.errors import KnownError
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.exchange.writing import Written
    from salesdesk.store import Session, Store

RECORDS = ("people", "companies", "contacts", "deals", "activities", "products", "all")
WITH_VIEWS = {"companies": "company", "contacts": "contact", "deals": "deal"}


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help=tr("take a list or everything out"))
    parser.add_argument("record", choices=RECORDS, help=tr("which list, or all"))
    parser.add_argument("target", metavar="OUT", help=tr("a file ending in .xlsx or .csv; .json for all"))
    parser.add_argument("--where", action="append", default=[], type=_pair, metavar="FIELD=VALUE")
    parser.add_argument("--view", metavar="NAME", help=tr("the list as this saved view shows it"))
    parser.set_defaults(run=run)


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(tr("write FIELD=VALUE"))
    return field.strip(), value.strip()


def run(args: argparse.Namespace) -> int:
    """Write the file; it holds what the person who asks may see."""
    target = Path(args.target).expanduser()
    store = open_database(args)
    try:
        if args.record == "all":
            from salesdesk.store.dump import write_dump

            with store.everything() as connection:
                count = sum(write_dump(connection, target).values())
        else:
            written = _write_list(store, args, target)
            count = written.rows
            if written.cut:
                print(tr("{n} texts were longer than a cell can hold and were cut.").format(n=written.cut))
    finally:
        store.close()
    print(tr("{n} rows written to {path}.").format(n=count, path=target))
    return 0


def _write_list(store: "Store", args: argparse.Namespace, target: Path) -> "Written":
    """All fields of a list, or the columns and rows of a view."""
    from salesdesk.exchange.writing import write_list
    from salesdesk.queries.exports import list_fields, list_rows

    with store.read() as session:
        if args.view is not None:
            return _write_view(session, args, target)
        fields = list_fields(session, record=args.record)
        rows = list_rows(session, record=args.record, where=args.where)
        return write_list(target, fields, rows, title=args.record.capitalize())


def _write_view(session: "Session", args: argparse.Namespace, target: Path) -> "Written":
    from salesdesk.exchange.writing import write_list
    from salesdesk.queries.lists.taking import taken_fields, taken_rows
    from salesdesk.queries.views import view_named

    if args.where or args.record not in WITH_VIEWS:
        raise KnownError(tr("--view goes with companies, contacts or deals, and without --where."))
    found = view_named(session, record=WITH_VIEWS[args.record], name=args.view)
    return write_list(
        target, taken_fields(session, found.view), taken_rows(session, found.view), title=found.name
    )

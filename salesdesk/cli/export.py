"""`salesdesk export`: a list as people see it, or everything."""

import argparse
from pathlib import Path

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers
from salesdesk.translation import tr

RECORDS = ("people", "companies", "contacts", "deals", "activities", "products", "all")


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help=tr("take a list or everything out"))
    parser.add_argument("record", choices=RECORDS, help=tr("which list, or all"))
    parser.add_argument("target", metavar="OUT", help=tr("a file ending in .xlsx or .csv; .json for all"))
    parser.add_argument("--where", action="append", default=[], type=_pair, metavar="FIELD=VALUE")
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
            from salesdesk.exchange.writing import write_list
            from salesdesk.queries.exports import list_fields, list_rows

            with store.read() as session:
                fields = list_fields(session, record=args.record)
                rows = list_rows(session, record=args.record, where=args.where)
                written = write_list(target, fields, rows, title=args.record.capitalize())
            count = written.rows
            if written.cut:
                print(tr("{n} texts were longer than a cell can hold and were cut.").format(n=written.cut))
    finally:
        store.close()
    print(tr("{n} rows written to {path}.").format(n=count, path=target))
    return 0

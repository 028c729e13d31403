"""`salesdesk exports`: what was taken out before, by whom."""

import argparse
import json
import sys
from dataclasses import asdict

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers
from salesdesk.translation import tr


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("exports", help=tr("list what was taken out, by whom and when"))
    verbs = parser.add_subparsers(metavar="list", required=True)
    listing = verbs.add_parser("list", help=tr("all exports, your own and of those below you"))
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)


def run_list(args: argparse.Namespace) -> int:
    """Show every export, the latest first."""
    from salesdesk.queries.taken import exports_made

    store = open_database(args)
    try:
        with store.read() as session:
            taken = exports_made(session)
    finally:
        store.close()
    if args.json:
        rows = [{**asdict(each), "at": each.at.isoformat()} for each in taken]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if not taken:
        print(tr("Nothing was taken out yet."), file=sys.stderr)
    else:
        heads = (tr("taken"), tr("by"), tr("list"), tr("limits"), tr("rows"), tr("file"))
        print(*heads, sep="\t")
    for each in taken:
        when = f"{each.at.astimezone():%Y-%m-%d %H:%M}"
        print(when, each.person, each.record, each.what, each.rows, each.file_name, sep="\t")
    return 0

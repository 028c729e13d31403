"""`salesdesk export`: a list as people see it, or everything."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers
from salesdesk.errors import KnownError
from salesdesk.translation import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesdesk.answers.lists import View
    from salesdesk.exchange.writing import Written
    from salesdesk.store import Session, Store

RECORDS = ("people", "companies", "contacts", "deals", "activities", "products", "all")
WITH_VIEWS = {"companies": "company", "contacts": "contact", "deals": "deal"}


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help=tr("take a list or everything out"))
    parser.add_argument("record", choices=RECORDS, help=tr("which list, or all"))
    parser.add_argument(
        "target", metavar="OUT", help=tr("a file ending in .xlsx or .csv; .vcf, .ics; .json for all")
    )
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
        elif target.suffix.lower() in _FORMATS:
            with store.read() as session:
                count = _FORMATS[target.suffix.lower()](session, args, target)
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
    from salesdesk.exchange.taking import write_whole_list

    with store.read() as session:
        if args.view is not None:
            return _write_view(session, args, target)
        return write_whole_list(session, args.record, target, where=args.where)


def _write_view(session: "Session", args: argparse.Namespace, target: Path) -> "Written":
    from salesdesk.exchange.writing import write_list
    from salesdesk.queries.lists.taking import taken_fields, taken_rows

    found = _view(session, args)
    return write_list(
        target, taken_fields(session, found.view), taken_rows(session, found.view), title=found.name
    )


def _view(session: "Session", args: argparse.Namespace) -> "View":
    from salesdesk.queries.views import view_named

    if args.where or args.record not in WITH_VIEWS:
        raise KnownError(tr("--view goes with companies, contacts or deals, and without --where."))
    return view_named(session, record=WITH_VIEWS[args.record], name=args.view)


def _write_cards(session: "Session", args: argparse.Namespace, target: Path) -> int:
    from salesdesk.exchange.writing_cards import COLUMNS, write_cards
    from salesdesk.queries.exports import database_key

    if args.record not in ("contacts", "companies"):
        raise KnownError(tr("A .vcf holds contacts or companies only."))
    rows = _facts(session, args, COLUMNS)
    return write_cards(target, args.record, rows, home=database_key(session))


def _write_calendar(session: "Session", args: argparse.Namespace, target: Path) -> int:
    from salesdesk.exchange.calendars import COLUMNS, write_calendar
    from salesdesk.queries.company_calendar import time_zone
    from salesdesk.queries.exports import database_key

    if args.record != "activities":
        raise KnownError(tr("An .ics holds activities only."))
    facts, zone = _facts(session, args, COLUMNS), time_zone(session)
    entered = write_calendar(target, facts, home=database_key(session), zone=zone)
    if entered.left_out:
        print(
            trn(
                "{n} activity is a note or has no day and was left out.",
                "{n} activities are notes or have no day and were left out.",
                entered.left_out,
            )
        )
    return entered.rows


def _facts(session: "Session", args: argparse.Namespace, also: tuple[str, ...]) -> "Iterator[dict[str, Any]]":
    """All fields of a list, or of the rows of a view in its order."""
    from salesdesk.queries.exports import list_facts

    ids = None
    if args.view is not None:
        from salesdesk.queries.lists import list_ids

        ids = list_ids(session, _view(session, args).view)
    return list_facts(session, record=args.record, where=args.where, also=also, ids=ids)


_FORMATS = {".vcf": _write_cards, ".ics": _write_calendar}
"""What is written neither as a table nor as a dump, by the ending of the file."""

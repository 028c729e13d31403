"""`salesdesk export`: a list as people see it, or everything."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers, listed, one_of
from salesdesk.cli.progress import Bar
from salesdesk.errors import KnownError, SalesDeskError
from salesdesk.translation import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesdesk.answers.lists import View
    from salesdesk.exchange.writing import Written
    from salesdesk.store import Session, Store

RECORDS = ("people", "companies", "contacts", "deals", "activities", "products", "all")
WITH_VIEWS = {"companies": "company", "contacts": "contact", "deals": "deal", "activities": "activity"}
PLANNED = ("quotas",)
DELIMITERS = {"comma": ",", "semicolon": ";"}


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("export", help=tr("take a list or everything out"))
    parser.add_argument(
        "record", type=one_of(RECORDS, PLANNED), metavar=listed(RECORDS), help=tr("which list, or all")
    )
    parser.add_argument(
        "target", metavar="OUT", help=tr("a file ending in .xlsx or .csv; .vcf, .ics; .json for all")
    )
    parser.add_argument("--where", action="append", default=[], type=_pair, metavar="FIELD=VALUE")
    parser.add_argument("--view", metavar="NAME", help=tr("the list as this saved view shows it"))
    parser.add_argument(
        "--delimiter",
        choices=tuple(DELIMITERS),
        default="comma",
        help=tr("what separates the values of a .csv; semicolon where Excel expects 1,5 for one and a half"),
    )
    parser.set_defaults(run=run)


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(tr("write FIELD=VALUE"))
    return field.strip(), value.strip()


def run(args: argparse.Namespace) -> int:
    """Write the file; it holds what the person who asks may see."""
    target = Path(args.target).expanduser()
    if args.record == "all":
        _refuse_parts_of_all(args, target)
    store = open_database(args)
    try:
        if args.record == "all":
            from salesdesk.exchange.taking import take_everything

            bar = Bar()
            count = take_everything(store, target, bar.show)
            bar.clear()
        elif target.suffix.lower() in _FORMATS:
            with store.read() as session:
                count = _FORMATS[target.suffix.lower()](session, args, target)
        else:
            written = _write_list(store, args, target)
            count = written.rows
            if written.cut:
                print(tr("{n} texts were longer than a cell can hold and were cut.").format(n=written.cut))
        _note(store, args, target, count)
    finally:
        store.close()
    print(trn("{n} row written to {path}.", "{n} rows written to {path}.", count, path=target))
    return 0


def _note(store: "Store", args: argparse.Namespace, target: Path, count: int) -> None:
    """Note who took it out; a database that can only be read keeps no note."""
    from salesdesk.services.exports import note_export

    if store.read_only:
        return
    limits = ", ".join(f"{field}={value}" for field, value in args.where)
    what = args.view or limits
    try:
        with store.write("export") as session:
            note_export(session, record=args.record, file_name=target.name, rows=count, what=what)
    except SalesDeskError as error:
        told = tr("{path} is written whole, but that you took it out could not be noted: {reason}")
        raise KnownError(told.format(path=target, reason=error)) from error


def _refuse_parts_of_all(args: argparse.Namespace, target: Path) -> None:
    if args.where or args.view is not None:
        raise KnownError(tr("“all” is everything: --where and --view belong to a single list."))
    if target.suffixes[-2:] != [".json", ".gz"] and target.suffix.lower() != ".json":
        raise KnownError(
            tr(
                "{name}: everything goes into a .json; for .xlsx or .csv name one list, such as"
                " salesdesk export deals {name}."
            ).format(name=target.name)
        )


def _write_list(store: "Store", args: argparse.Namespace, target: Path) -> "Written":
    """All fields of a list, or the columns and rows of a view."""
    from salesdesk.exchange.taking import write_whole_list
    from salesdesk.queries.exports import list_count

    with store.read() as session:
        if args.view is not None:
            return _write_view(session, args, target)
        bar, total = Bar(), list_count(session, record=args.record, where=args.where)
        try:
            return write_whole_list(
                session,
                args.record,
                target,
                where=args.where,
                delimiter=DELIMITERS[args.delimiter],
                told=bar.out_of(total),
            )
        finally:
            bar.clear()


def _write_view(session: "Session", args: argparse.Namespace, target: Path) -> "Written":
    from salesdesk.exchange.writing import write_list
    from salesdesk.queries.lists.taking import taken_list

    found = _view(session, args)
    fields, rows = taken_list(session, found.view, with_ids=target.suffix.lower() == ".xlsx")
    return write_list(target, fields, rows, title=found.name, delimiter=DELIMITERS[args.delimiter])


def _view(session: "Session", args: argparse.Namespace) -> "View":
    from salesdesk.queries.views import view_named

    if args.where or args.record not in WITH_VIEWS:
        raise KnownError(
            tr("--view goes with {lists}, and without --where.").format(lists=", ".join(WITH_VIEWS))
        )
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

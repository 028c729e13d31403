"""`salesdesk init`: a new database with its first administrator, empty or with a company to explore."""

import argparse
import getpass
import os
import sys
from datetime import date
from pathlib import Path

from salesdesk.cli.database import database_named, refuse_existing
from salesdesk.cli.parser import Subparsers
from salesdesk.cli.progress import Bar
from salesdesk.errors import RuleBroken
from salesdesk.settings import without_password
from salesdesk.translation import tr

ADMIN = "admin"
PASSWORD = "SALESDESK_ADMIN_PASSWORD"
"""The environment variable that holds the first administrator's password on a server."""
ROWS, MOST_ROWS = 100_000, 1_000_000
"""How many companies, contacts and deals each the large sample has, and may have."""


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("init", help=tr("make a new database"))
    parser.add_argument("--admin", metavar="LOGIN", help=tr("login of the first administrator"))
    parser.add_argument(
        "--sample", choices=("none", "small", "large"), default="none", help=tr("with a sample company")
    )
    parser.add_argument(
        "--rows",
        type=_count,
        metavar="N",
        help=tr("companies, contacts and deals each in the large sample (100000)"),
    )
    parser.add_argument(
        "--as-of", type=_day, metavar="DAY", help=tr("the sample's last day, as 2026-11-24 (today)")
    )
    parser.add_argument("--process", type=int, choices=(5, 7, 9), help=tr("steps of the pipeline (5)"))
    parser.add_argument("--currency", metavar="CODE", help=tr("the base currency (EUR)"))
    parser.add_argument("--from", dest="dump", metavar="DUMP", help=tr("with everything in a dump or backup"))
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            tr("{text} is not a day such as 2026-11-24").format(text=text)
        ) from error


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_ROWS:
        raise argparse.ArgumentTypeError(
            tr("{text} is not a number from 1 to {most}").format(text=text, most=MOST_ROWS)
        )
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Make the database; KnownError when there is one already."""
    _refuse_what_does_not_matter(args)
    where = database_named(args)
    if args.dump:
        from salesdesk.store.backup import restore

        refuse_existing(where)
        bar = Bar()
        try:
            restore(Path(args.dump).expanduser(), where, bar.show)
        finally:
            bar.clear()
    elif args.sample != "none":
        from salesdesk.store.sample import make_sample

        refuse_existing(where)
        print(tr("Making the sample company ..."), file=sys.stderr)
        bar = Bar()
        try:
            make_sample(
                where,
                as_of=args.as_of,
                admin_password=os.environ.get(PASSWORD),
                rows=(args.rows or ROWS) if args.sample == "large" else None,
                told=bar.show,
            )
        finally:
            bar.clear()
    else:
        _make_empty(where, args)
    print(tr("Made {where}.").format(where=without_password(where)))
    return 0


def _password(where: str, admin: str | None) -> str | None:
    """The first administrator's password on a server: told before, or asked for where --admin names them."""
    from salesdesk.store.place import find_place

    told = os.environ.get(PASSWORD)
    if told or admin is None or find_place(where).dialect == "sqlite" or not sys.stdin.isatty():
        return told
    return getpass.getpass(tr("Password for {login}: ").format(login=admin))


def _refuse_what_does_not_matter(args: argparse.Namespace) -> None:
    """RuleBroken for what is said of a database that is not made so: nothing is left out silently."""
    new = {"--admin": args.admin, "--process": args.process, "--currency": args.currency}
    sample = {"--as-of": args.as_of, "--rows": args.rows}
    wrong = [name for name, said in new.items() if said and (args.dump or args.sample != "none")]
    wrong += [name for name, said in sample.items() if said and (args.dump or args.sample == "none")]
    if args.dump and args.sample != "none":
        wrong.append("--sample")
    if args.rows and args.sample == "small":
        wrong.append("--rows")
    if not wrong:
        return
    flags = ", ".join(wrong)
    if args.dump:
        raise RuleBroken(tr("What --from names is taken as it is; leave out {flags}.").format(flags=flags))
    if args.sample == "none":
        raise RuleBroken(tr("{flags} belong to a sample company: --sample.").format(flags=flags))
    raise RuleBroken(
        tr(
            "The {size} sample company comes with its own administrator, process, currency and size; "
            "leave out {flags}."
        ).format(size=args.sample, flags=flags)
    )


def _make_empty(where: str, args: argparse.Namespace) -> None:
    from salesdesk.queries.people import role_of
    from salesdesk.services.pipelines import add_shipped_process
    from salesdesk.store import create_database, open_store

    create_database(
        where,
        admin_login=args.admin or ADMIN,
        admin_password=_password(where, args.admin),
        currency=args.currency or "EUR",
    )
    store = open_store(where, login=args.admin or ADMIN)
    try:
        with store.write("shipped_process") as session:
            add_shipped_process(session, steps=args.process or 5)
        with store.read() as session:
            role = role_of(session, login=args.admin or ADMIN)
        if role:
            print(tr("{name} signs in to the server as {role}.").format(name=args.admin or ADMIN, role=role))
        elif store.dialect == "postgresql":
            words = tr("Nobody can sign in yet: salesdesk people login {login} gives {login} a password.")
            print(words.format(login=args.admin or ADMIN))
    finally:
        store.close()

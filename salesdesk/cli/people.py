"""`salesdesk people`: who belongs to the organisation."""

import argparse
import getpass
import json
import os
import sys
from dataclasses import asdict

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers
from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

PASSWORD = "SALESDESK_PASSWORD"
"""The environment variable that holds a new person's password where no terminal can ask for it."""


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("people", help=tr("list, add, move, let in and out, say what they see"))
    verbs = parser.add_subparsers(metavar="list|add|move|login|deactivate|activate|grant", required=True)
    listing = verbs.add_parser("list")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    adding = verbs.add_parser("add")
    adding.add_argument("name")
    adding.add_argument("--login", metavar="LOGIN", help=tr("lets them sign in; on a server with a role"))
    adding.add_argument("--position", default="sales_rep")
    adding.add_argument("--function", default="sales")
    adding.add_argument("--reports-to", metavar="LOGIN")
    adding.add_argument("--administrator", action="store_true")
    adding.set_defaults(run=run_add)
    moving = verbs.add_parser("move")
    moving.add_argument("login")
    moving.add_argument("--reports-to", metavar="LOGIN", required=True)
    moving.set_defaults(run=run_move)
    entering = verbs.add_parser("login", help=tr("a login role on a server, or a new password for it"))
    entering.add_argument("login")
    entering.set_defaults(run=run_login)
    coming = verbs.add_parser("activate", help=tr("let somebody sign in again"))
    coming.add_argument("login")
    coming.set_defaults(run=run_activate)
    leaving = verbs.add_parser("deactivate")
    leaving.add_argument("login")
    leaving.add_argument("--to", metavar="LOGIN", help=tr("who takes over everything they have open"))
    leaving.set_defaults(run=run_deactivate)
    granting = verbs.add_parser("grant", help=tr("what people of a function see beside their own"))
    granting.add_argument("function")
    granting.add_argument("kinds", nargs="*", metavar="deals|companies", help=tr("nothing takes it back"))
    granting.set_defaults(run=run_grant)


def run_list(args: argparse.Namespace) -> int:
    """Show everybody."""
    from salesdesk.queries.people import people_list
    from salesdesk.queries.team import position_labels
    from salesdesk.rules.positions import position_words

    store = open_database(args)
    try:
        with store.read() as session:
            rows = people_list(session)
            labels = position_labels(session)
    finally:
        store.close()
    if args.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
        return 0
    heads = (tr("login"), tr("name"), tr("position"), tr("reports to"), tr("territory"), tr("state"))
    print(*heads, sep="\t")
    for row in rows:
        state = "" if row.active else tr("inactive")
        print(
            row.login or "-",
            row.name,
            position_words(row.position, labels),
            row.reports_to or "",
            row.territory or "",
            state,
            sep="\t",
        )
    return 0


def run_add(args: argparse.Namespace) -> int:
    """Add somebody, on a server with a login role if they have a login."""
    from salesdesk.services.people import add_person

    store = open_database(args)
    try:
        password = _password(args.login) if args.login and store.dialect == "postgresql" else ""
        with store.write("add_person") as session:
            person_id = add_person(
                session,
                name=args.name,
                login=args.login,
                position=args.position,
                function=args.function,
                reports_to_id=_id_of(session, args.reports_to) if args.reports_to else None,
                rights=["administrator"] if args.administrator else [],
            )
            if password:
                from salesdesk.store.postgres_make import make_login

                role = make_login(
                    session.connection(), person_id=person_id, login=args.login, password=password
                )
                print(tr("{name} signs in to the server as {role}.").format(name=args.name, role=role))
    finally:
        store.close()
    print(tr("Added {name}.").format(name=args.name))
    return 0


def _password(login: str) -> str:
    told = os.environ.get(PASSWORD)
    if told:
        return told
    if not sys.stdin.isatty():
        raise RuleBroken(
            tr("Put the password for {login} into {variable}.").format(login=login, variable=PASSWORD)
        )
    return getpass.getpass(tr("Password for {login}: ").format(login=login))


def run_move(args: argparse.Namespace) -> int:
    """Let somebody report to somebody else from now on."""
    from salesdesk.services.people import move_person

    store = open_database(args)
    try:
        with store.write("move_person") as session:
            person_id, above = _id_of(session, args.login), _id_of(session, args.reports_to)
            move_person(session, person_id=person_id, reports_to_id=above)
    finally:
        store.close()
    print(tr("{login} now reports to {above}.").format(login=args.login, above=args.reports_to))
    return 0


def run_login(args: argparse.Namespace) -> int:
    """Give somebody who is there already a login role, or a new password for the one they have."""
    store = open_database(args)
    try:
        if store.dialect != "postgresql":
            raise RuleBroken(tr("A file has no passwords; whoever can open it signs in by their login."))
        from salesdesk.store.postgres_make import make_login

        with store.write("set_login") as session:
            person_id = _id_of(session, args.login)
            password = _password(args.login)
            role = make_login(session.connection(), person_id=person_id, login=args.login, password=password)
    finally:
        store.close()
    print(tr("{name} signs in to the server as {role}.").format(name=args.login, role=role))
    return 0


def run_activate(args: argparse.Namespace) -> int:
    """Let somebody sign in again."""
    from salesdesk.services.people import activate_person

    store = open_database(args)
    try:
        with store.write("activate_person") as session:
            activate_person(session, person_id=_id_of(session, args.login))
    finally:
        store.close()
    print(tr("{login} can sign in again.").format(login=args.login))
    return 0


def run_deactivate(args: argparse.Namespace) -> int:
    """Let somebody no longer sign in; what they have open goes to somebody else where that is told."""
    from salesdesk.services.leaving import KINDS, hand_over_and_leave
    from salesdesk.services.people import deactivate_person

    store = open_database(args)
    try:
        with store.write("hand_over" if args.to else "deactivate_person") as session:
            person_id = _id_of(session, args.login)
            if args.to:
                successors = dict.fromkeys(KINDS, _id_of(session, args.to))
                done = hand_over_and_leave(session, person_id=person_id, successors=successors)
            else:
                deactivate_person(session, person_id=person_id)
    finally:
        store.close()
    print(tr("{login} can no longer sign in.").format(login=args.login))
    if args.to:
        print(
            tr(
                "To {login}: deals {deals}, companies {companies}, contacts {contacts}, "
                "activities {activities}, people {people}."
            ).format(login=args.to, **asdict(done))
        )
    return 0


def run_grant(args: argparse.Namespace) -> int:
    """Let the people of a function see all records of some kinds."""
    from salesdesk.services.settings import grant_to_function

    store = open_database(args)
    try:
        with store.write("change_setting") as session:
            grant_to_function(session, function=args.function, kinds=args.kinds)
    finally:
        store.close()
    kinds = ", ".join(args.kinds) or tr("nothing")
    print(tr("Granted to {function}: {kinds}.").format(function=args.function, kinds=kinds))
    return 0


def _id_of(session: object, login: str) -> int:
    from salesdesk.queries.people import person_id_of

    found = person_id_of(session, login=login)  # type: ignore[arg-type]
    if found is None:
        raise RuleBroken(tr("Nobody has the login {login}.").format(login=login))
    return found

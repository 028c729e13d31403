"""Which database a command works on, and as whom."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.errors import KnownError, PasswordWanted
from salesdesk.keychain import known_password
from salesdesk.settings import load_settings, with_password, without_password
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.store import Store


def database_named(args: argparse.Namespace) -> str:
    """--db, else $SALESDESK_DB, else the database opened last; KnownError when there is none."""
    where = args.db or os.environ.get("SALESDESK_DB") or load_settings().last_database
    if not where:
        raise KnownError(
            tr("No database is known yet: name one with --db FILE, or make one: salesdesk --db FILE init.")
        )
    return str(where)


def refuse_existing(where: str) -> None:
    """KnownError if a new database would take the place of a file."""
    if "://" not in where and Path(where).exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=where))


def open_database(args: argparse.Namespace) -> "Store":
    """The database of a command, opened as --user, else as who signed in last; the caller closes it.

    A rate that was entered ahead and has come into force since is in its sums.
    """
    where = database_named(args)
    login = args.user or load_settings().logins.get(without_password(where))
    store = _open(where, login)
    try:
        _follow_rates(store)
    except BaseException:
        store.close()
        raise
    return store


def _open(where: str, login: str | None) -> "Store":
    """Open a database; a server's password comes from the address, this computer's keychain, Postgres' own
    password file, or whoever sits at the terminal."""
    from salesdesk.store import open_store

    bare = without_password(where)
    address = with_password(where, known_password(where)) if where == bare and "://" in where else where
    try:
        return open_store(address, login=login)
    except PasswordWanted:
        if where != bare or not sys.stdin.isatty():
            raise
    typed = getpass.getpass(tr("Password for {login}: ").format(login=bare))
    return open_store(with_password(where, typed), login=login)


def _follow_rates(store: "Store") -> None:
    from salesdesk.services.revaluing import deals_to_revalue, revalue

    with store.read() as session:
        is_due = bool(deals_to_revalue(session))
    if is_due and not store.read_only:
        with store.write("revalue") as session:
            revalue(session)

"""`salesdesk backup`, `restore`, `copy`, `check`, `doctor`: looking after a database."""

import argparse
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from salesdesk import __version__
from salesdesk.cli.database import database_named, open_database, refuse_existing
from salesdesk.cli.parser import Subparsers
from salesdesk.cli.progress import Bar
from salesdesk.errors import KnownError, SalesDeskError
from salesdesk.settings import data_folder, log_folder, settings_file, without_password
from salesdesk.translation import tr


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    saving = subparsers.add_parser("backup", help=tr("copy the database, checked"))
    saving.add_argument("file", metavar="FILE")
    saving.set_defaults(run=run_backup)
    restoring = subparsers.add_parser("restore", help=tr("make the database from a backup"))
    restoring.add_argument("file", metavar="FILE")
    restoring.set_defaults(run=run_restore)
    copying = subparsers.add_parser("copy", help=tr("copy a whole database to another file or server"))
    copying.add_argument("source", metavar="FROM", help=tr("a database file or address"))
    copying.add_argument("target", metavar="TO", help=tr("a new file, or the address of an empty database"))
    copying.set_defaults(run=run_copy)
    checking = subparsers.add_parser("check", help=tr("look whether the database is sound"))
    checking.set_defaults(run=run_check)
    telling = subparsers.add_parser("doctor", help=tr("tell what this computer has, for whoever helps you"))
    telling.set_defaults(run=run_doctor)


def run_backup(args: argparse.Namespace) -> int:
    """Write a backup; it stands under its name only when it was read back and found sound."""
    from salesdesk.store.backup import backup, left_out_of_backup
    from salesdesk.store.sqlite_files import part_of

    store, target = open_database(args), Path(args.file).expanduser()
    try:
        missing = left_out_of_backup(store)
        with _watched(store.place.path, part_of(target)) as bar:
            backup(store, target, bar.show)
    finally:
        store.close()
    print(tr("Backed up to {path}.").format(path=args.file))
    if missing:
        print(missing)
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Put a backup in the place of the database; the file that was there is kept beside it."""
    from salesdesk.store.backup import restore, restoring
    from salesdesk.store.place import find_place

    where, source = database_named(args), Path(args.file).expanduser()
    path = find_place(where).path
    with _watched(source, restoring(path) if path is not None else None) as bar:
        kept = restore(source, where, bar.show)
    print(tr("Restored {where}.").format(where=without_password(where)))
    if kept is not None:
        print(tr("What was there before is kept as {path}.").format(path=kept))
    return 0


@contextmanager
def _watched(source: Path | None, part: Path | None) -> Iterator[Bar]:
    """A bar that hears of rows, or looks how a file grows that becomes a copy of `source`."""
    bar = Bar()
    with ExitStack() as stack:
        stack.callback(bar.clear)
        if source is not None and part is not None and source.exists():
            stack.enter_context(bar.growing(part, source.stat().st_size))
        yield bar


def run_copy(args: argparse.Namespace) -> int:
    """Copy everything from one database into a new one, whatever kinds the two are of."""
    from salesdesk.store import open_store
    from salesdesk.store.backup import left_out_of_backup, restore
    from salesdesk.store.dump import write_dump

    refuse_existing(args.target)
    store = open_store(args.source, login=args.user)
    try:
        with TemporaryDirectory() as folder, _watched(None, None) as bar:
            dump = Path(folder) / "copy.json"
            with store.everything() as connection:
                write_dump(connection, dump, bar.show)
            restore(dump, args.target, bar.show)
        missing = left_out_of_backup(store)
    finally:
        store.close()
    print(tr("Copied to {where}.").format(where=without_password(args.target)))
    if missing:
        print(missing)
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Say what is wrong, with what to do; 1 if anything is."""
    from salesdesk.store.check import check

    store = open_database(args)
    try:
        findings = check(store)
    finally:
        store.close()
    for finding in findings:
        print(f"{finding.count} {finding.what}. {finding.advice}")
    if not findings:
        print(tr("The database is sound."))
    return 1 if findings else 0


def run_doctor(args: argparse.Namespace) -> int:
    """Tell versions and places, no names, no passwords; 1 if something is missing or does not open."""
    sound = True
    print(f"SalesDesk {__version__}, Python {platform.python_version()}, {platform.platform()}")
    from salesdesk.store.sqlite_files import VERSION

    print(f"SQLite {VERSION}")
    for package in ("PySide6", "sqlalchemy", "psycopg", "alembic", "openpyxl", "xlsxwriter"):
        try:
            module = __import__(package)
            print(f"{package} {module.__version__}")
        except ImportError:
            sound = False
            print(tr("{package} is missing").format(package=package), file=sys.stderr)
    print(tr("settings: {path}").format(path=settings_file()))
    print(tr("data: {path}").format(path=data_folder()))
    print(tr("log: {path}").format(path=log_folder()))
    try:
        where = database_named(args)
    except KnownError as none:
        print(none)
    else:
        sound = _tell_database(args, where) and sound
    return 0 if sound else 1


def _tell_database(args: argparse.Namespace, where: str) -> bool:
    """Say which database it is, and whether it opens."""
    from salesdesk.store.migrate import schema_of

    try:
        store = open_database(args)
    except SalesDeskError as refused:
        print(f"{without_password(where)}: {refused}", file=sys.stderr)
        return False
    try:
        with store.everything() as connection:
            schema = schema_of(connection)
    finally:
        store.close()
    words = tr("database: {where} ({kind}, schema {schema})")
    print(words.format(where=without_password(where), kind=store.dialect, schema=schema))
    return True

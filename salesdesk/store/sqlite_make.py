"""Making an SQLite file, and upgrading one: locked, backed up, in one transaction."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.pool import NullPool

from salesdesk.errors import KnownError
from salesdesk.store.generated import sqlite as generated
from salesdesk.store.migrate import (
    SCHEMA,
    Upgraded,
    backup_name,
    removed_on_failure,
    revise,
    run_revisions,
    stamp,
)
from salesdesk.store.place import Place, is_remote
from salesdesk.store.sqlite import SqliteBackend
from salesdesk.store.sqlite_files import check_header, copy_file, open_file, refuse_old_library
from salesdesk.translation import tr


def create_file(place: Place, fill: Callable[[Connection], None], schema: int) -> None:
    """Make a new file with all tables; `fill` writes the first rows into the tables of `schema`."""
    path = place.path
    assert path is not None
    refuse_old_library()
    if path.exists():
        raise KnownError(tr("{path} exists already; choose another name.").format(path=path))
    if not path.parent.is_dir():
        raise KnownError(tr("There is no folder {folder}.").format(folder=path.parent))
    part = path.with_name(f".{path.name}.making")
    with removed_on_failure(part):
        try:
            part.unlink(missing_ok=True)
            part.touch()
            _build(part, fill, schema)
            _set_journal(part, "delete" if is_remote(path) else "wal")
        except (sqlite3.Error, sa.exc.DBAPIError, OSError) as error:
            raise SqliteBackend(place).explain(getattr(error, "orig", None) or error) from error
        if path.exists():
            raise KnownError(tr("{path} exists already; choose another name.").format(path=path))
        part.rename(path)


def _build(path: Path, fill: Callable[[Connection], None], schema: int) -> None:
    with _migration(path) as connection:
        run_revisions(connection, schema)
        fill(connection)
        run_revisions(connection)
        stamp(connection, _generate(connection))
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def upgrade_file(place: Place) -> Upgraded:
    """Upgrade a file after a verified backup beside it."""
    path = place.path
    assert path is not None
    check_header(path)
    backend = SqliteBackend(place)
    try:
        with _migration(path) as connection:
            counts = _counts(connection)
            result = revise(
                connection,
                place,
                backup=lambda: _copy_beside(path),
                drop=lambda: _drop(connection),
                make=_maker(connection),
            )
            _check_kept(connection, counts)
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
        return result
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        raise backend.explain(getattr(error, "orig", None) or error) from error


def _copy_beside(path: Path) -> Path:
    target = backup_name(path.stem, path.suffix, path.parent)
    copy_file(path, target)
    return target


@contextmanager
def _migration(path: Path) -> Iterator[Connection]:
    """One immediate transaction, foreign keys off: with them on, rebuilding a table empties its children."""

    def connect() -> sqlite3.Connection:
        raw = open_file(path, "rw")
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA trusted_schema=ON")
        return raw

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise KnownError(
                    tr("The upgrade would leave {n} loose ends; nothing changed.").format(n=len(broken))
                )
    finally:
        engine.dispose()


def _generate(connection: Connection) -> str:
    for statement in (*generated.objects().values(), *generated.after()):
        connection.exec_driver_sql(statement)
    return generated.fingerprint()


def _maker(connection: Connection) -> Callable[[], str]:
    def make() -> str:
        return _generate(connection)

    make.fingerprint = generated.fingerprint  # type: ignore[attr-defined]
    return make


def _drop(connection: Connection) -> None:
    existing: list[tuple[str, str]] = [
        (kind, name) for kind, name in connection.exec_driver_sql("SELECT type, name FROM sqlite_schema")
    ]
    for statement in generated.drops(existing):
        connection.exec_driver_sql(statement)


def _counts(connection: Connection) -> dict[str, int]:
    names = [
        name
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE '%_search%' AND name <> 'ctx'"
        )
    ]
    return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def _check_kept(connection: Connection, before: dict[str, int]) -> None:
    after = _counts(connection)
    lost = [name for name, count in before.items() if name in after and after[name] < count]
    if lost:
        raise KnownError(
            tr("The upgrade would lose rows of {tables}; nothing changed.").format(
                tables=", ".join(sorted(lost))
            )
        )


def _set_journal(path: Path, mode: str) -> Any:
    raw = open_file(path, "rw")
    try:
        return raw.execute(f"PRAGMA journal_mode={mode}").fetchone()
    finally:
        raw.close()

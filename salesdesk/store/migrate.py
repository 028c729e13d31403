"""Making a database and bringing an old one up to date: one transaction, a backup first, all or nothing."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk import __version__
from salesdesk.errors import KnownError
from salesdesk.models import Base
from salesdesk.models.base import now
from salesdesk.rules.names import name_key
from salesdesk.store.place import Place, find_place
from salesdesk.translation import tr

SCHEMA = 12
"""The number of the newest revision; a database holds it in `meta`."""
CLIENT = 1
"""What this program can read: databases whose `min_client` is at most this."""
REVISIONS = Path(__file__).parent / "migrations"


def create_database(
    where: str,
    *,
    admin_login: str = "admin",
    admin_name: str = "Administrator",
    admin_password: str | None = None,
    currency: str = "EUR",
    time_zone: str = "UTC",
    content: Callable[[Connection], None] | None = None,
    content_schema: int = SCHEMA,
) -> None:
    """Make a database at `where` with its first administrator; KnownError if there is one already.

    `content` writes the first rows instead (all of a backup's); it runs before any trigger watches, on the
    tables of `content_schema`, and what it wrote is then brought up to date as an old database would be.
    """
    place = find_place(where)
    first = {"login": admin_login, "name": admin_name, "password": admin_password}
    fill = content or (lambda connection: _fill(connection, first, currency, time_zone))
    if place.dialect == "sqlite":
        from salesdesk.store.sqlite_make import create_file

        create_file(place, fill, content_schema)
        return
    from salesdesk.store.postgres_make import create_on_server

    create_on_server(place, first, fill, content_schema)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: the schema before and now, and the backup that was made first, if one was."""

    before: int
    now: int
    backup: Path | None = None


def upgrade(where: str) -> Upgraded:
    """Bring the database at `where` to this program's schema, after a backup if its tables change.

    Several processes may do so at once: one works, the others wait and find nothing left to do.
    """
    place = find_place(where)
    if place.dialect == "sqlite":
        from salesdesk.store.sqlite_make import upgrade_file

        return upgrade_file(place)
    from salesdesk.store.postgres_make import upgrade_on_server

    return upgrade_on_server(place)


def run_revisions(connection: Connection, to: int = SCHEMA) -> None:
    """Run the revisions that are missing up to schema `to` inside the caller's transaction."""
    # Loaded only where a database is made or brought up to date: opening one must be quick.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    target = f"{to:04}"
    config = Config()
    config.set_main_option("script_location", str(REVISIONS))
    script = ScriptDirectory.from_config(config)

    def steps(revision: Any, context: Any) -> Any:
        return script._upgrade_revs(target, revision)

    with EnvironmentContext(config, script, fn=steps, destination_rev=target) as environment:
        environment.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transactional_ddl=True,
            transaction_per_migration=False,
        )
        environment.run_migrations()


def revise(
    connection: Connection,
    place: Place,
    *,
    backup: Callable[[], Path],
    drop: Callable[[], None],
    make: Callable[[], str],
) -> Upgraded:
    """Drop what is generated, run the revisions, generate it anew, write the new number into meta.

    All of it in the caller's transaction, which holds the lock. `backup` comes first where tables change;
    `make` gives the hash of what it made.
    """
    before = schema_of(connection)
    meta = Base.metadata.tables["meta"]
    if before > SCHEMA:
        raise KnownError(
            tr("{name} was made by a newer SalesDesk. Update SalesDesk on this computer.").format(
                name=place.name
            )
        )
    if before == SCHEMA and not _outdated(connection, make):
        return Upgraded(before, before)
    kept = backup() if before < SCHEMA else None
    drop()
    run_revisions(connection)
    fingerprint = make()
    connection.execute(
        sa.update(meta).values(
            schema=SCHEMA,
            min_client=CLIENT,
            generated=fingerprint,
            upgraded_by=f"SalesDesk {__version__}",
            upgraded_at=now(),
        )
    )
    return Upgraded(before, SCHEMA, kept)


def _outdated(connection: Connection, make: Callable[[], str]) -> bool:
    wanted = getattr(make, "fingerprint", None)
    have = connection.execute(sa.select(Base.metadata.tables["meta"].c.generated)).scalar_one_or_none()
    return wanted is not None and have != wanted()


def schema_of(connection: Connection) -> int:
    """The number of the newest revision that this database has; 0 for one without tables."""
    if not sa.inspect(connection).has_table("meta"):
        return 0
    return int(
        connection.execute(sa.select(Base.metadata.tables["meta"].c["schema"])).scalar_one_or_none() or 0
    )


def stamp(connection: Connection, fingerprint: str, database_id: str | None = None) -> None:
    """Write the card of a new database, by which it is told from all others."""
    connection.execute(
        sa.insert(Base.metadata.tables["meta"]).values(
            id=1,
            database_id=database_id or str(uuid.uuid4()),
            schema=SCHEMA,
            min_client=CLIENT,
            generated=fingerprint,
            upgraded_by=f"SalesDesk {__version__}",
            upgraded_at=now(),
        )
    )


def _fill(connection: Connection, first: dict[str, str | None], currency: str, time_zone: str) -> None:
    """The rows without which nothing works: administrator, calendar, base currency."""
    tables = Base.metadata.tables
    name = first["name"] or "Administrator"
    person = connection.execute(
        sa.insert(tables["person"]).values(
            name=name,
            name_key=name_key(name),
            login=first["login"],
            position="director",
            rights=["administrator"],
        )
    ).inserted_primary_key[0]  # type: ignore[index]
    connection.execute(
        sa.insert(tables["person_tree"]).values(
            ancestor_id=person, descendant_id=person, from_at=datetime(1970, 1, 1, tzinfo=UTC), depth=0
        )
    )
    connection.execute(sa.insert(tables["calendar"]).values(time_zone=time_zone))
    connection.execute(sa.insert(tables["currency"]).values(code=currency, is_base=True))


def backup_name(stem: str, ending: str, folder: Path) -> Path:
    """A free name in `folder` for the copy that is made before an upgrade, with the time in it."""
    moment = datetime.now().strftime("%Y%m%d-%H%M%S")
    number, more = 1, ""
    while (path := folder / f"{stem}-before-upgrade-{moment}{more}{ending}").exists():
        number += 1
        more = f"-{number}"
    return path


@contextmanager
def made_whole(where: str) -> Iterator[str]:
    """Where to make a database, so that a file stands at `where` only when everything is in it.

    It is made in a hidden folder beside, which goes in any case. On a server it is made where it will be.
    """
    path = find_place(where).path
    if path is None:
        yield where
        return
    taken = tr("{path} exists already; choose another name.").format(path=path)
    if path.exists():
        raise KnownError(taken)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        hidden = TemporaryDirectory(prefix=".making-", dir=path.parent)
    except OSError as error:
        raise KnownError(
            tr("Nothing can be made in {folder}: {reason}. Choose another folder.").format(
                folder=path.parent, reason=error.strerror or error
            )
        ) from error
    with hidden as folder:
        making = Path(folder) / path.name
        yield str(making)
        if path.exists():
            raise KnownError(taken)
        making.rename(path)


@contextmanager
def removed_on_failure(path: Path) -> Iterator[None]:
    """Take a half-made file away again when making it fails."""
    try:
        yield
    except BaseException:
        for ending in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        raise

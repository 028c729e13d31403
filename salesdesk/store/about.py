"""What can be said of an open database: where it is, how large, how it keeps what was saved, who is in it."""

from dataclasses import dataclass

import sqlalchemy as sa

from salesdesk.store.migrate import SCHEMA
from salesdesk.store.session import Store


@dataclass(frozen=True, slots=True)
class About:
    """`size` in bytes; `journal` as the database calls it; `people` are the logins connected now, None for a
    file, which does not know who has it open."""

    where: str
    is_server: bool
    size: int
    journal: str
    program: str
    schema: int
    people: tuple[str, ...] | None


def about(store: Store) -> About:
    """What can be said of an open database, by whoever has it open."""
    with store.read() as session:
        connection = session.connection()
        if store.dialect == "sqlite":
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
            where = str(store.place.path)
            return About(where, False, pages * size, journal, f"SQLite {version}", SCHEMA, None)
        size = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
        version = connection.scalar(sa.text("SHOW server_version"))
        prefix = connection.scalar(sa.text("SELECT priv.role_prefix()"))
        question = sa.text(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()"
            " AND starts_with(usename::text, :prefix) ORDER BY usename"
        )
        roles = connection.scalars(question, {"prefix": f"{prefix}_"}).all()
        people = tuple(role.removeprefix(f"{prefix}_") for role in roles)
        return About(store.place.address, True, size or 0, "wal", f"Postgres {version}", SCHEMA, people)

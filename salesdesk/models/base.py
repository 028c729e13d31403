"""What every table has in common: keys, versions, soft delete, origin, custom fields, owner."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from salesdesk.models.types import Id, Int, Json, Text, UtcTime
from salesdesk.models.visibility import Visibility

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
TABLE: dict[str, Any] = {"sqlite_strict": True, "sqlite_autoincrement": True}
KEYLESS: dict[str, Any] = {"sqlite_strict": True}


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The metadata of the whole database."""

    metadata = sa.MetaData(naming_convention=NAMING)
    __visibility__: ClassVar[Visibility]
    __history__: ClassVar[bool] = False
    __table_args__: Any = (TABLE,)


def table_of(model: type[Base]) -> sa.Table:
    """The table behind a model, for statements over many rows."""
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table


class Keyed:
    """A row with a key that is never used twice."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)


class Record(Keyed):
    """A row that people edit: versioned, in the history, deleted softly."""

    __history__: ClassVar[bool] = True

    version: Mapped[int] = mapped_column(Int, default=1, server_default=sa.text("1"))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, default=now, onupdate=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTime)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Owned:
    """A row that belongs to a person; visibility follows this column."""

    @declared_attr
    def owner_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(Id, sa.ForeignKey("person.id"), index=True)


class Imported:
    """A row that may come from another system, which knew it as `external_id`."""

    source: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(Text)


class Named:
    """A row sorted and searched by its name without case and accents."""

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text(ordered=True))


class Customised:
    """A row with fields that the team defined itself, by key."""

    custom: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default=sa.text("'{}'"))


def reference(table: str, *, index: bool = False, **kwargs: Any) -> Any:
    """A column that refers to a row of `table`; deleting that row is refused while it is referred to."""
    return mapped_column(Id, sa.ForeignKey(f"{table}.id"), index=index, **kwargs)


def live(*columns: str, table: str, name: str | None = None) -> sa.Index:
    """A unique index over the rows that are not deleted."""
    # Postgres' own clause stands in the migrations: naming it here loads all its drivers, for a file too.
    alive = sa.text("deleted_at IS NULL")
    return sa.Index(name or f"uq_{table}_{'_'.join(columns)}", *columns, unique=True, sqlite_where=alive)


def by_name(table: str) -> sa.Index:
    """An index of live rows by name; it holds the owner, so that the keys of a list need no other read."""
    alive = sa.text("deleted_at IS NULL")
    return sa.Index(f"ix_{table}_by_name", "name_key", "id", "owner_id", sqlite_where=alive)


def origin(table: str) -> sa.Index:
    """A unique index over source and external id of live rows."""
    alive = sa.text("deleted_at IS NULL AND external_id IS NOT NULL")
    return sa.Index(f"uq_{table}_origin", "source", "external_id", unique=True, sqlite_where=alive)

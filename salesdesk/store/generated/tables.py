"""What the generators of both databases need to know about a table."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from salesdesk.models import Base
from salesdesk.models.visibility import Visibility

# What changes by itself with every save, or follows from another row, is no news to a reader of the history.
SILENT = frozenset({"id", "version", "created_at", "updated_at"})
SEARCHED: dict[str, tuple[str, ...]] = {
    "company": ("name_key", "domain"),
    "contact": ("name_key", "email"),
    "deal": ("name_key", "number"),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One table with what its model declares."""

    table: sa.Table
    visibility: Visibility
    history: bool

    @property
    def name(self) -> str:
        """Its name in the database."""
        return self.table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """All its columns."""
        return tuple(column.name for column in self.table.columns)

    @property
    def tracked(self) -> tuple[str, ...]:
        """The columns whose changes stand in the history."""
        derived = {"owner_id"} if self.follows_deal else set()
        return tuple(name for name in self.columns if name not in SILENT and name not in derived)

    @property
    def owned(self) -> bool:
        """Whether each row belongs to somebody."""
        return "owner_id" in self.table.columns

    def heard_by(self, row: str) -> str:
        """The SQL of the person who hears of a change of `row` (new, old ...), with whoever is above them;
        NULL where everybody does. Of a private row only the person themselves hears."""
        if self.owned:
            return f"{row}.owner_id"
        if self.visibility.seen != "private":
            return ""
        person = f"{row}.{self.visibility.person}"
        return f"CASE WHEN NOT {row}.shared THEN {person} END" if "shared" in self.columns else person

    @property
    def follows_deal(self) -> bool:
        """Whether its rows hang on a deal and take its owner."""
        return self.owned and "deal_id" in self.table.columns

    @property
    def key(self) -> str:
        """The column that names a row: its id, else the first of its key."""
        return next(iter(self.table.primary_key.columns)).name


def declared() -> Iterator[Declared]:
    """Every table of the metadata, in the order of their references; TypeError if one declares nothing."""
    classes = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for table in Base.metadata.sorted_tables:
        model = classes[table]
        visibility = getattr(model, "__visibility__", None)
        if not isinstance(visibility, Visibility):
            raise TypeError(f"{model.__name__} does not say who may see its rows")
        yield Declared(table, visibility, bool(model.__history__))

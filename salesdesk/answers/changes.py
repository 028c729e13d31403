"""Which records changed: what the change feed tells the screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of changed rows per table; `everything` means the feed lost its place: read all again."""

    rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    everything: bool = False

    def touches(self, tables: frozenset[str]) -> bool:
        """Whether a view that watches `tables` has to look."""
        return self.everything or any(self.rows.get(table) for table in tables)

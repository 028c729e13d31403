"""The cards that are picked to do something with all of them; over all columns, kept through refreshes."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Picked(QObject):
    """Deals by their keys, whether their cards are loaded or not."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: frozenset[int] = frozenset()

    @property
    def ids(self) -> frozenset[int]:
        """The deals picked."""
        return self._ids

    def __contains__(self, deal_id: int) -> bool:
        return deal_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def put(self, ids: Iterable[int]) -> None:
        """Pick exactly these."""
        wanted = frozenset(ids)
        if wanted != self._ids:
            self._ids = wanted
            self.changed.emit()

    def toggle(self, deal_id: int) -> None:
        """Pick a deal, or let go of it."""
        self.put(self._ids ^ {deal_id})

    def clear(self) -> None:
        """Let go of all."""
        self.put(())

"""Which rows are ticked: some of them, or all but some, without holding every one."""

from array import array
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Chosen(QObject):
    """The rows of a list that a person ticked, by key. With `everything` the keys are those left out.

    All are those that were listed when they were ticked: what comes into the list later has no tick.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.everything = False
        self._keys: set[int] = set()
        self._all: array[int] | None = None

    def __contains__(self, key: int) -> bool:
        return (key in self._keys) != self.everything

    def count(self, of: int) -> int:
        """How many of a list of `of` rows are ticked."""
        return max(0, of - len(self._keys)) if self.everything else len(self._keys)

    def ids(self, listed: "array[int]") -> "array[int]":
        """The ticked keys in the order of the list."""
        if not self.everything:
            return array("q", (key for key in listed if key in self._keys))
        kept = listed[:]
        for key in self._keys:
            if key in kept:
                kept.remove(key)
        return kept

    @property
    def left_out(self) -> tuple[int, ...]:
        """The keys without a tick where everything else has one."""
        return tuple(self._keys) if self.everything else ()

    def turn(self, key: int) -> None:
        """Tick a row, or take its tick away."""
        self._keys ^= {key}
        self.changed.emit()

    def add(self, keys: Iterable[int]) -> None:
        """Tick these rows too."""
        if self.everything:
            self._keys.difference_update(keys)
        else:
            self._keys.update(keys)
        self.changed.emit()

    def choose_all(self, listed: "array[int] | None") -> None:
        """Tick every row of the list, however long; None for a list of which only the first rows are read."""
        self.everything, self._keys, self._all = True, set(), listed
        self.changed.emit()

    def clear(self) -> None:
        """Tick nothing."""
        if self.everything or self._keys:
            self.everything, self._keys, self._all = False, set(), None
            self.changed.emit()

    def keep_only(self, listed: "array[int]") -> None:
        """Take the list as it is now: ticked rows that are gone are forgotten, new ones have no tick."""
        kept = self._keys.intersection(listed) if self._keys else set()
        if self.everything and self._all is None:
            self._all = listed
        elif self.everything and self._all is not None and self._all != listed:
            kept |= set(listed).difference(self._all)
        if kept != self._keys:
            self._keys = kept
            self.changed.emit()

"""Listens to the database and tells the screens what changed, by whomever."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.answers.changes import Changes
from salesdesk.ui.kit.background import Background

if TYPE_CHECKING:
    from salesdesk.store import Feed

SERVER_MS, FILE_MS, SHARE_MS = 400, 1_000, 4_000


class Watcher(QObject):
    """Asks the change feed again and again, away from the window's thread; `changed` carries what is new."""

    changed = Signal(object)
    lost = Signal(str)
    found = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._feed: Feed | None = None
        self._asking = False
        self._again = False
        self._offline = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def watch(self, feed: "Feed", every_ms: int) -> None:
        """Ask this feed from now on."""
        self.stop()
        self._feed = feed
        self._timer.start(every_ms)

    def stop(self) -> None:
        """Listen to nothing."""
        self._timer.stop()
        feed, self._feed = self._feed, None
        if feed is not None:
            self._background.run(feed.close, lambda _: None, failed=lambda _: None)

    def look(self) -> None:
        """Look now; at once after an own save."""
        feed = self._feed
        if feed is None:
            return
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._background.run(feed.poll, self._told, owner=self, failed=self._failed)

    def _told(self, changes: Changes) -> None:
        self._asking = False
        if self._offline:
            self._offline = False
            self.found.emit()
        if changes.everything or changes.rows:
            self.changed.emit(changes)
        if self._again:
            self._again = False
            self.look()

    def _failed(self, sentence: str) -> None:
        self._asking = False
        if not self._offline:
            self._offline = True
            self.lost.emit(sentence)

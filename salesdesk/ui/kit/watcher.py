"""Listens to the database and tells the screens what changed, by whomever."""

from concurrent.futures import Future, wait
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
        self._asked: Future[None] | None = None
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
        """Listen to nothing; what is being asked is not told any more."""
        self._timer.stop()
        feed, self._feed = self._feed, None
        asked, self._asked = self._asked, None
        self._asking = self._again = self._offline = False
        if feed is None:
            return

        def close() -> None:
            if asked is not None:
                wait([asked])  # both use the one connection of the feed
            feed.close()

        self._background.run(close, lambda _: None, failed=lambda _: None)

    def look(self) -> None:
        """Look now; at once after an own save."""
        feed = self._feed
        if feed is None:
            return
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._asked = self._background.run(
            feed.poll,
            lambda changes: self._told(feed, changes),
            owner=self,
            failed=lambda sentence: self._failed(feed, sentence),
        )

    def _told(self, feed: "Feed", changes: Changes) -> None:
        if feed is not self._feed:
            return
        self._asking = False
        if self._offline:
            self._offline = False
            self.found.emit()
        if changes.everything or changes.rows:
            self.changed.emit(changes)
        if self._again:
            self._again = False
            self.look()

    def _failed(self, feed: "Feed", sentence: str) -> None:
        if feed is not self._feed:
            return
        self._asking = False
        if not self._offline:
            self._offline = True
            self.lost.emit(sentence)

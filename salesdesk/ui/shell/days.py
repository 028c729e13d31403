"""What has to be done when a day begins, however long the window stays open."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from salesdesk.ui.kit.screen import Desk

FIRST_MS, EVERY_MS = 5_000, 10 * 60_000


class Days(QObject):
    """Looks soon after a database is opened, and every few minutes, whether a rate that was entered ahead has
    come into force, and lets the sums of open deals follow it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def begin(self, desk: Desk) -> None:
        """Look after another database."""
        self._desk = None if desk.read_only else desk
        self._timer.start(FIRST_MS)

    def look(self) -> None:
        """Look whether there is something to do, and do it."""
        self._timer.start(EVERY_MS)
        if self._desk is None:
            return

        def query(session: Any) -> list[int]:
            from salesdesk.services.revaluing import deals_to_revalue

            return deals_to_revalue(session)

        background = self._desk.background
        background.ask(query, self._revalue, owner=self._desk.life, key="days", failed=lambda _: None)

    def _revalue(self, deal_ids: list[int]) -> None:
        if not deal_ids or self._desk is None:
            return

        def act(session: Any) -> int:
            from salesdesk.services.revaluing import revalue

            return revalue(session)

        desk = self._desk
        desk.background.do(act, lambda _: desk.look(), kind="revalue", owner=desk.life, failed=lambda _: None)

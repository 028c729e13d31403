"""On which clocks a day begins, and what has to be done then, however long the window stays open."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.answers.changes import Changes
from salesdesk.rules.periods import local_time
from salesdesk.ui.kit.company_day import use_zone
from salesdesk.ui.kit.screen import Desk

FIRST_MS, EVERY_MS = 5_000, 10 * 60_000


class Days(QObject):
    """Looks soon after a database is opened, and every few minutes, whether a rate that was entered ahead has
    come into force, and lets the sums of open deals follow it. Days are the company's; `moved` tells that
    they begin at another hour than was shown until now.
    """

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._open: Desk | None = None
        self._zone = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def begin(self, desk: Desk) -> None:
        """Look after another database."""
        self._open, self._desk = desk, None if desk.read_only else desk
        self._zone = ""
        self._ask_zone()
        self._timer.start(FIRST_MS)

    def hear(self, changes: Changes) -> None:
        """Follow the company to another time zone."""
        if changes.everything or changes.rows.get("calendar"):
            self._ask_zone()

    def count_here(self) -> None:
        """Count days as this window's company does: another window may count them otherwise."""
        use_zone(self._zone)

    def _ask_zone(self) -> None:
        if self._open is not None:
            background = self._open.background
            background.ask(_zone, self._use, owner=self._open.life, key="zone", failed=lambda _: None)

    def _use(self, zone: str) -> None:
        now, before = datetime.now(UTC), self._zone
        shown = local_time(now, before) if before else now.astimezone()
        self._zone = zone
        use_zone(zone)
        if local_time(now, zone).utcoffset() != shown.utcoffset():
            self.moved.emit()

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


def _zone(session: Any) -> str:
    # Loaded when a database is open: the first window is painted before what reads one is there.
    from salesdesk.queries.company_calendar import time_zone

    return time_zone(session)

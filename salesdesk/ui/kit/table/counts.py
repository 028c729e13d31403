"""How many rows each view of a list holds, counted in the background beside its name."""

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from salesdesk.answers.lists import View
from salesdesk.queries.lists import list_totals

if TYPE_CHECKING:
    from salesdesk.ui.kit.table.page import ListPage

_SOON_MS, _REST, _LONGEST_REST = 400, 5, 10.0


class ViewCounts(QObject):
    """Counts the views of a page one after the other; the longer that takes, the more seldom."""

    def __init__(self, page: "ListPage") -> None:
        super().__init__(page)
        self._page = page
        self._counting, self._not_before = False, 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)

    def start(self) -> None:
        """Count soon."""
        self._timer.start(_SOON_MS)

    def again(self) -> None:
        """What was counted holds no more: the next count does not wait for its turn."""
        self._not_before = 0.0

    def _count(self) -> None:
        if self._counting:
            self.start()
            return
        if monotonic() < self._not_before:
            self._timer.start(int((self._not_before - monotonic()) * 1000) + 1)
            return
        self._counting = True
        self._next(list(self._page.views), monotonic())

    def _next(self, rest: list[View], began: float) -> None:
        if not rest:
            self._counting = False
            pause = min(_LONGEST_REST, _REST * (monotonic() - began))
            self._not_before = monotonic() + pause
            return
        view, *others = rest
        page = self._page
        columns = ("name",) if "name" in page.columns else ()
        plain = replace(page.whole(view.view), columns=columns, group="")

        def then(rows: int) -> None:
            page.tabs.show_count(view, rows)
            self._next(others, began)

        page.desk.background.ask(
            lambda session: list_totals(session, plain).count,
            then,
            owner=page,
            failed=lambda _: self._next(others, began),
        )

"""Helps a company that begins: the list that ticks itself, and the word that the sample is only a sample."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from salesdesk.answers.beginnings import Beginnings
from salesdesk.answers.changes import Changes
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.shell.pages import Pages

WATCHED = frozenset({"deal", "activity", "person", "import_batch"})
CALM_MS = 800
SCREEN_OF = {"import": "exchange", "people": "team"}
"""Which screen does a step; the pipeline does the others."""


class Guidance(QObject):
    """Reads how far the company has come, again after changes, until there is nothing to show."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages)
        self._pages = pages
        self._desk: Desk | None = None
        self._over = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self._read)
        pages.rail.first_steps.chosen.connect(self._go)
        pages.rail.first_steps.dismissed.connect(self._dismiss)

    def begin(self, desk: Desk) -> None:
        """Guide through another database."""
        self._desk, self._over = desk, False
        self._show(Beginnings(frozenset(), is_dismissed=True))
        self._over = False
        self._timer.start()

    def hear(self, changes: Changes) -> None:
        """Something changed in the database."""
        if not self._over and changes.touches(WATCHED):
            self._timer.start()

    def _read(self) -> None:
        def query(session: Any) -> Beginnings:
            from salesdesk.queries.beginnings import beginnings

            return beginnings(session)

        if self._desk is not None:
            self._desk.background.ask(
                query, self._show, owner=self._desk.life, key="beginnings", failed=lambda _: None
            )

    def _show(self, shown: Beginnings) -> None:
        self._over = shown.is_over
        self._pages.rail.show_beginnings(shown)
        self._pages.sample_bar.setVisible(shown.is_sample)

    def _go(self, step: str) -> None:
        if step == "deal":
            self._pages.make("pipeline")
        else:
            self._pages.open(SCREEN_OF.get(step, "pipeline"))

    def _dismiss(self) -> None:
        self._show(Beginnings(frozenset(), is_dismissed=True))
        if self._desk is not None and not self._desk.read_only:
            self._desk.background.do(_keep_dismissed, kind="getting_started", owner=self._desk.life)


def _keep_dismissed(session: Any) -> None:
    from salesdesk.queries.beginnings import DISMISSED
    from salesdesk.services.settings import change_own_setting

    change_own_setting(session, key=DISMISSED, value=True)

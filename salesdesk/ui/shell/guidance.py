"""Helps a company that begins: says that the sample is only a sample, and shows the first steps again."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from salesdesk.answers.beginnings import Beginnings
from salesdesk.answers.changes import Changes
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.shell.pages import Pages

CALM_MS = 800


class Guidance(QObject):
    """Says once the window is at rest whether this is the sample."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages)
        self._pages = pages
        self._desk: Desk | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self._read)

    def begin(self, desk: Desk) -> None:
        """Guide through another database."""
        self._desk = desk
        self._pages.sample_bar.hide()
        self._timer.start()

    def bring_back(self) -> None:
        """Let Today show the first steps again, until they are hidden."""
        desk = self._desk
        if desk is not None and not desk.read_only and desk.viewer.person_id is not None:
            # The feed tells nothing of what is one's own alone.
            mine = Changes({"person_setting": frozenset({desk.viewer.person_id})})
            desk.background.do(
                _keep_wanted,
                lambda _: self._pages.changed(mine),
                kind="getting_started",
                owner=desk.life,
            )

    def _read(self) -> None:
        def query(session: Any) -> Beginnings:
            from salesdesk.queries.beginnings import beginnings

            return beginnings(session)

        if self._desk is not None:
            self._desk.background.ask(
                query, self._show, owner=self._desk.life, key="beginnings", failed=lambda _: None
            )

    def _show(self, shown: Beginnings) -> None:
        self._pages.sample_bar.setVisible(shown.is_sample)


def _keep_wanted(session: Any) -> None:
    from salesdesk.queries.beginnings import DISMISSED
    from salesdesk.services.settings import change_own_setting

    change_own_setting(session, key=DISMISSED, value=False)

"""Which pages stand in the rail of the person who looks: read at opening, and again when it may differ."""

from typing import Any

from PySide6.QtCore import QObject

from salesdesk.answers.changes import Changes
from salesdesk.answers.rail import Standing
from salesdesk.rules.rail import in_rail
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.shell import menu
from salesdesk.ui.shell.pages import Pages

WATCHED = frozenset({"person", "person_setting"})


class RailPages(QObject):
    """Keeps the rail as the position and the choice of the person want it."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages)
        self._pages = pages
        self._desk: Desk | None = None
        pages.rail.put_away_asked.connect(lambda name: self.choose(name, False))
        pages.rail.choice_asked.connect(self._offer)

    @property
    def all(self) -> tuple[tuple[str, str, str], ...]:
        """Name, title and icon of every page."""
        return tuple((entry.name, entry.title, entry.icon) for entry in menu.SCREENS)

    def begin(self, desk: Desk) -> None:
        """Show the rail of whoever opened a database."""
        self._desk = desk
        self._show(Standing("", "", leads=False, is_administrator=desk.viewer.is_administrator))
        self._read()

    def hear(self, changes: Changes) -> None:
        """Something changed in the database."""
        if changes.touches(WATCHED):
            self._read()

    def choose(self, name: str, shown: bool) -> None:
        """Let a page stand in the rail of this person, or not."""
        desk = self._desk
        if desk is None:
            return
        me = desk.viewer.person_id
        if desk.read_only or me is None:
            desk.toast(desk.read_only or tr("Only a person of the team has a rail of their own."))
            return

        def save(session: Any) -> None:
            from salesdesk.services.rail import choose_page

            choose_page(session, page=name, shown=shown)

        def saved(_: Any) -> None:
            self._read()
            # The feed tells nothing of what is one's own alone.
            self._pages.changed(Changes({"person_setting": frozenset({me})}))
            if not shown:
                desk.toast(tr("It is under “More” now, and in Ctrl+K. Settings, Navigation brings it back."))

        desk.background.do(save, saved, kind="choose_page", owner=desk.life, failed=desk.toast)

    def _offer(self) -> None:
        if self._desk is not None:
            self._desk.run("go.settings")
            self._desk.run("settings.navigation")

    def _read(self) -> None:
        def query(session: Any) -> Standing:
            from salesdesk.queries.rail import standing

            return standing(session)

        if self._desk is not None:
            self._desk.background.ask(
                query, self._show, owner=self._desk.life, key="rail", failed=lambda _: None
            )

    def _show(self, person: Standing) -> None:
        self._pages.rail.put_away(
            frozenset(entry.name for entry in menu.SCREENS if not in_rail(entry.name, person))
        )

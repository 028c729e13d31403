"""Shows the ways to begin, and keeps the list of databases that this computer remembers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from salesdesk.keychain import keep_password
from salesdesk.settings import Settings
from salesdesk.ui.shell.opening import file_facts, is_server

if TYPE_CHECKING:
    from salesdesk.ui.shell.welcome import Welcome
    from salesdesk.ui.shell.window import Window


class Welcoming(QObject):
    """Makes the first page when it is shown first; `page` is None until then."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.page: Welcome | None = None

    def show(self, sentence: str) -> None:
        """Show the ways to begin, and why something could not be opened."""
        from salesdesk.ui.shell.welcome import Welcome

        window = self._window
        if self.page is None:
            self.page = Welcome(window.theme, window.settings)
            self.page.chosen.connect(window.begin)
            self.page.recent_chosen.connect(window.open_database)
            self.page.theme_chosen.connect(window.choose_theme)
            self.page.pin_asked.connect(self.pin)
            self.page.forget_asked.connect(self.forget)
            window.stack.addWidget(self.page)
        self.page.show_recent(window.settings)
        self.page.say(sentence)
        window.stack.setCurrentWidget(self.page)
        self.page.focus_first()
        self._look_at_files()

    def wait(self) -> None:
        """Take no other choice while one is carried out."""
        if self.page is not None:
            self.page.begin()

    def pin(self, where: str, pinned: bool) -> None:
        """Keep a remembered database first in the list, or no longer."""
        self._change(lambda settings: settings.with_pin(where, pinned))

    def forget(self, where: str) -> None:
        """Remember a database no longer; what is in it stays, and a password kept for it goes."""
        self._change(lambda settings: settings.without_database(where))
        if is_server(where):
            self._window.background.run(
                lambda: keep_password(where, ""), lambda _: None, failed=lambda _: None
            )

    def _change(self, change: Callable[[Settings], Settings]) -> None:
        self._window.keep(change)
        if self.page is not None:
            self.page.show_recent(self._window.settings)
            self.page.focus_first()
            self._look_at_files()

    def _look_at_files(self) -> None:
        """Say of the files remembered how large they are."""
        recent, page = self._window.settings.recent, self.page
        if page is not None:
            self._window.background.run(lambda: file_facts(recent), page.show_facts, owner=page)

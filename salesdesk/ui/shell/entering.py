"""Between opening a file and showing it: who is it that opens it?"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from salesdesk.answers.entrance import Candidate, Entrance
from salesdesk.ui.shell.sign_in import SignIn

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store
    from salesdesk.ui.shell.window import Window


class Entering(QObject):
    """Keeps what was opened until somebody signed in, and shows the window's pages only then."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._opened: tuple[Store, Feed] | None = None
        self.page: SignIn | None = None

    def ask(self, opened: "tuple[Store, Feed]", entrance: Entrance) -> None:
        """Ask who opens a database that is open already."""
        self.forget()
        window, store = self._window, opened[0]
        self._opened = opened
        login = window.settings.logins.get(store.place.address, "")
        self.page = SignIn(window.theme, entrance, store.place.name, login)
        self.page.entered.connect(self._enter)
        self.page.left.connect(self._leave)
        window.stack.addWidget(self.page)
        window.stack.setCurrentWidget(self.page)
        window.toast.hide()
        self.page.focus_first()

    def _enter(self, person: Candidate, typed: str, stays: bool) -> None:
        opened, page, window = self._opened, self.page, self._window
        assert opened is not None and page is not None
        store = opened[0]

        def entered(_: object) -> None:
            window.doors.entered(person.mark)
            mark = person.mark if stays else ""
            window.keep(lambda settings: settings.with_stay(store.place.address, mark))
            self._opened = None
            window.show_opened(opened)

        window.background.run(
            lambda: store.enter(person.id, typed), entered, owner=page, key="enter", failed=page.say
        )

    def _leave(self) -> None:
        """Go back to what was shown before, or to the ways to begin."""
        self._window.show_before()
        self.forget()

    def forget(self) -> None:
        """Close what nobody signed in to."""
        if self._opened is not None:
            self._window.close_unclaimed(self._opened)
            self._opened = None
        if self.page is not None:
            self._window.stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None

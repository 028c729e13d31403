"""Between opening a file and showing it: who is it that opens it?"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from salesdesk.answers.entrance import Candidate, Entrance
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.shell.conduct_sheet import ask_to_agree
from salesdesk.ui.shell.opening import is_server
from salesdesk.ui.shell.sign_in import SignIn

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store
    from salesdesk.ui.shell.window import Window

SETTLED_MS = 600
"""How long after a database is shown it is noted who came in."""


class Entering(QObject):
    """Keeps what was opened until somebody signed in, and shows the window's pages only then."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._opened: tuple[Store, Feed] | None = None
        # Opened in the background, not yet shown; closed with the window when that comes first.
        self._unclaimed: list[tuple[Store, Feed]] = []
        self.page: SignIn | None = None

    def open(self, where: str, *, again: bool) -> None:
        """Open a database away from this thread; it is shown as soon as it is known who opens it."""
        window = self._window

        def work() -> "tuple[tuple[Store, Feed], Entrance | None]":
            opened = window.doors.open_store(where)
            self._unclaimed.append(opened)
            try:
                return opened, window.doors.asks_who(opened[0], again)
            except BaseException:
                # Nobody will show it: its connections are not to stay for as long as the window does.
                self._unclaimed.remove(opened)
                _close(opened)
                raise

        def told(answer: "tuple[tuple[Store, Feed], Entrance | None]") -> None:
            opened, entrance = answer
            if entrance is None:
                self._show(opened)
            else:
                self._ask(opened, entrance)

        def refused(sentence: str) -> None:
            window.not_opened(sentence)
            if is_server(where) and not window.is_covered:
                window.beginning.connect_to(where, sentence)

        window.background.run(work, told, owner=window, failed=refused)

    def _show(self, opened: "tuple[Store, Feed]") -> None:
        self._unclaimed.remove(opened)
        self._opened = None
        self._window.show_opened(opened)

    def _ask(self, opened: "tuple[Store, Feed]", entrance: Entrance) -> None:
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
            self._show(opened)

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
            self._unclaimed.remove(self._opened)
            _close(self._opened)
            self._opened = None
        if self.page is not None:
            self._window.stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None

    def close(self) -> None:
        """Close all that was opened and not shown."""
        for opened in self._unclaimed:
            _close(opened)


def _close(opened: "tuple[Store, Feed]") -> None:
    opened[1].close()
    opened[0].close()


def come_in(desk: Desk) -> None:
    """Note that somebody signed in, and show them the rules of the house if they have not agreed to them.

    A moment later: the first screen is filled first, and has the focus then.
    """

    def settled() -> None:
        desk.background.do(_nothing, kind="sign_in", owner=desk.life, failed=lambda _: None)
        ask_to_agree(desk)

    if desk.viewer.person_id is not None and not desk.read_only:
        QTimer.singleShot(SETTLED_MS, desk.life, settled)


def _nothing(_: object) -> None:
    """The save in which somebody signs in changes nothing: that it was done says when they were here."""

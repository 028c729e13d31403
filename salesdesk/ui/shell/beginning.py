"""The ways into a database: the sample, a company of one's own, a file, a server, a backup."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from salesdesk.errors import NothingThere, RuleBroken
from salesdesk.rules.beginnings import NewCompany
from salesdesk.rules.invitations import LONGEST, Invitation, read_invitation
from salesdesk.translation import tr
from salesdesk.ui.shell.opening import ask_for_backup, ask_for_database, database_parts, is_server

if TYPE_CHECKING:
    from salesdesk.ui.shell.first_steps import FirstSteps
    from salesdesk.ui.shell.window import Window


class Beginning(QObject):
    """Asks what has to be asked, makes what has to be made, and lets the window open it."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.steps: FirstSteps | None = None

    def begin(self, choice: str) -> None:
        """Go one of the ways: sample, new, open, connect or restore."""
        if choice == "sample":
            self._window.toast.say(tr("Making the sample company …"))
            self._window.welcoming.wait()
            self._make(lambda: self._window.doors.make_sample())
        elif choice == "connect":
            self.connect_to()
        elif choice == "invitation":
            self._paste_invitation()
        elif choice == "restore":
            source, target = ask_for_backup(self._window)
            if source:
                self._make(lambda: self._window.doors.restore(source, target))
        else:
            where = ask_for_database(self._window, choice)
            if where and choice == "new":
                self._ask_first_steps(where)
            elif where:
                self._window.open_database(where)

    def _make(self, work: Callable[[], str], failed: Callable[[str], None] | None = None) -> None:
        window = self._window
        window.background.run(work, window.open_database, owner=window, failed=failed or window.not_opened)

    def _ask_first_steps(self, where: str) -> None:
        """Ask the first steps in the window; only then is anything made."""
        from salesdesk.ui.shell.first_steps import FirstSteps

        window, before = self._window, self._window.stack.currentWidget()
        whole = database_parts(where)[0]
        name = (whole if is_server(where) else whole.rpartition(".")[0]).replace("_", " ").strip()
        steps = FirstSteps(window.theme, name[:1].upper() + name[1:], where)
        self.steps = steps

        def leave() -> None:
            if before is not None:
                window.stack.setCurrentWidget(before)
            self._forget_steps()

        def make(company: NewCompany) -> None:
            window.background.run(
                lambda: window.doors.make_new(where, company),
                window.open_database,
                owner=steps,
                failed=steps.refuse,
            )

        steps.left.connect(leave)
        steps.finished.connect(make)
        window.stack.addWidget(steps)
        window.stack.setCurrentWidget(steps)
        steps.focus_first()

    def _forget_steps(self) -> None:
        if self.steps is not None:
            self._window.stack.removeWidget(self.steps)
            self.steps.deleteLater()
            self.steps = None

    def opened(self) -> None:
        """A database is shown now: whatever was asked on the way is over."""
        self._forget_steps()

    def connect_to(self, known: str = "", sentence: str = "", invitation: Invitation | None = None) -> None:
        """Ask for a server, with what is known of it, and say why it has to be asked."""
        from salesdesk.ui.shell.connecting import ConnectSheet

        window = self._window
        recent = known or next((where for where in window.settings.recent if is_server(where)), "")

        def test(address: str) -> bool:
            try:
                store, feed = window.doors.open_store(address)
            except NothingThere:
                return False
            feed.close()
            store.close()
            return True

        sheet = ConnectSheet(
            window.stack,
            window.theme,
            window.background,
            known=recent,
            test=test,
            opened=window.open_database,
            make=self._ask_first_steps,
        )
        sheet.refuse(sentence)
        if invitation is not None:
            sheet.show_invitation(invitation)

    def take_invitation(self, path: str) -> None:
        """Ask for the server that the invitation in a file leads to."""

        def read() -> Invitation:
            with Path(path).open(encoding="utf-8", errors="replace") as file:
                return read_invitation(file.read(LONGEST + 1))

        window = self._window

        def show(invitation: Invitation) -> None:
            if window.stack.currentWidget() is window.pages and not window.has_database:
                window.show_welcome()
            self.connect_to(invitation=invitation)

        window.background.run(read, show, owner=window, failed=window.not_opened)

    def _paste_invitation(self) -> None:
        try:
            self.connect_to(invitation=read_invitation(QGuiApplication.clipboard().text()))
        except RuleBroken as error:
            self._window.not_opened(str(error))

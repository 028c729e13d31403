"""Closing a window: nothing that was typed or ordered is lost without a word."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.ui.shell.window import Window

TELL_MS = 300
"""A save that takes longer than this while the window closes is told."""
INSIST_MS = 60_000
"""How long closing once more means: leave it unsaved."""


class Leaving(QObject):
    """Takes what stands in a field as typed, waits for the saves, and closes the window only then.

    What could not be saved, or a form with something typed in it, keeps the window open with a sentence;
    closing it again within a minute leaves it.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.is_over = False
        self._is_waiting = self._insists = False
        self._unsaved: list[str] = []
        self._then: Callable[[], None] | None = None
        self._telling = QTimer(self, singleShot=True, interval=TELL_MS)
        self._telling.timeout.connect(lambda: window.toast.say(tr("Saving …")))
        self._insisting = QTimer(self, singleShot=True, interval=INSIST_MS)
        self._insisting.timeout.connect(self._forget)
        window.background.unsaved.connect(self._unsaved.append)

    def leave(self, then: Callable[[], None] | None = None) -> None:
        """Close the window as soon as all is saved; `then` follows when it is closed."""
        if self._is_waiting:
            return
        if self._window.drafts.keeps_all:
            self.insist()  # what is typed stays on the disk and is offered again
        if not self._insists and any(sheet.has_typed for sheet in self._window.sheets()):
            self._stay(tr("This form is not saved yet. Close once more to leave it."))
            return
        self._leave_field()
        if not self._insists and self._typed_on:
            self._stay(
                tr("{where}: what you wrote is not saved yet. Close once more to leave it.").format(
                    where=self._typed_on
                )
            )
            return
        self._then = then
        self._is_waiting = True
        self._unsaved.clear()
        self._telling.start()
        # A turn later, since a field may order its save only when the event of leaving it was heard.
        QTimer.singleShot(0, self, lambda: self._window.background.finish(self._saved))

    def may_change(self) -> bool:
        """Whether another database may be opened now; where not, that is told, and the second time it may."""
        self._leave_field()
        if self._insists or not self._typed_on:
            return True
        self._stay(
            tr("{where}: what you wrote is not saved yet. Open the other once more to leave it.").format(
                where=self._typed_on
            )
        )
        return False

    def insist(self) -> None:
        """Leave what is typed without asking: it is kept elsewhere."""
        self._insists = True
        self._insisting.start()

    def _leave_field(self) -> None:
        """A field saves what was typed when it is left."""
        focus = self._window.focusWidget()
        if focus is not None:
            focus.clearFocus()

    @property
    def _typed_on(self) -> str:
        """The title of a screen with something typed on it that no save has taken, or nothing."""
        return next((screen.title for screen in self._window.screens.values() if screen.has_unsaved), "")

    def _saved(self) -> None:
        if self._unsaved and not self._insists:
            self._window.background.go_on()
            self._is_waiting = False
            self._stay(tr("{why} Close once more to leave it unsaved.").format(why=self._unsaved[-1]))
            return
        self._window.watcher.stop()
        self._window.background.finish(self._leave)

    def _leave(self) -> None:
        self._telling.stop()
        self.is_over = True
        self._window.close()
        if self._then is not None:
            self._then()

    def _stay(self, sentence: str) -> None:
        self._telling.stop()
        self._insists = True
        self._insisting.start()
        self._window.toast.say(sentence)

    def _forget(self) -> None:
        self._insists = False

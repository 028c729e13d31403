"""Puts off what would take the time of painting from what somebody waits to see."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

PAINTED_MS = 60
"""How long all that is seen at once is left to be painted, from its first part on."""


class _Painting(QObject):
    def __init__(self, widget: QWidget, then: Callable[[], object]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)
        widget.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(PAINTED_MS, self, self._finish)
        return False

    def _finish(self) -> None:
        self.deleteLater()
        self._then()


def when_painted(widget: QWidget, then: Callable[[], object]) -> None:
    """Call `then` when `widget`, and what is shown with it, was painted next; never if it goes before."""
    _Painting(widget, then)

"""Catches the second click of a double click, which would hit what a closing form uncovers."""

from PySide6.QtCore import QEvent, QObject, QPointF, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

_NEAR, _LONGEST_MS = 10, 800
_CLICKS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)


class ImpatientClick(QObject):
    """Remembers where a button was clicked; once its form is gone, a click at that very place does nothing
    for a moment."""

    def __init__(self, button: QWidget) -> None:
        super().__init__()
        self._place: QPointF | None = None
        self._button: QWidget | None = button
        button.installEventFilter(self)

    def catch(self) -> None:
        """The form goes: catch what is clicked where its button was, as long as it may be meant for that."""
        self._button = None
        application = QApplication.instance()
        if self._place is None or application is None:
            return
        self.setParent(application)
        application.installEventFilter(self)
        QTimer.singleShot(_LONGEST_MS, self, self.deleteLater)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or event.type() not in _CLICKS:
            return False
        if self._button is not None:
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._place = event.globalPosition()
            return False
        return self._place is not None and (event.globalPosition() - self._place).manhattanLength() <= _NEAR

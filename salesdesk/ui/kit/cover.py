"""What lies over a part of the window until it is left: a sheet, the palette, a list under a button."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class Cover(QWidget):
    """Covers `over`, follows its size, and gives the focus back when it is left.

    What lies under it hears no keys meanwhile: the shell asks whether there is a cover.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._before = over.window().focusWidget()
        over.installEventFilter(self)

    def fit(self) -> None:
        """Take the size of what is covered; subclasses place their own parts as well."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def uncover(self) -> None:
        """Go away and give the focus back to where it was."""
        self.hide()
        parent = self.parentWidget()
        if parent is not None:
            parent.removeEventFilter(self)
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self.fit()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

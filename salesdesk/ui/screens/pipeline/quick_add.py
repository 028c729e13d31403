"""A line at the top of a column in which one deal after the other is written down."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.translation import tr
from salesdesk.ui.screens.pipeline.card_delegate import LEFT, RIGHT


class QuickAdd(QWidget):
    """Enter makes a deal of the title and waits for the next one; Esc, or leaving it empty, closes it."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, stage: str) -> None:
        super().__init__()
        self.field = _Line(self)
        self.field.setPlaceholderText(tr("Title, then Enter"))
        self.field.setAccessibleName(tr("New deal in {stage}").format(stage=stage))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LEFT, 0, RIGHT, 8)
        layout.addWidget(self.field)
        self.field.editingFinished.connect(self._finished)
        self.hide()

    def begin(self) -> None:
        """Show the line, ready to be typed into."""
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter(self) -> None:
        """Hand the title over and empty the line."""
        title = self.field.text().strip()
        if title:
            self.field.clear()
            self.asked.emit(title)

    def give_back(self, title: str) -> None:
        """Show a title again that could not be saved, unless the next one is being typed."""
        if not self.field.text():
            self.field.setText(title)
        self.begin()

    def leave(self) -> None:
        """Close the line without making a deal of it."""
        self.field.clear()
        self.hide()
        self.left.emit()

    def _finished(self) -> None:
        if not self.field.text().strip() and not self.field.hasFocus():
            self.hide()


class _Line(QLineEdit):
    def __init__(self, owner: QuickAdd) -> None:
        super().__init__()
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._owner.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._owner.leave()
        else:
            super().keyPressEvent(event)

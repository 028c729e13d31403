"""What is typed over a day: the whole of it as one writes it, taken when the field is left."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.format import parse_day


class TypedDay(QLineEdit):
    """Lies over the field of a day while somebody types in it; `read` carries the day, `left` comes after.

    What is no day is marked on Enter and stays; leaving it gives it up, and the day shown before stands.
    """

    read = Signal(object)
    left = Signal()

    def __init__(self, over: QWidget, today: Callable[[], date]) -> None:
        # Beside the field, not in it: there Tab would walk through day, month and year.
        super().__init__(over.parentWidget())
        self._over, self._today = over, today
        self.setAccessibleName(over.accessibleName())
        self.textEdited.connect(lambda _: self._mark(""))
        self.hide()

    def begin(self, words: str) -> None:
        """Begin with what was typed first."""
        self.setGeometry(self._over.geometry())
        self.setText(words)
        self._mark("")
        QWidget.setTabOrder(self._over, self)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText("")
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._is_day():
                self._over.setFocus(Qt.FocusReason.OtherFocusReason)
                event.ignore()  # what Enter does to the form it does as from any other field
        else:
            super().keyPressEvent(event)

    def _is_day(self) -> bool:
        try:
            parse_day(self.text(), self._today())
        except ValueError:
            self._mark(tr("“{text}” is no day; write it like 31 Mar 2027.").format(text=self.text()))
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason or self.isHidden():
            return
        try:
            told = parse_day(self.text(), self._today()) if self.text().strip() else None
        except ValueError:
            told = None
        self.hide()
        if told is not None:
            self.read.emit(told)
        self.left.emit()

    def _mark(self, wrong: str) -> None:
        self.setToolTip(wrong)
        self.setProperty("state", "wrong" if wrong else "")
        self.style().polish(self)

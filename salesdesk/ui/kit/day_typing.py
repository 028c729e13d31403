"""What is typed over a day: the whole of it as one writes it, taken when the field is left."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.format import parse_day

_HINT_MS, _HINT_WIDE = 6_000, 300
_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def begins_a_day(event: QKeyEvent) -> bool:
    """Whether a key is the first of a day as one writes it: a letter, a digit, or the + of +3."""
    return (event.text().isalnum() or event.text() == "+") and not event.modifiers() & _COMMANDING


def _wrong(text: str) -> str:
    words = tr("“{text}” is no day. Write it like 31 Mar 2027, tomorrow, Friday, +3 or in 2 weeks.")
    return words.format(text=text.strip())


class DayHint(QLabel):
    """A sentence below the field of a day, over whatever lies there."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self._below = below
        self.setObjectName("dayHint")
        self.setWordWrap(True)
        self._ending = QTimer(self, singleShot=True)
        self._ending.timeout.connect(self.hide)
        below.installEventFilter(self)
        below.destroyed.connect(self.deleteLater)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def say(self, sentence: str, for_ms: int = 0) -> None:
        """Show a sentence, or none; for a while, or until it is hidden."""
        self._ending.stop()
        self.setText(sentence)
        if not sentence or not self._below.isVisible():
            self.hide()
            return
        over = self._below.window()
        self.setParent(over)
        self.setFixedWidth(min(_HINT_WIDE, over.width() - 16))
        self.adjustSize()
        place = self._below.mapTo(over, QPoint(0, self._below.height() + 4))
        left = max(8, min(place.x(), over.width() - self.width() - 8))
        if place.y() + self.height() > over.height() - 8:
            place.setY(place.y() - self._below.height() - self.height() - 8)
        self.move(left, place.y())
        self.show()
        self.raise_()
        if for_ms:
            self._ending.start(for_ms)


class TypedDay(QLineEdit):
    """Lies over the field of a day while somebody types in it; `read` carries the day, `left` comes after.

    What is no day is marked on Enter, with a sentence below, and stays; leaving it gives it up: the day shown
    before stands, and the sentence a while longer.
    """

    read = Signal(object)
    left = Signal()

    def __init__(self, over: QWidget, today: Callable[[], date]) -> None:
        # Beside the field, not in it: there Tab would walk through day, month and year.
        super().__init__(over.parentWidget())
        self._over, self._today = over, today
        self.setAccessibleName(over.accessibleName())
        self.textEdited.connect(lambda _: self._mark(""))
        self._hint = DayHint(over)
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
            self._mark(_wrong(self.text()))
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
            self._hint.say(_wrong(self.text()), for_ms=_HINT_MS)
        else:
            self._hint.hide()
        self.hide()
        if told is not None:
            self.read.emit(told)
        self.left.emit()

    def _mark(self, wrong: str) -> None:
        self.setToolTip(wrong)
        self._hint.say(wrong)
        self.setProperty("state", "wrong" if wrong else "")
        self.style().polish(self)

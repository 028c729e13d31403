"""What is offered while one types: a short list below the field that keeps the cursor in it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

ROW, MOST = 30, 8


class OfferList(QListWidget):
    """`taken` carries the place of what was chosen. The field asks `heard` about each key first."""

    taken = Signal(int)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("offerList")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self._take(self.row(item)))
        # It is a child of the window once it was shown, and goes with its field all the same.
        field.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def words(self) -> list[str]:
        """What is offered now."""
        return [self.item(row).text() for row in range(self.count())] if self.isVisible() else []

    def offer(self, words: Sequence[str], below: QRect) -> None:
        """Offer these, below a rectangle of the field; none of them hides the list."""
        self.clear()
        if not words:
            self.hide()
            return
        for each in words[:MOST]:
            self.addItem(QListWidgetItem(each))
        over = self._field.window()
        if self.parentWidget() is not over:
            self.setParent(over)
        self.setAccessibleName(self._field.accessibleName())
        width = max(220, min(below.width(), 380))
        height = len(words[:MOST]) * ROW + 10
        place = self._field.mapTo(over, below.bottomLeft() + QPoint(0, 4))
        if place.y() + height > over.height():
            place.setY(self._field.mapTo(over, below.topLeft()).y() - height - 4)
        place.setX(max(8, min(place.x(), over.width() - width - 8)))
        self.setGeometry(QRect(place.x(), place.y(), width, height))
        self.setCurrentRow(0)
        self.show()
        self.raise_()

    def heard(self, event: QKeyEvent) -> bool:
        """Whether a key that the field got was meant for this list."""
        if not self.isVisible():
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _take(self, row: int) -> None:
        self.hide()
        if row >= 0:
            self.taken.emit(row)

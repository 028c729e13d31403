"""The bar that floats over a list while rows are ticked: how many, what they add up to, what to do."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, button, icon_button, label

HEIGHT, SHADOW, ABOVE = 44, 12, 10


class BulkBar(QWidget):
    """Lies over `over`, centred at its foot. Buttons that do not fit lose their words, last ones first."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("bulk")
        self._theme, self._over = theme, over
        self._icons = Icons(theme)
        self._words = label("", "bulk")
        self._sums = label("", "bulkQuiet")
        self._buttons: list[tuple[QPushButton, str]] = []
        self._has_last = False
        self.close_button = icon_button(tr("Choose nothing (Esc)"))
        self._icons.put(self.close_button, "x", "on_inverse")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SHADOW + 14, SHADOW, SHADOW + 8, SHADOW)
        self._row.setSpacing(4)
        self._row.addWidget(self._words)
        self._row.addSpacing(6)
        self._row.addWidget(self._sums)
        self._row.addSpacing(10)
        self._row.addWidget(self.close_button)
        self.setFixedHeight(HEIGHT + 2 * SHADOW)
        over.installEventFilter(self)
        theme.changed.connect(self.update)
        self.hide()

    def add(
        self,
        words: str,
        icon: str,
        do: Callable[[QPushButton], None],
        *,
        colour: str = "on_inverse",
        last: bool = False,
    ) -> QPushButton:
        """Add a button before the cross; `do` gets it, to open a menu below. `last` stays the last one."""
        made = button(words, "bulk")
        made.setAccessibleName(words)
        self._icons.put(made, icon, colour)
        made.clicked.connect(lambda: do(made))
        place = len(self._buttons) - (1 if self._has_last else 0)
        self._buttons.insert(place, (made, words))
        self._row.insertWidget(self._row.count() - 1 - (1 if self._has_last else 0), made)
        self._has_last = self._has_last or last
        return made

    def say(self, words: str, sums: str) -> None:
        """Show how many rows are ticked and what they add up to."""
        self._words.setText(words)
        self._sums.setText(sums)
        self._sums.setVisible(bool(sums))
        self.setAccessibleName(f"{words}. {sums}")
        self.place()

    def place(self) -> None:
        """Go to the middle of the lower edge."""
        room = self._over.width() - 16
        for made, words in self._buttons:
            made.setText(words)
            made.setToolTip("")
        self._row.activate()
        for made, words in reversed(self._buttons):
            if self._row.sizeHint().width() - 2 * SHADOW <= room:
                break
            made.setText("")
            made.setToolTip(words)
            self._row.invalidate()
        self.resize(min(self._row.sizeHint().width(), room + 2 * SHADOW), self.height())
        bottom = self._over.height() - HEIGHT - SHADOW - ABOVE
        self.move(QPoint((self._over.width() - self.width()) // 2, bottom))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            QTimer.singleShot(0, self, self.place)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint.float_shadow(painter, inside, 11)
        painter.setPen(
            Qt.PenStyle.NoPen if self._theme.mode == "light" else self._theme.colour("border_strong")
        )
        painter.setBrush(QColor(self._theme.tokens.inverse))
        painter.drawRoundedRect(inside, 11, 11)

"""Won or Lost folded to a strip: still a header, still a place to drop cards."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QSizePolicy

from salesdesk.answers.board import Column
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import number, short_money
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.screens.pipeline.cards import MIME, dragged_deals
from salesdesk.ui.screens.pipeline.header import header_words

FOLDED = 56
_LINE = 7


class FoldedColumn(QFrame):
    """Won or Lost as a narrow strip: its header in short figures, to the cent when pointed at."""

    clicked = Signal()
    dropped = Signal(object, int)
    went = Signal(int)

    def __init__(self, theme: Theme, dot: QColor) -> None:
        super().__init__()
        self._theme, self._dot = theme, dot
        self._column: Column | None = None
        self._currency = "EUR"
        self._over = False
        self.setAcceptDrops(True)
        self.setFixedWidth(FOLDED)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_column(self, column: Column, currency: str) -> None:
        """Show the totals of a column."""
        self._column, self._currency = column, currency
        words = header_words(column, currency)
        self.setToolTip(words)
        self.setAccessibleName(tr("{header}. Press Enter to unfold.").format(header=words))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.went.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        event.acceptProposedAction()
        self.dropped.emit(dragged_deals(event.mimeData()), 0)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._column is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self._over or self.hasFocus()
        painter.setPen(QPen(self._theme.colour("accent" if marked else "border"), 2 if marked else 1))
        painter.setBrush(self._theme.colour("accent_soft" if self._over else "band"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)
        paint.dot(painter, QPointF(self.width() / 2, 18), self._dot)
        self._lines(painter, self._column)

    def _lines(self, painter: QPainter, column: Column) -> None:
        """Name, count, sum and weighted sum below each other, as short as the strip is narrow."""
        strong, small = font(12, SEMIBOLD), font(12, figures=True)
        top = 30.0
        for word in _name_lines(column.name):
            top = self._line(painter, top, word, strong, "text")
        top = self._line(painter, top + 2, number(column.count), small, "text_3")
        figure = font(12, SEMIBOLD, figures=True)
        top = self._line(painter, top + 10, short_money(column.total, self._currency), figure, "text_2")
        if column.weighted not in (column.total, 0):
            self._line(painter, top, short_money(column.weighted, self._currency), small, "text_3")

    def _line(self, painter: QPainter, top: float, words: str, face: QFont, colour: str) -> float:
        """One centred line; where the next one begins."""
        line = QRectF(2, top, self.width() - 4, 17)
        paint.text(painter, line, words, face, self._theme.colour(colour), Qt.AlignmentFlag.AlignCenter)
        return top + 17


def _name_lines(name: str) -> list[str]:
    """A stage's name in at most two lines: Not renewed is too wide for a strip."""
    first, _, rest = name.partition(" ")
    return [name] if len(name) <= _LINE or not rest else [first, rest]

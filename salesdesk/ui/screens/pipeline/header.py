"""The header of a column: name, count, and sum and weighted sum in the base currency."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from salesdesk.answers.board import Column
from salesdesk.rules.money import rounded
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import money, number, short_money, with_left_out
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font
from salesdesk.ui.kit.widgets import Icons, icon_button, row
from salesdesk.ui.screens.pipeline.card_delegate import LEFT, RIGHT

HEADER, _BUTTON = 50, 26


class ColumnHeader(QWidget):
    """Dot, name, count; below them sum and weighted sum in the base currency. A plain one only shows."""

    clicked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, theme: Theme, dot: QColor, *, plain: bool = False) -> None:
        super().__init__()
        self._theme, self._is_plain = theme, plain
        self.dot = dot
        self.column: Column | None = None
        self._currency = "EUR"
        self._form = 0
        self.setFixedHeight(HEADER)
        self._icons = Icons(theme)
        self.fold_button = icon_button(tr("Fold this column away"))
        self.fold_button.setFixedSize(24, 24)
        self._icons.put(self.fold_button, "chevrons-right", "text_3")
        self.fold_button.clicked.connect(self.clicked)
        self.fold_button.hide()
        self.add_button = icon_button(tr("New deal in this column (A)"))
        self.add_button.setFixedSize(24, 24)
        self._icons.put(self.add_button, "plus", "text_3")
        self.menu_button = icon_button(tr("What can be done with this column"))
        self.menu_button.setFixedSize(24, 24)
        self._icons.put(self.menu_button, "ellipsis", "text_3")
        self.menu_button.clicked.connect(
            lambda: self.menu_asked.emit(self.menu_button.mapToGlobal(QPoint(0, 24)))
        )
        self.menu_button.hide()
        buttons = (self.menu_button, self.add_button, self.fold_button)
        self.setLayout(row(None, *buttons, spacing=0, margins=(0, 2, RIGHT, 24)))
        theme.changed.connect(self.update)

    def show_column(self, column: Column, currency: str) -> None:
        """Show the totals of a column."""
        self.column, self._currency = column, currency
        self.fold_button.setVisible(column.type in ("won", "lost") and not self._is_plain)
        self.add_button.setVisible(column.type in ("lead", "open") and not self._is_plain)
        words = header_words(column, currency)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.menu_button.setVisible(not self._is_plain)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.menu_button.hide()
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._is_plain:
            self.menu_asked.emit(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.column is None:
            return
        column, colour = self.column, self._theme.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.dot(painter, QPointF(9, 14), self.dot)
        right = self.width() - RIGHT
        count = number(column.count)
        name_face, count_face = font(13, SEMIBOLD), font(12, figures=True)
        painter.setFont(count_face)
        count_width = painter.fontMetrics().horizontalAdvance(count) + 8
        room = right - 20 - count_width - _BUTTON * (2 if self.menu_button.isVisible() else 1)
        used = paint.text(painter, QRectF(20, 4, room, 20), column.name, name_face, colour("text"))
        paint.text(painter, QRectF(20 + used + 7, 4, count_width, 20), count, count_face, colour("text_3"))
        self._sums(painter, column, right)

    def _sums(self, painter: QPainter, column: Column, right: float) -> None:
        """The sum to the cent at the left; at the right the weighted sum, as exactly as it fits, or that the
        sum is not of all deals."""
        colour = self._theme.colour
        line = QRectF(LEFT + 3, 25, right - LEFT - 5, 18)
        strong, small = _sum_font(), _weighted_font()
        used = paint.text(painter, line, money(column.total, self._currency), strong, colour("text_2"))
        right_side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        room = line.adjusted(used + 8, 0, 0, 0)
        if column.without_rate:
            forms = _left_out_words(column.without_rate)
            words = next((each for each in forms if paint.width_of(each, small) <= room.width()), forms[-1])
            paint.text(painter, room, words, small, colour("amber"), right_side)
            return
        if column.type not in ("lead", "open"):
            return
        paint.text(painter, room, self._weighted()[self._form], small, colour("text_3"), right_side)

    def _weighted(self) -> tuple[str, ...]:
        """The weighted sum in words, the longest form first; at last none, which the tool tip tells."""
        if self.column is None:
            return ("", "", "", "")
        exact = money(rounded(self.column.weighted, 0), self._currency)
        short = short_money(self.column.weighted, self._currency)
        long, brief = tr("{amount} weighted"), tr("{amount} wtd")
        return long.format(amount=exact), long.format(amount=short), brief.format(amount=short), ""

    def form_for(self, width: int) -> int:
        """The longest form in which sum and weighted sum stand side by side in a column of this width."""
        if self.column is None or self.column.without_rate or self.column.type not in ("lead", "open"):
            return 0  # it has no weighted sum there
        strong, small = QFontMetricsF(_sum_font()), QFontMetricsF(_weighted_font())
        room = width - RIGHT - LEFT - 5 - 8
        room -= round(strong.horizontalAdvance(money(self.column.total, self._currency)))
        forms = self._weighted()
        fitting = (form for form, words in enumerate(forms) if small.horizontalAdvance(words) <= room)
        return next(fitting, len(forms) - 1)

    def use_form(self, form: int) -> None:
        """Write the weighted sum in this form; all columns of a board use the same."""
        if form != self._form:
            self._form = form
            self.update()


def _left_out_words(deals: int) -> tuple[str, ...]:
    """How many deals are not in the sum, the longest form first."""
    long = trn("{n} without rate", "{n} without rate", deals)
    return long, trn("{n} no rate", "{n} no rate", deals), f"+{number(deals)}"


def _sum_font() -> QFont:
    return font(12, SEMIBOLD, figures=True)


def _weighted_font() -> QFont:
    return font(11, figures=True)


def header_words(column: Column, currency: str) -> str:
    """The whole header in words, amounts to the cent."""
    parts = [
        trn("{n} deal", "{n} deals", column.count, number(column.count)),
        tr("sum {amount}").format(amount=money(column.total, currency)),
        tr("weighted {amount}").format(amount=money(column.weighted, currency)),
    ]
    return with_left_out(f"{column.name}: " + ", ".join(parts), column.without_rate, between=", ")

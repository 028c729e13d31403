"""One column of the board: its header with exact totals, its cards, dragging and dropping."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.answers.board import Card, Column
from salesdesk.rules.money import rounded
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import money, short_money
from salesdesk.ui.kit.scroll import OverlayBar
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.kit.widgets import Icons, icon_button, row
from salesdesk.ui.screens.pipeline.card_delegate import GAP, HEIGHT, LEFT, RIGHT, CardDelegate
from salesdesk.ui.screens.pipeline.cards import CARD, MIME, CardModel

WIDTH_MIN, WIDTH_MAX, FOLDED = 212, 330, 60
HEADER = 50


class ColumnHeader(QWidget):
    """Dot, name, count; below it the sum and the weighted sum in the base currency."""

    clicked = Signal()

    def __init__(self, theme: Theme, dot: QColor) -> None:
        super().__init__()
        self._theme = theme
        self._dot = dot
        self.column: Column | None = None
        self._currency = "EUR"
        self.setFixedHeight(HEADER)
        self._icons = Icons(theme)
        self.fold_button = icon_button(tr("Fold this column away"))
        self.fold_button.setFixedSize(24, 24)
        self._icons.put(self.fold_button, "chevrons-right", "text_3")
        self.fold_button.clicked.connect(self.clicked)
        self.fold_button.hide()
        self.setLayout(row(None, self.fold_button, margins=(0, 2, RIGHT, 24)))
        theme.changed.connect(self.update)

    def show_column(self, column: Column, currency: str) -> None:
        """Show the totals of a column."""
        self.column, self._currency = column, currency
        self.fold_button.setVisible(column.type in ("won", "lost"))
        words = header_words(column, currency)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.column is None:
            return
        column, colour = self.column, self._theme.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.dot(painter, QPointF(9, 14), self._dot)
        right = self.width() - RIGHT
        count = str(column.count)
        name_face, count_face = font(13, SEMIBOLD), font(12, figures=True)
        painter.setFont(count_face)
        count_width = painter.fontMetrics().horizontalAdvance(count) + 8
        used = paint.text(
            painter, QRectF(20, 4, right - 20 - count_width, 20), column.name, name_face, colour("text")
        )
        paint.text(painter, QRectF(20 + used + 7, 4, count_width, 20), count, count_face, colour("text_3"))
        self._sums(painter, column, right)

    def _sums(self, painter: QPainter, column: Column, right: float) -> None:
        colour = self._theme.colour
        line = QRectF(20, 25, right - 20, 18)
        strong, small = font(12, SEMIBOLD, figures=True), font(12, figures=True)
        total = money(column.total, self._currency)
        used = paint.text(painter, line, total, strong, colour("text_2"))
        if column.type not in ("lead", "open"):
            return
        room = line.adjusted(used + 10, 0, 0, 0)
        painter.setFont(small)
        for amount in (
            money(rounded(column.weighted, 0), self._currency),
            short_money(column.weighted, self._currency),
        ):
            words = tr("{amount} weighted").format(amount=amount)
            if painter.fontMetrics().horizontalAdvance(words) <= room.width():
                break
        right_side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.text(painter, room, words, small, colour("text_3"), right_side)


def header_words(column: Column, currency: str) -> str:
    """The whole header in words, amounts to the cent."""
    parts = [
        trn("{n} deal", "{n} deals", column.count),
        tr("sum {amount}").format(amount=money(column.total, currency)),
        tr("weighted {amount}").format(amount=money(column.weighted, currency)),
    ]
    if column.without_rate:
        parts.append(
            trn("{n} deal without a rate left out", "{n} deals without a rate left out", column.without_rate)
        )
    return f"{column.name}: " + ", ".join(parts)


class CardList(QListView):
    """The cards of a column. Enter opens one, Ctrl+arrows move it, the mouse drags it."""

    opened = Signal(int)
    dropped = Signal(int, int)
    stepped = Signal(int, int, int)
    dragged = Signal(QPoint)
    menu_asked = Signal(int, QPoint)
    near_end = Signal()
    went = Signal(int)

    def __init__(self, theme: Theme, model: CardModel, delegate: CardDelegate) -> None:
        super().__init__()
        self._theme = theme
        self._cards = model
        self._mark = -1
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setAutoScroll(True)
        self.setAutoScrollMargin(48)
        self.verticalScrollBar().setSingleStep(24)
        self._bar = OverlayBar(self)
        self.verticalScrollBar().valueChanged.connect(self._watch_end)
        self.clicked.connect(lambda index: self._open_row(index.row()))
        theme.changed.connect(lambda: self.viewport().update())

    def deal_at(self, row: int) -> Card | None:
        """The card in a row."""
        card: Card | None = self._cards.index(row).data(CARD) if row >= 0 else None
        return card

    def choose(self, row: int) -> None:
        """Make a row the current one and show it."""
        index = self._cards.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _open_row(self, row: int) -> None:
        card = self.deal_at(row)
        if card is not None:
            self.opened.emit(card.deal_id)

    def _watch_end(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() and value > bar.maximum() - 6 * HEIGHT:
            self.near_end.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        card = self.deal_at(self.currentIndex().row())
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if card is not None:
                self.stepped.emit(card.deal_id, *step)
        elif step and step[0]:
            self.went.emit(step[0])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and card is not None:
            self.opened.emit(card.deal_id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = (
            self.indexAt(event.pos())
            if event.reason() == QContextMenuEvent.Reason.Mouse
            else self.currentIndex()
        )
        card = self.deal_at(index.row())
        if card is not None:
            self.choose(index.row())
            self.menu_asked.emit(card.deal_id, event.globalPos())

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        drag = QDrag(self)
        drag.setMimeData(self._cards.mimeData([index]))
        pixmap, hot = self._picture(self.visualRect(index))
        drag.setPixmap(pixmap)
        drag.setHotSpot(hot)
        drag.exec(Qt.DropAction.MoveAction)

    def _picture(self, rect: QRect) -> tuple[QPixmap, QPoint]:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(rect.width() * ratio), round((rect.height() - GAP + 2) * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setOpacity(0.92)
        self.viewport().render(painter, QPoint(), rect.adjusted(0, 0, 0, -GAP + 2), QWidget.RenderFlag(0))
        painter.end()
        mouse = self.viewport().mapFromGlobal(self.cursor().pos())
        hot = mouse - rect.topLeft()
        return pixmap, hot if pixmap.rect().contains(hot) else QPoint(40, 20)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self._show_mark(event.position().toPoint())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not event.mimeData().hasFormat(MIME):
            return
        super().dragMoveEvent(event)
        event.acceptProposedAction()
        self._show_mark(event.position().toPoint())
        self.dragged.emit(self.viewport().mapToGlobal(event.position().toPoint()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._set_mark(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        if not event.mimeData().hasFormat(MIME):
            return
        row = self._row_at(event.position().toPoint())
        self._set_mark(-1)
        self.setState(QAbstractItemView.State.NoState)
        event.acceptProposedAction()
        deal_id = int(bytes(event.mimeData().data(MIME).data()).decode().split(",")[0])
        self.dropped.emit(deal_id, row)

    def _row_at(self, point: QPoint) -> int:
        """The row before which a card dropped here goes."""
        index = self.indexAt(point)
        if not index.isValid():
            return self._cards.rowCount()
        rect = self.visualRect(index)
        return index.row() + (1 if point.y() > rect.top() + HEIGHT // 2 else 0)

    def _show_mark(self, point: QPoint) -> None:
        self._set_mark(self._row_at(point))

    def _set_mark(self, row: int) -> None:
        if row != self._mark:
            self._mark = row
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._mark < 0:
            return
        rows = self._cards.rowCount()
        if rows == 0:
            y = 2
        elif self._mark < rows:
            y = self.visualRect(self._cards.index(self._mark)).top() - GAP // 2 + 1
        else:
            y = self.visualRect(self._cards.index(rows - 1)).bottom() - GAP // 2 + 2
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(self._theme.colour("accent"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        end = self.viewport().width() - RIGHT - 2
        painter.drawLine(QPointF(LEFT + 2, max(2, y)), QPointF(end, max(2, y)))


class FoldedColumn(QFrame):
    """Won or Lost as a narrow strip with its full header, upright; a place to drop cards."""

    clicked = Signal()
    dropped = Signal(int, int)
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
        self.dropped.emit(int(bytes(event.mimeData().data(MIME).data()).decode().split(",")[0]), 0)

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
        paint.dot(painter, QPointF(self.width() / 2, 20), self._dot)
        count = QRectF(0, 30, self.width(), 18)
        face = font(12, MEDIUM, figures=True)
        paint.text(
            painter,
            count,
            str(self._column.count),
            face,
            self._theme.colour("text_2"),
            Qt.AlignmentFlag.AlignCenter,
        )
        self._upright(painter, self._column)

    def _upright(self, painter: QPainter, column: Column) -> None:
        painter.translate(self.width() / 2, 60)
        painter.rotate(90)
        room = self.height() - 72
        name_face, sum_face = font(13, SEMIBOLD), font(12, figures=True)
        line = QRectF(0, -11, room, 22)
        used = paint.text(painter, line, column.name, name_face, self._theme.colour("text"))
        amount = money(column.total, self._currency)
        used += 12 + paint.text(
            painter, line.adjusted(used + 12, 0, 0, 0), amount, sum_face, self._theme.colour("text_2")
        )
        counted = tr("{amount} weighted").format(amount=money(rounded(column.weighted, 0), self._currency))
        room_left = line.adjusted(used + 16, 0, 0, 0)
        paint.text(painter, room_left, counted, sum_face, self._theme.colour("text_3"))


class ColumnWidget(QWidget):
    """A header above its cards; won and lost ones can be folded away."""

    def __init__(self, theme: Theme, column: Column, dot: QColor) -> None:
        super().__init__()
        self.stage_id = column.stage_id
        self.type = column.type
        self.name = column.name
        self.column = column
        self.model = CardModel(column.stage_id, is_decided=column.type in ("won", "lost"))
        self.delegate = CardDelegate(theme)
        self.header = ColumnHeader(theme, dot)
        self.list = CardList(theme, self.model, self.delegate)
        self.folded = FoldedColumn(theme, dot)
        self._open = QWidget()
        inside = QVBoxLayout(self._open)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.header)
        inside.addWidget(self.list, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open, 1)
        layout.addWidget(self.folded, 1)
        self.fold(column.type in ("won", "lost"))

    @property
    def is_folded(self) -> bool:
        """Whether only the strip is shown."""
        return self._folded

    def fold(self, folded: bool) -> None:
        """Show the strip, or the cards."""
        self._folded = folded
        self.folded.setVisible(folded)
        self._open.setVisible(not folded)
        if folded:
            self.setFixedWidth(FOLDED)

    def show_column(self, column: Column, currency: str) -> None:
        """Show totals and cards."""
        self.column = column
        self.header.show_column(column, currency)
        self.folded.show_column(column, currency)
        self.list.setAccessibleName(header_words(column, currency))

"""The cards of one column: read by keys, dragged by the mouse, dropped between others."""

from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from salesdesk.answers.board import Card
from salesdesk.ui.kit.scroll import OverlayBar
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.pipeline.card_delegate import GAP, HEIGHT, LEFT, RIGHT, CardDelegate
from salesdesk.ui.screens.pipeline.cards import CARD, MIME, CardModel, dragged_deal


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
        theme.changed.connect(self._paint_again)

    def _paint_again(self) -> None:
        self.viewport().update()

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
        self.dropped.emit(dragged_deal(event.mimeData()), row)

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

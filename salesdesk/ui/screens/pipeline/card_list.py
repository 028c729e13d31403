"""The cards of one column: read by keys, picked, dragged by the mouse, dropped between others."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
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
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from salesdesk.answers.board import Card
from salesdesk.ui.kit.scroll import OverlayBar
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.pipeline.card_delegate import GAP, LEFT, RIGHT, CardDelegate
from salesdesk.ui.screens.pipeline.cards import CARD, MIME, CardModel, Index, dragged_deals
from salesdesk.ui.screens.pipeline.ghost import ghost

_ROOM_BELOW = 70
_STEP_LEFT, _STEP_HIGH = 38, 30


class CardList(QListView):
    """The cards of a column. Enter opens one, Ctrl+arrows move it, the mouse drags it; S or a click on its
    foot writes its next step, A or + a new deal.

    Ctrl+click and Space pick a card, Shift with click or arrows all in between, Ctrl+A the column.
    """

    opened = Signal(int)
    entered = Signal(int)
    dropped = Signal(object, int)
    drag_began = Signal()
    drag_ended = Signal()
    all_asked = Signal()
    step_asked = Signal(int)
    add_asked = Signal()
    fold_asked = Signal()
    stepped = Signal(int, int, int)
    menu_asked = Signal(int, QPoint)
    near_end = Signal()
    went = Signal(int)

    def __init__(self, theme: Theme, model: CardModel, delegate: CardDelegate) -> None:
        super().__init__()
        self._theme = theme
        self._cards, self._look = model, delegate
        self._laid_out = delegate.height
        self._mark = -1
        self._anchor: int | None = None
        self._picking = False
        self._on_step = False
        self._below = 0
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
        self.clicked.connect(self._clicked)
        theme.changed.connect(self.lay_out_anew)
        model.picked.changed.connect(self.lay_out_anew)

    def lay_out_anew(self) -> None:
        """Paint the cards again, laid out anew where they are of another height now."""
        if self._laid_out != self._look.height:
            self._laid_out = self._look.height
            self.doItemsLayout()
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

    def _clicked(self, index: Index) -> None:
        card = self.deal_at(index.row())
        if card is not None:
            self._cards.picked.clear()
            self._anchor = card.deal_id
            (self.step_asked if self._on_step else self.opened).emit(card.deal_id)

    def _is_step(self, point: QPoint) -> bool:
        """Whether a point lies on the next step at the foot of a card, which can be written there."""
        index = self.indexAt(point)
        if not index.isValid() or self._cards.is_decided:
            return False
        rect = self.visualRect(index)
        return point.x() > rect.left() + _STEP_LEFT and 0 <= rect.bottom() - GAP - point.y() <= _STEP_HIGH

    def mousePressEvent(self, event: QMouseEvent) -> None:
        card = self.deal_at(self.indexAt(event.position().toPoint()).row())
        keys = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self._picking = bool(keys) and card is not None and event.button() == Qt.MouseButton.LeftButton
        if not self._picking or card is None:
            self._on_step = self._is_step(event.position().toPoint())
            super().mousePressEvent(event)
            return
        row = self._cards.row_of(card.deal_id)
        if keys & Qt.KeyboardModifier.ShiftModifier:
            self._pick_to(row)
        else:
            self._anchor = card.deal_id
            self._cards.picked.toggle(card.deal_id)
        self.choose(row)
        self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._picking or not event.buttons():
            super().mouseMoveEvent(event)
        on_step = not event.buttons() and self._is_step(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if on_step else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._picking:
            self._picking = False
        else:
            super().mouseReleaseEvent(event)

    def _pick_to(self, row: int) -> None:
        """Pick all cards from where picking began, or the current one, to a row; no others of this column."""
        begin = self._cards.row_of(self._anchor) if self._anchor is not None else -1
        if begin < 0:
            begin = self.currentIndex().row() if self.hasFocus() else row
            card = self.deal_at(begin)
            self._anchor = card.deal_id if card else None
        first, last = sorted((max(0, begin), row))
        here = {card.deal_id for card in self._cards.cards}
        between = {card.deal_id for card in self._cards.cards[first : last + 1]}
        picked = self._cards.picked
        picked.put((picked.ids - here) | between)

    def _step_picking(self, step: int) -> None:
        row = self.currentIndex().row() + step
        if 0 <= row < self._cards.rowCount():
            if self._anchor is None or self._cards.row_of(self._anchor) < 0 or not len(self._cards.picked):
                card = self.deal_at(row - step)
                self._anchor = card.deal_id if card else None
            self._pick_to(row)
            self.choose(row)

    def keep_room_below(self, keep: bool) -> None:
        """Let the last cards be scrolled above what floats over the foot of the board."""
        below = _ROOM_BELOW if keep else 0
        if below != self._below:
            self._below = below
            self.updateGeometries()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        missing = self.contentsSize().height() + self._below - self.viewport().height()
        bar = self.verticalScrollBar()
        if self._below and missing > bar.maximum():
            bar.setMaximum(missing)

    def _watch_end(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() and value > bar.maximum() - 6 * self._look.height:
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
        if self._pick_by_key(event, step, card):
            return
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if card is not None:
                self.stepped.emit(card.deal_id, *step)
        elif step and step[0]:
            self.went.emit(step[0])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and card is not None:
            self.entered.emit(card.deal_id)
        elif event.text().lower() == "s" and not event.modifiers() and card is not None:
            self.step_asked.emit(card.deal_id)
        elif event.text().lower() in ("a", "+"):
            self.add_asked.emit()
        elif event.text().lower() == "c":
            self.fold_asked.emit()
        elif event.text():
            # Letters are keys of the screen and the window here; a list would look for a card by them.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _pick_by_key(self, event: QKeyEvent, step: tuple[int, int] | None, card: Card | None) -> bool:
        """Whether a key was one that picks."""
        keys, picked = event.modifiers(), self._cards.picked
        if event.key() == Qt.Key.Key_A and keys == Qt.KeyboardModifier.ControlModifier:
            self.all_asked.emit()
        elif event.key() == Qt.Key.Key_Space and card is not None:
            self._anchor = card.deal_id
            picked.toggle(card.deal_id)
        elif event.key() == Qt.Key.Key_Escape and len(picked):
            picked.clear()
        elif step and step[1] and keys == Qt.KeyboardModifier.ShiftModifier:
            self._step_picking(step[1])
        else:
            return False
        return True

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
        card = self.deal_at(index.row())
        if card is not None and card.deal_id not in self._cards.picked:
            self._cards.picked.clear()
        mime = self._cards.mimeData([index])
        rect = self.visualRect(index).adjusted(0, 0, 0, -GAP + 2)
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(ghost(self.viewport(), rect, len(dragged_deals(mime)), self._theme))
        drag.setHotSpot(self._hot(rect))
        self.drag_began.emit()
        drag.exec(Qt.DropAction.MoveAction)
        self.drag_ended.emit()

    def _hot(self, rect: QRect) -> QPoint:
        """Where in a card the pointer holds it."""
        hot = self.viewport().mapFromGlobal(self.cursor().pos()) - rect.topLeft()
        return hot if QRect(QPoint(), rect.size()).contains(hot) else QPoint(40, 20)

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
        self.dropped.emit(dragged_deals(event.mimeData()), row)

    def _row_at(self, point: QPoint) -> int:
        """The row before which a card dropped here goes."""
        index = self.indexAt(point)
        if not index.isValid():
            return self._cards.rowCount()
        rect = self.visualRect(index)
        return index.row() + (1 if point.y() > rect.top() + self._look.height // 2 else 0)

    def _show_mark(self, point: QPoint) -> None:
        self._set_mark(self._row_at(point))

    def _set_mark(self, row: int) -> None:
        if row != self._mark:
            self._mark = row
            self.viewport().update()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # Cards are all of one height: what a list does beyond this is to lay all of them out anew.
        QAbstractItemView.dataChanged(self, first, last, roles)

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

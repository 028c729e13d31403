"""A list of painted lines that is as high as all of them: it never scrolls, the page around it does."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from salesdesk.ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class LineModel(QAbstractListModel):
    """Lines of any kind; `spoken` gives what a screen reader says of one, nothing for a line to skip."""

    def __init__(self, spoken: Callable[[Any], str]) -> None:
        super().__init__()
        self.lines: tuple[Any, ...] = ()
        self._spoken = spoken

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(self.lines[index.row()]) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self._spoken(self.lines[index.row()]):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class LineDelegate(QStyledItemDelegate):
    """Paints one line; subclasses say how high it is, what it looks like, and what a click on it hits."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def height(self, line: Any) -> int:
        """How high a line is."""
        raise NotImplementedError

    def paint_line(self, painter: QPainter, rect: QRectF, line: Any, *, chosen: bool, hot: bool) -> None:
        """Paint a line; `chosen` while it is the current one, `hot` while the mouse is over it."""
        raise NotImplementedError

    def hit(self, rect: QRectF, line: Any, point: QPointF) -> str:
        """What lies under a point of a line: "" for the line itself, else the name of a button on it."""
        return ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height(_line(index)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        self.paint_line(
            painter,
            QRectF(option.rect),
            _line(index),
            chosen=bool(state & QStyle.StateFlag.State_Selected),
            hot=bool(state & QStyle.StateFlag.State_MouseOver),
        )
        painter.restore()


def _line(index: Index) -> Any:
    model = index.model()
    assert isinstance(model, LineModel)
    return model.lines[index.row()]


class Lines(QListView):
    """Shows lines; `opened` carries one that was clicked or entered, `pressed` one and the button on it.

    `key` tells a line from all others: the current one stays current wherever it moves. Where it is gone by
    what was done to it here, the next one takes its place; where others took it, none does, so that a key
    never acts on a line that nobody chose.
    """

    opened = Signal(object)
    pressed = Signal(object, str)

    def __init__(
        self,
        name: str,
        delegate: LineDelegate,
        spoken: Callable[[Any], str],
        key: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__()
        self._key = key or spoken
        self._acted_on: object = None
        self._near: int | None = None
        self.setAccessibleName(name)
        self.model_ = LineModel(spoken)
        self._lines_delegate = delegate
        self.setModel(self.model_)
        self.setItemDelegate(delegate)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        delegate.theme.changed.connect(self.viewport().update)

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show these lines with the same current one."""
        place, before = self.currentIndex().row(), self.current
        self.model_.show_lines(lines)
        self.setFixedHeight(max(1, sum(self._lines_delegate.height(line) for line in lines)))
        if before is None:
            return
        key = self._key(before)
        now = next((row for row, line in enumerate(lines) if self._key(line) == key), None)
        if now is not None and self._can_choose(now):
            self.setCurrentIndex(self.model_.index(now))
        elif key == self._acted_on:
            self.choose(min(place, len(lines) - 1))
        else:
            self._near = place

    def begin(self, row: int) -> None:
        """Choose a line where none was chosen yet; not where others took the one that was."""
        if self.current is None and self._near is None:
            self.choose(row)

    def choose(self, row: int) -> None:
        """Make the line in this row the current one, or the nearest that can be."""
        rows = [each for each in range(len(self.model_.lines)) if self._can_choose(each)]
        if rows:
            near = min(rows, key=lambda each: (abs(each - row), each))
            self._near = None
            self.setCurrentIndex(self.model_.index(near))

    def _can_choose(self, row: int) -> bool:
        return bool(self.model_.flags(self.model_.index(row)) & Qt.ItemFlag.ItemIsSelectable)

    @property
    def current(self) -> Any:
        """The current line, None for none."""
        index = self.currentIndex()
        return self.model_.lines[index.row()] if index.isValid() else None

    def rect_of(self, row: int) -> QRectF:
        """Where the line in a row lies."""
        return QRectF(self.visualRect(self.model_.index(row)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif self.current is None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.choose(self._near or 0)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonRelease):
            acted = event.type() == QEvent.Type.MouseButtonRelease
            acted = acted or (isinstance(event, QKeyEvent) and bool(event.text()))
            if acted and self.current is not None:
                self._acted_on = self._key(self.current)
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(self._near or 0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        line = self.indexAt(event.position().toPoint())
        over = line.isValid() and self._can_choose(line.row())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if not self._can_choose(index.row()):
            return
        line = self.model_.lines[index.row()]
        hit = self._lines_delegate.hit(self.rect_of(index.row()), line, event.position())
        if hit:
            self.pressed.emit(line, hit)
        else:
            self.opened.emit(line)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().update()


def hairline(painter: QPainter, rect: QRectF, theme: Theme, *, inset: float = 16) -> None:
    """A hairline along the upper edge of a line."""
    painter.setPen(QPen(QColor(theme.tokens.border), 1))
    painter.drawLine(
        QPointF(rect.left() + inset, rect.top() + 0.5), QPointF(rect.right() - inset, rect.top() + 0.5)
    )


def ground(painter: QPainter, rect: QRectF, theme: Theme, *, chosen: bool, focused: bool) -> None:
    """The block behind a current line, or one under the mouse."""
    colour = theme.tokens.accent_soft if chosen and focused else theme.tokens.row_hover
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect.adjusted(6, 1, -6, -1), 7, 7)

"""The head of a list: a box for all rows, names of columns, which one the list is sorted by."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from salesdesk.answers.lists import Column
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.table.cells import RIGHT_KINDS
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import INSET

HEIGHT, LEAST = 36, 72
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ListHeader(QHeaderView):
    """`sort_asked` names a column, `all_asked` comes from the box, `reordered` names all columns anew."""

    sort_asked = Signal(str)
    all_asked = Signal()
    reordered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._columns: tuple[Column, ...] = ()
        self._sort, self._descending, self._ticks = "", False, "off"
        self._pressed, self._from, self._sizing = -1, QPoint(), False
        self.setFixedHeight(HEIGHT)
        self.setMinimumSectionSize(40)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(paint.LEFT)
        self.sectionMoved.connect(self._moved)

    def show_columns(self, columns: tuple[Column, ...], sort: str, descending: bool) -> None:
        """Show which columns there are and by which the list is sorted."""
        self._columns, self._sort, self._descending = columns, sort, descending
        self.viewport().update()

    def show_ticks(self, state: str) -> None:
        """Show "off", "some" or "on" in the box."""
        self._ticks = state
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(rect)
        painter.fillRect(room, QColor(tokens.surface))
        painter.fillRect(QRectF(room.left(), room.bottom() - 1, room.width(), 1), QColor(tokens.border))
        if section == 0:
            box = QRectF(room.left() + INSET, room.center().y() - 8.5, 16, 16)
            paint.tick_box(painter, box, self._theme, self._ticks)
        elif section <= len(self._columns):
            self._paint_name(painter, room.adjusted(6, 0, -12, 0), self._columns[section - 1])
        painter.restore()

    def _paint_name(self, painter: QPainter, room: QRectF, column: Column) -> None:
        sorted_ = column.key == self._sort
        face = font(12, SEMIBOLD if sorted_ else MEDIUM)
        ink = self._theme.colour("text" if sorted_ else "text_2")
        right = column.kind in RIGHT_KINDS
        if sorted_:
            wide = min(room.width() - 18, paint.width_of(column.label, face))
            arrow = self._theme.pixmap("arrow-down" if self._descending else "arrow-up", "accent_text", 14)
            left = room.right() - wide - 18 if right else room.left() + wide + 4
            painter.drawPixmap(int(left), int(room.center().y() - 7), arrow)
            room = room.adjusted(0 if not right else 18, 0, 0 if right else -18, 0)
        paint.text(painter, room, column.label, face, ink, _RIGHT if right else paint.LEFT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.logicalIndexAt(event.position().toPoint())
        self._from = event.position().toPoint()
        self._sizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        there = event.position().toPoint()
        still = (there - self._from).manhattanLength() < 5 if self._pressed >= 0 else False
        section, self._pressed = self._pressed, -1
        if not still or self._sizing or section < 0:
            return
        if section == 0:
            self.all_asked.emit()
        elif section <= len(self._columns):
            self.sort_asked.emit(self._columns[section - 1].key)

    def _moved(self, logical: int, old: int, new: int) -> None:
        order = [self.logicalIndex(place) for place in range(self.count())]
        if order[0] != 0:
            self.blockSignals(True)
            self.moveSection(self.visualIndex(0), 0)
            self.blockSignals(False)
            order = [self.logicalIndex(place) for place in range(self.count())]
        keys = tuple(self._columns[section - 1].key for section in order if section)
        self.reordered.emit(keys)

    def in_own_order(self) -> None:
        """Put every section to its own place; the columns themselves were put into the new order."""
        self.blockSignals(True)
        for section in range(self.count()):
            self.moveSection(self.visualIndex(section), section)
        self.blockSignals(False)

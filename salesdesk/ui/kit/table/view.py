"""The table of a list: keys, clicks and ticks over any number of rows."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from salesdesk.answers.lists import Column
from salesdesk.ui.kit.table.cells import BOX, COMPACT_ROW, GROUP_ROW, ROW, Cells
from salesdesk.ui.kit.table.chosen import Chosen
from salesdesk.ui.kit.table.header import LEAST, ListHeader
from salesdesk.ui.kit.table.model import ListModel
from salesdesk.ui.kit.theme import Theme

ROOM_BELOW = 70
WIDTHS = {
    "title": 206,
    "named": 140,
    "person": 148,
    "company": 180,
    "value": 126,
    "touch": 138,
    "step": 300,
    "day": 112,
    "moment": 140,
    "whole": 104,
    "number": 110,
    "money": 122,
    "share": 84,
    "yes_no": 76,
    "tags": 176,
    "choice": 126,
    "long_text": 260,
}
OF_KEYS = {"email": 208, "phone": 136, "mobile": 136, "website": 190, "postcode": 92, "number": 110}
"""Columns whose texts are of a known length, by key."""
USUAL, LEAST_STRETCH, ENOUGH, STEP_ENOUGH, NAMES_ENOUGH = 168, 160, 200, 300, 340
_NAMES = ("title",)
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_MOVES = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class ListTable(QTableView):
    """Space ticks, Shift with a move ticks a range, Ctrl+A all, Enter opens, F2 renames, Esc leaves.

    `widths` keeps what somebody made of a column's width, by key.
    """

    opened = Signal(int)
    left = Signal()
    widened = Signal(str, int)
    delete_asked = Signal()
    renaming_over = Signal()
    menu_asked = Signal(object)

    def __init__(self, theme: Theme, record: str) -> None:
        super().__init__()
        self.chosen = Chosen(self)
        self.list = ListModel(self.chosen, self)
        self.cells = Cells(theme, self.list, self.chosen, record)
        self.header = ListHeader(theme, self)
        self.widths: dict[str, int] = {}
        self._theme = theme
        self._anchor = -1
        self._heads: list[int] = []
        self._fitting = False
        self._room_below = 0
        self.setModel(self.list)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(self.header)
        self._dress()
        self.chosen.changed.connect(self._ticks_changed)
        self.cells.closeEditor.connect(lambda *_: QTimer.singleShot(0, self, self.renaming_over.emit))
        self.list.modelReset.connect(self._was_reset)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.header.all_asked.connect(self.turn_all)
        self.header.sectionResized.connect(self._resized)
        theme.changed.connect(self._look_changed)

    @property
    def row_height(self) -> int:
        """How high a row is; lower where somebody wants to see more of them."""
        return COMPACT_ROW if self._theme.is_compact else ROW

    def _look_changed(self) -> None:
        rows = self.verticalHeader()
        if rows.defaultSectionSize() != self.row_height:
            rows.setDefaultSectionSize(self.row_height)
            self._was_reset()
        self.viewport().update()

    def _dress(self) -> None:
        self.setObjectName("list")
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(GROUP_ROW)
        rows.setDefaultSectionSize(self.row_height)
        self.customContextMenuRequested.connect(self.menu_asked.emit)

    def keep_room_below(self, on: bool) -> None:
        """Let the last row be scrolled above what floats over the lower edge."""
        self._room_below = ROOM_BELOW if on else 0
        self.updateGeometries()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        bar = self.verticalScrollBar()
        if self._room_below and (bar.maximum() or self._is_filled()):
            bar.setMaximum(bar.maximum() + self._room_below)

    def _is_filled(self) -> bool:
        return self.verticalHeader().length() > self.viewport().height() - self._room_below

    def fit_columns(self, columns: tuple[Column, ...]) -> None:
        """Give each column its width, and what is left to the one that can use it."""
        self._fitting = True
        self.header.resizeSection(0, BOX)
        wide = [self.widths.get(column.key) or _usual(column) for column in columns]
        kinds = [column.kind for column in columns]
        taker = kinds.index("step") if "step" in kinds else len(columns) - 1
        if columns and columns[taker].key not in self.widths:
            rest = self.viewport().width() - BOX - sum(wide) + wide[taker]
            wide[taker] = max(LEAST_STRETCH, rest)
            own = {place for place, column in enumerate(columns) if column.key in self.widths}
            names = [p for p, kind in enumerate(kinds) if kind in _NAMES and p not in own]
            _spread(wide, taker, names, STEP_ENOUGH if kinds[taker] == "step" else ENOUGH)
        for place, width in enumerate(wide):
            self.header.resizeSection(place + 1, max(LEAST, width))
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns(self.list.columns)

    def _resized(self, section: int, old: int, new: int) -> None:
        if not self._fitting and 0 < section <= len(self.list.columns):
            key = self.list.columns[section - 1].key
            self.widths[key] = new
            self.widened.emit(key, new)

    def _was_reset(self) -> None:
        self.clearSpans()
        for row in self._heads:
            if row < self.list.rowCount():
                self.setRowHeight(row, self.row_height)
        self._heads = list(self.list.group_rows())
        for row in self._heads:
            self.setSpan(row, 0, 1, max(2, self.list.columnCount()))
            self.setRowHeight(row, GROUP_ROW)
        self._anchor = -1
        self.cells.current = -1

    def _ticks_changed(self) -> None:
        total = len(self.list.ids)
        ticked = self.chosen.count(total)
        self.header.show_ticks("off" if not ticked else "on" if ticked >= total else "some")
        self.viewport().update()

    def _choose_all(self) -> None:
        self.chosen.choose_all(self.list.ids if self.list.is_whole else None)

    def turn_all(self) -> None:
        """Tick all rows, or none where all are ticked."""
        if self.chosen.count(len(self.list.ids)) >= len(self.list.ids):
            self.chosen.clear()
        else:
            self._choose_all()

    @property
    def row(self) -> int:
        """The row with the focus, -1 for none."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    @property
    def is_renaming(self) -> bool:
        """Whether somebody types another name into a row."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def current_id(self) -> int | None:
        """The key of the record with the focus."""
        return self.list.id_at(self.row) if self.row >= 0 else None

    def go_to(self, row: int) -> None:
        """Put the focus on a row."""
        if 0 <= row < self.list.rowCount():
            index = self.list.index(row, 1)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    def _current_changed(self, new: QModelIndex, old: QModelIndex) -> None:
        self.cells.current = new.row()
        self.viewport().update()

    def tick_range(self, first: int, last: int) -> None:
        """Tick the rows from one to another."""
        low, high = sorted((first, last))
        places = [self.list.place_at(row) for row in (low, high)]
        if not self.list.groups and None not in places:
            self.chosen.add(self.list.ids[low : high + 1])
            return
        keys = (self.list.id_at(row) for row in range(low, high + 1))
        self.chosen.add([key for key in keys if key is not None])

    def keyboardSearch(self, search: str) -> None:
        """Letters are for the keys of the window; going through a long list row by row would read it all."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_A and modifiers & _CONTROL:
            self._choose_all()
        elif key in _MOVES:
            self._move(event, bool(modifiers & _SHIFT))
        elif not self._acted(key):
            if (event.text() and not event.text().isprintable()) or key == Qt.Key.Key_F2:
                super().keyPressEvent(event)
            else:
                event.ignore()

    def _move(self, event: QKeyEvent, ticking: bool) -> None:
        before = self.row
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if event.key() == Qt.Key.Key_Home else self.list.rowCount() - 1)
        else:
            plain = QKeyEvent(event.type(), event.key(), Qt.KeyboardModifier.NoModifier)
            super().keyPressEvent(plain)
        if ticking and self.row >= 0:
            if self._anchor < 0:
                self._anchor = max(before, 0)
            self.tick_range(self._anchor, self.row)
        elif not ticking:
            self._anchor = -1

    def _acted(self, key: int) -> bool:
        """Do what a key asks for on the row with the focus; whether it asked for anything."""
        row = self.row
        if key == Qt.Key.Key_Escape:
            if self.chosen.count(len(self.list.ids)):
                self.chosen.clear()
            else:
                self.left.emit()
            return True
        if key == Qt.Key.Key_Delete:
            self.delete_asked.emit()
            return True
        if row < 0 or key not in _ON_ROW:
            return False
        group = self.list.group_at(row)
        if group is not None:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) or (
                (key == Qt.Key.Key_Right) == self.list.is_folded(group)
            ):
                self._fold(row)
            return True
        if key == Qt.Key.Key_Space:
            self._turn(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(row)
        else:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (60 if key == Qt.Key.Key_Right else -60))
        return True

    def _fold(self, row: int) -> None:
        self.list.fold(row)
        self.go_to(row)

    def _turn(self, row: int) -> None:
        key = self.list.id_at(row)
        if key is not None:
            self._anchor = row
            self.chosen.turn(key)

    def _open(self, row: int) -> None:
        key = self.list.id_at(row)
        if key is not None:
            self.opened.emit(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        anchor = self._anchor if self._anchor >= 0 else max(self.row, 0)
        self.go_to(index.row())
        if self.list.group_at(index.row()) is not None:
            self._fold(index.row())
        elif event.modifiers() & _SHIFT:
            self._anchor = anchor
            self.tick_range(anchor, index.row())
        elif event.modifiers() & _CONTROL or index.column() == 0:
            self._turn(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() > 0 and event.button() == Qt.MouseButton.LeftButton:
            self._open(index.row())
        elif index.isValid() and index.column() == 0:
            self._turn(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()))
        if not event.buttons():
            super().mouseMoveEvent(event)

    def _hover(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if row != self.cells.hover:
            self.cells.hover = row
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.cells.focused = True
        if self.row < 0 and self.list.rowCount():
            self.go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.cells.focused = False
        self.viewport().update()


def _spread(wide: list[int], taker: int, names: list[int], enough: int) -> None:
    """Give what one column has beyond `enough` to the names, then to all of them, up to half their width."""
    for place in names:
        more = min(max(0, wide[taker] - enough), max(0, NAMES_ENOUGH - wide[place]))
        if place != taker:
            wide[place] += more
            wide[taker] -= more
    surplus = wide[taker] - enough
    others = sum(width for place, width in enumerate(wide) if place != taker)
    if surplus <= 0 or not others:
        return
    part = min(0.5, surplus / others)
    for place, width in enumerate(wide):
        if place != taker:
            wide[place] = int(width * (1 + part))
            wide[taker] -= wide[place] - width


def _usual(column: Column) -> int:
    return OF_KEYS.get(column.key) or WIDTHS.get(column.kind, USUAL)


_ON_ROW = (
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
)

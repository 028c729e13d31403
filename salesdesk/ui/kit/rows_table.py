"""The widget of a short list that is edited where it stands."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QRegularExpression,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
    QRegularExpressionValidator,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.rows import Cell, Row, RowColumn, RowsModel
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font

ROW, HEAD, MENU = 42, 34, 44
NAME = 150
Index = QModelIndex | QPersistentModelIndex
Do = Callable[[], None]
MenuItem = tuple[str, str, Do]


class RowsTable(QTableView):
    """`edited` carries key, column and value; `moved` key and new place; `retire_asked` a key.

    `menu_of` gives what can be done with a row as (words, icon, do). The table is as high as its rows unless
    it `scrolls`. Where it `ends` its card, the last row has no line below: the card has one.
    """

    edited = Signal(int, str, object)
    moved = Signal(int, int)
    retire_asked = Signal(int)

    def __init__(
        self,
        theme: Theme,
        name: str,
        columns: Sequence[RowColumn],
        *,
        movable: bool = False,
        scrolls: bool = False,
        ends: bool = False,
    ) -> None:
        super().__init__()
        self.theme = theme
        self.menu_of: Callable[[Row], Sequence[MenuItem]] = lambda _: ()
        self.rows = RowsModel(columns, movable=movable, told=self)
        self._scrolls, self._movable, self._ends = scrolls, movable, ends
        self.setModel(self.rows)
        self._waiting: tuple[Sequence[Row], bool] | None = None
        delegate = _Delegate(self)
        self.setItemDelegate(delegate)
        delegate.closeEditor.connect(lambda *_: QTimer.singleShot(0, self._show_waiting))
        self.setAccessibleName(name)
        self._set_up()
        theme.changed.connect(self.viewport().update)

    def _set_up(self) -> None:
        self.setObjectName("rows")
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setFixedHeight(HEAD)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        for place, column in enumerate(self.rows.columns):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(place, mode)
            if column.width:
                self.setColumnWidth(place, column.width)
        if self._movable:
            self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
            self.setDragDropOverwriteMode(False)
            self.setDropIndicatorShown(True)
        if not self._scrolls:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Row], *, editable: bool) -> None:
        """Show these rows; the current one stays the current one. While somebody types they wait."""
        if self.state() == QAbstractItemView.State.EditingState:
            self._waiting = rows, editable
            return
        self._waiting = None
        before, column = self.current_id(), max(self.currentIndex().column(), 0)
        self.rows.show(rows, editable)
        self.updateGeometry()
        if not self._scrolls:
            self.setFixedHeight(self.sizeHint().height())
        if before is not None:
            self.choose(before, column)

    def _show_waiting(self) -> None:
        if self._waiting is not None and isValid(self):
            rows, editable = self._waiting
            self.show_rows(rows, editable=editable)

    def choose(self, key: int, column: int = 0) -> None:
        """Make a row the current one."""
        place = next((number for number, row in enumerate(self.rows.rows) if row.id == key), None)
        if place is not None:
            self.setCurrentIndex(self.rows.index(place, column))

    def current_id(self) -> int | None:
        """The key of the current row."""
        index = self.currentIndex()
        return self.rows.rows[index.row()].id if index.isValid() else None

    def sizeHint(self) -> QSize:
        if self._scrolls:
            return QSize(600, 400)
        return QSize(600, HEAD + ROW * max(len(self.rows.rows), 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        # What a row is called is read before all else: spare columns leave while it has too little room.
        columns = self.rows.columns
        left = self.viewport().width() - sum(column.width for column in columns)
        for place, column in enumerate(columns):
            if column.spare:
                hidden = left < NAME
                left += column.width if hidden else 0
                self.setColumnHidden(place, hidden)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            # The editor has seen the key already; Enter there must not begin another edit here.
            super().keyPressEvent(event)
            return
        key, index = event.key(), self.currentIndex()
        up_or_down = key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if index.isValid() and up_or_down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        elif index.isValid() and key == Qt.Key.Key_Delete:
            self.retire_asked.emit(self.rows.rows[index.row()].id)
        elif index.isValid() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self.show_menu(index.row(), None)
        elif key == Qt.Key.Key_Menu and index.isValid():
            self.show_menu(index.row(), None)
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Move the current row one place up or down."""
        row = self.currentIndex().row()
        target = row + by
        if not self._movable or not self.rows.editable or not self.rows.rows[row].placed:
            return
        if 0 <= target < len(self.rows.rows) and self.rows.rows[target].placed:
            self.moved.emit(self.rows.rows[row].id, target)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows.columns[index.column()].kind == "menu":
            self.setCurrentIndex(index)
            self.show_menu(index.row(), event.globalPosition().toPoint())
            return
        if index.isValid() and event.button() == Qt.MouseButton.RightButton:
            self.setCurrentIndex(index)
            self.show_menu(index.row(), event.globalPosition().toPoint())
            return
        super().mousePressEvent(event)

    def show_menu(self, row: int, at: QPoint | None) -> None:
        """Show what can be done with a row."""
        items = self.menu_of(self.rows.rows[row])
        if not items:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, icon, do in items:
            action = QAction(self.theme.icon(icon, "text_2"), words, menu)
            action.triggered.connect(lambda _=False, do=do: do())
            menu.addAction(action)
        last = self.visualRect(self.rows.index(row, len(self.rows.columns) - 1))
        menu.popup(at or self.viewport().mapToGlobal(last.bottomLeft()))

    def rename_current(self, key: int, column: str) -> None:
        """Begin to edit a cell of a row."""
        places = [place for place, each in enumerate(self.rows.columns) if each.key == column]
        self.choose(key, places[0])
        self.setFocus()
        self.edit(self.currentIndex())


class _Delegate(QStyledItemDelegate):
    """Paints a row as the lists of the window look, and gives each kind of cell its editor."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, table = self._table.theme.tokens, self._table
        rect = QRect(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected) and table.hasFocus()
        hovered = table.indexAt(table.viewport().mapFromGlobal(table.cursor().pos())).row() == index.row()
        painter.save()
        if chosen or hovered:
            painter.fillRect(rect, QColor(tokens.accent_soft if chosen else tokens.row_hover))
        if not (table._ends and index.row() == len(table.rows.rows) - 1):
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
        column = table.rows.columns[index.column()]
        if column.kind == "menu":
            if table.menu_of(table.rows.rows[index.row()]):
                icon = table.theme.pixmap("ellipsis", "text_2", 16)
                painter.drawPixmap(rect.center().x() - 8, rect.center().y() - 7, icon)
        else:
            self._words(painter, rect, column, table.rows.cell(index), index)
        if chosen and table.currentIndex() == index:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 2, -1.5, -3), 6, 6)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, column: RowColumn, cell: Cell, index: Index) -> None:
        tokens, table = self._table.theme.tokens, self._table
        left = rect.left() + 12
        if index.column() == 0 and table._movable:
            row = table.rows.rows[index.row()]
            if row.placed and table.rows.editable:
                painter.drawPixmap(
                    left - 6, rect.center().y() - 7, table.theme.pixmap("grip-vertical", "ctl", 14)
                )
            left += 14
        room = QRectF(left, rect.top(), rect.right() - left - 10, rect.height() - 1)
        face = font(13, SEMIBOLD, figures=True) if column.strong else font(13, figures=True)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        taken = paint.text(
            painter, room, cell.words, face, QColor(tokens.text), side | Qt.AlignmentFlag.AlignVCenter
        )
        if column.right:
            return
        at = room.left() + taken + (8 if cell.words else 0)
        if cell.pill:
            small = font(11, MEDIUM)
            wide = QFontMetrics(small).horizontalAdvance(cell.pill) + 14
            colour, ground = _TINTS[cell.tint]
            where = QRectF(at, rect.center().y() - 9, wide, 19)
            if where.right() <= rect.right() - 4:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint.pill(
                    painter, where, cell.pill, small,
                    QColor(getattr(tokens, colour)), QColor(getattr(tokens, ground)),
                )  # fmt: skip
                at = where.right() + 8
        if cell.note and at < rect.right() - 30:
            rest = QRectF(at, rect.top(), rect.right() - at - 10, rect.height() - 1)
            paint.text(painter, rest, cell.note, font(12), QColor(tokens.text_3))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._table.rows.columns[index.column()]
        made: QWidget
        if column.kind == "choice":
            box = QComboBox(parent)
            for value, words in column.options:
                box.addItem(words, value)
            box.activated.connect(lambda _: self._done(box))
            made = box
        else:
            line = QLineEdit(parent)
            if column.kind == "number":
                # One that lets go of an empty field: with QIntValidator Enter would do nothing there.
                digits = QRegularExpression(rf"\d{{{0 if column.nothing else 1},{len(str(column.most))}}}")
                line.setValidator(QRegularExpressionValidator(digits, line))
                line.setPlaceholderText(column.nothing)
            made = line
        made.setAccessibleName(f"{column.title}: {self._table.rows.rows[index.row()].name}")
        made.setAutoFillBackground(True)
        made.setBackgroundRole(QPalette.ColorRole.Base)
        return made

    def _done(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value: Any = self._table.rows.data(index, Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(value), 0))
        elif isinstance(editor, QLineEdit):
            nothing = self._table.rows.columns[index.column()].nothing
            editor.setText("" if nothing and value == 0 else str(value))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit) and self._table.rows.columns[index.column()].kind == "number":
            words = editor.text()
            if words or self._table.rows.columns[index.column()].nothing:
                model.setData(index, int(words or 0))
        elif isinstance(editor, QLineEdit) and editor.text().strip():
            model.setData(index, editor.text().strip())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        left = 14 if index.column() == 0 and self._table._movable else 0
        editor.setGeometry(rect.adjusted(left + 2, 5, -2, -6))


_TINTS = {
    "chip": ("text_2", "chip"),
    "green": ("green", "green_soft"),
    "amber": ("amber", "amber_soft"),
    "red": ("red", "red_soft"),
    "accent": ("accent_text", "accent_soft"),
}


def menu_column() -> RowColumn:
    """The last column, with the dots."""
    return RowColumn("menu", "", MENU, "menu")


def menu_cell() -> Cell:
    """The dots."""
    return Cell("", value=tr("More"))

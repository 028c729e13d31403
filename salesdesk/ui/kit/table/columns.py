"""Which columns a list shows, in which order: a panel to tick and to move in."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QWidget

from salesdesk.answers.lists import Column
from salesdesk.translation import tr
from salesdesk.ui.kit.table.popup import Popup
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, label, row

_KEY, _HIGH = Qt.ItemDataRole.UserRole, 28


class ColumnList(QListWidget):
    """Columns with ticks, the shown ones first; drag or Alt with an arrow moves one; then `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offers")
        self.setAccessibleName(tr("Columns"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setUniformItemSizes(True)
        self.itemChanged.connect(lambda _: self.changed.emit())
        self.model().rowsMoved.connect(lambda *_: self.changed.emit())

    def offer(self, columns: tuple[Column, ...], shown: tuple[str, ...]) -> None:
        """Show all columns, these ticked and first."""
        known = {column.key: column for column in columns}
        order = [*(key for key in shown if key in known), *(key for key in known if key not in shown)]
        self.blockSignals(True)
        self.clear()
        for key in order:
            item = QListWidgetItem(known[key].label)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(0, _HIGH))
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(False)
        if self.count():
            self.setCurrentRow(0)

    def shown(self) -> tuple[str, ...]:
        """The ticked columns in their order."""
        items = [self.item(place) for place in range(self.count())]
        return tuple(str(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(step)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        place = self.currentRow()
        target = place + step
        if not 0 <= target < self.count():
            return
        self.blockSignals(True)
        item = self.takeItem(place)
        self.insertItem(target, item)
        self.blockSignals(False)
        self.setCurrentRow(target)
        self.changed.emit()

    def look_for(self, words: str) -> None:
        """Hide the columns whose names do not hold these words."""
        wanted = words.strip().casefold()
        for place in range(self.count()):
            item = self.item(place)
            item.setHidden(wanted not in item.text().casefold())


class ColumnPopup(Popup):
    """`chosen` carries the columns at every change."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget, columns: tuple[Column, ...], shown: tuple[str, ...]
    ) -> None:
        super().__init__(theme, parent, 280)
        self._columns = columns
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Search columns"))
        self.line.setAccessibleName(tr("Search columns"))
        self.list = ColumnList()
        self.list.setFixedHeight(320)
        self.list.offer(columns, shown)
        usual = button(tr("Usual columns"), "quiet")
        self.body.addWidget(self.line)
        self.body.addWidget(self.list)
        self.body.addWidget(label(tr("Drag, or Alt with an arrow, changes the order."), "quiet", wrap=True))
        self.body.addLayout(row(None, usual))
        self.line.textChanged.connect(self.list.look_for)
        self.list.changed.connect(self._tell)
        usual.clicked.connect(self._usual)

    def open_below(self, anchor: QWidget) -> None:
        super().open_below(anchor)
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.line and pressed and isinstance(event, QKeyEvent) and event.key() in keys:
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        shown = self.list.shown()
        if shown:
            self.chosen.emit(shown)

    def _usual(self) -> None:
        self.list.offer(self._columns, tuple(column.key for column in self._columns if column.usual))
        self._tell()

"""A short list that is edited where it stands: renamed in place, put in order by drag or keys, retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from salesdesk.translation import tr

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-salesdesk-row"
FLAGS = Qt.ItemFlag


@dataclass(frozen=True, slots=True)
class RowColumn:
    """A column: `kind` says how it is edited (text, number, choice) or that it is not (""), `menu` opens what
    can be done with the row. `width` 0 takes the rest. `options` are (value, words) of a choice; numbers lie
    between `least` and `most`, where `nothing` says what 0 means. `spare` ones go where it is narrow.
    """

    key: str
    title: str
    width: int = 0
    kind: str = ""
    options: tuple[tuple[Any, str], ...] = ()
    least: int = 0
    most: int = 100
    nothing: str = ""
    right: bool = False
    strong: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: words, a quiet note behind them, a pill, and the value an editor begins with.

    `fixed` cells are not edited though their column is.
    """

    words: str
    note: str = ""
    pill: str = ""
    tint: str = "chip"
    value: Any = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, how it is called, its cells by column; `placed` rows can be moved."""

    id: int
    name: str
    cells: tuple[Cell, ...]
    placed: bool = True


class RowsModel(QAbstractTableModel):
    """Rows as they were read; what is typed or dropped is told, and shown when it comes back saved."""

    def __init__(self, columns: Sequence[RowColumn], *, movable: bool, told: Any) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.editable = False
        self._movable = movable
        self._told = told

    def show(self, rows: Sequence[Row], editable: bool) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows, self.editable = tuple(rows), editable
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, index: Index) -> Cell:
        """What stands there."""
        return self.rows[index.row()].cells[index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words
        if role == Qt.ItemDataRole.EditRole:
            return cell.value if cell.value is not None else cell.words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if self.columns[index.column()].kind == "menu":
                return tr("What can be done with {name}").format(name=self.rows[index.row()].name)
            parts = ", ".join(part for part in (cell.words, cell.pill, cell.note) if part)
            return parts if role == Qt.ItemDataRole.AccessibleTextRole else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return FLAGS.ItemIsDropEnabled if self._movable else FLAGS.NoItemFlags
        flags = FLAGS.ItemIsEnabled | FLAGS.ItemIsSelectable
        column = self.columns[index.column()]
        if self.editable and column.kind in ("text", "number", "choice") and not self.cell(index).fixed:
            flags |= FLAGS.ItemIsEditable
        if self.editable and self._movable and self.rows[index.row()].placed:
            flags |= FLAGS.ItemIsDragEnabled
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        cell, column = self.cell(index), self.columns[index.column()]
        before = cell.value if cell.value is not None else cell.words
        if value != before:
            self._told.edited.emit(self.rows[index.row()].id, column.key, value)
        return False

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        mime = QMimeData()
        mime.setData(MIME, QByteArray(str(self.rows[indexes[0].row()].id).encode()))
        return mime

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        return self.editable and self._movable and data.hasFormat(MIME)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        moved = int(bytes(data.data(MIME).data()).decode())
        if all(each.id != moved for each in self.rows):
            return False
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self.rows)
        self.move(moved, place)
        # The row is not taken out here: it moves when the save comes back.
        return False

    def moveRows(
        self, sourceParent: Index, sourceRow: int, count: int, destinationParent: Index, destinationChild: int
    ) -> bool:
        """How Qt asks for a drag inside one table."""
        self.move(self.rows[sourceRow].id, destinationChild)
        return False

    def move(self, moved: int, place: int) -> None:
        """Tell that the row with the key `moved` should stand before the row that is at `place` now."""
        before = next((number for number, row in enumerate(self.rows) if row.id == moved), None)
        if before is None or place in (before, before + 1):
            return
        self._told.moved.emit(moved, place - 1 if place > before else place)

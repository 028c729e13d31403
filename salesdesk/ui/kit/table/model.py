"""A list of any length: all its keys, and the rows of the pages that were looked at lately."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from salesdesk.answers.lists import Column, Group, Row
from salesdesk.translation import tr
from salesdesk.ui.kit.table.chosen import Chosen
from salesdesk.ui.kit.table.words import cell_words

PAGE, PAGES_KEPT = 256, 40
GROUP_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2
_WAIT_MS = 10
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ListModel(QAbstractTableModel):
    """Rows by place. Column 0 is the tick; the others are the columns of the view.

    `pages_wanted` asks for pages by number, those in sight when it is sent; `put_rows` answers it. A group
    takes a row of its own before its rows; a folded one has no other.
    """

    pages_wanted = Signal(object)
    renamed = Signal(object, str)
    is_whole = True
    """Whether all keys of the list are here, not only those of its first rows."""

    def __init__(self, chosen: Chosen, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.ids: array[int] = array("q")
        self.groups: tuple[Group, ...] = ()
        self.can_rename = False
        self._chosen = chosen
        self._folded: set[str] = set()
        self._heads: list[int] = []
        self._starts: list[int] = []
        self._count = 0
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._missing: set[int] = set()
        self._asked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)

    def show_list(
        self, columns: tuple[Column, ...], ids: "array[int]", groups: tuple[Group, ...], rows: Sequence[Row]
    ) -> None:
        """Show a list anew; `rows` are those known already."""
        self.beginResetModel()
        self.columns, self.ids, self.groups = columns, ids, groups
        self._pages.clear()
        self._missing.clear()
        self._asked.clear()
        self._keep(rows, {row.id: row for row in rows})
        self._place_groups()
        self.endResetModel()

    def put_rows(self, numbers: Sequence[int], rows: Sequence[Row]) -> None:
        """Keep the rows of pages that were asked for, and show them."""
        found = {row.id: row for row in rows}
        for number in numbers:
            part = self.ids[number * PAGE : (number + 1) * PAGE]
            self._pages[number] = {key: found[key] for key in part if key in found}
            self._pages.move_to_end(number)
            self._asked.discard(number)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, self.columnCount() - 1))

    def _keep(self, rows: Sequence[Row], found: dict[int, Row]) -> None:
        """Fill every page that the given rows fill whole."""
        if not rows:
            return
        first = self.place_of(rows[0].id, near=0)
        if first is None:
            return
        for number in range(first // PAGE, (first + len(rows) - 1) // PAGE + 1):
            part = self.ids[number * PAGE : (number + 1) * PAGE]
            if all(key in found for key in part):
                self._pages[number] = {key: found[key] for key in part}

    def _place_groups(self) -> None:
        self._heads, self._starts = [], []
        row = start = 0
        for group in self.groups:
            self._heads.append(row)
            self._starts.append(start)
            row += 1 + (0 if group.label in self._folded else group.count)
            start += group.count
        self._count = row if self.groups else len(self.ids)

    def fold(self, row: int) -> None:
        """Fold a group, or open it again."""
        group = self.group_at(row)
        if group is None:
            return
        self.beginResetModel()
        self._folded ^= {group.label}
        self._place_groups()
        self.endResetModel()

    def is_folded(self, group: Group) -> bool:
        """Whether a group shows its head only."""
        return group.label in self._folded

    def group_at(self, row: int) -> Group | None:
        """The group whose head stands in this row, if one does."""
        if not self.groups:
            return None
        number = bisect_right(self._heads, row) - 1
        return self.groups[number] if number >= 0 and self._heads[number] == row else None

    def group_rows(self) -> list[int]:
        """The rows of all heads of groups."""
        return self._heads

    def place_at(self, row: int) -> int | None:
        """The place in the list of what stands in a row; None for the head of a group."""
        if not self.groups:
            return row if 0 <= row < len(self.ids) else None
        number = bisect_right(self._heads, row) - 1
        if number < 0 or self._heads[number] == row or row >= self._count:
            return None
        return self._starts[number] + row - self._heads[number] - 1

    def row_at_place(self, place: int) -> int | None:
        """The row in which a place of the list is shown; None while its group is folded."""
        if not self.groups:
            return place
        number = bisect_right(self._starts, place) - 1
        if number < 0 or self.groups[number].label in self._folded:
            return None
        return self._heads[number] + 1 + place - self._starts[number]

    def id_at(self, row: int) -> int | None:
        """The key of the record in a row."""
        place = self.place_at(row)
        return None if place is None else self.ids[place]

    def place_of(self, key: int, *, near: int | None = None) -> int | None:
        """Where in the list a record stands."""
        try:
            return self.ids.index(key)
        except ValueError:
            return None

    def row_of(self, key: int) -> int | None:
        """The row that shows a record, if one does."""
        place = self.place_of(key)
        return None if place is None else self.row_at_place(place)

    def record_at(self, row: int) -> Row | None:
        """The record in a row; None for a head, and while it is being read, which this asks for."""
        place = self.place_at(row)
        if place is None:
            return None
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._missing.add(number)
                self._timer.start()
            return None
        return page.get(self.ids[place])

    def _ask(self) -> None:
        wanted, self._missing = self._missing, set()
        self._asked = set(wanted)
        if wanted:
            self.pages_wanted.emit(tuple(sorted(wanted)))

    def ask_again(self) -> None:
        """What was asked for could not be read; it is asked for once more when it is painted next."""
        self._asked = set()

    def known_rows(self) -> dict[int, Row]:
        """All rows that are held just now, by key."""
        return {key: row for page in self._pages.values() for key, row in page.items()}

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns) + 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == 0:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        kind = self.columns[index.column() - 1].kind
        if self.can_rename and kind == "title" and self.group_at(index.row()) is None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr("Chosen") if section == 0 else self.columns[section - 1].label
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        group = self.group_at(row)
        if group is not None:
            return self._group_data(group, column, role)
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            key = self.id_at(row)
            ticked = key is not None and key in self._chosen
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.ToolTipRole,
            ROW_ROLE,
        ):
            return None
        record = self.record_at(row)
        if role == ROW_ROLE:
            return record
        if record is None or column == 0 or column > len(record.cells):
            return None
        cell = record.cells[column - 1]
        if role == Qt.ItemDataRole.EditRole:
            return cell.name if cell is not None and hasattr(cell, "name") else cell
        return cell_words(self.columns[column - 1].kind, cell)

    def _group_data(self, group: Group, column: int, role: int) -> Any:
        if role == GROUP_ROLE:
            return group
        if role == Qt.ItemDataRole.DisplayRole and column <= 1:
            return group.label or tr("None")
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        record = self.record_at(index.row())
        if record is None:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            self._chosen.turn(record.id)
            return True
        name = " ".join(str(value).split())
        if role == Qt.ItemDataRole.EditRole and name and name != self.data(index, role):
            self.renamed.emit(record, name)
            return True
        return False

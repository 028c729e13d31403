"""The territories as an indented list: where each lies, how many work there, how many companies it has."""

from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from salesdesk.answers.territories import Territories, TerritoryPlace
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.theme import MEDIUM, Theme, font
from salesdesk.ui.screens.team.rule_words import KINDS
from salesdesk.ui.screens.team.tree_paint import ROW, paint_guides, set_up
from salesdesk.ui.screens.team.words import people_words

Index = QModelIndex | QPersistentModelIndex
PLACE = Qt.ItemDataRole.UserRole + 1
ICONS = {"territory": "map-pin", "branch": "building-2"}


class TerritoryTree(QTreeView):
    """`opened` carries the one to look at or change, `menu_asked` for which and where."""

    opened = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._model = QStandardItemModel(self)
        self._items: dict[int, QStandardItem] = {}
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(tr("Territories by where they lie"))
        set_up(self)
        self.customContextMenuRequested.connect(self._ask_menu)
        theme.changed.connect(self.viewport().update)

    def show_places(self, known: Territories) -> None:
        """Show the tree; what is folded and chosen stays so."""
        current = self.current_id
        folded = {key for key, item in self._items.items() if not self.isExpanded(item.index())}
        had_inside = {key for key, item in self._items.items() if item.rowCount()}
        self._model.clear()
        self._items = {}
        for place in known.places:
            item = QStandardItem(place.name)
            item.setData(place, PLACE)
            item.setData(_spoken(place), Qt.ItemDataRole.AccessibleTextRole)
            self._items[place.id] = item
            above = self._items.get(place.parent_id or 0)
            (above if above is not None else self._model.invisibleRootItem()).appendRow(item)
        self.expandAll()
        for key in folded & had_inside & self._items.keys():
            self.collapse(self._items[key].index())
        if current in self._items:
            self.choose(current)

    @property
    def current_id(self) -> int | None:
        """Which is chosen."""
        place = self.currentIndex().data(PLACE)
        return place.id if isinstance(place, TerritoryPlace) else None

    @property
    def shown_ids(self) -> list[int]:
        """Which are listed, from above."""
        return list(self._items)

    def choose(self, territory_id: int) -> None:
        """Choose one and bring it into sight."""
        item = self._items.get(territory_id)
        if item is not None:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(item.index(), flag)
            self.scrollTo(item.index())

    def _ask_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        place = (index if index.isValid() else self.currentIndex()).data(PLACE)
        if isinstance(place, TerritoryPlace):
            self.choose(place.id)
            self.menu_asked.emit(place.id, self.viewport().mapToGlobal(point))

    def drawBranches(self, painter: Any, rect: Any, index: Index) -> None:
        paint_guides(painter, rect, index, self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current_id is not None:
            self.opened.emit(self.current_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id is not None:
            self.opened.emit(self.current_id)
        elif event.text() and event.text().isprintable() and event.key() != Qt.Key.Key_Space:
            event.ignore()  # letters are commands of the screen, not a search in the list
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Icon, name and who works there; at the right how many companies it has."""

    def __init__(self, theme: Theme, parent: QTreeView) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place = index.data(PLACE)
        if not isinstance(place, TerritoryPlace):
            return
        shown: Any = option
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, QRectF(shown.rect.adjusted(-4, 1, -8, -1)), shown.state)
        self._content(painter, QRectF(shown.rect), place)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, state: Any) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(self._theme.colour("accent"), 1.5) if focused else Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(self._theme.colour("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("hover"))
        else:
            return
        painter.drawRoundedRect(rect, 7, 7)

    def _content(self, painter: QPainter, rect: QRectF, place: TerritoryPlace) -> None:
        tokens, middle = self._theme.tokens, rect.center().y()
        icon = self._theme.pixmap(ICONS[place.kind], "text_2", 16)
        painter.drawPixmap(QPointF(rect.x() + 5, middle - 8), icon)
        figure, face = number(place.companies) if place.companies else "–", font(12, MEDIUM, figures=True)
        right, wide = rect.right() - 16, paint.width_of(figure, face) + 2
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ink = QColor(tokens.text if place.companies else tokens.text_3)
        paint.text(painter, QRectF(right - wide, middle - 9, wide, 18), figure, face, ink, align)
        left = rect.x() + 30
        room = right - wide - 8 - left
        paint.text(
            painter, QRectF(left, middle - 17, room, 17), place.name, font(13, MEDIUM), QColor(tokens.text)
        )
        words = people_words(len(place.people)) if place.people else tr("Nobody yet")
        if place.kind == "branch":
            words = f"{KINDS['branch']} · {words}"
        paint.text(painter, QRectF(left, middle + 1, room, 16), words, font(12), QColor(tokens.text_3))


def _spoken(place: TerritoryPlace) -> str:
    companies = trn("{n} company", "{n} companies", place.companies, number(place.companies))
    return ", ".join((place.name, KINDS[place.kind], people_words(len(place.people)), companies))

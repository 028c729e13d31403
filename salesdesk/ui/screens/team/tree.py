"""The organisation as an indented list: the accessible twin of the chart, with the same drag and marks."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLabel, QTreeView

from salesdesk.answers.team import Team, TeamMember
from salesdesk.translation import tr
from salesdesk.ui.kit.faces import Faces
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.team.moving import Moving
from salesdesk.ui.screens.team.tree_paint import MEMBER, TreeDelegate, paint_guides, set_up
from salesdesk.ui.screens.team.words import spoken

Index = QModelIndex | QPersistentModelIndex


class TeamTree(QTreeView):
    """`chosen` carries who was chosen, `opened` who is to be shown, `menu_asked` for whom and where."""

    chosen = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, theme: Theme, moving: Moving, faces: Faces) -> None:
        super().__init__()
        self.theme, self.moving = theme, moving
        self._model = QStandardItemModel(self)
        self._items: dict[int, QStandardItem] = {}
        self._order: tuple[tuple[int, int | None], ...] = ()
        self._pressed: tuple[int, QPoint] | None = None
        self._ghost: QLabel | None = None
        self._quiet = False
        self.delegate = TreeDelegate(theme, moving, faces)
        self.setModel(self._model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(tr("People by whom they report to"))
        set_up(self)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.selectionModel().currentChanged.connect(self._chose)
        moving.changed.connect(self._moved)
        theme.changed.connect(self.viewport().update)
        faces.changed.connect(self.viewport().update)

    def show_team(self, team: Team, which: str, shown: Callable[[TeamMember], bool]) -> None:
        """Show the tree of a day; what is folded, chosen and scrolled to is kept."""
        self.delegate.show(team, which)
        people = self._seen(team, shown)
        order = tuple((each.id, above) for each, above in people)
        if order != self._order:
            self._rebuild(people, order)
        for member, _ in people:
            item = self._items[member.id]
            item.setData(member, MEMBER)
            item.setData(spoken(member, team, which), Qt.ItemDataRole.AccessibleTextRole)
            item.setData(spoken(member, team, which), Qt.ItemDataRole.ToolTipRole)
        self.viewport().update()

    def _seen(self, team: Team, shown: Callable[[TeamMember], bool]) -> list[tuple[TeamMember, int | None]]:
        seen = {each.id for each in team.people if shown(each)}
        return [
            (each, each.reports_to_id if each.reports_to_id in seen else None)
            for each in team.people
            if each.id in seen
        ]

    def _rebuild(self, people: list[tuple[TeamMember, int | None]], order: Any) -> None:
        closed = {key for key, item in self._items.items() if not self.isExpanded(item.index())}
        closed = {key for key in closed if self._items[key].rowCount()}
        current, place = self.current_id, self.verticalScrollBar().value()
        self._quiet = True
        self._model.clear()
        self._items, self._order = {}, order
        for member, above in people:
            item = QStandardItem(member.name)
            item.setData(member, MEMBER)
            self._items[member.id] = item
            (self._items[above] if above is not None else self._model.invisibleRootItem()).appendRow(item)
        self.expandAll()
        for key in closed & self._items.keys():
            self.collapse(self._items[key].index())
        if current in self._items:
            self.choose(current, tell=False)
        self.verticalScrollBar().setValue(place)
        self._quiet = False

    @property
    def current_id(self) -> int | None:
        """Who is chosen."""
        member = self.currentIndex().data(MEMBER)
        return member.id if isinstance(member, TeamMember) else None

    @property
    def shown_ids(self) -> list[int]:
        """Who is listed, from above."""
        return list(self._items)

    def row_of(self, person_id: int) -> QPoint:
        """The middle of somebody's row in the viewport."""
        return self.visualRect(self._items[person_id].index()).center()

    def choose(self, person_id: int, *, tell: bool = True) -> None:
        """Choose somebody and bring them into sight."""
        item = self._items.get(person_id)
        if item is None:
            return
        before, self._quiet = self._quiet, not tell
        index = item.index()
        parent = index.parent()
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)
        self._quiet = before

    def _chose(self, now: Index, before: Index) -> None:
        member = now.data(MEMBER)
        if isinstance(member, TeamMember) and not self._quiet:
            self.chosen.emit(member.id)

    def _ask_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        member = index.data(MEMBER) if index.isValid() else self.currentIndex().data(MEMBER)
        if isinstance(member, TeamMember):
            self.choose(member.id)
            self.menu_asked.emit(member.id, self.viewport().mapToGlobal(point))

    def _moved(self) -> None:
        if self.moving.person_id is None and self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
            self._ghost = None
        self.viewport().update()

    def drawBranches(self, painter: Any, rect: Any, index: Index) -> None:
        paint_guides(painter, rect, index, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            on_row = point.x() >= self.visualRect(index).left()
            if on_row:
                self._pressed = (index.data(MEMBER).id, point)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        person_id, began = self._pressed
        far = (point - began).manhattanLength() >= QApplication.startDragDistance()
        if self.moving.person_id is None and far and self.moving.begin(person_id):
            self._ghost = self._make_ghost(person_id)
        if self.moving.person_id is not None:
            if self._ghost is not None:
                self._ghost.move(self.mapTo(self.window(), point) + QPoint(12, 8))
            index = self.indexAt(point)
            member = index.data(MEMBER) if index.isValid() else None
            self.moving.aim(member.id if isinstance(member, TeamMember) else None)

    def _make_ghost(self, person_id: int) -> QLabel:
        """The row itself, at the pointer."""
        rect = self.visualRect(self._items[person_id].index())
        picture: QPixmap = self.viewport().grab(rect)
        made = QLabel(self.window())
        made.setObjectName("teamGhost")
        made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        made.setPixmap(picture)
        made.adjustSize()
        made.show()
        return made

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self.moving.person_id is not None:
            self.moving.drop()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current_id is not None:
            self.opened.emit(self.current_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.moving.person_id is not None:
            self._pressed = None
            self.moving.cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id is not None:
            self.opened.emit(self.current_id)
        elif event.text() and event.text().isprintable() and event.key() != Qt.Key.Key_Space:
            event.ignore()  # letters are commands of the screen, not a search in the list
        else:
            super().keyPressEvent(event)

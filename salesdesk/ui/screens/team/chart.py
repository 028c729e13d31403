"""The organisation as a chart: cards that can be dragged to somebody else, folded, zoomed, walked by keys."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
)

from salesdesk.answers.team import Team, TeamMember
from salesdesk.translation import tr
from salesdesk.ui.kit.faces import Faces
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.screens.team.card import ghost
from salesdesk.ui.screens.team.card_item import PersonItem
from salesdesk.ui.screens.team.lines import line_path
from salesdesk.ui.screens.team.moving import Moving
from salesdesk.ui.screens.team.places import HIGH, WIDE, Places, places, slot
from salesdesk.ui.screens.team.words import amount_of, figure_words, spoken

ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1.0, 1.25, 1.5)
MARGIN, FOOT = 36, 110


class OrgChart(QGraphicsView):
    """`chosen` carries who was chosen, `opened` who is to be shown, `menu_asked` for whom and where."""

    chosen = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(int, QPoint)
    zoomed = Signal()

    def __init__(self, theme: Theme, moving: Moving, faces: Faces) -> None:
        super().__init__()
        self.theme, self.moving, self.faces = theme, moving, faces
        self.items_: dict[int, PersonItem] = {}
        self.folded: set[int] = set()
        self.current_id: int | None = None
        self.which = "open"
        self._team: Team | None = None
        self._shown: Callable[[TeamMember], bool] = lambda member: member.active
        self._places = Places()
        self._below: dict[int, list[int]] = {}
        self._pressed: tuple[int | None, QPoint] | None = None
        self._ghost: QGraphicsPixmapItem | None = None
        self._by_hand = False
        self._head: int | None = None
        self.setScene(QGraphicsScene(self))
        # People are moved by the mouse alone; what is dropped from outside is for the window.
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Organisation chart"))
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setMouseTracking(True)
        theme.changed.connect(self._repaint)
        faces.changed.connect(self._repaint)
        moving.changed.connect(self._moved)

    def figure(self, member: TeamMember) -> tuple[str, Decimal | None]:
        """What stands on a card, and its part of the whole company."""
        if self._team is None or member.figures is None:
            return "", None
        words = figure_words(member.figures, self.which, self._team.currency)
        amount = amount_of(member.figures, self.which)
        whole = amount_of(self._team.company, self.which)
        return words, amount / whole if amount is not None and whole else None

    def show_team(self, team: Team, which: str, shown: Callable[[TeamMember], bool]) -> None:
        """Show the tree of a day; the place where one looks is kept."""
        self._team, self.which, self._shown = team, which, shown
        is_first = not self.items_
        self._arrange()
        if is_first:
            QTimer.singleShot(0, self, self._fit_again)

    def _arrange(self) -> None:
        team = self._team
        if team is None:
            return
        hidden: set[int] = set()
        roots: list[int] = []
        self._below = {}
        for member in team.people:
            above = member.reports_to_id
            if above in hidden or above in self.folded or not self._shown(member):
                hidden.add(member.id)
                continue
            if above is None:
                roots.append(member.id)
            else:
                self._below.setdefault(above, []).append(member.id)
        # Who stands alone comes after the trees, where they are in nobody's way.
        roots.sort(key=lambda each: each not in self._below)
        self._head = roots[0] if roots else None
        self._places = places(roots, self._below)
        wanted = {each.id: each for each in team.people if each.id in self._places.corners}
        for gone in self.items_.keys() - wanted.keys():
            self.scene().removeItem(self.items_.pop(gone))
        for person_id, member in wanted.items():
            item = self.items_.get(person_id)
            if item is None:
                item = self.items_[person_id] = PersonItem(self, member)
                self.scene().addItem(item)
            item.member = member
            item.setPos(*self._places.corners[person_id])
            item.setToolTip(spoken(member, team, self.which))
            item.update()
        area = self.scene().itemsBoundingRect() if self.items_ else QRectF()
        self.scene().setSceneRect(area.adjusted(-MARGIN, -MARGIN, MARGIN, FOOT))
        if self.current_id is not None and self.current_id not in self.items_:
            self.current_id = None
        self.viewport().update()

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        assert isinstance(rect, QRectF)
        painter.fillRect(rect, self.theme.colour("bg"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.colour("border_strong"), 1.2))
        corners = self._places.corners
        for edge in self._places.edges:
            painter.drawPath(line_path(corners[edge.above], corners[edge.below], edge.stacked))
        self._paint_slot(painter)

    def _paint_slot(self, painter: QPainter) -> None:
        """The dashed place in which somebody would come to stand."""
        target = self.moving.target_id
        corner = slot(self._places, target, self._below) if target is not None else None
        if target is None or corner is None:
            return
        pen = QPen(self.theme.colour("accent"), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        stacked = not any(self._below.get(each) for each in self._below.get(target, ()))
        painter.drawPath(line_path(self._places.corners[target], corner, stacked))
        painter.setBrush(self.theme.colour("accent_soft"))
        painter.drawRoundedRect(QRectF(*corner, WIDE, HIGH), RADIUS_CARD, RADIUS_CARD)

    def _repaint(self) -> None:
        self.viewport().update()

    def _moved(self) -> None:
        if self.moving.person_id is None and self._ghost is not None:
            self.scene().removeItem(self._ghost)
            self._ghost = None
            self.viewport().unsetCursor()
        self.viewport().update()

    # Mouse

    def person_at(self, point: QPoint) -> PersonItem | None:
        """The card under a point of the viewport."""
        at = self.mapToScene(point)
        for item in self.items_.values():
            inside = item.mapFromScene(at)
            if item.rect.contains(inside) or (item.member.below and item.pill.contains(inside)):
                return item
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        item = self.person_at(point)
        if event.button() == Qt.MouseButton.RightButton:
            if item is not None:
                self.choose(item.member.id)
                self.menu_asked.emit(item.member.id, event.globalPosition().toPoint())
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus()
        on_pill = item is not None and item.member.below and item.pill.contains(
            item.mapFromScene(self.mapToScene(point))
        )  # fmt: skip
        if item is not None and on_pill:
            self.fold(item.member.id)
            return
        self._pressed = (item.member.id if item is not None else None, point)
        if item is not None:
            self.choose(item.member.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        person_id, began = self._pressed
        if person_id is None:
            self._pan(point - began)
            self._pressed = (None, point)
        elif self.moving.person_id is not None:
            self._drag_to(point)
        elif (point - began).manhattanLength() >= QApplication.startDragDistance() and self.moving.begin(
            person_id
        ):
            self._make_ghost(person_id)
            self._drag_to(point)

    def _pan(self, by: QPoint) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - by.x())
        down.setValue(down.value() - by.y())

    def _make_ghost(self, person_id: int) -> None:
        member = self.items_[person_id].member
        figure, share = self.figure(member)
        self._ghost = QGraphicsPixmapItem(ghost(member, self.theme, figure, share, self.faces.of(person_id)))
        self._ghost.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._ghost.setRotation(-2.2)
        self._ghost.setZValue(100)
        self.scene().addItem(self._ghost)
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _drag_to(self, point: QPoint) -> None:
        if self._ghost is not None:
            at = self.mapToScene(point)
            self._ghost.setPos(at.x() - WIDE * 0.6, at.y() - HIGH * 0.55)
        item = self.person_at(point)
        self.moving.aim(item.member.id if item is not None else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            if self.moving.person_id is not None:
                self.moving.drop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.person_at(event.position().toPoint())
        if item is not None:
            self.opened.emit(item.member.id)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, member = event.key(), self._current()
        steps = {
            Qt.Key.Key_Up: "up",
            Qt.Key.Key_Down: "down",
            Qt.Key.Key_Left: "left",
            Qt.Key.Key_Right: "right",
        }
        if key == Qt.Key.Key_Escape and self.moving.person_id is not None:
            self._pressed = None
            self.moving.cancel()
        elif key in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and member is not None:
            self.opened.emit(member.id)
        elif key == Qt.Key.Key_Space and member is not None:
            self.fold(member.id)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            event.ignore()

    def _current(self) -> TeamMember | None:
        return self._team.member(self.current_id) if self._team is not None else None

    def _step(self, way: str) -> None:
        member = self._current()
        if member is None:
            first = next(iter(self.items_), None)
            if first is not None:
                self.choose(first)
            return
        following: int | None = None
        if way == "up":
            following = member.reports_to_id
        elif way == "down":
            following = next(iter(self._below.get(member.id, ())), None)
        else:
            beside = self._below.get(member.reports_to_id or 0) or [
                each.id
                for each in self._team_people()
                if each.reports_to_id is None and each.id in self.items_
            ]
            place = beside.index(member.id) + (1 if way == "right" else -1)
            following = beside[place] if 0 <= place < len(beside) else None
        if following is not None and following in self.items_:
            self.choose(following)

    def _team_people(self) -> tuple[TeamMember, ...]:
        return self._team.people if self._team is not None else ()

    # What is looked at

    def choose(self, person_id: int, *, tell: bool = True) -> None:
        """Choose somebody, unfold the way to them, and bring them into sight."""
        team = self._team
        if team is None:
            return
        above = team.member(person_id)
        way: set[int] = set()
        while above is not None and above.reports_to_id is not None:
            way.add(above.reports_to_id)
            above = team.member(above.reports_to_id)
        if way & self.folded:
            self.folded -= way
            self._arrange()
        if person_id not in self.items_:
            return
        is_new = self.current_id != person_id
        self.current_id = person_id
        member = team.member(person_id)
        if member is not None:
            self.setAccessibleDescription(spoken(member, team, self.which))
        self.ensureVisible(self.items_[person_id], 24, 24)
        self.viewport().update()
        if tell and is_new:
            self.chosen.emit(person_id)

    def fold(self, person_id: int) -> None:
        """Fold away who is below somebody, or show them again."""
        member = self._team.member(person_id) if self._team is not None else None
        if member is None or not member.below:
            return
        self.folded ^= {person_id}
        self._arrange()

    @property
    def scale_(self) -> float:
        """How large the chart is shown; 1 is its own size."""
        return self.transform().m11()

    def zoom(self, by: int) -> None:
        """One step larger or smaller."""
        if by > 0:
            wanted = next((each for each in ZOOMS if each > self.scale_ + 0.01), ZOOMS[-1])
        else:
            wanted = next((each for each in reversed(ZOOMS) if each < self.scale_ - 0.01), ZOOMS[0])
        self._by_hand = True
        self._scale_to(wanted)

    def _scale_to(self, wanted: float) -> None:
        self.scale(wanted / self.scale_, wanted / self.scale_)
        self.zoomed.emit()

    def fit(self) -> None:
        """Show all of it, from now on too."""
        self._by_hand = False
        self._fit(ZOOMS[0])

    def _fit_again(self) -> None:
        """Follow the room there is, unless somebody chose a size."""
        if not self._by_hand:
            self.fit_readable()
            if self.current_id in self.items_:
                self.ensureVisible(self.items_[self.current_id], 24, 24)

    def fit_readable(self) -> None:
        """Show all of it where it can be read that way, else its top."""
        self._fit(0.62)
        head = self.items_.get(self._head or 0)
        if head is not None:
            self.centerOn(head)
        self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())

    def _fit(self, least: float) -> None:
        area, room = self.sceneRect(), self.viewport().rect()
        if area.isEmpty() or room.isEmpty():
            return
        wanted = min(room.width() / area.width(), room.height() / area.height(), 1.25)
        self._scale_to(max(least, wanted))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._team is not None:
            self._fit_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.current_id is None and self.items_:
            with QPainter(self.viewport()) as painter:
                painter.setPen(QPen(self.theme.colour("accent"), 1.5))
                painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(2, 2, -2, -2), 6, 6)

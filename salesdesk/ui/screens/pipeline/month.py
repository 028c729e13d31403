"""A month of expected closes: drag a deal to another day, or to the tray of those without one."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from salesdesk.answers.board import Card
from salesdesk.answers.closing import CloseDay, CloseMonth
from salesdesk.translation import tr
from salesdesk.ui.kit.format import money, whole_day
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.pipeline.month_paint import MonthPainter

HEAD, NUMBER, CHIP, STEP = 34, 27, 22, 24
WEEK, TRAY, LEAST_ROW, DRAG = 108, 224, 104, 5
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One deal where it lies; `on` is None in the tray."""

    card: Card
    on: date | None
    rect: QRectF


@dataclass(frozen=True, slots=True)
class Rest:
    """The deals of a day for which there is no room: "+3 more"."""

    day: CloseDay
    count: int
    rect: QRectF


class MonthView(QAbstractScrollArea):
    """`moved` carries cards with their new days or None; `day_asked` a CloseDay whose deals do not all fit.

    Arrows go from deal to deal, Ctrl and an arrow moves the current one by a day or a week, Enter opens it,
    Space shows all deals of its day, Page Up and Down turn the month. Ctrl and a click or Space picks a deal:
    those picked are moved together, Esc lets go of them.
    """

    opened = Signal(int)
    moved = Signal(object)
    day_asked = Signal(object, QPoint)
    menu_asked = Signal(object, QPoint)
    turned = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.month: CloseMonth | None = None
        self.spots: list[Spot] = []
        self.rests: list[Rest] = []
        self.current: int | None = None
        self.read_only = False
        self.colours: dict[int, str] = {}
        self.ghost: tuple[Card, QPointF] | None = None
        self.picked: frozenset[int] = frozenset()
        self._held: tuple[Spot, QPointF] | None = None
        self._painter = MonthPainter(theme)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Deals by expected close"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.viewport().update)

    def show_month(self, month: CloseMonth) -> None:
        """Show a month; the current deal stays the current one."""
        self.month = month
        self._fit()
        self._tell()

    @property
    def grid_width(self) -> float:
        """How wide the seven days are together."""
        return max(210.0, self.viewport().width() - WEEK - TRAY)

    @property
    def row_height(self) -> float:
        """How high a week is."""
        weeks = len(self.month.weeks) if self.month else 6
        return max(LEAST_ROW, (self.viewport().height() - HEAD) / weeks)

    def cell(self, on: date) -> QRectF:
        """Where a day lies."""
        assert self.month is not None
        week, day = divmod((on - self.month.first).days, 7)
        wide = self.grid_width / 7
        top = HEAD + week * self.row_height - self.verticalScrollBar().value()
        return QRectF(day * wide, top, wide, self.row_height)

    @property
    def tray(self) -> QRectF:
        """Where the deals without a day lie."""
        left = self.grid_width + WEEK
        return QRectF(left, 0, self.viewport().width() - left, self.viewport().height())

    def _fit(self) -> None:
        if self.month is None:
            return
        bar = self.verticalScrollBar()
        room = self.viewport().height() - HEAD
        bar.setRange(0, max(0, round(len(self.month.weeks) * self.row_height) - room))
        bar.setPageStep(room)
        bar.setSingleStep(24)
        self.spots, self.rests = [], []
        for on in sorted(self.month.days):
            if self.month.first <= on <= self.month.last:
                self._place(self.month.days[on], self.cell(on), NUMBER)
        self._place(self.month.unscheduled, self.tray.adjusted(6, 0, -6, 0), 62)
        self.viewport().update()

    def _place(self, day: CloseDay, room: QRectF, below: int) -> None:
        """Lay the deals of a day below each other, and say how many have no room."""
        fit = max(1, int((room.height() - below - 4) // STEP))
        shown = day.cards if day.count <= fit else day.cards[: fit - 1]
        line = QRectF(room.left() + 4, room.top() + below, room.width() - 8, CHIP)
        for card in shown:
            self.spots.append(Spot(card, day.on, QRectF(line)))
            line.translate(0, STEP)
        if day.count > len(shown):
            self.rests.append(Rest(day, day.count - len(shown), QRectF(line)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.paint(painter, self)

    def _over(self, point: QPointF) -> bool:
        """Whether a point lies where deals can: below the names of the days, or in the tray."""
        return point.y() >= HEAD or self.tray.contains(point)

    def spot_at(self, point: QPointF) -> Spot | None:
        """The deal under a point."""
        if not self._over(point):
            return None
        return next((spot for spot in self.spots if spot.rect.contains(point)), None)

    def place_at(self, point: QPointF) -> tuple[bool, date | None]:
        """Whether a deal can be dropped at a point, and the day there; None in the tray."""
        if self.tray.contains(point):
            return True, None
        if self.month is None or point.y() < HEAD or not 0 <= point.x() < self.grid_width:
            return False, None
        day = int(point.x() / (self.grid_width / 7))
        week = int((point.y() - HEAD + self.verticalScrollBar().value()) // self.row_height)
        on = self.month.first + timedelta(days=7 * week + day)
        return on <= self.month.last, on

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        spot = self.spot_at(point)
        rest = next((each for each in self.rests if each.rect.contains(point)), None)
        if spot is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.current = spot.card.deal_id
            self._pick(spot)
        elif spot is not None:
            self.current = spot.card.deal_id
            self._held = (spot, point)
            self._tell()
        elif rest is not None and self._over(point):
            self.day_asked.emit(rest.day, self.viewport().mapToGlobal(rest.rect.bottomLeft().toPoint()))
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._held is not None and not self.read_only:
            spot, began = self._held
            if self.ghost is not None or (point - began).manhattanLength() >= DRAG:
                self.ghost = (spot.card, point)
                self.viewport().update()
            return
        over = self.spot_at(point)
        is_rest = any(each.rect.contains(point) for each in self.rests)
        hand = over is not None or is_rest
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        self.viewport().setToolTip(self.spoken(over.card) if over else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, ghost = self._held, self.ghost
        self._held = self.ghost = None
        self.viewport().update()
        if held is None:
            return
        if ghost is None:
            self.picked = frozenset()
            self.opened.emit(held[0].card.deal_id)
            return
        fits, on = self.place_at(event.position())
        moves = tuple((spot.card, on) for spot in self.lifted(held[0].card) if spot.on != on)
        if fits and moves:
            self._move(moves)

    def _move(self, moves: tuple[tuple[Card, date | None], ...]) -> None:
        self.picked = frozenset()
        self.moved.emit(moves)

    def _pick(self, spot: Spot) -> None:
        """Pick a deal, or let go of it."""
        self.picked ^= {spot.card.deal_id}
        self._tell()

    def lifted(self, card: Card) -> list[Spot]:
        """What moves with a deal: all that are picked if it is one of them."""
        together = self.picked if card.deal_id in self.picked else {card.deal_id}
        return [spot for spot in self.spots if spot.card.deal_id in together]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        spot = self.spot_at(QPointF(event.pos())) if by_mouse else self.current_spot()
        if spot is not None:
            self.current = spot.card.deal_id
            self._tell()
            at = event.globalPos() if by_mouse else self.viewport().mapToGlobal(spot.rect.center().toPoint())
            self.menu_asked.emit(spot.card, at)

    def current_spot(self) -> Spot | None:
        """The current deal, if it is seen."""
        return next((spot for spot in self.spots if spot.card.deal_id == self.current), None)

    def choose_first(self) -> None:
        """Make a deal the current one, if none is: the first from today on."""
        if self.current_spot() is None and self.spots and self.month is not None:
            today = self.month.today
            coming = (spot for spot in self.spots if spot.on is not None and spot.on >= today)
            self.current = next(coming, self.spots[0]).card.deal_id
            self._tell()

    def spoken(self, card: Card) -> str:
        """What one says of a deal: which, of whom, for how much, when."""
        amount = money(card.amount, card.currency) if card.amount is not None else tr("no amount")
        when = whole_day(card.close_on) if card.close_on else tr("no expected close")
        picked = tr("picked") if card.deal_id in self.picked else ""
        parts = (card.title, card.company, amount, card.owner, when, picked)
        return ", ".join(part for part in parts if part)

    def _tell(self) -> None:
        spot = self.current_spot()
        self.setAccessibleDescription(self.spoken(spot.card) if spot else "")
        self.viewport().update()

    def _go(self, sideways: int, down: int) -> None:
        """To the next deal of the day, or to the nearest day with deals."""
        self.choose_first()
        spot = self.current_spot()
        if spot is None:
            return
        order = sorted(self.spots, key=lambda each: (each.on is None, each.on or date.max, each.rect.top()))
        place = order.index(spot)
        if down:
            target = order[min(max(place + down, 0), len(order) - 1)]
        else:
            others = [each for each in order if each.on != spot.on]
            beyond = [each for each in others if (order.index(each) - place) * sideways > 0]
            days = [each.on for each in beyond]
            if not days:
                return
            on = days[0] if sideways > 0 else days[-1]
            target = next(each for each in beyond if each.on == on)
        self.current = target.card.deal_id
        self._bring_into_sight(target)
        self._tell()

    def _bring_into_sight(self, spot: Spot) -> None:
        bar = self.verticalScrollBar()
        if spot.on is not None and not HEAD <= spot.rect.top() <= self.viewport().height() - STEP:
            bar.setValue(bar.value() + round(self.cell(spot.on).top() - HEAD))

    def _nudge(self, spot: Spot, sideways: int, down: int) -> None:
        """Move the current deal by a day or a week; one without a day gets today."""
        if self.month is None or self.read_only:
            return
        days, today = timedelta(days=sideways + 7 * down), self.month.today
        lifted = self.lifted(spot.card)
        self._move(tuple((each.card, each.on + days if each.on is not None else today) for each in lifted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spot = Qt.Key(event.key()), self.current_spot()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _STEPS and control:
            if spot is not None:
                self._nudge(spot, *_STEPS[key])
        elif key in _STEPS:
            self._go(*_STEPS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and spot is not None:
            self.opened.emit(spot.card.deal_id)
        elif key == Qt.Key.Key_Space and control:
            if spot is not None:
                self._pick(spot)
        elif key == Qt.Key.Key_Escape and self.picked:
            self.picked = frozenset()
            self._tell()
        elif key == Qt.Key.Key_Space and spot is not None and self.month is not None:
            day = self.month.unscheduled if spot.on is None else self.month.day(spot.on)
            self.day_asked.emit(day, self.viewport().mapToGlobal(spot.rect.bottomLeft().toPoint()))
        elif key == Qt.Key.Key_Escape and self._held is not None:
            self._held = self.ghost = None
            self.viewport().update()
        else:
            event.ignore()

"""A week as a calendar: drag to move, drag the lower edge to change the length, click a free place to add."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from salesdesk.answers.today import AgendaItem
from salesdesk.answers.week import Week
from salesdesk.rules.week import (
    DAY_MINUTES,
    STEP_MINUTES,
    USUAL_HOURS,
    USUAL_MINUTES,
    minutes_of,
    side_by_side,
    snapped,
    time_at,
)
from salesdesk.translation import tr
from salesdesk.ui.kit.company_day import day_of
from salesdesk.ui.kit.format import clock, weekday
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.activities.week_paint import WeekPainter

GUTTER, HEAD, ALL_DAY_ROW, HOUR = 56, 40, 24, 48
MOST_ALL_DAY, EDGE, DRAG = 4, 7, 5
_TICK_MS = 60_000
EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Block:
    """One activity where it lies; `span` in minutes of its day, None in the row for the whole day."""

    item: AgendaItem
    day: int
    span: tuple[int, int] | None
    rect: QRectF


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the week: day 0 to 6, minutes since midnight; None for the whole day."""

    day: int
    minutes: int | None


class WeekView(QAbstractScrollArea):
    """`moved` carries an item, its new day and time; `stretched` one and its minutes; `added` a free place.

    Arrows go from one activity to the next, Ctrl and an arrow moves the current one, Shift and Up or Down
    changes its length, Enter opens it, Space does it.
    """

    opened = Signal(object)
    done_asked = Signal(object)
    moved = Signal(object, object, object)
    stretched = Signal(object, int)
    added = Signal(object, object, int)
    turned = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.first, self.today = date.min, date.min
        self.items: tuple[AgendaItem, ...] = ()
        self.hours, self.days_off = USUAL_HOURS, frozenset[date]()
        self.blocks: list[Block] = []
        self.hidden: tuple[int, ...] = (0,) * 7
        self.current: int | None = None
        self.read_only = False
        self._held: tuple[Block, QPointF, str] | None = None
        self._ghost: Block | None = None
        self._free: tuple[Place, Place] | None = None
        self._painter = WeekPainter(theme)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Week"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.viewport().update)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self.viewport().update)
        self._clock.start()
        self._was_shown = False

    def show_week(self, week: Week) -> None:
        """Show a week; the current activity stays the current one."""
        self.first, self.items, self.today = week.first, week.items, week.today
        self.hours, self.days_off = week.hours, week.days_off
        self._held = self._ghost = self._free = None
        self._fit()
        if not self._was_shown:
            self._was_shown = True
            self.verticalScrollBar().setValue(int((self.hours[0] / 60 - 0.5) * HOUR))
        self._tell()

    @property
    def top(self) -> int:
        """Where the hours begin, below the days and the row for the whole day."""
        return HEAD + 6 + ALL_DAY_ROW * max(1, min(MOST_ALL_DAY, self._all_day_rows()))

    def _all_day_rows(self) -> int:
        counts = [0] * 7
        for item in self.items:
            if item.due_at is None:
                counts[self._day(item)] += 1
        return max(counts)

    @property
    def day_width(self) -> float:
        """How wide a day is."""
        return max(20.0, (self.viewport().width() - GUTTER) / 7)

    def _day(self, item: AgendaItem) -> int:
        on = item.due_on or (day_of(item.due_at) if item.due_at is not None else None)
        return min(max(((on or self.first) - self.first).days, 0), 6)

    def _fit(self) -> None:
        bar = self.verticalScrollBar()
        room = max(0, self.viewport().height() - self.top)
        bar.setRange(0, max(0, 24 * HOUR - room))
        bar.setPageStep(room)
        bar.setSingleStep(HOUR // 2)
        self.blocks = [*self._whole_days(), *self._timed()]
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._fit()

    def _whole_days(self) -> list[Block]:
        rows = [0] * 7
        found = []
        # What is still to do comes first: there is room for a few only.
        whole = [item for item in self.items if item.due_at is None]
        for item in sorted(whole, key=lambda each: each.state != "planned"):
            day = self._day(item)
            if rows[day] < MOST_ALL_DAY:
                left, wide = GUTTER + day * self.day_width, self.day_width
                place = QRectF(left + 2, HEAD + 3 + rows[day] * ALL_DAY_ROW, wide - 5, ALL_DAY_ROW - 3)
                found.append(Block(item, day, None, place))
            rows[day] += 1
        self.hidden = tuple(max(0, count - MOST_ALL_DAY) for count in rows)
        return found

    def _timed(self) -> list[Block]:
        found = []
        for day in range(7):
            items = [each for each in self.items if each.due_at is not None and self._day(each) == day]
            spans = [_span(each) for each in items]
            for item, span, (lane, lanes) in zip(items, spans, side_by_side(spans), strict=True):
                found.append(Block(item, day, span, self._rect(day, span, lane, lanes)))
        return found

    def _rect(self, day: int, span: tuple[int, int], lane: int = 0, lanes: int = 1) -> QRectF:
        wide = (self.day_width - 5) / lanes
        left = GUTTER + day * self.day_width + 2 + lane * wide
        top = self.top + span[0] * HOUR / 60 - self.verticalScrollBar().value()
        return QRectF(left, top + 1, wide - 1, max(18.0, (span[1] - span[0]) * HOUR / 60 - 2))

    def place_at(self, point: QPointF) -> Place:
        """What lies under a point."""
        day = int(min(max((point.x() - GUTTER) // self.day_width, 0), 6))
        if point.y() < self.top:
            return Place(day, None)
        minutes = (point.y() - self.top + self.verticalScrollBar().value()) * 60 / HOUR
        return Place(day, snapped(minutes - STEP_MINUTES / 2))

    def block_at(self, point: QPointF) -> Block | None:
        """The activity under a point."""
        if point.y() > HEAD and point.y() < self.top:
            blocks = [each for each in self.blocks if each.span is None]
        else:
            blocks = [each for each in self.blocks if each.span is not None and point.y() >= self.top]
        return next((each for each in reversed(blocks) if each.rect.contains(point)), None)

    def day_of(self, place: int) -> date:
        """The day in a column."""
        return self.first + timedelta(days=place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.paint(painter, self, self._ghost, self._free)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.position().y() < HEAD:
            return
        block = self.block_at(event.position())
        if block is not None:
            if block.item.state == EXPECTED:
                self.opened.emit(block.item)
                return
            self.current = block.item.activity_id
            edge = block.span is not None and event.position().y() > block.rect.bottom() - EDGE
            self._held = (block, event.position(), "stretch" if edge else "move")
            self._tell()
        elif event.position().x() >= GUTTER and not self.read_only:
            place = self.place_at(event.position())
            self._free = (place, place)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._held is not None and not self.read_only:
            block, began, how = self._held
            if self._ghost is not None or (point - began).manhattanLength() >= DRAG:
                self._ghost = self._stretch(block, point) if how == "stretch" else self._move(block, point)
        elif self._free is not None:
            self._free = (self._free[0], self.place_at(point))
        else:
            over = self.block_at(point)
            edge = over in self._planned and over.span is not None and point.y() > over.rect.bottom() - EDGE
            shape = Qt.CursorShape.SizeVerCursor if edge else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over and not edge else shape)
            self.viewport().setToolTip(spoken(over.item) if over else "")
        self.viewport().update()

    def _move(self, block: Block, point: QPointF) -> Block:
        assert self._held is not None
        place = self.place_at(point)
        if place.minutes is None:
            left = GUTTER + place.day * self.day_width
            rect = QRectF(left + 2, HEAD + 3, self.day_width - 5, ALL_DAY_ROW - 3)
            return Block(block.item, place.day, None, rect)
        length = block.span[1] - block.span[0] if block.span else block.item.minutes or USUAL_MINUTES
        grip = (self._held[1].y() - block.rect.top()) * 60 / HOUR if block.span else 0
        minutes = (point.y() - self.top + self.verticalScrollBar().value()) * 60 / HOUR - grip
        start = snapped(minutes)
        span = (start, min(start + length, DAY_MINUTES))
        return Block(block.item, place.day, span, self._rect(place.day, span))

    def _stretch(self, block: Block, point: QPointF) -> Block:
        assert block.span is not None
        minutes = (point.y() - self.top + self.verticalScrollBar().value()) * 60 / HOUR
        end = max(block.span[0] + STEP_MINUTES, round(minutes / STEP_MINUTES) * STEP_MINUTES)
        span = (block.span[0], min(end, DAY_MINUTES))
        return Block(block.item, block.day, span, self._rect(block.day, span))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, ghost, free = self._held, self._ghost, self._free
        self._held = self._free = None
        if held is not None and ghost is None:
            self.opened.emit(held[0].item)
        elif held is not None and ghost is not None:
            self._drop(held[0], ghost, held[2])
        elif free is not None:
            self._add(*free)
        self._ghost = None
        self.viewport().update()

    def _drop(self, block: Block, ghost: Block, how: str) -> None:
        if how == "stretch" and ghost.span is not None:
            if ghost.span != block.span:
                self.stretched.emit(block.item, ghost.span[1] - ghost.span[0])
        elif (ghost.day, ghost.span) != (block.day, block.span):
            at = time_at(ghost.span[0]) if ghost.span else None
            self.moved.emit(block.item, self.day_of(ghost.day), at)

    def _add(self, began: Place, ended: Place) -> None:
        day = self.day_of(began.day)
        if began.minutes is None:
            self.added.emit(day, None, 0)
            return
        last = ended.minutes if ended.minutes is not None else began.minutes
        first, last = min(began.minutes, last), max(began.minutes, last)
        length = USUAL_MINUTES if first == last else last - first + STEP_MINUTES
        self.added.emit(day, time_at(first), length)

    def current_block(self) -> Block | None:
        """The current activity, if it lies in this week."""
        return next((each for each in self._planned if each.item.activity_id == self.current), None)

    @property
    def _planned(self) -> list[Block]:
        """What is there, without what will be planned by a rule."""
        return [each for each in self.blocks if each.item.state != EXPECTED]

    def _tell(self) -> None:
        block = self.current_block()
        self.setAccessibleDescription(spoken(block.item) if block else "")

    def _go(self, by: int) -> None:
        order = sorted(self._planned, key=lambda each: (each.day, each.span or (-1, 0)))
        if not order:
            return
        block = self.current_block()
        place = order.index(block) + by if block in order else 0
        chosen = order[min(max(place, 0), len(order) - 1)]
        self.current = chosen.item.activity_id
        if chosen.span is not None:
            top = int(chosen.span[0] * HOUR / 60)
            bar = self.verticalScrollBar()
            if not bar.value() <= top <= bar.value() + bar.pageStep() - HOUR:
                bar.setValue(top - HOUR)
        self._tell()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, block = event.key(), self.current_block()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(key))
        if step is not None and (control or shift):
            if block is not None and not self.read_only:
                self._nudge(block, step, shift)
        elif step is not None:
            self._go(step[0] or step[1])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and block is not None:
            self.opened.emit(block.item)
        elif key == Qt.Key.Key_Space and block is not None:
            self.done_asked.emit(block.item)
        elif key == Qt.Key.Key_Escape and (self._held or self._free):
            self._held = self._ghost = self._free = None
            self.viewport().update()
        else:
            event.ignore()

    def _nudge(self, block: Block, step: tuple[int, int], stretch: bool) -> None:
        """Move or stretch the current activity by keys: a day, or a quarter of an hour."""
        if stretch and step[1] and block.span is not None:
            length = block.span[1] - block.span[0] + step[1] * STEP_MINUTES
            if length >= STEP_MINUTES:
                self.stretched.emit(block.item, length)
        elif not stretch:
            on = self.day_of(block.day) + timedelta(days=step[0])
            start = block.span[0] + step[1] * STEP_MINUTES if block.span else None
            if start is None and step[1]:
                return
            if start is None or 0 <= start < DAY_MINUTES:
                self.moved.emit(block.item, on, time_at(start) if start is not None else None)


def _span(item: AgendaItem) -> tuple[int, int]:
    assert item.due_at is not None
    here = item.due_at.astimezone()
    start = minutes_of(time(here.hour, here.minute))
    return start, min(DAY_MINUTES, start + max(STEP_MINUTES, item.minutes or USUAL_MINUTES))


def spoken(item: AgendaItem) -> str:
    """What one says of an activity: when, what, about whom, and whether it is done."""
    when = weekday(item.due_on) if item.due_on else ""
    if item.due_at is not None:
        when = f"{when} {clock(item.due_at)}"
    about = item.deal or item.contact
    state = {"done": tr("done"), EXPECTED: tr("comes when the one before is done")}.get(item.state, "")
    told = (when, item.subject, item.company, about, item.repeats, state)
    return ", ".join(filter(None, told))


def now_minutes() -> int:
    """How many minutes of today are over."""
    now = datetime.now()
    return now.hour * 60 + now.minute

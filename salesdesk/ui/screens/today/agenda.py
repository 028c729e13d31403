"""What is due as a list: overdue, today, the next seven days; one key each for done and for later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from salesdesk.answers.today import AgendaItem, MyDay
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import clock, day, money, weekday
from salesdesk.ui.kit.lines import LineDelegate, Lines, ground, hairline
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.timeline import KIND_ICONS

HEAD, ROW, MORE, BUTTON = 36, 44, 34, 28
_TIME, _ICON, _TITLE, _NARROW = 46, 126, 154, 600
_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group: its name, how many there are, whether they are late."""

    words: str
    count: int
    late: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """How many more there are than the list shows."""

    count: int


@dataclass(frozen=True, slots=True)
class Task:
    """A planned activity under the head of its group; `for_whom` shows who it is for."""

    item: AgendaItem
    group: str
    for_whom: bool = False


def lines_of(shown: MyDay) -> list[Any]:
    """Heads and tasks of a day in their order; groups without tasks are left out, but for today."""
    groups = (
        (tr("Overdue"), "overdue", shown.overdue, shown.overdue_count),
        (tr("Today"), "today", shown.due, shown.due_count),
        (tr("Next 7 days"), "coming", shown.coming, shown.coming_count),
    )
    lines: list[Any] = []
    for words, key, items, count in groups:
        if count:
            lines.append(Head(words, count, key == "overdue", not lines))
            lines += [Task(item, key) for item in items]
            if count > len(items):
                lines.append(More(count - len(items)))
    return lines


def next_due(lines: Sequence[Any], now: datetime) -> int | None:
    """The row of what comes next: the first of today whose hour has not passed, else the first task."""
    tasks = [(row, line) for row, line in enumerate(lines) if isinstance(line, Task)]
    ahead = [
        row
        for row, line in tasks
        if line.group == "today" and (line.item.due_at is None or line.item.due_at >= now)
    ]
    return ahead[0] if ahead else tasks[0][0] if tasks else None


def when(item: AgendaItem, group: str, today: date) -> str:
    """When something is due, as short as its group allows."""
    if group == "today":
        return clock(item.due_at) if item.due_at else tr("Any time")
    if item.due_on is None:
        return ""
    if group == "overdue":
        return clock(item.due_at) if item.due_at and item.due_on == today else weekday(item.due_on)
    short = weekday(item.due_on)
    return f"{short.split()[0]} {clock(item.due_at)}" if item.due_at else short


def about(item: AgendaItem) -> str:
    """What something is about: company, deal or contact."""
    return "  ·  ".join(filter(None, (item.company, item.deal or item.contact)))


def reason(item: AgendaItem, today: date) -> str:
    """Why it matters: what was written about it, else when its deal is expected to close."""
    if item.note:
        return item.note
    if item.close_on is None:
        return ""
    if item.close_on < today:
        return tr("Close was expected {day}").format(day=day(item.close_on, today))
    if (item.close_on - today).days <= _SOON_DAYS:
        return tr("Expected close {day}").format(day=day(item.close_on, today))
    return ""


class AgendaDelegate(LineDelegate):
    """Paints heads and tasks; the current task stands in a block with Later and Done."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.today = date.min
        self.read_only = False

    def height(self, line: Any) -> int:
        return HEAD if isinstance(line, Head) else MORE if isinstance(line, More) else ROW

    def paint_line(self, painter: QPainter, rect: QRectF, line: Any, *, chosen: bool, hot: bool) -> None:
        if isinstance(line, Head):
            self._head(painter, rect, line)
        elif isinstance(line, More):
            words = trn("{n} more is in Activities", "{n} more are in Activities", line.count)
            self._words(painter, rect.adjusted(_TITLE, 0, -18, 0), words, font(12, MEDIUM), "accent_text")
        else:
            self._task(painter, rect, line, chosen=chosen, hot=hot)

    def _words(self, painter: QPainter, rect: QRectF, words: str, face: Any, colour: str) -> float:
        return paint.text(painter, rect, words, face, self.theme.colour(colour))

    def _head(self, painter: QPainter, rect: QRectF, head: Head) -> None:
        if not head.first:
            hairline(painter, rect, self.theme)
        place = rect.adjusted(17, 2, -17, 0)
        wide = self._words(painter, place, head.words, font(13, SEMIBOLD), "red" if head.late else "text")
        count = place.adjusted(wide + 7, 0, 0, 0)
        self._words(painter, count, str(head.count), font(12, figures=True), "text_3")

    def _task(self, painter: QPainter, rect: QRectF, line: Task, *, chosen: bool, hot: bool) -> None:
        item = line.item
        if chosen or hot:
            ground(painter, rect, self.theme, chosen=chosen, focused=True)
        if line.for_whom:
            spot = QRectF(rect.left() + 16, rect.center().y() - 10, 22, 22)
            paint.avatar(painter, spot, item.person, item.person_id)
        else:
            self._ring(painter, rect, chosen)
        late = line.group == "overdue"
        colour = "red" if late else "accent_text" if chosen else "text_2"
        time = QRectF(rect.left() + _TIME, rect.top(), _ICON - _TIME - 6, rect.height())
        self._words(painter, time, when(item, line.group, self.today), font(12, MEDIUM, figures=True), colour)
        icon = self.theme.pixmap(
            KIND_ICONS.get(item.kind, "square-check"), "accent_text" if chosen else "text_2", 16
        )
        painter.drawPixmap(int(rect.left()) + _ICON, int(rect.center().y()) - 7, icon)
        self._text(painter, rect, line, chosen or hot)
        if (chosen or hot) and not line.for_whom and not self.read_only:
            self._buttons(painter, rect)
        elif item.amount is not None:
            place = QRectF(rect.right() - 130, rect.top(), 112, rect.height())
            face = font(13, SEMIBOLD, figures=True)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            ink = self.theme.colour("text_2" if line.group == "coming" else "text")
            paint.text(painter, place, money(item.amount, item.currency), face, ink, right)

    def _text(self, painter: QPainter, rect: QRectF, line: Task, on_ground: bool) -> None:
        right = rect.right() - 140
        why = reason(line.item, self.today) if rect.width() >= _NARROW else ""
        middle = rect.left() + max(_TITLE + 120, rect.width() * 0.545)
        end = middle - 12 if why else right
        below = about(line.item)
        top = rect.top() + 5 if below else rect.center().y() - 9
        title = QRectF(rect.left() + _TITLE, top, end - rect.left() - _TITLE, 18)
        self._words(painter, title, line.item.subject, font(13, SEMIBOLD), "text")
        quiet = "text_2" if on_ground else "text_3"
        self._words(painter, title.translated(0, 17), below, font(12), quiet)
        if why:
            place = QRectF(middle, rect.top(), right - middle, rect.height())
            self._words(painter, place, why, font(12), "text_2")

    def _ring(self, painter: QPainter, rect: QRectF, chosen: bool) -> None:
        painter.setPen(QPen(self.theme.colour("accent" if chosen else "ctl"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(rect.left() + 26, rect.center().y() + 0.5), 8, 8)

    def _buttons(self, painter: QPainter, rect: QRectF) -> None:
        for place, icon, colour in zip(_places(rect), ("clock", "check"), ("text_2", "green"), strict=True):
            painter.setPen(QPen(self.theme.colour("border_strong"), 1))
            painter.setBrush(QColor(self.theme.tokens.surface))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
            painter.drawPixmap(place.topLeft() + QPointF(6, 6), self.theme.pixmap(icon, colour, 16))

    def hit(self, rect: QRectF, line: Any, point: QPointF) -> str:
        if not isinstance(line, Task) or line.for_whom or self.read_only:
            return ""
        later, done = _places(rect)
        if point.x() < rect.left() + _TIME - 6 or done.contains(point):
            return "done"
        return "later" if later.contains(point) else ""


def _places(rect: QRectF) -> tuple[QRectF, QRectF]:
    """Where Later and Done stand on a task."""
    done = QRectF(rect.right() - 12 - BUTTON, rect.center().y() - BUTTON / 2 + 0.5, BUTTON, BUTTON)
    return done.translated(-BUTTON - 6, 0), done


def _key(line: Any) -> object:
    """What tells a line from all others."""
    return line.item.activity_id if isinstance(line, Task) else line


class AgendaList(Lines):
    """The list itself: Space does a task, L puts it off, Enter opens it."""

    done_asked = Signal(object)
    later_asked = Signal(object)
    more_asked = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        self.delegate_ = AgendaDelegate(theme)
        super().__init__(name, self.delegate_, self._spoken, _key)
        self.pressed.connect(self._pressed)

    def _spoken(self, line: Any) -> str:
        if isinstance(line, More):
            return trn("{n} more is in Activities", "{n} more are in Activities", line.count)
        if not isinstance(line, Task):
            return ""
        item = line.item
        whom = item.person if line.for_whom else ""
        today = self.delegate_.today
        parts = (when(item, line.group, today), item.subject, about(item), reason(item, today), whom)
        return ", ".join(filter(None, parts))

    def _pressed(self, line: Task, what: str) -> None:
        (self.done_asked if what == "done" else self.later_asked).emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current
        if isinstance(line, Task) and not line.for_whom and not event.modifiers():
            if event.key() == Qt.Key.Key_Space:
                self.done_asked.emit(line)
                return
            if event.text().lower() == "l":
                self.later_asked.emit(line)
                return
        super().keyPressEvent(event)

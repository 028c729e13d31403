"""How a week is painted: days, working hours, activities, the line of now."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from babel.dates import format_date
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from salesdesk.answers.today import AgendaItem
from salesdesk.rules.week import Hours, time_at
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import locale
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.timeline import KIND_ICONS

if TYPE_CHECKING:
    from salesdesk.ui.screens.activities.week import Block, Place, WeekView

CENTRE = Qt.AlignmentFlag.AlignCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WeekPainter:
    """Paints a WeekView with the colours of the theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        view: "WeekView",
        ghost: "Block | None",
        free: "tuple[Place, Place] | None",
    ) -> None:
        """The whole week; `ghost` is what is being dragged, `free` the free place being marked."""
        from salesdesk.ui.screens.activities.week import GUTTER, HOUR

        tokens, wide, high = self._theme.tokens, view.viewport().width(), view.viewport().height()
        painter.fillRect(0, 0, wide, high, QColor(tokens.surface))
        top, offset = view.top, view.verticalScrollBar().value()
        painter.save()
        painter.setClipRect(QRectF(0, top, wide, high - top))
        for day in range(7):
            left = GUTTER + day * view.day_width
            working = view.hours if view.day_of(day) not in view.days_off else None
            self._idle(painter, left, view.day_width, top - offset, HOUR, working)
        self._hours(painter, wide, top - offset, HOUR, GUTTER)
        for block in view.blocks:
            if block.span is not None:
                self._block(painter, view, block, dim=_same(ghost, block))
        self._marked(painter, view, free)
        if ghost is not None and ghost.span is not None:
            self._block(painter, view, ghost, lifted=True)
        self._now(painter, view)
        painter.restore()
        self._head(painter, view)
        for block in view.blocks:
            if block.span is None:
                self._block(painter, view, block, dim=_same(ghost, block))
        if ghost is not None and ghost.span is None:
            self._block(painter, view, ghost, lifted=True)
        painter.setPen(QPen(QColor(tokens.border), 1))
        for day in range(7):
            left = int(GUTTER + day * view.day_width) + 0.5
            painter.drawLine(QPointF(left, 0), QPointF(left, high))

    def _idle(
        self, painter: QPainter, left: float, wide: float, top: float, hour: int, working: Hours | None
    ) -> None:
        """The hours in which one does not work, a little darker."""
        ground = QColor(self._theme.tokens.band)
        if working is None:
            painter.fillRect(QRectF(left, top, wide, 24 * hour), ground)
            return
        begin, until = (minutes / 60 * hour for minutes in working)
        painter.fillRect(QRectF(left, top, wide, begin), ground)
        painter.fillRect(QRectF(left, top + until, wide, 24 * hour - until), ground)

    def _hours(self, painter: QPainter, wide: int, top: float, hour: int, gutter: int) -> None:
        face = font(11, figures=True)
        for n in range(24):
            y = int(top + n * hour) + 0.5
            painter.setPen(QPen(QColor(self._theme.tokens.border), 1))
            painter.drawLine(QPointF(gutter, y), QPointF(wide, y))
            if n:
                room = QRectF(0, y - 9, gutter - 8, 18)
                paint.text(painter, room, f"{n:02}:00", face, self._theme.colour("text_3"), RIGHT)

    def _head(self, painter: QPainter, view: "WeekView") -> None:
        from salesdesk.ui.screens.activities.week import GUTTER, HEAD

        tokens = self._theme.tokens
        painter.fillRect(QRectF(0, 0, view.viewport().width(), view.top), QColor(tokens.surface))
        for place in range(7):
            day = view.day_of(place)
            room = QRectF(GUTTER + place * view.day_width, 0, view.day_width, HEAD)
            self._day_name(painter, room, day, day == view.today)
            if view.hidden[place]:
                more = QRectF(room.right() - 44, room.top(), 38, room.height())
                words = f"+{view.hidden[place]}"
                paint.text(painter, more, words, font(11, MEDIUM), self._theme.colour("text_3"), RIGHT)
        painter.setPen(QPen(QColor(tokens.border), 1))
        for y in (HEAD - 0.5, view.top - 0.5):
            painter.drawLine(QPointF(0, y), QPointF(view.viewport().width(), y))

    def _day_name(self, painter: QPainter, room: QRectF, day: date, is_today: bool) -> None:
        name, number = format_date(day, "EEE", locale=locale()), str(day.day)
        face, strong = font(12, MEDIUM), font(13, SEMIBOLD, figures=True)
        wide = paint.width_of(name, face)
        left = room.left() + (room.width() - wide - 30) / 2
        ink = self._theme.colour("accent_text" if is_today else "text_2")
        paint.text(painter, QRectF(left, room.top(), wide + 2, room.height()), name, face, ink)
        spot = QRectF(left + wide + 6, room.center().y() - 12, 24, 24)
        if is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("primary"))
            painter.drawEllipse(spot)
        ink = self._theme.colour("on_accent" if is_today else "text")
        paint.text(painter, spot, number, strong, ink, CENTRE)

    def _block(
        self, painter: QPainter, view: "WeekView", block: "Block", *, dim: bool = False, lifted: bool = False
    ) -> None:
        theme, item, rect = self._theme, block.item, block.rect
        done, late = item.state == "done", _late(item, view.today)
        ground = "chip" if done else "red_soft" if late else "accent_soft"
        ink = "text_2" if done else "red" if late else "accent_text"
        painter.setOpacity(0.45 if dim else 1.0)
        expected = item.state == "expected"
        chosen = view.current == item.activity_id and not expected
        edge = QPen(theme.colour("accent"), 1.5) if chosen or lifted else QPen(theme.colour("surface"), 1)
        if expected:
            ground, edge = "surface", QPen(theme.colour("border_strong"), 1, Qt.PenStyle.DashLine)
        painter.setPen(edge)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(rect, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ink))
        painter.drawRoundedRect(QRectF(rect.left() + 1, rect.top() + 2, 3, rect.height() - 4), 1.5, 1.5)
        icon = theme.pixmap("check" if done else KIND_ICONS.get(item.kind, "square-check"), ink, 14)
        painter.drawPixmap(QPointF(rect.left() + 8, rect.top() + 3), icon)
        words = QRectF(rect.left() + 26, rect.top() + 1, rect.width() - 30, 18)
        if item.repeats and rect.width() > 70:
            sign = theme.pixmap("repeat", "text_3", 12)
            painter.drawPixmap(QPointF(rect.right() - 16, rect.top() + 4), sign)
            words.setWidth(words.width() - 16)
        face = font(12, SEMIBOLD)
        face.setStrikeOut(done)
        paint.text(painter, words, item.subject, face, theme.colour("text_2" if done or expected else "text"))
        if rect.height() >= 36:
            paint.text(painter, words.translated(0, 16), _below(block), font(11), theme.colour("text_2"))
        painter.setOpacity(1.0)

    def _marked(self, painter: QPainter, view: "WeekView", free: "tuple[Place, Place] | None") -> None:
        from salesdesk.ui.screens.activities.week import GUTTER, HOUR

        if free is None or free[0].minutes is None:
            return
        last = free[1].minutes if free[1].minutes is not None else free[0].minutes
        first, last = min(free[0].minutes, last), max(free[0].minutes, last) + 15
        top = view.top + first * HOUR / 60 - view.verticalScrollBar().value()
        left = GUTTER + free[0].day * view.day_width + 2
        painter.setPen(QPen(self._theme.colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(self._theme.colour("accent_soft"))
        painter.drawRoundedRect(QRectF(left, top, view.day_width - 5, (last - first) * HOUR / 60), 5, 5)

    def _now(self, painter: QPainter, view: "WeekView") -> None:
        from salesdesk.ui.screens.activities.week import GUTTER, HOUR, now_minutes

        place = (view.today - view.first).days
        if not 0 <= place <= 6:
            return
        y = view.top + now_minutes() * HOUR / 60 - view.verticalScrollBar().value()
        left = GUTTER + place * view.day_width
        painter.setPen(QPen(self._theme.colour("red"), 1.5))
        painter.drawLine(QPointF(left, y), QPointF(left + view.day_width, y))
        paint.dot(painter, QPointF(left, y), self._theme.colour("red"))


def _same(ghost: "Block | None", block: "Block") -> bool:
    return ghost is not None and ghost.item.activity_id == block.item.activity_id


def _late(item: AgendaItem, today: date) -> bool:
    return item.state == "planned" and item.due_on is not None and item.due_on < today


def _below(block: "Block") -> str:
    """The second line: from when to when, and about whom."""
    if block.span is None:
        return ""
    end = block.span[1]
    until = datetime.min.replace(hour=end // 60 % 24, minute=end % 60)
    hours = f"{time_at(block.span[0]):%H:%M}\N{EN DASH}{until:%H:%M}"
    return " · ".join(filter(None, (hours, block.item.company or block.item.contact)))

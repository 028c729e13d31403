"""Paints a timeline: heads of stretches of time, and entries hung on a thin line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.answers.timeline import TimelineEntry
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.company_day import day_of
from salesdesk.ui.kit.company_day import today as today_there
from salesdesk.ui.kit.format import day, file_size, locale, moment, money
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font

ENTRY = Qt.ItemDataRole.UserRole
HEAD, CIRCLE, LEFT = 34, 26, 40
LINE, MOST_LINES, CHIP, FILE = 18, 4, 20, 44
ICONS = {
    "call": "phone",
    "email": "mail",
    "meeting": "users",
    "demo": "presentation",
    "visit": "map-pin",
    "task": "square-check",
    "note": "sticky-note",
    "stage": "arrow-right-left",
    "amount": "coins",
    "close_on": "calendar",
    "owner": "user-pen",
    "made": "plus",
    "member": "user-plus",
    "file": "paperclip",
}
Index = QModelIndex | QPersistentModelIndex


def stretch(entry: TimelineEntry, today: date) -> str:
    """The head under which an entry stands: Planned, Today, Last week, Earlier in November, October 2026."""
    from babel.dates import format_date

    if entry.key.planned:
        return tr("Planned")
    on = day_of(entry.key.at)
    monday = today - timedelta(days=today.weekday())
    if on >= today:
        return tr("Today")
    if on == today - timedelta(days=1):
        return tr("Yesterday")
    if on >= monday:
        return tr("This week")
    if on >= monday - timedelta(days=7):
        return tr("Last week")
    if (on.year, on.month) == (today.year, today.month):
        return tr("Earlier in {month}").format(month=format_date(on, "MMMM", locale=locale()))
    return str(format_date(on, "LLLL y", locale=locale()))


def when(entry: TimelineEntry, today: date) -> tuple[str, str]:
    """When an entry was or is due, and the token of its colour."""
    key = entry.key
    if not key.planned:
        return _moment(key.at, today), "text_3"
    if key.on is None:
        return tr("no date"), "text_3"
    clock = f" {key.at.astimezone():%H:%M}" if entry.timed else ""
    late = (today - key.on).days
    if late > 0:
        return tr("Overdue {n} d").format(n=late), "red"
    if late == 0:
        return tr("Today{clock}").format(clock=clock), "accent_text"
    if late == -1:
        return tr("Tomorrow{clock}").format(clock=clock), "text_2"
    return day(key.on, today) + clock, "text_2"


def _moment(at: datetime, today: date) -> str:
    words = moment(at, today)
    return words if "," in words else f"{words}, {at.astimezone():%H:%M}"


def told(value: Any, currency: str, today: date) -> str:
    """A value before or after a change, in words."""
    if value is None:
        return tr("nothing")
    if isinstance(value, Decimal):
        return money(value, currency)
    return day(value, today) if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class _Chip:
    words: str
    kind: str


class TimelineDelegate(QStyledItemDelegate):
    """`deal_shown` says whether entries name their deal; `width` gives the room of a row."""

    def __init__(self, theme: Theme, width: Callable[[], int]) -> None:
        super().__init__()
        self._theme, self._width = theme, width
        self.today = today_there()
        self.deal_shown = True
        self.unfolded: set[Any] = set()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY)
        if entry is None:
            return QSize(0, HEAD)
        return QSize(0, self._height(entry))

    def _height(self, entry: TimelineEntry) -> int:
        height = 6 + 20 + self._lines(entry) * LINE + 12
        if entry.key.kind == "file":
            return height + FILE + 4
        return height + (CHIP + 4 if self._chips(entry) or self._note(entry) else 0)

    def _room(self) -> float:
        return max(80.0, float(self._width() - LEFT - 14))

    def _body(self, entry: TimelineEntry) -> str:
        return entry.body.strip()

    def _lines(self, entry: TimelineEntry) -> int:
        words = self._body(entry)
        if not words:
            return 0
        rect = QFontMetricsF(font(13)).boundingRect(
            QRectF(0, 0, self._room(), 10_000), int(Qt.TextFlag.TextWordWrap), words
        )
        lines = max(1, round(rect.height() / QFontMetricsF(font(13)).lineSpacing()))
        return lines if entry.key in self.unfolded else min(lines, MOST_LINES)

    def _chips(self, entry: TimelineEntry) -> list[_Chip]:
        chips = []
        if self.deal_shown and entry.deal and entry.key.table != "deal":
            chips.append(_Chip(entry.deal, "deal"))
        if entry.key.kind in ("stage", "amount", "close_on"):
            chips += [
                _Chip(told(entry.before, entry.currency, self.today), "from"),
                _Chip("→", "arrow"),
                _Chip(told(entry.after, entry.currency, self.today), "to"),
            ]
        return chips

    def _note(self, entry: TimelineEntry) -> str:
        who = entry.person if entry.key.table != "note" else ""
        return " · ".join(filter(None, (who, entry.note)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        entry: TimelineEntry | None = index.data(ENTRY)
        if entry is None:
            self._paint_head(painter, rect, index.data())
        else:
            self._paint_entry(painter, rect, entry, option, index)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRectF, words: str) -> None:
        tokens = self._theme.tokens
        face = font(12, SEMIBOLD)
        took = paint.text(painter, rect.adjusted(0, 4, 0, 0), words, face, QColor(tokens.text_3))
        middle = rect.center().y() + 2
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(
            QPointF(rect.left() + took + 10, round(middle) + 0.5),
            QPointF(rect.right() - 8, round(middle) + 0.5),
        )

    def _paint_entry(
        self,
        painter: QPainter,
        rect: QRectF,
        entry: TimelineEntry,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        tokens = self._theme.tokens
        state = option.state
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.setBrush(QColor(tokens.row_hover))
            painter.drawRoundedRect(rect.adjusted(LEFT - 8, 1, -2, -3), 7, 7)
        following = index.sibling(index.row() + 1, 0).data(ENTRY)
        if following is not None:
            painter.setPen(QPen(QColor(tokens.border), 1.5))
            x = rect.left() + CIRCLE / 2 + 0.5
            painter.drawLine(QPointF(x, rect.top() + 6 + CIRCLE), QPointF(x, rect.bottom() + 6))
        self._paint_circle(painter, rect, entry)
        words, colour = when(entry, self.today)
        face = font(12, MEDIUM if colour != "text_3" else font(12).weight(), figures=True)
        date_width = QFontMetricsF(face).horizontalAdvance(words) + 4
        top = QRectF(rect.right() - 10 - date_width, rect.top() + 8, date_width, 20)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.text(painter, top, words, face, self._theme.colour(colour), right)
        title = QRectF(rect.left() + LEFT, rect.top() + 8, rect.width() - LEFT - date_width - 24, 20)
        paint.text(painter, title, entry.title, font(13, SEMIBOLD), QColor(tokens.text))
        y = self._paint_body(painter, rect, entry, title.bottom())
        if entry.key.kind == "file":
            self._paint_file(painter, self._file_rect(rect, y), entry)
        else:
            self._paint_chips(painter, rect, entry, y + 2)

    def _paint_circle(self, painter: QPainter, rect: QRectF, entry: TimelineEntry) -> None:
        tokens = self._theme.tokens
        circle = QRectF(rect.left() + 0.75, rect.top() + 5.75, CIRCLE - 1.5, CIRCLE - 1.5)
        due = entry.key.planned and entry.key.on is not None and entry.key.on <= self.today
        if entry.key.planned:
            painter.setPen(QPen(QColor(tokens.accent if due else tokens.ctl), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.chip))
        painter.drawEllipse(circle)
        icon = self._theme.pixmap(
            ICONS.get(entry.key.kind, "circle-check"), "accent_text" if due else "text_2", 14
        )
        painter.drawPixmap(QPointF(circle.center().x() - 7, circle.center().y() - 7), icon)

    def _paint_body(self, painter: QPainter, rect: QRectF, entry: TimelineEntry, top: float) -> float:
        lines = self._lines(entry)
        if not lines:
            return top
        room = QRectF(rect.left() + LEFT, top, self._room(), lines * LINE)
        painter.setFont(font(13))
        painter.setPen(QColor(self._theme.tokens.text_2))
        painter.save()
        painter.setClipRect(room)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), self._body(entry))
        painter.restore()
        return room.bottom()

    def _paint_chips(self, painter: QPainter, rect: QRectF, entry: TimelineEntry, top: float) -> None:
        tokens = self._theme.tokens
        face = font(12, MEDIUM)
        metrics = QFontMetricsF(face)
        left, end = rect.left() + LEFT, rect.right() - 12
        for chip in self._chips(entry):
            extra = {"deal": 34, "arrow": 4}.get(chip.kind, 18)
            width = min(metrics.horizontalAdvance(chip.words) + extra, max(40.0, end - left))
            box = QRectF(left, top, width, CHIP)
            if chip.kind == "deal":
                painter.setPen(QPen(QColor(tokens.border_strong), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
                painter.drawPixmap(
                    QPointF(left + 9, top + 4), self._theme.pixmap("square-kanban", "text_2", 12)
                )
                paint.text(painter, box.adjusted(26, 0, -8, 0), chip.words, face, QColor(tokens.text_2))
            elif chip.kind == "arrow":
                paint.text(
                    painter, box, chip.words, face, QColor(tokens.text_3), Qt.AlignmentFlag.AlignCenter
                )
            else:
                new = chip.kind == "to"
                paint.pill(
                    painter,
                    box,
                    chip.words,
                    face,
                    QColor(tokens.accent_text if new else tokens.text_2),
                    QColor(tokens.accent_soft if new else tokens.chip),
                )
            left += width + 8
        note = self._note(entry)
        if note and end - left > 40:
            paint.text(painter, QRectF(left, top, end - left, CHIP), note, font(12), QColor(tokens.text_3))

    def _file_rect(self, rect: QRectF, top: float) -> QRectF:
        return QRectF(rect.left() + LEFT, top + 4, min(440.0, self._room()), FILE)

    def _paint_file(self, painter: QPainter, box: QRectF, entry: TimelineEntry) -> None:
        tokens = self._theme.tokens
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        icon = self._theme.pixmap("file-text", "text_2", 18)
        painter.drawPixmap(QPointF(box.left() + 12, box.top() + 13), icon)
        words = QRectF(box.left() + 42, box.top() + 5, box.width() - 54, 18)
        paint.text(painter, words, str(entry.before), font(13, MEDIUM), QColor(tokens.text))
        below = " · ".join(
            filter(None, (file_size(int(entry.after)), entry.person, entry.deal if self.deal_shown else ""))
        )
        paint.text(painter, words.translated(0, 17), below, font(12), QColor(tokens.text_3))

    def part_at(self, entry: TimelineEntry, rect: QRectF, at: QPointF) -> str:
        """What of an entry lies at a point: its circle, its deal, its file, its body, or nothing special."""
        if QRectF(rect.left(), rect.top() + 4, CIRCLE + 4, CIRCLE + 4).contains(at):
            return "circle"
        top = rect.top() + 28 + self._lines(entry) * LINE
        if entry.key.kind == "file":
            return "file" if self._file_rect(rect, top).contains(at) else ""
        if at.y() < top:
            return "body" if at.x() > rect.left() + LEFT else ""
        chips = self._chips(entry)
        if chips and chips[0].kind == "deal":
            width = QFontMetricsF(font(12, MEDIUM)).horizontalAdvance(chips[0].words) + 34
            if QRectF(rect.left() + LEFT, top + 2, width, CHIP).contains(at):
                return "deal"
        return ""

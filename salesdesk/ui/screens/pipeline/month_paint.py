"""How a month of expected closes is painted: days, deals, sums of days and weeks, the tray."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from salesdesk.answers.board import Card
from salesdesk.answers.closing import CloseDay
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import locale, number, short_money
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.month import MonthView

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
ROOM_FOR_AMOUNT = 110


class MonthPainter:
    """Paints a MonthView with the colours of the theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, view: "MonthView") -> None:
        """The whole month and the tray."""
        from salesdesk.ui.screens.pipeline.month import HEAD

        whole, tokens = QRectF(view.viewport().rect()), self._theme.tokens
        painter.fillRect(whole, QColor(tokens.surface))
        if view.month is None:
            return
        painter.save()
        painter.setClipRect(whole.adjusted(0, HEAD, 0, 0))
        day = view.month.first
        while day <= view.month.last:
            self._day(painter, view, day)
            day += timedelta(days=1)
        for week in view.month.weeks:
            self._week(painter, view, week)
        self._deals(painter, view, in_tray=False)
        painter.restore()
        self._head(painter, view)
        self._tray(painter, view)
        self._deals(painter, view, in_tray=True)
        if view.ghost is not None:
            card, at = view.ghost
            lifted = QRectF(at.x() - 60, at.y() - 11, 190, 22)
            painter.setOpacity(0.95)
            others = len(view.lifted(card)) - 1
            if others:
                self._chip(painter, lifted.translated(4, 4), card, view, lifted=True)
            self._chip(painter, lifted, card, view, lifted=True)
            if others:
                words, face = tr("+{n} more").format(n=number(others)), font(11, SEMIBOLD)
                self._badge(painter, QPointF(lifted.right(), lifted.top()), words, face)

    def _day(self, painter: QPainter, view: "MonthView", on: date) -> None:
        assert view.month is not None
        room, colour = view.cell(on), self._theme.colour
        is_inside = on.month == view.month.month.month
        is_target = view.ghost is not None and view.place_at(view.ghost[1]) == (True, on)
        if is_target:
            painter.fillRect(room, colour("accent_soft"))
        elif on.weekday() >= 5 or not is_inside:
            painter.fillRect(room, colour("band"))
        painter.setPen(QPen(colour("border"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.drawLine(room.topRight(), room.bottomRight())
        spot = QRectF(room.left() + 6, room.top() + 4, 22, 20)
        is_today = on == view.month.today
        if is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("primary"))
            painter.drawRoundedRect(spot, 10, 10)
        face = font(12, SEMIBOLD if is_today or is_inside else MEDIUM, figures=True)
        ink = "on_accent" if is_today else "text" if is_inside else "text_3"
        paint.text(painter, spot, str(on.day), face, colour(ink), CENTRE)
        day = view.month.day(on)
        if day.count and day.total:
            line = room.adjusted(32, 4, -7, 0)
            line.setHeight(20)
            words = short_money(day.total, view.month.currency)
            paint.text(painter, line, words, font(11, MEDIUM, figures=True), colour("text_3"), RIGHT)

    def _week(self, painter: QPainter, view: "MonthView", first: date) -> None:
        from salesdesk.ui.screens.pipeline.month import WEEK

        assert view.month is not None
        row = view.cell(first)
        room = QRectF(view.grid_width, row.top(), WEEK, row.height())
        painter.fillRect(room, self._theme.colour("bg"))
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        total = view.month.together(first, first + timedelta(days=6))
        self._sum(painter, room.adjusted(10, 6, -10, 0), total, view.month.currency)

    def _sum(self, painter: QPainter, room: QRectF, day: CloseDay, currency: str) -> None:
        """A sum with how many deals it is of, and how many are left out for want of a rate."""
        colour = self._theme.colour
        if not day.count:
            none = QRectF(room.left(), room.top(), room.width(), 18)
            paint.text(painter, none, "\N{EN DASH}", font(12), colour("text_3"))
            return
        lines = [
            (short_money(day.total, currency), font(13, SEMIBOLD, figures=True), "text"),
            (trn("{n} deal", "{n} deals", day.count, number(day.count)), font(11), "text_3"),
        ]
        if day.without_rate:
            lines.append((trn("{n} without rate", "{n} without rate", day.without_rate), font(11), "amber"))
        for place, (words, face, ink) in enumerate(lines):
            line = QRectF(room.left(), room.top() + 17 * place, room.width(), 18)
            paint.text(painter, line, words, face, colour(ink))

    def _head(self, painter: QPainter, view: "MonthView") -> None:
        from salesdesk.ui.screens.pipeline.month import HEAD, WEEK

        assert view.month is not None
        colour, face = self._theme.colour, font(12, MEDIUM)
        painter.fillRect(QRectF(0, 0, view.grid_width + WEEK, HEAD), colour("head"))
        for place in range(7):
            on = view.month.first + timedelta(days=place)
            cell = view.cell(on)
            room = QRectF(cell.left() + 10, 0, cell.width() - 14, HEAD)
            name = format_date(on, "EEEE" if cell.width() > 100 else "EEE", locale=locale())
            paint.text(painter, room, name, face, colour("text_2"))
        room = QRectF(view.grid_width + 10, 0, WEEK - 14, HEAD)
        paint.text(painter, room, tr("Week"), face, colour("text_2"))
        painter.setPen(QPen(colour("border"), 1))
        painter.drawLine(QPointF(0, HEAD - 0.5), QPointF(view.grid_width + WEEK, HEAD - 0.5))

    def _tray(self, painter: QPainter, view: "MonthView") -> None:
        assert view.month is not None
        room, colour = view.tray, self._theme.colour
        is_target = view.ghost is not None and room.contains(view.ghost[1])
        painter.fillRect(room, colour("accent_soft" if is_target else "bg"))
        painter.setPen(QPen(colour("border"), 1))
        painter.drawLine(QPointF(room.left() + 0.5, 0), QPointF(room.left() + 0.5, room.bottom()))
        day = view.month.unscheduled
        heading = QRectF(room.left() + 12, 8, room.width() - 24, 20)
        paint.text(painter, heading, tr("No expected close"), font(13, SEMIBOLD), colour("text"))
        if day.count:
            words = " · ".join(
                (
                    trn("{n} deal", "{n} deals", day.count, number(day.count)),
                    short_money(day.total, view.month.currency),
                )
            )
        else:
            words = tr("Every open deal has its day.")
        paint.text(painter, heading.translated(0, 20), words, font(12), colour("text_3"))

    def _deals(self, painter: QPainter, view: "MonthView", *, in_tray: bool) -> None:
        ghost = view.lifted(view.ghost[0]) if view.ghost is not None else []
        lifted = {spot.card.deal_id for spot in ghost}
        for spot in view.spots:
            if (spot.on is None) == in_tray:
                held = spot.card.deal_id in lifted
                painter.setOpacity(0.35 if held else 1)
                self._chip(painter, spot.rect, spot.card, view)
        painter.setOpacity(1)
        face = font(11, SEMIBOLD)
        for rest in view.rests:
            if (rest.day.on is None) == in_tray:
                words = tr("+{n} more").format(n=number(rest.count))
                room = rest.rect.adjusted(6, 0, 0, 0)
                paint.text(painter, room, words, face, self._theme.colour("accent_text"))

    def _badge(self, painter: QPainter, middle: QPointF, words: str, face: QFont) -> None:
        """How many more move along."""
        wide = paint.width_of(words, face) + 14
        rect = QRectF(middle.x() - wide / 2, middle.y() - 9, wide, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("primary"))
        painter.drawRoundedRect(rect, 9, 9)
        paint.text(painter, rect.adjusted(7, 0, 0, 0), words, face, self._theme.colour("on_accent"))

    def _chip(
        self, painter: QPainter, rect: QRectF, card: Card, view: "MonthView", *, lifted: bool = False
    ) -> None:
        """A deal in one line: the colour of its stage, its title, its amount."""
        colour = self._theme.colour
        is_current = card.deal_id == view.current and view.hasFocus()
        if lifted:
            paint.float_shadow(painter, rect, 6)
        is_picked = card.deal_id in view.picked
        framed = is_current or is_picked or lifted
        painter.setPen(QPen(colour("accent" if framed else "border"), 1.5 if is_current else 1))
        painter.setBrush(colour("accent_soft" if is_current or is_picked else "card"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(view.colours.get(card.stage_id, self._theme.tokens.ctl)))
        painter.drawRoundedRect(QRectF(rect.left() + 4, rect.top() + 5, 3, rect.height() - 10), 1.5, 1.5)
        amount = short_money(card.amount, card.currency) if card.amount is not None else ""
        face = font(11, SEMIBOLD, figures=True)
        wide = paint.width_of(amount, face)
        inner = rect.adjusted(12, 0, -7, 0)
        is_past = view.month is not None and card.close_on is not None and card.close_on < view.month.today
        if rect.width() >= ROOM_FOR_AMOUNT:
            paint.text(painter, inner, amount, face, colour("red" if is_past else "text_2"), RIGHT)
            inner.setRight(inner.right() - wide - 6)
        paint.text(painter, inner, card.title, font(12, MEDIUM), colour("red" if is_past else "text"))

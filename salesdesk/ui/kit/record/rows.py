"""Deals, contacts and companies beside a record: painted buttons that open what they show."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent

from salesdesk.answers.records import ContactRow, DealCard, Related
from salesdesk.rules.stage_age import is_long
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import age_words, day, money
from salesdesk.ui.kit.painted import PaintedButton
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font

WARNINGS: dict[str, tuple[str, str, str]] = {
    "overdue_step": (tr("Next step is overdue"), "clock-alert", "red"),
    "close_date_past": (tr("Closing date is past"), "circle-alert", "red"),
    "very_cold": (tr("Cold for long"), "snowflake", "red"),
    "cold": (tr("Going cold"), "snowflake", "amber"),
    "no_next_step": (tr("No next step"), "circle-alert", "amber"),
    "undated_step": (tr("Next step has no date"), "circle-alert", "amber"),
    "none": (tr("On track"), "circle-check", "green"),
}


class DealButton(PaintedButton):
    """An open deal as a card: amount, how far it is, since when, when it closes, what is wrong."""

    def __init__(self, theme: Theme, deal: DealCard, today: date) -> None:
        amount = money(deal.amount, deal.currency) if deal.amount is not None else tr("No amount")
        age = age_words(deal.days, deal.usual_days)
        super().__init__(theme, 118, f"{deal.title}, {amount}, {deal.stage}, {age}")
        self.setToolTip(age)
        self.deal, self._amount, self._today = deal, amount, today

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, deal = self._theme.tokens, self.deal
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 1, -3, -5)
        paint.card(painter, box, self._theme, chosen=self.hasFocus(), under_mouse=self.underMouse())
        inside = box.adjusted(12, 9, -12, -8)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        face = font(13, SEMIBOLD, figures=True)
        width = QFontMetricsF(face).horizontalAdvance(self._amount)
        top = QRectF(inside.left(), inside.top(), inside.width(), 18)
        quiet = deal.amount is None
        paint.text(painter, top, self._amount, face, QColor(tokens.text_3 if quiet else tokens.text), right)
        paint.text(
            painter, top.adjusted(0, 0, -width - 10, 0), deal.title, font(13, SEMIBOLD), QColor(tokens.text)
        )
        self._paint_way(painter, QRectF(inside.left(), inside.top() + 25, inside.width(), 4))
        line = QRectF(inside.left(), inside.top() + 36, inside.width(), 18)
        closes = tr("closes {day}").format(day=day(deal.close_on, self._today)) if deal.close_on else ""
        took = QFontMetricsF(font(12)).horizontalAdvance(closes)
        paint.text(painter, line, closes, font(12, figures=True), QColor(tokens.text_2), right)
        room = line.adjusted(0, 0, -took - 8, 0)
        stage = paint.text(painter, room, deal.stage, font(12, SEMIBOLD), QColor(tokens.text))
        since = "· " + trn("{n} day in stage", "{n} days in stage", deal.days)
        late = is_long(deal.days, deal.usual_days)
        colour = self._theme.colour("amber" if late else "text_2")
        paint.text(painter, room.adjusted(stage + 6, 0, 0, 0), since, font(12), colour)
        painter.fillRect(QRectF(inside.left(), inside.top() + 62, inside.width(), 1), QColor(tokens.border))
        self._paint_health(painter, QRectF(inside.left(), inside.top() + 70, inside.width(), 22))

    def _paint_way(self, painter: QPainter, rect: QRectF) -> None:
        steps = max(1, self.deal.steps)
        gap = 4.0
        width = (rect.width() - gap * (steps - 1)) / steps
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(steps):
            colour = self._theme.colour("accent" if place <= self.deal.place else "border_strong")
            if place < self.deal.place:
                colour.setAlphaF(0.43)
            painter.setBrush(colour)
            painter.drawRoundedRect(
                QRectF(rect.left() + place * (width + gap), rect.top(), width, rect.height()), 2, 2
            )

    def _paint_health(self, painter: QPainter, rect: QRectF) -> None:
        words, icon, colour = WARNINGS[self.deal.warning]
        painter.drawPixmap(QPointF(rect.left(), rect.top() + 4), self._theme.pixmap(icon, colour, 14))
        room = rect.adjusted(20, 0, -28, 0)
        paint.text(painter, room, words, font(12, MEDIUM), self._theme.colour(colour))
        if self.deal.owner:
            paint.avatar(
                painter,
                QRectF(rect.right() - 20, rect.top() + 1, 20, 20),
                self.deal.owner,
                self.deal.owner_id,
            )


class DecidedButton(PaintedButton):
    """A won or lost deal in one line."""

    def __init__(self, theme: Theme, deal: DealCard) -> None:
        self._amount = money(deal.amount, deal.currency) if deal.amount is not None else "–"
        super().__init__(theme, 28, f"{deal.title}, {self._amount}")
        self.deal = deal

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.ground(painter)
        rect = QRectF(self.rect()).adjusted(6, 0, -6, 0)
        won = self.deal.stage_type == "won"
        icon = self._theme.pixmap("circle-check" if won else "circle-x", "green" if won else "text_3", 14)
        painter.drawPixmap(QPointF(rect.left(), rect.top() + 7), icon)
        face = font(13, SEMIBOLD, figures=True)
        width = QFontMetricsF(face).horizontalAdvance(self._amount)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.text(painter, rect, self._amount, face, QColor(tokens.text if won else tokens.text_3), right)
        year = str(self.deal.decided_on.year) if self.deal.decided_on else ""
        room = rect.adjusted(22, 0, -width - 12 - 44, 0)
        took = paint.text(painter, room, self.deal.title, font(13), QColor(tokens.text))
        beside = room.adjusted(took + 8, 0, 44, 0)
        paint.text(painter, beside, year, font(12), QColor(tokens.text_3))


class ContactButton(PaintedButton):
    """A contact with the part they play."""

    def __init__(self, theme: Theme, contact: ContactRow) -> None:
        super().__init__(theme, 46, ", ".join((contact.name, contact.job_title, *contact.roles)))
        self.contact = contact

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, contact = self._theme.tokens, self.contact
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.ground(painter)
        rect = QRectF(self.rect()).adjusted(4, 0, -6, 0)
        circle = QRectF(rect.left(), rect.top() + 8, 30, 30)
        paint.avatar(painter, circle, contact.name, contact.id)
        role = contact.roles[0] if contact.roles else ""
        more = len(contact.roles) - 1
        words = f"{role} +{more}" if more > 0 else role
        face = font(11, SEMIBOLD)
        pill = QFontMetricsF(face).horizontalAdvance(words) + 16 if words else 0
        top = QRectF(rect.left() + 40, rect.top() + 5, rect.width() - 40, 19)
        if words:
            strong = role in (tr("Decision maker"), tr("Economic buyer"))
            champion = role == tr("Champion")
            ink, ground = (
                (tokens.green, tokens.green_soft)
                if champion
                else (tokens.accent_text, tokens.accent_soft)
                if strong
                else (tokens.text_2, tokens.chip)
            )
            box = QRectF(rect.right() - pill, top.top(), pill, 19)
            paint.pill(painter, box, words, face, QColor(ink), QColor(ground))
        name = top.adjusted(0, 0, -pill - 6, 0)
        paint.text(painter, name, contact.name, font(13, SEMIBOLD), QColor(tokens.text))
        paint.text(
            painter,
            QRectF(top.left(), rect.top() + 23, top.width(), 17),
            contact.job_title or tr("No job title"),
            font(12),
            QColor(tokens.text_3),
        )


class CompanyButton(PaintedButton):
    """A company above or below, or the one where a contact works."""

    def __init__(self, theme: Theme, company: Related, note: str = "") -> None:
        super().__init__(theme, 40, ", ".join(filter(None, (company.name, note or company.detail))))
        self.company, self._note = company, note or company.detail

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.ground(painter)
        rect = QRectF(self.rect()).adjusted(4, 0, -6, 0)
        paint.company(
            painter, QRectF(rect.left(), 6, 28, 28), self.company.name, self.company.id, self._theme
        )
        one = not self._note
        top = QRectF(rect.left() + 38, 10 if one else 3, rect.width() - 38, 19)
        paint.text(painter, top, self.company.name, font(13, SEMIBOLD), QColor(tokens.text))
        paint.text(painter, top.translated(0, 16), self._note, font(12), QColor(tokens.text_3))

"""Deals that need somebody: without a next step, going cold, pushed, unanswered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame

from salesdesk.answers.today import PushedDeal, QuietDeal
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import day, money, number
from salesdesk.ui.kit.lines import LineDelegate, Lines, ground, hairline
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import BUTTON
from salesdesk.ui.kit.widgets import button, column, label, row

ROW, FEW = 46, 5
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class DealLine:
    """One deal as a line: name, where it belongs, amount, and why it is here in one colour."""

    deal_id: int
    title: str
    detail: str
    amount: str
    why: str
    icon: str
    colour: str
    person: str = ""
    person_id: int | None = None


def no_step_line(deal: QuietDeal, *, with_owner: bool = False) -> DealLine:
    """A deal without a next step: cold, soon cold, or silent for so many days."""
    if deal.warmth != "warm":
        return _line(deal, _silent(deal), "snowflake", _cold_colour(deal), with_owner)
    if deal.cold_in_days == 1:
        why = tr("cold from tomorrow")
    elif deal.silent_days == 0:
        why = tr("since today")
    else:
        why = trn("for {n} day", "for {n} days", deal.silent_days)
    return _line(deal, why, "calendar-x-2", "amber", with_owner)


def cold_line(deal: QuietDeal) -> DealLine:
    """A deal that is going cold although something is planned."""
    return _line(deal, _silent(deal), "snowflake", _cold_colour(deal), False)


def lead_line(deal: QuietDeal) -> DealLine:
    """A lead that nobody answered, with the working hours for which it waits."""
    hours = int(deal.waits_hours or 0)
    waits = trn("waits {n} working hour", "waits {n} working hours", hours, number(hours))
    if not hours:
        waits = tr("waits less than a working hour")
    colour = {"warm": "text_2", "cold": "amber", "very_cold": "red"}[deal.warmth]
    return _line(deal, waits, "clock-alert" if deal.warmth != "warm" else "clock", colour, True)


def pushed_line(deal: PushedDeal, today: date) -> DealLine:
    """A deal whose close was moved to later."""
    days = tr("{old} to {new}").format(old=day(deal.from_on, today), new=day(deal.to_on, today))
    why = days if deal.times == 1 else tr("{n} times, {days}").format(n=deal.times, days=days)
    amount = money(deal.amount, deal.currency) if deal.amount is not None else ""
    colour = "red" if deal.times > 2 else "amber"
    owner = deal.owner or tr("Nobody")
    return DealLine(
        deal.deal_id,
        deal.title,
        deal.company,
        amount,
        why,
        "chevrons-right",
        colour,
        owner,
        deal.owner_id,
    )


def _silent(deal: QuietDeal) -> str:
    return trn("{n} day without a touch", "{n} days without a touch", deal.silent_days)


def _cold_colour(deal: QuietDeal) -> str:
    return "red" if deal.warmth == "very_cold" else "amber"


def _line(deal: QuietDeal, why: str, icon: str, colour: str, with_owner: bool) -> DealLine:
    amount = money(deal.amount, deal.currency) if deal.amount is not None else ""
    owner = (deal.owner or tr("Nobody"), deal.owner_id) if with_owner else ("", None)
    return DealLine(deal.deal_id, deal.title, deal.company, amount, why, icon, colour, *owner)


class DealDelegate(LineDelegate):
    """Paints deals, two lines each, with a hairline between them."""

    def height(self, line: Any) -> int:
        return ROW

    def paint_line(self, painter: QPainter, rect: QRectF, line: DealLine, *, chosen: bool, hot: bool) -> None:
        theme = self.theme
        if chosen or hot:
            ground(painter, rect, theme, chosen=chosen, focused=True)
        elif rect.top() > 0:
            hairline(painter, rect, theme)
        left = rect.left() + 17
        if line.person:
            spot = QRectF(left, rect.center().y() - 11, 22, 22)
            paint.avatar(painter, spot, line.person, line.person_id)
            left += 32
        upper = QRectF(left, rect.top() + 5, rect.right() - 17 - left, 18)
        face = font(13, SEMIBOLD, figures=True)
        used = paint.width_of(line.amount, face) + 12 if line.amount else 0
        paint.text(
            painter, upper.adjusted(0, 0, -used, 0), line.title, font(13, MEDIUM), theme.colour("text")
        )
        paint.text(painter, upper, line.amount, face, theme.colour("text"), RIGHT)
        lower = upper.translated(0, 18)
        small = font(12, MEDIUM)
        wide = min(paint.width_of(line.why, small), lower.width() * 0.72)
        why = QRectF(lower.right() - wide, lower.top(), wide, lower.height())
        paint.text(painter, why, line.why, small, theme.colour(line.colour), RIGHT)
        icon = theme.pixmap(line.icon, line.colour, 14)
        painter.drawPixmap(int(why.left()) - 19, int(why.top()) + 2, icon)
        quiet = theme.colour("text_2" if chosen else "text_3")
        paint.text(painter, lower.adjusted(0, 0, -wide - 28, 0), line.detail, font(12), quiet)


def spoken(line: DealLine) -> str:
    """What a screen reader says of a deal."""
    parts = (line.title, line.detail, line.amount, line.why, line.person)
    return ", ".join(filter(None, parts))


class DealLines(Lines):
    """Deals; S or the "plan" of the card plans a next step for one."""

    plan_asked = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(name, DealDelegate(theme), spoken, lambda line: line.deal_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "s" and not event.modifiers() and self.current is not None:
            self.plan_asked.emit(self.current)
        else:
            super().keyPressEvent(event)


class DealsCard(QFrame):
    """A card with a heading, a few deals, and all of them on demand. `opened` carries a DealLine."""

    def __init__(self, theme: Theme, words: str, none: str = "", link: str = "") -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self.deals: tuple[DealLine, ...] = ()
        self._open = False
        self.count = label("", "quiet")
        self.link = button(link, "link")
        self.link.setObjectName("small")
        self.list = DealLines(theme, words)
        self.empty = label(none, "quiet", wrap=True)
        self.empty.setContentsMargins(17, 4, 17, 12)
        self.foot = label("", "quiet", wrap=True)
        self.foot.setContentsMargins(17, 6, 17, 2)
        self.more = button("", "link")
        self.more.setObjectName("small")
        self.more.clicked.connect(self._unfold)
        heading = label(words, "strong")
        heading.setFixedHeight(BUTTON)
        head = row(heading, self.count, None, self.link, spacing=7, margins=(17, 6, 10, 0))
        foot = row(self.more, None, margins=(11, 0, 12, 0))
        whole = column(spacing=0, margins=(1, 2, 1, 10))
        whole.addLayout(head)
        whole.addWidget(self.list)
        whole.addWidget(self.empty)
        whole.addWidget(self.foot)
        whole.addLayout(foot)
        whole.addStretch(1)
        self.setLayout(whole)

    def show_deals(self, lines: tuple[DealLine, ...], foot: str = "", *, count: int | None = None) -> None:
        """Show these deals, the first of `count`, and a sentence below them."""
        self.deals = lines
        self.count.setText(number(len(lines) if count is None else count))
        if count is not None and count > len(lines):
            first = tr("These are the first {n}.").format(n=number(len(lines)))
            foot = f"{foot} {first}" if foot else first
        self.link.setVisible(bool(lines) and bool(self.link.text()))
        self.empty.setVisible(not lines)
        self.foot.setText(foot)
        self.foot.setVisible(bool(foot) and bool(lines))
        self._draw()

    def _draw(self) -> None:
        shown = self.deals if self._open else self.deals[:FEW]
        self.list.show_lines(shown)
        self.list.setVisible(bool(shown))
        self.more.setVisible(len(self.deals) > FEW)
        self.more.setText(tr("Show fewer") if self._open else tr("Show all {n}").format(n=len(self.deals)))

    def _unfold(self) -> None:
        self._open = not self._open
        self._draw()

"""The inbox of leads: take one on, or turn it down with a reason; how long each waits for an answer."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.leads import Inbox, Lead
from salesdesk.queries.leads import MOST, lead_inbox
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day, paint
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.format import moment, money, number
from salesdesk.ui.kit.lines import LineDelegate, Lines, ground, hairline
from salesdesk.ui.kit.reading_cover import ReadingCover
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.widgets import ElidedLabel, row

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

ROW, LATE_HOURS = 60, Decimal(8)
"""A lead that waits for more working hours than that is marked."""
_BUTTON, _ACTIONS, _NARROW = 30, 196, 760
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class InboxPage(QWidget):
    """The leads of the pipeline under the screen's filters; A takes the current one on, R turns it down."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__()
        self._screen, self._desk = screen, screen.desk
        self.shown: Inbox | None = None
        self.cover = ReadingCover(self)
        self.words = ElidedLabel("", "note")
        self.list = LeadList(screen.desk.theme)
        self.list.delegate_.read_only = bool(screen.desk.read_only)
        self.empty = EmptyState(screen.desk.theme)
        self._pages = QStackedWidget()
        self._lay_out()
        self.list.opened.connect(lambda lead: self._desk.open("deal", lead.card.deal_id))
        self.list.accept_asked.connect(self.accept)
        self.list.reject_asked.connect(self.reject)
        self.empty.button.clicked.connect(lambda: screen.page.ask(conditions=(), text=""))

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setFixedHeight(40)
        bar.setLayout(row(self.words, margins=(20, 0, 20, 0)))
        card = QFrame()
        card.setObjectName("cardBox")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 4, 0, 4)
        inside.addWidget(self.list)
        page = QWidget()
        page.setObjectName("page")
        around = QVBoxLayout(page)
        around.setContentsMargins(20, 16, 20, 16)
        around.addWidget(card)
        around.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(page)
        self._pages.addWidget(self.area)
        self._pages.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(self._pages, 1)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._bring_into_sight())

    def _bring_into_sight(self) -> None:
        rect = self.list.rect_of(self.list.currentIndex().row())
        at = self.list.mapTo(self.area.widget() or self.list, rect.center().toPoint())
        self.area.ensureVisible(at.x(), at.y(), 0, ROW)

    def focus_deals(self) -> None:
        """Put the focus on the leads."""
        self.list.setFocus()

    def read(self) -> None:
        """Read the inbox again under the filters of the screen."""
        filters, reading = self._screen.filters, self._screen.reading
        saves = reading.saves
        self._desk.background.ask(
            lambda session: lead_inbox(session, filters=filters),
            lambda inbox: self._show(inbox) if reading.is_answer_to_now(saves) else None,
            owner=self,
            key="inbox",
            failed=self._unreadable,
        )

    def _unreadable(self, sentence: str) -> None:
        if not self.cover.refuse(sentence):
            self._desk.toast(sentence)

    def _show(self, inbox: Inbox) -> None:
        self.cover.end()
        self.shown = inbox
        board = self._screen.shown
        if board is not None:
            self.list.delegate_.today = board.today
        self.list.show_lines(inbox.leads)
        self.list.begin(0)
        self._pages.setCurrentWidget(self.area if inbox.count else self.empty)
        self.words.say(self._sum_words(inbox))
        if not inbox.count:
            self._say_empty(inbox)

    def _sum_words(self, inbox: Inbox) -> str:
        parts = [trn("{n} lead", "{n} leads", inbox.count, number(inbox.count))]
        if inbox.waiting:
            parts.append(
                trn(
                    "{n} waits for a first answer", "{n} wait for a first answer",
                    inbox.waiting, number(inbox.waiting),
                )
            )  # fmt: skip
        if inbox.count > len(inbox.leads):
            parts.append(tr("the first {n} are shown; a filter shows others").format(n=number(MOST)))
        return " · ".join(parts)

    def _say_empty(self, inbox: Inbox) -> None:
        if not inbox.has_stages:
            words = tr("This pipeline has no stage for leads; Settings can add one.")
            self.empty.say("inbox", tr("No inbox here"), words)
        elif self._screen.is_filtering:
            self.empty.say(
                "search",
                tr("No lead fits"),
                tr("No lead of this pipeline is as these filters and this search say."),
                tr("Show all deals"),
            )
        else:
            self.empty.say("inbox", tr("Every lead is decided"), tr("New ones appear here as they come in."))

    def accept(self, lead: Lead) -> None:
        """Take a lead on: into the first open stage."""
        target = next((each for each in self._screen.board.columns if each.type == "open"), None)
        if target is None:
            self._desk.toast(tr("This pipeline has no open stage to take it into."))
            return
        self._screen.moving.move((lead.card.deal_id,), target.stage_id, 0)

    def reject(self, lead: Lead) -> None:
        """Turn a lead down; the sheet of Lost asks for the reason."""
        target = next((each for each in self._screen.board.columns if each.type == "lost"), None)
        if target is not None:
            self._screen.moving.move((lead.card.deal_id,), target.stage_id, 0)


class LeadList(Lines):
    """The leads below each other."""

    accept_asked = Signal(object)
    reject_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        self.delegate_ = LeadDelegate(theme)
        super().__init__(tr("Leads"), self.delegate_, self._spoken, lambda lead: lead.card.deal_id)
        self.pressed.connect(self._pressed)

    def _spoken(self, lead: Lead) -> str:
        card = lead.card
        amount = money(card.amount, card.currency) if card.amount is not None else ""
        arrived = tr("arrived {when}").format(when=moment(lead.arrived_at, self.delegate_.today))
        parts = (card.title, card.company, lead.source, amount, card.owner, arrived, response_words(lead))
        return ", ".join(part for part in parts if part)

    def _pressed(self, lead: Lead, what: str) -> None:
        (self.accept_asked if what == "accept" else self.reject_asked).emit(lead)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        lead, key = self.current, event.text().lower()
        if lead is not None and key in ("a", "r") and not event.modifiers():
            (self.accept_asked if key == "a" else self.reject_asked).emit(lead)
        else:
            super().keyPressEvent(event)


class LeadDelegate(LineDelegate):
    """Paints a lead: who, from where, when, whether answered; the current one offers Accept and Reject."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.today = company_day.today()
        self.read_only = False

    def height(self, line: Any) -> int:
        return ROW

    def paint_line(self, painter: QPainter, rect: QRectF, line: Any, *, chosen: bool, hot: bool) -> None:
        lead: Lead = line
        if chosen or hot:
            ground(painter, rect, self.theme, chosen=chosen, focused=True)
        elif rect.top() > 0:
            hairline(painter, rect, self.theme)
        colour, card = self.theme.colour, lead.card
        quiet = colour("text_2" if chosen or hot else "text_3")
        spot = QRectF(rect.left() + 18, rect.center().y() - 12, 24, 24)
        if card.owner:
            paint.avatar(painter, spot, card.owner, card.owner_id)
        else:
            painter.drawPixmap(spot.topLeft() + QPointF(4, 4), self.theme.pixmap("user", "text_3", 16))
        wide = rect.width() >= _NARROW
        right = rect.right() - _ACTIONS - 10
        middle = rect.left() + rect.width() * 0.5 if wide else right - 190
        title = QRectF(rect.left() + 54, rect.top() + 11, middle - rect.left() - 66, 19)
        paint.text(painter, title, card.title, font(13, SEMIBOLD), colour("text"))
        below = "  ·  ".join(part for part in (card.company, lead.source, lead.stage) if part)
        paint.text(painter, title.translated(0, 19), below, font(12), quiet)
        when = QRectF(middle, rect.top() + 11, right - middle, 19)
        arrived = tr("Arrived {when}").format(when=moment(lead.arrived_at, self.today))
        paint.text(painter, when, arrived, font(12, MEDIUM, figures=True), colour("text_2"))
        self._response(painter, when.translated(0, 19), lead)
        if (chosen or hot) and not self.read_only:
            self._buttons(painter, rect)
        elif card.amount is not None:
            amount = money(card.amount, card.currency)
            place = QRectF(right, rect.top(), rect.right() - right - 20, rect.height())
            paint.text(painter, place, amount, font(13, SEMIBOLD, figures=True), colour("text"), RIGHT)

    def _response(self, painter: QPainter, line: QRectF, lead: Lead) -> None:
        late = lead.answered_at is None and lead.response_hours > LATE_HOURS
        name = "clock-alert" if late else "clock" if lead.answered_at is None else "check"
        ink = "red" if late else "amber" if lead.answered_at is None else "green"
        painter.drawPixmap(line.topLeft() + QPointF(0, 3), self.theme.pixmap(name, ink, 13))
        words = line.adjusted(18, 0, 0, 0)
        paint.text(painter, words, response_words(lead), font(12, MEDIUM), self.theme.colour(ink))

    def _buttons(self, painter: QPainter, rect: QRectF) -> None:
        colour = self.theme.colour
        names = (
            ("reject", tr("Reject"), "x", "surface", "text"),
            ("accept", tr("Accept"), "check", "primary", "on_accent"),
        )
        for name, words, icon, fill, ink in names:
            place = _place(rect, name)
            painter.setPen(QPen(colour("border_strong" if name == "reject" else "primary"), 1))
            painter.setBrush(QColor(colour(fill)))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
            painter.drawPixmap(place.topLeft() + QPointF(10, 8), self.theme.pixmap(icon, ink, 14))
            paint.text(painter, place.adjusted(29, 0, 0, 0), words, font(12, MEDIUM), colour(ink))

    def hit(self, rect: QRectF, line: Any, point: QPointF) -> str:
        if self.read_only:
            return ""
        return next((name for name in ("accept", "reject") if _place(rect, name).contains(point)), "")


def _place(rect: QRectF, name: str) -> QRectF:
    """Where a button stands on a lead."""
    wide = (_ACTIONS - 8) / 2 - 2
    accept = QRectF(rect.right() - 16 - wide, rect.center().y() - _BUTTON / 2 + 0.5, wide, _BUTTON)
    return accept if name == "accept" else accept.translated(-wide - 8, 0)


def response_words(lead: Lead) -> str:
    """How long it took to answer, or how long the lead waits, in working hours."""
    hours = lead.response_hours
    if hours < 1:
        if lead.answered_at is not None:
            return tr("Answered within a working hour")
        return tr("Waits for less than a working hour")
    whole = int(hours)
    if lead.answered_at is not None:
        return trn(
            "Answered after {n} working hour", "Answered after {n} working hours", whole, number(whole)
        )
    return trn("Waits for {n} working hour", "Waits for {n} working hours", whole, number(whole))

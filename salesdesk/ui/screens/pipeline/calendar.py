"""The calendar of expected closes with its bar, read and changed through the screen."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from salesdesk.answers.board import Card
from salesdesk.answers.closing import CloseDay, CloseMonth
from salesdesk.answers.lists import Condition
from salesdesk.queries.closing import close_month
from salesdesk.rules.periods import month_after
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import locale, money, number, weekday, with_left_out
from salesdesk.ui.kit.reading_cover import ReadingCover
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, button, icon_button, label, row
from salesdesk.ui.screens.pipeline.day_popup import DayPopup
from salesdesk.ui.screens.pipeline.month import MonthView

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

Moves = tuple[tuple[Card, date | None], ...]
"""Deals, each with its new expected close."""


def _moved_words(moves: Moves) -> str:
    days = {on for _, on in moves}
    on = next(iter(days))
    if len(moves) > 1:
        told = trn("{n} deal", "{n} deals", len(moves), number(len(moves)))
        if len(days) > 1:
            return tr("{deals} close on other days").format(deals=told)
        if on is None:
            return tr("{deals} have no expected close now").format(deals=told)
        return tr("{deals} close {day}").format(deals=told, day=weekday(on))
    title = moves[0][0].title
    if on is None:
        return tr("{title} has no expected close now").format(title=title)
    return tr("{title} closes {day}").format(title=title, day=weekday(on))


class CalendarPage(QWidget):
    """The open deals of the pipeline by the day they are expected to close, under the screen's filters."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__()
        self._screen, self._desk = screen, screen.desk
        self._month: date | None = None
        self.shown: CloseMonth | None = None
        self.cover = ReadingCover(self)
        self.popup: DayPopup | None = None
        self.view = MonthView(screen.desk.theme)
        self.view.read_only = bool(screen.desk.read_only)
        self.heading, self.sums = label("", "strong"), ElidedLabel("", "note")
        self.before, self.after = icon_button(tr("The month before")), icon_button(tr("The month after"))
        self._icons = Icons(screen.desk.theme)
        self._icons.put(self.before, "chevron-left")
        self._icons.put(self.after, "chevron-right")
        self.today_button = button(tr("This month"))
        self._lay_out()
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.today_button.clicked.connect(self.go_to_today)
        self.view.turned.connect(self.turn)
        self.view.opened.connect(lambda deal_id: self._desk.open("deal", deal_id))
        self.view.moved.connect(self.move_deals)
        self.view.day_asked.connect(self._show_day)
        self.view.menu_asked.connect(lambda card, at: self.menu(card).popup(at))

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setFixedHeight(48)
        inside = row(
            self.today_button,
            self.before,
            self.after,
            4,
            self.heading,
            6,
            self.sums,
            margins=(20, 0, 20, 0),
        )
        inside.setStretch(6, 1)
        bar.setLayout(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(self.view, 1)

    def focus_deals(self) -> None:
        """Put the focus into the month."""
        self.view.choose_first()
        self.view.setFocus()

    def turn(self, by: int) -> None:
        """Show an earlier or a later month."""
        if self.shown is not None:
            near = self.shown.month + timedelta(days=40 if by > 0 else -10)
            self._month = near.replace(day=1)
            self.read()

    def go_to_today(self) -> None:
        """Show the month in which today lies."""
        self._month = None
        self.read()

    def read(self) -> None:
        """Read the month again under the filters of the screen."""
        month, filters = self._month, self._screen.filters
        reading = self._screen.reading
        saves = reading.saves
        self._desk.background.ask(
            lambda session: close_month(session, month=month, filters=filters),
            lambda shown: self._show(shown) if reading.is_answer_to_now(saves) else None,
            owner=self,
            key="month",
            failed=self._unreadable,
        )

    def _unreadable(self, sentence: str) -> None:
        if not self.cover.refuse(sentence):
            self._desk.toast(sentence)

    def _show(self, shown: CloseMonth) -> None:
        self.cover.end()
        first = self.shown is None
        self.shown = shown
        self.heading.setText(format_date(shown.month, "LLLL y", locale=locale()).capitalize())
        self.sums.say(sum_words(shown.whole, shown.currency))
        self.view.colours = {
            widget.stage_id: widget.header.dot.name() for widget in self._screen.board.columns
        }
        self.view.show_month(shown)
        if first and self.isVisible():
            self.focus_deals()

    def move_deals(self, moves: Moves) -> None:
        """Give deals another expected close, or take it away; shown at once, put back if it fails."""
        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return
        if self.shown is not None:
            month = self.shown
            for card, on in moves:
                month = month.moved(card, on)
            self.view.show_month(month)

        def act(session: Any) -> None:
            from salesdesk.services.deals import edit_deal

            for card, on in moves:
                edit_deal(session, deal_id=card.deal_id, was={"close_on": card.close_on}, close_on=on)

        def failed(sentence: str) -> None:
            self._desk.toast(sentence)
            if self.shown is not None:
                self.view.show_month(self.shown)

        self._screen.save(act, kind="edit_deal", words=_moved_words(moves), failed=failed)

    def menu(self, card: Card) -> QMenu:
        """What can be done with a deal here."""
        menu = QMenu(self)
        menu.addAction(tr("Open"), lambda: self._desk.open("deal", card.deal_id))
        if not self._desk.read_only and self.shown is not None:
            today = self.shown.today
            ways = [
                (tr("A week later"), (card.close_on or today) + timedelta(days=7)),
                (tr("A month later"), month_after(card.close_on or today)),
                (tr("Today"), today),
            ]
            menu.addSeparator()
            for words, on in ways:
                menu.addAction(words, partial(self.move_deals, self._with_picked(card, on)))
            if card.close_on is not None:
                menu.addAction(
                    tr("No expected close"), partial(self.move_deals, self._with_picked(card, None))
                )
        return menu

    def _with_picked(self, card: Card, on: date | None) -> Moves:
        """The same day for a deal, and for all that are picked if it is one of them."""
        found = tuple((spot.card, on) for spot in self.view.lifted(card))
        return found or ((card, on),)

    def _show_day(self, day: CloseDay, at: QPoint) -> None:
        """Open all deals of a day in a list of their own."""
        assert self.shown is not None
        popup = DayPopup(self._desk.theme, self, day, self.shown.currency)
        popup.opened.connect(lambda deal_id: self._desk.open("deal", deal_id))
        popup.list_asked.connect(lambda: self._as_list(day.on))
        popup.open_at(self.window().mapFromGlobal(at))
        popup.begin()
        self.popup = popup

    def _as_list(self, on: date | None) -> None:
        condition = Condition("close_on", "is", (on.isoformat(),)) if on else Condition("close_on", "empty")
        self._screen.showing.as_list((condition, Condition("state", "is", ("lead", "open"))))


def sum_words(day: CloseDay, currency: str) -> str:
    """How many deals and how much: "23 deals · €401,200 · 1 deal without a rate left out"."""
    deals = trn("{n} deal", "{n} deals", day.count, number(day.count))
    return with_left_out(f"{deals} · {money(day.total, currency)}", day.without_rate)

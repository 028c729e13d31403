"""The side sheets of the board: a new deal, a win, a loss, something done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from salesdesk.answers.board import Card, Choice
from salesdesk.translation import tr
from salesdesk.ui.kit.format import money, parse_amount
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ChoiceBox, DayField

Submit = Callable[["Sheet"], None]


def plain_amount(amount: Decimal | None) -> str:
    """An amount as one types it: without currency and without idle zeros."""
    if amount is None:
        return ""
    return format(amount.normalize(), "f") if amount == amount.to_integral_value() else f"{amount:.2f}"


def _facts(card: Card) -> str:
    amount = money(card.amount, card.currency) if card.amount is not None else ""
    return " · ".join(part for part in (card.company, amount, card.owner) if part)


class AmountField(QLineEdit):
    """An amount in a given currency; what is not a number is marked."""

    def __init__(self, currency: str, amount: Decimal | None = None) -> None:
        super().__init__(plain_amount(amount))
        self.setPlaceholderText(tr("Amount in {currency}").format(currency=currency))
        self.textEdited.connect(lambda _: self._mark(False))

    def amount(self) -> Decimal | None:
        """The amount typed, None for none; ValueError, and a mark, for anything else."""
        try:
            return parse_amount(self.text())
        except ValueError:
            self._mark(True)
            raise

    def _mark(self, wrong: bool) -> None:
        self.setProperty("state", "wrong" if wrong else "")
        self.style().polish(self)


class WonSheet(Sheet):
    """Won: on which day, for how much."""

    def __init__(self, over: QWidget, theme: Theme, card: Card, today: date, submit: Submit) -> None:
        super().__init__(
            over, theme, caps=tr("Won"), title=card.title, note=_facts(card), accept=tr("Mark as won")
        )
        self._submit = submit
        self._today = today
        self.day_field = DayField(tr("Won on"))
        self.day_field.show_day(today)
        self.amount_field = AmountField(card.currency, card.amount)
        self.add(tr("Won on"), self.day_field)
        self.add(tr("Amount in {currency}").format(currency=card.currency), self.amount_field)
        self.open(self.amount_field)
        self.amount_field.selectAll()

    def accept(self) -> None:
        day = self.day_field.day()
        if day is None or day > self._today:
            self.refuse(tr("Choose the day it was won, today at the latest."))
            return
        try:
            amount = self.amount_field.amount()
        except ValueError:
            self.refuse(tr("The amount is not a number."))
            return
        if amount is None:
            self.refuse(tr("A won deal needs its amount; 0 is an amount too."))
            return
        self.won_on, self.amount = day, amount
        self.accept_button.setEnabled(False)
        self._submit(self)


class LostSheet(Sheet):
    """Lost: why, and what is worth remembering."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        card: Card,
        today: date,
        reasons: tuple[Choice, ...],
        submit: Submit,
    ) -> None:
        super().__init__(
            over, theme, caps=tr("Lost"), title=card.title, note=_facts(card), accept=tr("Mark as lost")
        )
        self._submit = submit
        self._today = today
        self.reason_field = ChoiceBox(tr("Reason"), none=tr("Choose the main reason"))
        self.reason_field.offer(reasons, None)
        self.day_field = DayField(tr("Lost on"))
        self.day_field.show_day(today)
        self.note_field = QPlainTextEdit()
        self.note_field.setTabChangesFocus(True)
        self.note_field.setPlaceholderText(tr("What happened, in their words if you have them"))
        self.note_field.setFixedHeight(110)
        self.add(tr("Reason"), self.reason_field)
        self.add(tr("Lost on"), self.day_field)
        self.add(tr("Note"), self.note_field)
        self.open(self.reason_field)

    def accept(self) -> None:
        self.reason_id = self.reason_field.choice()
        day = self.day_field.day()
        if self.reason_id is None:
            self.refuse(tr("Choose the main reason; the reports on losses live from it."))
            self.reason_field.setFocus()
            return
        if day is None or day > self._today:
            self.refuse(tr("Choose the day it was lost, today at the latest."))
            return
        self.lost_on, self.note = day, self.note_field.toPlainText()
        self.accept_button.setEnabled(False)
        self._submit(self)


@dataclass(frozen=True, slots=True)
class NewDeal:
    """What was typed for a new deal."""

    title: str
    company: str
    amount: Decimal | None
    stage_id: int
    owner_id: int | None
    close_on: date | None


class NewDealSheet(Sheet):
    """A new deal: only the title is needed."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        stages: tuple[Choice, ...],
        owners: tuple[Choice, ...],
        owner_id: int | None,
        currency: str,
        submit: Submit,
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("New"),
            title=tr("New deal"),
            note=tr("Only the title is needed; the rest can follow."),
            accept=tr("Create deal"),
        )
        self._submit = submit
        self.title_field = QLineEdit()
        self.title_field.setPlaceholderText(tr("What do they want to buy?"))
        self.company_field = QLineEdit()
        self.company_field.setPlaceholderText(tr("Known or new company"))
        self.amount_field = AmountField(currency)
        self.stage_field = ChoiceBox(tr("Stage"))
        self.stage_field.offer(stages, stages[0].id if stages else None)
        self.owner_field = ChoiceBox(tr("Owner"), none=tr("Nobody yet"))
        self.owner_field.offer(owners, owner_id)
        self.close_field = DayField(tr("Expected close"))
        self.add(tr("Title"), self.title_field)
        self.add(tr("Company"), self.company_field)
        self.add(tr("Amount in {currency}").format(currency=currency), self.amount_field)
        self.add(tr("Stage"), self.stage_field)
        self.add(tr("Owner"), self.owner_field)
        self.add(tr("Expected close"), self.close_field)
        self.open(self.title_field)

    def accept(self) -> None:
        title = self.title_field.text().strip()
        if not title:
            self.refuse(tr("Give the deal a title."))
            self.title_field.setFocus()
            return
        try:
            amount = self.amount_field.amount()
        except ValueError:
            self.refuse(tr("The amount is not a number."))
            self.amount_field.setFocus()
            return
        self.deal = NewDeal(
            title=title,
            company=self.company_field.text().strip(),
            amount=amount,
            stage_id=self.stage_field.choice() or 0,
            owner_id=self.owner_field.choice(),
            close_on=self.close_field.day(),
        )
        self.accept_button.setEnabled(False)
        self._submit(self)

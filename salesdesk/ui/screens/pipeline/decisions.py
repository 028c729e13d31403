"""The sheets that ask before a deal is won or lost; the card stays where it is until they are answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.answers.board import Card
from salesdesk.answers.choice import Choice
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.fields import AmountField, ChoiceBox, DayField
from salesdesk.ui.kit.format import money, number
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import MEDIUM, Theme, font

Submit = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage by its name and the colour of its dot."""

    name: str
    dot: QColor


@dataclass(frozen=True, slots=True)
class Decision:
    """Cards that are to be decided, the stages they go from and to, the day it is, the base currency."""

    cards: tuple[Card, ...]
    way: tuple[Stop, Stop]
    today: date
    currency: str

    @property
    def title(self) -> str:
        """The deal's title, or how many deals there are."""
        count = len(self.cards)
        return self.cards[0].title if count == 1 else trn("{n} deal", "{n} deals", count, number(count))

    @property
    def facts(self) -> str:
        """Company, amount and owner in one line; of several deals their sum."""
        if len(self.cards) > 1:
            total = sum((card.amount_base or Decimal(0) for card in self.cards), Decimal(0))
            return tr("together {sum}").format(sum=money(total, self.currency))
        card = self.cards[0]
        amount = money(card.amount, card.currency) if card.amount is not None else ""
        return " · ".join(part for part in (card.company, amount, card.owner) if part)


class Way(QWidget):
    """From one stage to another, with their dots."""

    def __init__(self, theme: Theme, way: tuple[Stop, Stop]) -> None:
        super().__init__()
        self._theme, self._way = theme, way
        self.setAccessibleName(tr("From {stage} to {other}").format(stage=way[0].name, other=way[1].name))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face, left, middle = font(13, MEDIUM), 0.0, self.height() / 2
        for place, stop in enumerate(self._way):
            if place:
                arrow = self._theme.pixmap("arrow-right", "text_3", 14, max(2.0, self.devicePixelRatioF()))
                painter.drawPixmap(QPointF(left + 10, middle - 7), arrow)
                left += 34
            paint.dot(painter, QPointF(left + 4, middle), stop.dot)
            room = QRectF(left + 14, 0, self.width() - left - 14, self.height())
            left += 14 + paint.text(painter, room, stop.name, face, self._theme.colour("text"))


class DecisionSheet(Sheet):
    """What Won and Lost have in common; `fields` holds what was answered, once it was."""

    def __init__(
        self, over: QWidget, theme: Theme, decision: Decision, submit: Submit, *, caps: str, accept: str
    ) -> None:
        super().__init__(over, theme, caps=caps, title=decision.title, note=decision.facts, accept=accept)
        self.fields: dict[str, Any] = {}
        self._today, self._submit = decision.today, submit
        self.head.addSpacing(6)
        self.head.addWidget(Way(theme, decision.way))

    def settle(self, **fields: Any) -> None:
        """Hand over what was answered; the sheet waits for the save."""
        self.fields = fields
        self.accept_button.setEnabled(False)
        self._submit(self)


class WonSheet(DecisionSheet):
    """Won: on which day, for how much; of several deals those are asked that have no amount yet."""

    def __init__(self, over: QWidget, theme: Theme, decision: Decision, submit: Submit) -> None:
        super().__init__(over, theme, decision, submit, caps=tr("Won"), accept=tr("Mark as won"))
        self.day_field = DayField(tr("Won on"))
        self.day_field.show_day(decision.today)
        self.add(tr("Won on"), self.day_field)
        self.amount_fields: dict[int, AmountField] = {}
        alone = len(decision.cards) == 1
        for card in decision.cards:
            if alone or card.amount is None:
                field = self.amount_fields[card.deal_id] = AmountField(card.currency, card.amount)
                words = tr("Amount in {currency}") if alone else tr("{title}: amount in {currency}")
                self.add(words.format(currency=card.currency, title=card.title), field)
        first = next(iter(self.amount_fields.values()), None)
        self.open(first or self.day_field)
        if first is not None:
            first.selectAll()

    def accept(self) -> None:
        day = self.day_field.day()
        if day is None or day > self._today:
            self.refuse(tr("Choose the day it was won, today at the latest."))
            return
        amounts: dict[int, Decimal] = {}
        for deal_id, field in self.amount_fields.items():
            try:
                amount = field.amount()
            except ValueError:
                self._refuse_at(field, tr("The amount is not a number."))
                return
            if amount is None:
                self._refuse_at(field, tr("A won deal needs its amount; 0 is an amount too."))
                return
            amounts[deal_id] = amount
        self.settle(won_on=day, amounts=amounts)

    def _refuse_at(self, field: AmountField, sentence: str) -> None:
        self.refuse(sentence)
        field.setFocus()


class LostSheet(DecisionSheet):
    """Lost: why, and what is worth remembering."""

    def __init__(
        self, over: QWidget, theme: Theme, decision: Decision, reasons: tuple[Choice, ...], submit: Submit
    ) -> None:
        super().__init__(over, theme, decision, submit, caps=tr("Lost"), accept=tr("Mark as lost"))
        self.reason_field = ChoiceBox(tr("Reason"), none=tr("Choose the main reason"))
        self.reason_field.offer(reasons, None)
        self.day_field = DayField(tr("Lost on"))
        self.day_field.show_day(decision.today)
        self.note_field = QPlainTextEdit()
        self.note_field.setTabChangesFocus(True)
        self.note_field.setPlaceholderText(tr("What happened, in their words if you have them"))
        self.note_field.setFixedHeight(110)
        self.add(tr("Reason"), self.reason_field)
        self.add(tr("Lost on"), self.day_field)
        self.add(tr("Note"), self.note_field)
        self.open(self.reason_field)

    def accept(self) -> None:
        reason_id, day = self.reason_field.choice(), self.day_field.day()
        if reason_id is None:
            self.refuse(tr("Choose the main reason; the reports on losses live from it."))
            self.reason_field.setFocus()
            return
        if day is None or day > self._today:
            self.refuse(tr("Choose the day it was lost, today at the latest."))
            return
        self.settle(lost_on=day, lost_reason_id=reason_id, lost_note=self.note_field.toPlainText())

"""The sheets that ask before a deal is won or lost; the card stays where it is until they are answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.answers.board import Card
from salesdesk.answers.choice import Choice
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.fields import AmountField, ChoiceBox, DayField
from salesdesk.ui.kit.format import money
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
    """A card that is to be decided, the stages it goes from and to, and the day it is."""

    card: Card
    way: tuple[Stop, Stop]
    today: date

    @property
    def facts(self) -> str:
        """Company, amount and owner in one line."""
        card = self.card
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
        super().__init__(
            over, theme, caps=caps, title=decision.card.title, note=decision.facts, accept=accept
        )
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
    """Won: on which day, for how much."""

    def __init__(self, over: QWidget, theme: Theme, decision: Decision, submit: Submit) -> None:
        super().__init__(over, theme, decision, submit, caps=tr("Won"), accept=tr("Mark as won"))
        card = decision.card
        self.day_field = DayField(tr("Won on"))
        self.day_field.show_day(decision.today)
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
        self.settle(won_on=day, amount=amount)


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

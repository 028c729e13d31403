"""What Won and Lost ask before a deal goes there."""

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.answers.choice import Choice
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import AmountField, ChoiceBox, DayField
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.pipeline.gate import GateSheet, PaintOver, Passage, Submit
from salesdesk.ui.screens.pipeline.question import Question


class DecisionSheet(GateSheet):
    """Both ask on which day: today or one that is past."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        passage: Passage,
        submit: Submit,
        *,
        caps: str,
        accept: str,
        day: str,
        paint_over: PaintOver | None,
    ) -> None:
        super().__init__(over, theme, passage, submit, caps=caps, accept=accept, paint_over=paint_over)
        self.day_field = DayField(day)
        self.day_field.show_day(passage.today)
        self.day_question = Question(
            theme,
            day,
            tr("Today, or a day that is past."),
            missing=tr("the day"),
            is_answered=lambda: (self.day_field.day() or date.max) <= passage.today,
        )
        self.day_question.add(self.day_field)
        self.day_field.dateChanged.connect(lambda _: self.day_question.look())


class WonSheet(DecisionSheet):
    """Won: on which day, for how much; of several deals those are asked that have no amount yet."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        passage: Passage,
        submit: Submit,
        paint_over: PaintOver | None = None,
    ) -> None:
        super().__init__(
            over,
            theme,
            passage,
            submit,
            caps=tr("Won"),
            accept=tr("Mark as won"),
            day=tr("Won on"),
            paint_over=paint_over,
        )
        alone = len(passage.cards) == 1
        self.amount_fields = {
            card.deal_id: AmountField(card.currency, card.amount)
            for card in passage.cards
            if alone or card.amount is None
        }
        self.ask((*self._about_amounts(alone), self.day_question))
        if alone:
            self.amount_fields[passage.cards[0].deal_id].selectAll()

    def _about_amounts(self, alone: bool) -> tuple[Question, ...]:
        if not self.amount_fields:
            return ()
        question = Question(
            self.theme,
            tr("Amount") if alone else tr("Amounts"),
            tr("What the customer signed for; 0 is an amount too."),
            missing=tr("the amount") if alone else tr("the amounts"),
            is_answered=lambda: None not in self._amounts().values(),
        )
        for card in self.passage.cards:
            field = self.amount_fields.get(card.deal_id)
            if field is not None:
                words = tr("In {currency}") if alone else tr("{title}: amount in {currency}")
                question.add(field, words.format(currency=card.currency, title=card.title))
                field.textChanged.connect(lambda _: question.look())
        return (question,)

    def _amounts(self) -> dict[int, Decimal | None]:
        """What is typed for each deal; None for nothing, and for what is no amount."""
        found: dict[int, Decimal | None] = {}
        for deal_id, field in self.amount_fields.items():
            try:
                found[deal_id] = field.amount()
            except ValueError:
                found[deal_id] = None
        return found

    def settle(self) -> dict[str, Any]:
        return {"won_on": self.day_field.day(), "amounts": self._amounts()}


class LostSheet(DecisionSheet):
    """Lost: why, and what is worth remembering."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        passage: Passage,
        reasons: tuple[Choice, ...],
        submit: Submit,
        paint_over: PaintOver | None = None,
    ) -> None:
        super().__init__(
            over,
            theme,
            passage,
            submit,
            caps=tr("Lost"),
            accept=tr("Mark as lost"),
            day=tr("Lost on"),
            paint_over=paint_over,
        )
        self.reason_field = ChoiceBox(tr("Main reason"), none=tr("Choose the main reason"))
        self.reason_field.offer(reasons, None)
        self.note_field = LongText()
        self.note_field.setTabChangesFocus(True)
        self.note_field.setPlaceholderText(tr("In their words if you have them"))
        self.note_field.setFixedHeight(96)
        why = Question(
            theme,
            tr("Main reason"),
            tr("The reports on losses live from it."),
            missing=tr("the main reason"),
            is_answered=lambda: self.reason_field.choice() is not None,
        )
        why.add(self.reason_field)
        self.reason_field.currentIndexChanged.connect(lambda _: why.look())
        note = Question(
            theme,
            tr("What happened"),
            tr("Whoever talks to them next year will be glad."),
            missing="",
            is_answered=lambda: bool(self.note_field.toPlainText().strip()),
            optional=True,
        )
        note.add(self.note_field)
        self.note_field.textChanged.connect(note.look)
        self.ask((why, self.day_question, note))

    def settle(self) -> dict[str, Any]:
        return {
            "lost_on": self.day_field.day(),
            "lost_reason_id": self.reason_field.choice(),
            "lost_note": self.note_field.toPlainText(),
        }

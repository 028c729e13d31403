"""The sheet between two stages: what is still missing, the forms to fill it, and the way the cards go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.answers.board import Card
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import money, number
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import MEDIUM, Theme, font
from salesdesk.ui.kit.widgets import ElidedLabel, column, label, row
from salesdesk.ui.screens.pipeline.question import Question
from salesdesk.ui.screens.pipeline.together import together

Submit = Callable[[Any], None]
PaintOver = Callable[[QPainter, QWidget, str], None]
"""Paints over the scrim of a sheet the cards that wait, with a word on each."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage by its name and the colour of its dot."""

    name: str
    dot: QColor


@dataclass(frozen=True, slots=True)
class Passage:
    """Cards that are to pass from a stage into another, the day it is, the base currency."""

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
            return tr("together {sum}").format(sum=together(self.cards, self.currency, money))
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
        return QSize(120, 22)

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


class _Progress(QWidget):
    """One part per question, filled where it is answered."""

    def __init__(self, theme: Theme, parts: int) -> None:
        super().__init__()
        self._theme, self._parts, self.done = theme, parts, 0
        self.setFixedHeight(5)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - 4 * (self._parts - 1)) / self._parts
        for place in range(self._parts):
            painter.setBrush(self._theme.colour("accent" if place < self.done else "border_strong"))
            painter.drawRoundedRect(QRectF(place * (width + 4), 0, width, 5), 2.5, 2.5)


class GateSheet(Sheet):
    """Asks `questions` one below the other; the cards pass when the last one is answered.

    Subclasses say what they ask and answer `settle` with what is to be saved. `fields` holds that then.
    """

    keeps_draft = True
    fitted = Signal()

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        passage: Passage,
        submit: Submit,
        *,
        caps: str,
        accept: str,
        paint_over: PaintOver | None = None,
    ) -> None:
        super().__init__(over, theme, caps=caps, title=passage.title, note=passage.facts, accept=accept)
        self.passage, self.fields = passage, dict[str, Any]()
        self.questions: tuple[Question, ...] = ()
        self._submit, self._paint_over = submit, paint_over
        self._count = label("", "note")
        self.open_words = label("", "strong")
        self.missing_words = ElidedLabel("", "note")

    def ask(self, questions: Sequence[Question]) -> None:
        """Show the questions, and open with the focus in the first one that is not answered."""
        self.questions = tuple(questions)
        needed = self._needed
        self._progress = _Progress(self.theme, max(1, len(needed)))
        way = row(Way(self.theme, self.passage.way), self._count)
        way.setStretch(0, 1)
        far = column(6, spacing=4, margins=(0, 0, 6, 0))
        far.addLayout(way)
        far.addWidget(self._progress)
        self.head.addLayout(far)
        self.foot.insertLayout(0, column(self.open_words, self.missing_words, spacing=1), 1)
        self.foot.setStretch(1, 0)
        self._show_questions(tr("TO FILL IN"), needed)
        self._show_questions(tr("WORTH KEEPING"), tuple(each for each in self.questions if each.optional))
        self._tell()
        self.open((self._first_open or self.questions[0]).fields[0])

    def _show_questions(self, caps: str, questions: Sequence[Question]) -> None:
        if not questions:
            return
        self.body.addWidget(label(caps, "caps"))
        for question in questions:
            question.changed.connect(self._tell)
            self.body.addWidget(question)
            self.body.addSpacing(4)
        self.body.addSpacing(6)

    @property
    def _needed(self) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if not each.optional)

    @property
    def still_open(self) -> tuple[Question, ...]:
        """The questions that hold the cards up."""
        return tuple(each for each in self._needed if not each.is_answered)

    @property
    def _first_open(self) -> Question | None:
        return next(iter(self.still_open), None)

    def _tell(self) -> None:
        """Say how far it is: at the head, at the foot, on the cards."""
        missing, count = self.still_open, len(self._needed)
        self._progress.done = count - len(missing)
        self._progress.update()
        self._count.setText(
            tr("{done} of {all} complete").format(done=number(count - len(missing)), all=number(count))
        )
        self.open_words.setText(
            tr("{n} still open").format(n=number(len(missing))) if missing else tr("All answered")
        )
        self.missing_words.say(", ".join(each.missing for each in missing))
        self.missing_words.setVisible(bool(missing))
        self.accept_button.setEnabled(not missing)
        self.update()

    def accept(self) -> None:
        self.accept_button.setEnabled(False)
        self.fields = self.settle()
        self._submit(self)

    def settle(self) -> dict[str, Any]:
        """What is to be saved, once all is answered."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        first = self._first_open
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and first is not None:
            # Enter cannot move the cards yet: it leads to what is missing.
            self.refuse(tr("Still missing: {what}.").format(what=first.missing))
            first.begin()
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        super().fit()
        self.fitted.emit()

    @property
    def left_edge(self) -> int:
        """Where the sheet begins; what lies left of it is seen under the scrim."""
        return self._panel.x()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._paint_over is None:
            return
        count = len(self.still_open)
        words = trn("Waits for {n} answer", "Waits for {n} answers", count) if count else tr("Ready to move")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_over(painter, self, words)

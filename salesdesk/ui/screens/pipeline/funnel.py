"""The funnel: how many deals stand in each stage, what they are worth, how many went on from it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.funnel import Funnel, FunnelStage
from salesdesk.answers.lists import Condition
from salesdesk.queries.funnel import pipeline_funnel
from salesdesk.rules.conversion import cohort_conversion
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import day, left_out, money, number
from salesdesk.ui.kit.painted import PaintedButton
from salesdesk.ui.kit.reading_cover import ReadingCover
from salesdesk.ui.kit.segments import Segments
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.kit.widgets import ElidedLabel, row

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

BAR, JOINT, DECIDED = 46, 32, 42
NAME, FIGURES, LEAST_BAR, INSET = 214, 330, 6.0, 14
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FunnelPage(QWidget):
    """The stages of the pipeline under the screen's filters; a click shows a stage's deals as a list."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__()
        self._screen, self._desk = screen, screen.desk
        self.shown: Funnel | None = None
        self.cover = ReadingCover(self)
        self.rows: list[StageRow] = []
        self.by_field = Segments(((tr("Deals"), "count"), (tr("Value"), "total")))
        self.by_field.setAccessibleName(tr("Width of the bars"))
        self.words = ElidedLabel("", "note")
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setFixedHeight(48)
        inside = row(self.by_field, 8, self.words, margins=(20, 0, 20, 0))
        inside.setStretch(2, 1)
        bar.setLayout(inside)
        self._stages = QVBoxLayout()
        self._stages.setContentsMargins(0, 0, 0, 0)
        self._stages.setSpacing(0)
        self._card = QFrame()
        self._card.setObjectName("cardBox")
        around = QVBoxLayout(self._card)
        around.setContentsMargins(6, 10, 6, 10)
        around.addLayout(self._stages)
        page = QWidget()
        page.setObjectName("page")
        outer = QVBoxLayout(page)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.addWidget(self._card)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(scroll, 1)
        self.by_field.chosen.connect(lambda _: self._scale())

    def focus_deals(self) -> None:
        """Put the focus on the first stage."""
        if self.rows:
            self.rows[0].setFocus()

    def read(self) -> None:
        """Read the funnel again under the filters of the screen."""
        filters = self._screen.filters
        self._desk.background.ask(
            lambda session: pipeline_funnel(session, filters=filters),
            self._show,
            owner=self,
            key="funnel",
            failed=self._unreadable,
        )

    def _unreadable(self, sentence: str) -> None:
        if not self.cover.refuse(sentence):
            self._desk.toast(sentence)

    def _show(self, funnel: Funnel) -> None:
        self.cover.end()
        first = self.shown is None
        self.shown = funnel
        if [each.stage.stage_id for each in self.rows] != [stage.stage_id for stage in funnel.stages]:
            self._build(funnel)
        for made, stage in zip(self.rows, funnel.stages, strict=True):
            made.show_stage(stage, funnel.currency)
        self.words.say(
            tr(
                "Cohort conversion: of the deals that first entered a stage since {day}, those that reached "
                "a later one. Open ones may still."
            ).format(day=day(funnel.since))
        )
        self._scale()
        if first and self.isVisible():
            self.focus_deals()

    def _build(self, funnel: Funnel) -> None:
        for old in self.rows:
            self._stages.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = []
        dots = {widget.stage_id: widget.header.dot for widget in self._screen.board.columns}
        for stage in funnel.stages:
            made = StageRow(self._desk.theme, stage, dots.get(stage.stage_id, QColor("#8A92A0")))
            made.clicked.connect(lambda _=False, key=stage.stage_id: self._open(key))
            self._stages.addWidget(made)
            self.rows.append(made)

    def _scale(self) -> None:
        """Give the bars of the stages that are not decided one scale."""
        field = self.by_field.current
        values = [
            Decimal(getattr(made.stage, field)) if made.is_undecided else Decimal(0) for made in self.rows
        ]
        most = max(values, default=Decimal(0))
        shares = [float(value / most) if most else 0.0 for value in values]
        for place, made in enumerate(self.rows):
            after = self.rows[place + 1] if place + 1 < len(self.rows) else None
            below = shares[place + 1] if after is not None and after.is_undecided else None
            made.show_share(shares[place], below)

    def _open(self, stage_id: int) -> None:
        self._screen.showing.as_list((Condition("stage", "is", (str(stage_id),)),))


class StageRow(PaintedButton):
    """A stage as a bar between its name and its figures, and below it how many deals went on."""

    def __init__(self, theme: Theme, stage: FunnelStage, dot: QColor) -> None:
        super().__init__(theme, DECIDED, stage.name)
        self.stage = stage
        self._dot, self._currency = dot, "EUR"
        self._share, self._below = 0.0, 0.0
        self._has_joint = False

    @property
    def is_undecided(self) -> bool:
        """Whether deals can go on from here."""
        return self.stage.type in ("lead", "open")

    def show_stage(self, stage: FunnelStage, currency: str) -> None:
        """Show the figures of a stage."""
        self.stage, self._currency = stage, currency
        self.setFixedHeight(BAR + JOINT if self.is_undecided else DECIDED)
        parts = [
            stage.name,
            self._count(),
            money(stage.total, currency),
            tr("weighted {amount}").format(amount=money(stage.weighted, currency)),
            self.conversion if self.is_undecided else "",
            left_out(stage.without_rate),
        ]
        words = ", ".join(part for part in parts if part)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def show_share(self, share: float, below: float | None) -> None:
        """How wide the bar is, 0 to 1, and the next one below it; None where there is none."""
        self._share, self._below, self._has_joint = share, below or 0.0, below is not None
        self.update()

    def _count(self) -> str:
        return trn("{n} deal", "{n} deals", self.stage.count, number(self.stage.count))

    @property
    def conversion(self) -> str:
        """How many went on: "61 % went on (22 of 36, 5 still open)"."""
        cohort = self.stage.cohort
        rate = cohort_conversion(cohort.went_on, cohort.entered)
        if rate is None:
            return tr("nothing came in")
        some_open = tr("{rate} % went on ({n} of {all}, {still} still open)")
        return (some_open if cohort.still_open else tr("{rate} % went on ({n} of {all})")).format(
            rate=number(round(rate * 100)),
            n=number(cohort.went_on),
            all=number(cohort.entered),
            still=number(cohort.still_open),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = BAR if self.is_undecided else DECIDED
        line = QRectF(0, 0, self.width(), high)
        self._ground(painter, line)
        middle = line.center().y()
        paint.dot(painter, QPointF(INSET + 5, middle), self._dot)
        name = QRectF(INSET + 18, line.top(), NAME - INSET - 26, high)
        paint.text(painter, name, self.stage.name, font(13, SEMIBOLD), self._theme.colour("text"))
        self._figures(painter, QRectF(line.right() - FIGURES - INSET, line.top(), FIGURES, high))
        if self.is_undecided:
            room = QRectF(NAME, line.top() + 7, line.width() - NAME - FIGURES - INSET - 20, high - 14)
            self._bar(painter, room)
            self._joint(painter, room)

    def _ground(self, painter: QPainter, line: QRectF) -> None:
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("row_hover"))
            painter.drawRoundedRect(line.adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)
        elif not self.is_undecided:
            painter.setPen(QPen(self._theme.colour("border"), 1))
            painter.drawLine(QPointF(INSET, 0.5), QPointF(line.width() - INSET, 0.5))

    def _figures(self, painter: QPainter, room: QRectF) -> None:
        """Deals, their sum, and their weighted sum below each other at the right."""
        colour, stage = self._theme.colour, self.stage
        count = QRectF(room.left(), room.top(), 90, room.height())
        paint.text(painter, count, self._count(), font(13, MEDIUM, figures=True), colour("text"), RIGHT)
        upper = QRectF(room.left() + 100, room.center().y() - 18, room.width() - 100, 18)
        if not self.is_undecided:
            upper.moveTop(room.center().y() - 9)
        total = money(stage.total, self._currency)
        paint.text(painter, upper, total, font(13, SEMIBOLD, figures=True), colour("text"), RIGHT)
        if self.is_undecided:
            words = tr("{amount} weighted").format(amount=money(round(stage.weighted), self._currency))
            lower = upper.translated(0, 18)
            paint.text(painter, lower, words, font(11, figures=True), colour("text_3"), RIGHT)

    def _span(self, room: QRectF, share: float) -> tuple[float, float]:
        wide = max(LEAST_BAR, room.width() * share)
        return room.center().x() - wide / 2, room.center().x() + wide / 2

    def _bar(self, painter: QPainter, room: QRectF) -> None:
        left, right = self._span(room, self._share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._dot)
        painter.drawRoundedRect(QRectF(left, room.top(), right - left, room.height()), 4, 4)

    def _joint(self, painter: QPainter, room: QRectF) -> None:
        """The tinted joint to the next bar, and on it how many deals went on."""
        if self._has_joint:
            tint = QColor(self._dot)
            tint.setAlphaF(0.16)
            upper, lower = self._span(room, self._share), self._span(room, self._below)
            top, bottom = room.bottom(), float(self.height() + 7)
            corners = ((upper[0], top), (upper[1], top), (lower[1], bottom), (lower[0], bottom))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        face, words = font(12, MEDIUM, figures=True), self.conversion
        wide = paint.width_of(words, face) + 20
        box = QRectF(room.center().x() - wide / 2, BAR + (JOINT - 22) / 2, wide, 22)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.setBrush(self._theme.colour("card"))
        painter.drawRoundedRect(box, 11, 11)
        centre = Qt.AlignmentFlag.AlignCenter
        paint.text(painter, box, words, face, self._theme.colour("text_2"), centre)

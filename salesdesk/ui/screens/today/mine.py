"""My own day: what is due, my quiet deals, my pipeline, and what is new."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.answers.today import MyDay, QuietDeal
from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, column, label
from salesdesk.ui.screens.today.agenda import AgendaList, lines_of
from salesdesk.ui.screens.today.quiet import DealsCard, cold_line, no_step_line
from salesdesk.ui.screens.today.side import ChangesCard, PipelineCard
from salesdesk.ui.screens.today.starting import GettingStarted

SIDE, NARROW = 372, 900


class MyPage(QWidget):
    """What one person has before them; beside each other, or below where there is little room."""

    new_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.agenda = AgendaList(theme, tr("What is due"))
        self.first_steps = GettingStarted(theme)
        self.none = label(tr("Nothing is planned for you."), "lead", wrap=True)
        self.new_button = button(tr("Plan something"))
        self.new_button.clicked.connect(self.new_asked)
        self.no_step = DealsCard(theme, tr("No next step"), link=tr("Plan all"))
        self.cold = DealsCard(theme, tr("Going cold"))
        self.pipeline, self.changes = PipelineCard(theme), ChangesCard(theme)
        self._quiet, self._across = QHBoxLayout(), QHBoxLayout(self)
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("cardBox")
        self._empty = QWidget()
        self._empty.setLayout(column(self.none, 4, self.new_button, spacing=4, margins=(17, 12, 17, 12)))
        self._empty.layout().setAlignment(self.new_button, Qt.AlignmentFlag.AlignLeft)  # type: ignore[union-attr]
        card.setLayout(column(self.agenda, self._empty, spacing=0, margins=(1, 6, 1, 8)))
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.first_steps)
        left.addWidget(card)
        self._quiet.setSpacing(12)
        for each in (self.no_step, self.cold):
            self._quiet.addWidget(each, 1)
        left.addLayout(self._quiet)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.pipeline)
        right.addWidget(self.changes)
        right.addStretch(1)
        side = QWidget()
        side.setObjectName("page")
        right.setContentsMargins(0, 0, 0, 0)
        side.setLayout(right)
        self._side = side
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(16)
        self._across.addLayout(left, 1)
        self._across.addWidget(side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._across.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )
        self._side.setMinimumWidth(0 if narrow else SIDE)
        self._side.setMaximumWidth(16_777_215 if narrow else max(SIDE, min(460, self.width() // 4)))

    def show_day(self, shown: MyDay, read_only: bool) -> None:
        """Show a day; the current line stays where it was."""
        delegate = self.agenda.delegate_
        delegate.today, delegate.read_only = shown.today, read_only
        lines = lines_of(shown)
        self.agenda.show_lines(lines)
        self.agenda.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self.new_button.setVisible(not read_only)
        none = _no_deals(shown)
        self.no_step.empty.setText(none or tr("Every open deal of yours has a next step."))
        self.cold.empty.setText(none or tr("No deal of yours is going cold."))
        no_step = tuple(no_step_line(deal) for deal in shown.no_step)
        self.no_step.show_deals(no_step, count=shown.no_step_count)
        cold = tuple(cold_line(deal) for deal in shown.cold)
        self.cold.show_deals(cold, _why_cold(shown.cold, shown), count=shown.cold_count)
        self.no_step.link.setVisible(bool(shown.no_step) and not read_only)
        self.pipeline.show_day(shown)
        self.changes.show_day(shown)


def _no_deals(shown: MyDay) -> str:
    """That there is no open deal of mine, or nothing."""
    if not shown.has_deals:
        return tr("There is no deal yet.")
    mine = shown.is_mine and any(stage.count for each in shown.pipelines for stage in each.stages)
    return "" if mine else tr("You have no open deal.")


def _why_cold(deals: tuple[QuietDeal, ...], shown: MyDay) -> str:
    """Why these are cold although something is planned for them."""
    late = any(deal.next_step_on is None or deal.next_step_on < shown.today for deal in deals)
    far = any(deal.next_step_on is not None and deal.next_step_on >= shown.today for deal in deals)
    if late and far:
        return tr("Their next step is overdue, has no day, or is more than 30 days away.")
    if far:
        return tr("Their next step is more than 30 days away.")
    return tr("Their next step is overdue or has no day.")

"""My team today: its meetings, deals without a next step, pushed deals, leads nobody answered."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from salesdesk.answers.today import TeamDay
from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import BUTTON
from salesdesk.ui.kit.widgets import column, label, row
from salesdesk.ui.screens.today.agenda import AgendaList, Task
from salesdesk.ui.screens.today.quiet import DealsCard, lead_line, no_step_line, pushed_line


class TeamPage(QWidget):
    """Four cards; `task_opened` carries a Task, `deal_opened` a DealLine, `plan_asked` one to plan for."""

    task_opened = Signal(object)
    deal_opened = Signal(object)
    plan_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.meetings = AgendaList(theme, tr("Meetings and calls of the team today"))
        self._count = label("", "quiet")
        self._none = label(tr("Nobody of your team meets or calls anybody today."), "quiet", wrap=True)
        self._none.setContentsMargins(17, 2, 17, 8)
        self.no_step = DealsCard(theme, tr("No next step"), tr("Every open deal has a next step."))
        self.pushed = DealsCard(theme, tr("Pushed"), tr("No expected close was moved to later lately."))
        self.leads = DealsCard(theme, tr("Unanswered leads"), tr("Somebody talked with every lead."))
        self.waiting = label(tr("Reading the day of your team …"), "lead")
        self._cards = QWidget()
        self._lay_out()
        self.meetings.opened.connect(self.task_opened)
        for card in (self.no_step, self.pushed, self.leads):
            card.list.opened.connect(self.deal_opened)
            card.list.plan_asked.connect(self.plan_asked)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("cardBox")
        inside = column(spacing=0, margins=(1, 2, 1, 10))
        heading = label(tr("Meetings and calls today"), "strong")
        heading.setFixedHeight(BUTTON)
        inside.addLayout(row(heading, self._count, None, spacing=7, margins=(17, 6, 17, 0)))
        inside.addWidget(self.meetings)
        inside.addWidget(self._none)
        inside.addStretch(1)
        card.setLayout(inside)
        grid = QGridLayout(self._cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for place, each in enumerate((card, self.no_step, self.pushed, self.leads)):
            grid.addWidget(each, place // 2, place % 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        grid.setRowStretch(2, 1)
        self._cards.setObjectName("page")
        self._cards.hide()
        self.setLayout(column(self.waiting, self._cards))

    def show_team(self, shown: TeamDay) -> None:
        """Show the day of a team."""
        self.waiting.hide()
        self._cards.show()
        self.meetings.delegate_.today = shown.today
        self.meetings.show_lines([Task(item, "today", for_whom=True) for item in shown.meetings])
        self.meetings.setVisible(bool(shown.meetings))
        self.setFocusProxy(self.meetings if shown.meetings else self.no_step.list)
        self._none.setVisible(not shown.meetings)
        self._count.setText(str(len(shown.meetings)))
        no_step = tuple(no_step_line(deal, with_owner=True) for deal in shown.no_step)
        self.no_step.show_deals(no_step, count=shown.no_step_count)
        self.pushed.show_deals(
            tuple(pushed_line(deal, shown.today) for deal in shown.pushed),
            tr("Expected close moved to later within the last 30 days."),
        )
        self.leads.show_deals(
            tuple(lead_line(deal) for deal in shown.leads),
            tr("In a lead stage, and nobody talked with them."),
            count=shown.leads_count,
        )

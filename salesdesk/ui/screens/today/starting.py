"""The first steps of one's own company as a card that ticks itself, and goes when it is of no more use."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from salesdesk.answers.beginnings import STEPS, Beginnings
from salesdesk.queries.beginnings import DISMISSED, beginnings
from salesdesk.services.settings import change_own_setting
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, Icons, column, icon_button, label, row

WATCHED = frozenset(
    {"activity", "company", "contact", "deal", "import_batch", "person", "person_setting", "stage"}
)
HELP = {
    "company": tr("A name is enough; people and deals come to it later"),
    "import": tr("Excel, CSV, address cards: drop the file anywhere"),
    "deal": tr("What somebody may buy, for how much and when"),
    "step": tr("A deal with a dated next step does not go cold"),
    "people": tr("Everybody gets their own deals, and you see them all"),
    "won": tr("Drag it to Won, and say for how much and when"),
    "backup": tr("A copy on another disk outlives this computer"),
}
RUNS = {
    "company": ("new.companies",),
    "import": ("go.exchange",),
    "deal": ("new.pipeline",),
    "step": ("go.pipeline",),
    "people": ("go.team",),
    "won": ("go.pipeline",),
    "backup": ("go.settings", "settings.database"),
}
"""The commands that lead to where a step is done."""


class StepButton(QPushButton):
    """One step: what it is, why one would, and a tick once it is done."""

    def __init__(self, theme: Theme, key: str, words: str) -> None:
        super().__init__()
        self.setObjectName("firstStep")
        self._theme, self._words = theme, words
        self._icon = IconLabel(theme, "circle", "text_3", 18)
        self._name, self._help = label(words), ElidedLabel(HELP[key], "quiet")
        go = IconLabel(theme, "chevron-right", "text_3", 16)
        inside = row(self._icon, self._name, spacing=10, margins=(10, 0, 8, 0))
        inside.addWidget(self._help, 1)
        inside.addStretch(0)
        inside.addWidget(go)
        self.setLayout(inside)

    def show_state(self, *, done: bool, is_next: bool) -> None:
        """Tick it, or mark it as the one to do now."""
        self._icon.say("circle-check" if done else "circle", "green" if done else "text_3")
        self.setAccessibleName(tr("{step}, done").format(step=self._words) if done else self._words)
        self._help.setVisible(not done)
        for widget, name, value in ((self, "next", is_next), (self._name, "done", done)):
            widget.setProperty(name, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class GettingStarted(QFrame):
    """Shows what is done and what comes next; `chosen` names the step that was clicked ("import")."""

    chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self.shown: Beginnings | None = None
        self._icons = Icons(theme)
        self.steps = {key: StepButton(theme, key, words) for key, words in STEPS}
        self._count = label("", "quiet")
        self.close_button = icon_button(tr("Hide; Ctrl+K and “Getting started” bring it back"))
        self._icons.put(self.close_button, "x", size=16)
        self.close_button.clicked.connect(self.dismissed)
        whole = column(spacing=1, margins=(6, 10, 6, 8))
        head = row(label(tr("Getting started"), "strong"), self._count, None, self.close_button, spacing=8)
        head.setContentsMargins(11, 0, 4, 4)
        whole.addLayout(head)
        for key, step in self.steps.items():
            step.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            whole.addWidget(step)
        self.setLayout(whole)
        self.hide()

    def show_steps(self, shown: Beginnings) -> None:
        """Tick what is done; gone when all is, or when nobody wants it."""
        self.shown = shown
        self._count.setText(tr("{n} of {all} done").format(n=len(shown.done), all=len(STEPS)))
        following = next((key for key in self.steps if key not in shown.done), None)
        for key, step in self.steps.items():
            step.show_state(done=key in shown.done, is_next=key == following)
        self.setVisible(not shown.is_over)


class Starting:
    """Reads how far the company has come, and leads to where each step is done."""

    def __init__(self, desk: Desk, card: GettingStarted) -> None:
        self._desk, self.card = desk, card
        card.chosen.connect(self._go)
        card.dismissed.connect(self._dismiss)

    def read(self) -> None:
        """Read how far it is; a card that cannot be read is no loss to the page."""
        self._desk.background.ask(
            beginnings, self.card.show_steps, owner=self.card, key="beginnings", failed=lambda _: None
        )

    def _go(self, step: str) -> None:
        for command in RUNS[step]:
            self._desk.run(command)

    def _dismiss(self) -> None:
        self.card.hide()
        if not self._desk.read_only and self._desk.viewer.person_id is not None:
            self._desk.background.do(_keep_dismissed, kind="getting_started", owner=self._desk.life)


def _keep_dismissed(session: Any) -> None:
    change_own_setting(session, key=DISMISSED, value=True)

"""The first steps of one's own company as a small list that ticks itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from salesdesk.answers.beginnings import STEPS, Beginnings
from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, button, column, icon_button, label, row


class GettingStarted(QFrame):
    """Shows what is done and what comes next; `chosen` names the step that was clicked ("import")."""

    chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self._theme = theme
        self._icons = Icons(theme)
        self.steps: dict[str, QPushButton] = {}
        self._done: frozenset[str] = frozenset()
        self._count = label("", "quiet")
        self.close_button = icon_button(tr("Do not show this any more"))
        self._icons.put(self.close_button, "x", size=14)
        self.close_button.clicked.connect(self.dismissed)
        whole = column(spacing=0, margins=(8, 6, 4, 8))
        head = row(label(tr("Getting started"), "strong"), self._count, None, self.close_button, spacing=6)
        head.setContentsMargins(4, 0, 0, 2)
        whole.addLayout(head)
        for key, words in STEPS:
            step = button(words)
            step.setObjectName("firstStep")
            step.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self.steps[key] = step
            whole.addWidget(step)
        self.setLayout(whole)
        theme.changed.connect(self._draw)
        self.hide()

    def show_steps(self, shown: Beginnings) -> None:
        """Tick what is done; gone when all is, or when nobody wants it."""
        self._done = shown.done
        self._count.setText(tr("{n}/{all}").format(n=len(shown.done), all=len(STEPS)))
        self._draw()
        self.setVisible(not shown.is_over)

    def _draw(self) -> None:
        for key, words in STEPS:
            done = key in self._done
            step = self.steps[key]
            step.setAccessibleName(tr("{step}, done").format(step=words) if done else words)
            step.setProperty("done", done)
            step.setIcon(
                self._theme.icon("circle-check" if done else "circle", "green" if done else "text_3")
            )
            step.style().unpolish(step)
            step.style().polish(step)

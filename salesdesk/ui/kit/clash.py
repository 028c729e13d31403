"""Two people wrote into the same field: both values side by side, and whose stays."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QWidget

from salesdesk.answers.clash import Clash, ClashField
from salesdesk.errors import ChangedMeanwhile, why
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment, value_words
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.segments import Segments
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, label

THEIRS, MINE = "theirs", "mine"
_SHORT = 90
"""How many letters are shown as a line; longer texts can be scrolled."""

Decided = Callable[[Sequence[Clash], Sequence[Clash]], None]


def clashes_of(sentence: str) -> tuple[Clash, ...]:
    """Both sides of what was refused because somebody else changed it too; nothing for other refusals."""
    error = why(sentence)
    return error.clashes if isinstance(error, ChangedMeanwhile) else ()


def seen(clashes: Sequence[Clash]) -> dict[str, Any]:
    """What stands in the fields of some clashes now: a save that knows it may overwrite it."""
    return {field: value for clash in clashes for field, value in clash.now.items()}


class ClashSheet(Sheet):
    """`decided` hears which clashes are kept as typed, and in which theirs is taken.

    Where one leaves it undecided nothing happens: what was typed stays where it was typed.
    """

    def __init__(self, desk: Desk, name: str, clashes: Sequence[Clash], decided: Decided) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Changed by two"),
            title=name,
            note=tr("While you typed, the same was changed by somebody else. What is to stay?"),
            accept=tr("Keep mine") if len(clashes) == 1 else tr("Save"),
        )
        self.clashes, self._decided = tuple(clashes), decided
        self.choices: list[Segments] = []
        self.cancel_button.setText(tr("Decide later"))
        for clash in self.clashes:
            self._show(clash)
        self.copy_button = button(tr("Copy what I wrote"), "link")
        self.copy_button.clicked.connect(self.copy)
        self.body.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        if len(self.clashes) == 1:
            self.theirs_button = button(tr("Take theirs"))
            self.theirs_button.clicked.connect(lambda: self._decide(THEIRS))
            self.foot.insertWidget(self.foot.count() - 1, self.theirs_button)
        # Not on a choice: whoever types on is not to choose by it.
        self.open(self.cancel_button)

    def _show(self, clash: Clash) -> None:
        today = date.today()
        when = tr("{who} wrote ({when})") if clash.at is not None else tr("{who} wrote")
        told = when.format(who=clash.who, when=moment(clash.at, today) if clash.at is not None else "")
        for field in clash.fields:
            self.body.addWidget(label(field.label.upper(), "caps"))
            grid = QGridLayout()
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(6)
            sides = ((tr("You wrote"), field.mine), (told, field.theirs), (tr("It was"), field.was))
            for line, (words, value) in enumerate(sides):
                name = label(words, "label", wrap=True)
                name.setFixedWidth(150)
                grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(_shown(field, value, words, today), line, 1)
            self.body.addLayout(grid)
            self.body.addSpacing(6)
        if len(self.clashes) > 1:
            choice = Segments(((tr("Take theirs"), THEIRS), (tr("Keep mine"), MINE)))
            choice.setAccessibleName(", ".join(field.label for field in clash.fields))
            self.choices.append(choice)
            self.body.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addSpacing(12)

    def copy(self) -> None:
        """Put what one wrote into the clipboard."""
        today = date.today()
        fields = [field for clash in self.clashes for field in clash.fields]
        words = [f"{field.label}: {value_words(field.mine, today, field.currency)}" for field in fields]
        QGuiApplication.clipboard().setText("\n".join(words))

    def accept(self) -> None:
        self._decide(MINE)

    def _decide(self, side: str) -> None:
        sides = [choice.current for choice in self.choices] or [side]
        both = tuple(zip(self.clashes, sides, strict=True))
        kept = [clash for clash, chosen in both if chosen == MINE]
        taken = [clash for clash, chosen in both if chosen == THEIRS]
        self.leave(True)
        self._decided(kept, taken)


def _shown(field: ClashField, value: Any, words: str, today: date) -> QWidget:
    """A value to read and to copy from."""
    told = value_words(value, today, field.currency)
    if len(told) > _SHORT or "\n" in told:
        text = QPlainTextEdit(told)
        text.setReadOnly(True)
        text.setFixedHeight(84)
        text.setTabChangesFocus(True)
        text.setAccessibleName(f"{field.label}: {words}")
        return text
    made: QLabel = label(told or tr("empty"), "" if told else "quiet", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made

"""All keys at a glance, read from the commands themselves."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Command
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import label

SHEETS = (
    Command("sheet.save", tr("Save the form"), keys="Ctrl+Return"),
    Command("sheet.leave", tr("Close, cancel, clear the search"), keys="Esc"),
)
"""What every form answers to, wherever it is opened."""


_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": tr("Enter")}


class KeysSheet(Sheet):
    """The keys that work now: the screen's own, then those that work everywhere."""

    def __init__(
        self, over: QWidget, theme: Theme, here: tuple[Command, ...], everywhere: tuple[Command, ...]
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Help"),
            title=tr("Keyboard"),
            note=tr("Everything can be done without a mouse."),
            accept=tr("Close"),
        )
        self.cancel_button.hide()
        self._add_group(tr("On this page"), here)
        self._add_group(tr("In forms"), SHEETS)
        self._add_group(tr("Everywhere"), everywhere)
        self.open(self.accept_button)

    def _add_group(self, heading: str, commands: tuple[Command, ...]) -> None:
        shown = [command for command in commands if command.keys]
        if not shown:
            return
        self.body.addWidget(label(heading.upper(), "caps"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 14)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        for place, command in enumerate(shown):
            grid.addWidget(label(keys_words(command.keys), "strong"), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(command.words, wrap=True), place, 1)
        self.body.addLayout(grid)


def keys_words(keys: str) -> str:
    """The first of a command's shortcuts as this system writes it."""
    first = keys.split()[0] if keys else ""
    words = QKeySequence(first).toString(QKeySequence.SequenceFormat.NativeText)
    before, plus, key = words.rpartition("+")
    return before + plus + _SIGNS.get(key, key) if key else words

"""Makes the keys of commands work: those of the shell, and those of the screen while it is shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from salesdesk.ui.kit.screen import Command

PASTE = "Ctrl+V"
_WRITTEN_IN = QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox
_TYPED_IN = _WRITTEN_IN | QComboBox


class Shortcuts(QObject):
    """One shortcut per key in use; what it does is looked up when it is pressed, so it is never out of date.

    `offered` gives all commands of this moment, the screen's own first; `covered` says whether a sheet lies
    over the screen.
    """

    def __init__(
        self,
        window: QMainWindow,
        offered: Callable[[], tuple[Command, ...]],
        covered: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._window, self._offered, self._covered = window, offered, covered
        self._made: dict[str, QShortcut] = {}

    def renew(self) -> None:
        """Listen to the keys of the commands there are now, and to no others."""
        wanted = {keys for command in self._offered() if command.do for keys in command.keys.split()}
        for keys in wanted - self._made.keys():
            made = QShortcut(QKeySequence(keys), self._window)
            made.activated.connect(lambda keys=keys: self._pressed(keys))
            self._made[keys] = made
        for keys, made in self._made.items():
            made.setEnabled(keys in wanted)

    def _pressed(self, keys: str) -> None:
        found = (command for command in self._offered() if command.do and keys in command.keys.split())
        command = next(found, None)
        if command is None or command.do is None or (self._covered() and not command.over_sheets):
            return
        if not self._is_meant_for(self._window.focusWidget(), keys):
            command.do()

    def _is_meant_for(self, focus: QWidget | None, keys: str) -> bool:
        """Whether keys are for the widget that has the focus: letters, and what is pasted where one types."""
        if keys == PASTE:
            return isinstance(focus, _WRITTEN_IN) or (isinstance(focus, QComboBox) and focus.isEditable())
        return isinstance(focus, _TYPED_IN) and is_letter(keys)


def is_letter(keys: str) -> bool:
    """Whether keys write something where one types: a letter or sign without Ctrl and the like."""
    return len(keys.removeprefix("Shift+")) == 1

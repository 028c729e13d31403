"""Two or more ways to look at the same page, side by side as one control."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy

from salesdesk.ui.kit.widgets import button, row


class Segments(QFrame):
    """`chosen` carries the key of the way that was chosen."""

    chosen = Signal(str)

    def __init__(self, ways: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        layout = row(spacing=0, margins=(3, 3, 3, 3))
        for words, key in ways:
            made = button(words)
            made.setObjectName("segment")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self.buttons[key] = made
            layout.addWidget(made)
        next(iter(self.buttons.values())).setChecked(True)
        self.setLayout(layout)

    @property
    def current(self) -> str:
        """The key of the way chosen."""
        return next(key for key, made in self.buttons.items() if made.isChecked())

    def choose(self, key: str) -> None:
        """Choose a way as a click does."""
        self.show_chosen(key)
        self.chosen.emit(key)

    def show_chosen(self, key: str) -> None:
        """Show which way is chosen."""
        self.buttons[key].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self.buttons)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        key = keys[(keys.index(self.current) + step) % len(keys)]
        self.buttons[key].setFocus()
        self.choose(key)

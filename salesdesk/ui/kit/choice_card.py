"""One of a few answers to a question, as a card that is chosen whole."""

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QRadioButton

from salesdesk.ui.kit.widgets import column, label


class ChoiceCard(QFrame):
    """The answer as a radio button, and below it what it means; put `radio` in a group with the others."""

    def __init__(self, words: str, note: str, *, wrap: bool = False) -> None:
        super().__init__()
        self.setObjectName("choiceCard")
        self.radio = QRadioButton(words)
        self.radio.setAccessibleName(f"{words}. {note}")
        self.setLayout(
            column(self.radio, label(note, "note", wrap=wrap), None, spacing=2, margins=(12, 6, 12, 6))
        )
        self.setMinimumWidth(150)
        self.radio.toggled.connect(self._mark)

    def _mark(self, chosen: bool) -> None:
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.radio.isEnabled():
            self.radio.click()

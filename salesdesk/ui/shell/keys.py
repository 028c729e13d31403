"""All keys at a glance."""

from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import label

KEYS = (
    ("N", tr("New deal")),
    ("/", tr("Search")),
    ("Enter", tr("Open the card")),
    ("←  →", tr("To the next column")),
    ("↑  ↓", tr("To the next card")),
    ("Ctrl + ←  →", tr("Move the card to the next stage")),
    ("Ctrl + ↑  ↓", tr("Move the card up or down")),
    ("Ctrl + Z", tr("Undo")),
    ("Ctrl + Y", tr("Redo")),
    ("Ctrl + O", tr("Open another database")),
    ("Esc", tr("Close, cancel, clear the search")),
    ("Ctrl + Enter", tr("Save the form")),
    ("?", tr("This list")),
)


class KeysSheet(Sheet):
    """The list of keys."""

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Help"),
            title=tr("Keyboard"),
            note=tr("Everything can be done without a mouse."),
            accept=tr("Close"),
        )
        self.cancel_button.hide()
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, 140)
        grid.setColumnStretch(1, 1)
        for place, (keys, words) in enumerate(KEYS):
            grid.addWidget(label(keys, "caps"), place, 0)
            grid.addWidget(label(words), place, 1)
        self.body.addLayout(grid)
        self.open(self.accept_button)

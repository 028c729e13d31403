"""The forms in which the same deals are shown: which one is chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, button

FORMS = (
    ("board", tr("Board"), "square-kanban"),
    ("list", tr("List"), "rows-3"),
    ("calendar", tr("Calendar"), "calendar-days"),
    ("funnel", tr("Funnel"), "funnel"),
    ("inbox", tr("Inbox"), "inbox"),
)


class FormSwitch(QFrame):
    """Buttons side by side, one of them pressed; `chosen` carries the form's name."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Show the deals as"))
        self._icons = Icons(theme)
        self.buttons: dict[str, QPushButton] = {}
        self._words = {name: words for name, words, _ in FORMS}
        self._is_short = False
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for name, words, icon in FORMS:
            made = self.buttons[name] = button(words, tip=tr("Show the deals as: {form}").format(form=words))
            made.setObjectName("segment")
            made.setAccessibleName(words)
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._icons.put(made, icon)
            self._group.addButton(made)
            layout.addWidget(made)
        self.show_form("board")

    def show_form(self, name: str) -> None:
        """Show which form is chosen."""
        self.buttons[name].setChecked(True)
        self._write()

    def be_short(self, short: bool) -> None:
        """Write only the chosen form's name; the others are seen by their icons."""
        if short != self._is_short:
            self._is_short = short
            self._write()

    def _write(self) -> None:
        for name, made in self.buttons.items():
            made.setText("" if self._is_short and not made.isChecked() else self._words[name])

"""The tabs of the Team screen, and beside them who may change it and who sees what."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from salesdesk.answers.team import Team
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import IconLabel, button, label, row

TABS = (("hierarchy", tr("Hierarchy")), ("territories", tr("Territories")))


class TeamTabs(QFrame):
    """`chosen` carries the key of the tab that was clicked."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__()
        self.setObjectName("teamTabs")
        self.setFixedHeight(41)
        self._desk = desk
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for key, words in TABS:
            made = button(words)
            made.setObjectName("tab")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            group.addButton(made)
            self.buttons[key] = made
        self.buttons["hierarchy"].setChecked(True)
        self.only = label(tr("Only an administrator changes the team."), "note")
        self.sight = button("", "link", tip=tr("Show the setting of who sees what"))
        self.sight.clicked.connect(self._show_sight)
        eye = IconLabel(desk.theme, "eye", "text_2", 14)
        across = row(12, self.only, None, eye, self.sight, spacing=7, margins=(20, 0, 20, 0))
        across.insertLayout(0, row(*self.buttons.values(), spacing=16))
        self.setLayout(across)
        self.only.setVisible(not may_change and not desk.read_only)

    def _show_sight(self) -> None:
        self._desk.open("settings")
        self._desk.run("settings.sight")

    def show_chosen(self, key: str) -> None:
        """Mark a tab as the one shown."""
        self.buttons[key].setChecked(True)

    def say(self, team: Team) -> None:
        """Say who sees what."""
        self.sight.setText(
            tr("Each sees their own deals and those of everybody below")
            if team.by_tree
            else tr("Everybody sees all deals")
        )


def strip(
    name: str,
    *parts: QWidget | int | None,
    spacing: int = 8,
    margins: tuple[int, int, int, int] = (20, 0, 20, 0),
) -> QFrame:
    """A bar across, with its parts beside each other."""
    made = QFrame()
    made.setObjectName(name)
    made.setLayout(row(*parts, spacing=spacing, margins=margins))
    return made

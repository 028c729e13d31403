"""What positions are called here: a short list, changed line by line."""

from typing import Any

from PySide6.QtWidgets import QLineEdit

from salesdesk.answers.team import Team
from salesdesk.rules.positions import SHIPPED
from salesdesk.services.settings import name_position
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet


class PositionsSheet(Sheet):
    """One line for each position; an empty one is called as shipped."""

    keeps_draft = True

    def __init__(self, desk: Desk, team: Team) -> None:
        super().__init__(
            desk.sheet_parent, desk.theme, caps=tr("Team"), title=tr("What positions are called"),
            note=tr("What somebody sees and decides follows from the tree, never from these words."),
            accept=tr("Save"),
        )  # fmt: skip
        self._desk, self._labels = desk, dict(team.labels)
        self.lines: dict[str, QLineEdit] = {}
        for key, shipped in SHIPPED.items():
            field = QLineEdit(team.labels[key])
            field.setPlaceholderText(shipped)
            self.lines[key] = field
            self.add(shipped, field)
        self.open(next(iter(self.lines.values())))

    def accept(self) -> None:
        typed = {key: field.text().strip() for key, field in self.lines.items()}
        changed = {key: words for key, words in typed.items() if words != self._labels[key]}
        if not changed:
            self.leave(True)
            return
        self.accept_button.setEnabled(False)

        def save(session: Any) -> None:
            for key, words in changed.items():
                name_position(session, position=key, words=words)

        self._desk.save(save, kind="name_positions", words=tr("Positions renamed"), sheet=self)

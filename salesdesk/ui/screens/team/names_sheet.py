"""What positions are called here, and the territories that people work: short lists, changed line by line."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.answers.team import Team
from salesdesk.rules.positions import SHIPPED
from salesdesk.services.settings import name_position
from salesdesk.services.territories import add_territory, edit_territory, retire_territory
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import Icons, icon_button, label, row


class PositionsSheet(Sheet):
    """One line for each position; an empty one is called as shipped."""

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


class TerritoriesSheet(Sheet):
    """One line for each territory, saved when it is left; a new one at the foot.

    `team` gives the team as it is now.
    """

    def __init__(self, desk: Desk, team: Callable[[], Team | None]) -> None:
        super().__init__(
            desk.sheet_parent, desk.theme, caps=tr("Team"), title=tr("Territories"),
            note=tr("Regions, branches or markets. Each person's own is chosen beside the tree."),
            accept=tr("Done"),
        )  # fmt: skip
        self._desk, self._team = desk, team
        self._icons = Icons(desk.theme)
        self.lines: dict[int, QLineEdit] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.new_field = QLineEdit()
        self.new_field.setPlaceholderText(tr("Add a territory, then Enter"))
        self.new_field.setAccessibleName(tr("New territory"))
        self.new_field.returnPressed.connect(self._add)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.new_field)
        self.cancel_button.hide()
        self.show_team()
        self.open(self.new_field)

    def show_team(self) -> None:
        """Show the territories as they are now; what is being typed is kept."""
        team = self._team()
        if team is None:
            return
        wanted = dict(team.territories)
        if list(wanted) != list(self.lines):
            while self._rows.count():
                item = self._rows.takeAt(0)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
            self.lines = {key: self._line(key, name, team) for key, name in wanted.items()}
        for key, name in wanted.items():
            if not self.lines[key].isModified():
                self.lines[key].setText(name)

    def _line(self, key: int, name: str, team: Team) -> QLineEdit:
        field = QLineEdit(name)
        field.setAccessibleName(tr("Territory {name}").format(name=name))
        field.editingFinished.connect(lambda: self._rename(key))
        remove = icon_button(tr("Take {name} out of use").format(name=name))
        self._icons.put(remove, "trash-2")
        remove.clicked.connect(lambda: self._retire(key, name))
        count = sum(1 for each in team.people if each.active and each.territory_id == key)
        holder = QWidget()
        across = row(field, label(trn("{n} person", "{n} people", count), "note"), remove)
        across.setStretch(0, 1)
        holder.setLayout(across)
        self._rows.addWidget(holder)
        return field

    def _save(self, action: Callable[[Any], Any], words: str) -> None:
        self.refuse("")
        self._desk.save(action, kind="territories", words=words, failed=self.refuse, owner=self)

    def _rename(self, key: int) -> None:
        field = self.lines.get(key)
        if field is None or not field.isModified():
            return
        name = field.text().strip()
        field.setModified(False)
        self._save(
            lambda session: edit_territory(session, territory_id=key, name=name),
            tr("Renamed to {name}").format(name=name),
        )

    def _retire(self, key: int, name: str) -> None:
        self._save(
            lambda session: retire_territory(session, territory_id=key),
            tr("Out of use: {name}").format(name=name),
        )

    def _add(self) -> None:
        name = self.new_field.text().strip()
        if name:
            self.new_field.clear()
            self._save(
                lambda session: add_territory(session, name=name), tr("Added: {name}").format(name=name)
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if entered and isinstance(self.focusWidget(), QLineEdit):
            event.accept()  # Enter saves the line; the next one can be written at once
        else:
            super().keyPressEvent(event)

"""Whom somebody reports to, chosen without a drag; what it would change is told before it is done."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from salesdesk.answers.team import MovePreview, Team, TeamMember
from salesdesk.queries.team_changes import move_preview
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import DayField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import label
from salesdesk.ui.screens.team.words import preview_words

_KEY = Qt.ItemDataRole.UserRole
NOBODY = 0


class MoveSheet(Sheet):
    """A list to search in; `move` gets whom they are to report to, None for nobody, and from which day: None
    is now."""

    def __init__(
        self,
        desk: Desk,
        team: Team,
        member: TeamMember,
        move: Callable[[int | None, date | None, Sheet], None],
        proposed: int | None = None,
    ) -> None:
        above = team.member(member.reports_to_id)
        now = tr("Reports to {name} now.").format(name=above.name) if above else tr("Reports to nobody now.")
        super().__init__(
            desk.sheet_parent, desk.theme, caps=tr("Move"), title=member.name,
            note=f"{now} {tr('Everybody below goes along.')}", accept=tr("Move"),
        )  # fmt: skip
        self._desk, self._member, self._move = desk, member, move
        self._branch = team.branch(member.id)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Type a part of a name"))
        self.field.setAccessibleName(tr("Reports to"))
        self.list = QListWidget()
        self.list.setObjectName("offers")
        self.list.setAccessibleName(tr("Who could be reported to"))
        self.list.setMinimumHeight(260)
        self.day_field = DayField(tr("From"))
        self.day_field.show_day(team.today)
        self._today = team.today
        self.told, self.line = label("", "title", wrap=True), label("", "note", wrap=True)
        self._people = [each for each in team.people if each.active and each.id not in self._branch]
        self.add(tr("Reports to"), self.field)
        self.body.addWidget(self.list, 1)
        self.body.addSpacing(8)
        self.add(tr("From"), self.day_field)
        self.body.addWidget(self.told)
        self.body.addWidget(self.line)
        self.field.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(lambda *_: self._ask())
        self.field.installEventFilter(self)
        self.day_field.dateChanged.connect(lambda _: self._name_deed())
        self.accept_button.setEnabled(False)
        self._fill("")
        if proposed is not None:
            self.choose(proposed)
        self.open(self.field)

    def _fill(self, words: str) -> None:
        parts = name_key(words).split()
        self.list.blockSignals(True)
        self.list.clear()
        for each in self._people:
            named = name_key(f"{each.name} {each.position_words} {each.territory}")
            if all(part in named for part in parts):
                self._add(f"{each.name} · {each.position_words}", each.id)
        if not parts or all(part in name_key(tr("Nobody")) for part in parts):
            self._add(tr("Nobody (a tree of their own)"), NOBODY)
        self.list.blockSignals(False)
        if parts:
            self.list.setCurrentRow(0)
        self._ask()

    def _add(self, words: str, key: int) -> None:
        item = QListWidgetItem(words)
        item.setData(_KEY, key)
        self.list.addItem(item)

    @property
    def _later(self) -> date | None:
        """The day to come for which the move is planned, None where it is made at once."""
        chosen = self.day_field.day()
        return chosen if chosen is not None and chosen > self._today else None

    def _name_deed(self) -> None:
        self.accept_button.setText(tr("Plan the move") if self._later is not None else tr("Move"))

    def choose(self, person_id: int | None) -> None:
        """Choose whom they are to report to."""
        for place in range(self.list.count()):
            if self.list.item(place).data(_KEY) == (person_id or NOBODY):
                self.list.setCurrentRow(place)

    @property
    def _target(self) -> tuple[bool, int | None]:
        """Whether somebody, or nobody, is chosen, and who."""
        item = self.list.currentItem()
        return item is not None, (item.data(_KEY) or None) if item is not None else None

    def _ask(self) -> None:
        chosen, target = self._target
        self.accept_button.setEnabled(False)
        if not chosen:
            self._say("", "")
            return
        person_id = self._member.id
        self._desk.background.ask(
            lambda session: move_preview(session, person_id=person_id, reports_to_id=target),
            self._answered,
            owner=self,
            key="preview",
            failed=self.refuse,
        )

    def _answered(self, preview: MovePreview) -> None:
        self._say(*preview_words(preview))
        self.accept_button.setEnabled(not preview.refused)

    def _say(self, head: str, line: str) -> None:
        self.told.setText(head)
        self.line.setText(line)

    def accept(self) -> None:
        chosen, target = self._target
        if chosen:
            self.accept_button.setEnabled(False)
            self._move(target, self._later, self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

"""A new person: name and whom they report to; the rest can follow."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from salesdesk.answers.choice import Choice
from salesdesk.answers.team import Team
from salesdesk.rules.positions import FUNCTIONS
from salesdesk.services.people import add_person
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet


class PersonSheet(Sheet):
    """`made` gets the key of the new person."""

    keeps_draft = True

    def __init__(self, desk: Desk, team: Team, above: int | None, made: Callable[[int], None]) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("New"),
            title=tr("Add a person"),
            note=tr("Only the name is needed. Whoever is to sign in needs a login too."),
            accept=tr("Add person"),
        )
        self._desk, self._made = desk, made
        self.name_field, self.login_field = QLineEdit(), QLineEdit()
        self.email_field, self.phone_field = QLineEdit(), QLineEdit()
        self.position_field = words_box(tr("Position"), team.labels, "sales_rep")
        self.function_field = words_box(tr("Function"), FUNCTIONS, "sales")
        self.above_field = ChoiceBox(tr("Reports to"), none=tr("Nobody"))
        self.above_field.offer(active_choices(team), above)
        self.territory_field = ChoiceBox(tr("Territory"), none=tr("None"))
        self.territory_field.offer(tuple(Choice(*place) for place in team.territories), None)
        self.started_field = DayField(tr("Started on"))
        self.started_field.show_day(team.today)
        for words, field in (
            (tr("Name"), self.name_field),
            (tr("Reports to"), self.above_field),
            (tr("Position"), self.position_field),
            (tr("Function"), self.function_field),
            (tr("Login"), self.login_field),
            (tr("E-mail"), self.email_field),
            (tr("Phone"), self.phone_field),
            (tr("Territory"), self.territory_field),
            (tr("Started on"), self.started_field),
        ):
            self.add(words, field)
        self.opens_as("person")
        self.open(self.name_field)

    def accept(self) -> None:
        name = self.name_field.text().strip()
        if not name:
            self.refuse(tr("Give the person a name."))
            self.name_field.setFocus()
            return
        started: date | None = self.started_field.day()
        fields: dict[str, Any] = {
            "login": self.login_field.text().strip() or None,
            "email": self.email_field.text().strip() or None,
            "phone": self.phone_field.text().strip() or None,
            "position": self.position_field.currentData(),
            "function": self.function_field.currentData(),
            "reports_to_id": self.above_field.choice(),
            "territory_id": self.territory_field.choice(),
            "started_on": started,
        }
        self.accept_button.setEnabled(False)
        self._desk.save(
            lambda session: add_person(session, name=name, **fields),
            kind="add_person",
            words=tr("Added: {name}").format(name=name),
            then=self._made,
            sheet=self,
        )


def words_box(name: str, words: dict[str, str], current: str) -> QComboBox:
    """A box of fixed words; its data are their keys."""
    box = QComboBox()
    box.setAccessibleName(name)
    for key, shown in words.items():
        box.addItem(shown, key)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box


def active_choices(team: Team, besides: frozenset[int] = frozenset()) -> tuple[Choice, ...]:
    """The active people in the order of the tree, without some."""
    return tuple(
        Choice(each.id, f"{each.name} · {each.position_words}")
        for each in team.people
        if each.active and each.id not in besides
    )

"""A territory or branch: its name, what it lies in, who works there."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from salesdesk.answers.choice import Choice
from salesdesk.answers.team import Team
from salesdesk.answers.territories import Territories, TerritoryPlace
from salesdesk.services.territories import add_territory, edit_territory, put_people
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import label
from salesdesk.ui.screens.team.person_sheet import words_box
from salesdesk.ui.screens.team.rule_words import KINDS


class TerritorySheet(Sheet):
    """A new one inside `parent_id`, or `place` to change. `saved` gets its key."""

    keeps_draft = True

    def __init__(
        self,
        desk: Desk,
        known: Territories,
        team: Team,
        *,
        place: TerritoryPlace | None = None,
        parent_id: int | None = None,
        saved: Callable[[Any], None],
    ) -> None:
        super().__init__(
            desk.sheet_parent, desk.theme, caps=tr("Territories"),
            title=place.name if place is not None else tr("Add a territory"),
            note=tr("A region, a market or a branch. Its people get its companies in turn."),
            accept=tr("Save") if place is not None else tr("Add territory"),
        )  # fmt: skip
        self._desk, self._place, self._saved = desk, place, saved
        self.name_field = QLineEdit(place.name if place is not None else "")
        self.kind_field = words_box(tr("Kind"), KINDS, place.kind if place is not None else "territory")
        self.inside_field = ChoiceBox(tr("Lies in"), none=tr("Nothing, it stands at the top"))
        inside = place.parent_id if place is not None else parent_id
        self.inside_field.offer(tuple(_outside(known, place)), inside)
        self.people = {
            each.id: QCheckBox(f"{each.name} · {each.position_words}") for each in team.people if each.active
        }
        self.add(tr("Name"), self.name_field)
        self.add(tr("Kind"), self.kind_field)
        self.add(tr("Lies in"), self.inside_field)
        self._offer_people(known, team)
        self.open(self.name_field)

    def _offer_people(self, known: Territories, team: Team) -> None:
        self.body.addWidget(label(tr("Who works there"), "label"))
        here = self._place.id if self._place is not None else None
        for key, box in self.people.items():
            member = team.member(key)
            works = member.territory_id if member is not None else None
            box.setChecked(here is not None and works == here)
            elsewhere = known.place(works)
            if elsewhere is not None and works != here:
                box.setText(f"{box.text()} · {tr('now in {name}').format(name=elsewhere.name)}")
            self.body.addWidget(box)

    def accept(self) -> None:
        name = self.name_field.text().strip()
        if not name:
            self.refuse(tr("Give the territory a name."))
            self.name_field.setFocus()
            return
        place = self._place
        fields = {
            "name": name,
            "kind": self.kind_field.currentData(),
            "parent_id": self.inside_field.choice(),
        }
        people = [key for key, box in self.people.items() if box.isChecked()]

        def save(session: Any) -> int:
            if place is None:
                key = add_territory(session, **fields)
            else:
                key = place.id
                edit_territory(session, territory_id=key, version=place.version, **fields)
            put_people(session, territory_id=key, person_ids=people)
            return key

        self.accept_button.setEnabled(False)
        words = tr("Added: {name}") if place is None else tr("{name} saved")
        self._desk.save(save, kind="territories", words=words.format(name=name), sheet=self, then=self._saved)


def _outside(known: Territories, place: TerritoryPlace | None) -> list[Choice]:
    """What it can lie in: not itself, and nothing inside it."""
    inside: set[int] = set()
    for each in known.places:
        if place is not None and (each.id == place.id or each.parent_id in inside):
            inside.add(each.id)
    return [Choice(each.id, each.name) for each in known.places if each.id not in inside]

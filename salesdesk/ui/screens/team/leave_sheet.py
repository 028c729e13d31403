"""Somebody leaves: who takes over what they have open, asked kind by kind, in one save."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.team import Leaving, Team, TeamMember
from salesdesk.queries.team_changes import leaving
from salesdesk.services.leaving import hand_over_and_leave
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.format import number, short_money
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import column, label
from salesdesk.ui.screens.team.person_sheet import active_choices
from salesdesk.ui.screens.team.words import no_rate


class LeaveSheet(Sheet):
    """What is to be handed over is read first; a box per kind, and per company where that is wanted."""

    def __init__(self, desk: Desk, team: Team, member: TeamMember) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Leaves the team"),
            title=member.name,
            note=tr(
                "Can no longer sign in. What they won, lost and did stays under their name in every report; "
                "what is open goes to others. One undo takes all of it back."
            ),
            accept=tr("Hand over and deactivate"),
        )
        self._desk, self._team, self._member = desk, team, member
        self.day_field = DayField(tr("Last day"))
        self.day_field.show_day(team.today)
        self.boxes: dict[str, ChoiceBox] = {}
        self.company_boxes: dict[int, ChoiceBox] = {}
        self.split_box = QCheckBox(tr("Divide by company"))
        self._companies = QWidget()
        self._version: int | None = None
        self.accept_button.setEnabled(False)
        self._reading = label(tr("Reading what is open …"), "note")
        self.add(tr("Last day"), self.day_field)
        self.body.addWidget(self._reading)
        self.open(self.day_field)
        desk.background.ask(
            lambda session: leaving(session, person_id=member.id), self._read, owner=self, failed=self.refuse
        )

    def _read(self, found: Leaving | None) -> None:
        self._reading.hide()
        if found is None:
            self.refuse(tr("This person is not there any more."))
            self.accept_button.setEnabled(False)
            return
        self._version = found.version
        place = self.body.count() - 1
        kinds = _kinds(found)
        if not kinds:
            self.body.insertWidget(
                place, label(tr("Nothing is open; nothing has to be handed over."), "note")
            )
        choices = active_choices(self._team, frozenset({self._member.id}))
        for key, words in kinds:
            none = tr("Nobody") if key == "people" else None
            box = ChoiceBox(words, none=none)
            box.offer(choices, found.reports_to_id)
            self.boxes[key] = box
            name = label(words, "label", wrap=True)
            name.setBuddy(box)
            self.body.insertLayout(place, column(name, box, 8, spacing=4))
            place += 1
        if found.unvalued:
            self.body.insertWidget(place, label(no_rate(found.unvalued), "note", wrap=True))
            place += 1
        if found.by_company:
            self._offer_companies(found, choices, place)
        self.accept_button.setEnabled(True)
        first = next(iter(self.boxes.values()), None)
        (first or self.accept_button).setFocus()

    def _offer_companies(self, found: Leaving, choices: tuple[Choice, ...], place: int) -> None:
        """A box per company that has open deals; what is of no company goes as above."""
        rows: list[QWidget | int | None] = []
        for company in found.by_company:
            box = ChoiceBox(company.name, none=tr("As above"))
            box.offer(choices, None)
            self.company_boxes[company.id] = box
            deals = trn("{n} open deal", "{n} open deals", company.open_deals)
            rows += [label(f"{company.name} · {deals}", "label"), box, 4]
        self._companies.setLayout(column(*rows, spacing=4))
        self._companies.hide()
        self.split_box.toggled.connect(self._companies.setVisible)
        self.body.insertWidget(place, self.split_box)
        self.body.insertWidget(place + 1, self._companies)

    def accept(self) -> None:
        person_id, version, on = self._member.id, self._version, self.day_field.day()
        successors = {key: box.choice() for key, box in self.boxes.items()}
        if any(chosen is None for key, chosen in successors.items() if key != "people"):
            self.refuse(tr("Choose who takes over what is open."))
            return
        apart = self.company_boxes.items() if self.split_box.isChecked() else ()
        by_company = {key: chosen for key, box in apart if (chosen := box.choice()) is not None}
        self.accept_button.setEnabled(False)

        def leave(session: Any) -> Any:
            return hand_over_and_leave(
                session, person_id=person_id, successors=successors, by_company=by_company, on=on,
                version=version,
            )  # fmt: skip

        self._desk.save(
            leave,
            kind="hand_over",
            words=tr("{name} has left; what was open is handed over").format(name=self._member.name),
            sheet=self,
        )


def _kinds(found: Leaving) -> list[tuple[str, str]]:
    """What there is to hand over, in words."""
    value = short_money(found.open_value, found.currency)
    deals, people = found.deals, found.people
    listed = (
        (
            "deals",
            deals,
            trn("{n} open deal ({value})", "{n} open deals ({value})", deals, number(deals), value=value),
        ),
        ("companies", found.companies, trn("{n} company", "{n} companies", found.companies)),
        ("contacts", found.contacts, trn("{n} contact", "{n} contacts", found.contacts)),
        (
            "activities",
            found.activities,
            trn("{n} planned activity", "{n} planned activities", found.activities),
        ),
        (
            "people",
            people,
            trn(
                "{n} person reports to them; to whom then?",
                "{n} people report to them; to whom then?",
                people,
            ),
        ),
    )
    return [(key, words) for key, count, words in listed if count]

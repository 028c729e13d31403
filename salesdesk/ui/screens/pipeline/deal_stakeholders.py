"""Who takes part in the decision on a deal, and in which role."""

from functools import partial

from PySide6.QtWidgets import QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.records import ContactRow, DealPage
from salesdesk.rules.words import ROLES
from salesdesk.services.members import name_stakeholder, remove_stakeholder
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.record.picker import RecordField
from salesdesk.ui.kit.record.rows import ContactButton
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import button, column, label, row
from salesdesk.ui.screens.pipeline.deal_part import DealPart, Save


class StakeholdersPart(DealPart):
    """Who decides at the customer's."""

    def __init__(self, desk: Desk, save: Save) -> None:
        super().__init__(desk, save, tr("Stakeholders"), tr("Name a stakeholder"))
        self.contact = RecordField(desk, "contact", tr("Contact"))
        self.contact.setPlaceholderText(tr("Who? Search a contact"))
        self.role = ChoiceBox(tr("Role"))
        self._roles = tuple(ROLES)
        self.role.offer(tuple(Choice(n, ROLES[role]) for n, role in enumerate(self._roles)), 0)
        self.accept_button = button(tr("Add"), "primary")
        self.accept_button.clicked.connect(self._accept)
        self.form.setLayout(
            column(self.contact, self.role, self.accept_button, spacing=6, margins=(10, 10, 10, 10))
        )

    def first(self) -> QWidget:
        return self.contact

    def show_rows(self, page: DealPage, read_only: bool) -> None:
        """Show who plays which part."""
        if not self.begin(page, read_only, page.stakeholders):
            return
        for each in page.stakeholders:
            words = ContactRow(each.contact_id, each.name, each.job_title, (ROLES.get(each.role, each.role),))
            made = ContactButton(self.desk.theme, words)
            made.clicked.connect(lambda _=False, key=each.contact_id: self.desk.open("contact", key))
            tip = tr("Take {name} out").format(name=each.name)
            across = row(made, self.remover(tip, partial(self._remove, each.id, each.name)))
            across.setStretch(0, 1)
            self.rows.addLayout(across)
        if not page.stakeholders:
            self.rows.addWidget(label(tr("Nobody is named yet."), "quiet"))

    def _accept(self) -> None:
        page, contact_id = self.page, self.contact.record_id
        if page is None:
            return
        if contact_id is None:
            self.refuse(tr("Choose a contact from the list."))
            return
        role, name = self._roles[self.role.choice() or 0], self.contact.text()
        self.submit(
            lambda session: name_stakeholder(session, deal_id=page.id, contact_id=contact_id, role=role),
            "stakeholder",
            tr("{name} is named as {role}").format(name=name, role=ROLES[role]),
        )

    def fields(self) -> tuple[QWidget, ...]:
        return self.contact, self.role

    def empty(self) -> None:
        self.contact.show_record(None, "")
        self.role.choose(0)

    def _remove(self, stakeholder_id: int, name: str) -> None:
        self.save(
            lambda session: remove_stakeholder(session, stakeholder_id=stakeholder_id),
            "stakeholder",
            tr("{name} was taken out").format(name=name),
        )

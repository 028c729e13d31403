"""A new contact: only the name is needed."""

from typing import Any

from PySide6.QtWidgets import QLineEdit

from salesdesk.services.contacts import create_contact
from salesdesk.translation import tr
from salesdesk.ui.forms.alike import AlikeWarning
from salesdesk.ui.forms.company import Made, Merge, offer_choices, then_merge
from salesdesk.ui.forms.company_field import CompanyField, company_of
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet


class NewContactSheet(Sheet):
    """A short form; `made` gets the key of the new contact. A company that is not known is made with it."""

    keeps_draft = True

    def __init__(
        self, desk: Desk, made: Made | None = None, *, company: str = "", merge: Merge | None = None
    ) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("New"),
            title=tr("New contact"),
            note=tr("Only the name is needed; the rest can follow."),
            accept=tr("Create contact"),
        )
        self._desk, self._made, self._merge = desk, made, merge
        self._known_id: int | None = None
        self.name_field, self.job_field = QLineEdit(), QLineEdit()
        self.email_field, self.phone_field = QLineEdit(), QLineEdit()
        self.company_field = CompanyField(desk, company)
        self.owner_field = ChoiceBox(tr("Owner"), none=tr("Nobody yet"))
        self.name_field.setPlaceholderText(tr("First and last name"))
        self.alike = AlikeWarning(
            desk, "contact", self.name_field, self.email_field, mergeable=merge is not None
        )
        self.alike.merge_asked.connect(self._add_to)
        self.alike.open_asked.connect(self._open_instead)
        self.add(tr("Name"), self.name_field)
        self.body.addWidget(self.alike)
        self.body.addSpacing(4)
        for words, field in (
            (tr("Company"), self.company_field),
            (tr("Job title"), self.job_field),
            (tr("E-mail"), self.email_field),
            (tr("Phone"), self.phone_field),
            (tr("Owner"), self.owner_field),
        ):
            self.add(words, field)
        offer_choices(desk, self, "contact", {"owner": self.owner_field})
        self.opens_as("contact")
        self.open(self.name_field)

    def _add_to(self, known_id: int) -> None:
        self._known_id = known_id
        self.accept()
        self._known_id = None

    def _open_instead(self, contact_id: int) -> None:
        self.leave(False)
        self._desk.open("contact", contact_id)

    def accept(self) -> None:
        name = self.name_field.text().strip()
        if not name:
            self.refuse(tr("Give the contact a name."))
            self.name_field.setFocus()
            return
        company, owner_id = self.company_field.text(), self.owner_field.choice()
        fields: dict[str, Any] = {
            "job_title": self.job_field.text().strip() or None,
            "email": self.email_field.text().strip() or None,
            "phone": self.phone_field.text().strip() or None,
            "owner_id": owner_id,
        }

        def act(session: Any) -> int:
            company_id = company_of(session, company, owner_id)
            return create_contact(session, name=name, company_id=company_id, **fields)

        made = then_merge(self._made, self._merge, self._known_id)
        self.accept_button.setEnabled(False)
        self._desk.save(
            act,
            kind="create_contact",
            words=tr("Created: {name}").format(name=name),
            then=made,
            sheet=self,
        )

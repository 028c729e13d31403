"""The company that uses this database."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from salesdesk.queries.settings_pages import setting
from salesdesk.rules.beginnings import COMPANY_NAME
from salesdesk.services.settings import change_setting
from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session


class CompanyPage(Page):
    """Its name."""

    key = "company"
    title = tr("Company")
    icon = "building-2"
    right = "administrator"
    words = tr("Its name stands on what is sent and printed.")
    watches = frozenset({"setting"})

    def build(self) -> None:
        self.name_field = QLineEdit()
        self.name_field.setAccessibleName(tr("Name of the company"))
        self.name_field.returnPressed.connect(self._save)
        self.save_button = button(tr("Save"), "primary")
        self.save_button.clicked.connect(self._save)
        self._read = ""
        name = label(tr("Name of the company"), "label")
        name.setBuddy(self.name_field)
        name.setFixedWidth(160)
        line = row(name, self.name_field, self.save_button, margins=(16, 14, 16, 14))
        line.setStretch(1, 1)
        self.body.addWidget(card(line))
        self.name_field.setReadOnly(bool(self.locked))
        if self.locked:
            self.save_button.hide()

    def read(self, session: "Session") -> str:
        return str(setting(session, key=COMPANY_NAME) or "")

    def show_answer(self, answer: str) -> None:
        # What somebody is typing stays typed.
        if self.name_field.text() == self._read:
            self.name_field.setText(answer)
        self._read = answer

    def _save(self) -> None:
        name = " ".join(self.name_field.text().split())

        def change(session: Any) -> None:
            change_setting(session, key=COMPANY_NAME, value=name)

        if name != self._read:
            self.save(change, "change_company", tr("Name of the company saved"))

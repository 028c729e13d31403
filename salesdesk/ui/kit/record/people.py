"""The people and the companies around a record, beside its timeline and in a tab of their own."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from salesdesk.answers.records import RecordPage
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.record.around import Around
from salesdesk.ui.kit.record.parts import empty_layout, link
from salesdesk.ui.kit.record.rows import CompanyButton, ContactButton
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import Icons, icon_button, label, row

SHOWN = 6


class PeoplePart:
    """`people` and `companies` are to be laid out beside the timeline, `contacts_tab` is for a tab."""

    def __init__(self, desk: Desk, around: Around, show_tab: Callable[[str], None]) -> None:
        self._desk, self._around, self._show_tab = desk, around, show_tab
        self._icons = Icons(desk.theme)
        self.people, self.companies, self.contacts_tab = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()

    def show_page(self, page: RecordPage) -> None:
        """Show who belongs to a record."""
        empty_layout(self.people)
        empty_layout(self.companies)
        empty_layout(self.contacts_tab)
        if page.record == "company":
            self.people.addLayout(self._contacts_head(page))
            for contact in page.contacts[:SHOWN]:
                self.people.addWidget(self._contact(contact))
            rest = len(page.contacts) - SHOWN
            if rest > 0:
                words = trn("{n} more contact", "{n} more contacts", rest)
                self.people.addWidget(link(words, lambda: self._show_tab("contacts")))
            if not page.contacts:
                self.people.addWidget(label(tr("Nobody yet."), "quiet"))
            for contact in page.contacts:
                self.contacts_tab.addWidget(self._contact(contact))
            if not page.contacts:
                self.contacts_tab.addWidget(label(tr("Nobody is known at this company yet."), "note"))
            self.contacts_tab.addStretch(1)
            self.people.addSpacing(12)
        self._show_companies(page)

    def _contacts_head(self, page: RecordPage) -> QHBoxLayout:
        add = icon_button(tr("New contact"))
        self._icons.put(add, "plus")
        add.clicked.connect(
            lambda: self._around.new_contact(page.name) if self._around.new_contact is not None else None
        )
        count = label(str(len(page.contacts) or ""), "quiet")
        made = row(label(tr("Contacts").upper(), "caps"), count, None)
        if not self._desk.read_only and self._around.new_contact is not None:
            made.addWidget(add)
        return made

    def _contact(self, contact: Any) -> ContactButton:
        made = ContactButton(self._desk.theme, contact)
        made.clicked.connect(lambda: self._desk.open("contact", contact.id))
        return made

    def _show_companies(self, page: RecordPage) -> None:
        groups: list[tuple[str, list[Any]]] = []
        if page.above is not None:
            words = tr("Belongs to") if page.record == "company" else tr("Company")
            groups.append((words, [page.above]))
        if page.below:
            groups.append((tr("Companies of it"), list(page.below)))
        for words, companies in groups:
            self.companies.addLayout(row(label(words.upper(), "caps"), None))
            for company in companies:
                made = CompanyButton(self._desk.theme, company)
                made.clicked.connect(lambda _=False, key=company.id: self._desk.open("company", key))
                self.companies.addWidget(made)
            self.companies.addSpacing(12)

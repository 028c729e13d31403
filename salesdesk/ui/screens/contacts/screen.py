"""The Contacts screen: the humans at the companies."""

from typing import Any, ClassVar

from salesdesk.services.contacts import edit_contact
from salesdesk.translation import tr
from salesdesk.ui.forms.contact import NewContactSheet
from salesdesk.ui.forms.deal import begin_deal
from salesdesk.ui.kit.record.page import Around
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.page import Words

WATCHED = frozenset(
    {
        "contact",
        "company",
        "activity",
        "person",
        "tagging",
        "saved_view",
        "custom_field",
        "setting",
        "import_batch",
        "note",
        "attachment",
        "stakeholder",
        "deal_member",
    }
)


class ContactsScreen(RecordScreen):
    """The list of contacts, and the page of each."""

    name: ClassVar[str] = "contacts"
    title: ClassVar[str] = tr("Contacts")
    icon: ClassVar[str] = "users"
    record: ClassVar[str] = "contact"
    watches: ClassVar[frozenset[str]] = WATCHED
    words: ClassVar[Words] = Words(
        one=tr("contact"),
        many=tr("contacts"),
        search=tr("Search contacts"),
        icon="users",
        none_title=tr("No contacts yet"),
        none=tr("Write down the first person you talk to, or bring in the address book you have."),
        new=tr("New contact"),
    )
    sheet: Sheet | None = None

    def around(self) -> Around:
        return Around(
            self.record,
            self.title,
            self.back,
            self.neighbours,
            new_deal=lambda company: begin_deal(self.desk, company, lambda _: self.view.refresh()),
        )

    def rename(self, session: Any, key: int, version: int, name: str) -> None:
        edit_contact(session, contact_id=key, version=version, name=name)

    def new_record(self) -> None:
        if not self.desk.read_only:
            self.sheet = NewContactSheet(self.desk, lambda _: self.page.refresh())

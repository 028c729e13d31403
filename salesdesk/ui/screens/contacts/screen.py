"""The Contacts screen: the humans at the companies."""

from typing import Any, ClassVar

from salesdesk.services.contacts import edit_contact
from salesdesk.translation import tr
from salesdesk.ui.forms.contact import NewContactSheet
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.page import Words
from salesdesk.ui.kit.table.screen import ListScreen

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
    }
)


class ContactsScreen(ListScreen):
    """The list of contacts."""

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

    def rename(self, session: Any, key: int, version: int, name: str) -> None:
        edit_contact(session, contact_id=key, version=version, name=name)

    def new_record(self) -> None:
        if not self.desk.read_only:
            self.sheet = NewContactSheet(self.desk, lambda _: self.page.refresh())

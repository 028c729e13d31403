"""The Contacts screen: the humans at the companies."""

from typing import Any, ClassVar

from salesdesk.services.contacts import edit_contact
from salesdesk.translation import tr
from salesdesk.ui.forms.contact import NewContactSheet
from salesdesk.ui.forms.deal import begin_deal
from salesdesk.ui.forms.merging import Merging
from salesdesk.ui.kit.record.around import Around
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.kit.screen import Command, Desk
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
        "distinct_pair",
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

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.merging = Merging(self)

    def around(self) -> Around:
        return Around(
            self.record,
            self.title,
            self.back,
            self.neighbours,
            merge=lambda record_id: self.merging.merge_with(record_id),
            new_deal=lambda company: begin_deal(self.desk, company, lambda _: self.view.refresh()),
        )

    def rename(self, session: Any, key: int, version: int, name: str) -> None:
        edit_contact(session, contact_id=key, version=version, name=name)

    def new_record(self) -> None:
        if not self.desk.read_only:
            self.sheet = NewContactSheet(self.desk, lambda _: self.page.refresh(), merge=self.merging.merge)

    def commands(self) -> tuple[Command, ...]:
        return super().commands() + (() if self.is_record_shown else self.merging.commands())

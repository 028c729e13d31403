"""The Companies screen: every organisation that buys, may buy, or refers business."""

from typing import Any, ClassVar

from salesdesk.services.companies import edit_company
from salesdesk.translation import tr
from salesdesk.ui.forms.company import NewCompanySheet
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
        "company",
        "contact",
        "deal",
        "activity",
        "person",
        "segment",
        "territory",
        "tagging",
        "saved_view",
        "custom_field",
        "rate",
        "setting",
        "import_batch",
        "note",
        "attachment",
        "stakeholder",
        "deal_member",
        "distinct_pair",
    }
)


class CompaniesScreen(RecordScreen):
    """The list of companies, and the page of each."""

    name: ClassVar[str] = "companies"
    title: ClassVar[str] = tr("Companies")
    icon: ClassVar[str] = "building-2"
    record: ClassVar[str] = "company"
    watches: ClassVar[frozenset[str]] = WATCHED
    words: ClassVar[Words] = Words(
        one=tr("company"),
        many=tr("companies"),
        search=tr("Search companies"),
        icon="building-2",
        none_title=tr("No companies yet"),
        none=tr("Write the first one down, or bring in the list you have: Excel, CSV or an export."),
        new=tr("New company"),
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
            new_contact=self._new_contact,
        )

    def _new_contact(self, company: str) -> None:
        self.sheet = NewContactSheet(self.desk, lambda _: self.view.refresh(), company=company)

    def rename(self, session: Any, key: int, version: int, name: str) -> None:
        edit_company(session, company_id=key, version=version, name=name)

    def new_record(self) -> None:
        if not self.desk.read_only:
            self.sheet = NewCompanySheet(self.desk, lambda _: self.page.refresh(), merge=self.merging.merge)

    def commands(self) -> tuple[Command, ...]:
        return super().commands() + (() if self.is_record_shown else self.merging.commands())

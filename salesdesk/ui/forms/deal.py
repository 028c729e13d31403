"""The sheet for a new deal: only the title is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.records import DealStart
from salesdesk.queries.companies import company_named
from salesdesk.queries.records import deal_start
from salesdesk.services.companies import create_company
from salesdesk.services.deals import create_deal
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import AmountField, ChoiceBox, DayField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme

if TYPE_CHECKING:
    from salesdesk.store import Session

Submit = Callable[["NewDealSheet"], None]


@dataclass(frozen=True, slots=True)
class NewDeal:
    """What was typed for a new deal."""

    title: str
    company: str
    amount: Decimal | None
    stage_id: int
    owner_id: int | None
    close_on: date | None


def make_deal(session: "Session", deal: NewDeal) -> int:
    """Make the deal, with its company where nobody knows that yet; the deal's id."""
    company_id = None
    if deal.company:
        company_id = company_named(session, name=deal.company) or create_company(
            session, name=deal.company, owner_id=deal.owner_id
        )
    return create_deal(
        session,
        title=deal.title,
        stage_id=deal.stage_id,
        company_id=company_id,
        amount=deal.amount,
        owner_id=deal.owner_id,
        close_on=deal.close_on,
    )


class NewDealSheet(Sheet):
    """A new deal: only the title is needed."""

    keeps_draft = True

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        stages: tuple[Choice, ...],
        owners: tuple[Choice, ...],
        owner_id: int | None,
        currency: str,
        submit: Submit,
        company: str = "",
        pipeline_id: int | None = None,
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("New"),
            title=tr("New deal"),
            note=tr("Only the title is needed; the rest can follow."),
            accept=tr("Create deal"),
        )
        self._submit = submit
        self.title_field = QLineEdit()
        self.title_field.setPlaceholderText(tr("What do they want to buy?"))
        self.company_field = QLineEdit(company)
        self.company_field.setPlaceholderText(tr("Known or new company"))
        self.amount_field = AmountField(currency)
        self.stage_field = ChoiceBox(tr("Stage"))
        self.stage_field.offer(stages, stages[0].id if stages else None)
        self.owner_field = ChoiceBox(tr("Owner"), none=tr("Nobody yet"))
        self.owner_field.offer(owners, owner_id)
        self.close_field = DayField(tr("Expected close"))
        self.add(tr("Title"), self.title_field)
        self.add(tr("Company"), self.company_field)
        self.add(tr("Amount in {currency}").format(currency=currency), self.amount_field)
        self.add(tr("Stage"), self.stage_field)
        self.add(tr("Owner"), self.owner_field)
        self.add(tr("Expected close"), self.close_field)
        self.opens_as("deal", **({"pipeline": pipeline_id} if pipeline_id is not None else {}))
        self.open(self.title_field)

    def accept(self) -> None:
        title = self.title_field.text().strip()
        if not title:
            self.refuse(tr("Give the deal a title."))
            self.title_field.setFocus()
            return
        try:
            amount = self.amount_field.amount()
        except ValueError:
            self.refuse(tr("The amount is not a number."))
            self.amount_field.setFocus()
            return
        self.deal = NewDeal(
            title=title,
            company=self.company_field.text().strip(),
            amount=amount,
            stage_id=self.stage_field.choice() or 0,
            owner_id=self.owner_field.choice(),
            close_on=self.close_field.day(),
        )
        self.accept_button.setEnabled(False)
        self._submit(self)


def begin_deal(
    desk: Desk,
    company: str,
    then: Callable[[int], None],
    *,
    pipeline_id: int | None = None,
    shown: Callable[[Sheet], None] | None = None,
) -> None:
    """Open the sheet of a new deal for a company, on this or the first pipeline; `then` gets the deal's key,
    `shown` the sheet."""

    def submit(sheet: NewDealSheet) -> None:
        deal = sheet.deal
        words = tr("Created: {title}").format(title=deal.title)
        desk.save(
            lambda session: make_deal(session, deal), kind="create_deal", words=words, sheet=sheet, then=then
        )

    def show(start: DealStart) -> None:
        sheet = NewDealSheet(
            desk.sheet_parent,
            desk.theme,
            stages=start.stages,
            owners=start.owners,
            owner_id=desk.viewer.person_id,
            currency=start.currency,
            submit=submit,
            company=company,
            pipeline_id=pipeline_id,
        )
        if shown is not None:
            shown(sheet)

    desk.background.ask(
        lambda session: deal_start(session, pipeline_id=pipeline_id), show, owner=desk.life, failed=desk.toast
    )

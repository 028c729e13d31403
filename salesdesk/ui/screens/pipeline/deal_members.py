"""Who works on a deal beside its owner, and with how much of the credit."""

from decimal import Decimal

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Offer
from salesdesk.answers.records import DealPage
from salesdesk.services.members import remove_member, set_member
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.format import number, parse_number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, row
from salesdesk.ui.screens.pipeline.deal_part import DealPart, Save


class MembersPart(DealPart):
    """Who works on the deal beside its owner, with their part of the credit."""

    def __init__(self, desk: Desk, save: Save) -> None:
        super().__init__(desk, save, tr("Members and credit"), tr("Add a member"))
        self.person = ChoiceBox(tr("Person"))
        self.access = ChoiceBox(tr("Access"))
        self.access.offer((Choice(0, tr("may see it")), Choice(1, tr("may edit it"))), 0)
        self.credit = QLineEdit()
        self.credit.setPlaceholderText(tr("Credit in %"))
        self.credit.setAccessibleName(tr("Credit in %"))
        self.accept_button = button(tr("Add"), "primary")
        self.accept_button.clicked.connect(self._accept)
        self.credit.returnPressed.connect(self._accept)
        self.form.setLayout(
            column(
                self.person,
                self.access,
                self.credit,
                self.accept_button,
                spacing=6,
                margins=(10, 10, 10, 10),
            )
        )

    def first(self) -> QWidget:
        return self.person

    def show_rows(self, page: DealPage, read_only: bool) -> None:
        """Show the owner with the rest of the credit, then the members; together 100 %."""
        if not self.begin(page, read_only, page.members, page.card.owner):
            return
        owner = next((fact for fact in page.facts if fact.key == "owner_id"), None)
        offers: tuple[Offer, ...] = owner.offers if owner is not None else ()
        people = tuple(
            Choice(int(each.value), each.name) for each in offers if int(each.value) != page.card.owner_id
        )
        self.person.offer(people, self.person.choice() or (people[0].id if people else None))
        rest = Decimal(1) - sum((each.credit for each in page.members), Decimal(0))
        self._row(page.card.owner or tr("Nobody"), tr("owner"), rest, None)
        for each in page.members:
            access = tr("may edit") if each.access == "edit" else tr("may see")
            self._row(each.name, access, each.credit, each.person_id)

    def _row(self, name: str, note: str, credit: Decimal, person_id: int | None) -> None:
        words = ElidedLabel(f"{name} · {note}")
        share = label(f"{number(credit * 100, 1)} %", "strong")
        if person_id is None:
            across = row(words, share, 30)
        else:
            tip = tr("Take {name} out").format(name=name)
            across = row(words, share, self.remover(tip, lambda: self._remove(person_id, name)))
        across.setStretch(0, 1)
        self.rows.addLayout(across)

    def _accept(self) -> None:
        page, person_id = self.page, self.person.choice()
        if page is None or person_id is None:
            return
        try:
            share = (parse_number(self.credit.text().replace("%", "")) or Decimal(0)) / 100
        except ValueError:
            self.refuse(tr("The credit is not a number."))
            return
        others = sum((each.credit for each in page.members if each.person_id != person_id), Decimal(0))
        if not 0 <= share <= 1 - others:
            self.refuse(tr("At most {n} % of the credit are left.").format(n=number((1 - others) * 100, 1)))
            return
        access = "edit" if self.access.choice() else "view"
        self.submit(
            lambda session: set_member(
                session, deal_id=page.id, person_id=person_id, access=access, credit=share
            ),
            "member",
            tr("{name} works on this deal").format(name=self.person.currentText()),
        )

    def fields(self) -> tuple[QWidget, ...]:
        return self.person, self.access, self.credit

    def empty(self) -> None:
        self.credit.clear()

    def _remove(self, person_id: int, name: str) -> None:
        page = self.page
        if page is not None:
            self.save(
                lambda session: remove_member(session, deal_id=page.id, person_id=person_id),
                "member",
                tr("{name} was taken out").format(name=name),
            )

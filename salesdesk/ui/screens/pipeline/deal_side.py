"""What stands at the right of a deal's page: who decides, what is sold, who works on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Offer
from salesdesk.answers.records import ContactRow, DealPage, ProductOffer
from salesdesk.rules.words import BILLINGS, ROLES
from salesdesk.services.members import name_stakeholder, remove_member, remove_stakeholder, set_member
from salesdesk.services.products import delete_deal_line, insert_deal_lines
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.format import money, number, parse_number
from salesdesk.ui.kit.record.parts import empty_layout
from salesdesk.ui.kit.record.picker import RecordField
from salesdesk.ui.kit.record.rows import ContactButton
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.typed import put_state, state_of
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, button, column, icon_button, label, row

Save = Callable[..., None]
"""Saves something about the deal: what, its kind, its words; `then` and `failed` hear what came of it."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands in the fields of a short form, and why it was not taken."""

    states: tuple[Any, ...]
    error: str


class _Part(QWidget):
    """A section with a plus that opens its short form, which closes when what it holds is saved.

    What stands in the form belongs to the deal it was typed for, and waits there while another is shown.
    """

    def __init__(self, desk: Desk, save: Save, title: str, add: str) -> None:
        super().__init__()
        self.desk, self.save = desk, save
        self.icons = Icons(desk.theme)
        self.page: DealPage | None = None
        self._shown: Any = None
        self._waiting: dict[int, _Form] = {}
        self._blank: tuple[str, ...] = ()
        self._saving: set[int] = set()
        self.add_button = icon_button(add)
        self.icons.put(self.add_button, "plus")
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2)
        self.form = QFrame()
        self.form.setObjectName("cardBox")
        self.total = label("", "strong")
        self.error = label("", "error", wrap=True)
        self.error.hide()
        layout = column(spacing=4)
        layout.addLayout(row(label(title.upper(), "caps"), None, self.total, self.add_button))
        layout.addLayout(self.rows)
        layout.addWidget(self.form)
        layout.addWidget(self.error)
        self.setLayout(layout)
        self.form.hide()
        self.add_button.clicked.connect(lambda: self.show_form(self.form.isHidden()))

    def show_form(self, shown: bool) -> None:
        """Open or close the short form."""
        self.form.setVisible(shown)
        self.refuse("")
        if shown:
            self.first().setFocus()

    def first(self) -> QWidget:
        """The field that takes the focus."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        """Say below the form why it was not taken."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def begin(self, page: DealPage, read_only: bool, *rows: Any) -> bool:
        """Take another state of the deal, or another deal; False where these rows are shown already."""
        before, self.page = self.page, page
        if before is None or before.id != page.id:
            self._change_form(before.id if before is not None else None, page.id)
        self.add_button.setVisible(not read_only)
        if read_only:
            self.form.hide()
        now = (page.id, rows)
        if now == self._shown:
            return False
        self._shown = now
        empty_layout(self.rows)
        return True

    def fields(self) -> tuple[QWidget, ...]:
        """The fields of the short form."""
        raise NotImplementedError

    def empty(self) -> None:
        """Put the short form back to how it begins."""
        raise NotImplementedError

    @property
    def has_typed(self) -> bool:
        """Whether something stands in the short form of this deal or another that is not saved."""
        return bool(self._waiting) or self._is_filled

    @property
    def _is_filled(self) -> bool:
        return not self.form.isHidden() and self._texts() != self._blank

    def _texts(self) -> tuple[str, ...]:
        return tuple(field.text() for field in self.fields() if isinstance(field, QLineEdit))

    def _change_form(self, before: int | None, now: int) -> None:
        if before is not None and self._is_filled:
            self._waiting[before] = _Form(tuple(map(state_of, self.fields())), self.error.text())
        self.empty()
        self._blank = self._texts()
        self.refuse("")
        waiting = self._waiting.pop(now, None)
        self.form.setVisible(waiting is not None)
        if waiting is not None:
            for field, state in zip(self.fields(), waiting.states, strict=True):
                put_state(field, state)
            self.refuse(waiting.error)

    def kept_states(self) -> dict[int, tuple[Any, ...]]:
        """What stands in the short form and is not saved, by the deal."""
        found = {deal_id: form.states for deal_id, form in self._waiting.items()}
        if self.page is not None and self._is_filled:
            found[self.page.id] = tuple(map(state_of, self.fields()))
        return found

    def put_states(self, deal_id: int, states: tuple[Any, ...]) -> None:
        """Show what stood in the short form, as soon as its deal is shown."""
        self._waiting[deal_id] = _Form(states, "")
        if self.page is not None and self.page.id == deal_id:
            self._change_form(None, deal_id)

    def let_go(self, deal_id: int) -> None:
        """Forget what stands in the short form about a deal."""
        self._waiting.pop(deal_id, None)
        if self.page is not None and self.page.id == deal_id:
            self.empty()
            self.form.hide()

    def submit(self, action: Callable[[Any], Any], kind: str, words: str) -> None:
        """Save what the form holds; it stays as it is until that is saved."""
        page = self.page
        if page is None or page.id in self._saving:
            return
        deal_id, title = page.id, page.title
        self._saving.add(deal_id)

        def saved(_: Any) -> None:
            self._saving.discard(deal_id)
            self._waiting.pop(deal_id, None)
            if self.page is not None and self.page.id == deal_id:
                self.empty()
                self.show_form(False)

        def failed(sentence: str) -> None:
            self._saving.discard(deal_id)
            if self.page is not None and self.page.id == deal_id:
                self.refuse(sentence)
            else:
                waiting = self._waiting.get(deal_id)
                if waiting is not None:
                    self._waiting[deal_id] = replace(waiting, error=sentence)
                self.desk.toast(f"{title}: {sentence}")

        self.save(action, kind, words, then=saved, failed=failed)

    def remover(self, tip: str, do: Callable[[], None]) -> QWidget:
        """A button that takes a row out."""
        made = icon_button(tip)
        self.icons.put(made, "x", "text_3", 14)
        made.clicked.connect(do)
        made.setDisabled(bool(self.desk.read_only))
        return made


class StakeholdersPart(_Part):
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


class MembersPart(_Part):
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


class LinesPart(_Part):
    """What is sold: product, quantity, price, discount; the sum is offered as the amount."""

    def __init__(self, desk: Desk, save: Save, take_sum: Callable[[Decimal], None]) -> None:
        super().__init__(desk, save, tr("Products"), tr("Add a product"))
        self.product = ChoiceBox(tr("Product"))
        self.name = _line(tr("Name"))
        self.quantity, self.price = _line(tr("Quantity")), _line(tr("Price each"))
        self.discount = _line(tr("Discount in %"))
        self.quantity.setText("1")
        self.accept_button = button(tr("Add"), "primary")
        self.sum_button = button("", "link")
        self._sum: Decimal | None = None
        self._products: tuple[ProductOffer, ...] = ()
        self.form.setLayout(
            column(
                self.product,
                self.name,
                self.quantity,
                self.price,
                self.discount,
                self.accept_button,
                spacing=6,
                margins=(10, 10, 10, 10),
            )
        )
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.sum_button)
        self.product.chosen.connect(lambda _: self._product_chosen())
        self.accept_button.clicked.connect(self._accept)
        self.discount.returnPressed.connect(self._accept)
        self.sum_button.clicked.connect(lambda: take_sum(self._sum) if self._sum is not None else None)

    def first(self) -> QWidget:
        return self.product if self._products else self.name

    def show_rows(self, page: DealPage, read_only: bool) -> None:
        """Show the lines of a deal and what they come to."""
        if not self.begin(page, read_only, page.lines, page.products, page.card.amount, page.card.currency):
            return
        if page.products != self._products:
            self._products = page.products
            self.product.offer(tuple(Choice(each.id, each.name) for each in page.products), None)
        self.product.setVisible(bool(page.products))
        self.name.setVisible(not page.products)
        currency = page.card.currency
        for line in page.lines:
            price = money(line.unit_price, currency) if line.unit_price is not None else tr("no price")
            off = f" −{number(line.discount * 100, 1)} %" if line.discount else ""
            every = f" {BILLINGS[line.billing]}" if line.billing != "one_off" else ""
            words = column(
                ElidedLabel(line.name),
                ElidedLabel(f"{number(line.quantity)} × {price}{off}{every}", "quiet"),
                spacing=0,
            )
            across = row(spacing=8)
            across.addLayout(words, 1)
            across.addWidget(label(money(line.net, currency), "strong"))
            tip = tr("Take {name} out").format(name=line.name)
            across.addWidget(self.remover(tip, partial(self._remove, line.id, line.name)))
            self.rows.addLayout(across)
        if not page.lines:
            self.rows.addWidget(label(tr("No product yet."), "quiet"))
        self._sum = page.booking
        self.total.setText(money(self._sum, currency) if self._sum is not None else "")
        differs = self._sum is not None and self._sum != page.card.amount and not read_only
        self.sum_button.setVisible(differs)
        if self._sum is not None:
            self.sum_button.setText(tr("Take {sum} as the amount").format(sum=money(self._sum, currency)))

    def _product_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.price is not None:
            self.price.setText(number(chosen.price))

    def _chosen(self) -> ProductOffer | None:
        key = self.product.choice()
        return next((each for each in self._products if each.id == key), None)

    def _accept(self) -> None:
        page, chosen = self.page, self._chosen()
        name = chosen.name if chosen is not None else self.name.text().strip()
        if page is None:
            return
        if not name:
            self.refuse(tr("Choose a product.") if self._products else tr("Give the product a name."))
            return
        try:
            quantity = parse_number(self.quantity.text()) or Decimal(1)
            price = parse_number(self.price.text())
            discount = (parse_number(self.discount.text().replace("%", "")) or Decimal(0)) / 100
        except ValueError:
            self.refuse(tr("Quantity, price and discount are numbers."))
            return
        if not 0 <= discount <= 1 or quantity <= 0:
            self.refuse(tr("The quantity is above 0, the discount between 0 and 100 %."))
            return
        line = {
            "deal_id": page.id,
            "product_id": chosen.id if chosen is not None else None,
            "name": name,
            "billing": chosen.billing if chosen is not None else "one_off",
            "quantity": quantity,
            "unit_price": price,
            "discount": discount,
            "position": len(page.lines),
        }
        self.submit(
            lambda session: insert_deal_lines(session, [line]),
            "deal_line",
            tr("Added: {name}").format(name=name),
        )

    def fields(self) -> tuple[QWidget, ...]:
        return self.product, self.name, self.quantity, self.price, self.discount

    def empty(self) -> None:
        for field in (self.name, self.price, self.discount):
            field.clear()
        self.quantity.setText("1")

    def _remove(self, line_id: int, name: str) -> None:
        self.save(
            lambda session: delete_deal_line(session, line_id=line_id),
            "deal_line",
            tr("Taken out: {name}").format(name=name),
        )


def _line(words: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(words)
    made.setAccessibleName(words)
    return made

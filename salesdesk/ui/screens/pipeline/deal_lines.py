"""What is sold in a deal: lines from products, or typed."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.records import DealPage, ProductOffer
from salesdesk.rules.words import BILLINGS
from salesdesk.services.products import delete_deal_line, insert_deal_lines
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.format import money, number, parse_number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, row
from salesdesk.ui.screens.pipeline.deal_part import DealPart, Save, short_line


class LinesPart(DealPart):
    """What is sold: product, quantity, price, discount; the sum is offered as the amount."""

    def __init__(self, desk: Desk, save: Save, take_sum: Callable[[Decimal], None]) -> None:
        super().__init__(desk, save, tr("Products"), tr("Add a product"))
        self.product = ChoiceBox(tr("Product"))
        self.name = short_line(tr("Name"))
        self.quantity, self.price = short_line(tr("Quantity")), short_line(tr("Price each"))
        self.discount = short_line(tr("Discount in %"))
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

"""Currencies: which one sums are in, what the others are worth, rates typed or pasted as a table."""

from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision, get_territory_currencies
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from salesdesk.answers.settings import CurrenciesSetting, CurrencySetting, RateSetting
from salesdesk.errors import SalesDeskError
from salesdesk.exchange.rate_table import read_rate, read_rate_table
from salesdesk.queries.settings_pages import currency_settings
from salesdesk.services.currencies import choose_base_currency, delete_rate, put_rates, retire_currency
from salesdesk.services.settings import add_currency
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import DayField, findable
from salesdesk.ui.kit.format import day, locale
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

COLUMNS = (
    RowColumn("code", tr("Currency"), strong=True),
    RowColumn("rate", tr("Latest rate"), 300),
    RowColumn("deals", tr("Deals"), 90, right=True),
    menu_column(),
)
RATES = (
    RowColumn("on", tr("From"), 200),
    RowColumn("rate", tr("Rate"), 0, "text", strong=True),
    menu_column(),
)


class CurrenciesPage(Page):
    """All currencies; below them the rates of the chosen one."""

    key = "currencies"
    title = tr("Currencies & rates")
    icon = "coins"
    right = "administrator"
    words = tr(
        "Sums are given in the base currency. A rate holds from its day until the next one; won deals keep"
        " the rate of their day, open ones take the latest."
    )
    watches = frozenset({"currency", "rate", "deal"})

    def __init__(self, desk: Any) -> None:
        self.answer = CurrenciesSetting((), True)
        self._code = ""
        super().__init__(desk)

    def build(self) -> None:
        self.add_button = button(tr("Add a currency"))
        self.icons.put(self.add_button, "plus")
        self.add_button.clicked.connect(lambda: CurrencySheet(self, tr("Add a currency"), self._add))
        self.base_button = button(tr("Change …"))
        self.base_button.clicked.connect(
            lambda: CurrencySheet(self, tr("Choose the base currency"), self._choose_base)
        )
        self.base = label("", "", wrap=True)
        self.base.setMinimumWidth(120)
        base = row(self.base, self.base_button, margins=(12, 10, 12, 10))
        base.setStretch(0, 1)
        self.table = RowsTable(self.desk.theme, tr("Currencies"), COLUMNS, ends=True)
        self.table.menu_of = self._menu
        self.table.retire_asked.connect(self._retire_row)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._choose())
        self.rates_title = label("", "title")
        self.rates = RowsTable(self.desk.theme, tr("Rates"), RATES, ends=True)
        self.rates.menu_of = self._rate_menu
        self.rates.edited.connect(self._rate_edited)
        self.rates.retire_asked.connect(self._delete_rate)
        self.no_rates = label("", "note", wrap=True)
        self.no_rates.setContentsMargins(12, 0, 12, 12)
        self.day_field = DayField(tr("From"))
        self.rate_field = QLineEdit()
        self.rate_field.setAccessibleName(tr("Rate"))
        self.rate_field.returnPressed.connect(self._put)
        self.put_button = button(tr("Add the rate"))
        self.put_button.clicked.connect(self._put)
        self.paste_button = button(tr("Paste a table …"))
        self.paste_button.clicked.connect(lambda: RatesSheet(self, self._code))
        self.body.addWidget(card(base))
        self.body.addWidget(card(self.table))
        self.body.addLayout(row(None, self.add_button))
        self.body.addWidget(self.rates_title)
        line = row(
            self.day_field,
            self.rate_field,
            self.put_button,
            None,
            self.paste_button,
            margins=(12, 10, 12, 10),
        )
        rates = card(line, self.no_rates, self.rates)
        self.rates_card = rates
        self.body.addWidget(rates)
        if self.locked:
            for part in (
                self.add_button, self.day_field, self.rate_field, self.put_button, self.paste_button,
            ):  # fmt: skip
                part.hide()

    def read(self, session: "Session") -> CurrenciesSetting:
        return currency_settings(session)

    def show_answer(self, answer: CurrenciesSetting) -> None:
        self.answer = answer
        base = next((each.code for each in answer.currencies if each.is_base), "")
        fixed = tr(
            "Base currency: {name}. Fixed since the first deal: with another one, the past would be worth"
            " something else."
        )
        open_ = tr("Base currency: {name}. It can be changed until the first deal.")
        self.base.setText((fixed if answer.is_fixed else open_).format(name=_named(base)))
        self.base_button.setVisible(not answer.is_fixed and not self.locked)
        self.table.show_rows(
            [_row(place, each, base) for place, each in enumerate(answer.currencies)],
            editable=not self.locked,
        )
        others = [each.code for each in answer.currencies if not each.is_base]
        if self._code not in others:
            self._code = others[0] if others else ""
        places = [place for place, each in enumerate(answer.currencies) if each.code == self._code]
        if places:
            self.table.choose(places[0])
        self._show_rates()

    def currency(self, code: str) -> CurrencySetting | None:
        """One of those shown."""
        return next((each for each in self.answer.currencies if each.code == code), None)

    def _choose(self) -> None:
        place = self.table.current_id()
        if place is not None and not self.answer.currencies[place].is_base:
            self._code = self.answer.currencies[place].code
            self._show_rates()

    def _show_rates(self) -> None:
        chosen = self.currency(self._code)
        base = next((each.code for each in self.answer.currencies if each.is_base), "")
        for part in (self.rates_title, self.rates_card):
            part.setVisible(chosen is not None)
        if chosen is None:
            return
        self.rates_title.setText(tr("What 1 {code} is worth in {base}").format(code=chosen.code, base=base))
        rows = [
            Row(
                rate.id,
                day(rate.on),
                (Cell(day(rate.on)), Cell(_rate(rate.rate), value=_rate(rate.rate)), menu_cell()),
            )
            for rate in chosen.rates
        ]
        self.rates.show_rows(rows, editable=not self.locked)
        self.rates.setVisible(bool(rows))
        self.no_rates.setVisible(not rows)
        self.no_rates.setText(
            tr("No rate yet: deals in {code} stay out of every sum until there is one.").format(
                code=chosen.code
            )
        )
        self.rate_field.setPlaceholderText(tr("{base} for 1 {code}").format(base=base, code=chosen.code))

    def _menu(self, shown: Row) -> list[MenuItem]:
        if self.locked or self.answer.currencies[shown.id].is_base:
            return []
        return [(tr("Retire"), "trash-2", partial(self._retire_row, shown.id))]

    def _retire_row(self, place: int) -> None:
        code = self.answer.currencies[place].code
        if not self.locked:
            self.save(
                lambda session: retire_currency(session, code=code),
                "retire_currency",
                tr("{name} retired").format(name=code),
            )

    def _rate_menu(self, shown: Row) -> list[MenuItem]:
        if self.locked:
            return []
        return [
            (tr("Change"), "pencil", partial(self.rates.rename_current, shown.id, "rate")),
            (tr("Delete"), "trash-2", partial(self._delete_rate, shown.id)),
        ]

    def _delete_rate(self, rate_id: int) -> None:
        if not self.locked:
            self.save(
                lambda session: delete_rate(session, rate_id=rate_id), "delete_rate", tr("Rate deleted")
            )

    def _rate_edited(self, rate_id: int, _: str, typed: Any) -> None:
        chosen = self.currency(self._code)
        assert chosen is not None
        rate: RateSetting = next(each for each in chosen.rates if each.id == rate_id)
        self._put_typed(rate.on, str(typed))

    def _put(self) -> None:
        when = self.day_field.day()
        if when is None:
            self.say_error(tr("Choose the day from which the rate holds."))
            self.day_field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._put_typed(when, self.rate_field.text())

    def _put_typed(self, when: date, typed: str) -> None:
        try:
            rate = read_rate(typed)
        except ValueError:
            self.say_error(tr("“{typed}” is not a rate.").format(typed=typed))
            return
        self.put([(when, rate)], then=self.rate_field.clear)

    def put(self, rates: list[tuple[date, Decimal]], *, sheet: Sheet | None = None, then: Any = None) -> None:
        """Save rates of the chosen currency."""
        code = self._code
        self.save(
            lambda session: put_rates(session, currency=code, rates=rates),
            "put_rates",
            tr("Rates of {code} saved").format(code=code),
            sheet=sheet,
            then=lambda _: then() if then else None,
        )

    def _add(self, code: str, sheet: Sheet) -> None:
        self._code = code
        self.save(
            lambda session: add_currency(session, code=code, digits=get_currency_precision(code)),
            "add_currency",
            tr("{name} added").format(name=code),
            sheet=sheet,
        )

    def _choose_base(self, code: str, sheet: Sheet) -> None:
        self.save(
            lambda session: choose_base_currency(session, code=code),
            "choose_base_currency",
            tr("Sums are in {code} now").format(code=code),
            sheet=sheet,
        )


def _named(code: str) -> str:
    return f"{code}, {get_currency_name(code, locale=locale())}" if code else ""


def _rate(rate: Decimal) -> str:
    return format(rate.normalize(), "f")


def _row(place: int, currency: CurrencySetting, base: str) -> Row:
    latest = currency.rates[0] if currency.rates else None
    if currency.is_base:
        rate = Cell("", pill=tr("base currency"), tint="accent")
    elif latest is None:
        rate = Cell("", pill=tr("no rate"), tint="amber")
    else:
        rate = Cell(f"{_rate(latest.rate)} {base}", note=tr("since {day}").format(day=day(latest.on)))
    name = get_currency_name(currency.code, locale=locale())
    deals = Cell(f"{currency.deals:,}" if currency.deals else "–")
    return Row(place, currency.code, (Cell(currency.code, note=name), rate, deals, menu_cell()))


@cache
def current_currencies() -> tuple[str, ...]:
    """The currencies that some country uses today."""
    territories = (key for key in map(str, Locale("en").territories) if len(key) == 2 and key.isalpha())
    return tuple(sorted({code for key in territories for code in get_territory_currencies(key)}))


class CurrencySheet(Sheet):
    """One of the world's currencies, found by its code or its name."""

    def __init__(self, page: CurrenciesPage, title: str, do: Any) -> None:
        super().__init__(
            page.desk.sheet_parent, page.desk.theme, caps=tr("Currencies & rates"), title=title,
            note=tr("Type its code or its name."), accept=title,
        )  # fmt: skip
        self._do = do
        self.box = QComboBox()
        for code in current_currencies():
            self.box.addItem(_named(code), code)
        findable(self.box)
        self.box.setCurrentIndex(-1)
        self.add(tr("Currency"), self.box)
        self.open(self.box)

    def accept(self) -> None:
        typed = self.box.currentText().strip()
        place = self.box.findText(typed, Qt.MatchFlag.MatchFixedString)
        code = self.box.itemData(place) if place >= 0 else typed[:3].upper()
        if code not in current_currencies():
            self.refuse(tr("“{typed}” is not a currency; choose one of the list.").format(typed=typed))
            return
        self._do(code, self)


class RatesSheet(Sheet):
    """Many rates at once, pasted from a spreadsheet or a bank's page."""

    keeps_draft = True

    def __init__(self, page: CurrenciesPage, code: str) -> None:
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=tr("Currencies & rates"),
            title=tr("Rates of {code}").format(code=code),
            note=tr("One day and one rate in each line, as copied from a spreadsheet."),
            accept=tr("Save the rates"),
        )
        self._page = page
        self.field = LongText()
        self.field.setPlaceholderText("2026-01-01\t0.8530\n2026-02-01\t0.8712")
        self.field.setMinimumHeight(260)
        self.found = label("", "note", wrap=True)
        self.add(tr("Table"), self.field)
        self.body.addWidget(self.found)
        self.field.textChanged.connect(self._read)
        self.open(self.field)

    def _read(self) -> None:
        self.refuse("")
        try:
            rates = read_rate_table(self.field.toPlainText())
        except SalesDeskError:
            self.found.clear()
            return
        words = tr("{n} rates, from {first} to {last}. Days that have a rate get the new one.")
        days = [when for when, _ in rates]
        self.found.setText(words.format(n=len(rates), first=day(min(days)), last=day(max(days))))

    def accept(self) -> None:
        try:
            rates = read_rate_table(self.field.toPlainText())
        except SalesDeskError as error:
            self.refuse(str(error))
            return
        self._page.put(rates, sheet=self)

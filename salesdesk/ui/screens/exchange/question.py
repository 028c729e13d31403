"""The question which number of a date is the day: asked once per column that does not say it itself."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from salesdesk.exchange.columns import Order, doubtful_day, read_day
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.choice_card import ChoiceCard
from salesdesk.ui.kit.format import day
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import IconLabel, column, label, row
from salesdesk.ui.screens.exchange.draft import Item


class DateQuestion(QFrame):
    """Asks for one column; `answered` gives the order."""

    answered = Signal(str)

    def __init__(self, desk: Desk, item: Item, header: str, suggested: Order | None) -> None:
        super().__init__()
        self.setObjectName("question")
        cells = item.table.column(item.table.headers.index(header))
        shown = doubtful_day(cells)
        filled = item.facts[item.table.headers.index(header)][0]
        title = label(tr("{date}: which number is the day?").format(date=shown), "choice", wrap=True)
        dates = trn("The one date", "All {n} dates", filled)
        note = label(
            tr("{dates} in “{column}” can be read both ways.").format(dates=dates, column=header),
            "note",
            wrap=True,
        )
        words = QWidget()
        words.setLayout(column(title, note, spacing=2))
        self._group = QButtonGroup(self)
        self.cards: dict[Order, ChoiceCard] = {}
        parts: list[QWidget] = [IconLabel(desk.theme, "calendar-search", "accent_text", 20), words]
        orders: tuple[tuple[Order, str], ...] = (("dmy", tr("Day first")), ("mdy", tr("Month first")))
        for order, name in orders:
            parts.append(self._card(order, name, shown, suggested))
        layout = row(*parts, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        chosen = item.asked.get(header)
        if chosen in self.cards:
            self.cards[chosen].radio.setChecked(True)
        for order, made in self.cards.items():
            made.radio.clicked.connect(lambda _=False, order=order: self.answered.emit(order))

    def _card(self, order: Order, name: str, shown: str, suggested: Order | None) -> ChoiceCard:
        note = tr("{order}, suggested").format(order=name) if order == suggested else name
        made = ChoiceCard(_words(shown, order), note)
        self._group.addButton(made.radio)
        self.cards[order] = made
        return made


def _words(text: str, order: Order) -> str:
    """The day that a text names when it is read so."""
    try:
        read: date = read_day(text, order)
    except ValueError:
        return tr("No date")
    return day(read)

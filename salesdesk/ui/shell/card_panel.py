"""A product or a person beside the screen, until they have a screen of their own."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame

from salesdesk.answers.cards import Fact, RecordCard
from salesdesk.translation import tr
from salesdesk.ui.kit.format import day, money
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, column, icon_button, label, row

_CAPTIONS = {"product": tr("Product"), "person": tr("Person")}


class CardPanel(QFrame):
    """Shows one card; Esc closes it."""

    closed = Signal()

    def __init__(self, theme: Theme, card: RecordCard) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.card = card
        self.close_button = icon_button(tr("Close panel"))
        self.close_button.clicked.connect(self.closed)
        self._icons = Icons(theme)
        self._icons.put(self.close_button, "x")
        facts = QFormLayout()
        facts.setHorizontalSpacing(12)
        facts.setVerticalSpacing(8)
        facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for fact in card.facts:
            name = label(fact.label, "label")
            name.setFixedWidth(92)
            value = label(_words(fact), wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addRow(name, value)
        whole = column(spacing=4, margins=(20, 12, 14, 14))
        whole.addLayout(row(label(_CAPTIONS[card.record].upper(), "caps"), None, self.close_button))
        whole.addWidget(label(card.title, "heading", wrap=True))
        if card.note:
            whole.addWidget(label(card.note, "note", wrap=True))
        whole.addSpacing(14)
        whole.addLayout(facts)
        whole.addStretch(1)
        self.setLayout(whole)
        self.setAccessibleName(card.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _words(fact: Fact) -> str:
    if isinstance(fact.value, Decimal):
        return money(fact.value, fact.currency)
    if isinstance(fact.value, date):
        return day(fact.value)
    return fact.value

"""Fields for the values of a filter, and for giving many records a value: by the kind of a column."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from salesdesk.answers.lists import Column, Offer, Operator
from salesdesk.queries.lists import MOST_NAMES
from salesdesk.rules.conditions import CHOSEN_KINDS
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import DayField, plain_amount
from salesdesk.ui.kit.format import number, parse_amount, parse_number

MOST_SHOWN = 300
SEARCH_MS = 150
_VALUE = Qt.ItemDataRole.UserRole


class ValueField(QWidget):
    """Where values are written or chosen. `values` gives them as texts; ValueError says what is wrong."""

    accepted = Signal()

    def values(self) -> tuple[str, ...]:
        """What was given."""
        raise NotImplementedError

    def show_values(self, values: Sequence[str]) -> None:
        """Show what was given before."""

    def first(self) -> QWidget:
        """The widget that takes the focus."""
        return self


class TextsField(ValueField):
    """One or two lines of text or, by the `kind` of a column, of numbers or amounts."""

    def __init__(self, name: str, count: int = 1, *, kind: str = "text") -> None:
        super().__init__()
        self._kind = kind
        self.lines = [QLineEdit() for _ in range(count)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for place, line in enumerate(self.lines):
            line.setAccessibleName(name if not place else tr("{field}, up to").format(field=name))
            line.returnPressed.connect(self.accepted)
            layout.addWidget(line)

    def values(self) -> tuple[str, ...]:
        given = [line.text().strip() for line in self.lines]
        if not all(given):
            raise ValueError(tr("Write a value first."))
        return tuple(self._plain(text) for text in given)

    def _plain(self, text: str) -> str:
        if self._kind not in _NUMBERS:
            return text
        try:
            value = parse_amount(text) if self._kind in _AMOUNTS else parse_number(text)
        except ValueError as error:
            raise ValueError(tr("{text} is not a number.").format(text=text)) from error
        return format(value if value is not None else Decimal(0), "f")

    def show_values(self, values: Sequence[str]) -> None:
        for line, value in zip(self.lines, values, strict=False):
            line.setText(self._written(value))

    def _written(self, value: str) -> str:
        """A value as it can be read again: numbers with the marks of this person."""
        if self._kind not in _NUMBERS:
            return value
        return plain_amount(Decimal(value)) if self._kind in _AMOUNTS else number(Decimal(value))

    def first(self) -> QWidget:
        return self.lines[0]


class DaysField(ValueField):
    """One or two days."""

    def __init__(self, name: str, count: int = 1) -> None:
        super().__init__()
        self.days = [DayField(name) for _ in range(count)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for field in self.days:
            layout.addWidget(field)

    def values(self) -> tuple[str, ...]:
        days = [field.day() for field in self.days]
        if None in days:
            raise ValueError(tr("Choose a day first."))
        return tuple(day.isoformat() for day in days if day is not None)

    def show_values(self, values: Sequence[str]) -> None:
        for field, value in zip(self.days, values, strict=False):
            field.show_day(date.fromisoformat(value))

    def first(self) -> QWidget:
        return self.days[0]


class OffersField(ValueField):
    """A list to tick in, with a line to look for something; `single` takes the one under the cursor.

    `searched` asks for what holds the text of the line, where more can be chosen than were offered.
    """

    searched = Signal(str)

    def __init__(self, name: str, *, single: bool = False) -> None:
        super().__init__()
        self._single = single
        self._wanted: set[str] = set()
        self._offers: tuple[Offer, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Search"))
        self.line.setAccessibleName(tr("Search {field}").format(field=name))
        self.list = QListWidget()
        self.list.setObjectName("offers")
        self.list.setAccessibleName(name)
        self.list.setFixedHeight(196)
        self.list.setUniformItemSizes(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self._ends_early = False
        self._later = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._later.timeout.connect(lambda: self.searched.emit(self.line.text().strip()))
        self.line.textChanged.connect(lambda _: self._typed())
        self.line.returnPressed.connect(self._entered)
        self.line.installEventFilter(self)
        self.list.itemChanged.connect(self._ticked)
        self.list.itemActivated.connect(lambda _: self._entered())

    def offer(self, offers: tuple[Offer, ...]) -> None:
        """Show what can be chosen, or what was found of it; what is ticked stays so."""
        self._ends_early = self._ends_early or len(offers) >= MOST_NAMES
        given = {offer.value for offer in offers}
        kept = (offer for offer in self._offers if offer.value in self._wanted - given)
        self._offers = (*kept, *offers)
        self._fill()

    def _typed(self) -> None:
        self._fill()
        if self._ends_early:
            self._later.start()

    def _fill(self) -> None:
        key = name_key(self.line.text())
        self.list.blockSignals(True)
        self.list.clear()
        for offer in self._offers:
            if key and key not in name_key(offer.name):
                continue
            item = QListWidgetItem(offer.name)
            item.setData(_VALUE, offer.value)
            if not self._single:
                on = offer.value in self._wanted
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if self.list.count() >= MOST_SHOWN:
                break
        if self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)

    def _ticked(self, item: QListWidgetItem) -> None:
        value = str(item.data(_VALUE))
        if item.checkState() == Qt.CheckState.Checked:
            self._wanted.add(value)
        else:
            self._wanted.discard(value)

    def _entered(self) -> None:
        """Enter takes what stands under the cursor where nothing is ticked yet."""
        item = self.list.currentItem()
        if item is not None and (self._single or not self._wanted):
            self._wanted = {str(item.data(_VALUE))}
        self.accepted.emit()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return False

    def values(self) -> tuple[str, ...]:
        if self._single and self.list.currentItem() is not None:
            self._wanted = {str(self.list.currentItem().data(_VALUE))}
        if not self._wanted:
            raise ValueError(tr("Choose at least one."))
        order = [offer.value for offer in self._offers if offer.value in self._wanted]
        return (*order, *sorted(self._wanted - set(order)))

    def show_values(self, values: Sequence[str]) -> None:
        self._wanted = set(values)
        self._fill()

    def first(self) -> QWidget:
        return self.line


def field_for(column: Column, operator: Operator) -> ValueField | None:
    """The field for the values of a condition; None where it takes none."""
    if operator in ("empty", "filled"):
        return None
    count = 2 if operator == "between" else 1
    if column.kind in CHOSEN_KINDS:
        return OffersField(column.label)
    if operator in ("last_days", "next_days", "older_days"):
        return TextsField(tr("Days"), kind="whole")
    if column.kind in ("day", "moment", "touch", "step"):
        return DaysField(column.label, count)
    return TextsField(column.label, count, kind=column.kind)


_NUMBERS = ("whole", "number", "money", "share", "value")
_AMOUNTS = ("money", "value")
YES_NO = (Offer("yes", tr("Yes")), Offer("no", tr("No")))
ME = Offer("me", tr("Me"))

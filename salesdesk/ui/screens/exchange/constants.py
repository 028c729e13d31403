"""What every row gets that no column of the file tells: a field and its value, as many as are wanted."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from salesdesk.exchange.sheet import Table
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import IconLabel, Icons, button, icon_button, label, row
from salesdesk.ui.screens.exchange.names import target_words
from salesdesk.ui.screens.exchange.parts import TargetBox

if TYPE_CHECKING:
    from salesdesk.rules.fields import Field

_TARGET = Qt.ItemDataRole.UserRole
FIELD, VALUE = 250, 230
Offers = Mapping[tuple[str, str], Sequence[str]]


class ConstantRow(QWidget):
    """One field and what every row gets in it."""

    changed = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, targets: Sequence[tuple[str, str]], target: str, text: str) -> None:
        super().__init__()
        self._icons = Icons(desk.theme)
        self.target = TargetBox(tr("Field that every row gets"))
        self.target.setFixedWidth(FIELD)
        for key, words in targets:
            self.target.addItem(words, key)
        self.target.setCurrentIndex(max(0, self.target.findData(target, _TARGET)))
        self.value = QComboBox()
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setFixedWidth(VALUE)
        self.value.setAccessibleName(tr("What every row gets"))
        field = self.value.lineEdit()
        assert field is not None
        self.field = field
        field.setPlaceholderText(tr("Value, such as Fair 2026"))
        field.setText(text)
        self.remove_button = icon_button(tr("Do not set it"))
        self._icons.put(self.remove_button, "x")
        equals = IconLabel(desk.theme, "arrow-left", "text_3")
        self.setLayout(row(self.target, equals, self.value, self.remove_button, None, spacing=12))
        self.target.activated.connect(lambda _: self.changed.emit())
        self.value.activated.connect(lambda _: self.changed.emit())
        field.editingFinished.connect(self.changed)
        self.remove_button.clicked.connect(self.removed)

    @property
    def told(self) -> tuple[str, str]:
        """The field and the value; either may be nothing yet."""
        return str(self.target.currentData(_TARGET) or ""), self.field.text().strip()

    def offer(self, names: Sequence[str]) -> None:
        """Offer the names that are known in the field; anything else can be typed."""
        shown = [self.value.itemText(place) for place in range(self.value.count())]
        if list(names) != shown:
            text, cursor = self.field.text(), self.field.cursorPosition()
            self.value.blockSignals(True)
            self.value.clear()
            self.value.addItems(list(names))
            self.field.setText(text)
            self.field.setCursorPosition(cursor)
            self.value.blockSignals(False)


class Constants(QFrame):
    """All of them; `said` gives the values by "object.field"."""

    said = Signal(dict)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self._desk = desk
        self._icons = Icons(desk.theme)
        self.rows: list[ConstantRow] = []
        self._table: Table | None = None
        self._targets: tuple[tuple[str, str], ...] = ()
        self._offers: Offers = {}
        self.add_button = button(tr("Set a field for every row"), "quiet")
        self.add_button.setToolTip(tr("Where no column of the file tells it: Source is Fair 2026"))
        self._icons.put(self.add_button, "plus")
        self._head = label(tr("Every row gets"), "label")
        self._body = QVBoxLayout()
        self._body.setSpacing(6)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 8, 14, 8)
        outer.setSpacing(6)
        outer.addLayout(row(self._head, None, self.add_button))
        outer.addLayout(self._body)
        self.add_button.clicked.connect(self.add)

    def show_table(
        self,
        table: Table,
        targets: Sequence[str],
        own: "Mapping[str, Sequence[Field]]",
        told: Mapping[str, str],
        offers: Offers,
    ) -> None:
        """Show what is told for a table; what somebody is typing in stays."""
        named = tuple((each, target_words(_split(each), own)) for each in targets)
        known = {each.told[0]: each.told[1] for each in self.rows if each.told[1]}
        self._offers = offers
        if table is not self._table or named != self._targets or dict(told) != known:
            unfinished = table is self._table and any(not each.told[1] for each in self.rows)
            self._table, self._targets = table, named
            self._clear()
            for target, text in told.items():
                self._put(target, text)
            if unfinished:
                self._put("", "")
        self._offer()

    def add(self) -> None:
        """Begin one more."""
        made = self._put("", "")
        self._offer()
        made.target.setFocus()

    def _clear(self) -> None:
        for each in self.rows:
            each.hide()
            each.deleteLater()
        self.rows = []

    def _put(self, target: str, text: str) -> ConstantRow:
        made = ConstantRow(self._desk, self._targets, target, text)
        made.changed.connect(self._tell)
        made.removed.connect(lambda: self._remove(made))
        self.rows.append(made)
        self._body.addWidget(made)
        return made

    def _remove(self, gone: ConstantRow) -> None:
        self.rows.remove(gone)
        gone.hide()
        gone.deleteLater()
        self._tell()

    def _offer(self) -> None:
        for each in self.rows:
            each.offer(self._offers.get(_split(each.told[0]), ()))

    def _tell(self) -> None:
        self._offer()
        self.said.emit({target: text for target, text in (each.told for each in self.rows) if text})


def _split(target: str) -> tuple[str, str]:
    record, _, field = target.partition(".")
    return record, field

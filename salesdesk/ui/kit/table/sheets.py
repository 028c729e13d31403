"""The sheets of a list: a view's name, one field of many records, a tag, which columns go into a file."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QWidget

from salesdesk.answers.lists import Column, Offer
from salesdesk.exchange.writing import COMMA, SEMICOLON
from salesdesk.rules.conditions import CHOSEN_KINDS
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.columns import ColumnList
from salesdesk.ui.kit.table.filters import Ask
from salesdesk.ui.kit.table.values import YES_NO, DaysField, OffersField, TextsField, ValueField
from salesdesk.ui.kit.theme import Theme

EMPTY = tr("Empty this field")


class ViewSheet(Sheet):
    """A name for a view, and who sees it."""

    keeps_draft = True

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        name: str,
        shared: bool | None,
        submit: Callable[["ViewSheet"], None],
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("View"),
            title=tr("Rename the view") if name else tr("Save this view"),
            note=tr("It keeps the filters, the columns, their order and the sorting."),
            accept=tr("Save view"),
        )
        self._submit = submit
        self.name_field = QLineEdit(name)
        self.name_field.setPlaceholderText(tr("Such as “North, no next step”"))
        self.shared_field = QCheckBox(tr("Everybody sees this view"))
        self.shared_field.setChecked(bool(shared))
        self.add(tr("Name"), self.name_field)
        if shared is not None:
            self.body.addWidget(self.shared_field)
        self.open(self.name_field)

    @property
    def name(self) -> str:
        """The name typed."""
        return self.name_field.text().strip()

    def accept(self) -> None:
        if not self.name:
            self.refuse(tr("Give the view a name."))
            return
        self.accept_button.setEnabled(False)
        self._submit(self)


class TagSheet(Sheet):
    """A word for many records."""

    keeps_draft = True

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        rows: int,
        known: tuple[Offer, ...],
        submit: Callable[["TagSheet"], None],
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Tag"),
            title=trn("Tag {n} record", "Tag {n} records", rows),
            note=tr("A tag is a word to find these again by."),
            accept=tr("Put the tag on"),
        )
        self._submit = submit
        self.name_field = QComboBox()
        self.name_field.setEditable(True)
        self.name_field.addItems([offer.name for offer in known])
        self.name_field.setCurrentText("")
        self.add(tr("Tag"), self.name_field)
        self.open(self.name_field)

    def accept(self) -> None:
        if not self.name_field.currentText().strip():
            self.refuse(tr("Write the tag first."))
            return
        self.accept_button.setEnabled(False)
        self._submit(self)


class EditSheet(Sheet):
    """One field and its new value for many records. `column` and `value` are what was given."""

    keeps_draft = True

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        rows: int,
        columns: tuple[Column, ...],
        ask: Ask,
        submit: Callable[["EditSheet"], None],
        first: str = "",
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Edit"),
            title=trn("Change a field of {n} record", "Change a field of {n} records", rows),
            note=tr("All of them get the same value. One Undo takes it back."),
            accept=tr("Change"),
        )
        self._submit, self._ask = submit, ask
        self._columns = {column.key: column for column in columns}
        self.value: object = None
        self.value_field: ValueField | None = None
        self.field_box = QComboBox()
        for column in columns:
            self.field_box.addItem(column.label, column.key)
        self.empty_box = QCheckBox(EMPTY)
        self.add(tr("Field"), self.field_box)
        self._place = self.body.count()
        self.body.addWidget(self.empty_box)
        self.field_box.currentIndexChanged.connect(lambda _: self._chosen())
        place = self.field_box.findData(first)
        self.field_box.setCurrentIndex(max(0, place))
        self._chosen()
        made = self.value_field if place >= 0 else None
        self.open(made.first() if made is not None else self.field_box)

    @property
    def column(self) -> Column:
        """The field to change."""
        return self._columns[self.field_box.currentData()]

    def _chosen(self) -> None:
        old = self.value_field
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        made = self.value_field = _value_field(self.column)
        self.body.insertWidget(self._place, made)
        made.accepted.connect(self.accept)
        if isinstance(made, OffersField):
            if self.column.kind == "yes_no":
                made.offer(YES_NO)
            else:
                made.searched.connect(lambda text: self._fill(made, text))
                self._fill(made)
        self.empty_box.setChecked(False)
        made.show()

    def _fill(self, field: OffersField, text: str = "") -> None:
        def then(offers: tuple[Offer, ...]) -> None:
            if self.value_field is field and field.line.text().strip() == text:
                field.offer(offers)

        self._ask(self.column.key, then, text=text)

    def accept(self) -> None:
        if self.value_field is None or not self.accept_button.isEnabled():
            return
        try:
            self.value = (
                None if self.empty_box.isChecked() else stored(self.column, self.value_field.values()[0])
            )
        except ValueError as error:
            self.refuse(str(error))
            return
        self.accept_button.setEnabled(False)
        self._submit(self)


def _value_field(column: Column) -> ValueField:
    if column.kind in CHOSEN_KINDS:
        return OffersField(column.label, single=True)
    if column.kind == "day":
        return DaysField(column.label)
    return TextsField(column.label, kind=column.kind)


def stored(column: Column, text: str) -> object:
    """A value given as text as a service takes it; the team's own fields keep plain texts."""
    own = column.editable.startswith("custom.")
    if column.kind == "yes_no":
        return text == "yes"
    if column.kind == "whole":
        value = Decimal(text)
        if value != value.to_integral_value():
            raise ValueError(tr("{field} takes whole numbers only.").format(field=column.label))
        return int(value)
    if own:
        return text
    if column.kind in ("person", "company", "named"):
        return int(text)
    if column.kind == "day":
        return date.fromisoformat(text)
    return Decimal(text) if column.kind in ("number", "money", "share") else text


CARDS = ".vcf"


class ExportSheet(Sheet):
    """Which columns go into a file, in which order, and of what kind it is. `target` is where it goes.

    `delimiter` stands between the values of a text file.
    """

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        *,
        rows: int,
        what: str,
        columns: tuple[Column, ...],
        shown: tuple[str, ...],
        submit: Callable[["ExportSheet"], None],
        cards: bool = False,
    ) -> None:
        super().__init__(
            over,
            theme,
            caps=tr("Export"),
            title=what,
            note=tr("{n} rows, in the order of the list.").format(n=number(rows)),
            accept=tr("Choose the file …"),
        )
        self._submit = submit
        self.target, self.delimiter = Path(), COMMA
        self.kind_box = QComboBox()
        self.kind_box.addItem(tr("Excel workbook (.xlsx)"), ".xlsx")
        self.kind_box.addItem(tr("Text, separated by commas (.csv)"), ".csv")
        self.kind_box.addItem(tr("Text for Excel, separated by semicolons (.csv)"), f"{SEMICOLON}.csv")
        if cards:
            self.kind_box.addItem(tr("Address cards for phones and mail (.vcf)"), CARDS)
        self.list = ColumnList()
        self.list.offer(columns, shown)
        self.list.setMinimumHeight(300)
        self.add(tr("Kind of file"), self.kind_box)
        self._list_name = self.add(tr("Columns, in this order"), self.list)
        self.kind_box.activated.connect(lambda _: self._show_parts())
        self.body.setStretch(self.body.indexOf(self.list), 1)
        self.open(self.kind_box)

    @property
    def is_cards(self) -> bool:
        """Whether address cards are wanted, which hold what a card holds, whatever the columns."""
        return str(self.kind_box.currentData()) == CARDS

    def _show_parts(self) -> None:
        self.list.setVisible(not self.is_cards)
        self._list_name.setVisible(not self.is_cards)

    def accept(self) -> None:
        if not self.is_cards and not self.list.shown():
            self.refuse(tr("Choose at least one column."))
            return
        delimiter, _, ending = str(self.kind_box.currentData()).rpartition(".")
        self.delimiter, ending = delimiter or COMMA, f".{ending}"
        name, _ = QFileDialog.getSaveFileName(
            self.window(), tr("Export to"), f"{self.accessibleName()}{ending}", f"*{ending}"
        )
        if name:
            self.target = Path(name) if name.endswith(ending) else Path(name + ending)
            self.accept_button.setEnabled(False)
            self._submit(self)

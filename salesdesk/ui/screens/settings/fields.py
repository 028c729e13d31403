"""Fields of the team's own: which record they are on, their kind, their choices, their order."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QLineEdit

from salesdesk.answers.settings import FieldSetting
from salesdesk.queries.settings_pages import field_settings
from salesdesk.services.custom_fields import (
    define_field,
    edit_field,
    place_field,
    rename_field_choice,
    retire_field,
)
from salesdesk.translation import tr
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

RECORDS = (
    ("company", tr("Companies")),
    ("contact", tr("Contacts")),
    ("deal", tr("Deals")),
    ("activity", tr("Activities")),
    ("product", tr("Products")),
    ("person", tr("People")),
)
KINDS = (
    ("text", tr("Text")),
    ("long_text", tr("Long text")),
    ("number", tr("Number")),
    ("money", tr("Money")),
    ("date", tr("Date")),
    ("yes_no", tr("Yes or no")),
    ("choice", tr("Choice")),
    ("person", tr("Person")),
)
COLUMNS = (
    RowColumn("label", tr("Field"), kind="text", strong=True),
    RowColumn("kind", tr("Kind"), 130),
    RowColumn("choices", tr("Choices"), 320, spare=True),
    menu_column(),
)


class FieldsPage(Page):
    """The fields of one kind of record at a time."""

    key = "fields"
    title = tr("Custom fields")
    icon = "text-cursor-input"
    words = tr(
        "Fields that you add stand on the forms, in lists, filters and files like those that SalesDesk has. A"
        " retired field keeps what records hold; restore it from the trash, and everything is there again."
    )
    watches = frozenset({"custom_field"})

    def __init__(self, desk: Any) -> None:
        self.record = "company"
        self.fields: tuple[FieldSetting, ...] = ()
        super().__init__(desk)

    def build(self) -> None:
        self.add_button = button(tr("New field"), "primary")
        self.icons.put(self.add_button, "plus", "on_accent")
        self.add_button.clicked.connect(lambda: FieldSheet(self))
        if self.locked:
            self.add_button.hide()
        self.head.addWidget(self.add_button)
        self._group = QButtonGroup(self)
        segments = QFrame()
        segments.setObjectName("segments")
        made = []
        for key, words in RECORDS:
            each = button(words)
            each.setObjectName("segment")
            each.setCheckable(True)
            each.setChecked(key == self.record)
            each.clicked.connect(partial(self.choose, key))
            self._group.addButton(each)
            made.append(each)
        segments.setLayout(row(*made, spacing=2, margins=(3, 3, 3, 3)))
        self.segments = dict(zip((key for key, _ in RECORDS), made, strict=True))
        self.body.addLayout(row(segments, None))
        self.table = RowsTable(self.desk.theme, self.title, COLUMNS, movable=True, ends=True)
        self.table.menu_of = self._menu
        self.table.edited.connect(self._edited)
        self.table.moved.connect(self._moved)
        self.table.retire_asked.connect(self.retire)
        self.none = label("", "note", wrap=True)
        self.none.setContentsMargins(12, 14, 12, 14)
        self.body.addWidget(card(self.table, self.none))

    def choose(self, record: str, _: bool = True) -> None:
        """Show the fields of another kind of record."""
        self.record = record
        self.segments[record].setChecked(True)
        self.refresh()

    def read(self, session: "Session") -> tuple[str, tuple[FieldSetting, ...]]:
        record = self.record
        return record, field_settings(session, record=record)

    def show_answer(self, answer: tuple[str, tuple[FieldSetting, ...]]) -> None:
        record, self.fields = answer
        kinds = dict(KINDS)
        rows = [
            Row(
                field.id,
                field.label,
                (
                    Cell(field.label),
                    Cell("", pill=kinds[field.kind]),
                    Cell("", note=", ".join(field.choices)),
                    menu_cell(),
                ),
            )
            for field in self.fields
        ]
        self.table.show_rows(rows, editable=not self.locked)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.none.setText(
            tr("{records} have no field of your own yet.").format(records=dict(RECORDS)[record])
        )

    def field(self, field_id: int) -> FieldSetting:
        """One of those shown."""
        return next(field for field in self.fields if field.id == field_id)

    def _menu(self, shown: Row) -> list[MenuItem]:
        if self.locked:
            return []
        field = self.field(shown.id)
        items: list[MenuItem] = [
            (tr("Rename"), "pencil", partial(self.table.rename_current, field.id, "label")),
            (tr("Move up"), "arrow-up-down", lambda: self.table.step(-1)),
            (tr("Move down"), "arrow-up-down", lambda: self.table.step(1)),
        ]
        if field.kind == "choice":
            items.append((tr("Change the choices …"), "list-filter", partial(self._change_choices, field)))
        return [*items, (tr("Retire"), "trash-2", partial(self.retire, field.id))]

    def _edited(self, field_id: int, _: str, value: Any) -> None:
        self.save(
            lambda session: edit_field(session, field_id=field_id, label=value),
            "edit_field",
            tr("{name} renamed").format(name=self.field(field_id).label),
        )

    def _moved(self, field_id: int, place: int) -> None:
        self.save(
            lambda session: place_field(session, field_id=field_id, position=place),
            "place_field",
            tr("{name} moved").format(name=self.field(field_id).label),
        )

    def _change_choices(self, field: FieldSetting) -> None:
        ChoicesSheet(self, field)

    def retire(self, field_id: int) -> None:
        """Take a field out of use; what records hold stays."""
        if self.locked:
            return
        self.save(
            lambda session: retire_field(session, field_id=field_id),
            "retire_field",
            tr("{name} retired; what records hold in it is kept").format(name=self.field(field_id).label),
        )


class FieldSheet(Sheet):
    """A new field."""

    keeps_draft = True

    def __init__(self, page: FieldsPage) -> None:
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=tr("New field"),
            title=tr("A field on {records}").format(records=dict(RECORDS)[page.record].lower()),
            note=tr("Its kind cannot be changed later; its name and its choices can."),
            accept=tr("Add the field"),
        )
        self._page = page
        self.label_field = QLineEdit()
        self.add(tr("Name"), self.label_field)
        self.kind_box = QComboBox()
        for key, words in KINDS:
            self.kind_box.addItem(words, key)
        self.add(tr("Kind"), self.kind_box)
        self.choices_field = LongText()
        self.choices_field.setFixedHeight(140)
        self._choices_label = self.add(tr("Choices, one in each line"), self.choices_field)
        self.kind_box.currentIndexChanged.connect(lambda _: self._show_choices())
        self._show_choices()
        self.open(self.label_field)

    def _show_choices(self) -> None:
        wanted = self.kind_box.currentData() == "choice"
        self.choices_field.setVisible(wanted)
        self._choices_label.setVisible(wanted)

    def accept(self) -> None:
        name, kind, record = self.label_field.text(), self.kind_box.currentData(), self._page.record
        choices = self.choices_field.toPlainText().splitlines()
        self._page.save(
            lambda session: define_field(session, record=record, label=name, kind=kind, choices=choices),
            "define_field",
            tr("{name} added").format(name=name.strip()),
            sheet=self,
        )


class ChoicesSheet(Sheet):
    """The choices of a field: others, another order; one of them under another name, on records too."""

    keeps_draft = True

    def __init__(self, page: FieldsPage, field: FieldSetting) -> None:
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=tr("Choices"),
            title=field.label,
            note=tr("A choice that is taken out stays on the records that have it."),
            accept=tr("Save the choices"),
        )
        self._page, self._field = page, field
        self.choices_field = LongText("\n".join(field.choices))
        self.choices_field.setMinimumHeight(180)
        self.add(tr("Choices, one in each line"), self.choices_field)
        self.old_box = QComboBox()
        self.old_box.addItem(tr("None"), "")
        for choice in field.choices:
            self.old_box.addItem(choice, choice)
        self.new_field = QLineEdit()
        if page.desk.viewer.is_administrator:
            self.add(tr("Or give one another name, on every record"), self.old_box)
            self.add(tr("Its new name"), self.new_field)
        self.open(self.choices_field)

    def accept(self) -> None:
        field, choices = self._field, self.choices_field.toPlainText().splitlines()
        old, new = self.old_box.currentData(), self.new_field.text()
        if old and not new.strip():
            self.refuse(tr("Type the new name of {name}.").format(name=old))
            return

        def change(session: Any) -> None:
            if tuple(choices) != field.choices:
                edit_field(session, field_id=field.id, choices=choices)
            if old:
                rename_field_choice(session, field_id=field.id, old=old, new=new)

        self._page.save(change, "edit_field", tr("{name} changed").format(name=field.label), sheet=self)

"""The facts of a record, each edited where it stands: saved when the field is left, taken back by Esc."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.records import Fact
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox, DayField, LongTextField
from salesdesk.ui.kit.format import day, money, number, parse_amount, parse_number
from salesdesk.ui.kit.record.picker import RecordField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import Icons, icon_button, label, row

LABEL, ROW = 98, 28
_TYPED = ("text", "whole", "number", "money")
_CHOSEN = ("choice", "named", "person", "yes_no")


class FactRow(QWidget):
    """One fact. `edited` carries its key, the new value, and the value that was seen before."""

    edited = Signal(str, object, object)

    def __init__(self, desk: Desk, fact: Fact) -> None:
        super().__init__()
        self._desk, self.fact = desk, fact
        self._was = fact.value
        self._refused = False
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self.field = self._make()
        self._lay_out()
        self.show_fact(fact)

    def _make(self) -> QWidget:
        name, kind = self.fact.label, self.fact.kind
        if kind in _TYPED:
            line = QLineEdit()
            line.setProperty("kind", "inline")
            line.setAccessibleName(name)
            line.editingFinished.connect(self._typed)
            line.returnPressed.connect(self._again)
            return line
        if kind == "long_text":
            text = LongTextField(name)
            text.left.connect(self._left_text)
            return text
        if kind == "day":
            day = DayField(name, kind="inline")
            day.editingFinished.connect(self._day_left)
            day.calendarWidget().clicked.connect(lambda _: self._day_left())
            return day
        if kind in ("company", "contact"):
            picker = RecordField(self._desk, kind, name)
            picker.setProperty("kind", "inline")
            picker.chosen.connect(self._send)
            return picker
        box = ChoiceBox(name, none=None if self.fact.needed else self._none(), kind="inline")
        box.chosen.connect(lambda _: self._chose())
        return box

    def _none(self) -> str:
        if self.fact.instead:
            return self.fact.instead[:1].upper() + self.fact.instead[1:]
        return tr("Nobody") if self.fact.kind == "person" else "–"

    def _lay_out(self) -> None:
        name = label(self.fact.label, "label")
        name.setFixedHeight(ROW if self.fact.kind != "long_text" else 20)
        name.setBuddy(self.field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self.fact.kind == "long_text":
            layout.addWidget(name)
            layout.addWidget(self.field)
        else:
            name.setFixedWidth(LABEL)
            name.setToolTip(self.fact.label)
            layout.addLayout(row(name, self.field, spacing=0))
        layout.addLayout(row(LABEL + 4, self._error, spacing=0))

    @property
    def is_typing(self) -> bool:
        """Whether something is typed here that is not saved yet."""
        field = self.field
        if isinstance(field, LongTextField):
            return field.document().isModified()
        if isinstance(field, DayField):
            return field.is_changed
        return isinstance(field, QLineEdit) and field.isModified()

    def show_fact(self, fact: Fact) -> None:
        """Show the fact as it is now; what is being typed is kept."""
        self.fact = fact
        if self._refused:
            self._was = fact.value
        if self.is_typing:
            return
        self._was = fact.value
        self.refuse("")
        field = self.field
        if isinstance(field, RecordField):
            field.show_record(fact.value, fact.words)
        elif isinstance(field, QLineEdit):
            field.setText(_shown(fact))
            field.setPlaceholderText(fact.instead or tr("Add"))
            field.setCursorPosition(0)
        elif isinstance(field, LongTextField):
            field.show_text(fact.value or "")
        elif isinstance(field, DayField):
            field.show_day(fact.value)
        elif isinstance(field, ChoiceBox):
            values = self._values()
            names = tuple(Choice(place, words) for place, (_, words) in enumerate(values))
            place = next((n for n, (value, _) in enumerate(values) if value == fact.value), None)
            field.offer(names, place)

    def _values(self) -> list[tuple[Any, str]]:
        fact = self.fact
        if fact.kind == "yes_no":
            return [(True, tr("Yes")), (False, tr("No"))]
        as_id = fact.kind in ("named", "person")
        known = [(int(each.value) if as_id else each.value, each.name) for each in fact.offers]
        if fact.value is not None and fact.value not in [value for value, _ in known]:
            known.append((fact.value, fact.words or str(fact.value)))
        return known

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed here."""
        field = self.field
        if isinstance(field, QLineEdit | LongTextField):
            field.setReadOnly(read_only)
        else:
            field.setDisabled(read_only)

    def refuse(self, sentence: str) -> None:
        """Say beside the field why it was not taken; what is typed stays."""
        self._refused = bool(sentence)
        if sentence:
            # Whoever sends it once more has seen what is there now.
            self._was = self.fact.value
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        if sentence and isinstance(self.field, QLineEdit) and not isinstance(self.field, RecordField):
            self.field.setModified(True)

    @property
    def accessible_error(self) -> str:
        """Why the field was not taken, or nothing."""
        return self._error.text()

    def _again(self) -> None:
        # Enter sends once more what was refused; leaving the field does not.
        self._sent: str | None = None

    def _typed(self) -> None:
        field = self.field
        assert isinstance(field, QLineEdit)
        if not field.isModified() or getattr(self, "_sent", None) == field.text():
            return
        try:
            value = _read(self.fact, field.text())
        except ValueError as error:
            self.refuse(str(error))
            return
        self._sent = field.text()
        field.setModified(False)
        if value != self.fact.value or self._refused:
            self._send(value)
        else:
            self.show_fact(self.fact)

    def _left_text(self) -> None:
        field = self.field
        assert isinstance(field, LongTextField)
        words = field.toPlainText().strip() or None
        if field.document().isModified():
            field.document().setModified(False)
            if words != (self.fact.value or None):
                self._send(words)

    def _day_left(self) -> None:
        field = self.field
        assert isinstance(field, DayField)
        if field.is_changed:
            chosen = field.day()
            field.show_day(chosen)
            self._send(chosen)

    def _chose(self) -> None:
        assert isinstance(self.field, ChoiceBox)
        place = self.field.choice()
        self._send(None if place is None else self._values()[place][0])

    def _send(self, value: Any) -> None:
        self.edited.emit(self.fact.key, value, self._was)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.take_back():
            return
        super().keyPressEvent(event)

    def take_back(self) -> bool:
        """Show what is saved again; False if nothing was typed."""
        field = self.field
        if isinstance(field, RecordField):
            return field.take_back()
        if not self.is_typing:
            return False
        if isinstance(field, LongTextField):
            field.document().setModified(False)
        elif isinstance(field, QLineEdit):
            field.setModified(False)
        elif isinstance(field, DayField):
            field.show_day(self.fact.value)
        self._refused = False
        self.show_fact(self.fact)
        return True


def _shown(fact: Fact) -> str:
    value = fact.value
    if value is None:
        return ""
    if fact.kind == "money":
        return money(value, fact.currency)
    if fact.key == "probability":
        return f"{value} %"
    if isinstance(value, Decimal):
        return number(value)
    return str(value) if not isinstance(value, date) else value.isoformat()


def fact_words(fact: Fact) -> str:
    """The value of a fact as people read it; nothing where it is empty."""
    value = fact.value
    if value is None or value == "":
        return ""
    if fact.kind == "yes_no":
        return tr("Yes") if value else tr("No")
    if fact.kind in ("company", "contact"):
        return fact.words
    if fact.kind in ("choice", "named", "person"):
        return next((each.name for each in fact.offers if each.value == str(value)), fact.words or str(value))
    return day(value) if isinstance(value, date) else _shown(fact)


def _read(fact: Fact, text: str) -> Any:
    """What was typed as a value; ValueError says what is wrong with it."""
    words = text.strip()
    if fact.needed and not words:
        raise ValueError(tr("This cannot be empty."))
    if not words:
        return None
    if fact.kind == "text":
        return words
    try:
        bare = words.removesuffix("%").strip()
        value = parse_amount(bare, fact.currency) if fact.kind == "money" else parse_number(bare)
    except ValueError as error:
        raise ValueError(tr("“{text}” is not a number.").format(text=words)) from error
    if fact.kind != "whole" or value is None:
        return value
    if value != value.to_integral_value():
        raise ValueError(tr("Only whole numbers fit here."))
    return int(value)


class FactsForm(QWidget):
    """Facts below each other. Empty ones are hidden until somebody asks for all."""

    edited = Signal(str, object, object)

    def __init__(self, desk: Desk, title: str = "", always: Sequence[str] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._always = frozenset(always)
        self._icons = Icons(desk.theme)
        self.rows: dict[str, FactRow] = {}
        self.all_button = icon_button(tr("Show all fields"))
        self._icons.put(self.all_button, "pencil")
        self.all_button.setCheckable(True)
        self.all_button.setAccessibleName(tr("Show all fields"))
        self.all_button.toggled.connect(lambda _: self._show_filled())
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        head = row(label((title or tr("Facts")).upper(), "caps"), None, self.all_button)
        self._body.addLayout(head)

    def show_facts(self, facts: Sequence[Fact], read_only: bool = False, *, anew: bool = False) -> None:
        """Show the facts of a record, `anew` of another one; what is being typed is kept."""
        if anew or [fact.key for fact in facts] != list(self.rows):
            for old in self.rows.values():
                self._body.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.rows = {fact.key: FactRow(self._desk, fact) for fact in facts}
            for each in self.rows.values():
                each.edited.connect(self.edited)
                self._body.addWidget(each)
        for fact in facts:
            self.rows[fact.key].show_fact(fact)
            self.rows[fact.key].set_read_only(read_only)
        self._show_filled()

    def _show_filled(self) -> None:
        everything = self.all_button.isChecked()
        for key, each in self.rows.items():
            filled = each.fact.value is not None and each.fact.value != ""
            shown = everything or filled or key in self._always or each.is_typing or each.field.hasFocus()
            each.setVisible(shown)

    def refuse(self, key: str, sentence: str) -> None:
        """Say beside a field why it was not taken."""
        if key in self.rows:
            self.rows[key].refuse(sentence)

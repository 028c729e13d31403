"""The facts of a record, each edited where it stands: saved when the field is left, taken back by Esc."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.records import Fact
from salesdesk.drafts import DraftField
from salesdesk.rules.fields import label_of, unit_of
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox, DayField, ElidedLine, LongTextField
from salesdesk.ui.kit.format import day, money, number, parse_amount, parse_number
from salesdesk.ui.kit.record.picker import RecordField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.typed import as_json, from_json
from salesdesk.ui.kit.widgets import Icons, icon_button, label, row

LABEL, ROW = 98, 28
_TYPED = ("text", "whole", "number", "money")
_NOTHING = object()
_NOT_SAVED = tr("Not saved yet: leaving the field saves it, Esc takes it back.")


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What stands in a field and is not saved: as typed, the value whose save is under way, why it was
    refused, and what stood there before; whether it is from before the program ended."""

    state: Any
    is_sending: bool
    sent: Any
    sentence: str
    was: Any
    is_draft: bool = False


class FactRow(QWidget):
    """One fact. `edited` carries its key, the new value, and the value that was seen before."""

    edited = Signal(str, object, object)

    def __init__(self, desk: Desk, fact: Fact) -> None:
        super().__init__()
        self._desk, self.fact = desk, fact
        self._was = fact.value
        self._refused = self._sending = False
        self._sent: Any = None
        self._tried: Any = _NOTHING
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self.field = self._make()
        self._lay_out()
        self.show_fact(fact)

    def _make(self) -> QWidget:
        name, kind = self.fact.label, self.fact.kind
        if kind in _TYPED:
            line = ElidedLine()
            line.setProperty("kind", "inline")
            line.setAccessibleName(name)
            line.editingFinished.connect(self.leave)
            line.returnPressed.connect(self._again)
            return line
        if kind == "long_text":
            text = LongTextField(name)
            text.left.connect(self.leave)
            return text
        if kind == "day":
            day = DayField(name, kind="inline")
            day.editingFinished.connect(self.leave)
            day.calendarWidget().clicked.connect(lambda _: self.leave())
            return day
        if kind in ("company", "contact"):
            picker = RecordField(self._desk, kind, name)
            picker.setProperty("kind", "inline")
            picker.picked.connect(lambda hit: self._send(hit.id if hit is not None else None))
            return picker
        box = ChoiceBox(name, none=None if self.fact.needed else self._none(), kind="inline")
        box.chosen.connect(lambda _: self._send(self._value()))
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
        """Whether something stands here that is not saved: typed, under way, or refused."""
        return self._sending or self._refused or self._is_modified

    @property
    def _is_modified(self) -> bool:
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
        self._say("")
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
            self._choose(fact.value)

    def _choose(self, value: Any) -> None:
        """Offer what can be chosen, with a value as the chosen one."""
        assert isinstance(self.field, ChoiceBox)
        values = self._values()
        names = tuple(Choice(place, words) for place, (_, words) in enumerate(values))
        self.field.offer(names, next((n for n, (each, _) in enumerate(values) if each == value), None))

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
        """Say beside the field why it was not taken; what stands in it stays until Esc."""
        self._refused, self._sending = True, False
        # Whoever sends it once more has seen what is there now.
        self._was = self.fact.value
        self._say(sentence)
        if isinstance(self.field, QLineEdit) and not isinstance(self.field, RecordField):
            self.field.setModified(True)

    def _say(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def settle(self) -> None:
        """What was sent is saved; what was typed on meanwhile follows when the field is left."""
        self._refused = self._sending = False
        self._was, self._tried = self._sent, _NOTHING
        self._say("")
        if isinstance(self.field, DayField):
            self.field.settle(self._sent)
        if isinstance(self.field, ChoiceBox | RecordField):
            if self._value() != self._sent:
                self._send(self._value())
        elif self._stands_as_sent:
            self._forget_typing()
        elif self._is_modified and not self.field.hasFocus():
            self.leave()

    @property
    def _stands_as_sent(self) -> bool:
        """Whether nothing was typed on since what stands here was sent."""
        try:
            return bool(self._value() == self._sent)
        except ValueError:
            return False

    def let_go(self) -> None:
        """Show what is saved again: what was sent is asked about elsewhere."""
        self._refused = self._sending = False
        self._tried = _NOTHING
        self._forget_typing()
        if isinstance(self.field, DayField):
            self.field.show_day(self.fact.value)
        self.show_fact(self.fact)

    @property
    def was(self) -> Any:
        """What stood here when one began to type, else what stands here."""
        return self._was

    def unsaved(self) -> "Unsaved":
        """What stands here, to be put back later."""
        return Unsaved(self._state(), self._sending, self._sent, self.accessible_error, self._was)

    def put_back(self, unsaved: "Unsaved") -> None:
        """Show again what was typed here before and is not saved."""
        self._put(unsaved.state)
        self._sending, self._sent, self._was = unsaved.is_sending, unsaved.sent, unsaved.was
        if unsaved.is_sending:
            self._forget_typing()
        elif unsaved.sentence or (unsaved.is_draft and isinstance(self.field, ChoiceBox | RecordField)):
            self.refuse(unsaved.sentence or _NOT_SAVED)
            self._tried = self._state()
        elif unsaved.is_draft:
            self._say(_NOT_SAVED)

    def _state(self) -> Any:
        """What stands in the field, as typed."""
        field = self.field
        if isinstance(field, RecordField):
            return field.record_id, field.text()
        if isinstance(field, QLineEdit):
            return field.text()
        return self._value()

    def _put(self, state: Any) -> None:
        field = self.field
        if isinstance(field, RecordField):
            field.show_record(*state)
        elif isinstance(field, QLineEdit):
            field.setText(state)
            field.setModified(True)
        elif isinstance(field, LongTextField):
            field.show_text(state or "")
            field.document().setModified(True)
        elif isinstance(field, DayField):
            field.show_day(self.fact.value)
            field.put_day(state)
        elif isinstance(field, ChoiceBox):
            self._choose(state)

    @property
    def accessible_error(self) -> str:
        """Why the field was not taken, or nothing."""
        return self._error.text()

    def _again(self) -> None:
        # Enter sends once more what was refused; leaving the field does not.
        self._tried = _NOTHING

    def leave(self) -> None:
        """Save what was typed, unless it is under way, or was refused just so."""
        if self._sending or not self.is_typing or self._tried == self._state():
            return
        try:
            value = self._value()
        except ValueError as error:
            self.refuse(str(error))
            return
        if value == self._was and not self._refused:
            self._forget_typing()
            self.show_fact(self.fact)
        else:
            self._send(value)

    def _value(self) -> Any:
        """What stands in the field as a value; ValueError says what is wrong with it."""
        field = self.field
        if isinstance(field, RecordField):
            return field.record_id
        if isinstance(field, QLineEdit):
            return _read(self.fact, field.text())
        if isinstance(field, LongTextField):
            return field.toPlainText().strip() or None
        if isinstance(field, DayField):
            return field.day()
        assert isinstance(field, ChoiceBox)
        place = field.choice()
        return None if place is None else self._values()[place][0]

    def _send(self, value: Any) -> None:
        if self._sending:
            return
        self._sending, self._refused, self._sent = True, False, value
        if not isinstance(self.field, LongTextField):
            # A long text has no Enter: coming back to it and leaving it once more sends it again.
            self._tried = self._state()
        self._forget_typing()
        self.edited.emit(self.fact.key, value, self._was)

    def _forget_typing(self) -> None:
        field = self.field
        if isinstance(field, LongTextField):
            field.document().setModified(False)
        elif isinstance(field, QLineEdit):
            field.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.take_back():
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._refused:
            self._again()
            self.leave()
            return
        super().keyPressEvent(event)

    def take_back(self) -> bool:
        """Show what is saved again; False if nothing was typed."""
        field = self.field
        if isinstance(field, RecordField) and field.take_back() and not self._refused:
            return True
        if not (self._refused or self._is_modified) or self._sending:
            return False
        self._forget_typing()
        if isinstance(field, DayField):
            field.show_day(self.fact.value)
        self._refused, self._tried = False, _NOTHING
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


def _draft_field(key: str, label: str, unsaved: Unsaved) -> DraftField:
    state = unsaved.state
    words = state[1] if isinstance(state, tuple) else day(state) if isinstance(state, date) else state
    return DraftField(key, label, as_json(unsaved.was), as_json(state), "" if words is None else str(words))


class FactsForm(QWidget):
    """Facts below each other. Empty ones are hidden until somebody asks for all.

    `edited` carries the key of the record, that of the fact, the new value, and the one seen before. It wants
    an answer: `settle`, `refuse` or `let_go`. What is not saved waits with its record while another is shown.
    """

    edited = Signal(int, str, object, object)

    def __init__(self, desk: Desk, title: str = "", always: Sequence[str] = (), record: str = "") -> None:
        super().__init__()
        self._desk, self._record = desk, record
        self._always = frozenset(always)
        self._icons = Icons(desk.theme)
        self.rows: dict[str, FactRow] = {}
        self._of = 0
        self._waiting: dict[tuple[int, str], Unsaved] = {}
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

    def show_facts(self, facts: Sequence[Fact], read_only: bool = False, *, of: int = 0) -> None:
        """Show the facts of the record with the key `of`; what is being typed is kept."""
        if of != self._of or [fact.key for fact in facts] != list(self.rows):
            self._make_rows(facts, of)
        for fact in facts:
            self.rows[fact.key].show_fact(fact)
            self.rows[fact.key].set_read_only(read_only)
        self._show_filled()

    def _make_rows(self, facts: Sequence[Fact], of: int) -> None:
        for key, old in self.rows.items():
            if old.is_typing:
                self._waiting[self._of, key] = old.unsaved()
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._of = of
        self.rows = {fact.key: FactRow(self._desk, fact) for fact in facts}
        for each in self.rows.values():
            each.edited.connect(partial(self.edited.emit, of))
            self._body.addWidget(each)
            unsaved = self._waiting.pop((of, each.fact.key), None)
            if unsaved is not None:
                each.put_back(unsaved)

    def drafts(self) -> dict[int, list[DraftField]]:
        """What is typed and not saved, by the record."""
        found: dict[int, list[DraftField]] = {}
        for key, each in self.rows.items():
            if each.is_typing:
                found.setdefault(self._of, []).append(_draft_field(key, each.fact.label, each.unsaved()))
        for (of, key), unsaved in self._waiting.items():
            found.setdefault(of, []).append(_draft_field(key, label_of(key), unsaved))
        return found

    def put_draft(self, of: int, fields: Sequence[DraftField]) -> None:
        """Show what was typed about a record, as soon as that is shown."""
        for each in fields:
            was, now = from_json(each.was), from_json(each.now)
            unsaved = Unsaved(now, False, None, "", was, is_draft=True)
            if of == self._of and each.key in self.rows:
                self.rows[each.key].put_back(unsaved)
            else:
                self._waiting[of, each.key] = unsaved
        self._show_filled()

    def forget(self, of: int) -> None:
        """Let go of what is typed about a record."""
        self._waiting = {place: unsaved for place, unsaved in self._waiting.items() if place[0] != of}
        for key, each in self.rows.items():
            if of == self._of and each.is_typing:
                self.let_go(of, key)

    @property
    def has_unsaved(self) -> bool:
        """Whether something was refused, or left half typed, on whichever record."""
        return bool(self._waiting) or any(each.is_typing for each in self.rows.values())

    def seen(self, of: int, key: str) -> dict[str, Any]:
        """What stands in the other fields that belong together with one, as far as they are shown."""
        if of != self._of:
            return {}
        unit = unit_of(self._record, key)
        return {other: self.rows[other].was for other in unit if other != key and other in self.rows}

    def _show_filled(self) -> None:
        everything = self.all_button.isChecked()
        for key, each in self.rows.items():
            filled = each.fact.value is not None and each.fact.value != ""
            shown = everything or filled or key in self._always or each.is_typing or each.field.hasFocus()
            each.setVisible(shown)

    def settle(self, of: int, key: str) -> None:
        """A fact of a record is saved."""
        if of == self._of and key in self.rows:
            self.rows[key].settle()
        else:
            self._waiting.pop((of, key), None)

    def let_go(self, of: int, key: str) -> None:
        """Neither saved nor refused: the field shows what is saved."""
        if of == self._of and key in self.rows:
            self.rows[key].let_go()
        else:
            self._waiting.pop((of, key), None)

    def refuse(self, of: int, key: str, sentence: str) -> bool:
        """Say beside a field why it was not taken; False where nothing stands there now that was sent."""
        if of == self._of and key in self.rows:
            stands = self.rows[key].is_typing
            if stands:
                self.rows[key].refuse(sentence)
            return stands
        unsaved = self._waiting.get((of, key))
        if unsaved is not None:
            self._waiting[of, key] = replace(unsaved, is_sending=False, sentence=sentence)
        return False

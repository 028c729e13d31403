"""Rows that cannot be imported, by kind of problem, each with a field to type what is meant instead."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget

from salesdesk.exchange.plan import RowFate
from salesdesk.exchange.values import Problem, ReadRow, ReadTable, read_cell
from salesdesk.translation import tr
from salesdesk.ui.kit.format import day, number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.theme import font
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, Icons, button, column, label, row
from salesdesk.ui.screens.exchange.parts import card, held
from salesdesk.ui.screens.exchange.side import row_name

SHOWN = 200
VALUE, FIELD, ECHO = 118, 150, 164
Wrong = tuple[ReadTable, ReadRow, Problem]
Key = tuple[int, int, int | None, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field, what of it is told already, and where the cursor is."""

    text: str
    told: str
    cursor: int
    has_focus: bool


def _key(read: ReadTable, row_: ReadRow, problem: Problem) -> Key:
    """What tells a problem from all others, however often it is found."""
    return id(read.table), row_.number, problem.place, problem.reason


class ProblemRow(QFrame):
    """A fault of a row: its number, name and value; the field; what that reads as, or to leave it out."""

    mended = Signal(str)
    left_out = Signal()

    def __init__(self, desk: Desk, read: ReadTable, row_: ReadRow, problem: Problem) -> None:
        super().__init__()
        self.setObjectName("problemRow")
        self.setFixedHeight(50)
        self.read, self.row, self.problem, self.place = read, row_, problem, problem.place
        self._icons = Icons(desk.theme)
        name, beside = row_name(RowFate(read, row_, "problem"))
        number_label = label(str(row_.number), "note")
        number_label.setFixedWidth(48)
        left = QWidget()
        left.setLayout(column(ElidedLabel(name, "strong"), ElidedLabel(beside, "note"), spacing=1))
        value = _chip(problem.value or tr("blank"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(problem.column or tr("No column"))
        self.field.setAccessibleName(
            tr("Use instead in row {n}: {column}").format(n=row_.number, column=problem.column)
        )
        self.field.setFixedWidth(FIELD)
        self.field.setEnabled(self.place is not None)
        self._tick = IconLabel(desk.theme, "circle-check", "green")
        self._echo = ElidedLabel("", "good")
        self.out_button = button(tr("Leave row out"), "quiet")
        self.out_button.setObjectName("small")
        right = QWidget()
        inside = row(self._tick, self._echo, self.out_button, spacing=6)
        inside.setStretch(1, 1)
        right.setLayout(inside)
        right.setFixedWidth(ECHO)
        layout = row(number_label, left, value, self.field, right, spacing=12, margins=(14, 0, 14, 0))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._tick.hide()
        self.field.textEdited.connect(self._type)
        self.field.editingFinished.connect(self._finish)
        self.out_button.clicked.connect(self.left_out)
        self._told = ""

    @property
    def fits(self) -> bool:
        """Whether something is typed that can be read."""
        return bool(self.field.text().strip()) and self.field.property("state") != "wrong"

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return _key(self.read, self.row, self.problem)

    def _type(self, text: str) -> None:
        words, wrong = "", False
        if text.strip() and self.place is not None:
            try:
                words = tr("Reads as {value}").format(
                    value=_words(read_cell(self.read, self.place, text.strip()))
                )
            except (ValueError, ArithmeticError):
                wrong = True
        self._tick.setVisible(bool(words))
        self._echo.say(words)
        self.out_button.setVisible(not words)
        self.field.setProperty("state", "wrong" if wrong else "")
        self.field.style().polish(self.field)

    def typed(self) -> Typed:
        """What stands in the field, to be put into the same row when it is built anew."""
        field = self.field
        return Typed(field.text(), self._told, field.cursorPosition(), field.hasFocus())

    def put_back(self, typed: Typed) -> None:
        """Go on where somebody was typing."""
        self._told = typed.told
        self.field.setText(typed.text)
        self._type(typed.text)
        self.field.setCursorPosition(typed.cursor)
        if typed.has_focus:
            self.field.setFocus()

    def _finish(self) -> None:
        text = self.field.text().strip()
        if text != self._told and (self.fits or not text):
            self._told = text
            self.mended.emit(text)


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return day(value.date())
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    return str(value)


def _chip(text: str) -> QWidget:
    """A value of the file, no wider than its column."""
    face = QFontMetrics(font(13))
    chip = label(face.elidedText(text, Qt.TextElideMode.ElideRight, VALUE - 18), "redChip")
    chip.setToolTip(text)
    chip.setFixedHeight(24)
    made = held(row(chip, None))
    made.setFixedWidth(VALUE)
    return made


def _pill(count: int) -> QWidget:
    made = label(number(count), "redPill")
    made.setFixedHeight(20)
    return made


class Problems(QWidget):
    """All problems, grouped by kind and column."""

    mended = Signal(object, object, int, str)
    left_out = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: list[ProblemRow] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._shown: list[Key] | None = None

    def show_problems(self, rows: Iterable[tuple[ReadTable, ReadRow]]) -> None:
        """Show all that is wrong with these rows. What is typed there and is still wrong stays, as does the
        cursor; it goes to what follows where its own is mended."""
        problems = [(read, row_, problem) for read, row_ in rows for problem in row_.problems]
        keys = [_key(*each) for each in problems]
        if keys == self._shown and len(self.rows) == min(len(keys), SHOWN):
            self._renew(problems)
            return
        self._shown = keys
        at = QApplication.focusWidget()
        was_at = next((n for n, made in enumerate(self.rows) if at and made.isAncestorOf(at)), None)
        kept = {made.key: made.typed() for made in self.rows if made.field.text() or made.field.hasFocus()}
        self._build(problems)
        for made in self.rows:
            typed = kept.get(made.key)
            if typed is not None:
                made.put_back(typed)
        if was_at is not None and self.rows and not any(made.field.hasFocus() for made in self.rows):
            self.rows[min(was_at, len(self.rows) - 1)].field.setFocus()

    def _renew(self, problems: list[Wrong]) -> None:
        """The same rows were read once more."""
        latest = {_key(*each): each for each in problems}
        for made in self.rows:
            made.read, made.row, made.problem = latest[made.key]

    def _build(self, problems: list[Wrong]) -> None:
        for made in self.rows:
            made.field.blockSignals(True)  # it goes with the cursor in it, which is not to leave it
        self.rows = []
        while self._rows.count():
            entry = self._rows.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not problems:
            return
        groups: dict[tuple[str, str], list[Wrong]] = defaultdict(list)
        for each in problems:
            groups[each[2].reason, each[2].column].append(each)
        box = card()
        inside = QVBoxLayout(box)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self._head())
        left = SHOWN
        for (reason, header), group in sorted(groups.items(), key=lambda item: -len(item[1])):
            if left <= 0:
                break
            inside.addWidget(self._group(reason, header, len(group)))
            for each in group[:left]:
                inside.addWidget(self._row(*each))
            left -= len(group)
        self._rows.addWidget(box)
        if len(problems) > SHOWN:
            more = tr("The first {n} of {all} are shown; the error workbook holds them all.")
            self._rows.addWidget(label(more.format(n=SHOWN, all=number(len(problems))), "note"))

    def _head(self) -> QWidget:
        made = QFrame()
        made.setObjectName("columnHead")
        made.setFixedHeight(34)
        widths = (
            (tr("Row"), 48),
            (tr("Record"), 0),
            (tr("In the file"), VALUE),
            (tr("Use instead"), FIELD),
            ("", ECHO),
        )
        labels = []
        for words, width in widths:
            each = label(words, "label")
            if width:
                each.setFixedWidth(width)
            labels.append(each)
        layout = row(*labels, spacing=12, margins=(14, 0, 14, 0))
        layout.setStretch(1, 1)
        made.setLayout(layout)
        return made

    def _group(self, reason: str, header: str, count: int) -> QWidget:
        made = QFrame()
        made.setObjectName("groupRow")
        made.setFixedHeight(36)
        words = label(reason[:1].upper() + reason[1:], "choice")
        note = ElidedLabel(tr("in column “{column}”").format(column=header) if header else "", "note")
        layout = row(words, _pill(count), note, spacing=10, margins=(14, 0, 14, 0))
        layout.setStretch(2, 1)
        made.setLayout(layout)
        return made

    def _row(self, read: ReadTable, row_: ReadRow, problem: Problem) -> QWidget:
        made = ProblemRow(self._desk, read, row_, problem)
        made.mended.connect(lambda text: self.mended.emit(made.read, made.row, made.place, text))
        made.left_out.connect(lambda: self.left_out.emit(made.read, made.row))
        self.rows.append(made)
        return made

"""The filters of a list: chips that say them, and the panel in which one is made or changed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QComboBox, QCompleter, QSizePolicy, QWidget

from salesdesk.answers.lists import Column, Condition, Offer, Operator
from salesdesk.rules.conditions import CHOSEN_KINDS, OPERATORS, operator_words
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import day, number
from salesdesk.ui.kit.table.popup import Popup
from salesdesk.ui.kit.table.values import ME, YES_NO, OffersField, ValueField, field_for
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CONTROL
from salesdesk.ui.kit.widgets import button, label, row

ICONS = {
    "person": "user",
    "company": "building-2",
    "touch": "clock",
    "step": "calendar",
    "day": "calendar",
    "moment": "clock",
    "tags": "tag",
    "value": "trending-up",
    "money": "trending-up",
    "yes_no": "toggle-left",
    "whole": "hash",
    "number": "hash",
    "share": "hash",
    "text": "text-cursor-input",
    "long_text": "text-cursor-input",
    "title": "text-cursor-input",
}
CHIP, WIDEST = 28, 300
Names = Mapping[tuple[str, str], str]
"""What the values of conditions are called, by field and value."""


def values_in_words(column: Column, condition: Condition, names: Names) -> str:
    """The values of a condition as people say them."""
    words = [_value(column, condition, value, names) for value in condition.values]
    return (" – " if condition.operator == "between" else ", ").join(words)


def _value(column: Column, condition: Condition, value: str, names: Names) -> str:
    if column.kind in CHOSEN_KINDS:
        return names.get((condition.field, value), {"me": tr("Me")}.get(value, "…"))
    if condition.operator.endswith("_days"):
        return value
    try:
        if column.kind in ("day", "moment", "touch", "step"):
            return day(date.fromisoformat(value))
        if column.kind in ("whole", "number", "money", "share", "value"):
            return number(Decimal(value))
    except (ValueError, ArithmeticError):
        return value
    return value


class FilterChip(QAbstractButton):
    """One filter: a click or Enter changes it, the cross or Delete takes it away."""

    removed = Signal()

    def __init__(self, theme: Theme, column: Column, condition: Condition, names: Names) -> None:
        super().__init__()
        self._theme = theme
        self.condition = condition
        self._icon = ICONS.get(column.kind, "list-filter")
        self._parts = (
            (column.label, MEDIUM, "text_2"),
            (operator_words(condition.operator).rstrip(":"), font(12).weight(), "text_3"),
            (values_in_words(column, condition, names), SEMIBOLD, "text"),
        )
        words = " ".join(part for part, _, _ in self._parts if part)
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(tr("Filter: {words}").format(words=words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = sum(paint.width_of(part, font(12, weight)) + 5 for part, weight, _ in self._parts if part)
        return QSize(min(WIDEST, int(words) + 30 + 26), CHIP)

    def _cross(self) -> QRectF:
        return QRectF(self.width() - 24, 4, 20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        painter.setPen(QPen(self._theme.colour("accent" if focus else "border_strong"), 2 if focus else 1))
        painter.setBrush(self._theme.colour("hover" if self.underMouse() else "surface"))
        half = 1.0 if focus else 0.5
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS_CONTROL, RADIUS_CONTROL
        )
        painter.drawPixmap(9, 7, self._theme.pixmap(self._icon, "text_3", 14))
        left, right = 29.0, self._cross().left() - 2
        for words, weight, colour in self._parts:
            if words and right > left + 8:
                room = QRectF(left, 0, right - left, self.height())
                left += paint.text(painter, room, words, font(12, weight), self._theme.colour(colour)) + 5
        cross = self._cross().center()
        painter.drawPixmap(int(cross.x() - 6), int(cross.y() - 6), self._theme.pixmap("x", "text_2", 12))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


Ask = Callable[..., None]
"""Ask for what a column can be filtered by, of its key and what gets the answer later; of very many for what
holds a `text`, and for those of `values`."""


class FilterPopup(Popup):
    """A field, a question, values. Enter applies; `applied` carries the condition."""

    applied = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget, columns: tuple[Column, ...], ask: Ask, current: Condition | None
    ) -> None:
        super().__init__(theme, parent, 300)
        self._ask = ask
        self._columns = {column.key: column for column in columns}
        self._current = current
        self.field_box, self.operator_box = QComboBox(), QComboBox()
        self.value_field: ValueField | None = None
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self.apply_button = button(tr("Apply"), "primary")
        self.apply_button.clicked.connect(self.apply)
        self.body.addWidget(label(tr("Filter by"), "label"))
        self.body.addWidget(self.field_box)
        self.body.addWidget(self.operator_box)
        self._place = self.body.count()
        self.body.addWidget(self._error)
        self.body.addLayout(row(None, self.apply_button))
        self._offer_fields()
        self.operator_box.setAccessibleName(tr("Question"))
        self.field_box.currentIndexChanged.connect(lambda _: self._field_chosen())
        self.operator_box.currentIndexChanged.connect(lambda _: self._operator_chosen())
        if current is not None:
            self.field_box.setCurrentIndex(max(0, self.field_box.findData(current.field)))
        self._field_chosen()

    def _offer_fields(self) -> None:
        self.field_box.setAccessibleName(tr("Filter by"))
        self.field_box.setEditable(True)
        self.field_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for column in self._columns.values():
            self.field_box.addItem(
                self._theme.icon(ICONS.get(column.kind, "list-filter")), column.label, column.key
            )
        completer = self.field_box.completer() or QCompleter(self)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line = self.field_box.lineEdit()
        if line is not None:
            line.setAccessibleName(tr("Filter by"))
            line.editingFinished.connect(self._field_typed)
            line.returnPressed.connect(self._to_values)

    def _field_typed(self) -> None:
        """Take the first field that begins with, or holds, what was typed."""
        typed = self.field_box.currentText().strip().casefold()
        labels = [column.label.casefold() for column in self._columns.values()]
        fitting = [place for place, words in enumerate(labels) if words == typed]
        fitting += [place for place, words in enumerate(labels) if words.startswith(typed)]
        fitting += [place for place, words in enumerate(labels) if typed in words]
        place = fitting[0] if fitting else max(0, self.field_box.currentIndex())
        self.field_box.setCurrentIndex(place)
        self.field_box.setEditText(self.field_box.itemText(place))

    def _to_values(self) -> None:
        self._field_typed()
        target = self.value_field.first() if self.value_field is not None else self.apply_button
        target.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def column(self) -> Column:
        """The column chosen."""
        return self._columns[self.field_box.currentData()]

    @property
    def operator(self) -> Operator:
        """The question chosen."""
        chosen: Operator = self.operator_box.currentData()
        return chosen

    def _field_chosen(self) -> None:
        if self.field_box.currentData() not in self._columns:
            return
        self.operator_box.blockSignals(True)
        self.operator_box.clear()
        for operator in OPERATORS[self.column.kind]:
            self.operator_box.addItem(operator_words(operator), operator)
        if self._current is not None and self._current.field == self.column.key:
            self.operator_box.setCurrentIndex(max(0, self.operator_box.findData(self._current.operator)))
        self.operator_box.blockSignals(False)
        self._operator_chosen()

    def _operator_chosen(self) -> None:
        old, self.value_field = self.value_field, field_for(self.column, self.operator)
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        made = self.value_field
        if made is not None:
            self.body.insertWidget(self._place, made)
            made.accepted.connect(self.apply)
            if isinstance(made, OffersField):
                self._fill(made)
                made.searched.connect(lambda text, made=made: self._fill(made, text))
            if self._current is not None and (self._current.field, self._current.operator) == (
                self.column.key,
                self.operator,
            ):
                made.show_values(self._current.values)
            made.show()
        self.adjustSize()

    def _fill(self, field: OffersField, text: str = "") -> None:
        kind = self.column.kind
        if kind == "yes_no":
            field.offer(YES_NO)
            return

        def then(offers: tuple[Offer, ...]) -> None:
            # An answer about other words than those typed by now comes too late.
            if self.value_field is field and field.line.text().strip() == text:
                field.offer((ME, *offers) if kind == "person" else offers)

        values = self._current.values if self._current is not None else ()
        self._ask(self.column.key, then, text=text, values=values)

    def apply(self) -> None:
        """Use what was chosen; say what is missing."""
        try:
            values = self.value_field.values() if self.value_field is not None else ()
        except ValueError as error:
            self._error.setText(str(error))
            self._error.show()
            self.adjustSize()
            return
        condition = Condition(self.column.key, self.operator, values)
        self.give_back()
        self.applied.emit(condition)

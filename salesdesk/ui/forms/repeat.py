"""The part of a form in which one says how something comes again."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from salesdesk.answers.choice import Choice
from salesdesk.answers.repeats import Repeat, Unit
from salesdesk.rules.repeats import MOST_EVERY, MOST_TIMES, UNITS, WEEKDAYS
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.widgets import button, column, label, row

_UNITS = (Choice(0, tr("Daily")), Choice(1, tr("Weekly")), Choice(2, tr("Monthly")))
_EVERY = {"day": tr("days"), "week": tr("weeks"), "month": tr("months")}
_NEVER, _UNTIL, _COUNT = range(3)
_ENDS = (
    Choice(_NEVER, tr("Never")),
    Choice(_UNTIL, tr("On a day")),
    Choice(_COUNT, tr("After so many times")),
)
_USUAL_TIMES, _USUAL_DAYS = 10, 91


class NumberField(QLineEdit):
    """A whole number from 1 to `most`; arrows up and down count, an empty field is 1."""

    changed = Signal(int)

    def __init__(self, name: str, most: int) -> None:
        super().__init__("1")
        self._most = most
        self.setValidator(QIntValidator(1, most, self))
        self.setAccessibleName(name)
        self.setFixedWidth(56)
        self.textChanged.connect(lambda _: self.changed.emit(self.value()))

    def value(self) -> int:
        """What stands there."""
        return max(1, min(self._most, int(self.text() or 1)))

    def show_value(self, value: int) -> None:
        """Show another number."""
        self.setText(str(max(1, min(self._most, value))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.show_value(self.value() + by)


class RepeatField(QWidget):
    """By days, weeks or months, how many of them, on which days of the week, and until when; or only once.

    `changed` tells that something else is chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.unit_field = ChoiceBox(tr("Repeats"), none=tr("Only once"))
        self.unit_field.offer(_UNITS, None)
        self.every_field = NumberField(tr("Every how many"), MOST_EVERY)
        self.days = tuple(_day_button(words) for words in WEEKDAYS)
        self.ends_field = ChoiceBox(tr("Ends"))
        self.ends_field.offer(_ENDS, _NEVER)
        self.until_field = DayField(tr("Last day"))
        self.count_field = NumberField(tr("How many times"), MOST_TIMES)
        self._every_words, self._units_words = label(tr("Every"), "note"), label("", "note")
        self._times_words = label(tr("times"), "note")
        self._on = date.min
        self._lay_out()
        self.unit_field.chosen.connect(lambda _: self._unit_chosen())
        self.ends_field.chosen.connect(lambda _: self._end_chosen())
        for signal in (self.every_field.changed, self.count_field.changed):
            signal.connect(lambda _: self.changed.emit())
        self.until_field.dateChanged.connect(lambda _: self.changed.emit())
        for day in self.days:
            day.clicked.connect(lambda _: self.changed.emit())
        self._show_parts()

    def _lay_out(self) -> None:
        self._more = QFrame()
        self._week = QWidget()
        self._week.setLayout(row(*self.days, None, spacing=4))
        every = row(self._every_words, self.every_field, self._units_words, None)
        ends = row(label(tr("Ends"), "note"), self.ends_field, self.until_field, self.count_field)
        ends.addWidget(self._times_words)
        ends.setStretch(1, 1)
        lines = column(spacing=8, margins=(0, 2, 0, 2))
        lines.addLayout(every)
        lines.addWidget(self._week)
        lines.addLayout(ends)
        self._more.setLayout(lines)
        self.setLayout(column(self.unit_field, self._more, spacing=4))
        self.setFocusProxy(self.unit_field)

    def show_rule(self, rule: Repeat | None, on: date) -> None:
        """Show a rule, or none; `on` is the day from which it would begin."""
        self._on = on
        self.unit_field.offer(_UNITS, UNITS.index(rule.unit) if rule else None)
        self.every_field.show_value(rule.every if rule else 1)
        self._mark(rule.weekdays if rule else ())
        ends = _NEVER if rule is None else _UNTIL if rule.until else _COUNT if rule.count else _NEVER
        self.ends_field.offer(_ENDS, ends)
        self.until_field.show_day(rule.until if rule else None)
        self.count_field.show_value((rule.count if rule else None) or _USUAL_TIMES)
        self._show_parts()

    def _mark(self, weekdays: tuple[int, ...]) -> None:
        for place, day in enumerate(self.days):
            day.setChecked(place in weekdays)

    def begin_on(self, on: date | None) -> None:
        """The day of the first one is another; the only day of the week that is chosen goes with it."""
        if on is None:
            return
        if self._weekdays() == (self._on.weekday(),):
            self._mark((on.weekday(),))
        self._on = on

    def _unit_chosen(self) -> None:
        if self._unit() == "week" and not self._weekdays():
            self._mark((self._on.weekday(),))
        self._show_parts()
        self.changed.emit()

    def _end_chosen(self) -> None:
        if self.ends_field.choice() == _UNTIL and self.until_field.day() is None:
            self.until_field.show_day(self._on + timedelta(days=_USUAL_DAYS))
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        unit, ends = self._unit(), self.ends_field.choice()
        self._more.setVisible(unit is not None)
        self._week.setVisible(unit == "week")
        self._units_words.setText(_EVERY.get(unit or "day", ""))
        self.until_field.setVisible(ends == _UNTIL)
        self.count_field.setVisible(ends == _COUNT)
        self._times_words.setVisible(ends == _COUNT)

    def _unit(self) -> Unit | None:
        place = self.unit_field.choice()
        return None if place is None else UNITS[place]

    def _weekdays(self) -> tuple[int, ...]:
        return tuple(place for place, day in enumerate(self.days) if day.isChecked())

    def rule(self) -> Repeat | None:
        """The rule chosen; None for once."""
        unit, ends = self._unit(), self.ends_field.choice()
        if unit is None:
            return None
        return Repeat(
            unit,
            self.every_field.value(),
            self._weekdays() if unit == "week" else (),
            until=self.until_field.day() if ends == _UNTIL else None,
            count=self.count_field.value() if ends == _COUNT else None,
        )


def _day_button(words: str) -> QPushButton:
    made = button(words)
    made.setObjectName("weekday")
    made.setCheckable(True)
    return made

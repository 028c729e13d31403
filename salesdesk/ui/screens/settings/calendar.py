"""The calendar of the company: time zone, first day of the week, first month of the year, working hours,
holidays."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from babel.dates import format_date, get_day_names, get_month_names
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel

from salesdesk.answers.settings import CalendarSetting
from salesdesk.queries.settings_pages import calendar_setting
from salesdesk.rules.week import DAY_MINUTES, are_hours
from salesdesk.services.settings import change_calendar, change_work_hours
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import DayField, findable
from salesdesk.ui.kit.format import locale
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

_HALF_HOUR = 30
COLUMNS = (RowColumn("day", tr("Holiday"), strong=True), menu_column())


class CalendarPage(Page):
    """Each choice is saved as it is made."""

    key = "calendar"
    title = tr("Calendar")
    icon = "calendar"
    right = "administrator"
    words = tr(
        "What day it is, when a week and a year begin, and when people work: reports, quotas, “overdue” and"
        " the hours for which a lead waits count by it."
    )
    watches = frozenset({"calendar", "setting"})

    def build(self) -> None:
        self.answer: CalendarSetting | None = None
        self.zone = self._box(tr("Time zone"), [(zone, zone.replace("_", " ")) for zone in _zones()])
        findable(self.zone)
        days, months = get_day_names("wide", locale=locale()), get_month_names("wide", locale=locale())
        self.week = self._box(tr("The week begins on"), [(place, days[place]) for place in range(7)])
        self.year = self._box(
            tr("The fiscal year begins in"), [(place, months[place]) for place in range(1, 13)]
        )
        for box, field in (
            (self.zone, "time_zone"), (self.week, "week_start"), (self.year, "fiscal_year_start"),
        ):  # fmt: skip
            box.activated.connect(partial(self._chosen, box, field))
        lines = [row(_name_of(box), box, None) for box in (self.zone, self.week, self.year)]
        lines.append(self._hours_line())
        self.body.addWidget(card(*lines, spacing=8, margins=(16, 14, 16, 14)))
        self.body.addWidget(label(tr("Holidays"), "title"))
        self.table = RowsTable(self.desk.theme, tr("Holidays"), COLUMNS)
        self.table.menu_of = self._menu
        self.table.retire_asked.connect(self._remove)
        self.none = label(tr("No holiday yet. Weekends are free in any case."), "note", wrap=True)
        self.none.setContentsMargins(12, 12, 12, 4)
        self.day_field = DayField(tr("Holiday"))
        self.add_button = button(tr("Add the day"))
        self.add_button.clicked.connect(self._add)
        line = row(self.day_field, self.add_button, None, margins=(12, 9, 12, 10))
        self.body.addWidget(card(self.table, self.none, line))
        for box in (self.zone, self.week, self.year, self.begin, self.until):
            box.setEnabled(not self.locked)
        if self.locked:
            self.day_field.hide()
        if self.locked:
            self.add_button.hide()

    def _hours_line(self) -> QHBoxLayout:
        """From when until when people work."""
        steps = range(0, DAY_MINUTES + 1, _HALF_HOUR)
        times = [(minutes, f"{minutes // 60:02}:{minutes % 60:02}") for minutes in steps]
        self.begin = self._box(tr("People work from"), times[:-1])
        self.until = self._box(tr("People work until"), times[1:])
        for box in (self.begin, self.until):
            box.setMinimumWidth(108)
            box.activated.connect(lambda _: self._hours_chosen())
        return row(_name_of(self.begin), self.begin, label(tr("until")), self.until, None)

    def _show_hours(self) -> None:
        assert self.answer is not None
        for box, minutes in zip((self.begin, self.until), self.answer.work_hours, strict=True):
            box.setCurrentIndex(box.findData(minutes))

    def _hours_chosen(self) -> None:
        begin, until = self.begin.currentData(), self.until.currentData()
        if not are_hours(begin, until):
            self._show_hours()
            self.say_error(tr("The working hours have to end after they begin, on the same day."))
            return
        self.save(
            lambda session: change_work_hours(session, begin=begin, until=until),
            "change_calendar",
            tr("Working hours changed"),
        )

    def _box(self, name: str, choices: list[tuple[Any, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setMinimumWidth(280)
        for value, words in choices:
            box.addItem(words, value)
        return box

    def read(self, session: "Session") -> CalendarSetting:
        return calendar_setting(session)

    def show_answer(self, answer: CalendarSetting) -> None:
        self.answer = answer
        for box, value in (
            (self.zone, answer.time_zone),
            (self.week, answer.week_start),
            (self.year, answer.fiscal_year_start),
        ):
            box.setCurrentIndex(box.findData(value))
        self._show_hours()
        rows = []
        for when in answer.holidays:
            words = format_date(when, "full", locale=locale())
            rows.append(Row(when.toordinal(), words, (Cell(words), menu_cell())))
        self.table.show_rows(rows, editable=not self.locked)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)

    def _chosen(self, box: QComboBox, field: str, _: int) -> None:
        value = box.currentData()
        self._change(tr("{what} changed").format(what=box.accessibleName()), **{field: value})

    def _change(self, words: str, **fields: Any) -> None:
        self.save(lambda session: change_calendar(session, **fields), "change_calendar", words)

    def _add(self) -> None:
        when = self.day_field.day()
        if when is None or self.answer is None:
            self.say_error(tr("Choose the day first."))
            return
        self._change(tr("Holiday added"), holidays=[*self.answer.holidays, when])
        self.day_field.show_day(None)

    def _menu(self, shown: Row) -> list[MenuItem]:
        return [] if self.locked else [(tr("Remove"), "trash-2", partial(self._remove, shown.id))]

    def _remove(self, ordinal: int) -> None:
        if self.answer is not None and not self.locked:
            left = [when for when in self.answer.holidays if when != date.fromordinal(ordinal)]
            self._change(tr("Holiday removed"), holidays=left)


def _name_of(box: QComboBox) -> QLabel:
    name = label(box.accessibleName(), "label")
    name.setFixedWidth(200)
    name.setBuddy(box)
    return name


def _zones() -> list[str]:
    """The zones that people know by a place."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(regions))]

"""A day is typed as one writes it, and a field that is only passed stays as it was."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.kit.day_typing import DayHint
from salesdesk.ui.kit.fields import DayField
from salesdesk.ui.kit.format import parse_day

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEY = Qt.Key
TODAY = date(2026, 11, 25)


class Form(QWidget):
    """A day between two other fields."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.day, self.after = QLineEdit(), DayField("Day"), QLineEdit()
        layout = QVBoxLayout(self)
        for field in (self.before, self.day, self.after):
            layout.addWidget(field)
        self.told: list[date | None] = []
        self.day.editingFinished.connect(lambda: self.told.append(self.day.day()))
        self.before.setFocus()


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made


def press(*keys: Qt.Key | str) -> None:
    """Press keys where the focus is then."""
    for key in keys:
        target = QApplication.focusWidget()
        if isinstance(key, str):
            for letter in key:
                QTest.keyClick(QApplication.focusWidget(), letter)
        else:
            QTest.keyClick(target, key)


@pytest.mark.parametrize("before", [None, date(2026, 2, 14)])
@pytest.mark.parametrize("words", ["31 Mar 2027", "31.3.2027", "2027-03-31", "31 march 27", "Mar 31, 2027"])
def test_a_day_is_typed_whole_and_taken_with_tab(form: Form, before: date | None, words: str) -> None:
    form.day.show_day(before)
    press(KEY.Key_Tab, words, KEY.Key_Tab)
    assert form.after.hasFocus() and form.day.day() == date(2027, 3, 31) == form.told[-1]


@pytest.mark.parametrize("before", [None, date(2026, 2, 14)])
def test_a_field_that_is_passed_keeps_its_day(form: Form, before: date | None) -> None:
    form.day.show_day(before)
    press(KEY.Key_Tab, KEY.Key_Tab)
    assert form.after.hasFocus() and form.day.day() == before


def test_what_is_no_day_is_marked_by_enter_and_given_up_by_escape(form: Form) -> None:
    form.day.show_day(date(2026, 2, 14))
    press(KEY.Key_Tab, "31 Feb 2027", KEY.Key_Return)
    typed = QApplication.focusWidget()
    assert isinstance(typed, QLineEdit) and typed.text() == "31 Feb 2027" and "is no day" in typed.toolTip()
    hint = form.findChild(DayHint)
    assert isinstance(hint, DayHint) and hint.isVisible() and "“31 Feb 2027” is no day" in hint.text()
    press(KEY.Key_Escape)
    assert form.day.hasFocus() and form.day.day() == date(2026, 2, 14) and not typed.isVisible()
    assert not hint.isVisible()


def test_what_is_no_day_is_given_up_with_a_word_when_the_field_is_left(form: Form) -> None:
    press(KEY.Key_Tab, "soonish", KEY.Key_Tab)
    hint = form.findChild(DayHint)
    assert form.after.hasFocus() and form.day.day() is None
    assert isinstance(hint, DayHint) and hint.isVisible() and "“soonish” is no day" in hint.text()


@pytest.mark.parametrize(("words", "days"), [("tomorrow", 1), ("+3", 3), ("in 2 weeks", 14)])
def test_a_day_is_typed_in_words(form: Form, words: str, days: int) -> None:
    press(KEY.Key_Tab, words, KEY.Key_Tab)
    assert form.after.hasFocus() and form.day.day() == date.today() + timedelta(days=days)


@pytest.mark.parametrize("on_words", [True, False])
def test_the_calendar_of_no_day_opens_on_today_and_chooses_none(form: Form, on_words: bool) -> None:
    if on_words:
        QTest.mouseClick(form.day.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
    else:
        QTest.mouseClick(form.day, Qt.MouseButton.LeftButton, pos=QPoint(form.day.width() - 8, 12))
    calendar, today = form.day.calendarWidget(), date.today()
    assert calendar.isVisible() and (calendar.yearShown(), calendar.monthShown()) == (today.year, today.month)
    assert calendar.selectedDate() == QDate(today.year, today.month, today.day)
    QTest.keyClick(calendar, KEY.Key_Escape)
    assert form.day.day() is None


def test_today_is_chosen_from_the_calendar_of_no_day_by_enter(form: Form) -> None:
    QTest.mouseClick(form.day.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
    view = form.day.calendarWidget().findChild(QTableView)
    assert view is not None
    QTest.keyClick(view, KEY.Key_Return)
    assert form.day.day() == date.today()


@pytest.mark.parametrize("words", ["tomorrow", "3 Apr 2031"])
def test_what_is_typed_while_the_calendar_of_no_day_is_open_is_the_day(form: Form, words: str) -> None:
    QTest.mouseClick(form.day.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
    calendar = form.day.calendarWidget()
    view = calendar.findChild(QTableView)
    assert calendar.isVisible() and view is not None
    QTest.keyClick(view, KEY.Key_Down)
    QTest.keyClicks(view, words[0])
    assert not calendar.isVisible()
    press(words[1:], KEY.Key_Return)
    meant = date.today() + timedelta(1) if words == "tomorrow" else date(2031, 4, 3)
    assert form.day.day() == meant


def test_a_click_into_a_day_that_is_there_opens_no_calendar(form: Form) -> None:
    form.day.show_day(date(2026, 2, 14))
    QTest.mouseClick(form.day.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
    assert not form.day.calendarWidget().isVisible() and form.day.hasFocus()


@pytest.mark.parametrize(
    ("words", "read"),
    [("1.12.", "2026-12-01"), ("15 Jan", "2027-01-15"), ("15.1", "2027-01-15"), ("30.10.", "2026-10-30")],
)
def test_without_a_year_the_nearest_such_day_is_meant(words: str, read: str) -> None:
    assert parse_day(words, TODAY).isoformat() == read


@pytest.mark.parametrize("words", ["", "soon", "31.2.2027", "99", "13 Foo 2027"])
def test_what_names_no_day_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_day(words, TODAY)

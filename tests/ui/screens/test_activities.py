"""The Activities screen as a list and as a week, used by hand, on both databases."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from salesdesk.models import Activity
from salesdesk.queries.company_calendar import today
from salesdesk.rules.week import week_of
from salesdesk.services.activities import complete_activity, plan_activity
from salesdesk.services.settings import change_calendar, change_work_hours
from salesdesk.ui.forms.activity import ActivitySheet
from salesdesk.ui.forms.activity_done import DoneSheet
from salesdesk.ui.kit.table.sheets import EditSheet
from salesdesk.ui.screens.activities import ActivitiesScreen
from salesdesk.ui.screens.activities.week import GUTTER, HOUR, Block
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

Desk = tuple[Pilot, ActivitiesScreen]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def monday(office: Office) -> date:
    with office.read() as session:
        return week_of(today(session))


@pytest.fixture
def work(office: Office, address: str, monday: date, new_pilot: Callable[[], Pilot]) -> Desk:
    """A week with a call on Tuesday at ten, a task for Wednesday, and one thing done."""
    tuesday = monday + timedelta(days=1)
    at = datetime.combine(tuesday, time(10)).astimezone()
    deal = office.deal(title="Forklifts")
    with office.write() as session:
        plan_activity(
            session, kind="call", subject="Call them", due_on=tuesday, due_at=at, minutes=60, deal_id=deal
        )
        plan_activity(session, kind="task", subject="Tidy up", due_on=monday + timedelta(days=2))
        done = plan_activity(session, kind="task", subject="Old one", due_on=monday)
        complete_activity(session, activity_id=done)
    pilot = new_pilot()
    screen = pilot.open_at(address, "activities")
    assert isinstance(screen, ActivitiesScreen)
    pilot.until(lambda: listed(screen) == ["Call them", "Tidy up"])
    return pilot, screen


def listed(screen: ActivitiesScreen) -> list[str]:
    model = screen.page.table.list
    rows = [model.record_at(row) for row in range(model.rowCount())]
    return [record.cells[0].name for record in rows if record is not None]


def one(office: Office, subject: str, column: Any) -> Any:
    return office.value(sa.select(column).where(Activity.subject == subject))


def show_week(pilot: Pilot, screen: ActivitiesScreen) -> None:
    screen.ways.buttons["week"].click()
    pilot.until(lambda: len(screen.week.view.blocks) == 3)


def block(screen: ActivitiesScreen, subject: str) -> Block:
    return next(each for each in screen.week.view.blocks if each.item.subject == subject)


def drag(screen: ActivitiesScreen, start: QPointF, by: QPointF) -> None:
    view = screen.week.view.viewport()
    begin, end = start.toPoint(), (start + by).toPoint()
    QTest.mousePress(view, LEFT, pos=begin)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, begin + QPoint(round(by.x() * part), round(by.y() * part)))
    QTest.mouseRelease(view, LEFT, pos=end)


def test_the_list_shows_what_is_to_do_and_finds_by_subject_and_deal(work: Desk) -> None:
    pilot, screen = work
    pilot.press(Qt.Key.Key_Slash)
    pilot.until(screen.page.bar.search.hasFocus)
    QTest.keyClicks(screen.page.bar.search, "forkl")
    pilot.until(lambda: listed(screen) == ["Call them"])


@of_the_window
def test_d_does_what_has_the_focus_and_it_leaves_the_list(work: Desk, office: Office) -> None:
    pilot, screen = work
    screen.page.table.setFocus()
    screen.page.table.go_to(1)
    pilot.press(Qt.Key.Key_D)
    pilot.until(lambda: isinstance(screen.sheet, DoneSheet))
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: listed(screen) == ["Call them"])
    assert one(office, "Tidy up", Activity.state) == "done"


def test_enter_opens_the_sheet_and_what_is_changed_there_is_saved(work: Desk, office: Office) -> None:
    pilot, screen = work
    screen.page.table.setFocus()
    screen.page.table.go_to(1)
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    sheet = screen.sheet
    assert isinstance(sheet, ActivitySheet) and sheet.subject_field.text() == "Tidy up"
    pilot.type(sheet.subject_field, "Tidy up well", enter=False)
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: "Tidy up well" in listed(screen))
    assert one(office, "Tidy up well", Activity.version) == 2


def test_the_list_as_shown_goes_into_a_calendar_file(
    work: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot, screen = work
    target = tmp_path / "mine.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    screen.calendar_button.click()
    pilot.until(lambda: "2 activities written" in pilot.said)
    events = Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Call them", "Tidy up"]


def test_the_week_shows_what_is_planned_and_done_where_it_lies(work: Desk) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    call, task, old = (block(screen, name) for name in ("Call them", "Tidy up", "Old one"))
    assert (call.day, call.span) == (1, (600, 660))
    assert (task.day, task.span) == (2, None) and old.item.state == "done"
    screen.week.after.click()
    pilot.until(lambda: not screen.week.view.blocks)
    screen.week.today_button.click()
    pilot.until(lambda: len(screen.week.view.blocks) == 3)


def test_the_week_follows_the_working_hours_and_holidays_of_the_company(
    work: Desk, office: Office, monday: date
) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    view = screen.week.view

    def looks(day: int, hour: float) -> QColor:
        view.verticalScrollBar().setValue(0)
        at = QPoint(round(GUTTER + (day + 0.9) * view.day_width), round(view.top + hour * HOUR))
        return view.viewport().grab().toImage().pixelColor(at)

    works, idle = looks(0, 8.25), looks(0, 7.25)
    assert works != idle and looks(5, 8.25) == idle
    with office.write() as session:
        change_work_hours(session, begin=9 * 60, until=17 * 60)
    pilot.until(lambda: looks(0, 8.25) == idle)
    assert looks(0, 9.25) == works
    with office.write() as session:
        change_calendar(session, holidays=[monday + timedelta(days=4)])
    pilot.until(lambda: looks(4, 9.25) == idle)
    assert looks(3, 9.25) == works


def test_dragging_moves_an_activity_and_undo_brings_it_back(work: Desk, office: Office, monday: date) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    view = screen.week.view
    drag(screen, block(screen, "Call them").rect.center(), QPointF(2 * view.day_width, HOUR * 1.5))
    pilot.until(lambda: block(screen, "Call them").day == 3)
    assert block(screen, "Call them").span == (690, 750)
    assert one(office, "Call them", Activity.due_on) == monday + timedelta(days=3)
    pilot.press(Qt.Key.Key_Z, CONTROL)
    pilot.until(lambda: block(screen, "Call them").span == (600, 660))
    assert block(screen, "Call them").day == 1


@of_the_window
def test_dragging_the_lower_edge_changes_the_length(work: Desk, office: Office) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    rect = block(screen, "Call them").rect
    drag(screen, QPointF(rect.center().x(), rect.bottom() - 2), QPointF(0, HOUR * 0.5))
    pilot.until(lambda: block(screen, "Call them").span == (600, 690))
    assert one(office, "Call them", Activity.minutes) == 90


@of_the_window
def test_a_whole_day_dragged_into_the_hours_gets_a_time(work: Desk, office: Office) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    view = screen.week.view
    start = block(screen, "Tidy up").rect.center()
    noon = view.top + 12 * HOUR - view.verticalScrollBar().value()
    drag(screen, start, QPointF(0, noon - start.y()))
    pilot.until(lambda: block(screen, "Tidy up").span is not None)
    assert block(screen, "Tidy up").span == (720, 750)
    assert one(office, "Tidy up", Activity.due_at).astimezone().hour == 12


@of_the_window
def test_a_click_on_a_free_place_begins_an_activity_there(work: Desk, office: Office, monday: date) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    view = screen.week.view
    y = view.top + 14 * HOUR + 3 - view.verticalScrollBar().value()
    place = QPoint(int(56 + 4.5 * view.day_width), y)
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    sheet = screen.sheet
    assert isinstance(sheet, ActivitySheet)
    assert (sheet.day_field.day(), sheet.time_field.text()) == (monday + timedelta(days=4), "14:00")
    pilot.type(sheet.subject_field, "Visit", enter=False)
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: len(view.blocks) == 4)
    assert block(screen, "Visit").span == (840, 870)


@of_the_window
def test_keys_alone_choose_move_stretch_and_finish(work: Desk, office: Office) -> None:
    pilot, screen = work
    show_week(pilot, screen)
    view = screen.week.view
    view.setFocus()
    for _ in range(2):
        pilot.press(Qt.Key.Key_Down)
    current = view.current_block()
    assert current is not None and current.item.subject == "Call them"
    assert "Call them" in view.accessibleDescription()
    pilot.press(Qt.Key.Key_Down, CONTROL)
    pilot.until(lambda: block(screen, "Call them").span == (615, 675))
    pilot.press(Qt.Key.Key_Right, CONTROL)
    pilot.until(lambda: block(screen, "Call them").day == 2)
    pilot.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    pilot.until(lambda: block(screen, "Call them").span == (615, 690))
    pilot.press(Qt.Key.Key_Space)
    pilot.until(lambda: isinstance(screen.sheet, DoneSheet))
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: block(screen, "Call them").item.state == "done")


def test_assign_owner_changes_whose_the_activities_are(work: Desk, office: Office) -> None:
    pilot, screen = work
    screen.page.table.setFocus()
    pilot.press(Qt.Key.Key_A, CONTROL)
    screen.actions_.assign()
    sheet = screen.actions_.sheet
    assert isinstance(sheet, EditSheet)
    assert sheet.column.editable == "person_id"

"""Activities that repeat, planned and changed in their sheet, seen in list and week, on both databases."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.answers.repeats import Repeat
from salesdesk.models import Activity
from salesdesk.queries.company_calendar import today
from salesdesk.rules.repeats import turn_of
from salesdesk.rules.week import week_of
from salesdesk.services.activities import plan_activity
from salesdesk.ui.forms.activity import ActivitySheet
from salesdesk.ui.screens.activities import ActivitiesScreen
from tests.office import Office
from tests.ui.conftest import Pilot

Desk = tuple[Pilot, ActivitiesScreen]


@pytest.fixture
def desk(address: str, new_pilot: Callable[[], Pilot]) -> Desk:
    pilot = new_pilot()
    screen = pilot.open_at(address, "activities")
    assert isinstance(screen, ActivitiesScreen)
    return pilot, screen


@pytest.fixture
def monday(office: Office) -> date:
    with office.read() as session:
        return week_of(today(session)) + timedelta(days=7)


@pytest.fixture
def weekly(office: Office, monday: date) -> int:
    """A call every Monday and Thursday at ten from next week on."""
    at = datetime.combine(monday, time(10)).astimezone()
    with office.write() as session:
        return plan_activity(
            session, kind="call", subject="Ring", due_on=monday, due_at=at, repeat=Repeat("week", 1, (0, 3))
        )


def planned(office: Office) -> list[tuple[str, date | None]]:
    rows = sa.select(Activity.subject, Activity.due_on).where(
        Activity.state == "planned", Activity.deleted_at.is_(None)
    )
    with office.read() as session:
        return [(row[0], row[1]) for row in session.execute(rows.order_by(Activity.id))]


def opened(desk: Desk, key: int) -> ActivitySheet:
    """The sheet of an activity."""
    pilot, screen = desk
    screen.sheet = None
    screen.open_record("activity", key)
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    assert isinstance(screen.sheet, ActivitySheet)
    return screen.sheet


def choose(field: Any, words: str) -> None:
    """Choose one of a box by its words, as with the mouse."""
    field.setCurrentIndex(field.findText(words))
    field.activated.emit(field.currentIndex())


def test_a_new_activity_is_planned_to_repeat_and_to_remind(desk: Desk, office: Office) -> None:
    pilot, screen = desk
    screen.new_record()
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    sheet = screen.sheet
    assert isinstance(sheet, ActivitySheet) and sheet.reminder_field.choice() is None
    QTest.keyClicks(sheet.subject_field, "Report")
    QTest.keyClicks(sheet.time_field, "9")
    assert sheet.reminder_field.currentText() == "10 minutes before"
    assert not sheet.repeat_field.every_field.isVisible()
    choose(sheet.repeat_field.unit_field, "Weekly")
    assert sheet.repeat_field.days[0].isVisible()
    pilot.type(sheet.repeat_field.every_field, "2", enter=False)
    choose(sheet.repeat_field.ends_field, "After so many times")
    pilot.type(sheet.repeat_field.count_field, "3", enter=False)
    assert not sheet.scope.isVisible()
    sheet.accept_button.click()
    pilot.until(lambda: len(planned(office)) == 1)
    turn = turn_of(office.value(sa.select(Activity.repeat)))
    assert turn is not None
    assert (turn.rule.unit, turn.rule.every, turn.rule.count) == ("week", 2, 3)
    assert turn.rule.weekdays == (turn.on.weekday(),)
    assert office.value(sa.select(Activity.remind_minutes)) == 10


def test_only_this_one_or_all_that_follow_are_changed(
    desk: Desk, office: Office, weekly: int, monday: date
) -> None:
    pilot, _ = desk
    sheet = opened(desk, weekly)
    assert sheet.scope.isVisible() and sheet.scope.current == "one"
    pilot.type(sheet.subject_field, "Once", enter=False)
    sheet.accept_button.click()
    pilot.until(lambda: planned(office) == [("Once", monday)])
    sheet = opened(desk, weekly)
    assert sheet.repeat_field.unit_field.currentText() == "Weekly"
    sheet.skip_button.click()
    pilot.until(lambda: pilot.said == "Skipped: Once")
    pilot.until(lambda: planned(office) == [("Ring", monday + timedelta(days=3))])
    pilot.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    pilot.until(lambda: planned(office) == [("Once", monday)])
    sheet = opened(desk, weekly)
    sheet.scope.buttons["all"].click()
    sheet.delete_button.click()
    pilot.until(lambda: planned(office) == [])


def test_another_rule_holds_for_all_that_follow(desk: Desk, office: Office, weekly: int) -> None:
    pilot, _ = desk
    sheet = opened(desk, weekly)
    sheet.repeat_field.days[4].click()
    assert sheet.scope.current == "all"
    sheet.accept_button.click()
    pilot.until(lambda: "Saved: Ring" in pilot.said)
    turn = turn_of(office.value(sa.select(Activity.repeat)))
    assert turn is not None and turn.rule.weekdays == (0, 3, 4)


def test_the_week_shows_what_will_come_and_the_list_by_which_rule(desk: Desk, weekly: int) -> None:
    pilot, screen = desk
    screen.ways.buttons["week"].click()
    pilot.until(lambda: screen.week.shown is not None)
    screen.week.after.click()
    pilot.until(lambda: len(screen.week.view.blocks) == 2)
    first, later = screen.week.view.blocks
    assert (first.item.state, first.day, later.item.state, later.day) == ("planned", 0, "expected", 3)
    assert first.span == later.span == (600, 630)
    QTest.mouseClick(
        screen.week.view.viewport(), Qt.MouseButton.LeftButton, pos=later.rect.center().toPoint()
    )
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    assert screen.sheet is not None
    screen.sheet.cancel()
    screen.ways.buttons["list"].click()
    screen.page.ask(columns=("subject", "repeats"))
    model = screen.page.table.list

    def cell() -> str:
        record = model.record_at(0) if model.rowCount() else None
        return str(record.cells[1]) if record is not None and len(record.cells) == 2 else ""

    pilot.until(lambda: cell() == "Every week on Mon, Thu")

"""The Today screen as somebody uses it in the morning, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from salesdesk.models import Activity
from salesdesk.queries.company_calendar import today
from salesdesk.services.activities import plan_activity
from salesdesk.services.settings import add_currency
from salesdesk.ui.forms.activity import ActivitySheet
from salesdesk.ui.forms.activity_done import DoneSheet
from salesdesk.ui.screens.today.agenda import Task
from salesdesk.ui.screens.today.screen import TodayScreen
from tests.office import Office, money
from tests.ui.conftest import Pilot, of_the_window

Morning = tuple[Pilot, TodayScreen]


@pytest.fixture
def day(office: Office) -> date:
    with office.read() as session:
        return today(session)


@pytest.fixture
def morning(office: Office, address: str, day: date, new_pilot: Callable[[], Pilot]) -> Morning:
    """The administrator in the morning: one thing late, two for today, a deal without a next step."""
    with office.read() as session:
        me = session.info["viewer"].person_id
    deal = office.deal(title="Forklifts", owner_id=me)
    office.deal(title="Quiet", owner_id=me)
    with office.write() as session:
        plan_activity(session, kind="call", subject="Call them", due_on=day, deal_id=deal)
        plan_activity(session, kind="task", subject="Tidy up", due_on=day)
        plan_activity(session, kind="email", subject="Old mail", due_on=day - timedelta(days=1))
    pilot = new_pilot()
    screen = pilot.open_at(address, "today")
    assert isinstance(screen, TodayScreen)
    pilot.until(lambda: subjects(screen) == ["Old mail", "Call them", "Tidy up"])
    return pilot, screen


def subjects(screen: TodayScreen) -> list[str]:
    return [line.item.subject for line in screen.my.agenda.model_.lines if isinstance(line, Task)]


def choose(screen: TodayScreen, subject: str) -> None:
    lines = screen.my.agenda.model_.lines
    row = next(n for n, line in enumerate(lines) if isinstance(line, Task) and line.item.subject == subject)
    screen.my.agenda.choose(row)
    screen.my.agenda.setFocus()


def one(office: Office, subject: str, column: Any) -> Any:
    return office.value(sa.select(column).where(Activity.subject == subject, Activity.state != "cancelled"))


def test_who_owns_nothing_reads_whose_the_open_pipeline_is(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    office.deal(owner_id=None, amount=money("81"))
    pilot = new_pilot()
    screen = pilot.open_at(address, "today")
    assert isinstance(screen, TodayScreen)
    whose = screen.my.pipeline.whose
    pilot.until(lambda: whose.text() == "Nobody owns these deals.")
    assert whose.isVisible()
    office.deal(owner="rita", amount=money("100"))
    pilot.until(lambda: whose.text() == "All deals that you see; nobody owns 1 of them (€81).")
    with office.read() as session:
        me = session.info["viewer"].person_id
    office.deal(owner_id=me)
    pilot.until(lambda: not whose.isVisible())
    assert screen.my.pipeline.heading.text() == "My open pipeline"


def test_the_day_is_told_in_a_sentence_and_counted_in_the_rail(morning: Morning) -> None:
    pilot, screen = morning
    assert screen.greeting.text().startswith("Good ")
    assert screen.sentence.text() == "One thing is overdue and two are for today."
    assert pilot.window.rail._counts["today"].text() == "3"
    # What comes next is chosen: the first of today, not what is late.
    assert screen.my.agenda.current.item.subject == "Call them"
    assert [line.title for line in screen.my.no_step.deals] == ["Quiet"]


def test_deals_without_a_rate_are_told_beside_the_sums(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.read() as session:
        me = session.info["viewer"].person_id
    with office.write() as session:
        add_currency(session, code="GBP")
    office.deal(owner_id=me, amount=money("10"))
    for stage in ("Qualified", "Qualified", "Won"):
        office.deal(stage, owner_id=me, amount=money("5000"), currency="GBP")
    pilot = new_pilot()
    screen = pilot.open_at(address, "today")
    assert isinstance(screen, TodayScreen)
    card = screen.my.pipeline
    pilot.until(lambda: card.total.text() == "€10")
    assert card.missing.isVisible() and card.missing.text() == "2 deals without a rate left out"
    assert card.won_missing.isVisible() and card.won_missing.text() == "1 deal without a rate left out"
    pilot.window.pages.open("pipeline")
    pilot.until(lambda: "2 deals without a rate left out" in pilot.screen.bar._sum.text())


def test_space_does_a_task_with_its_outcome_and_plans_the_next_in_one_save(
    morning: Morning, office: Office
) -> None:
    pilot, screen = morning
    choose(screen, "Call them")
    pilot.press(Qt.Key.Key_Space)
    pilot.until(lambda: isinstance(screen.sheet, DoneSheet))
    sheet = screen.sheet
    assert isinstance(sheet, DoneSheet) and sheet.next_box.isChecked()
    assert sheet.subject_field.text() == "Follow up: Call them"
    QTest.keyClicks(sheet.outcome_field, "They want two")
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: "Call them" not in subjects(screen))
    assert one(office, "Call them", Activity.state) == "done"
    assert one(office, "Call them", Activity.outcome) == "They want two"
    assert one(office, "Follow up: Call them", Activity.state) == "planned"
    pilot.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    pilot.until(lambda: "Call them" in subjects(screen))
    assert one(office, "Call them", Activity.outcome) is None


@of_the_window
def test_what_hangs_on_no_deal_proposes_nothing(morning: Morning, office: Office) -> None:
    pilot, screen = morning
    choose(screen, "Tidy up")
    pilot.press(Qt.Key.Key_Space)
    pilot.until(lambda: isinstance(screen.sheet, DoneSheet))
    pilot.press(Qt.Key.Key_Return)
    pilot.until(lambda: "Tidy up" not in subjects(screen))
    assert office.value(sa.select(sa.func.count()).select_from(Activity)) == 3


@of_the_window
def test_l_puts_a_task_off_until_tomorrow(
    morning: Morning, office: Office, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot, screen = morning
    # Without a real screen a menu cannot take the keyboard; what stands in it is chosen all the same.
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    choose(screen, "Old mail")
    pilot.press(Qt.Key.Key_L)
    assert screen.menu is not None
    tomorrow = screen.menu.activeAction()
    assert tomorrow is not None and tomorrow.text().startswith("Tomorrow")
    tomorrow.trigger()
    pilot.until(lambda: subjects(screen) == ["Call them", "Tidy up", "Old mail"])
    assert one(office, "Old mail", Activity.due_on) == day + timedelta(days=1)
    assert "tomorrow" in pilot.said


@of_the_window
def test_a_click_on_the_ring_does_a_task_and_one_on_its_words_opens_it(morning: Morning) -> None:
    pilot, screen = morning
    agenda = screen.my.agenda
    lines = agenda.model_.lines
    row = next(n for n, line in enumerate(lines) if isinstance(line, Task))
    place = agenda.rect_of(row).center().toPoint()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(agenda.viewport(), left, pos=QPoint(24, place.y()))
    pilot.until(lambda: isinstance(screen.sheet, DoneSheet))
    pilot.press(Qt.Key.Key_Escape)
    QTest.mouseClick(agenda.viewport(), left, pos=QPoint(200, place.y()))
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    assert isinstance(screen.sheet, ActivitySheet)
    assert screen.sheet.subject_field.text() == lines[row].item.subject


@of_the_window
def test_n_plans_something_about_a_deal_found_by_typing(morning: Morning, office: Office) -> None:
    pilot, screen = morning
    pilot.press(Qt.Key.Key_N)
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    sheet = screen.sheet
    assert isinstance(sheet, ActivitySheet)
    pilot.type(sheet.subject_field, "Send the offer", enter=False)
    sheet.deal_field.setFocus()
    QTest.keyClicks(sheet.deal_field, "forkl")
    pilot.until(lambda: bool(sheet.deal_field.offers.words))
    QTest.keyClick(sheet.deal_field, Qt.Key.Key_Return)
    assert sheet.deal_field.record_id is not None and sheet.isVisible()
    QTest.keyClicks(sheet.deal_field, "x")
    assert sheet.deal_field.is_open
    QTest.keyClick(sheet.deal_field, Qt.Key.Key_Backspace)
    pilot.until(lambda: bool(sheet.deal_field.offers.words))
    sheet.time_field.setFocus()
    assert not sheet.deal_field.is_open and not sheet.deal_field.offers.isVisible()
    pilot.type(sheet.time_field, "1430", enter=False)
    sheet.accept_button.click()
    pilot.until(lambda: "Send the offer" in subjects(screen))
    at = one(office, "Send the offer", Activity.due_at)
    assert (at.astimezone().hour, at.astimezone().minute) == (14, 30)
    assert one(office, "Send the offer", Activity.deal_id) is not None


@of_the_window
def test_a_form_that_cannot_be_saved_says_why_and_stays_as_typed(morning: Morning) -> None:
    pilot, screen = morning
    pilot.press(Qt.Key.Key_N)
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    sheet = screen.sheet
    assert isinstance(sheet, ActivitySheet)
    sheet.accept_button.click()
    assert sheet.error.text() == "Say what is to be done."
    pilot.type(sheet.subject_field, "Something", enter=False)
    pilot.type(sheet.time_field, "27:99", enter=False)
    sheet.accept_button.click()
    assert sheet.error.text() == "Write the time as 14:30."
    pilot.type(sheet.time_field, "", enter=False)
    sheet.time_field.clear()
    QTest.keyClicks(sheet.company_field, "nobody at all")
    sheet.accept_button.click()
    assert "No company" in sheet.error.text() and sheet.subject_field.text() == "Something"


def test_a_quiet_deal_gets_its_next_step_by_plan_all(morning: Morning) -> None:
    pilot, screen = morning
    screen.my.no_step.link.click()
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))
    sheet = screen.sheet
    assert isinstance(sheet, ActivitySheet) and sheet.deal_field.text() == "Quiet"
    pilot.type(sheet.subject_field, "Wake them", enter=False)
    sheet.accept_button.click()
    pilot.until(lambda: not screen.my.no_step.deals and "Wake them" in subjects(screen))
    assert not screen.my.no_step.link.isVisible()


@of_the_window
def test_a_day_of_somebody_without_work_says_so_and_begins_it(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    screen = pilot.open_at(address, "today")
    assert isinstance(screen, TodayScreen)
    pilot.until(lambda: screen.my.none.isVisible())
    assert screen.sentence.text() == "Nothing is planned for the next seven days."
    assert screen.my.no_step.empty.text() == screen.my.cold.empty.text() == "There is no deal yet."
    assert pilot.window.rail._counts["today"].text() == ""
    office.deal(title="Not mine", owner="rita")
    pilot.until(lambda: screen.my.no_step.empty.text() == "You have no open deal.")
    screen.my.new_button.click()
    pilot.until(lambda: isinstance(screen.sheet, ActivitySheet))

"""The inbox of leads: taken on or turned down by key and mouse; who waits for an answer, and how long."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.leads import Lead
from salesdesk.answers.lists import Condition
from salesdesk.models import Deal, Pipeline, Stage
from salesdesk.models.base import now
from salesdesk.queries.leads import lead_inbox
from salesdesk.services.activities import complete_activity, plan_activity
from salesdesk.services.deals import insert_deals, move_deal
from salesdesk.services.settings import change_calendar, change_work_hours
from salesdesk.ui.screens.pipeline.decisions import LostSheet
from salesdesk.ui.screens.pipeline.inbox import InboxPage, _place, response_words
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key


def came_in(office: Office, *titles: str) -> None:
    """Make leads that came in one after the other, long ago."""
    begun = now() - timedelta(days=40)
    rows = [
        {
            "title": title,
            "stage_id": office.stages["New lead"],
            "stage_entered_at": begun + timedelta(days=place),
            "owner_id": office.people["rita"],
            "amount": Decimal(10 * (place + 1)),
        }
        for place, title in enumerate(titles)
    ]
    with office.write() as session:
        insert_deals(session, rows)


def talk(office: Office, title: str) -> None:
    """Have a call about a deal."""
    deal_id = office.value(sa.select(Deal.id).where(Deal.title == title))
    with office.write() as session:
        activity = plan_activity(session, kind="call", subject="Hello", deal_id=deal_id, due_on=None)
        complete_activity(session, activity_id=activity)


def stage_of(office: Office, title: str) -> int:
    """The stage in which the database has a deal."""
    found: int = office.value(sa.select(Deal.stage_id).where(Deal.title == title))
    return found


@pytest.fixture
def inbox(pilot: Pilot, office: Office) -> InboxPage:
    """The inbox with three leads; the second one has been answered."""
    came_in(office, "Oldest", "Answered", "Newest")
    talk(office, "Answered")
    pilot.screen.bar.forms.buttons["inbox"].click()
    page = pilot.screen.showing.page("inbox")
    assert isinstance(page, InboxPage)
    pilot.until(lambda: titles(page) == ["Oldest", "Newest", "Answered"] and page.list.isVisible())
    pilot.until(lambda: len(pilot.titles("New lead")) == 3)
    return page


def titles(page: InboxPage) -> list[str]:
    """The leads from above."""
    return [lead.card.title for lead in page.list.model_.lines]


def test_those_who_wait_stand_first_with_arrival_and_response(
    pilot: Pilot, office: Office, inbox: InboxPage
) -> None:
    leads: list[Lead] = list(inbox.list.model_.lines)
    assert [lead.answered_at is None for lead in leads] == [True, True, False]
    assert leads[0].response_hours > leads[1].response_hours > 200
    assert response_words(leads[0]).startswith("Waits for ")
    assert response_words(leads[2]).startswith("Answered after ")
    assert inbox.words.accessibleName() == "3 leads · 2 wait for a first answer"
    spoken = str(inbox.list.model_.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Oldest, €10, Rita, arrived ")
    talk(office, "Oldest")
    pilot.until(lambda: titles(inbox) == ["Newest", "Oldest", "Answered"])


@of_the_window
def test_a_takes_a_lead_on_and_goes_to_the_next(pilot: Pilot, office: Office, inbox: InboxPage) -> None:
    inbox.list.setFocus()
    assert inbox.list.current.card.title == "Oldest"
    pilot.press(KEY.Key_A)
    pilot.until(lambda: stage_of(office, "Oldest") == office.stages["Qualified"])
    pilot.until(lambda: titles(inbox) == ["Newest", "Answered"])
    assert pilot.said == "Oldest moved to Qualified"
    assert inbox.list.current.card.title == "Newest" and inbox.list.hasFocus()
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: titles(inbox) == ["Oldest", "Newest", "Answered"])


@of_the_window
def test_r_turns_a_lead_down_with_a_reason(pilot: Pilot, office: Office, inbox: InboxPage) -> None:
    inbox.list.setFocus()
    inbox.list.choose(1)
    pilot.press(KEY.Key_R)
    sheet = pilot.screen.sheet
    assert isinstance(sheet, LostSheet) and sheet.passage.title == "Newest"
    pilot.press(KEY.Key_Escape)
    assert stage_of(office, "Newest") == office.stages["New lead"] and inbox.list.hasFocus()
    pilot.press(KEY.Key_R)
    sheet = pilot.screen.sheet
    assert isinstance(sheet, LostSheet)
    sheet.reason_field.setCurrentIndex(1)
    sheet.accept_button.click()
    pilot.until(lambda: stage_of(office, "Newest") == office.stages["Lost"])
    pilot.until(lambda: titles(inbox) == ["Oldest", "Answered"])


@of_the_window
def test_the_mouse_takes_on_turns_down_and_opens(pilot: Pilot, office: Office, inbox: InboxPage) -> None:
    def click(row: int, what: str) -> None:
        rect = inbox.list.rect_of(row)
        place = _place(rect, what).center() if what else rect.center()
        QTest.mouseClick(inbox.list.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())

    click(1, "")
    pilot.until(lambda: pilot.screen.panel.deal_id == pilot.deal_id("Newest"))
    pilot.screen.close_panel()
    click(0, "reject")
    assert isinstance(pilot.screen.sheet, LostSheet)
    pilot.press(KEY.Key_Escape)
    click(2, "accept")
    pilot.until(lambda: stage_of(office, "Answered") == office.stages["Qualified"])


def test_the_inbox_follows_filters_and_says_what_is_empty(
    pilot: Pilot, office: Office, inbox: InboxPage
) -> None:
    pilot.screen.page.ask(conditions=(Condition("amount_base", "more", ("25",)),))
    pilot.until(lambda: titles(inbox) == ["Newest"])
    pilot.screen.page.ask(conditions=(Condition("amount_base", "between", ("100", "200.25")),))
    pilot.until(inbox.empty.isVisible)
    assert "No lead fits" in inbox.empty.accessibleName()
    inbox.empty.button.click()
    pilot.until(lambda: len(titles(inbox)) == 3)
    with office.write() as session:
        pipeline = session.scalars(sa.select(Pipeline).where(Pipeline.name == "Renewals")).one()
        open_ones = sa.select(Stage.id).where(Stage.pipeline_id == pipeline.id, Stage.type == "open")
        stage_id = session.scalars(open_ones.limit(1)).one()
        insert_deals(session, [{"title": "Renews", "stage_id": stage_id}])
    menu = pilot.screen.bar.pipeline_menu()
    next(action for action in menu.actions() if action.text() == "Renewals").trigger()
    pilot.until(lambda: "No inbox here" in inbox.empty.accessibleName() and inbox.empty.isVisible())


def test_a_lead_that_went_back_keeps_its_arrival(office: Office) -> None:
    came_in(office, "Early")
    deal_id = office.value(sa.select(Deal.id).where(Deal.title == "Early"))
    pipeline = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))

    def arrived() -> object:
        with office.read() as session:
            [lead] = lead_inbox(session, filters=BoardFilter(pipeline)).leads
        return lead.arrived_at

    before = arrived()
    for stage in ("Qualified", "New lead"):
        with office.write() as session:
            move_deal(session, deal_id=deal_id, stage_id=office.stages[stage])
    assert arrived() == before


def test_nobody_waits_on_a_holiday_or_outside_the_working_hours_of_the_company(office: Office) -> None:
    came_in(office, "Early")
    pipeline = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))

    def hours() -> Decimal:
        with office.read() as session:
            [lead] = lead_inbox(session, filters=BoardFilter(pipeline)).leads
        return lead.response_hours

    before, day = hours(), now().date() - timedelta(days=20)
    while day.weekday() > 4:
        day += timedelta(days=1)
    with office.write() as session:
        change_calendar(session, holidays=[day])
    assert 0 <= hours() - (before - 10) < 1
    with office.write() as session:
        change_work_hours(session, begin=0, until=24 * 60)
    assert hours() > 2 * before


def test_a_key_acts_on_the_lead_that_was_chosen_though_a_colleague_takes_those_above(
    inbox: InboxPage, pilot: Pilot, office: Office
) -> None:
    inbox.list.choose(1)
    assert inbox.list.current.card.title == "Newest"
    move_on(office, "Oldest")
    pilot.until(lambda: titles(inbox) == ["Newest", "Answered"])
    assert inbox.list.current.card.title == "Newest"
    move_on(office, "Newest")
    pilot.until(lambda: titles(inbox) == ["Answered"])
    assert inbox.list.current is None
    before = stage_of(office, "Answered")
    QTest.keyClick(inbox.list, KEY.Key_A)
    pilot.qtbot.wait(100)
    assert stage_of(office, "Answered") == before
    QTest.keyClick(inbox.list, KEY.Key_Down)
    assert inbox.list.current.card.title == "Answered"


def move_on(office: Office, title: str) -> None:
    """A colleague takes a lead on."""
    deal_id = office.value(sa.select(Deal.id).where(Deal.title == title))
    with office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Qualified"])

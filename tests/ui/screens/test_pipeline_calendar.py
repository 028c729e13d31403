"""The calendar of expected closes: deals on their days with sums, moved by mouse and keys, filtered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import Condition, ListView
from salesdesk.models import Deal, Pipeline
from salesdesk.queries.closing import CARDS_A_DAY, close_month
from salesdesk.queries.lists import list_totals
from salesdesk.services.currencies import put_rates
from salesdesk.services.deals import edit_deal, insert_deals, move_deal
from salesdesk.services.settings import add_currency
from salesdesk.ui.screens.pipeline.calendar import CalendarPage
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key
MONTH = date.today().replace(day=1)
TENTH, ELEVENTH, LAST = (MONTH.replace(day=n) for n in (10, 11, 28))


@pytest.fixture
def calendar(pilot: Pilot, office: Office) -> CalendarPage:
    """The calendar with three deals on two days of this month and two without a day."""
    with office.write() as session:
        for title, on in (("First", TENTH), ("Second", TENTH), ("Beta", LAST)):
            edit_deal(session, deal_id=pilot.deal_id(title), close_on=on)
    pilot.screen.bar.forms.buttons["calendar"].click()
    page = pilot.screen.showing.page("calendar")
    assert isinstance(page, CalendarPage)
    pilot.until(lambda: len(page.view.spots) == 5 and page.view.isVisible())
    return page


def on_day(page: CalendarPage, on: date | None) -> list[str]:
    """The titles that lie on a day, or in the tray."""
    return [spot.card.title for spot in page.view.spots if spot.on == on]


def place(page: CalendarPage, title: str) -> QPoint:
    """Where a deal lies."""
    spot = next(spot for spot in page.view.spots if spot.card.title == title)
    return spot.rect.center().toPoint()


def drag(page: CalendarPage, title: str, to: QPoint) -> None:
    """Drag a deal by mouse."""
    over, begin = page.view.viewport(), place(page, title)
    QTest.mousePress(over, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 6):
        QTest.mouseMove(over, begin + (to - begin) * step / 5)
    QTest.mouseRelease(over, Qt.MouseButton.LeftButton, pos=to)


def close_on(office: Office, title: str) -> date | None:
    """What the database has as a deal's expected close."""
    found: date | None = office.value(sa.select(Deal.close_on).where(Deal.title == title))
    return found


def test_deals_lie_on_their_days_with_sums_of_days_weeks_and_the_month(calendar: CalendarPage) -> None:
    shown = calendar.shown
    assert shown is not None
    assert on_day(calendar, TENTH) == ["Second", "First"] and on_day(calendar, LAST) == ["Beta"]
    assert sorted(on_day(calendar, None)) == ["Alpha", "Third"]
    assert (shown.day(TENTH).count, shown.day(TENTH).total) == (2, Decimal("300.50"))
    weeks = [shown.together(first, first + timedelta(days=6)) for first in shown.weeks]
    assert sum(week.total for week in weeks) == Decimal("1300.50")
    assert calendar.sums.accessibleName() == "3 deals · €1,300.50"
    assert (shown.unscheduled.count, shown.unscheduled.total) == (2, Decimal(300))
    first = next(spot.card for spot in calendar.view.spots if spot.card.title == "First")
    assert calendar.view.spoken(first).startswith("First, Halden Logistics, €100, Rita, ")


def test_a_deal_dragged_to_another_day_closes_then_and_comes_back_with_undo(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    drag(calendar, "First", calendar.view.cell(ELEVENTH).center().toPoint())
    assert on_day(calendar, ELEVENTH) == ["First"]  # before the database has answered
    pilot.until(lambda: close_on(office, "First") == ELEVENTH)
    pilot.until(lambda: pilot.said.startswith("First closes "))
    pilot.until(lambda: calendar.shown is not None and calendar.shown.day(TENTH).count == 1)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: close_on(office, "First") == TENTH)
    pilot.until(lambda: sorted(on_day(calendar, TENTH)) == ["First", "Second"])


def test_deals_that_are_picked_are_dragged_and_pushed_together_with_one_undo(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    view = calendar.view

    def days() -> list[date | None]:
        return [close_on(office, title) for title in ("First", "Second", "Beta")]

    def pick(*titles: str) -> None:
        for title in titles:
            button = Qt.MouseButton.LeftButton
            QTest.mouseClick(view.viewport(), button, CONTROL, place(calendar, title))

    pick("First", "Beta", "Second", "Second")
    assert len(view.picked) == 2 and pilot.screen.panel.deal_id is None
    drag(calendar, "First", view.cell(ELEVENTH).center().toPoint())
    assert sorted(on_day(calendar, ELEVENTH)) == ["Beta", "First"] and not view.picked
    pilot.until(lambda: days() == [ELEVENTH, TENTH, ELEVENTH])
    pilot.until(lambda: pilot.said.startswith("2 deals close "))
    pilot.until(lambda: calendar.shown is not None and calendar.shown.day(ELEVENTH).count == 2)
    pick("First", "Second")
    view.setFocus()
    view.current = pilot.deal_id("First")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: days() == [ELEVENTH + timedelta(days=1), ELEVENTH, ELEVENTH])
    for before in ([ELEVENTH, TENTH, ELEVENTH], [TENTH, TENTH, LAST]):
        pilot.press(KEY.Key_Z, CONTROL)
        pilot.until(lambda before=before: days() == before)  # type: ignore[misc]
    pilot.until(lambda: sorted(on_day(calendar, TENTH)) == ["First", "Second"])
    pick("First")
    pilot.press(KEY.Key_Escape)
    assert not view.picked
    pilot.press(KEY.Key_Space, CONTROL)
    assert view.picked == {pilot.deal_id("First")} and view.accessibleDescription().endswith("picked")


@of_the_window
def test_a_deal_goes_into_the_tray_and_out_of_it(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    drag(calendar, "Beta", calendar.view.tray.center().toPoint())
    pilot.until(lambda: close_on(office, "Beta") is None)
    pilot.until(lambda: "Beta" in on_day(calendar, None))
    drag(calendar, "Third", calendar.view.cell(TENTH).center().toPoint())
    pilot.until(lambda: close_on(office, "Third") == TENTH)
    pilot.until(lambda: on_day(calendar, TENTH)[0] == "Third")


@of_the_window
def test_a_drag_that_ends_nowhere_or_is_left_changes_nothing(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    drag(calendar, "First", QPoint(30, 8))  # over the names of the days
    over = calendar.view.viewport()
    QTest.mousePress(over, Qt.MouseButton.LeftButton, pos=place(calendar, "Second"))
    QTest.mouseMove(over, calendar.view.cell(LAST).center().toPoint())
    assert calendar.view.ghost is not None
    pilot.press(KEY.Key_Escape)
    QTest.mouseRelease(over, Qt.MouseButton.LeftButton, pos=calendar.view.cell(LAST).center().toPoint())
    pilot.qtbot.wait(100)
    assert close_on(office, "First") == TENTH == close_on(office, "Second")


@of_the_window
def test_keys_go_from_deal_to_deal_move_open_and_turn(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    view = calendar.view
    view.setFocus()
    view.current = pilot.deal_id("Second")
    pilot.press(KEY.Key_Down)
    assert view.current == pilot.deal_id("First") and "First" in view.accessibleDescription()
    pilot.press(KEY.Key_Right)
    assert view.current == pilot.deal_id("Beta")
    pilot.press(KEY.Key_Left)
    assert view.current == pilot.deal_id("Second")
    pilot.press(KEY.Key_Right, CONTROL)
    pilot.until(lambda: close_on(office, "Second") == ELEVENTH)
    pilot.press(KEY.Key_Down, CONTROL)
    pilot.until(lambda: close_on(office, "Second") == ELEVENTH + timedelta(days=7))
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == pilot.deal_id("Second"))
    calendar.view.setFocus()
    pilot.press(KEY.Key_PageDown)
    pilot.until(lambda: calendar.shown is not None and calendar.shown.month > MONTH)
    assert calendar.shown is not None and calendar.shown.month == (MONTH + timedelta(days=31)).replace(day=1)
    calendar.today_button.click()
    pilot.until(lambda: calendar.shown is not None and calendar.shown.month == MONTH)


def test_the_calendar_follows_filters_pipelines_and_what_others_do(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    alpha, beta = pilot.deal_id("Alpha"), pilot.deal_id("Beta")
    owner = Condition("owner", "is", (str(office.people["ron"]),))
    pilot.screen.page.ask(conditions=(owner,))
    pilot.until(lambda: {spot.card.title for spot in calendar.view.spots} == {"Second", "Alpha"})
    pilot.screen.page.ask(conditions=())
    pilot.until(lambda: len(calendar.view.spots) == 5)
    with office.write("dora") as session:
        edit_deal(session, deal_id=alpha, close_on=ELEVENTH)
        move_deal(session, deal_id=beta, stage_id=office.stages["Won"])
    pilot.until(lambda: on_day(calendar, ELEVENTH) == ["Alpha"] and not on_day(calendar, LAST))
    assert calendar.sums.accessibleName() == "3 deals · €300.50"


@of_the_window
def test_a_full_day_says_how_many_more_there_are_and_shows_them(
    pilot: Pilot, office: Office, calendar: CalendarPage
) -> None:
    with office.write() as session:
        stage_id = office.stages["Closing"]
        rows = [
            {"title": f"Many {n:02}", "stage_id": stage_id, "amount": Decimal(n), "close_on": ELEVENTH}
            for n in range(1, 61)
        ]
        insert_deals(session, rows)
    pilot.until(lambda: calendar.shown is not None and calendar.shown.day(ELEVENTH).count == 60)
    pilot.until(lambda: "Many 59" in pilot.titles("Closing"))
    [rest] = [each for each in calendar.view.rests if each.day.on == ELEVENTH]
    assert rest.count + len(on_day(calendar, ELEVENTH)) == 60
    assert len(rest.day.cards) == CARDS_A_DAY and rest.day.total == Decimal(1830)
    QTest.mouseClick(calendar.view.viewport(), Qt.MouseButton.LeftButton, pos=rest.rect.center().toPoint())
    popup = calendar.popup
    assert popup is not None and popup.isVisible() and popup.buttons[0].hasFocus()
    assert popup.buttons[0].text() == "Many 60  €60"
    pilot.press(KEY.Key_Down)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == pilot.deal_id("Many 59"))
    calendar.view.setFocus()
    calendar.view.current = next(spot.card.deal_id for spot in calendar.view.spots if spot.on == ELEVENTH)
    pilot.press(KEY.Key_Space)
    popup = calendar.popup
    assert popup is not None and popup.list_button.text() == "Show all 60 as a list"
    popup.list_button.click()
    pilot.until(lambda: pilot.screen.page.totals is not None and pilot.screen.page.totals.count == 60)
    assert pilot.screen.form == "list" and pilot.screen.page.table.isVisible()


def test_the_month_holds_what_lists_hold_and_says_what_has_no_rate(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="CHF")
        add_currency(session, code="USD")
        put_rates(session, currency="USD", rates=[(MONTH, Decimal("0.5"))])
    office.deal("New lead", amount=Decimal(10), close_on=TENTH)
    office.deal("Closing", amount=Decimal(10), currency="USD", close_on=TENTH)
    office.deal("Closing", amount=Decimal(10), currency="CHF", close_on=TENTH)
    office.deal("Closing", close_on=LAST)
    office.deal("Won", amount=Decimal(99), close_on=TENTH)
    pipeline = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))
    with office.read() as session:
        month = close_month(session, month=TENTH, filters=BoardFilter(pipeline))
        between = Condition("close_on", "between", (MONTH.isoformat(), LAST.isoformat()))
        state = Condition("state", "is", ("lead", "open"))
        view = ListView("deal", conditions=(between, state), columns=("amount_base",))
        totals = list_totals(session, view)
    assert (month.whole.count, month.whole.total) == (totals.count, totals.sums["amount_base"])
    day = month.day(TENTH)
    assert (day.count, day.total, day.without_rate) == (3, Decimal(15), 1)


def test_a_close_that_cannot_be_saved_goes_back_and_says_why(
    pilot: Pilot, office: Office, calendar: CalendarPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.errors import KnownError
    from salesdesk.store import Store

    def unreachable(*_: object, **__: object) -> None:
        raise KnownError("The database does not answer.")

    pilot.window.watcher.stop()
    monkeypatch.setattr(Store, "write", unreachable)
    drag(calendar, "First", calendar.view.cell(ELEVENTH).center().toPoint())
    pilot.until(lambda: pilot.said == "The database does not answer.")
    assert sorted(on_day(calendar, TENTH)) == ["First", "Second"]


@of_the_window
def test_a_menu_offers_other_days(pilot: Pilot, office: Office, calendar: CalendarPage) -> None:
    spot = calendar.view.spot_at(QPointF(place(calendar, "First")))
    assert spot is not None
    actions = {action.text(): action for action in calendar.menu(spot.card).actions()}
    actions["A week later"].trigger()
    pilot.until(lambda: close_on(office, "First") == TENTH + timedelta(days=7))

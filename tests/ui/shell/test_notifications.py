"""The bell: it counts what others did, opens what it is about, and forgets what was seen."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.answers.changes import Changes
from salesdesk.services.deals import move_deal
from salesdesk.ui.kit.notice import Notice
from salesdesk.ui.shell.notifications import NoticePanel
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, make_deals, of_the_window

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_change_of_my_deal_by_somebody_else_rings_opens_and_is_seen(
    office: Office, address: str, new_pilot: Callable[..., Pilot]
) -> None:
    make_deals(office)
    store = office.store_of("rita")
    pilot = new_pilot("rita")
    pilot.open(store.place.url)
    bell = pilot.window.rail.bell
    pilot.until(lambda: bell.count == 3)  # the deals that were made for her
    deal = pilot.deal_id("First")
    with office.write("vera") as session:
        move_deal(session, deal_id=deal, stage_id=office.stages["Closing"])
    pilot.until(lambda: bell.count == 4)
    assert bell.accessibleName() == "4 new notifications"
    pilot.press(KEY.Key_B, CONTROL | SHIFT)
    panel = pilot.window.findChildren(NoticePanel)[0]
    assert next(notice.title for notice, is_new in panel.notices if is_new) == "First moved to Closing"
    QTest.keyClick(panel.list, KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal)
    assert bell.count == 0
    pilot.window.notifications.hear(Changes(everything=True))
    pilot.qtbot.wait(1_500)
    assert bell.count == 0


@of_the_window
def test_what_a_screen_reminds_of_stands_under_the_bell_once(pilot: Pilot) -> None:
    desk = pilot.window._desk
    assert desk is not None
    for title in ("Call Halden at 14:00", "Call Halden now"):
        desk.notify(Notice("reminder:1", "phone", title, "", datetime.now(UTC), "deal", 1))
    assert pilot.window.rail.bell.count == 1 and pilot.said == "Call Halden now"
    pilot.window.rail.bell.click()
    panel = pilot.window.findChildren(NoticePanel)[0]
    assert [notice.title for notice, _ in panel.notices] == ["Call Halden now"]
    pilot.press(KEY.Key_Escape)
    assert not panel.isVisible()
    assert pilot.window.rail.bell.count == 0

"""What else one does in a list: plan for many, take out address cards, make columns wide and rows low."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from salesdesk.models import Activity, Contact
from salesdesk.services.activities import plan_activity
from salesdesk.services.contacts import insert_contacts
from salesdesk.ui.kit.table.cells import COMPACT_ROW, ROW
from salesdesk.ui.kit.table.plan_sheet import PlanSheet
from salesdesk.ui.kit.table.screen import ListScreen
from salesdesk.ui.kit.table.sheets import ExportSheet
from salesdesk.ui.kit.table.view import NAMES_ENOUGH, WIDTHS
from tests.office import Office, day
from tests.ui.conftest import CONTROL, Pilot, of_the_window

NAMES = ("Ada", "Bea", "Eva")


@pytest.fixture
def listed(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> tuple[Pilot, ListScreen]:
    """The list of three contacts, of Rita, Ron and nobody."""
    owners = (office.people["rita"], office.people["ron"], None)
    with office.write() as session:
        insert_contacts(
            session,
            [
                {"name": name, "email": f"{name.lower()}@x.example", "owner_id": owner}
                for name, owner in zip(NAMES, owners, strict=True)
            ],
        )
    pilot = new_pilot()
    screen = pilot.open_at(address, "contacts")
    assert isinstance(screen, ListScreen)
    pilot.until(lambda: names(screen) == list(NAMES))
    return pilot, screen


def names(screen: ListScreen) -> list[str]:
    model = screen.page.table.list
    rows = [model.record_at(row) for row in range(model.rowCount())]
    return [row.cells[0].name for row in rows if row is not None]


def bulk_button(screen: ListScreen, words: str) -> QPushButton:
    found = screen.page.bulk.findChildren(QPushButton)
    return next(each for each in found if each.accessibleName() == words)


def planned(office: Office) -> list[tuple[str, int | None]]:
    """About whom something is planned, and who does it."""
    question = (
        sa.select(Contact.name, Activity.person_id)
        .join(Contact, Contact.id == Activity.contact_id)
        .where(Activity.deleted_at.is_(None))
        .order_by(Contact.name)
    )
    with office.read() as session:
        return [(row[0], row[1]) for row in session.execute(question)]


def test_one_activity_is_planned_for_all_ticked_contacts_with_one_undo(
    listed: tuple[Pilot, ListScreen], office: Office
) -> None:
    pilot, screen = listed
    screen.page.table.setFocus()
    pilot.press(Qt.Key.Key_A, CONTROL)
    pilot.until(screen.page.bulk.isVisible)
    bulk_button(screen, "Plan activity").click()
    pilot.until(lambda: isinstance(screen.actions_.sheet, PlanSheet))
    sheet = screen.actions_.sheet
    assert isinstance(sheet, PlanSheet)
    sheet.accept()
    assert sheet.error.text() == "Say what is to be done."
    pilot.type(sheet.subject_field, "Invite to the fair")
    rita, ron = office.people["rita"], office.people["ron"]
    me = pilot.window.background.store.viewer.person_id  # type: ignore[union-attr]
    pilot.until(lambda: planned(office) == [("Ada", rita), ("Bea", ron), ("Eva", me)])
    pilot.until(lambda: pilot.said == "Planned: Invite to the fair")
    pilot.press(Qt.Key.Key_Z, CONTROL)
    pilot.until(lambda: planned(office) == [])


@of_the_window
def test_activities_lead_to_others_about_the_same(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    deal = office.deal(owner="rita")
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ring", due_on=day("2030-01-01"), deal_id=deal)
    pilot = new_pilot()
    screen = pilot.open_at(address, "activities")
    assert isinstance(screen, ListScreen)
    pilot.until(lambda: names(screen) == ["Ring"])
    screen.page.table.setFocus()
    pilot.press(Qt.Key.Key_A, CONTROL)
    bulk_button(screen, "Plan activity").click()
    pilot.until(lambda: isinstance(screen.actions_.sheet, PlanSheet))
    sheet = screen.actions_.sheet
    assert isinstance(sheet, PlanSheet)
    pilot.type(sheet.subject_field, "Write")
    pilot.until(lambda: sorted(names(screen)) == ["Ring", "Write"])
    question = sa.select(sa.func.count()).where(Activity.deal_id == deal)
    assert office.value(question) == 2


def test_ticked_contacts_are_taken_out_as_address_cards(
    listed: tuple[Pilot, ListScreen], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot, screen = listed
    target = tmp_path / "people.vcf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    screen.page.table.setFocus()
    screen.page.table.go_to(1)
    pilot.press(Qt.Key.Key_Space)
    bulk_button(screen, "Export").click()
    sheet = screen.actions_.sheet
    assert isinstance(sheet, ExportSheet)
    box = sheet.kind_box
    box.setCurrentIndex(box.findData(".vcf"))
    box.activated.emit(box.currentIndex())
    assert not sheet.list.isVisible()
    sheet.accept()
    pilot.until(lambda: "1 row written" in pilot.said)
    words = target.read_text(encoding="utf-8")
    assert words.count("BEGIN:VCARD") == 1 and "FN:Bea" in words and "bea@x.example" in words


@of_the_window
def test_what_is_typed_right_after_opening_is_searched_and_stays(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        insert_contacts(session, [{"name": name} for name in NAMES])
    pilot = new_pilot()
    pilot.open_at(address, "contacts")
    for name in ("companies", "activities", "contacts"):
        screen: Any = pilot.go(name)
        screen.focus_search()
        QTest.keyClicks(screen.page.bar.search, "ev")
        screen.page.refresh()
    pilot.until(lambda: names(screen) == ["Eva"])
    QTest.keyClicks(screen.page.bar.search, "a")
    screen.page.refresh()
    pilot.qtbot.wait(1_200)
    assert screen.page.bar.search.text() == "eva" and names(screen) == ["Eva"]
    for name in ("companies", "activities"):
        screen = pilot.go(name)
        page = screen.page
        pilot.until(lambda page=page: page.view.text == "ev")  # type: ignore[misc]
        assert screen.page.bar.search.text() == "ev"


@of_the_window
def test_a_column_made_wide_is_as_wide_in_the_next_window(
    listed: tuple[Pilot, ListScreen], address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot, screen = listed
    key = screen.page.table.list.columns[0].key
    screen.page.table.header.resizeSection(1, 333)
    assert screen.page.table.widths[key] == 333
    pilot.leave()
    other = new_pilot()
    again = other.open_at(address, "contacts")
    assert isinstance(again, ListScreen)
    other.until(lambda: names(again) == list(NAMES))
    assert again.page.table.columnWidth(1) == 333


@of_the_window
def test_compact_rows_are_lower(listed: tuple[Pilot, ListScreen]) -> None:
    pilot, screen = listed
    assert screen.page.table.rowHeight(0) == ROW
    pilot.window.choose_density("compact")
    assert screen.page.table.rowHeight(0) == COMPACT_ROW
    pilot.window.choose_density("comfortable")
    assert screen.page.table.rowHeight(0) == ROW


@of_the_window
def test_import_is_a_click_away_from_a_list(listed: tuple[Pilot, ListScreen]) -> None:
    pilot, screen = listed
    button = next(each for each in screen.bar.findChildren(QPushButton) if each.text() == "Import")
    button.click()
    pilot.until(lambda: "exchange" in pilot.window.screens and pilot.window.screens["exchange"].isVisible())


def test_names_take_the_room_that_the_last_column_does_not_need(listed: tuple[Pilot, ListScreen]) -> None:
    pilot, screen = listed
    table = screen.page.table
    pilot.window.resize(1920, 900)
    pilot.until(lambda: table.columnWidth(1) >= NAMES_ENOUGH)
    pilot.window.resize(1280, 900)
    pilot.until(lambda: table.columnWidth(1) < NAMES_ENOUGH)
    assert table.columnWidth(1) >= WIDTHS["title"]

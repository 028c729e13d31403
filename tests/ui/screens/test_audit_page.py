"""Settings, Audit: read, filtered, opened and taken out as a person would; on either store."""

from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QLabel

from salesdesk.answers.audit import AuditFilter
from salesdesk.answers.viewer import Viewer
from salesdesk.models import Action, Export
from salesdesk.queries.audit import audit_count
from salesdesk.services.companies import create_company, edit_company
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.screens.settings.audit import AuditPage
from salesdesk.ui.screens.settings.screen import PageList, SettingsScreen
from tests.office import Office
from tests.services.test_undo import undo
from tests.ui.conftest import Pilot


def open_audit(pilot: Pilot) -> AuditPage:
    """The page, read."""
    pilot.window.pages.open("settings")
    screen = pilot.window.screens["settings"]
    assert isinstance(screen, SettingsScreen)
    screen.list.buttons["audit"].click()
    page = screen.page
    assert isinstance(page, AuditPage)
    pilot.until(lambda: not page.content.isHidden())
    return page


def rows(page: AuditPage) -> list[list[str]]:
    """What stands in the rows that are shown."""
    model = page.table.list
    return [
        [str(model.data(model.index(row, column)) or "") for column in range(1, model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def halden(office: Office) -> int:
    with office.write("rita") as session:
        key = create_company(session, name="Vanse Freight", city="Oslo")
    with office.write("vera") as session:
        edit_company(session, company_id=key, city="Bergen")
    return key


def test_it_is_read_filtered_and_a_row_opens_what_changed(pilot: Pilot, office: Office, halden: int) -> None:
    page = open_audit(pilot)
    first = rows(page)[0]
    assert first[1:5] == ["Vera", "Changed", "Company", "Vanse Freight"]
    assert first[5] == "City: Oslo → Bergen"
    page.deed.setCurrentIndex(page.deed.findData("created"))
    page.deed.activated.emit(page.deed.currentIndex())
    page.search.setText("vanse")
    pilot.until(lambda: [row[1:4] for row in rows(page)] == [["Rita", "Created", "Company"]])
    assert page.count.text() == "1 entry"
    page.search.setText("nothing of this name")
    pilot.until(lambda: not page.empty.isHidden() and not page.export_button.isEnabled())
    page.clear_button.click()
    pilot.until(lambda: rows(page) != [] and rows(page)[0] == first)
    page.show_entry(page.table.list.ids[0])
    sheet = page.desk.sheet_parent.findChild(Sheet)
    assert isinstance(sheet, Sheet)
    sheet.accept_button.click()
    pilot.until(lambda: "companies" in pilot.window.screens and pilot.window.screens["companies"].isVisible())


def test_what_was_undone_is_told_as_an_undo(pilot: Pilot, office: Office, halden: int) -> None:
    newest = sa.select(sa.func.max(Action.id))
    undo(office, office.value(newest), "vera")
    page = open_audit(pilot)
    assert rows(page)[0][5] == "Undone by Vera; City: Bergen → Oslo"
    page.show_entry(page.table.list.ids[0])
    sheet = page.desk.sheet_parent.findChild(Sheet)
    assert isinstance(sheet, Sheet)
    assert "Undone by Vera" in {part.text() for part in sheet.findChildren(QLabel)}
    sheet.leave(False)


def test_it_stays_as_it_was_read_and_offers_what_is_newer(pilot: Pilot, office: Office, halden: int) -> None:
    page = open_audit(pilot)
    before, turn = rows(page), page._turn
    assert page.newer_button.isHidden()
    with office.write("vera") as session:
        edit_company(session, company_id=halden, city="Oslo")
    pilot.until(lambda: not page.newer_button.isHidden())
    assert rows(page) == before and page._turn == turn
    page.newer_button.click()
    pilot.until(lambda: rows(page) != before)
    assert rows(page)[0][5] == "City: Bergen → Oslo" and page.newer_button.isHidden()


def test_of_many_the_newest_are_listed_and_it_says_of_how_many(
    pilot: Pilot, office: Office, halden: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.ui.screens.settings.audit.MOST", 3)
    page = open_audit(pilot)
    with office.read() as session:
        count = audit_count(session, AuditFilter())
    pilot.until(lambda: page.count.text() == f"3 of {count} entries")
    assert len(rows(page)) == 3 and not page.older.isHidden()
    page.search.setText("vanse")
    pilot.until(lambda: page.count.text() == "2 entries")
    assert page.older.isHidden()


def test_it_is_taken_out_with_a_line_per_field_and_that_is_noted(
    pilot: Pilot, office: Office, halden: int, tmp_path: Path
) -> None:
    page = open_audit(pilot)
    page.search.setText("vanse")
    pilot.until(lambda: len(rows(page)) == 2)
    target = tmp_path / "audit.xlsx"
    page.write(target)
    noted = sa.select(Export.row_count).where(Export.record == "audit")
    pilot.until(lambda: office.value(noted) == 2)
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    written = [[cell.value for cell in line][1:8] for line in sheet.iter_rows()]
    assert written[1] == ["Vera", "Changed", "Company", "Vanse Freight", "City", "Oslo", "Bergen"]
    assert written[2][:4] == ["Rita", "Created", "Company", "Vanse Freight"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_the_right_the_page_is_not_shown(pilot: Pilot) -> None:
    for right, shown in (("process", False), ("audit", True), ("administrator", True)):
        pages = PageList(pilot.window.theme, Viewer(1, "x", "X", frozenset({right})))
        assert ("audit" in pages.buttons) is shown
        assert "trash" in pages.buttons
        pages.deleteLater()

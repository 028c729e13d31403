"""Companies and contacts as a person uses them: sort, filter, save a view, tick, assign, undo, take out."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from salesdesk.answers.lists import Condition, ListView
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, SavedView
from salesdesk.queries.lists import MOST_NAMES
from salesdesk.rules.parts import AT_ONCE
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.ui.forms.company import NewCompanySheet
from salesdesk.ui.forms.contact import NewContactSheet
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.kit.table.cells import GROUP_ROW, ROW
from salesdesk.ui.kit.table.filters import FilterPopup
from salesdesk.ui.kit.table.page import ListPage
from salesdesk.ui.kit.table.screen import ListScreen
from salesdesk.ui.kit.table.sheets import EditSheet, ExportSheet, TagSheet, ViewSheet
from salesdesk.ui.kit.table.values import OffersField
from tests.office import Office, money
from tests.ui.conftest import CONTROL, Pilot, of_the_window

SHIFT = Qt.KeyboardModifier.ShiftModifier
NAMES = ("Ahorn", "Birke", "Eiche", "Fichte", "Linde")
CITIES = ("Bremen", "Kiel", "Bremen", None, "Rostock")


class Desk:
    """Somebody before a list."""

    def __init__(self, pilot: Pilot, screen: str) -> None:
        self.pilot = pilot
        pilot.window.pages.open(screen)
        found = pilot.window.screens[screen]
        assert isinstance(found, ListScreen)
        self.screen = found
        pilot.until(lambda: self.page.totals is not None)

    @property
    def page(self) -> ListPage:
        return self.screen.page

    def names(self) -> list[str]:
        """The names from above, as far as they are read."""
        model = self.page.table.list
        rows = [model.record_at(row) for row in range(model.rowCount())]
        return [row.cells[0].name for row in rows if row is not None]

    def wait(self, *names: str) -> None:
        """Wait until these rows are shown."""
        self.pilot.until(lambda: self.names() == list(names))

    def row_of(self, name: str) -> int:
        return self.names().index(name)

    def click_header(self, label: str) -> None:
        """Click the head of a column."""
        header = self.page.table.header
        place = [column.label for column in self.page.table.list.columns].index(label) + 1
        point = QPoint(header.sectionViewportPosition(place) + 20, 15)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def keys(self, text: str, target: QWidget | None = None) -> None:
        QTest.keyClicks(target or QApplication.focusWidget(), text)

    def sheet(self, kind: type[Any]) -> Any:
        """The sheet of a kind that lies over the window."""
        found: list[Any] = []
        parent = self.pilot.window

        def there() -> bool:
            found[:] = [sheet for sheet in parent.findChildren(kind) if sheet.isVisible()]
            return bool(found)

        self.pilot.until(there)
        return found[0]


@pytest.fixture
def companies(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> Desk:
    """The list of five companies, the first of them with a deal."""
    with office.write() as session:
        rows = [{"name": name, "city": city} for name, city in zip(NAMES, CITIES, strict=True)]
        ids = insert_companies(session, rows)
    office.deal(title="Deal of Linde", company_id=ids[4], amount=money("500"))
    pilot = new_pilot()
    pilot.open(address)
    desk = Desk(pilot, "companies")
    desk.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte")
    return desk


def stored(office: Office, column: Any) -> dict[str, Any]:
    """A field of all live companies by name."""
    with office.read() as session:
        rows = session.execute(sa.select(Company.name, column).where(Company.deleted_at.is_(None)))
        return {row[0]: row[1] for row in rows}


def test_a_click_on_a_head_sorts_and_another_turns_the_order_round(companies: Desk) -> None:
    assert companies.page.table.hasFocus()
    assert "5 companies" in companies.page.bar.total.text() and "€500" in companies.page.bar.sum.text()
    companies.click_header("Company")
    companies.wait("Ahorn", "Birke", "Eiche", "Fichte", "Linde")
    companies.click_header("Company")
    companies.wait("Linde", "Fichte", "Eiche", "Birke", "Ahorn")
    assert companies.page.is_changed and companies.page.tabs.tabs[0].is_changed


def test_what_is_typed_is_searched_and_esc_shows_all_again(companies: Desk) -> None:
    companies.pilot.press(Qt.Key.Key_Slash)
    assert companies.page.bar.search.hasFocus()
    companies.keys("ich")
    companies.wait("Eiche", "Fichte")
    QTest.keyClick(companies.page.bar.search, Qt.Key.Key_Escape)
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte")
    assert companies.page.table.hasFocus()
    companies.pilot.press(Qt.Key.Key_Slash)
    companies.keys("qqq")
    companies.pilot.until(companies.page.empty.isVisible)
    QTest.mouseClick(companies.page.empty.button, Qt.MouseButton.LeftButton)
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte")


def add_city_filter(companies: Desk) -> None:
    """City is Bremen or Kiel, by keys alone."""
    companies.page.table.setFocus()
    companies.pilot.press(Qt.Key.Key_F)
    popup = companies.page.popup
    assert isinstance(popup, FilterPopup)
    line = popup.field_box.lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "Cit")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert popup.column.key == "city"
    popup.operator_box.setFocus()
    QTest.keyClicks(popup.operator_box, "is")
    companies.pilot.until(lambda: popup.operator == "is")
    assert popup.value_field is not None
    QTest.keyClicks(popup.value_field.first(), "bremen")
    QTest.keyClick(popup.value_field.first(), Qt.Key.Key_Return)


@of_the_window
def test_a_filter_is_added_changed_and_removed_by_keys(companies: Desk) -> None:
    add_city_filter(companies)
    companies.wait("Ahorn", "Eiche")
    chip = companies.page.bar.chips[0]
    assert chip.text() == "City is bremen"
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    popup = companies.page.popup
    assert isinstance(popup, FilterPopup) and popup.value_field is not None
    popup.value_field.show_values(("Kiel",))
    popup.apply()
    companies.wait("Birke")
    companies.page.bar.chips[0].setFocus()
    QTest.keyClick(companies.page.bar.chips[0], Qt.Key.Key_Delete)
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte")
    assert companies.page.bar.filter_button.hasFocus()


@of_the_window
def test_a_filter_without_a_value_says_what_is_missing(companies: Desk) -> None:
    companies.page.add_filter("city")
    popup = companies.page.popup
    assert isinstance(popup, FilterPopup)
    popup.apply()
    assert popup.isVisible() and "value" in popup._error.text()


def test_tab_walks_inside_a_filter_and_no_letter_reaches_the_page(companies: Desk) -> None:
    pilot, page = companies.pilot, companies.page
    page.table.setFocus()
    pilot.press(Qt.Key.Key_F)
    popup = page.popup
    assert isinstance(popup, FilterPopup)
    companies.keys("City")
    walked = []
    for _ in range(4):
        pilot.press(Qt.Key.Key_Tab)
        walked.append(pilot.window.focusWidget())
    assert popup.value_field is not None
    fields = [popup.operator_box, popup.value_field.first(), popup.apply_button, popup.field_box]
    assert walked == fields and popup.column.key == "city"
    pilot.press(Qt.Key.Key_Backtab)
    companies.keys("niy")
    pilot.press(Qt.Key.Key_Delete)
    assert popup.isVisible() and not sheet_open(companies, NewCompanySheet)
    pilot.press(Qt.Key.Key_Backtab)
    companies.keys("Kiel")
    pilot.press(Qt.Key.Key_Tab)
    pilot.press(Qt.Key.Key_Space)
    companies.wait("Birke")
    companies.pilot.until(lambda: not isValid(popup))


@of_the_window
def test_an_owner_is_chosen_from_a_list_with_oneself_on_top(companies: Desk) -> None:
    companies.page.add_filter("owner")
    popup = companies.page.popup
    assert isinstance(popup, FilterPopup)
    field = popup.value_field
    assert isinstance(field, OffersField)
    companies.pilot.until(lambda: field.list.count() > 3)
    assert field.list.item(0).text() == "Me"
    field.list.item(0).setCheckState(Qt.CheckState.Checked)
    popup.apply()
    companies.pilot.until(companies.page.empty.isVisible)
    companies.pilot.until(lambda: companies.page.bar.chips[0].text() == "Owner is Me")


@of_the_window
def test_a_company_beyond_the_first_ones_offered_is_found_to_filter_by(
    companies: Desk, office: Office
) -> None:
    with office.write() as session:
        parent = insert_companies(session, [{"name": f"Firm {n:04}"} for n in range(MOST_NAMES + 50)])[-1]
        insert_companies(session, [{"name": "Daughter", "parent_id": parent}])
    companies.page.add_filter("parent")
    popup = companies.page.popup
    assert isinstance(popup, FilterPopup)
    field = popup.value_field
    assert isinstance(field, OffersField)
    companies.pilot.until(lambda: field.list.count() > 3)
    QTest.keyClicks(field.line, "firm 0549")
    companies.pilot.until(lambda: field.list.count() == 1)
    field.list.item(0).setCheckState(Qt.CheckState.Checked)
    field.line.clear()
    companies.pilot.until(lambda: field.list.count() > 3)
    popup.apply()
    companies.wait("Daughter")
    companies.pilot.until(lambda: companies.page.bar.chips[0].text() == "Parent company is Firm 0549")


def test_a_view_is_saved_and_comes_back_as_a_tab(companies: Desk, office: Office) -> None:
    add_city_filter(companies)
    companies.wait("Ahorn", "Eiche")
    QTest.mouseClick(companies.page.tabs.save_button, Qt.MouseButton.LeftButton)
    sheet = companies.sheet(ViewSheet)
    companies.keys("North", sheet.name_field)
    QTest.keyClick(sheet.name_field, Qt.Key.Key_Return)
    companies.pilot.until(lambda: companies.page.tabs.tabs[-1].view.name == "North")
    companies.pilot.until(lambda: companies.page.tabs.tabs[-1].rows == 2)
    assert companies.page.tabs.tabs[-1].isChecked()
    assert not companies.page.is_changed and not any(tab.is_changed for tab in companies.page.tabs.tabs)
    first = companies.page.tabs.tabs[0]
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte")
    companies.page.tabs.tabs[-1].click()
    companies.wait("Ahorn", "Eiche")
    with office.read() as session:
        saved = session.scalars(sa.select(SavedView)).one()
    assert ListView.from_json(saved.definition).conditions == (Condition("city", "is", ("bremen",)),)
    companies.page.tabs.delete_asked.emit(companies.page.tabs.tabs[-1].view)
    companies.pilot.until(lambda: companies.page.tabs.tabs[-1].view.name != "North")


def tick(companies: Desk, *names: str) -> None:
    """Go through the rows with the arrows and tick these with Space."""
    table = companies.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home)
    for name in names:
        while table.row != companies.row_of(name):
            QTest.keyClick(table, Qt.Key.Key_Down)
        QTest.keyClick(table, Qt.Key.Key_Space)


def test_three_are_ticked_given_to_somebody_and_taken_back(companies: Desk, office: Office) -> None:
    before = stored(office, Company.owner_id)
    tick(companies, "Linde", "Birke", "Fichte")
    companies.pilot.until(companies.page.bulk.isVisible)
    companies.pilot.until(lambda: "1 deal · €500" in companies.page.bulk.accessibleName())
    assert "3 selected" in companies.page.bulk.accessibleName()
    companies.screen.actions_.assign()
    sheet = companies.sheet(EditSheet)
    field = sheet.value_field
    companies.pilot.until(lambda: field.list.count() > 3)
    companies.keys("rita", field.line)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    rita = office.people["rita"]
    companies.pilot.until(lambda: "3 companies" in companies.pilot.said)
    owners = stored(office, Company.owner_id)
    assert [name for name, owner in owners.items() if owner == rita] == ["Birke", "Fichte", "Linde"]
    companies.pilot.press(Qt.Key.Key_Z, CONTROL)
    companies.pilot.until(lambda: companies.pilot.said.startswith("Undone"))
    assert stored(office, Company.owner_id) == before


@of_the_window
def test_shift_and_ctrl_a_tick_ranges_and_esc_lets_go(companies: Desk) -> None:
    table = companies.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(table, Qt.Key.Key_Down, SHIFT)
    ids = list(table.list.ids)
    assert list(companies.page.chosen_ids()) == ids[1:4]
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert table.chosen.count(5) == 0 and not companies.page.bulk.isVisible()
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    assert list(companies.page.chosen_ids()) == ids and "5 selected" in companies.page.bulk.accessibleName()
    point = QPoint(25, table.rowViewportPosition(2) + 20)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert list(companies.page.chosen_ids()) == [*ids[:2], *ids[3:]]
    QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(25, 15))
    assert table.chosen.count(5) == 5
    QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(25, 15))
    assert table.chosen.count(5) == 0


def test_a_field_is_changed_and_a_tag_put_on_all_ticked(companies: Desk, office: Office) -> None:
    tick(companies, "Ahorn", "Fichte")
    companies.screen.actions_.edit("city")
    sheet = companies.sheet(EditSheet)
    companies.keys("Husum", sheet.value_field.first())
    QTest.keyClick(sheet.value_field.first(), Qt.Key.Key_Return)
    companies.pilot.until(lambda: stored(office, Company.city)["Fichte"] == "Husum")
    assert stored(office, Company.city)["Birke"] == "Kiel"
    companies.pilot.until(lambda: not sheet_open(companies, EditSheet))
    companies.screen.actions_.tag()
    tagging = companies.sheet(TagSheet)
    tagging.name_field.setEditText("Fair 2026")
    tagging.accept()
    companies.page.ask(columns=("name", "tags"))

    def tagged() -> list[str]:
        rows = companies.page.table.list.known_rows().values()
        return sorted(row.cells[0].name for row in rows if len(row.cells) == 2 and row.cells[1])

    companies.pilot.until(lambda: tagged() == ["Ahorn", "Fichte"])


def sheet_open(companies: Desk, kind: type[Any]) -> bool:
    return any(sheet.isVisible() for sheet in companies.pilot.window.findChildren(kind))


def test_very_many_are_changed_and_deleted_in_steps_with_one_undo_each(
    new_pilot: Callable[..., Pilot], office: Office, address: str
) -> None:
    count = 2 * AT_ONCE + 10
    with office.write() as session:
        insert_companies(session, [{"name": f"C{n:03}", "city": "Kiel"} for n in range(count)])
    pilot = new_pilot()
    pilot.open(address)
    desk = Desk(pilot, "companies")

    def in_city(city: str) -> int:
        return list(stored(office, Company.city).values()).count(city)

    pilot.until(lambda: len(desk.page.table.list.ids) == count)
    said: list[str] = []
    desk.page.desk.undo.said.connect(said.append)
    desk.page.table.setFocus()
    QTest.keyClick(desk.page.table, Qt.Key.Key_A, CONTROL)
    desk.screen.actions_.edit("city")
    sheet = desk.sheet(EditSheet)
    desk.keys("Oslo", sheet.value_field.first())
    QTest.keyClick(sheet.value_field.first(), Qt.Key.Key_Return)
    pilot.until(lambda: in_city("Oslo") == count)
    pilot.until(lambda: not pilot.window.undo.is_saving)
    assert pilot.window.toast.words.startswith("City changed on")
    pilot.window.undo.undo()
    pilot.until(lambda: in_city("Kiel") == count)
    pilot.until(lambda: bool(said) and said[-1].startswith("Undone: City changed on"))
    QTest.keyClick(desk.page.table, Qt.Key.Key_A, CONTROL)
    desk.screen.actions_.delete()
    pilot.until(lambda: in_city("Kiel") == 0 and not pilot.window.undo.is_saving)
    pilot.window.undo.undo()
    pilot.until(lambda: in_city("Kiel") == count)


def test_what_is_used_stays_when_the_ticked_are_deleted(companies: Desk, office: Office) -> None:
    tick(companies, "Linde", "Ahorn")
    QTest.keyClick(companies.page.table, Qt.Key.Key_Delete)
    companies.wait("Linde", "Birke", "Eiche", "Fichte")
    companies.pilot.until(lambda: "1 stays" in companies.pilot.said)
    companies.pilot.press(Qt.Key.Key_Z, CONTROL)
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte")


def test_a_name_is_changed_in_the_list(companies: Desk, office: Office) -> None:
    table = companies.page.table
    table.setFocus()
    table.go_to(companies.row_of("Eiche"))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None and editor is not table
    companies.pilot.type(editor, "Elbe & Co")
    companies.wait("Linde", "Ahorn", "Birke", "Elbe & Co", "Fichte")
    assert "Elbe & Co" in stored(office, Company.city)


def test_groups_have_a_head_with_their_count_and_fold(companies: Desk) -> None:
    next(action for action in companies.page.group_menu().actions() if action.text() == "City").trigger()
    model = companies.page.table.list
    companies.pilot.until(lambda: len(model.groups) == 4)
    assert [(group.label, group.count) for group in model.groups] == [
        ("Bremen", 2),
        ("Kiel", 1),
        ("Rostock", 1),
        ("", 1),
    ]
    companies.wait("Ahorn", "Eiche", "Birke", "Linde", "Fichte")
    assert model.rowCount() == 9 and model.record_at(0) is None
    table = companies.page.table
    table.setFocus()
    table.go_to(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert model.rowCount() == 7 and companies.names() == ["Birke", "Linde", "Fichte"]
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert model.rowCount() == 9
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    assert len(companies.page.chosen_ids()) == 5
    assert table.rowHeight(0) == GROUP_ROW and table.rowHeight(1) == ROW
    companies.page.ask(group="")
    companies.pilot.until(lambda: model.rowCount() == 5)
    assert {table.rowHeight(row) for row in range(5)} == {ROW}


@of_the_window
def test_columns_are_chosen_and_moved(companies: Desk) -> None:
    companies.page.choose_columns()
    popup: Any = companies.page.popup
    items = [popup.list.item(place) for place in range(popup.list.count())]
    next(item for item in items if item.text() == "City").setCheckState(Qt.CheckState.Checked)
    next(item for item in items if item.text() == "Segment").setCheckState(Qt.CheckState.Unchecked)
    labels = lambda: [column.label for column in companies.page.table.list.columns]  # noqa: E731
    companies.pilot.until(lambda: labels()[-1] == "City" and "Segment" not in labels())
    popup.list.setCurrentRow(3)
    before = companies.page.shown_keys
    QTest.keyClick(popup.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    companies.pilot.until(lambda: companies.page.shown_keys != before)
    popup.close()


@pytest.mark.parametrize("kind", [".xlsx", ".csv", ";.csv"])
def test_the_list_is_exported_as_shown(
    companies: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    delimiter, ending = kind.removesuffix(".csv") or ",", kind.lstrip(";")
    companies.click_header("Company")
    companies.click_header("Company")
    companies.wait("Linde", "Fichte", "Eiche", "Birke", "Ahorn")
    companies.page.ask(columns=("city", "name"))
    companies.pilot.until(lambda: len(companies.page.table.list.columns) == 2)
    target = tmp_path / f"out{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    QTest.mouseClick(companies.page.bar.export_button, Qt.MouseButton.LeftButton)
    sheet = companies.sheet(ExportSheet)
    sheet.kind_box.setCurrentIndex(sheet.kind_box.findData(kind))
    sheet.accept()
    companies.pilot.until(lambda: "5 rows" in companies.pilot.said)
    if ending == ".csv":
        with target.open(encoding="utf-8-sig", newline="") as file:
            rows = [tuple(row) for row in csv.reader(file, delimiter=delimiter)]
    else:
        # Which record each row is stands in a hidden column behind those that were chosen.
        rows = [tuple(cell or "" for cell in row[:2]) for row in load_workbook(target).worksheets[0].values]
    assert rows == [
        ("City", "Company"),
        ("Rostock", "Linde"),
        ("", "Fichte"),
        ("Bremen", "Eiche"),
        ("Kiel", "Birke"),
        ("Bremen", "Ahorn"),
    ]


def test_a_new_company_is_written_down_and_one_like_it_is_warned_of(companies: Desk, office: Office) -> None:
    companies.page.table.setFocus()
    companies.pilot.press(Qt.Key.Key_N)
    sheet = companies.sheet(NewCompanySheet)
    companies.keys("Birke GmbH", sheet.name_field)
    companies.pilot.until(sheet.alike.isVisible)
    assert [hit.title for hit in sheet.alike.hits] == ["Birke"]
    companies.pilot.type(sheet.name_field, "Ulme", enter=False)
    companies.pilot.until(lambda: not sheet.alike.isVisible())
    companies.pilot.type(sheet.city_field, "Celle")
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte", "Ulme")
    assert stored(office, Company.city)["Ulme"] == "Celle"
    assert stored(office, Company.owner_id)["Ulme"] is not None


@of_the_window
def test_a_new_company_needs_its_name_only(companies: Desk) -> None:
    companies.screen.new_record()
    sheet = companies.sheet(NewCompanySheet)
    sheet.accept()
    assert "name" in sheet.error.text() and sheet.isVisible()


@of_the_window
def test_a_record_opens_by_enter(companies: Desk) -> None:
    table = companies.page.table
    table.setFocus()
    table.go_to(companies.row_of("Birke"))
    opened: list[int] = []
    companies.page.opened.connect(opened.append)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [table.list.id_at(companies.row_of("Birke"))]


def test_changes_of_others_come_into_the_list(companies: Desk, office: Office) -> None:
    with office.write() as session:
        insert_companies(session, [{"name": "Zeder"}])
    companies.wait("Linde", "Ahorn", "Birke", "Eiche", "Fichte", "Zeder")
    tab = companies.page.tabs.tabs[0]
    companies.pilot.until(lambda: tab.rows == 6)


@of_the_window
def test_an_empty_list_says_what_to_do(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> None:
    pilot = new_pilot()
    pilot.open(address)
    for screen, kind in (("companies", NewCompanySheet), ("contacts", NewContactSheet)):
        desk = Desk(pilot, screen)
        pilot.until(desk.page.empty.isVisible)
        QTest.mouseClick(desk.page.empty.button, Qt.MouseButton.LeftButton)
        sheet = desk.sheet(kind)
        QTest.keyClick(sheet.name_field, Qt.Key.Key_Escape)
        pilot.until(lambda kind=kind, desk=desk: not sheet_open(desk, kind))


@of_the_window
def test_a_filter_is_not_blamed_where_there_is_nothing_at_all(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open(address)
    desk = Desk(pilot, "activities")
    pilot.until(desk.page.empty.isVisible)
    assert desk.page.view.conditions
    pilot.until(
        lambda: "No activities yet" in [label.text() for label in desk.page.empty.findChildren(QLabel)]
    )


def test_a_new_contact_brings_a_new_company_with_it(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        insert_contacts(session, [{"name": "Eva Dahl", "email": "eva@halden.example"}])
    pilot = new_pilot()
    pilot.open(address)
    desk = Desk(pilot, "contacts")
    desk.wait("Eva Dahl")
    desk.screen.new_record()
    sheet = desk.sheet(NewContactSheet)
    desk.keys("Ole Berg", sheet.name_field)
    desk.keys("EVA@halden.example", sheet.email_field)
    pilot.until(sheet.alike.isVisible)
    assert sheet.alike.hits[0].title == "Eva Dahl"
    sheet.email_field.setText("ole@halden.example")
    sheet.company_field.setText("Halden Logistics")
    sheet.accept()
    desk.wait("Eva Dahl", "Ole Berg")
    with office.read() as session:
        company_id = session.scalar(sa.select(Contact.company_id).where(Contact.name == "Ole Berg"))
        assert session.get(Company, company_id).name == "Halden Logistics"  # type: ignore[union-attr]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hundred_thousand_rows_are_found_sorted_and_ticked_without_reading_them_all(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        insert_contacts(
            session, [{"name": f"Person {n:06}", "email": f"p{n}@x.example"} for n in range(100_000)]
        )
    pilot = new_pilot()
    pilot.open(address)
    desk = Desk(pilot, "contacts")
    table = desk.page.table
    pilot.until(lambda: table.list.rowCount() == 100_000)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    last = lambda: table.list.record_at(99_999)  # noqa: E731
    pilot.until(lambda: last() is not None)
    assert last().cells[0].name == "Person 099999"
    assert len(table.list.known_rows()) < 3_000
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    assert "100,000 selected" in desk.page.bulk.accessibleName()
    assert len(table.list.known_rows()) < 3_000
    QTest.keyClick(table, Qt.Key.Key_Escape)
    desk.page.bar.search.setText("p77777@")
    pilot.until(lambda: table.list.rowCount() == 1)
    pilot.until(lambda: desk.names() == ["Person 077777"])


@of_the_window
def test_enter_opens_what_is_known_of_a_company_and_esc_closes_it(companies: Desk) -> None:
    table = companies.page.table
    table.setFocus()
    table.go_to(companies.row_of("Birke"))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert isinstance(companies.screen, RecordScreen)
    view = companies.screen.view
    companies.pilot.until(lambda: view.isVisible() and view.header.name.text() == "Birke")
    QTest.keyClick(view.timeline.view, Qt.Key.Key_Escape)
    companies.pilot.until(lambda: not view.isVisible() and table.isVisible())


def test_all_but_one_are_summed_and_kept_in_order(companies: Desk) -> None:
    table = companies.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    companies.pilot.until(lambda: "1 deal · €500" in companies.page.bulk.accessibleName())
    table.go_to(companies.row_of("Linde"))
    QTest.keyClick(table, Qt.Key.Key_Space)
    companies.pilot.until(lambda: companies.page.bulk.accessibleName() == "4 selected. ")
    assert list(companies.page.chosen_ids()) == list(table.list.ids)[1:]


@of_the_window
def test_what_comes_into_the_list_after_ctrl_a_is_not_ticked(companies: Desk, office: Office) -> None:
    table = companies.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    with office.write("rita") as session:
        insert_companies(session, [{"name": "Zeder"}])
    companies.pilot.until(lambda: "Zeder" in companies.names())
    companies.pilot.until(lambda: "5 selected" in companies.page.bulk.accessibleName())
    QTest.keyClick(table, Qt.Key.Key_Delete)
    companies.pilot.until(lambda: sorted(companies.names()) == ["Linde", "Zeder"])  # Linde has a deal


@of_the_window
def test_the_sum_of_what_was_ticked_before_is_not_told_of_what_is_ticked_now(
    companies: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Callable[[], None]] = []
    background = companies.pilot.window.background

    def ask(query: Any, then: Any, **_: Any) -> None:
        with office.read() as session:
            found = query(session)
        late.append(lambda: then(found))

    with monkeypatch.context() as patch:
        patch.setattr(background, "ask", ask)
        tick(companies, "Ahorn", "Birke")
        assert late
        QTest.keyClick(companies.page.table, Qt.Key.Key_A, CONTROL)
    for answer in late:
        answer()
    assert "5 selected" in companies.page.bulk.accessibleName()


def test_a_name_that_is_being_typed_outlives_what_others_save(companies: Desk, office: Office) -> None:
    table = companies.page.table
    table.setFocus()
    table.go_to(companies.row_of("Birke"))
    QTest.keyClick(table, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, "Birke & ")
    with office.write("rita") as session:
        insert_companies(session, [{"name": "Zeder"}])
    companies.pilot.until(lambda: companies.page._is_late)
    QTest.keyClicks(field, "Sohn")
    QTest.keyClick(field, Qt.Key.Key_Return)
    companies.pilot.until(lambda: "Birke & Sohn" in stored(office, Company.name))
    companies.pilot.until(lambda: {"Birke & Sohn", "Zeder"} <= set(companies.names()))


@of_the_window
def test_rows_that_could_not_be_read_are_read_when_they_are_seen_again(
    companies: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, model = companies.page, companies.page.table.list

    def broken(*_: Any) -> Any:
        raise RuleBroken("The server is gone.")

    with monkeypatch.context() as patch:
        patch.setattr("salesdesk.ui.kit.table.page.list_rows_at", broken)
        model.show_list(model.columns, model.ids, (), ())
        assert model.record_at(0) is None
        companies.pilot.until(lambda: companies.pilot.said == "The server is gone.")
    page.table.viewport().update()
    companies.pilot.until(lambda: len(companies.names()) == 5)


@of_the_window
def test_a_view_counts_as_kept_only_when_it_is(companies: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise RuleBroken("Only Rita may change this view.")

    companies.screen.actions_.save_view()
    sheet = companies.sheet(ViewSheet)
    companies.keys("Mine", sheet.name_field)
    sheet.accept()
    companies.pilot.until(lambda: companies.page.saved is not None and companies.page.saved.name == "Mine")
    companies.page.ask(sort="name")
    assert companies.page.is_changed and companies.page.saved is not None
    with monkeypatch.context() as patch:
        patch.setattr("salesdesk.ui.kit.table.actions.change_view", refused)
        companies.page.tabs.keep_asked.emit(companies.page.saved)
        companies.pilot.until(lambda: companies.pilot.said == "Only Rita may change this view.")
        assert companies.page.is_changed
    companies.page.tabs.keep_asked.emit(companies.page.saved)
    companies.pilot.until(lambda: not companies.page.is_changed)


@of_the_window
def test_a_form_with_something_typed_goes_at_the_second_esc(companies: Desk) -> None:
    companies.screen.new_record()
    sheet = companies.sheet(NewCompanySheet)
    QTest.keyClicks(sheet.name_field, "Gamma")
    QTest.keyClick(sheet.name_field, Qt.Key.Key_Escape)
    assert sheet.isVisible() and "not saved yet" in sheet.error.text()
    assert sheet.name_field.text() == "Gamma"
    QTest.keyClick(sheet.name_field, Qt.Key.Key_Escape)
    companies.pilot.until(lambda: not sheet_open(companies, NewCompanySheet))
    companies.screen.new_record()
    QTest.keyClick(companies.sheet(NewCompanySheet).name_field, Qt.Key.Key_Escape)
    companies.pilot.until(lambda: not sheet_open(companies, NewCompanySheet))

"""Settings, used as a person would: typed, moved, retired, restored; on either store."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu

from salesdesk.models import (
    Calendar,
    Company,
    Currency,
    CustomField,
    Deal,
    LeadSource,
    LostReason,
    Pipeline,
    Rate,
    Setting,
    Stage,
    Tag,
)
from salesdesk.services.choices import add_choice
from salesdesk.services.companies import create_company
from salesdesk.services.deals import delete_deal
from salesdesk.services.settings import change_sight
from salesdesk.services.tags import put_tag
from salesdesk.ui.kit.rows_table import RowsTable
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.screens.settings.page import Page
from salesdesk.ui.screens.settings.screen import PAGES, SettingsScreen
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, make_deals, of_the_window

ALT = Qt.KeyboardModifier.AltModifier


class Hand:
    """Somebody at the settings of an open database."""

    def __init__(self, pilot: Pilot, office: Office) -> None:
        self.pilot, self.office = pilot, office
        pilot.window.pages.open("settings")
        screen = pilot.window.screens["settings"]
        assert isinstance(screen, SettingsScreen)
        self.screen = screen

    def page(self, key: str) -> Any:
        """Choose a page by a click on its name, and wait until it is read."""
        self.screen.list.buttons[key].click()
        page: Page = self.screen.page
        assert page.key == key
        self.pilot.until(lambda: not page.content.isHidden())
        return page

    def shown(self, table: RowsTable) -> list[str]:
        """The names of the rows."""
        return [row.name for row in table.rows.rows]

    def until_shown(self, table: RowsTable, names: list[str]) -> None:
        """Wait until these rows are shown."""
        self.pilot.until(lambda: self.shown(table) == names)

    def add(self, page: Any, words: str) -> None:
        """Type into the line at the foot and press Enter."""
        page.add_line.field.setFocus()
        QTest.keyClicks(page.add_line.field, words)
        QTest.keyClick(page.add_line.field, Qt.Key.Key_Return)

    def on(self, table: RowsTable, name: str, column: str = "name") -> None:
        """Put the focus on a cell."""
        keys = [each.key for each in table.rows.columns]
        row = next(row for row in table.rows.rows if row.name == name)
        table.setFocus()
        table.choose(row.id, keys.index(column))

    def editor(self, table: RowsTable) -> QLineEdit:
        """The field in which a cell is changed just now."""
        return next(field for field in table.findChildren(QLineEdit) if field.isVisible())

    def write(self, table: RowsTable, name: str, words: str, column: str = "name") -> None:
        """Change what stands in a cell: Enter, type, Enter."""
        self.on(table, name, column)
        QTest.keyClick(table, Qt.Key.Key_Return)
        editor = self.editor(table)
        editor.selectAll()
        QTest.keyClicks(editor, words)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def menu(self, table: RowsTable, name: str, words: str) -> None:
        """Open the menu of a row with a click on its dots and choose from it."""
        self.on(table, name, "menu")
        last = table.rows.index(table.currentIndex().row(), len(table.rows.columns) - 1)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(last).center())
        menu = table.findChildren(QMenu)[-1]
        action = next(action for action in menu.actions() if action.text().startswith(words))
        action.trigger()
        menu.deleteLater()

    def sheet(self) -> Any:
        """The sheet over the window."""
        found = [sheet for sheet in self.pilot.window.stack.findChildren(Sheet) if sheet.isVisible()]
        assert found
        return found[-1]

    def undo(self) -> None:
        """Ctrl+Z."""
        self.pilot.press(Qt.Key.Key_Z, CONTROL)

    def live(self, model: Any, column: Any, *order: Any) -> list[Any]:
        """What stands in the database."""
        with self.office.read() as session:
            question = sa.select(column).where(model.deleted_at.is_(None)).order_by(*order or (model.id,))
            return list(session.scalars(question))


@pytest.fixture
def hand(pilot: Pilot, office: Office, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Somebody at the settings, as administrator; menus are made and used, but not shown on no screen."""
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    return Hand(pilot, office)


STAGES = ["New lead", "Qualified", "Value shown", "Objections resolved", "Closing", "Won", "Lost"]


def test_stages_are_added_renamed_moved_by_keys_and_drag_and_all_of_it_undone(hand: Hand) -> None:
    page = hand.page("pipelines")
    hand.until_shown(page.table, STAGES)
    hand.add(page, "Trial")
    hand.until_shown(page.table, [*STAGES[:5], "Trial", "Won", "Lost"])
    hand.write(page.table, "Trial", "Try-out")
    hand.until_shown(page.table, [*STAGES[:5], "Try-out", "Won", "Lost"])
    hand.on(page.table, "Try-out")
    QTest.keyClick(page.table, Qt.Key.Key_Up, ALT)
    hand.until_shown(page.table, [*STAGES[:4], "Try-out", "Closing", "Won", "Lost"])
    row = next(row for row in page.table.rows.rows if row.name == "Try-out")
    index = page.table.rows.index(page.table.rows.rows.index(row), 0)
    mime = page.table.rows.mimeData([index])
    move = Qt.DropAction.MoveAction
    hand.pilot.until(lambda: page.table.isVisible())
    first = QPointF(page.table.visualRect(page.table.rows.index(0, 0)).topLeft() + QPoint(40, 2))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = page.table.viewport()
    QApplication.sendEvent(over, QDragEnterEvent(first.toPoint(), move, mime, left, none))
    QApplication.sendEvent(over, QDragMoveEvent(first.toPoint(), move, mime, left, none))
    QApplication.sendEvent(over, QDropEvent(first, move, mime, left, none))
    hand.until_shown(page.table, ["Try-out", *STAGES[:5], "Won", "Lost"])
    hand.undo()
    hand.until_shown(page.table, [*STAGES[:4], "Try-out", "Closing", "Won", "Lost"])


def test_type_probability_and_cold_days_are_set_in_place(hand: Hand) -> None:
    page = hand.page("pipelines")
    qualified = hand.office.stages["Qualified"]

    def number(column: str, words: str) -> None:
        hand.on(page.table, "Qualified", column)
        QTest.keyClick(page.table, Qt.Key.Key_Return)
        editor = hand.editor(page.table)
        editor.selectAll()
        QTest.keyClicks(editor, words)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def stage() -> Stage:
        with hand.office.read() as session:
            return session.get_one(Stage, qualified)

    number("probability", "33")
    hand.pilot.until(lambda: stage().probability == 33)
    assert not stage().probability_is_default
    number("cold", "9")
    hand.pilot.until(lambda: stage().cold_after_days == 9)
    hand.pilot.until(lambda: "9 days" in [cell.words for cell in page.table.rows.rows[1].cells])
    hand.on(page.table, "Qualified", "cold")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    editor = hand.editor(page.table)
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    hand.pilot.until(lambda: stage().cold_after_days is None)
    hand.pilot.until(lambda: "14 days" in [cell.words for cell in page.table.rows.rows[1].cells])
    number("cold", "9")
    hand.pilot.until(lambda: stage().cold_after_days == 9)
    hand.on(page.table, "Qualified", "type")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    box = page.table.viewport().findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findData("lead"))
    box.activated.emit(box.currentIndex())
    hand.pilot.until(lambda: stage().type == "lead")
    hand.pilot.until(lambda: "9 days" in [cell.words for cell in page.table.rows.rows[1].cells])


def test_a_stage_is_retired_with_a_target_and_comes_back_with_its_deals(hand: Hand) -> None:
    page = hand.page("pipelines")
    # The editor that has the focus is gone when the sheet gives it back.
    hand.on(page.table, "Qualified")
    page.table.edit(page.table.currentIndex())
    page.retire_stage(hand.office.stages["Qualified"])
    page.refresh()
    hand.pilot.until(lambda: page.table.viewport().findChild(QLineEdit) is None)
    hand.sheet().cancel()
    hand.menu(page.table, "Qualified", "Retire")
    sheet = hand.sheet()
    sheet.accept_button.click()
    assert "Choose the stage" in sheet.error.text()
    sheet.box.setCurrentIndex(sheet.box.findData(hand.office.stages["Closing"]))
    sheet.accept_button.click()
    hand.until_shown(page.table, [name for name in STAGES if name != "Qualified"])

    def there(stage: str) -> int:
        where = Deal.stage_id == hand.office.stages[stage]
        return hand.office.value(sa.select(sa.func.count()).select_from(Deal).where(where)) or 0

    assert (there("Qualified"), there("Closing")) == (0, 3)
    hand.undo()
    hand.until_shown(page.table, STAGES)
    assert (there("Qualified"), there("Closing")) == (3, 0)


def test_pipelines_are_made_renamed_and_retired(hand: Hand) -> None:
    page = hand.page("pipelines")
    page.add_button.click()
    sheet = hand.sheet()
    QTest.keyClicks(sheet.name_field, "Partners")
    sheet.accept_button.click()
    hand.pilot.until(lambda: page.choice.currentText() == "Partners")
    page.rename_button.click()
    sheet = hand.sheet()
    hand.pilot.type(sheet.name_field, "Partner business")
    hand.pilot.until(lambda: page.choice.currentText() == "Partner business")
    page.earlier_button.click()
    names = ["New business", "Partner business", "Renewals"]
    hand.pilot.until(lambda: hand.live(Pipeline, Pipeline.name, Pipeline.position) == names)
    hand.pilot.until(lambda: page.choice.currentIndex() == 1)
    page.retire_button.click()
    hand.sheet().accept_button.click()
    hand.pilot.until(lambda: hand.live(Pipeline, Pipeline.name) == ["New business", "Renewals"])


def test_reasons_sources_and_tags_are_kept_as_lists(hand: Hand) -> None:
    page = hand.page("sources")
    hand.add(page, "Fair")
    hand.until_shown(page.table, ["Fair"])
    assert page.add_line.field.text() == ""
    hand.add(page, "fair")
    hand.pilot.until(lambda: "already" in page.error.text())
    assert page.add_line.field.text() == "fair"
    page = hand.page("reasons")
    hand.write(page.table, "Timing", "Not now")
    hand.pilot.until(lambda: "Not now" in hand.shown(page.table))
    hand.on(page.table, "Not now")
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    hand.pilot.until(lambda: "Not now" not in hand.shown(page.table))
    assert "Not now" not in hand.live(LostReason, LostReason.name)
    with hand.office.write() as session:
        company = create_company(session, name="Brandt")
        for name in ("Fleet", "Fleets"):
            put_tag(session, record="company", record_id=company, name=name)
    page = hand.page("tags")
    hand.pilot.until(lambda: hand.shown(page.table) == ["Fleet", "Fleets"])
    hand.write(page.table, "Fleets", "Fleet")
    hand.until_shown(page.table, ["Fleet"])
    hand.undo()
    hand.until_shown(page.table, ["Fleet", "Fleets"])
    assert hand.live(LeadSource, LeadSource.name) == ["Fair"]
    assert len(hand.live(Tag, Tag.id)) == 2


def test_a_field_is_defined_on_another_record_and_its_choices_renamed(hand: Hand) -> None:
    page = hand.page("fields")
    page.segments["deal"].click()
    hand.pilot.until(lambda: "Deals have no field" in page.none.text())
    page.add_button.click()
    sheet = hand.sheet()
    QTest.keyClicks(sheet.label_field, "Class")
    assert sheet.choices_field.isHidden()
    sheet.kind_box.setCurrentIndex(sheet.kind_box.findData("choice"))
    sheet.accept_button.click()
    hand.pilot.until(lambda: "something to choose from" in sheet.error.text())
    sheet.choices_field.setPlainText("A\nB")
    sheet.accept_button.click()
    hand.until_shown(page.table, ["Class"])
    deal = hand.office.deal(custom={"class": "A"}, title="Classified")
    hand.menu(page.table, "Class", "Change the choices")
    sheet = hand.sheet()
    sheet.old_box.setCurrentIndex(1)
    QTest.keyClicks(sheet.new_field, "Key account")
    sheet.accept_button.click()
    wanted = {"class": "Key account"}
    hand.pilot.until(lambda: hand.office.value(sa.select(Deal.custom).where(Deal.id == deal)) == wanted)
    assert hand.office.value(sa.select(CustomField.choices)) == ["Key account", "B"]
    hand.menu(page.table, "Class", "Retire")
    hand.until_shown(page.table, [])
    assert hand.office.value(sa.select(Deal.custom).where(Deal.id == deal)) == wanted


def test_a_currency_gets_rates_typed_and_pasted(hand: Hand) -> None:
    page = hand.page("currencies")
    assert "Fixed since the first deal" in page.base.text() and page.base_button.isHidden()
    page.add_button.click()
    sheet = hand.sheet()
    sheet.box.setEditText("nonsense")
    sheet.accept_button.click()
    assert "is not a currency" in sheet.error.text()
    sheet.box.setEditText("usd")
    sheet.accept_button.click()
    hand.until_shown(page.table, ["EUR", "USD"])
    page.day_field.show_day(date(2026, 1, 1))
    hand.pilot.type(page.rate_field, "0.912")
    hand.pilot.until(lambda: len(hand.shown(page.rates)) == 1)
    assert hand.live(Rate, Rate.rate) == [Decimal("0.912")]
    page.paste_button.click()
    sheet = hand.sheet()
    sheet.field.setPlainText("Day\tRate\n2026-01-01\t0.8\n2026-02-01\tx")
    sheet.accept_button.click()
    assert "Line 3" in sheet.error.text()
    sheet.field.setPlainText("Day\tRate\n2026-01-01\t0.8\n2026-02-01\t0.7")
    assert "2 rates" in sheet.found.text()
    sheet.accept_button.click()
    hand.pilot.until(lambda: len(hand.shown(page.rates)) == 2)
    assert hand.live(Rate, Rate.rate, Rate.on) == [Decimal("0.8"), Decimal("0.7")]
    hand.menu(page.table, "USD", "Retire")
    hand.until_shown(page.table, ["EUR"])
    assert hand.live(Currency, Currency.code) == ["EUR"]


def test_calendar_and_company_are_saved_as_they_are_chosen(hand: Hand) -> None:
    page = hand.page("calendar")
    page.year.setCurrentIndex(page.year.findData(4))
    page.year.activated.emit(page.year.currentIndex())
    hand.pilot.until(lambda: hand.office.value(sa.select(Calendar.fiscal_year_start)) == 4)
    page.day_field.show_day(date(2026, 12, 25))
    page.add_button.click()
    hand.pilot.until(lambda: len(hand.shown(page.table)) == 1)
    assert hand.office.value(sa.select(Calendar.holidays)) == ["2026-12-25"]
    hand.undo()
    hand.until_shown(page.table, [])
    for box, minutes in ((page.begin, 9 * 60 + 30), (page.until, 17 * 60)):
        box.setCurrentIndex(box.findData(minutes))
        box.activated.emit(box.currentIndex())
    worked = sa.select(Setting.value).where(Setting.key == "working_hours")
    hand.pilot.until(lambda: page.answer.work_hours == (570, 1020))
    page.until.setCurrentIndex(page.until.findData(8 * 60))
    page.until.activated.emit(page.until.currentIndex())
    assert "have to end after they begin" in page.error.text() and page.until.currentText() == "17:00"
    assert hand.office.value(worked) == [570, 1020]
    page = hand.page("company")
    hand.pilot.type(page.name_field, "Halden AG")
    name = sa.select(Setting.value).where(Setting.key == "company_name")
    hand.pilot.until(lambda: hand.office.value(name) == "Halden AG")


def test_who_sees_what_is_chosen_after_a_look_at_what_it_changes(hand: Hand) -> None:
    page = hand.page("sight")
    deals = page.questions["deals"]
    assert deals.to_all and not page.save_button.isEnabled()
    keys = [row.name for row in page.table.rows.rows]

    def cell(name: str) -> tuple[str, str]:
        found = page.table.rows.rows[keys.index(name)].cells[1]
        return found.words, found.pill

    assert cell("Rita") == ("5", "")
    deals.cards[0].radio.setFocus()
    QTest.keyClick(deals.cards[0].radio, Qt.Key.Key_Right)
    assert not deals.to_all
    assert {name: cell(name) for name in ("Rita", "Ron", "Vera", "Otto", "Dora")} == {
        "Rita": ("5", "→ 3"), "Ron": ("5", "→ 2"), "Vera": ("5", ""), "Otto": ("5", "→ 0"), "Dora": ("5", ""),
    }  # fmt: skip
    assert page.sentence.text().startswith("3 people will see fewer")
    assert hand.live(Setting, Setting.value, Setting.key) == []
    with hand.office.read("rita") as session:
        assert len(session.scalars(sa.select(Deal.id)).all()) == 5
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    hand.pilot.until(lambda: cell("Rita") == ("3", ""))
    with hand.office.read("rita") as session:
        assert len(session.scalars(sa.select(Deal.id)).all()) == 3
    hand.undo()
    hand.pilot.until(lambda: deals.to_all and cell("Rita") == ("5", ""))
    with hand.office.read("rita") as session:
        assert len(session.scalars(sa.select(Deal.id)).all()) == 5


def test_a_rep_s_open_window_follows_when_an_administrator_changes_who_sees_what(
    office: Office, address: str, new_pilot: Callable[..., Pilot]
) -> None:
    make_deals(office)
    where = office.store_of("rita").place.url if office.store.dialect == "postgresql" else address
    pilot = new_pilot("rita")
    pilot.open(where)
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])
    with office.write() as session:
        change_sight(session, kind="deals", to_all=False)
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Third"])
    page = Hand(pilot, office).page("sight")
    assert not page.questions["deals"].cards[0].radio.isEnabled() and page.effect.isHidden()
    with office.write() as session:
        change_sight(session, kind="deals", to_all=True)
    pilot.go("pipeline")
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])


def test_what_was_deleted_is_restored_from_the_trash_and_purged_after_a_warning(hand: Hand) -> None:
    deal = hand.office.deal(title="Secret")
    with hand.office.write() as session:
        delete_deal(session, deal_id=deal)
    page = hand.page("trash")
    hand.until_shown(page.table, ["Secret"])
    page.restore_button.click()
    hand.until_shown(page.table, [])
    hand.pilot.until(page.empty.isVisible)
    assert hand.office.value(sa.select(Deal.deleted_at).where(Deal.id == deal)) is None
    hand.undo()
    hand.until_shown(page.table, ["Secret"])
    page.search.setText("nothing like it")
    hand.until_shown(page.table, [])
    page.search.clear()
    hand.until_shown(page.table, ["Secret"])
    page.purge_button.click()
    sheet = hand.sheet()
    assert QApplication.focusWidget() is sheet.cancel_button
    sheet.accept_button.click()
    hand.until_shown(page.table, [])
    assert hand.office.value(sa.select(Deal.id).where(Deal.id == deal)) is None


def test_the_database_is_backed_up_checked_and_restored_into_another_file(hand: Hand, tmp_path: Path) -> None:
    page = hand.page("database")
    server = hand.office.store.dialect == "postgresql"
    target = tmp_path / ("copy.json.gz" if server else "copy.salesdesk")
    page.back_up_to(target)
    hand.pilot.until(lambda: "The backup is whole" in page.result_box.accessibleName())
    page.restore_into(target, tmp_path / "again.salesdesk")
    hand.pilot.until(lambda: "The backup is restored" in page.result_box.accessibleName())
    from salesdesk.store import open_store

    again = open_store(str(tmp_path / "again.salesdesk"), login="admin")
    with again.read() as session:
        assert session.scalars(sa.select(Company.name)).all() == ["Halden Logistics"]
    again.close()
    page.check_button.click()
    hand.pilot.until(lambda: "Everything is sound" in page.result_box.accessibleName())


def test_others_look_at_it_and_are_told_who_changes_it(
    office: Office, address: str, new_pilot: Callable[..., Pilot]
) -> None:
    where = address
    if office.store.dialect == "postgresql":
        where = office.store_of("rita").place.url
    pilot = new_pilot("rita")
    pilot.open(where)
    hand = Hand(pilot, office)
    page = hand.page("pipelines")
    assert "“Sales process”" in page.locked
    assert page.add_line.isHidden() and not page.retire_button.isEnabled()
    hand.on(page.table, "Qualified")
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.table.viewport().findChild(QLineEdit) is None
    page = hand.page("calendar")
    assert page.locked.startswith("Administrators") and not page.zone.isEnabled()


@of_the_window
def test_every_page_opens_from_the_palette_and_by_arrows(hand: Hand) -> None:
    for command in hand.screen.commands():
        assert command.do is not None
        command.do()
        page = hand.screen.page
        assert command.key == f"settings.{page.key}"
        hand.pilot.until(lambda page=page: not page.content.isHidden())  # type: ignore[misc]
    hand.page("pipelines")
    hand.screen.list.buttons["pipelines"].setFocus()
    QTest.keyClick(hand.screen.list.buttons["pipelines"], Qt.Key.Key_Down)
    assert hand.screen.page.key == list(PAGES)[1]


@of_the_window
def test_what_is_being_typed_outlives_a_refresh(hand: Hand) -> None:
    page = hand.page("sources")
    hand.add(page, "Fair")
    hand.until_shown(page.table, ["Fair"])
    hand.on(page.table, "Fair")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    editor = hand.editor(page.table)
    editor.clear()
    QTest.keyClicks(editor, "Trade")
    with hand.office.write() as session:
        add_choice(session, record="lead_source", name="Web")
    hand.pilot.until(lambda: len(page.choices) == 2)
    assert editor.text() == "Trade"
    QTest.keyClicks(editor, " fair")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    hand.until_shown(page.table, ["Trade fair", "Web"])


@of_the_window
def test_the_look_is_chosen_and_kept(hand: Hand) -> None:
    page = hand.page("appearance")
    page.buttons["look.dark"].click()
    assert hand.pilot.window.theme.mode == "dark" and hand.pilot.window.settings.theme == "dark"
    page.buttons["look.dense"].click()
    assert hand.pilot.window.theme.is_compact and hand.pilot.window.settings.density == "compact"
    assert page.buttons["look.dense"].isChecked() and not page.buttons["look.airy"].isChecked()


@of_the_window
def test_a_narrow_window_keeps_the_names_of_the_stages(hand: Hand) -> None:
    page = hand.page("pipelines")
    hand.pilot.window.resize(960, 600)
    hand.pilot.until(lambda: page.table.isColumnHidden(3))
    assert page.table.columnWidth(0) >= 120
    hand.pilot.window.resize(1440, 900)
    hand.pilot.until(lambda: not page.table.isColumnHidden(3))


def test_what_somebody_else_changes_is_shown_without_a_reload(hand: Hand) -> None:
    page = hand.page("sources")
    with hand.office.write() as session:
        add_choice(session, record="lead_source", name="Web")
    hand.until_shown(page.table, ["Web"])

"""A spreadsheet comes in through the window: dropped or pasted, mapped, imported, mended, undone."""

import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from salesdesk.answers.changes import Changes
from salesdesk.exchange.table import read_table
from salesdesk.exchange.trial import try_import
from salesdesk.models import Company, CustomField, Deal, LeadSource, Product
from salesdesk.services.companies import create_company
from salesdesk.ui.screens.exchange.draft import open_files
from salesdesk.ui.screens.exchange.exports import export_filters
from salesdesk.ui.screens.exchange.screen import ExchangeScreen
from salesdesk.ui.screens.exchange.wizard import CHECK, MAP, READ, VALUES, Wizard
from tests.exchange.books import workbook
from tests.exchange.commands import table
from tests.office import Office, money
from tests.ui.conftest import CONTROL, Pilot, of_the_window

LEFT = Qt.MouseButton.LeftButton
HOME, WIZARD, _RUNNING, RESULT = range(4)


class Importer:
    """Somebody before the Import / Export screen."""

    def __init__(self, pilot: Pilot) -> None:
        self.pilot = pilot

    @property
    def screen(self) -> ExchangeScreen:
        screen = self.pilot.window.screens["exchange"]
        assert isinstance(screen, ExchangeScreen)
        return screen

    @property
    def wizard(self) -> Wizard:
        return self.screen.wizard

    def open(self) -> None:
        self.pilot.window.pages.open("exchange")

    def drop(self, *paths: Path) -> None:
        """Drop files anywhere on the window and wait until they are understood."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        window, copy, none = self.pilot.window, Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(QPointF(400, 300).toPoint(), copy, mime, LEFT, none)
        QApplication.sendEvent(window, entered)
        assert entered.isAccepted()
        QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), copy, mime, LEFT, none))

    def understood(self) -> None:
        """Wait until what would come of it is worked out."""
        draft = self.screen.draft
        self.pilot.until(lambda: draft.trial is not None and not draft.is_trying)

    def go_to(self, step: int) -> None:
        """Press the primary button until a step is shown."""
        while self.wizard.step < step:
            before = self.wizard.step
            self.understood()
            self.click(self.wizard.next_button)
            assert self.wizard.step == before + 1

    def click(self, widget: QWidget) -> None:
        assert widget.isEnabled()
        QTest.mouseClick(widget, LEFT)

    def press(self, words: str) -> None:
        """Click the button that says this."""
        buttons = self.screen.findChildren(QPushButton)
        self.click(next(each for each in buttons if each.text() == words and each.isVisible()))
        self.understood()

    def choose(self, column: str, target: str) -> None:
        """Say what a column means."""
        row = next(row for row in self.wizard.map_page.rows if row.header == column)
        row.box.setCurrentIndex(row.box.findData(target, Qt.ItemDataRole.UserRole))
        row.box.activated.emit(row.box.currentIndex())
        self.understood()

    def bring_in(self) -> None:
        """Go through what is left and import."""
        self.go_to(CHECK)
        self.understood()
        self.click(self.wizard.next_button)
        self.pilot.until(lambda: self.screen.stack.currentIndex() == RESULT)

    def counts(self) -> dict[str, str]:
        """The figures at the right, those that wait for an answer only where some do."""
        found = {key: label.text() for key, label in self.wizard.side.counts.items()}
        if found["waits"] == "0":
            del found["waits"]
        return found


@pytest.fixture
def importer(pilot: Pilot) -> Importer:
    """Somebody who is about to import."""
    return Importer(pilot)


def test_dropped_deals_are_asked_about_imported_mended_and_undone(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        create_company(session, name="Tern Marine")
    path = table(
        tmp_path / "deals.csv",
        ("title", "company", "stage", "amount", "start date", "Town"),
        ("Scanners", "Halden Logistics", "Qualified", "1.000,50", "03/04/2026", "Kiel"),
        ("Sensors", "Tern Marine", "Odd stage", "2.000,00", "05/06/2026", "Kiel"),
        ("Terminals", "Tern Marine", "Qualified", "ca. 12k", "07/08/2026", "Kiel"),
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    assert importer.wizard.step == READ
    importer.understood()
    importer.go_to(MAP)
    assert not importer.wizard.next_button.isEnabled()
    assert "which number is the day" in importer.wizard.hint.text()
    question = importer.wizard.map_page.questions.itemAt(0).widget()
    assert question.cards["dmy"].radio.text() == "3 Apr 2026"  # type: ignore[attr-defined]
    importer.click(question.cards["mdy"].radio)  # type: ignore[attr-defined]
    importer.understood()
    assert importer.counts() == {
        "created": "1", "updated": "0", "same": "0", "problem": "1", "waits": "1",
    }  # fmt: skip
    assert "1 question" in _texts(importer.wizard.side)
    importer.go_to(VALUES)
    assert importer.wizard.hint.text() == "1 question to answer; 1 row waits"
    box = importer.wizard.values_page.boxes["deals.stage", "odd stage"]
    box.show_key("mean:Value shown")
    box.activated.emit(box.currentIndex())
    importer.understood()
    assert importer.counts()["created"] == "2"
    importer.bring_in()
    assert importer.screen.result.headline.text() == "2 of 3 rows are in"
    days = office.value(sa.select(Deal.started_on).where(Deal.title == "Scanners"))
    assert days == date(2026, 3, 4)
    _mend(importer, office)
    importer.click(importer.screen.result.undo_button)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == HOME)
    titles = sa.select(sa.func.count(Deal.id)).where(
        Deal.deleted_at.is_(None), Deal.title.in_(("Scanners", "Sensors", "Terminals"))
    )
    assert office.value(titles) == 0
    assert office.value(sa.select(sa.func.count(Deal.id)).where(Deal.deleted_at.is_(None))) == 5


def _mend(importer: Importer, office: Office) -> None:
    (row,) = importer.screen.result.problems.rows
    assert not importer.screen.result.mended_button.isEnabled()
    importer.pilot.type(row.field, "much", enter=False)
    assert row.field.property("state") == "wrong"
    importer.pilot.type(row.field, "12.000")
    importer.click(importer.screen.result.mended_button)
    importer.pilot.until(lambda: importer.screen.result.headline.text() == "3 of 3 rows are in")
    assert office.value(sa.select(Deal.amount).where(Deal.title == "Terminals")) == money("12000")


def test_a_row_with_two_faults_tells_both_and_comes_in_when_both_are_mended(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("title", "company", "stage", "amount", "start date"),
        ("Scanners", "Halden Logistics", "Qualified", "1000", "2026-03-04"),
        ("Sensors", "Halden Logistics", "Qualified", "abc", "2026-02-31"),
        ("Tags", "Halden Logistics", "Qualified", "xyz", "2026-04-04"),
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.bring_in()
    result = importer.screen.result
    assert result.headline.text() == "1 of 3 rows are in" and result.tiles["errors"].value.text() == "2"
    shown = {(row.row.number, row.problem.column): row.field for row in result.problems.rows}
    assert set(shown) == {(3, "amount"), (3, "start date"), (4, "amount")}
    importer.pilot.type(shown[3, "amount"], "100")
    assert not result.mended_button.isEnabled(), "the day of this row is still none"
    importer.pilot.type(shown[4, "amount"], "70")
    importer.click(result.mended_button)
    importer.pilot.until(lambda: result.headline.text() == "2 of 3 rows are in")
    assert "1 mended row is in." in _texts(importer.pilot.window)
    shown = {(row.row.number, row.problem.column): row.field for row in result.problems.rows}
    assert set(shown) == {(3, "amount"), (3, "start date")} and shown[3, "amount"].text() == "100"
    assert shown[3, "start date"].hasFocus()
    importer.pilot.type(shown[3, "start date"], "2026-03-01")
    importer.click(result.mended_button)
    importer.pilot.until(lambda: result.headline.text() == "3 of 3 rows are in")
    assert office.value(sa.select(Deal.amount).where(Deal.title == "Sensors")) == money("100")
    assert office.value(sa.select(Deal.started_on).where(Deal.title == "Sensors")) == date(2026, 3, 1)
    assert result.show_button.hasFocus()


def test_what_was_mended_stays_mended_where_something_else_turns_out_wrong(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("title", "company", "amount", "currency"),
        ("Scanners", "Halden Logistics", "1000", "EUR"),
        ("Sensors", "Halden Logistics", "abc", "XQZ"),
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.bring_in()
    result = importer.screen.result
    (row,) = result.problems.rows
    importer.pilot.type(row.field, "100")
    importer.click(result.mended_button)
    importer.pilot.until(lambda: [row.problem.column for row in result.problems.rows] == ["currency"])
    assert "1 mended row still waits; what else is wrong with it stands below." in _texts(
        importer.pilot.window
    )
    (row,) = result.problems.rows
    assert row.field.hasFocus()
    importer.pilot.type(row.field, "EUR")
    importer.click(result.mended_button)
    importer.pilot.until(lambda: result.headline.text() == "2 of 2 rows are in")
    assert office.value(sa.select(Deal.amount).where(Deal.title == "Sensors")) == money("100")


def test_a_pasted_table_comes_in_and_its_columns_are_remembered(importer: Importer, office: Office) -> None:
    importer.open()
    QGuiApplication.clipboard().setText("company\tHeimat\nHalden\tBremen\nTern\tKiel\n")
    importer.screen.setFocus()
    QTest.keyClick(importer.pilot.window, Qt.Key.Key_V, CONTROL)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    importer.choose("Heimat", "companies.city")
    importer.bring_in()
    cities = sa.select(Company.city).where(Company.name == "Tern")
    assert office.value(cities) == "Kiel"
    importer.screen.leave()
    importer.screen.paste()
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    assert importer.wizard.item is not None and importer.wizard.item.is_remembered
    assert importer.counts()["same"] == "2", "the same table again changes nothing"
    assert importer.wizard.hint.text() == "", "nothing is to be confirmed"


def test_several_files_refer_to_each_other_and_missing_ones_are_made(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    products = table(tmp_path / "products.csv", ("product", "sales_price"), ("GTX Pro", "5"))
    teams = table(tmp_path / "teams.csv", ("sales_agent", "manager"), ("Ann", "Mona"))
    deals = table(
        tmp_path / "pipeline.csv",
        ("opportunity_id", "sales_agent", "product", "account", "deal_stage", "close_value"),
        ("1", "Ann", "GTXPro", "Halden", "Engaging", "10"),
        ("2", "Ann", "GTX Pro", "Halden", "Won", "20"),
    )
    importer.drop(products, teams, deals)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(VALUES)
    importer.press("Take the suggestion")
    importer.press("Make a pipeline of them")
    importer.press("Create it")
    assert importer.counts() == {"created": "4", "updated": "0", "same": "0", "problem": "0"}
    importer.bring_in()
    assert office.value(sa.select(sa.func.count(Product.id))) == 1
    assert office.value(sa.select(sa.func.count(Deal.id)).where(Deal.won_on.is_not(None))) == 1
    assert importer.screen.result.tiles["created"].value.text() == "6"
    importer.click(importer.screen.result.show_button)
    board = importer.pilot.screen
    importer.pilot.until(lambda: board.shown is not None and board.shown.pipeline == "pipeline")
    importer.pilot.until(lambda: [card.title for card in board.board.columns[0].model.cards] != [])
    importer.open()
    assert importer.screen.stack.currentIndex() == HOME, "ready for the next file"


def test_questions_are_no_problems_until_they_were_asked_and_each_answer_shows(
    importer: Importer, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("title", "product", "deal owner", "kind"),
        ("One", "Odd thing", "Rita", "new"),
        ("Two", "", "Nobody here", "new"),
        ("Three", "", "Rita", "Sideways"),
        ("Four", "", "Rita", "renewal"),
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    importer.understood()
    assert importer.wizard.hint.text() == "", "there is no suggestion to confirm"
    assert importer.counts() == {"created": "1", "updated": "0", "same": "0", "problem": "0", "waits": "3"}
    assert "3 questions" in _texts(importer.wizard.side) and "Rows in deals.csv" in _texts(
        importer.wizard.side
    )
    importer.go_to(VALUES)
    boxes = importer.wizard.values_page.boxes
    kind = boxes["deals.kind", "sideways"]
    offered = [kind.itemText(place) for place in range(kind.count())]
    assert offered[:3] == ["Choose; else its rows stay out", "Leave its rows out", "Leave the field blank"]
    assert offered[3:] == ["New", "Expansion", "Renewal"] and kind.currentIndex() == 0
    for key, answer in ((("deals.kind", "sideways"), "mean:Expansion"), (("deals.owner", "nobody here"), "")):
        box = importer.wizard.values_page.boxes[key]
        box.show_key(answer or "blank")
        box.activated.emit(box.currentIndex())
        importer.understood()
    assert importer.counts() == {"created": "3", "updated": "0", "same": "0", "problem": "0", "waits": "1"}
    assert "1 question, 2 answered" in _texts(importer.wizard.side)
    importer.go_to(CHECK)
    assert importer.counts() == {"created": "3", "updated": "0", "same": "0", "problem": "1"}
    assert importer.wizard.check_page.buttons["problem"].text() == "Problems  1"


def test_every_row_gets_what_no_column_tells(importer: Importer, office: Office, tmp_path: Path) -> None:
    path = table(tmp_path / "leads.csv", ("title", "company"), ("One", "Halden"), ("Two", "Tern"))
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    importer.understood()
    page = importer.wizard.map_page.constants
    for target, words in (("deals.lead_source", "Fair 2026"), ("deals.close_on", "31.12.2026")):
        importer.click(page.add_button)
        made = page.rows[-1]
        assert made.target.findData("deals.title", Qt.ItemDataRole.UserRole) == -1, "a column tells it"
        made.target.setCurrentIndex(made.target.findData(target, Qt.ItemDataRole.UserRole))
        made.target.activated.emit(made.target.currentIndex())
        importer.pilot.type(made.field, words)
        importer.understood()
    assert importer.counts() == {"created": "0", "updated": "0", "same": "0", "problem": "0", "waits": "2"}
    importer.go_to(VALUES)
    importer.press("Create it")
    importer.bring_in()
    question = sa.select(LeadSource.name, Deal.close_on).join(Deal, Deal.lead_source_id == LeadSource.id)
    with office.read() as session:
        rows = session.execute(question.where(Deal.title.in_(("One", "Two")))).all()
    assert [tuple(row) for row in rows] == [("Fair 2026", date(2026, 12, 31))] * 2


def test_a_value_for_every_row_that_cannot_be_read_is_told_and_taken_away_again(
    importer: Importer, tmp_path: Path
) -> None:
    importer.drop(table(tmp_path / "leads.csv", ("title",), ("One",)))
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    importer.understood()
    page = importer.wizard.map_page
    importer.click(page.constants.add_button)
    (made,) = page.constants.rows
    made.target.setCurrentIndex(made.target.findData("deals.close_on", Qt.ItemDataRole.UserRole))
    made.target.activated.emit(made.target.currentIndex())
    importer.pilot.type(made.field, "03/04/2026")
    importer.understood()
    assert "Expected close cannot be read" in page.unclear.text()
    assert not importer.wizard.next_button.isEnabled()
    importer.click(made.remove_button)
    importer.understood()
    assert not page.unclear.text() and importer.wizard.next_button.isEnabled()
    assert not page.constants.rows


def side(importer: Importer) -> set[str]:
    """The texts that are seen at the right."""
    labels = [each for each in importer.wizard.side.findChildren(QLabel) if each.isVisible()]
    return {each.accessibleName() or each.text() for each in labels}


def test_the_tab_of_a_file_goes_with_the_rows_at_the_side_and_the_check_names_files_whole(
    importer: Importer, tmp_path: Path
) -> None:
    long = "A rather long name of a file of companies.csv"
    firms = table(tmp_path / long, ("company", "city"), ("Halden", "Kiel"))
    deals = table(tmp_path / "deals.csv", ("title", "company", "stage"), ("Fleet", "Tern", "Qualified"))
    importer.drop(firms, deals)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.understood()
    importer.go_to(MAP)
    tabs = {each.text(): each for each in importer.wizard.files.findChildren(QPushButton)}
    for name, row in ((long, "Halden"), ("deals.csv", "Fleet")):
        importer.click(tabs[name])
        assert [tab.text() for tab in tabs.values() if tab.isChecked()] == [name]
        importer.pilot.until(lambda name=name, row=row: {name, row, "Rows in 2 files"} <= side(importer))
        assert {"Halden", "Fleet"} & side(importer) == {row}
    importer.go_to(CHECK)
    check = importer.wizard.check_page
    wide = check.table.fontMetrics().horizontalAdvance(f"Company · {long}")
    assert check.table.columnWidth(1) >= min(wide, 320)


def test_problems_can_be_mended_before_anything_is_written(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "firms.csv", ("company", "employees"), ("Good", "5"), ("Bad", "many"), ("Out", "x")
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(CHECK)
    check = importer.wizard.check_page
    importer.understood()
    importer.click(check.buttons["problem"])
    problems = {row.row.number: row for row in check.problems.rows}
    importer.pilot.type(problems[3].field, "7")
    importer.understood()
    problems = {row.row.number: row for row in check.problems.rows}
    importer.click(problems[4].out_button)
    importer.understood()
    assert importer.counts() == {"created": "2", "updated": "0", "same": "0", "problem": "0"}
    importer.bring_in()
    assert office.value(sa.select(Company.employees).where(Company.name == "Bad")) == 7


def test_what_no_column_tells_is_asked(importer: Importer, office: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "sales.csv",
        ("Segment", "Country", "Product", "Band", "Units", "Sales", "Profit", "Date"),
        ("S", "Canada", "Paseo", "Low", "7", "5", "2", "2026-01-05"),
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    page = importer.wizard.map_page
    assert not importer.wizard.next_button.isEnabled() and page.unclear.isVisible()
    assert importer.wizard.side.total.text() == "1", "the row is there, whatever it is"
    page.record.setCurrentIndex(page.record.findData("deals"))
    page.record.activated.emit(page.record.currentIndex())
    importer.understood()
    importer.choose("Sales", "deals.amount")
    importer.choose("Date", "deals.won_on")
    importer.choose("Segment", "")
    importer.go_to(VALUES)
    importer.press("Create it")
    assert "Canada, Paseo" in _texts(importer.wizard.side), "as it will be called"
    importer.bring_in()
    with office.read() as session:
        deal = session.scalars(sa.select(Deal).where(Deal.title == "Canada, Paseo")).one()
        assert (deal.amount, deal.won_on) == (money("5"), date(2026, 1, 5))


def test_a_column_becomes_a_field_of_the_teams_own(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    importer.drop(table(tmp_path / "firms.csv", ("company", "Ships"), ("Halden", "12"), ("Tern", "3")))
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(MAP)
    importer.choose("Ships", "new")
    row = importer.wizard.map_page.rows[1]
    importer.pilot.until(lambda: row.box.currentText() == "Company: Ships")
    importer.bring_in()
    with office.read() as session:
        assert session.scalars(sa.select(Company.custom).where(Company.name == "Tern")).one() == {
            "ships": "3"
        }
        assert session.scalars(sa.select(CustomField.kind)).one() == "number"


def test_hostile_files_are_refused_and_the_window_goes_on(importer: Importer, tmp_path: Path) -> None:
    importer.open()
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    importer.drop(bad, empty)
    drop = importer.screen.home.drop
    importer.pilot.until(drop.error.isVisible)
    assert "bad.xlsx" in drop.error.text() and "empty.csv is empty" in drop.error.text()
    good = table(tmp_path / "good.csv", ("company",), ("Halden",))
    importer.drop(bad, good)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    assert "bad.xlsx" in importer.wizard.sentence.text()


def test_a_long_file_tells_how_far_it_is_read_and_can_be_given_up(importer: Importer, tmp_path: Path) -> None:
    long = workbook(tmp_path / "long.xlsx", {"One": [["company"], *([f"Firm {n}"] for n in range(60_000))]})
    importer.open()
    importer.drop(long)
    drop = importer.screen.home.drop
    importer.pilot.until(lambda: "long.xlsx" in drop.reading.text() and "000 rows" in drop.reading.text())
    assert drop.cancel_button.isVisible() and not drop.choose_button.isVisible()
    importer.click(drop.cancel_button)
    assert drop.choose_button.isVisible() and not drop.reading.isVisible()
    importer.pilot.until(lambda: not importer.pilot.window.background._asked)
    assert importer.screen.stack.currentIndex() == HOME and not importer.screen.draft.items


def test_rows_that_wait_go_into_a_workbook_and_lists_into_files(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.drop(table(tmp_path / "firms.csv", ("company", "employees"), ("Good", "5"), ("Bad", "many")))
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.bring_in()
    _save_as(monkeypatch, tmp_path / "mend.xlsx")
    importer.click(importer.screen.result.workbook_button)
    importer.pilot.until((tmp_path / "mend.xlsx").exists)
    assert read_table(tmp_path / "mend.xlsx").rows == [(2, ["Bad", "many"])]
    importer.screen.leave()
    _save_as(monkeypatch, tmp_path / "firms.vcf")
    importer.click(importer.screen.home.export_buttons["companies"])
    importer.pilot.until((tmp_path / "firms.vcf").exists)
    assert "Good" in (tmp_path / "firms.vcf").read_text(encoding="utf-8")
    importer.pilot.until(lambda: "firms.vcf" in _texts(importer.screen.home.taken))
    assert "Companies · 2 rows" in " ".join(_texts(importer.screen.home.taken))
    chosen = next(words for words in export_filters("companies").split(";;") if "semicolons" in words)
    _save_as(monkeypatch, tmp_path / "taken", chosen)
    importer.click(importer.screen.home.export_buttons["companies"])
    importer.pilot.until((tmp_path / "taken.csv").exists)
    assert "Name;Number" in (tmp_path / "taken.csv").read_text(encoding="utf-8-sig")


def _texts(widget: QWidget) -> list[str]:
    return [each.accessibleName() or each.text() for each in widget.findChildren(QLabel)]


def _save_as(monkeypatch: pytest.MonkeyPatch, target: Path, chosen: str = "") -> None:
    def asked(*_: object, **__: object) -> tuple[str, str]:
        return str(target), chosen

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)


@of_the_window
def test_what_is_typed_while_another_mended_row_is_tried_stays_with_the_cursor(
    importer: Importer, office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "firms.csv", ("company", "employees"), ("Good", "5"), ("Bad", "many"), ("Out", "x")
    )
    importer.drop(path)
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    importer.go_to(CHECK)
    check = importer.wizard.check_page
    importer.understood()
    importer.click(check.buttons["problem"])
    first, second = (row.field for row in check.problems.rows)
    importer.pilot.type(first, "7")
    second.setFocus()
    QTest.keyClicks(second, "12")
    importer.understood()
    importer.pilot.until(lambda: len(check.problems.rows) == 1)
    field = check.problems.rows[0].field
    assert field.text() == "12" and field.hasFocus()
    with office.write("rita") as session:
        create_company(session, name="By somebody else")
    importer.pilot.until(lambda: importer.screen.draft._is_following)
    importer.pilot.until(lambda: not importer.screen.draft._is_following)
    field = check.problems.rows[0].field
    assert field.text() == "12" and field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    importer.pilot.until(lambda: not check.problems.rows)


def test_what_is_worked_out_comes_to_its_end_though_others_save_all_the_time(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.open()
    draft = importer.screen.draft
    trials: list[int] = []
    draft.tried.connect(lambda: trials.append(1))
    real = try_import

    def slow(*given: Any) -> Any:
        time.sleep(0.4)
        given[3]()  # as the real one does between its steps
        return real(*given)

    monkeypatch.setattr("salesdesk.ui.screens.exchange.draft.try_import", slow)
    importer.drop(table(tmp_path / "firms.csv", ("company",), ("Good",)))
    importer.pilot.until(lambda: importer.screen.stack.currentIndex() == WIZARD)
    busy = QTimer()
    busy.timeout.connect(lambda: importer.screen.refresh(Changes(rows={"company": frozenset({1})})))
    busy.start(100)
    importer.pilot.until(lambda: len(trials) >= 2)
    assert not draft.is_trying
    busy.stop()


def test_two_files_dropped_one_after_the_other_both_come_in_and_leaving_ends_the_reading(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(paths: Sequence[Path], *told: Any) -> Any:
        if paths[0].name == "slow.csv":
            go.wait(30)
        return open_files(paths, *told)

    monkeypatch.setattr("salesdesk.ui.screens.exchange.draft.open_files", slow)
    importer.open()
    draft = importer.screen.draft
    importer.drop(table(tmp_path / "slow.csv", ("company",), ("Slow",)))
    importer.drop(table(tmp_path / "second.csv", ("company",), ("Second",)))
    importer.pilot.until(lambda: [item.path.name for item in draft.items] == ["second.csv"])
    go.set()
    importer.pilot.until(lambda: [item.path.name for item in draft.items] == ["second.csv", "slow.csv"])
    importer.understood()
    go.clear()
    opened: list[int] = []
    draft.opened.connect(lambda: opened.append(1))
    importer.drop(table(tmp_path / "slow.csv", ("company",), ("Slow",)))
    importer.screen.leave()
    go.set()
    importer.pilot.until(lambda: not importer.pilot.window.background._asked)
    importer.pilot.qtbot.wait(100)
    assert not draft.items and not opened
    assert importer.screen.stack.currentIndex() == HOME

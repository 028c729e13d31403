"""Merging in the window: from the list, a record's page, entry and the likely pairs; undone as told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from salesdesk.models import Company, Contact, DistinctPair, Note
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.notes import write_note
from salesdesk.services.tags import put_tag
from salesdesk.ui.forms.company import NewCompanySheet
from salesdesk.ui.forms.contact import NewContactSheet
from salesdesk.ui.forms.likely import LikelySheet
from salesdesk.ui.forms.merge import MergeSheet
from salesdesk.ui.forms.merge_choice import BOTH, FIRST, SECOND
from salesdesk.ui.forms.merge_with import MergeWithSheet
from salesdesk.ui.forms.merging import Merging
from salesdesk.ui.kit.record.screen import RecordScreen
from tests.office import Office
from tests.services.test_undo import rows
from tests.ui.conftest import CONTROL, Pilot, of_the_window


class Merger:
    """Somebody before the list of companies or contacts."""

    def __init__(self, pilot: Pilot, address: str, name: str) -> None:
        self.pilot = pilot
        screen = pilot.open_at(address, name)
        assert isinstance(screen, RecordScreen)
        self.screen = screen
        self.wait(lambda: self.count > 0)

    @property
    def merging(self) -> Merging:
        merging = getattr(self.screen, "merging", None)
        assert isinstance(merging, Merging)
        return merging

    def wait(self, fact: Callable[[], bool]) -> None:
        self.pilot.until(fact)

    @property
    def count(self) -> int:
        """How many the list shows."""
        return len(self.screen.page.table.list.ids)

    def tick(self, *keys: int) -> None:
        """Put ticks on rows, with the keyboard."""
        table = self.screen.page.table
        table.setFocus()
        for key in keys:
            row = table.list.row_of(key)
            assert row is not None
            table.go_to(row)
            QTest.keyClick(table, Qt.Key.Key_Space)

    def sheets(self, kind: type[Any]) -> Iterator[Any]:
        return (each for each in self.pilot.window.findChildren(QWidget) if isinstance(each, kind))

    def sheet(self, kind: type[Any]) -> Any:
        """The sheet of a kind that lies over the window, as soon as it is there."""

        def shown() -> list[Any]:
            return [each for each in self.sheets(kind) if isValid(each) and each.isVisible()]

        self.wait(lambda: bool(shown()))
        return shown()[-1]


@pytest.fixture
def twins(office: Office) -> tuple[int, int]:
    """A company twice, each with something the other has not."""
    with office.write() as session:
        first = create_company(session, name="Halden Logistics", city="Bremen", description="Old notes")
        second = create_company(
            session, name="Halden Logistics GmbH", city="Oslo", phone="0471 99887", description="New notes"
        )
        put_tag(session, record="company", record_id=second, name="Fleet")
        write_note(session, text="They moved", company_id=second)
        create_contact(session, name="Ines Vogt", company_id=second)
        create_company(session, name="Corvin")
    office.deal(company_id=first, title="Fleet")
    return first, second


@pytest.fixture
def merger(office: Office, twins: tuple[int, int], address: str, new_pilot: Callable[[], Pilot]) -> Merger:
    return Merger(new_pilot(), address, "companies")


def live(office: Office, model: Any) -> list[str]:
    with office.read() as session:
        return list(
            session.scalars(sa.select(model.name).where(model.deleted_at.is_(None)).order_by(model.id))
        )


def test_two_ticked_rows_are_merged_as_chosen_and_come_back(
    office: Office, merger: Merger, twins: tuple[int, int]
) -> None:
    before = rows(office)
    button = merger.merging.button
    merger.tick(twins[0])
    assert button.isHidden()
    merger.tick(twins[1])
    merger.wait(lambda: button.isVisible())
    button.click()
    sheet = merger.sheet(MergeSheet)
    assert set(sheet.choices) == {"name", "city", "phone", "description"}
    # More hangs on the second one: it stays unless somebody says otherwise.
    assert sheet.kept == SECOND
    assert "Moves to it from Halden Logistics: 1 deal." in sheet.moving.text()
    sheet.stays.button(FIRST).setFocus()
    QTest.keyClick(sheet.stays.button(FIRST), Qt.Key.Key_Space)
    assert "Moves to it from Halden Logistics GmbH: 1 contact, 1 note." in sheet.moving.text()
    assert "Tags: Fleet" in sheet.moving.text()
    assert sheet.result_words()["city"] == "Bremen"
    assert sheet.result_words()["phone"] == "0471 99887", "what is empty is taken from the other"
    QTest.keyClick(sheet.choices["city"].radios[SECOND], Qt.Key.Key_Space)
    QTest.keyClick(sheet.choices["description"].radios[BOTH], Qt.Key.Key_Space)
    assert sheet.result_words()["city"] == "Oslo"
    QTest.keyClick(sheet, Qt.Key.Key_Return, CONTROL)
    merger.wait(lambda: merger.count == 2)
    assert live(office, Company) == ["Halden Logistics", "Corvin"]
    with office.read() as session:
        kept = session.get_one(Company, twins[0])
        assert (kept.city, kept.phone) == ("Oslo", "0471 99887")
        assert kept.description == "Old notes\n\nNew notes"
        assert session.scalars(sa.select(Note.company_id)).all() == [twins[0]]
    assert merger.pilot.said.startswith("Merged: Halden Logistics GmbH is Halden Logistics now")
    merger.screen.page.focus_list()
    merger.pilot.press(Qt.Key.Key_Z, CONTROL)
    merger.wait(lambda: merger.count == 3)
    merger.wait(lambda: rows(office) == before)


@of_the_window
def test_a_record_s_page_offers_those_that_look_like_it(
    office: Office, merger: Merger, twins: tuple[int, int]
) -> None:
    first, second = twins
    merger.pilot.window.pages.open("company", first)
    view = merger.screen.view
    merger.wait(lambda: view.answer is not None and view.answer.id == first)
    next(each for each in view.more_menu().actions() if each.text().startswith("Merge with")).trigger()
    asked = merger.sheet(MergeWithSheet)
    merger.wait(lambda: [hit.id for hit in asked.hits] == [second])
    QTest.keyClick(asked, Qt.Key.Key_Return, CONTROL)
    assert "Choose the other one first" in asked.error.text()
    asked.field.show_record(first, "Halden Logistics")
    asked.accept()
    assert "the same one" in asked.error.text()
    asked.field.show_record(second, "Halden Logistics GmbH")
    asked.accept()
    sheet = merger.sheet(MergeSheet)
    assert sheet.kept == SECOND
    sheet.accept()
    merger.wait(lambda: view.answer is not None and view.answer.id == second)
    assert live(office, Company) == ["Halden Logistics GmbH", "Corvin"]


def test_likely_pairs_are_merged_or_told_apart_for_good(
    office: Office, merger: Merger, twins: tuple[int, int]
) -> None:
    with office.write() as session:
        create_company(session, name="Corvin Ltd")
    merger.wait(lambda: merger.count == 4)
    merger.merging.likely_button.click()
    sheet: LikelySheet = merger.sheet(LikelySheet)
    merger.wait(lambda: [pair.second for pair in sheet.pairs] == ["Halden Logistics GmbH", "Corvin Ltd"])
    sheet.rows[1].apart_button.click()
    merger.wait(lambda: len(sheet.rows) == 1)
    sheet.rows[0].compare_button.click()
    merger.sheet(MergeSheet).accept()
    merger.wait(lambda: not sheet.pairs)
    assert sheet.count.text() == "No two of them look alike."
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    merger.merging.show_likely()
    again: LikelySheet = merger.sheet(LikelySheet)
    merger.wait(lambda: again.count.text() == "No two of them look alike.")
    # Each is undone like any other save; the list of pairs follows.
    undo = merger.pilot.window.toast.findChild(QPushButton)
    assert isinstance(undo, QPushButton)
    undo.click()
    merger.wait(lambda: len(again.pairs) == 1)
    with office.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DistinctPair)) == 1


def test_what_is_typed_is_added_to_the_one_that_is_there(
    office: Office, merger: Merger, twins: tuple[int, int]
) -> None:
    merger.screen.new_record()
    entry: NewCompanySheet = merger.sheet(NewCompanySheet)
    QTest.keyClicks(entry.name_field, "Corvin")
    entry.city_field.setText("Turin")
    merger.wait(lambda: bool(entry.alike.hits))
    next(each for each in entry.alike.buttons if each.text().startswith("Add what I typed")).click()
    sheet: MergeSheet = merger.sheet(MergeSheet)
    assert sheet.result_words()["city"] == "Turin"
    sheet.accept()
    merger.wait(lambda: live(office, Company).count("Corvin") == 1)
    with office.read() as session:
        company = session.scalars(
            sa.select(Company).where(Company.name == "Corvin", Company.deleted_at.is_(None))
        ).one()
        assert company.city == "Turin"


@of_the_window
def test_contacts_are_merged_too(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> None:
    with office.write() as session:
        for phone in ("0471 99887", None):
            create_contact(session, name="Ines Vogt", phone=phone)
    merger = Merger(new_pilot(), address, "contacts")
    merger.merging.show_likely()
    sheet: LikelySheet = merger.sheet(LikelySheet)
    merger.wait(lambda: len(sheet.rows) == 1)
    sheet.rows[0].compare_button.click()
    merger.sheet(MergeSheet).accept()
    merger.wait(lambda: live(office, Contact) == ["Ines Vogt"])
    assert merger.sheet(LikelySheet) is sheet
    sheet.leave(True)
    merger.screen.new_record()
    entry: NewContactSheet = merger.sheet(NewContactSheet)
    QTest.keyClicks(entry.name_field, "Ines Vogt")
    merger.wait(lambda: len(entry.alike.buttons) == 2)


def test_who_was_changed_meanwhile_is_looked_at_again(
    office: Office, merger: Merger, twins: tuple[int, int]
) -> None:
    merger.merging.merge(*twins)
    sheet: MergeSheet = merger.sheet(MergeSheet)
    with office.write() as session:
        session.get_one(Company, twins[1]).city = "Rome"
    sheet.accept()
    merger.wait(lambda: bool(sheet.error.text()))
    assert sheet.isVisible()
    assert len(live(office, Company)) == 3

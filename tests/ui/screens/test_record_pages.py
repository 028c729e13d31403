"""The pages of companies and contacts as a person uses them: read, edited in place, written on, walked."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from salesdesk.models import Activity, Company, Contact, Deal, Note, Tagging
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.members import name_stakeholder
from salesdesk.services.merge import merge_records
from salesdesk.ui.forms.deal import NewDealSheet
from salesdesk.ui.kit.record.rows import CompanyButton, ContactButton, DealButton
from salesdesk.ui.kit.record.screen import RecordScreen
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window


class Reader:
    """Somebody before the page of a record."""

    def __init__(self, pilot: Pilot, record: str, record_id: int) -> None:
        self.pilot = pilot
        pilot.window.pages.open(record, record_id)
        screen = pilot.window.screens["companies" if record == "company" else "contacts"]
        assert isinstance(screen, RecordScreen)
        self.screen, self.view = screen, screen.view
        self.wait(lambda: self.view.answer is not None and self.view.answer.id == record_id)

    def wait(self, fact: Callable[[], bool]) -> None:
        self.pilot.until(fact)

    def line(self, key: str) -> QLineEdit:
        """The field of a fact, shown even if empty."""
        if not self.view.facts.rows[key].isVisible():
            self.view.facts.all_button.click()
        field = self.view.facts.rows[key].field
        assert isinstance(field, QLineEdit)
        return field

    def write(self, kind: str, words: str) -> None:
        self.view.composer.buttons[kind].click()
        QTest.keyClicks(self.view.composer.text, words)
        QTest.keyClick(self.view.composer.text, Qt.Key.Key_Return)

    def titles(self) -> list[str]:
        return self.view.timeline.view.entries.titles()

    def buttons(self, kind: type[Any]) -> list[Any]:
        """The painted buttons of the page shown, from above."""
        shown = self.view.pages.currentWidget()
        assert shown is not None
        return [each for each in shown.findChildren(kind) if each.isVisible()]


@pytest.fixture
def halden(office: Office) -> dict[str, int]:
    """A company with a parent, two contacts and an open and a won deal."""
    with office.write() as session:
        group = create_company(session, name="Halden Group")
        company = create_company(session, name="Halden Logistics", parent_id=group, city="Bremen")
        piet = create_contact(
            session, name="Piet Haldorsen", company_id=company, job_title="Managing director"
        )
        ines = create_contact(session, name="Ines Vogt", company_id=company)
    fleet = office.deal(
        title="Fleet", company_id=company, contact_id=piet, amount=Decimal(4000), owner="rita"
    )
    won = office.deal("Won", title="Scanners", company_id=company, amount=Decimal(900), owner="rita")
    with office.write() as session:
        name_stakeholder(session, deal_id=fleet, contact_id=piet, role="decision_maker")
    return {"group": group, "company": company, "piet": piet, "ines": ines, "fleet": fleet, "won": won}


@pytest.fixture
def reader(office: Office, halden: dict[str, int], address: str, new_pilot: Callable[[], Pilot]) -> Reader:
    pilot = new_pilot()
    pilot.open(address)
    return Reader(pilot, "company", halden["company"])


def test_the_page_tells_figures_people_deals_and_the_place_in_the_list(
    reader: Reader, halden: dict[str, int]
) -> None:
    view = reader.view
    reader.wait(lambda: view.place.text() == "1 of 2")
    figures = view.header.figures.accessibleName()
    assert "Open: €4,000 1 deal" in figures
    assert "€900 1 deal" in figures
    assert [each.deal.title for each in reader.buttons(DealButton)] == ["Fleet"]
    assert [each.contact.name for each in reader.buttons(ContactButton)] == ["Piet Haldorsen", "Ines Vogt"]
    assert reader.buttons(ContactButton)[0].contact.roles == ("Decision maker",)
    assert [each.company.name for each in reader.buttons(CompanyButton)] == ["Halden Group"]
    reader.buttons(CompanyButton)[0].click()
    reader.wait(lambda: view.answer is not None and view.answer.id == halden["group"])
    reader.wait(lambda: [each.company.name for each in reader.buttons(CompanyButton)] == ["Halden Logistics"])
    reader.pilot.window.pages.step(-1)
    reader.wait(lambda: view.answer is not None and view.answer.id == halden["company"])


def test_a_page_is_not_read_for_each_save_of_others_and_shows_the_last(
    office: Office, reader: Reader, halden: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    view, read, count = reader.view, reader.view.read, list[int]()
    reader.wait(lambda: view.answer is not None)

    def counted(*args: Any) -> Any:
        count.append(1)
        return read(*args)

    monkeypatch.setattr(view, "read", counted)
    for number in range(12):
        with office.write() as session:
            edit_company(session, company_id=halden["company"], name=f"Halden {number}")
        view.follow()
        QTest.qWait(30)
    assert len(count) < 6
    reader.wait(lambda: view.answer.name == "Halden 11")


@of_the_window
def test_until_a_record_is_read_no_other_one_and_no_empty_frame_is_shown(
    reader: Reader, halden: dict[str, int]
) -> None:
    pages = reader.pilot.window.pages
    pages.open("companies")
    pages.open("company", halden["group"])
    assert not reader.view.header.isVisible()
    reader.wait(lambda: reader.view.header.isVisible())
    assert reader.view.answer.id == halden["group"]


def test_a_fact_is_saved_when_it_is_left_and_undone(
    office: Office, reader: Reader, halden: dict[str, int]
) -> None:
    reader.pilot.type(reader.line("phone"), "+49 421 555")
    phone = sa.select(Company.phone).where(Company.id == halden["company"])
    reader.wait(lambda: office.value(phone) == "+49 421 555")
    reader.wait(lambda: "Phone saved" in reader.pilot.said)
    reader.pilot.window.undo.undo()
    reader.wait(lambda: office.value(phone) is None)
    reader.wait(lambda: reader.line("phone").text() == "")


@of_the_window
def test_escape_takes_back_what_is_typed(reader: Reader) -> None:
    field = reader.line("city")
    reader.pilot.type(field, "Kiel", enter=False)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "Bremen"
    assert reader.screen.is_record_shown


def test_a_refusal_stays_beside_the_field_with_what_was_typed(
    office: Office, reader: Reader, halden: dict[str, int]
) -> None:
    field = reader.line("employees")
    reader.pilot.type(field, "many")
    row = reader.view.facts.rows["employees"]
    reader.wait(lambda: "“many” is not a number." in row.accessible_error)
    assert field.text() == "many"
    reader.pilot.type(field, "240")
    employees = sa.select(Company.employees).where(Company.id == halden["company"])
    reader.wait(lambda: office.value(employees) == 240)
    reader.wait(lambda: row.accessible_error == "")


def test_what_another_wrote_meanwhile_is_not_overwritten_unseen(
    office: Office, reader: Reader, halden: dict[str, int]
) -> None:
    field = reader.line("city")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, "Kiel")
    with office.write() as session:
        edit_company(session, company_id=halden["company"], city="Rostock")
    facts = reader.view.facts.rows
    reader.wait(lambda: facts["city"].fact.value == "Rostock")
    assert field.text() == "Kiel"
    city = sa.select(Company.city).where(Company.id == halden["company"])
    QTest.keyClick(field, Qt.Key.Key_Return)
    reader.wait(lambda: "changed City while you typed" in facts["city"].accessible_error)
    assert (office.value(city), field.text()) == ("Rostock", "Kiel")
    reader.pilot.window.sheets()[0].cancel()
    QTest.keyClick(field, Qt.Key.Key_Return)
    reader.wait(lambda: office.value(city) == "Kiel")


def test_what_happened_is_written_with_one_line_and_enter(
    office: Office, reader: Reader, halden: dict[str, int]
) -> None:
    reader.write("call", "He signs before Christmas")
    reader.wait(lambda: "Call with Halden Logistics" in reader.titles())
    call = sa.select(Activity.outcome).where(Activity.kind == "call", Activity.state == "done")
    assert office.value(call) == "He signs before Christmas"
    assert reader.view.composer.text.toPlainText() == ""
    reader.write("task", "Send the contract")
    reader.wait(lambda: reader.titles()[0] == "Send the contract")
    reader.view.timeline.view.choose("Send the contract")
    reader.pilot.press(Qt.Key.Key_Space)
    reader.wait(lambda: office.value(sa.select(Activity.state).where(Activity.kind == "task")) == "done")
    reader.wait(lambda: reader.view.composer.kind == "task" and reader.view.composer.text.hasFocus())


@of_the_window
def test_what_happened_can_be_written_from_any_tab(reader: Reader) -> None:
    found = reader.view.bar.findChildren(QPushButton)
    log = next(each for each in found if each.text().strip() == "Log activity")
    for tab in ("files", "history"):
        QTest.mouseClick(reader.view.header.tab(tab), Qt.MouseButton.LeftButton)
        reader.wait(lambda: not reader.view.composer.isVisible())
        QTest.mouseClick(log, Qt.MouseButton.LeftButton)
        reader.wait(lambda: reader.view.composer.isVisible() and reader.view.composer.text.hasFocus())
        assert reader.view.composer.kind == "call"


@of_the_window
def test_a_note_names_a_colleague_while_one_types(office: Office, reader: Reader) -> None:
    reader.view.composer.begin("note")
    text = reader.view.composer.text
    QTest.keyClicks(text, "Ask @ri")
    reader.wait(lambda: text.offers.words == ["Rita"])
    QTest.keyClick(text, Qt.Key.Key_Return)
    reader.wait(lambda: text.toPlainText() == "Ask @Rita ")
    QTest.keyClicks(text, "please")
    QTest.keyClick(text, Qt.Key.Key_Return)
    reader.wait(lambda: office.value(sa.select(Note.text)) == "Ask @Rita please")


def test_chips_count_and_filter_the_timeline(reader: Reader) -> None:
    reader.write("note", "First")
    reader.wait(lambda: "Note by Administrator" in reader.titles())
    panel = reader.view.timeline
    everything = len(reader.titles())
    assert panel.chips[None].text() == f"All  {everything}"
    panel.chips["notes"].click()
    reader.wait(lambda: reader.titles() == ["Note by Administrator"])
    panel.view.choose("Note by Administrator")
    reader.pilot.press(Qt.Key.Key_Delete)
    reader.wait(lambda: panel.chips[None].text() == f"All  {everything - 1}")
    assert len(reader.titles()) == everything - 1


def test_tags_are_put_on_and_taken_off(office: Office, reader: Reader) -> None:
    reader.pilot.type(reader.view.tags.field, "pilot")
    reader.wait(lambda: reader.view.tags.tags == ("pilot",))
    live = sa.select(sa.func.count()).select_from(Tagging).where(Tagging.deleted_at.is_(None))
    assert office.value(live) == 1
    reader.view.tags.chip("pilot").click()
    reader.wait(lambda: reader.view.tags.tags == ())
    assert office.value(live) == 0


def test_history_tells_in_plain_words(office: Office, reader: Reader, halden: dict[str, int]) -> None:
    with office.write() as session:
        edit_company(session, company_id=halden["company"], city="Kiel", revenue=Decimal(31000000))
    reader.view.header.tab("history").click()
    words = reader.view.history
    reader.wait(lambda: "Administrator changed City from “Bremen” to “Kiel”" in words.words)
    assert "Administrator set Revenue to €31,000,000" in words.words
    assert "Administrator wrote this down" in words.words


def test_a_deal_is_begun_for_the_company(office: Office, reader: Reader, halden: dict[str, int]) -> None:
    assert reader.view.bar.primary_button is not None
    reader.view.bar.primary_button.click()
    found: list[NewDealSheet] = []

    def there() -> bool:
        found[:] = [each for each in reader.pilot.window.findChildren(NewDealSheet) if each.isVisible()]
        return bool(found)

    reader.wait(there)
    assert found[0].company_field.text() == "Halden Logistics"
    reader.pilot.type(found[0].title_field, "More vans")
    company = sa.select(Deal.company_id).where(Deal.title == "More vans")
    reader.wait(lambda: office.value(company) == halden["company"])
    reader.wait(lambda: "More vans" in [each.deal.title for each in reader.buttons(DealButton)])


@of_the_window
def test_keys_walk_the_list_and_go_back_to_it(reader: Reader, halden: dict[str, int]) -> None:
    reader.wait(lambda: reader.view.place.text() == "1 of 2")
    reader.view.timeline.view.setFocus()
    reader.pilot.press(Qt.Key.Key_J)
    reader.wait(lambda: reader.view.place.text() == "2 of 2")
    assert reader.view.record_id == halden["group"]
    assert not reader.view.down_button.isEnabled()
    reader.view.timeline.view.setFocus()
    reader.pilot.press(Qt.Key.Key_Escape)
    reader.wait(lambda: not reader.screen.is_record_shown)
    assert reader.screen.page.table.current_id == halden["group"]
    reader.pilot.press(Qt.Key.Key_Return)
    reader.wait(lambda: reader.screen.is_record_shown)


@of_the_window
def test_a_contact_s_company_is_found_while_one_types(
    office: Office, halden: dict[str, int], address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open(address)
    reader = Reader(pilot, "contact", halden["ines"])
    field = reader.line("company_id")
    assert field.text() == "Halden Logistics"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, "group")
    offers = reader.view.facts.rows["company_id"].field.offers
    reader.wait(lambda: offers.words == ["Halden Group"])
    QTest.keyClick(field, Qt.Key.Key_Return)
    company = sa.select(Contact.company_id).where(Contact.id == halden["ines"])
    reader.wait(lambda: office.value(company) == halden["group"])
    reader.wait(lambda: field.text() == "Halden Group")


def test_a_contact_shows_the_deals_in_which_they_play_a_part(
    halden: dict[str, int], address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open(address)
    reader = Reader(pilot, "contact", halden["piet"])
    reader.wait(lambda: [each.deal.title for each in reader.buttons(DealButton)] == ["Fleet"])
    reader.wait(lambda: [each.company.name for each in reader.buttons(CompanyButton)] == ["Halden Logistics"])
    assert reader.view.answer is not None
    assert reader.view.answer.detail == "Managing director · Halden Logistics"


def test_a_record_that_is_gone_is_said(reader: Reader) -> None:
    reader.pilot.window.pages.open("company", 99_999)
    reader.wait(lambda: reader.view.gone_words.startswith("This record is not there any more"))


@of_the_window
def test_the_owner_is_chosen_in_place(office: Office, reader: Reader, halden: dict[str, int]) -> None:
    box = reader.view.facts.rows["owner_id"].field
    assert isinstance(box, QComboBox)
    box.setFocus()
    box.setCurrentIndex(box.findText("Ron"))
    box.activated.emit(box.currentIndex())
    owner = sa.select(Company.owner_id).where(Company.id == halden["company"])
    reader.wait(lambda: office.value(owner) == office.people["ron"])


@of_the_window
def test_a_bare_record_is_whole(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> None:
    with office.write() as session:
        bare = create_company(session, name="Bare", owner_id=None)
    pilot = new_pilot()
    pilot.open(address)
    reader = Reader(pilot, "company", bare)
    assert reader.view.header.figures.accessibleName().startswith("Open: €0")
    assert "None" not in reader.line("phone").text()
    assert reader.titles() == ["Company written down"]


def test_a_link_to_a_merged_company_opens_the_one_it_became(
    office: Office, reader: Reader, halden: dict[str, int]
) -> None:
    with office.write() as session:
        merge_records(session, record="company", kept_id=halden["group"], other_id=halden["company"])
    reader.pilot.window.pages.open("company", halden["company"])
    reader.wait(lambda: reader.view.answer is not None and reader.view.answer.id == halden["group"])
    assert not reader.view.gone_words
    reader.wait(lambda: [each.deal.title for each in reader.buttons(DealButton)] == ["Fleet"])

"""The page of a deal as a person uses it: fields in place, the next stage, people, lines, credit."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolTip

from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Deal, DealLine, DealMember, Note, Stakeholder
from salesdesk.models.base import now
from salesdesk.queries.news import my_news
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.deals import insert_deals, move_deal
from salesdesk.services.products import create_product
from salesdesk.ui.kit.record.rows import ContactButton
from salesdesk.ui.screens.pipeline.deal_page import DealView
from salesdesk.ui.screens.pipeline.decisions import LostSheet, WonSheet
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window


class Reader:
    """Somebody before the page of a deal."""

    def __init__(self, pilot: Pilot, deal_id: int) -> None:
        self.pilot, self.deal_id = pilot, deal_id
        pilot.window.pages.open("deal_page", deal_id)
        self.view: DealView = pilot.screen.deal_view
        pilot.until(lambda: self.view.answer is not None and self.view.answer.id == deal_id)

    def line(self, key: str) -> QLineEdit:
        row = self.view.facts.rows[key]
        if not row.isVisible():
            self.view.facts.all_button.click()
        assert isinstance(row.field, QLineEdit)
        return row.field


@pytest.fixture
def reader(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> Reader:
    with office.write() as session:
        company = create_company(session, name="Halden Logistics")
        create_contact(session, name="Piet Haldorsen", company_id=company, job_title="Managing director")
        create_product(session, name="Tracker", list_price=Decimal("120"))
    deal = office.deal(title="Fleet", company_id=company, amount=Decimal(4000), owner="rita")
    pilot = new_pilot()
    pilot.open(address)
    return Reader(pilot, deal)


def test_fields_are_changed_in_place_and_told_in_plain_words(office: Office, reader: Reader) -> None:
    reader.pilot.type(reader.line("amount"), "4,400")
    amount = sa.select(Deal.amount).where(Deal.id == reader.deal_id)
    reader.pilot.until(lambda: office.value(amount) == 4400)
    told = "Administrator changed Amount from €4,000 to €4,400"
    reader.pilot.until(lambda: told in reader.view.history.words)
    reader.pilot.until(lambda: "Amount changed" in reader.view.timeline.view.entries.titles())
    reader.pilot.type(reader.line("probability"), "140")
    error = reader.view.facts.rows["probability"]
    reader.pilot.until(lambda: "between 0 and 100 %" in error.accessible_error)
    assert reader.line("probability").text() == "140"
    reader.pilot.type(reader.line("probability"), "35 %")
    reader.pilot.until(
        lambda: office.value(sa.select(Deal.probability).where(Deal.id == reader.deal_id)) == 35
    )


@of_the_window
def test_delete_takes_the_day_away_and_a_typed_day_is_saved(office: Office, reader: Reader) -> None:
    close_on = sa.select(Deal.close_on).where(Deal.id == reader.deal_id)
    row = reader.view.facts.rows["close_on"]
    if not row.isVisible():
        reader.view.facts.all_button.click()
    row.field.setFocus()
    QTest.keyClick(row.field, Qt.Key.Key_Up)
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    reader.pilot.until(lambda: office.value(close_on) is not None)
    reader.pilot.until(lambda: not row.is_typing)
    QTest.keyClick(row.field, Qt.Key.Key_Delete)
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    reader.pilot.until(lambda: office.value(close_on) is None)


@of_the_window
def test_a_probability_that_is_not_typed_is_called_a_default(reader: Reader) -> None:
    assert reader.line("probability").text() == ""
    assert reader.line("probability").placeholderText() == "20 % (default)"


@of_the_window
def test_the_title_is_changed_in_the_head(office: Office, reader: Reader) -> None:
    reader.pilot.type(reader.view.header.name, "Fleet of forty")
    title = sa.select(Deal.title).where(Deal.id == reader.deal_id)
    reader.pilot.until(lambda: office.value(title) == "Fleet of forty")


def test_the_deal_moves_on_and_the_timeline_tells(office: Office, reader: Reader) -> None:
    assert reader.view.next_button.text() == "Move to Value shown"
    reader.view.next_button.click()
    stage = sa.select(Deal.stage_id).where(Deal.id == reader.deal_id)
    reader.pilot.until(lambda: office.value(stage) == office.stages["Value shown"])
    reader.pilot.until(lambda: "Moved to Value shown" in reader.view.timeline.view.entries.titles())


def test_the_days_in_its_stage_stand_beside_those_of_won_deals(office: Office, reader: Reader) -> None:
    stage, long_ago = office.stages["Qualified"], now() - timedelta(days=30)
    with office.write() as session:
        insert_deals(session, [{"title": "Old", "stage_id": stage, "stage_entered_at": long_ago}])
        won = [{"title": f"Won {n}", "stage_id": stage, "amount": Decimal(9)} for n in range(10)]
        keys = insert_deals(session, won)
        for deal_id in keys:
            move_deal(session, deal_id=deal_id, stage_id=office.stages["Won"])
    old = office.value(sa.select(Deal.id).where(Deal.title == "Old"))
    reader.pilot.window.pages.open("deal_page", old)
    age = reader.view._age
    reader.pilot.until(lambda: age.text() == "30 days in this stage; won deals took 0")
    assert age.property("kind") == "late" and age.isVisible()


@of_the_window
def test_the_deal_moves_to_any_stage_by_a_click_on_its_path(office: Office, reader: Reader) -> None:
    bar = reader.view.bar_of_stages
    stage = sa.select(Deal.stage_id).where(Deal.id == reader.deal_id)
    place = list(office.stages).index("Value shown")
    open_stages = len(office.stages) - 2
    at = QPoint(bar.width() * (2 * place + 1) // (2 * open_stages), bar.height() // 2)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=at)
    reader.pilot.until(lambda: office.value(stage) == office.stages["Value shown"])
    reader.pilot.until(lambda: "Value shown" in bar.accessibleName())
    names = [action.text() for action in reader.view.stages().actions() if not action.isSeparator()]
    assert names == list(office.stages)


def test_the_deal_is_lost_and_won_from_its_page_and_the_page_stays(office: Office, reader: Reader) -> None:
    QTest.mouseClick(reader.view.lost_button, Qt.MouseButton.LeftButton)
    sheet = reader.pilot.screen.sheet
    assert isinstance(sheet, LostSheet)
    reader.pilot.press(Qt.Key.Key_Escape)
    assert reader.view.isVisible()
    QTest.mouseClick(reader.view.won_button, Qt.MouseButton.LeftButton)
    assert isinstance(reader.pilot.screen.sheet, WonSheet)
    reader.pilot.press(Qt.Key.Key_Return, CONTROL)
    won_on = sa.select(Deal.won_on).where(Deal.id == reader.deal_id)
    reader.pilot.until(lambda: office.value(won_on) is not None)
    reader.pilot.until(lambda: not reader.view.won_button.isVisible())
    assert reader.view.isVisible() and not reader.view.lost_button.isVisible()


def test_a_stakeholder_is_named_and_taken_out(office: Office, reader: Reader) -> None:
    part = reader.view.stakeholders
    part.add_button.click()
    QTest.keyClicks(part.contact, "piet")
    reader.pilot.until(lambda: bool(part.contact.offers.words))
    QTest.keyClick(part.contact, Qt.Key.Key_Return)
    part.accept_button.click()
    live = sa.select(sa.func.count()).select_from(Stakeholder).where(Stakeholder.deleted_at.is_(None))
    reader.pilot.until(lambda: office.value(live) == 1)
    reader.pilot.until(lambda: bool(part.findChildren(ContactButton)))
    reader.pilot.until(lambda: part.page is not None and len(part.page.stakeholders) == 1)
    reader.pilot.window.undo.undo()
    reader.pilot.until(lambda: office.value(live) == 0)


def test_lines_come_to_a_sum_that_is_offered_as_the_amount(office: Office, reader: Reader) -> None:
    part = reader.view.lines
    part.add_button.click()
    box = part.product
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findText("Tracker"))
    box.activated.emit(box.currentIndex())
    assert part.price.text() == "120"
    reader.pilot.type(part.quantity, "40", enter=False)
    reader.pilot.type(part.discount, "10")
    line = sa.select(DealLine.quantity).where(DealLine.deal_id == reader.deal_id)
    reader.pilot.until(lambda: office.value(line) == 40)
    reader.pilot.until(lambda: part.sum_button.text() == "Take €4,320 as the amount")
    part.sum_button.click()
    amount = sa.select(Deal.amount).where(Deal.id == reader.deal_id)
    reader.pilot.until(lambda: office.value(amount) == 4320)
    reader.pilot.until(lambda: not part.sum_button.isVisible())


def test_credit_is_shared_up_to_all_of_it(office: Office, reader: Reader) -> None:
    part = reader.view.members
    part.add_button.click()
    part.person.choose(office.people["ron"])
    reader.pilot.type(part.credit, "120")
    assert part.error.text() == "At most 100 % of the credit are left."
    reader.pilot.type(part.credit, "30")
    credit = sa.select(DealMember.credit).where(DealMember.person_id == office.people["ron"])
    reader.pilot.until(lambda: office.value(credit) == Decimal("0.3"))


def test_whoever_is_mentioned_hears_of_it(office: Office, reader: Reader) -> None:
    reader.view.composer.begin("note")
    text = reader.view.composer.text
    QTest.keyClicks(text, "Please call, @ron")
    reader.pilot.until(lambda: text.offers.words == ["Ron"])
    QTest.keyClick(text, Qt.Key.Key_Return)
    QTest.keyClick(text, Qt.Key.Key_Return)
    reader.pilot.until(lambda: (office.value(sa.select(Note.text)) or "").startswith("Please call, @Ron"))
    with office.read("ron") as session:
        news = my_news(session).news
    assert [(each.kind, each.record, each.record_id) for each in news if each.kind == "mention"] == [
        ("mention", "deal", reader.deal_id)
    ]


@of_the_window
def test_enter_on_the_open_card_shows_the_page_and_esc_goes_back(reader: Reader) -> None:
    reader.pilot.window.pages.open("pipeline")
    reader.pilot.until(lambda: not reader.pilot.screen.is_page_shown)
    reader.pilot.until(lambda: reader.pilot.titles("Qualified") == ["Fleet"])
    reader.pilot.choose("Fleet")
    reader.pilot.press(Qt.Key.Key_Return)
    reader.pilot.until(lambda: reader.pilot.screen.panel.deal_id == reader.deal_id)
    reader.pilot.choose("Fleet")
    reader.pilot.press(Qt.Key.Key_Return)
    reader.pilot.until(lambda: reader.pilot.screen.is_page_shown)
    reader.pilot.until(lambda: reader.view.answer is not None)
    QTest.keyClick(reader.view.timeline.view, Qt.Key.Key_Escape)
    reader.pilot.until(lambda: not reader.pilot.screen.is_page_shown)


@of_the_window
def test_a_half_typed_line_belongs_to_the_deal_it_was_typed_for(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RuleBroken("Not now.")

    other = office.deal(title="Other", owner="rita")
    lines = reader.view.lines
    lines.add_button.click()
    QTest.keyClicks(lines.price, "99")
    Reader(reader.pilot, other)
    assert not lines.form.isVisible() and lines.price.text() == ""
    Reader(reader.pilot, reader.deal_id)
    assert lines.form.isVisible() and lines.price.text() == "99"
    lines.product.setCurrentIndex(0)
    with monkeypatch.context() as patch:
        patch.setattr("salesdesk.ui.screens.pipeline.deal_lines.insert_deal_lines", refused)
        lines.accept_button.click()
        reader.pilot.until(lambda: lines.error.text() == "Not now.")
    assert lines.form.isVisible() and lines.price.text() == "99"
    assert reader.pilot.screen.has_unsaved
    lines.accept_button.click()
    reader.pilot.until(lambda: not lines.form.isVisible())
    assert not reader.pilot.screen.has_unsaved
    with office.read() as session:
        told = session.execute(sa.select(DealLine.deal_id, DealLine.unit_price)).all()
    assert [tuple(each) for each in told] == [(reader.deal_id, Decimal(99))]


@of_the_window
def test_a_long_company_name_ends_in_dots_and_the_tool_tip_tells_it_all(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _, words, *__: told.append(words))
    name = "Halden Logistics and Cold Storage of the Northern Harbours"
    field = reader.line("company_id")
    with office.write() as session:
        session.scalars(sa.select(Company)).one().name = name
    reader.pilot.until(lambda: field.text() == name)
    reader.view.header.name.setFocus()
    cut = field.grab().toImage()
    field.setFocus()
    # The cursor may blink before the words, so only where the dots stand is compared.
    whole = field.grab().toImage()
    at = cut.rect().adjusted(cut.width() - 48, 6, -24, -6)
    assert cut.copy(at) != whole.copy(at)
    reader.view.header.name.setFocus()
    middle = field.rect().center()
    QApplication.sendEvent(field, QHelpEvent(QEvent.Type.ToolTip, middle, field.mapToGlobal(middle)))
    assert told == [name]

"""What is written on the board itself: a card's next step, and one new deal after the other."""

from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.answers.board import Card
from salesdesk.models import Activity, Deal, DealFacts
from salesdesk.rules.agenda import working_days_after
from salesdesk.services.activities import plan_activity
from salesdesk.ui.screens.pipeline.cards import warning_words
from salesdesk.ui.screens.pipeline.step_popup import StepPopup
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key


def step(office: Office, title: str) -> tuple[str | None, date | None]:
    """The next step of a deal and its day, as the database has them."""
    question = sa.select(DealFacts.next_step, DealFacts.next_step_on).join(Deal, Deal.id == DealFacts.deal_id)
    with office.read() as session:
        row = session.execute(question.where(Deal.title == title)).one()
    return row[0], row[1]


def popup(pilot: Pilot) -> StepPopup:
    """The small form of a next step that is open."""
    pilot.until(lambda: pilot.screen.on_cards.popup is not None)
    found = pilot.screen.on_cards.popup
    assert found is not None and found.isVisible()
    return found


def titles(office: Office, stage: str) -> list[str]:
    """The titles of a stage in the order that the database keeps."""
    with office.read() as session:
        question = sa.select(Deal.title).where(
            Deal.stage_id == office.stages[stage], Deal.deleted_at.is_(None)
        )
        return list(session.scalars(question.order_by(Deal.rank)))


def test_s_writes_the_next_step_of_a_card_and_undo_takes_it_back(pilot: Pilot, office: Office) -> None:
    pilot.choose("Second")
    pilot.press(KEY.Key_S)
    form = popup(pilot)
    assert QApplication.focusWidget() is form.words_field
    day = date.today() + timedelta(days=9)
    form.day_field.setDate(QDate(day.year, day.month, day.day))
    pilot.type(form.words_field, "Send the offer")
    pilot.until(lambda: step(office, "Second") == ("Send the offer", day))
    pilot.until(lambda: pilot.screen.board.card(pilot.deal_id("Second")).next_step == "Send the offer")
    pilot.until(pilot.column("Qualified").list.hasFocus)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: step(office, "Second") == (None, None))


def test_a_step_written_on_a_card_leaves_what_a_colleague_planned_meanwhile(
    pilot: Pilot, office: Office
) -> None:
    deal_id, day = pilot.deal_id("Second"), date.today() + timedelta(days=20)
    with office.write() as session:
        plan_activity(session, kind="task", subject="Send offer", due_on=day, deal_id=deal_id)
    pilot.until(lambda: pilot.screen.board.card(deal_id).next_step == "Send offer")
    pilot.choose("Second")
    pilot.press(KEY.Key_S)
    form = popup(pilot)
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ask legal", due_on=date.today(), deal_id=deal_id)
    pilot.type(form.words_field, "Send it")

    def planned() -> list[str]:
        with office.read() as session:
            return sorted(session.scalars(sa.select(Activity.subject).where(Activity.state == "planned")))

    pilot.until(lambda: planned() == ["Ask legal", "Send it"])


@of_the_window
def test_a_click_on_the_foot_of_a_card_writes_its_step_and_escape_leaves_it(
    pilot: Pilot, office: Office
) -> None:
    widget = pilot.column("Qualified")
    rect = widget.list.visualRect(widget.model.index(0))
    QTest.mouseClick(
        widget.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(rect.left() + 70, rect.bottom() - 26),
    )
    form = popup(pilot)
    QTest.keyClicks(form.words_field, "Nothing of it")
    QTest.keyClick(form.words_field, KEY.Key_Escape)
    pilot.until(widget.list.hasFocus)
    assert step(office, "First") == (None, None) and pilot.screen.panel.deal_id is None


def test_an_empty_line_takes_the_step_away(pilot: Pilot, office: Office) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_S)
    pilot.type(popup(pilot).words_field, "Ring them")
    pilot.until(lambda: step(office, "First")[0] == "Ring them")
    pilot.until(lambda: pilot.screen.board.card(pilot.deal_id("First")).next_step == "Ring them")
    pilot.choose("First")
    pilot.press(KEY.Key_S)
    form = popup(pilot)
    assert form.words_field.text() == "Ring them"
    form.words_field.clear()
    form.save_button.click()
    pilot.until(lambda: step(office, "First")[0] is None)


@of_the_window
def test_deals_are_written_into_a_column_one_after_the_other(pilot: Pilot, office: Office) -> None:
    pilot.choose("Beta")
    pilot.press(KEY.Key_A)
    field = pilot.column("Value shown").adder.field
    pilot.until(field.hasFocus)
    QTest.keyClicks(field, "Ruder")
    pilot.press(KEY.Key_Return)
    assert field.text() == ""
    QTest.keyClicks(field, "Segel")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: titles(office, "Value shown") == ["Segel", "Ruder", "Alpha", "Beta"])
    pilot.until(lambda: pilot.header("Value shown") == (4, Decimal(1000), Decimal(350)))
    assert field.hasFocus()
    pilot.press(KEY.Key_Escape)
    assert not pilot.column("Value shown").adder.isVisible()
    pilot.until(pilot.column("Value shown").list.hasFocus)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: titles(office, "Value shown") == ["Ruder", "Alpha", "Beta"])


@of_the_window
def test_the_plus_of_a_header_adds_there_and_what_cannot_be_saved_stays_typed(
    pilot: Pilot, office: Office
) -> None:
    widget = pilot.column("Closing")
    widget.header.add_button.click()
    long = "x" * 600
    widget.adder.field.setText(long)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: widget.adder.field.text() == long)
    assert "title" in pilot.said.lower() and not titles(office, "Closing")
    widget.adder.field.setText("Short")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: titles(office, "Closing") == ["Short"])


@of_the_window
def test_a_click_elsewhere_saves_the_step_that_was_typed(pilot: Pilot, office: Office) -> None:
    pilot.choose("Second")
    pilot.press(KEY.Key_S)
    form = popup(pilot)
    QTest.keyClicks(form.words_field, "Send the offer")
    QTest.mouseClick(pilot.screen.page.bar.search, Qt.MouseButton.LeftButton)
    pilot.until(lambda: step(office, "Second")[0] == "Send the offer")


def test_a_step_gets_a_day_with_its_first_word_and_one_without_a_day_says_so(
    pilot: Pilot, office: Office
) -> None:
    def card() -> Card:
        found = pilot.screen.board.card(pilot.deal_id("Second"))
        assert found is not None
        return found

    pilot.choose("Second")
    pilot.press(KEY.Key_S)
    form = popup(pilot)
    pilot.type(form.words_field, "Ring them", enter=False)
    offered = working_days_after(date.today(), 1)
    assert form.day_field.day() == offered
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: step(office, "Second") == ("Ring them", offered))
    pilot.until(lambda: card().next_step_on == offered and card().warning == "none")
    pilot.press(KEY.Key_S)
    form = popup(pilot)
    QTest.keyClick(form.day_field, KEY.Key_Delete)
    QTest.keyClick(form.words_field, KEY.Key_Return)
    pilot.until(lambda: step(office, "Second") == ("Ring them", None))
    pilot.until(lambda: card().warning == "undated_step")
    assert warning_words(card(), date.today()) == "Step has no date"

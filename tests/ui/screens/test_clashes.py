"""The same field changed by two: both sides are shown with who and when, and one is chosen."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from salesdesk.models import Activity, Company, Deal
from salesdesk.services.activities import edit_activity, plan_activity
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.deals import edit_deal
from salesdesk.ui.forms.activity import ActivitySheet, open_activity_sheet
from salesdesk.ui.kit.clash import ClashSheet
from salesdesk.ui.kit.record.screen import RecordScreen
from tests.office import Office
from tests.ui.conftest import Pilot

KEY = Qt.Key


def clash(pilot: Pilot) -> ClashSheet:
    """The sheet that compares, when it is there."""
    pilot.until(lambda: any(isinstance(sheet, ClashSheet) for sheet in pilot.window.sheets()))
    return next(sheet for sheet in pilot.window.sheets() if isinstance(sheet, ClashSheet))


def told(sheet: ClashSheet) -> list[str]:
    """All that stands on a sheet."""
    return [each.text() for each in sheet.findChildren(QLabel)]


@pytest.mark.parametrize("kept", ["mine", "theirs", "later"])
def test_a_fact_of_a_record_changed_by_two(
    office: Office, address: str, new_pilot: Callable[[], Pilot], kept: str
) -> None:
    with office.write() as session:
        rita = office.people["rita"]
        key = create_company(session, name="Halden", phone="111", city="Bremen", owner_id=rita)
    pilot = new_pilot()
    screen = pilot.open_at(address, "companies")
    assert isinstance(screen, RecordScreen)
    pilot.window.pages.open("company", key)
    pilot.until(lambda: screen.view.answer is not None)
    row = screen.view.facts.rows["phone"]
    pilot.type(row.field, "222", enter=False)
    with office.write("rita") as session:
        edit_company(session, company_id=key, phone="333", website="www.halden.example")
    QTest.keyClick(row.field, KEY.Key_Return)
    sheet = clash(pilot)
    words = told(sheet)
    assert {"Halden", "You wrote", "222", "333", "It was", "111"} <= set(words)
    assert any(each.startswith("Rita wrote (Today") for each in words)
    sheet.copy_button.click()
    assert QApplication.clipboard().text() == "Phone: 222"
    phone = sa.select(Company.phone).where(Company.id == key)
    if kept == "later":
        QTest.keyClick(sheet, KEY.Key_Escape)
        assert row.field.text() == "222" and "Rita changed Phone" in row.accessible_error
        assert screen.has_unsaved and office.value(phone) == "333"
    elif kept == "mine":
        sheet.accept_button.click()
        pilot.until(lambda: office.value(phone) == "222")
        pilot.until(lambda: not screen.has_unsaved and not row.accessible_error)
    else:
        sheet.theirs_button.click()
        pilot.until(lambda: row.field.text() == "333")
        assert not screen.has_unsaved and not row.accessible_error and office.value(phone) == "333"
    assert office.value(sa.select(Company.website).where(Company.id == key)) == "www.halden.example"


@pytest.mark.parametrize("kept", ["mine", "theirs"])
def test_a_field_of_the_panel_changed_by_two(pilot: Pilot, office: Office, kept: str) -> None:
    deal_id = pilot.deal_id("First")
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.deal_id == deal_id)
    panel = pilot.screen.panel
    pilot.type(panel._amount, "150", enter=False)
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, amount=Decimal(900), close_on=date(2030, 5, 1))
    QTest.keyClick(panel._amount, KEY.Key_Return)
    sheet = clash(pilot)
    assert {"First", "€150", "€900", "€100"} <= set(told(sheet))
    (sheet.accept_button if kept == "mine" else sheet.theirs_button).click()
    amount = sa.select(Deal.amount).where(Deal.id == deal_id)
    pilot.until(lambda: office.value(amount) == Decimal(150 if kept == "mine" else 900))
    pilot.until(lambda: panel._amount.text() == ("€150" if kept == "mine" else "€900"))
    pilot.until(lambda: not panel._error.isVisible() and not panel.has_unsaved)
    assert office.value(sa.select(Deal.close_on).where(Deal.id == deal_id)) == date(2030, 5, 1)


def test_the_next_step_in_the_panel_changed_by_two(pilot: Pilot, office: Office) -> None:
    deal_id = pilot.deal_id("First")
    with office.write() as session:
        key = plan_activity(session, kind="call", subject="Call", due_on=date(2030, 1, 2), deal_id=deal_id)
    pilot.choose("First")
    pilot.press(KEY.Key_Return)
    panel = pilot.screen.panel
    pilot.until(lambda: panel.deal_id == deal_id and panel._step.text() == "Call")
    pilot.type(panel._step, "Call Ines", enter=False)
    with office.write("rita") as session:
        edit_activity(session, activity_id=key, subject="Call Piet", due_on=date(2030, 1, 3))
    QTest.keyClick(panel._step, KEY.Key_Return)
    sheet = clash(pilot)
    assert {"Call Ines", "Call Piet", "Call", "3 Jan 2030", "2 Jan 2030"} <= set(told(sheet))
    sheet.accept_button.click()
    subject = sa.select(Activity.subject).where(Activity.id == key)
    pilot.until(lambda: office.value(subject) == "Call Ines")


def test_of_an_activity_different_fields_merge_and_each_same_one_is_chosen(
    pilot: Pilot, office: Office
) -> None:
    with office.write() as session:
        key = plan_activity(
            session, kind="task", subject="Offer", due_on=date(2030, 1, 2), person_id=office.people["rita"]
        )
    shown: list[ActivitySheet] = []
    desk = pilot.screen.desk
    open_activity_sheet(desk, pilot.screen, activity_id=key, shown=shown.append)
    pilot.until(lambda: bool(shown))
    form = shown[0]
    pilot.type(form.subject_field, "Offer by mail", enter=False)
    form.text_field.setFocus()
    QTest.keyClicks(form.text_field, "With the new prices")
    form.day_field.put_day(date(2030, 2, 2))
    with office.write("rita") as session:
        edit_activity(
            session, activity_id=key, subject="Offer by letter", minutes=45, due_on=date(2030, 3, 3)
        )
    form.accept_button.click()
    sheet = clash(pilot)
    assert form.isVisible() and form.subject_field.text() == "Offer by mail"
    choices = {choice.accessibleName(): choice for choice in sheet.choices}
    choices["Subject"].choose("mine")
    choices["Due on"].choose("theirs")
    sheet.accept_button.click()
    fields = sa.select(Activity.subject, Activity.due_on, Activity.minutes, Activity.description)

    def now() -> tuple[object, ...]:
        with office.read() as session:
            return tuple(session.execute(fields.where(Activity.id == key)).one())

    pilot.until(lambda: now() == ("Offer by mail", date(2030, 3, 3), 45, "With the new prices"))
    pilot.until(lambda: not pilot.window.sheets())

"""What is typed on a record's page is kept until it is saved, and an answer shows where it was asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from salesdesk.answers.changes import Changes
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Note
from salesdesk.services.activities import plan_activity
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.notes import write_note
from salesdesk.ui.kit.fields import LongTextField
from salesdesk.ui.kit.record.screen import RecordScreen
from tests.office import Office
from tests.ui.conftest import Pilot, of_the_window

KEY = Qt.Key


class Desk:
    """Somebody who goes from one company's page to the other's."""

    def __init__(self, pilot: Pilot, ids: dict[str, int]) -> None:
        self.pilot, self.ids = pilot, ids
        pilot.window.pages.open("companies")
        screen = pilot.window.screens["companies"]
        assert isinstance(screen, RecordScreen)
        self.screen, self.view = screen, screen.view

    def open(self, name: str) -> None:
        self.pilot.window.pages.open("company", self.ids[name])
        self.pilot.until(lambda: self.view.answer is not None and self.view.answer.id == self.ids[name])

    @property
    def typed(self) -> str:
        return self.view.composer.text.toPlainText()

    def type(self, words: str, kind: str = "note") -> None:
        self.view.composer.buttons[kind].click()
        QTest.keyClicks(self.view.composer.text, words)

    def enter(self) -> None:
        QTest.keyClick(self.view.composer.text, KEY.Key_Return)

    def row(self, key: str) -> Any:
        row = self.view.facts.rows[key]
        if not row.isVisible():
            self.view.facts.all_button.click()
        return row

    @contextmanager
    def slow_saves(self) -> Iterator[None]:
        """As long as this lasts nothing ordered is saved."""
        go = threading.Event()

        def waiting(_: Any) -> Iterator[bool]:
            yield go.wait(60)

        self.pilot.window.background.do_steps(waiting, lambda _: None, lambda _: None)
        try:
            yield
        finally:
            go.set()

    def settle(self) -> None:
        """Wait until all that was ordered is answered."""
        self.pilot.until(lambda: not self.pilot.window.background.is_saving)


def notes(office: Office) -> list[str]:
    with office.read() as session:
        return list(session.scalars(sa.select(Note.text).order_by(Note.id)))


@pytest.fixture
def desk(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> Desk:
    with office.write() as session:
        ids = {
            "Alpha": create_company(
                session,
                name="Alpha",
                phone="111",
                description="saved text",
                owner_id=office.people["rita"],
            ),
            "Beta": create_company(session, name="Beta", phone="555"),
        }
    pilot = new_pilot()
    pilot.open_at(address, "companies")
    return Desk(pilot, ids)


@of_the_window
def test_what_is_written_about_one_record_waits_there_while_others_are_looked_at(desk: Desk) -> None:
    desk.open("Alpha")
    desk.type("What the customer said", "call")
    desk.open("Beta")
    assert desk.typed == ""
    desk.type("About Beta")
    desk.pilot.window.pages.open("companies")
    desk.open("Alpha")
    assert (desk.typed, desk.view.composer.kind) == ("What the customer said", "call")
    desk.open("Beta")
    assert desk.typed == "About Beta"


def test_a_save_takes_only_the_text_it_saved_and_saves_it_once(desk: Desk, office: Office) -> None:
    desk.open("Alpha")
    with desk.slow_saves():
        desk.type("note A")
        desk.enter()
        desk.enter()
        QTest.keyClicks(desk.view.composer.text, " and more")
        desk.open("Beta")
        desk.type("typed on Beta")
    desk.settle()
    assert notes(office) == ["note A"]
    assert desk.typed == "typed on Beta"
    desk.open("Alpha")
    assert desk.typed == "and more"


@of_the_window
def test_escape_leaves_the_text_and_a_refused_one_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RuleBroken("Not now.")

    desk.open("Alpha")
    desk.type("Met them")
    QTest.keyClick(desk.view.composer.text, KEY.Key_Escape)
    assert desk.typed == "Met them" and not desk.view.composer.text.hasFocus()
    with monkeypatch.context() as patch:
        patch.setattr("salesdesk.ui.kit.record.entries.write_down", refused)
        desk.enter()
        desk.pilot.until(lambda: desk.pilot.said == "Not now.")
    assert desk.typed == "Met them"
    desk.enter()
    desk.pilot.until(lambda: desk.typed == "")


def test_the_window_asks_before_it_goes_with_a_note_that_is_not_saved(desk: Desk) -> None:
    desk.open("Alpha")
    desk.type("unsaved call notes")
    desk.pilot.window.pages.open("companies")
    desk.pilot.window.close()
    desk.pilot.until(lambda: "not saved yet" in desk.pilot.said)
    assert desk.pilot.window.isVisible()
    desk.pilot.leave()


def test_another_database_is_not_opened_over_a_note_that_is_not_saved(
    desk: Desk, address: str, office: Office
) -> None:
    desk.open("Alpha")
    desk.type("unsaved call notes")
    desk.pilot.window.open_database(address)
    assert "not saved yet" in desk.pilot.said
    assert desk.typed == "unsaved call notes"


@of_the_window
def test_a_long_text_that_was_refused_stays_with_the_reason(desk: Desk, office: Office) -> None:
    desk.open("Alpha")
    row = desk.row("description")
    field = row.field
    assert isinstance(field, LongTextField)
    field.setFocus()
    QTest.keyClicks(field, "A long report. ")
    with desk.slow_saves():
        with office.write("rita") as session:
            edit_company(session, company_id=desk.ids["Alpha"], description="what Rita wrote")
        desk.view.timeline.view.setFocus()
        desk.pilot.until(lambda: desk.view.answer.facts and _fact(desk, "description") == "what Rita wrote")
        assert field.toPlainText() == "A long report. saved text"
    desk.pilot.until(lambda: row.accessible_error.startswith("Rita changed"))
    desk.view.refresh()
    desk.settle()
    assert field.toPlainText() == "A long report. saved text"
    field.setFocus()
    desk.view.timeline.view.setFocus()
    text = sa.select(Company.description).where(Company.id == desk.ids["Alpha"])
    desk.pilot.until(lambda: office.value(text) == "A long report. saved text")
    desk.pilot.until(lambda: not row.accessible_error)


@of_the_window
def test_a_choice_that_was_refused_stays_with_the_reason_until_escape(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RuleBroken("Not now.")

    desk.open("Alpha")
    row = desk.row("owner_id")
    box = row.field
    assert isinstance(box, QComboBox)
    before = box.currentText()
    monkeypatch.setattr("salesdesk.ui.kit.record.page.set_field", refused)
    box.setFocus()
    QTest.keyClick(box, KEY.Key_End)
    chosen = box.currentText()
    assert chosen != before
    desk.pilot.until(lambda: row.accessible_error == "Not now.")
    desk.view.refresh()
    desk.pilot.qtbot.wait(300)
    assert (box.currentText(), row.accessible_error) == (chosen, "Not now.")
    QTest.keyClick(box, KEY.Key_Escape)
    assert (box.currentText(), row.accessible_error) == (before, "")


@of_the_window
def test_a_refusal_is_told_of_the_record_it_is_about(desk: Desk, office: Office) -> None:
    desk.open("Alpha")
    field = desk.row("phone").field
    with desk.slow_saves():
        desk.pilot.type(field, "x" * 600)
        desk.open("Beta")
    desk.pilot.until(lambda: "Alpha" in desk.pilot.said and "600 letters" in desk.pilot.said)
    row = desk.row("phone")
    assert (row.field.text(), row.accessible_error) == ("555", "")
    desk.open("Alpha")
    row = desk.row("phone")
    assert row.field.text() == "x" * 600 and "600 letters" in row.accessible_error
    desk.pilot.type(row.field, "112")
    phone = sa.select(Company.phone).where(Company.id == desk.ids["Alpha"])
    desk.pilot.until(lambda: office.value(phone) == "112")


@of_the_window
def test_what_stands_in_a_field_is_saved_when_a_key_goes_to_another_record(
    desk: Desk, office: Office
) -> None:
    desk.open("Alpha")
    desk.pilot.type(desk.row("phone").field, "112", enter=False)
    desk.pilot.window.pages.open("company", desk.ids["Beta"])
    phone = sa.select(Company.phone).where(Company.id == desk.ids["Alpha"])
    desk.pilot.until(lambda: office.value(phone) == "112")
    desk.open("Alpha")
    desk.pilot.type(desk.row("phone").field, "113", enter=False)
    desk.pilot.window.pages.open("companies")
    desk.pilot.until(lambda: office.value(phone) == "113")


@of_the_window
def test_what_comes_next_is_asked_at_the_record_whose_task_is_done(desk: Desk, office: Office) -> None:
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ring", due_on=date.today(), company_id=desk.ids["Alpha"])
    desk.open("Alpha")
    with desk.slow_saves():
        desk.view.timeline.view.choose("Ring")
        QTest.keyClick(desk.view.timeline.view, KEY.Key_Space)
        desk.open("Beta")
        desk.type("half a note")
    desk.settle()
    desk.pilot.qtbot.wait(100)
    assert (desk.typed, desk.view.composer.kind) == ("half a note", "note")


@of_the_window
def test_the_timeline_shows_the_record_and_the_part_asked_for_last(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    alpha = desk.ids["Alpha"]
    with office.write() as session:
        for n in range(60):
            write_note(session, company_id=alpha, text=f"note {n}")
        for n in range(60):
            plan_activity(
                session, kind="call", subject=f"Call {n}", due_on=date(2026, 1, 1), company_id=alpha
            )
    desk.open("Alpha")
    panel = desk.view.timeline
    desk.pilot.until(lambda: len(panel.view.entries.titles()) > 0)
    everything = panel.view.entries.titles()
    late: list[Callable[[], None]] = []
    with monkeypatch.context() as patch:
        # A frozen desk cannot be given another ask: the background itself answers late.
        background = desk.pilot.window.background
        patch.setattr(background, "ask", lambda query, then, **_: late.append(_answer(office, query, then)))
        panel.show_part("notes")
        assert late
        panel.show_part(None)
    for answer in late:
        answer()
    assert panel.view.entries.titles()[: len(everything)] == everything


def test_a_page_is_read_once_a_second_at_most_while_others_save_all_the_time(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open("Alpha")
    reads: list[int] = []
    real = desk.view.read
    monkeypatch.setattr(desk.view, "read", lambda *given: (reads.append(1), real(*given))[1])
    for _ in range(20):
        desk.screen.refresh(Changes(rows={"company": frozenset({1})}))
        desk.pilot.qtbot.wait(20)
    assert len(reads) <= 2
    with office.write("rita") as session:
        edit_company(session, company_id=desk.ids["Alpha"], phone="999")
    desk.pilot.until(lambda: desk.row("phone").field.text() == "999")


def _answer(office: Office, query: Callable[[Any], Any], then: Callable[[Any], None]) -> Callable[[], None]:
    with office.read() as session:
        found = query(session)
    return lambda: then(found)


def _fact(desk: Desk, key: str) -> Any:
    return next(fact.value for fact in desk.view.answer.facts if fact.key == key)


@of_the_window
def test_a_name_that_was_refused_stays_as_typed_until_escape(desk: Desk) -> None:
    desk.open("Alpha")
    name = desk.view.header.name
    desk.pilot.type(name, "x" * 600)
    desk.pilot.until(lambda: "letters" in desk.pilot.said)
    desk.view.refresh()
    desk.pilot.qtbot.wait(200)
    assert name.text() == "x" * 600
    QTest.keyClick(name, KEY.Key_Escape)
    assert name.text() == "Alpha"

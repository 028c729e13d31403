"""The first start: steps that can be skipped, a server to connect to, the sample, what ticks itself."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.errors import KnownError, SalesDeskError
from salesdesk.models import Calendar, Person
from salesdesk.queries.beginnings import beginnings
from salesdesk.rules.beginnings import NewCompany
from salesdesk.services.activities import set_next_step
from salesdesk.settings import load_settings, settings_file
from salesdesk.ui.screens.settings import SettingsScreen
from salesdesk.ui.screens.settings.database import DatabasePage
from salesdesk.ui.screens.today import TodayScreen
from salesdesk.ui.shell.connecting import ConnectSheet, address_of
from salesdesk.ui.shell.first_steps import FirstSteps
from tests.office import PASSWORD, Office
from tests.ui.conftest import CONTROL, Pilot

KEY = Qt.Key


def begin_new(pilot: Pilot, path: Path, monkeypatch: pytest.MonkeyPatch) -> FirstSteps:
    """Choose a file for a new company."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    pilot.window.show_welcome()
    pilot.press(KEY.Key_2)
    steps = pilot.window.stack.currentWidget()
    assert isinstance(steps, FirstSteps)
    return steps


def test_the_first_steps_are_answered_by_keys_and_make_the_company(
    new_pilot: Callable[[], Pilot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot = new_pilot()
    steps = begin_new(pilot, tmp_path / "halden.salesdesk", monkeypatch)
    assert steps.name_field.text() == "Halden"
    pilot.type(steps.own_field, "Nora Quist", enter=False)
    pilot.type(steps.name_field, "Halden Logistics", enter=False)
    steps.currency.setFocus()
    QTest.keyClicks(steps.currency, "CHF")
    steps.year.setFocus()
    QTest.keyClicks(steps.year, "Apr")
    pilot.press(KEY.Key_Return)
    assert steps.place == 1
    pilot.press(KEY.Key_Down)
    pilot.press(KEY.Key_Return)
    assert steps.place == 2
    QTest.keyClicks(steps.people, "Anna Keller, Marc Roth")
    steps.next_button.click()
    for words in ("Halden Logistics", "7 steps", "Nora Quist and 2 more people", "halden.salesdesk"):
        assert words in steps._summary.text()
    assert not (tmp_path / "halden.salesdesk").exists()
    pilot.press(KEY.Key_Return)
    pilot.go("pipeline")
    pilot.until(lambda: [column.name for column in pilot.screen.board.columns][1:2] == ["Contacted"])
    store = pilot.window.background.store
    assert store is not None
    with store.read() as session:
        assert session.scalars(sa.select(Calendar.fiscal_year_start)).one() == 4
        assert set(session.scalars(sa.select(Person.name))) >= {"Nora Quist", "Anna Keller", "Marc Roth"}
    assert pilot.screen.shown is not None and pilot.screen.shown.currency == "CHF"


def test_skipping_takes_the_usual_and_escape_leaves_nothing_behind(
    new_pilot: Callable[[], Pilot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot = new_pilot()
    steps = begin_new(pilot, tmp_path / "mine.salesdesk", monkeypatch)
    steps.currency.setCurrentText("USD")
    for place in (1, 2, 3):
        steps.skip_button.click()
        assert steps.place == place
    assert (steps.company().currency, steps.company().steps, steps.company().people) == ("EUR", 5, ())
    for _ in range(4):
        pilot.press(KEY.Key_Escape)
    assert pilot.window.stack.currentWidget() is pilot.window.welcoming.page
    assert list(tmp_path.iterdir()) == []


def test_a_server_is_tested_and_opened_and_its_password_is_kept_nowhere(office: Office, pilot: Pilot) -> None:
    if office.store.dialect != "postgresql":
        pytest.skip("a file has no server")
    rita = urlsplit(office.store_of("rita").place.url)
    pilot.window.begin("connect")
    sheet = pilot.window.stack.findChildren(ConnectSheet)[0]
    for field, words in (
        (sheet.server, f"{rita.hostname}:{rita.port}"),
        (sheet.database, rita.path[1:]),
        (sheet.user, rita.username or ""),
        (sheet.password, "wrong"),
    ):
        pilot.type(field, words, enter=False)
    sheet.test_button.click()
    pilot.until(sheet.error.isVisible)
    assert sheet.password.text() == "wrong" and "wrong" not in sheet.error.text()
    pilot.type(sheet.password, PASSWORD, enter=False)
    sheet.test_button.click()
    pilot.until(lambda: sheet.told.text() == "The connection works.")
    pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(lambda: pilot.window.rail._name.accessibleName() == "Rita")
    assert PASSWORD not in settings_file().read_text() and len(load_settings().recent) == 2
    pilot.leave()
    assert PASSWORD not in settings_file().read_text()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_server_that_proves_nothing_is_used_only_where_one_ticks_it_and_a_line_says_so(
    office: Office, pilot: Pilot, address: str
) -> None:
    elsewhere = address.replace("@127.0.0.1:", "@db.salesdesk.test:") + "?hostaddr=127.0.0.1"
    pilot.window.open_database(elsewhere)
    pilot.until(lambda: bool(pilot.window.stack.findChildren(ConnectSheet)))
    sheet = pilot.window.stack.findChildren(ConnectSheet)[0]
    assert "could not prove who it is" in sheet.error.text()
    pilot.type(sheet.password, PASSWORD, enter=False)
    assert not pilot.window.pages.open_line.isVisible()
    sheet.openly.click()
    pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(pilot.window.pages.open_line.isVisible)
    pilot.window.open_database(address)
    pilot.until(lambda: not pilot.window.pages.open_line.isVisible())


def test_what_is_missing_is_asked_for_and_signs_in_an_address_are_written_safely(pilot: Pilot) -> None:
    pilot.window.begin("connect")
    sheet = pilot.window.stack.findChildren(ConnectSheet)[0]
    for field in (sheet.server, sheet.database, sheet.user):
        field.clear()
    pilot.press(KEY.Key_Return, CONTROL)
    assert sheet.error.text() == "Fill in server, database and user."
    address = address_of("db.example:5433", "sales data", "eva@team", "p/w:d@")
    assert address == "postgresql://eva%40team:p%2Fw%3Ad%40@db.example:5433/sales%20data"


def test_the_list_of_first_steps_ticks_itself_goes_when_it_is_not_wanted_and_comes_back(
    pilot: Pilot, office: Office, tmp_path: Path
) -> None:
    today = pilot.go("today")
    assert isinstance(today, TodayScreen)
    card = today.my.first_steps
    pilot.until(card.isVisible)

    def done() -> frozenset[str]:
        assert card.shown is not None
        assert {key for key, step in card.steps.items() if step.accessibleName().endswith(", done")} == (
            card.shown.done
        )
        return card.shown.done

    assert {"deal", "people"} <= done() and not {"step", "backup"} & done()
    deal = pilot.deal_id("First")
    with office.write() as session:
        set_next_step(session, deal_id=deal, subject="Call", due_on=date(2026, 12, 1), person_id=None)
    pilot.until(lambda: "step" in done())
    card.steps["people"].click()
    assert pilot.window.pages.is_shown("team")
    card.steps["backup"].click()
    settings = pilot.window.screens["settings"]
    assert isinstance(settings, SettingsScreen) and isinstance(settings.page, DatabasePage)
    settings.page.back_up_to(tmp_path / "kept.json.gz")

    def backed_up() -> bool:
        with office.read() as session:
            return "backup" in beginnings(session).done

    pilot.until(backed_up)
    pilot.go("today")
    pilot.until(lambda: "backup" in done())
    card.close_button.click()
    assert not card.isVisible()

    def dismissed() -> bool:
        with office.read() as session:
            return beginnings(session).is_dismissed

    pilot.until(dismissed)
    pilot.window.run_command("first_steps")
    pilot.until(card.isVisible)
    assert not dismissed()


def test_the_sample_says_that_it_is_one_and_leads_to_a_company_of_one_s_own(
    new_pilot: Callable[[str | None], Pilot],
    sqlite_sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = shutil.copy(sqlite_sample, tmp_path / "sample.salesdesk")
    pilot = new_pilot(None)
    pilot.open(str(path))
    pilot.until(pilot.window.pages.sample_bar.isVisible)
    today = pilot.go("today")
    assert isinstance(today, TodayScreen)
    pilot.until(lambda: today.my.first_steps.shown is not None)
    assert not today.my.first_steps.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "own"), ""))
    pilot.window.pages.own_button.click()
    assert isinstance(pilot.window.stack.currentWidget(), FirstSteps)
    pilot.press(KEY.Key_Escape)
    current: QWidget | None = pilot.window.stack.currentWidget()
    assert current is pilot.window.pages


def test_a_company_that_cannot_be_begun_leaves_nothing_behind(
    new_pilot: Callable[[], Pilot], tmp_path: Path
) -> None:
    doors, where = new_pilot().window.doors, tmp_path / "new" / "mine.salesdesk"
    with pytest.raises(SalesDeskError):
        doors.make_new(str(where), NewCompany(steps=6))
    assert list(where.parent.iterdir()) == []
    assert doors.make_new(str(where), NewCompany(name="Mine")) == str(where)
    assert [path.name for path in where.parent.iterdir()] == ["mine.salesdesk"]
    before = where.read_bytes()
    with pytest.raises(KnownError, match="exists already"):
        doors.make_new(str(where), NewCompany())
    assert where.read_bytes() == before
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with pytest.raises(KnownError, match="Choose another folder"):
        doors.make_new(str(tmp_path / "letter.txt" / "mine.salesdesk"), NewCompany())

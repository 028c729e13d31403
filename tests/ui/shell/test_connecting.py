"""Coming to a server: by an invitation, with a password from the keychain, as the first of all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import keyring
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from salesdesk.rules.invitations import ENDING, Invitation, invitation_text
from salesdesk.settings import load_settings, settings_file, without_password
from salesdesk.ui.shell.connecting import ConnectSheet
from salesdesk.ui.shell.first_steps import FirstSteps
from tests.office import PASSWORD, Office
from tests.test_keychain import Memory
from tests.ui.conftest import CONTROL, Pilot

KEY = Qt.Key
INVITED = Invitation("db.example.com", "sales", "sd_sales_ab12cd_anna", 5433, "office.crt")
TEXT = invitation_text(INVITED, name="Anna")
on_server = pytest.mark.parametrize("database", ["postgres"], indirect=True)
NewPilot = Callable[..., Pilot]


@pytest.fixture
def memory() -> Iterator[Memory]:
    before, made = keyring.get_keyring(), Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def sheet_of(pilot: Pilot) -> ConnectSheet:
    pilot.until(lambda: bool(pilot.window.stack.findChildren(ConnectSheet)))
    return pilot.window.stack.findChildren(ConnectSheet)[0]


def filled(sheet: ConnectSheet) -> tuple[str, ...]:
    return tuple(field.text() for field in (sheet.server, sheet.port, sheet.database, sheet.user))


WANTED = ("db.example.com", "5433", "sales", "sd_sales_ab12cd_anna")


def test_an_invitation_is_pasted_on_the_first_page(new_pilot: NewPilot) -> None:
    pilot = new_pilot("")
    pilot.window.show_welcome()
    QGuiApplication.clipboard().setText("no invitation")
    pilot.press(KEY.Key_V, CONTROL)
    assert "no invitation" in pilot.window.welcoming.page._error.text()  # type: ignore[union-attr]
    QGuiApplication.clipboard().setText(TEXT)
    pilot.press(KEY.Key_V, CONTROL)
    sheet = sheet_of(pilot)
    assert filled(sheet) == WANTED and "office.crt" in sheet.told.text()
    assert pilot.window.focusWidget() is sheet.password
    assert not sheet.openly.isChecked() and sheet.certificate.text() == ""


def test_an_invitation_is_opened_as_a_file_and_dropped_on_the_window(
    new_pilot: NewPilot, tmp_path: Path
) -> None:
    file = tmp_path / f"Anna{ENDING}"
    file.write_text(TEXT, encoding="utf-8")
    pilot = new_pilot("")
    pilot.window.open_database(str(file))
    sheet = sheet_of(pilot)
    assert filled(sheet) == WANTED
    sheet.cancel()
    pilot.until(lambda: not pilot.window.stack.findChildren(ConnectSheet))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    at = QPointF(200, 200)
    entering = QDragEnterEvent(at.toPoint(), copy, mime, left, none)
    QApplication.sendEvent(pilot.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(pilot.window, QDropEvent(at, copy, mime, left, none))
    assert filled(sheet_of(pilot)) == WANTED
    assert load_settings().recent == ()


@on_server
def test_a_password_is_kept_in_the_keychain_where_one_wishes_so_and_not_asked_again(
    office: Office, new_pilot: NewPilot, memory: Memory
) -> None:
    where = office.store_of("rita").place.url
    pilot = new_pilot("")
    pilot.window.open_database(without_password(where))
    sheet = sheet_of(pilot)
    assert "did not accept" in sheet.error.text()
    pilot.until(sheet.keep.isEnabled)
    assert sheet.keep.isChecked() and pilot.window.focusWidget() is sheet.password
    pilot.type(sheet.password, "wrong")
    pilot.until(lambda: sheet.password.selectedText() != "")
    assert memory.kept == {}
    pilot.type(sheet.password, PASSWORD)
    pilot.until(lambda: pilot.window.rail._name.accessibleName() == "Rita")
    pilot.until(lambda: list(memory.kept.values()) == [PASSWORD])
    assert PASSWORD not in settings_file().read_text(encoding="utf-8")
    pilot.leave()
    again = new_pilot("")
    again.window.open_database(without_password(where))
    again.until(lambda: again.window.rail._name.accessibleName() == "Rita")
    # With the field left empty the form takes what is kept, and keeps it.
    again.window.beginning.connect_to(without_password(where))
    sheet = sheet_of(again)
    again.until(sheet.keep.isEnabled)
    before = again.window.background.store
    sheet.accept_button.click()
    again.until(lambda: again.window.background.store not in (None, before))
    again.window.background.run(lambda: None, lambda _: None)
    again.qtbot.wait(300)
    assert list(memory.kept.values()) == [PASSWORD]


@on_server
def test_without_a_keychain_the_password_is_asked_each_time(office: Office, new_pilot: NewPilot) -> None:
    pilot = new_pilot("")
    pilot.window.open_database(without_password(office.store_of("rita").place.url))
    sheet = sheet_of(pilot)
    pilot.until(sheet.not_kept.isVisible)
    assert not sheet.keep.isVisible() and sheet.password.text() == ""


def test_the_owner_of_an_empty_database_makes_the_first_administrator_in_the_window(
    new_pilot: NewPilot, pg_database: str
) -> None:
    owner = urlsplit(pg_database)
    pilot = new_pilot("")
    pilot.window.show_welcome()
    pilot.window.begin("connect")
    sheet = sheet_of(pilot)
    for field, words in (
        (sheet.server, f"{owner.hostname}:{owner.port}"),
        (sheet.database, owner.path[1:]),
        (sheet.user, owner.username or ""),
        (sheet.password, owner.password or ""),
    ):
        pilot.type(field, words, enter=False)
    pilot.press(KEY.Key_Return)
    pilot.until(sheet.make_button.isVisible)
    assert "empty" in sheet.told.text()
    sheet.make_button.click()
    steps = pilot.window.stack.currentWidget()
    assert isinstance(steps, FirstSteps) and not steps.skip_button.isVisible()
    pilot.type(steps.own_field, "Nora Quist", enter=False)
    pilot.type(steps.login_field, "nora", enter=False)
    pilot.type(steps.password_field, "short")
    assert steps.place == 0 and "at least" in steps.error.text()
    pilot.type(steps.password_field, "a long password", enter=False)
    for _ in range(3):
        steps.next_button.click()
    assert "a long password" not in steps._summary.text()
    steps.next_button.click()
    pilot.until(lambda: pilot.window.rail._name.accessibleName() == "Nora Quist")
    kept = load_settings().last_database
    assert "_nora@" in kept and owner.username not in kept and "password" not in kept
    assert "a long password" not in settings_file().read_text(encoding="utf-8")

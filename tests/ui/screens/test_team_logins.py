"""Logins on the Team screen: given, renewed, ended and invited to by administrators; passwords cleared."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from salesdesk.models import Person
from salesdesk.rules.invitations import ENDING, read_invitation
from salesdesk.services.passwords import change_own_password
from salesdesk.services.people import add_person
from salesdesk.settings import with_password
from salesdesk.store import open_store
from salesdesk.ui.screens.team.login_box import LoginBox
from salesdesk.ui.screens.team.login_sheet import InviteSheet, LoginSheet, proposed_login
from salesdesk.ui.screens.team.screen import TeamScreen
from tests.office import Office
from tests.ui.conftest import Pilot

SECRET = "a first password"


def box_of(pilot: Pilot, person_id: int) -> LoginBox:
    """What the panel says of how somebody signs in, when it is read."""
    pilot.window.pages.open("team")
    screen = pilot.window.screens["team"]
    assert isinstance(screen, TeamScreen)
    pilot.until(lambda: screen.team is not None and screen.team.member(person_id) is not None)
    pilot.window.pages.open("person", person_id)
    box = screen.panel.login
    pilot.until(lambda: box._member is not None and box._member.id == person_id and box._facts is not None)
    return box


def sheet(pilot: Pilot, kind: type) -> LoginSheet | InviteSheet:
    pilot.until(lambda: any(isinstance(each, kind) for each in pilot.window.sheets()))
    return next(each for each in pilot.window.sheets() if isinstance(each, kind))  # type: ignore[return-value]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_login_is_given_invited_to_renewed_and_ended(
    pilot: Pilot, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Roles belong to the whole server, which other tests use as well.
    login = f"zoe.{uuid.uuid4().hex[:12]}"
    with office.write() as session:
        zoe = add_person(session, name="Zoé Quist")
    pilot.window.watcher.look()
    box = box_of(pilot, zoe)
    assert box.words.text() == "Has no login on the server\nWas never here"
    assert box.give_button.isVisible() and not box.end_button.isVisible()
    box.give_button.click()
    giving = sheet(pilot, LoginSheet)
    assert isinstance(giving, LoginSheet)
    assert giving.login_field.text() == "zoe.quist" and len(giving.password_field.text()) == 19
    pilot.type(giving.password_field, "short", enter=False)
    giving.accept_button.click()
    assert "at least" in giving.error.text()
    pilot.type(giving.login_field, login, enter=False)
    pilot.type(giving.password_field, SECRET, enter=False)
    # No draft of it is written, which would keep the password on the disk.
    assert giving.draft() is None
    pilot.window.drafts.look()
    home = Path(os.environ["SALESDESK_HOME"])
    assert all(SECRET.encode() not in each.read_bytes() for each in home.rglob("*") if each.is_file())
    giving.accept_button.click()
    inviting = sheet(pilot, InviteSheet)
    assert isinstance(inviting, InviteSheet)
    pilot.until(lambda: "server:" in inviting.text.toPlainText())
    invitation = read_invitation(inviting.text.toPlainText())
    role = office.value(sa.select(Person.role_name).where(Person.id == zoe))
    assert (invitation.user, role.endswith(login)) == (role, True)
    assert SECRET not in inviting.text.toPlainText()
    inviting.accept_button.click()
    assert read_invitation(QGuiApplication.clipboard().text()) == invitation
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Zoe"), ""))
    inviting.file_button.click()
    assert read_invitation((tmp_path / f"Zoe{ENDING}").read_text(encoding="utf-8")) == invitation
    inviting.cancel()
    where = f"postgresql://{role}@127.0.0.1:{invitation.port}/{invitation.database}"
    own = open_store(with_password(where, SECRET))
    assert own.viewer.name == "Zoé Quist"
    box._read()
    pilot.until(lambda: box.words.text() == f"As {role}\nSigned in now")
    own.close()
    box.renew_button.click()
    renewing = sheet(pilot, LoginSheet)
    assert isinstance(renewing, LoginSheet) and renewing.login_field.isReadOnly()
    pilot.type(renewing.password_field, "another password", enter=False)
    renewing.accept_button.click()
    sheet(pilot, InviteSheet).cancel()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(with_password(where, SECRET))
    psycopg.connect(with_password(where, "another password")).close()
    box.end_button.click()
    pilot.until(lambda: box.words.text().startswith("Has no login"))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(with_password(where, "another password"))


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_who_is_no_administrator_sees_how_people_sign_in_and_changes_nothing(
    office: Office, new_pilot: Callable[..., Pilot]
) -> None:
    office.store_of("ron")
    pilot = new_pilot("")
    pilot.open_at(office.store_of("rita").place.url, "team")
    box = box_of(pilot, office.people["ron"])
    assert "Signed in now" in box.words.text()
    assert not any(each.isVisible() for each in box._buttons)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_administrator_clears_a_forgotten_password(pilot: Pilot, office: Office) -> None:
    with office.write("rita") as session:
        change_own_password(session, before="", new=SECRET)
    box = box_of(pilot, office.people["rita"])
    pilot.until(lambda: box.words.text().startswith("By name, with a password\nLast seen"))
    box.clear_button.click()
    pilot.until(lambda: box.words.text().startswith("By name, without"))
    assert not box.clear_button.isVisible()
    store = open_store(office.store.place.url)
    store.enter(office.people["rita"])
    store.close()


def test_a_login_is_proposed_in_letters_that_every_server_takes() -> None:
    assert proposed_login("Zoé van der Müßig") == "zoe.van.der.mussig"
    assert proposed_login("Łódź") == "lodz" and proposed_login("李") == ""

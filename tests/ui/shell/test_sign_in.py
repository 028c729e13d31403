"""Signing in to a file: by one's name, with a password where one is set, and not again where one stays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from salesdesk.answers.entrance import Entrance
from salesdesk.app import Windows, make_app
from salesdesk.errors import KnownError
from salesdesk.models import Action
from salesdesk.services.passwords import change_own_password, clear_password
from salesdesk.services.people import add_person, deactivate_person
from salesdesk.settings import load_settings
from salesdesk.store import Store, create_database, open_store
from salesdesk.store.sample import make_sample
from salesdesk.ui.shell.sign_in import HONEST, SignIn
from salesdesk.ui.shell.welcome import Welcome
from tests.office import SAMPLE_DAY, Office
from tests.ui.conftest import Pilot, close

KEY = Qt.Key
SECRET = "correct horse"
on_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NewPilot = Callable[..., Pilot]


def shown(pilot: Pilot) -> SignIn | None:
    page = pilot.window.stack.currentWidget()
    return page if isinstance(page, SignIn) else None


def asked(pilot: Pilot, where: str) -> SignIn:
    """Open a file, and the page that asks who one is."""
    pilot.window.open_database(where)
    pilot.until(lambda: shown(pilot) is not None)
    page = shown(pilot)
    assert page is not None
    return page


def inside(pilot: Pilot, name: str) -> bool:
    """Wait until somebody is in."""

    def is_in() -> bool:
        store = pilot.window.background.store
        shows = pilot.window.stack.currentWidget() is pilot.window.pages
        return shows and store is not None and store.viewer.name == name

    pilot.until(is_in)
    return True


def with_password(office: Office, login: str) -> None:
    with office.write(login) as session:
        change_own_password(session, before="", new=SECRET)


@on_file
def test_one_chooses_a_name_by_keys_and_acts_under_it(office: Office, new_pilot: NewPilot) -> None:
    pilot = new_pilot("")
    page = asked(pilot, office.store.place.address)
    assert HONEST in [each.text() for each in page.findChildren(QLabel)]
    assert not page.password.isVisible()
    QTest.keyClicks(page.people, "ro")
    assert page.enter_button.text() == "Sign in as Ron"
    pilot.press(KEY.Key_Return)
    assert inside(pilot, "Ron")
    pilot.until(lambda: office.value(sa.select(Action.id).where(Action.kind == "sign_in")) is not None)
    assert office.value(sa.select(Action.person_id).where(Action.kind == "sign_in")) == office.people["ron"]


@on_file
def test_a_wrong_password_says_so_and_keeps_the_name_and_the_right_one_opens(
    office: Office, new_pilot: NewPilot
) -> None:
    with_password(office, "rita")
    pilot = new_pilot("")
    page = asked(pilot, office.store.place.address)
    page.people.choose(office.people["rita"])
    assert page.password.isVisible() and not page.stay.isChecked()
    pilot.press(KEY.Key_Return)
    assert pilot.window.focusWidget() is page.password
    pilot.type(page.password, "wrong one")
    pilot.until(lambda: "not the password of Rita" in page.error.text())
    assert shown(pilot) is page and page.enter_button.isEnabled()
    pilot.type(page.password, SECRET)
    assert inside(pilot, "Rita")


@on_file
def test_who_stays_signed_in_is_not_asked_again_until_the_password_changes(
    office: Office, new_pilot: NewPilot
) -> None:
    with_password(office, "rita")
    where = office.store.place.address
    pilot = new_pilot("")
    page = asked(pilot, where)
    page.people.choose(office.people["rita"])
    page.stay.click()
    pilot.type(page.password, SECRET)
    assert inside(pilot, "Rita")
    pilot.leave()
    again = new_pilot("")
    again.window.open_database(where)
    assert inside(again, "Rita")
    again.leave()
    with office.write() as session:
        clear_password(session, person_id=office.people["rita"])
    third = new_pilot("")
    page = asked(third, where)
    assert page.people.person is not None and page.people.person.name == "Rita"


@on_file
def test_who_does_not_stay_is_asked_in_the_next_program_only(office: Office, new_pilot: NewPilot) -> None:
    where = office.store.place.address
    pilot = new_pilot("")
    page = asked(pilot, where)
    page.people.choose(office.people["vera"])
    page.stay.click()
    page.enter_button.click()
    assert inside(pilot, "Vera")
    assert load_settings().stays == {}
    pilot.window.another()
    pilot.leave()
    asked(new_pilot(""), where)


@on_file
def test_somebody_else_signs_in_to_what_is_open_and_escape_goes_back(
    office: Office, new_pilot: NewPilot
) -> None:
    pilot = new_pilot("")
    page = asked(pilot, office.store.place.address)
    page.people.choose(office.people["vera"])
    page.enter_button.click()
    assert inside(pilot, "Vera")
    pilot.window.run_command("sign_out")
    pilot.until(lambda: shown(pilot) is not None)
    pilot.press(KEY.Key_Escape)
    assert inside(pilot, "Vera")
    pilot.window.run_command("sign_out")
    pilot.until(lambda: shown(pilot) is not None)
    page = shown(pilot)
    assert page is not None
    page.people.choose(office.people["rita"])
    page.enter_button.click()
    assert inside(pilot, "Rita")


@on_file
def test_whom_the_command_line_names_still_types_their_password(office: Office, new_pilot: NewPilot) -> None:
    where = office.store.place.address
    open_ = new_pilot("ron")
    open_.window.open_database(where)
    assert inside(open_, "Ron")
    with_password(office, "rita")
    page = asked(new_pilot("rita"), where)
    assert page.people.count() == 6


@on_file
def test_escape_leaves_the_file_closed_and_shows_the_ways_to_begin(
    office: Office, new_pilot: NewPilot
) -> None:
    pilot = new_pilot("")
    asked(pilot, office.store.place.address)
    pilot.press(KEY.Key_Escape)
    assert isinstance(pilot.window.stack.currentWidget(), Welcome)
    assert pilot.window.background.store is None and load_settings().recent == ()


def test_one_person_without_a_password_is_in_at_once(new_pilot: NewPilot, tmp_path: object) -> None:
    where = f"{tmp_path}/alone.salesdesk"
    create_database(where, admin_name="Nora")
    pilot = new_pilot("")
    pilot.window.open_database(where)
    assert inside(pilot, "Nora")


def test_the_sample_company_asks_nobody_and_lets_one_look_as_anybody(
    new_pilot: NewPilot, tmp_path: object
) -> None:
    where = f"{tmp_path}/sample.salesdesk"
    make_sample(where, as_of=SAMPLE_DAY)
    pilot = new_pilot("")
    pilot.window.open_database(where)
    assert inside(pilot, "Petra Dorn")
    pilot.window.run_command("sign_out")
    pilot.until(lambda: shown(pilot) is not None)
    page = shown(pilot)
    assert page is not None
    QTest.keyClicks(page.filter, "lead")
    assert page.filter.isVisible()
    assert [page.people.item(n).isHidden() for n in range(page.people.count())].count(False) == 3
    QTest.keyClick(page.filter, KEY.Key_Return)
    assert inside(pilot, "Jana Stein")


@on_file
def test_whoever_was_in_it_last_and_left_is_no_reason_to_refuse_but_to_ask(
    office: Office, new_pilot: NewPilot
) -> None:
    where = office.store.place.address
    pilot = new_pilot("")
    page = asked(pilot, where)
    admin = office.store.viewer
    assert admin.person_id is not None
    page.people.choose(admin.person_id)
    assert page.stay.isChecked()
    page.enter_button.click()
    assert inside(pilot, admin.name)
    pilot.leave()
    other = new_pilot("vera")
    other.window.open_database(where)
    assert inside(other, "Vera")
    other.leave()
    with office.write() as session:
        deactivate_person(session, person_id=office.people["vera"])
    page = asked(new_pilot(""), where)
    names = [page.people.item(n).text() for n in range(page.people.count())]
    assert "Vera" not in names and admin.name in names


@on_file
def test_whom_the_command_line_names_and_nobody_is_is_refused(office: Office, new_pilot: NewPilot) -> None:
    pilot = new_pilot("nobody")
    pilot.window.open_database(office.store.place.address)
    pilot.until(lambda: any("login nobody" in each.text() for each in pilot.window.findChildren(QLabel)))
    assert shown(pilot) is None and not pilot.window.has_database


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_the_owner_of_a_server_opens_it_although_whom_they_acted_as_left(
    office: Office, new_pilot: NewPilot
) -> None:
    where = office.owner_url or office.store.place.url
    pilot = new_pilot("vera")
    pilot.window.open_database(where)
    assert inside(pilot, "Vera")
    pilot.leave()
    with office.write() as session:
        deactivate_person(session, person_id=office.people["vera"])
    again = new_pilot("")
    again.window.open_database(where)
    assert inside(again, office.store.viewer.name)


@on_file
def test_a_login_told_for_one_file_is_not_used_for_another(
    office: Office, new_pilot: NewPilot, tmp_path: Path
) -> None:
    where, other = office.store.place.address, str(tmp_path / "other.salesdesk")
    create_database(other, admin_name="Nora", admin_login="nora")
    store = open_store(other, login="nora")
    with store.write("test") as session:
        add_person(session, name="Another Rita", login="rita")
    store.close()
    pilot = new_pilot("rita")
    pilot.window.open_database(where)
    assert inside(pilot, "Rita")
    page = asked(pilot, other)
    assert page.people.count() == 2 and page.people.person is not None
    page.enter_button.click()
    assert inside(pilot, page.people.person.name)
    pilot.window.open_database(where)
    assert inside(pilot, "Rita")


@on_file
def test_who_signs_in_in_place_of_whom_was_told_is_still_in_it_when_one_comes_back(
    office: Office, new_pilot: NewPilot, tmp_path: Path
) -> None:
    where, other = office.store.place.address, str(tmp_path / "other.salesdesk")
    create_database(other, admin_name="Nora")
    pilot = new_pilot("rita")
    pilot.window.open_database(where)
    assert inside(pilot, "Rita")
    pilot.window.run_command("sign_out")
    pilot.until(lambda: shown(pilot) is not None)
    page = shown(pilot)
    assert page is not None
    page.people.choose(office.people["vera"])
    page.stay.click()
    page.enter_button.click()
    assert inside(pilot, "Vera")
    pilot.window.open_database(other)
    assert inside(pilot, "Nora")
    pilot.window.open_database(where)
    assert inside(pilot, "Vera")


@on_file
def test_another_window_and_the_next_opening_in_it_ask_nobody_who_came_in_already(
    office: Office, new_pilot: NewPilot
) -> None:
    where = office.store.place.address
    pilot = new_pilot("")
    windows = Windows(make_app())
    first = windows.make("rita", where)
    for written in (where, office.store.place.url):
        before = first.background.store
        first.open_database(written)
        pilot.until(lambda before=before: first.background.store not in (None, before))  # type: ignore[misc]
    first.another()
    second = windows._open[-1]
    pilot.until(lambda: second.background.store is not None)
    assert second.background.store is not None and second.background.store.viewer.name == "Rita"
    for window in (first, second):
        close(window, pilot.qtbot)


def test_what_cannot_say_who_is_in_it_is_closed_at_once_and_opens_at_the_next_try(
    office: Office, new_pilot: NewPilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = office.store_of("rita").place.url
    pilot = new_pilot("rita")
    asks, close, closed = pilot.window.doors.asks_who, Store.close, list[Store]()

    def refuses(store: Store, again: bool) -> Entrance | None:
        raise KnownError("Somebody else is saving.")

    def noted(store: Store) -> None:
        closed.append(store)
        close(store)

    monkeypatch.setattr(Store, "close", noted)
    pilot.window.doors = replace(pilot.window.doors, asks_who=refuses)
    for tries in (1, 2):
        pilot.window.open_database(where)
        pilot.until(lambda tries=tries: len(closed) == tries)
    pilot.window.doors = replace(pilot.window.doors, asks_who=asks)
    pilot.window.open_database(where)
    assert inside(pilot, "Rita") and len(closed) == 2


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_server_says_who_one_is(office: Office, new_pilot: NewPilot) -> None:
    where = office.store_of("rita").place.url
    pilot = new_pilot("")
    pilot.window.open_database(where)
    assert inside(pilot, "Rita")

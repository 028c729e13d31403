"""Passwords of a file: they say who somebody is, can be changed and cleared, and are never kept as typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import History, Password
from salesdesk.services.passwords import change_own_password, clear_password
from salesdesk.services.people import deactivate_person
from salesdesk.store import Store, open_store
from salesdesk.store.backup import backup
from salesdesk.store.dump import write_dump
from tests.office import Office

SECRET = "correct horse"
on_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def door(office: Office) -> Iterator[Store]:
    """The file as a window opens it before anybody signed in."""
    store = open_store(office.store.place.url)
    yield store
    store.close()


def set_password(office: Office, login: str, new: str, before: str = "") -> None:
    with office.write(login) as session:
        change_own_password(session, before=before, new=new)


@on_file
def test_a_person_with_a_password_enters_with_it_and_with_no_other(office: Office, door: Store) -> None:
    set_password(office, "rita", SECRET)
    for wrong in ("", "correct", SECRET + " ", SECRET.upper()):
        with pytest.raises(RuleBroken, match="not the password of Rita"):
            door.enter(office.people["rita"], wrong)
        assert door.viewer.login == "admin"
    door.enter(office.people["rita"], SECRET)
    assert (door.viewer.person_id, door.viewer.login) == (office.people["rita"], "rita")
    door.enter(office.people["ron"])
    assert door.viewer.name == "Ron"


@on_file
def test_who_entered_sees_and_signs_as_themself(tree_office: Office) -> None:
    tree_office.deal(owner="rita", title="Mine")
    store = open_store(tree_office.store.place.url)
    with store.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM deal")) == 1
    store.enter(tree_office.people["ron"])
    with store.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM deal")) == 0
    with store.write("test") as session:
        action = session.info["action_id"]
    with store.read() as session:
        asked = sa.text("SELECT person_id FROM action WHERE id = :id")
        assert session.scalar(asked, {"id": action}) == tree_office.people["ron"]
    store.close()


@on_file
def test_a_password_is_changed_and_taken_away_only_with_the_one_before(office: Office, door: Store) -> None:
    set_password(office, "rita", SECRET)
    for new in ("another word", ""):
        with pytest.raises(RuleBroken, match="not your password"):
            set_password(office, "rita", new, before="guess")
    set_password(office, "rita", "another word", before=SECRET)
    with pytest.raises(RuleBroken):
        door.enter(office.people["rita"], SECRET)
    door.enter(office.people["rita"], "another word")
    set_password(office, "rita", "", before="another word")
    door.enter(office.people["rita"])


@on_file
@pytest.mark.parametrize("new", ["short", "x" * 201, "two\nlines here"])
def test_what_is_no_password_is_refused(office: Office, door: Store, new: str) -> None:
    with pytest.raises(RuleBroken, match="A password"):
        set_password(office, "rita", new)
    door.enter(office.people["rita"])


@on_file
def test_only_an_administrator_clears_a_forgotten_password(office: Office, door: Store) -> None:
    set_password(office, "rita", SECRET)
    with pytest.raises(RuleBroken, match="right"), office.write("ron") as session:
        clear_password(session, person_id=office.people["rita"])
    with office.write() as session:
        clear_password(session, person_id=office.people["rita"])
    door.enter(office.people["rita"])


@on_file
def test_the_entrance_lists_active_people_by_name_and_who_has_a_password(office: Office) -> None:
    set_password(office, "rita", SECRET)
    with office.write() as session:
        deactivate_person(session, person_id=office.people["otto"])
        session.execute(sa.text("UPDATE person SET login = NULL WHERE login = 'ron'"))
    entrance = office.store.entrance()
    assert entrance is not None and not entrance.is_open
    assert [each.name for each in entrance.people] == ["Administrator", "Dora", "Rita", "Ron", "Vera"]
    assert [each.name for each in entrance.people if each.has_password] == ["Rita"]
    # Who has no login is named by a number, here and on the command line.
    ron = next(each for each in entrance.people if each.name == "Ron")
    assert ron.login == f"#{office.people['ron']}" and entrance.person("RITA") is not None
    store = open_store(office.store.place.url, login=ron.login)
    assert (store.viewer.name, store.viewer.login) == ("Ron", ron.login)
    store.close()


@on_file
def test_what_keeps_somebody_signed_in_ends_with_their_password(office: Office) -> None:
    def mark() -> str:
        entrance = office.store.entrance()
        assert entrance is not None
        rita = entrance.person("rita")
        assert rita is not None
        return rita.mark

    marks = [mark()]
    for before, new in (("", SECRET), (SECRET, "another word"), ("another word", SECRET)):
        set_password(office, "rita", new, before)
        marks.append(mark())
    assert len(set(marks)) == 4 and all(SECRET not in each for each in marks)


@on_file
def test_a_password_stands_nowhere_as_typed_and_its_hash_in_no_dump_and_no_past(
    office: Office, tmp_path: Path
) -> None:
    set_password(office, "rita", SECRET)
    copy, dump = tmp_path / "copy.salesdesk", tmp_path / "dump.json"
    backup(office.store, copy)
    with office.store.everything() as connection:
        write_dump(connection, dump)
        known = connection.scalar(sa.select(Password.hash))
        past = connection.scalars(sa.select(History.tbl).distinct()).all()
    assert known is not None and known.startswith("$argon2id$")
    assert SECRET.encode() not in copy.read_bytes() and known.encode() in copy.read_bytes()
    assert "argon2" not in dump.read_text() and "password" not in past
    # Others read no hash through the program.
    with office.read("ron") as session:
        assert session.scalars(sa.text("SELECT hash FROM password")).all() == []


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_on_a_server_the_server_keeps_the_passwords(office: Office) -> None:
    assert office.store.entrance() is None
    with pytest.raises(RuleBroken, match="server keeps"):
        set_password(office, "rita", SECRET)

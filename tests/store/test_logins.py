"""On a server a role may what its person may: at once, and no longer than that."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.models import Person
from salesdesk.services.people import (
    activate_person,
    add_person,
    deactivate_person,
    grant_rights,
    move_person,
)
from salesdesk.store import open_store
from salesdesk.store.postgres_make import end_login, make_login
from tests.office import PASSWORD, Office

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)
COUNT = b"SELECT count(*) FROM deal"
IS_ADMINISTRATOR = b"SELECT pg_has_role(session_user, (SELECT priv.role_prefix()) || '_admins', 'MEMBER')"


@pytest.fixture
def signed(tree_office: Office) -> Iterator[Office]:
    """Rita owns a deal that Ron does not see; one is nobody's; both have login roles."""
    tree_office.deal(owner="rita")
    tree_office.deal(owner_id=None)
    for login in ("rita", "ron"):
        tree_office.store_of(login)
    yield tree_office


def may(office: Office, login: str, *rights: str) -> None:
    with office.write() as session:
        grant_rights(session, person_id=office.people[login], rights=rights)


def address(office: Office, login: str) -> str:
    return office.store_of(login).place.url


def deals(office: Office, login: str) -> int:
    """How many deals somebody sees who signs in now."""
    with psycopg.connect(address(office, login)) as connection:
        row = connection.execute(COUNT).fetchone()
        assert row is not None
        return int(row[0])


def still_sees(connection: "psycopg.Connection[tuple[int]]") -> int:
    """What an open session still gets; nothing when it was ended."""
    try:
        row = connection.execute(COUNT).fetchone()
        connection.rollback()
    except psycopg.OperationalError:
        return 0
    assert row is not None
    return row[0]


def test_rights_reach_the_role_when_they_are_given_and_leave_it_when_they_are_taken(signed: Office) -> None:
    assert deals(signed, "ron") == 1
    may(signed, "ron", "administrator")
    assert deals(signed, "ron") == 2
    may(signed, "ron")
    assert deals(signed, "ron") == 1
    with psycopg.connect(address(signed, "ron")) as ron:
        assert ron.execute(IS_ADMINISTRATOR).fetchone() == (False,)


@pytest.mark.parametrize("prepared", [False, True])
def test_an_open_session_loses_the_right_too(signed: Office, prepared: bool) -> None:
    may(signed, "ron", "administrator")
    with psycopg.connect(address(signed, "ron")) as ron:
        for _ in range(6 if prepared else 1):
            assert still_sees(ron) == 2
        may(signed, "ron")
        assert still_sees(ron) < 2


def test_who_was_deactivated_gets_nothing_and_comes_back_with_the_same_password(signed: Office) -> None:
    with psycopg.connect(address(signed, "ron")) as ron:
        assert still_sees(ron) == 1
        with signed.write() as session:
            deactivate_person(session, person_id=signed.people["ron"])
        assert still_sees(ron) == 0
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        deals(signed, "ron")
    with signed.write() as session:
        activate_person(session, person_id=signed.people["ron"])
    assert deals(signed, "ron") == 1


def test_row_security_alone_shows_nothing_to_an_inactive_person(signed: Office) -> None:
    with psycopg.connect(signed.owner_url, autocommit=True) as owner:
        owner.execute(b"ALTER TABLE person DISABLE TRIGGER person_applied")
        owner.execute(b"ALTER TABLE person DISABLE TRIGGER person_updated")
        with psycopg.connect(address(signed, "ron")) as ron:
            assert still_sees(ron) == 1
            owner.execute(b"UPDATE person SET active = false WHERE login = 'ron'")
            for table in (b"deal", b"person", b"stage", b"setting", b"history"):
                assert ron.execute(b"SELECT count(*) FROM " + table).fetchone() == (0,)
            assert ron.execute(b"SELECT count(*) FROM priv.search_deal('%deal%', 9)").fetchone() == (0,)


def test_a_person_s_role_gets_a_new_password(signed: Office) -> None:
    from salesdesk.store.postgres_make import make_login

    old = address(signed, "ron")
    with signed.write() as session:
        make_login(session.connection(), person_id=signed.people["ron"], login="ron", password="another")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(old)
    with psycopg.connect(old.replace(PASSWORD, "another")) as ron:
        assert still_sees(ron) == 1


def test_who_was_made_administrator_by_somebody_signed_in_as_one_is_one(signed: Office) -> None:
    rita = address(signed, "rita")
    may(signed, "rita", "administrator")
    signed.stores.pop("rita").close()
    signed.stores["rita"] = open_store(rita)
    with signed.write("rita") as session:
        grant_rights(session, person_id=signed.people["ron"], rights=["administrator"])
    assert deals(signed, "ron") == 2


def test_who_stands_above_everybody_reads_without_a_list_until_somebody_stands_beside(signed: Office) -> None:
    signed.deal(owner_id=1)
    with signed.write() as session:
        move_person(session, person_id=1, reports_to_id=signed.people["dora"])
    everybody = b"SELECT priv.last_of_all('deals') IS NOT NULL, (SELECT count(*) FROM deal)"
    with psycopg.connect(address(signed, "dora"), autocommit=True) as dora:
        assert dora.execute(everybody).fetchone() == (True, 3)
        with signed.owner() as store, store.write("test") as session:
            nora = add_person(session, name="Nora", login="nora")
            signed.people["nora"] = nora
        signed.deal(owner="nora")
        assert dora.execute(everybody).fetchone() == (False, 3)
        with signed.write() as session:
            move_person(session, person_id=nora, reports_to_id=signed.people["rita"])
        assert dora.execute(everybody).fetchone() == (True, 4)
    assert deals(signed, "rita") == 3 and deals(signed, "ron") == 1


def end(office: Office, login: str, by: str | None = None) -> None:
    with office.write(by) as session:
        end_login(session.connection(), person_id=office.people[login])


def test_a_login_that_was_ended_opens_nothing_and_its_session_ends(signed: Office) -> None:
    may(signed, "ron", "administrator")
    where = address(signed, "ron")
    with psycopg.connect(where) as ron:
        assert still_sees(ron) == 2
        end(signed, "ron")
        assert still_sees(ron) == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(where)
    with pytest.raises(KnownError, match=r"did not accept|may not sign in"):
        open_store(where)
    with signed.read() as session:
        ron_now = session.get_one(Person, signed.people["ron"])
        assert (ron_now.role_name, ron_now.active) == (None, True)


def test_a_login_that_was_ended_comes_back_with_another_password_and_the_rights_there_are_now(
    signed: Office,
) -> None:
    may(signed, "ron", "administrator")
    where = address(signed, "ron")
    with signed.read() as session:
        role = session.get_one(Person, signed.people["ron"]).role_name
    end(signed, "ron")
    may(signed, "ron")
    with signed.write() as session:
        # The copy of a template gives roles names of its own; elsewhere the login says the name.
        session.execute(sa.text("UPDATE person SET role_name = :role WHERE id = :id"),
                        {"role": role, "id": signed.people["ron"]})  # fmt: skip
        make_login(session.connection(), person_id=signed.people["ron"], login="ron", password="another one")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(where)
    with psycopg.connect(where.replace(PASSWORD, "another%20one")) as ron:
        assert still_sees(ron) == 1
        asked = ron.execute(
            b"SELECT pg_has_role(session_user, (SELECT priv.role_prefix()) || '_admins', 'MEMBER')"
        )
        assert asked.fetchone() == (False,)


def test_nobody_but_an_administrator_ends_a_login(signed: Office) -> None:
    for whom in ("rita", "ron"):
        with pytest.raises(KnownError):
            end(signed, whom, by="ron")
    assert deals(signed, "rita") == 2 and deals(signed, "ron") == 1

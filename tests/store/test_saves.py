"""One save is written once, however often it is sent."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from salesdesk.models import Action, Company
from salesdesk.services.companies import create_company
from salesdesk.store import Store, open_store
from salesdesk.store.session import AlreadySaved


def save(store: Store, name: str, key: str) -> None:
    with store.write("create_company", client_key=key) as session:
        create_company(session, name=name)


def test_a_save_that_is_sent_again_since_its_reply_was_lost_is_written_once(database: str) -> None:
    first, again = (open_store(database, login="admin") for _ in range(2))
    save(first, "Halden", "one save")
    for store in (first, again):
        with pytest.raises(AlreadySaved, match="saved already"):
            save(store, "Halden", "one save")
    save(again, "Birken", "another save")
    with first.read() as session:
        assert session.scalars(sa.select(Company.name).order_by(Company.id)).all() == ["Halden", "Birken"]
        assert len(session.scalars(sa.select(Action).where(Action.client_key.is_not(None))).all()) == 2
    first.close()
    again.close()


def test_a_save_that_failed_may_be_sent_again_under_its_key(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write("create_company", client_key="one save") as session:
        create_company(session, name="Halden")
        raise ZeroDivisionError
    save(store, "Halden", "one save")
    with store.read() as session:
        assert session.scalars(sa.select(Company.name)).all() == ["Halden"]


def test_what_else_is_wrong_with_an_action_is_not_taken_for_a_repeated_save(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write("undo", client_key="one save", undo_of_id=999_999):
        pass
    save(store, "Halden", "one save")


def test_a_store_that_is_closed_while_it_is_read_gives_that_connection_back_afterwards(address: str) -> None:
    store = open_store(address, login="admin")
    with store.read() as session:
        raw = session.connection().connection.driver_connection
        store.close()
        assert session.scalars(sa.select(Company.name)).all() == []
    assert raw is not None
    with pytest.raises(Exception, match="closed"):
        raw.execute("SELECT 1")

"""The change feed tells what changed through whomever: all of it, once, in time, to whoever may see it."""

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.answers.changes import Changes
from salesdesk.models import Company, Deal, SavedView
from salesdesk.services.bulk import delete_records
from salesdesk.services.companies import create_company, insert_companies
from salesdesk.services.deals import edit_deal
from salesdesk.services.people import grant_rights
from salesdesk.services.trash import purge
from salesdesk.store import Feed, Store, open_store
from salesdesk.store.backend import TOLD_AT_ONCE
from tests.office import Office
from tests.store.old import raw


@pytest.fixture
def other(database: str, store: Store) -> Iterator[Store]:
    """The same database opened once more, as by a colleague."""
    opened = open_store(database, login="admin")
    yield opened
    opened.close()


def add(store: Store, *names: str) -> list[int]:
    with store.write("test") as session:
        return insert_companies(session, [{"name": name} for name in names])


PATIENCE = 60.0
"""Seconds; a feed waits for the longest save on the whole server, and other tests save there too."""


def heard(feed: Feed, enough: Callable[[dict[str, set[int]]], bool]) -> dict[str, set[int]]:
    """What the feed tells until it is enough; the test fails when that does not come."""
    found: dict[str, set[int]] = {}
    until = time.monotonic() + PATIENCE
    while not enough(found):
        assert time.monotonic() < until, found
        for table, ids in feed.poll().rows.items():
            assert not ids & found.get(table, set()), "told twice"
            found.setdefault(table, set()).update(ids)
        time.sleep(0.02)
    return found


def test_own_and_others_changes_are_told_once(store: Store, other: Store) -> None:
    before = add(store, "Before")
    feed = store.feed()
    mine, theirs = add(store, "Mine", "Mine too"), add(other, "Theirs")
    found = heard(feed, lambda found: {*mine, *theirs} <= found.get("company", set()))
    # While others save on the same server, what was saved shortly before may be told as well.
    assert found["company"] - set(before) == {*mine, *theirs}
    time.sleep(0.3)
    assert feed.poll() == Changes()
    with other.write("test") as session:
        session.get_one(Company, theirs[0]).name = "Theirs, renamed"
    assert heard(feed, bool) == {"company": set(theirs)}
    feed.close()


def test_nothing_is_told_that_was_rolled_back(store: Store, other: Store) -> None:
    feed = store.feed()
    with pytest.raises(ZeroDivisionError), other.write("test") as session:
        create_company(session, name="Never")
        session.flush()
        raise ZeroDivisionError
    kept = add(other, "Kept")
    assert heard(feed, bool) == {"company": set(kept)}
    feed.close()


def test_a_save_that_began_early_and_ends_late_is_not_missed(
    database: str, store: Store, other: Store
) -> None:
    if store.dialect == "sqlite":
        pytest.skip("a file has one writer at a time: saves end in the order in which they began")
    feed = store.feed()
    with store.write("slow") as slow:
        early = create_company(slow, name="Began early")
        slow.flush()
        late = add(other, "Began late, ended early")
        until = time.monotonic() + 1.0
        told: set[int] = set()
        while time.monotonic() < until:
            told |= feed.poll().rows.get("company", frozenset())
            time.sleep(0.05)
    found = heard(feed, lambda found: len(found.get("company", set()) | told) == 2)
    assert found["company"] | told == {early, *late}
    feed.close()


def test_a_deal_given_away_is_told_to_the_one_who_had_it(tree_office: Office) -> None:
    deal_id = tree_office.deal(owner="rita")
    feeds = {login: tree_office.store_of(login).feed() for login in ("rita", "ron", "otto")}
    with tree_office.write() as session:
        edit_deal(session, deal_id=deal_id, owner_id=tree_office.people["ron"])
    for login in ("rita", "ron"):
        assert deal_id in heard(feeds[login], lambda found: "deal" in found)["deal"]
    time.sleep(0.3)
    if tree_office.store.dialect == "postgresql":
        assert "deal" not in feeds["otto"].poll().rows
    for feed in feeds.values():
        feed.close()


def test_a_reader_whose_place_was_cleared_away_reads_everything_again(database: str, store: Store) -> None:
    feed = store.feed()
    add(store, "One", "Two", "Three")
    with raw(database) as connection:
        connection.exec_driver_sql("UPDATE change_log SET at = '2026-01-05T09:00:00.000000Z'")
    trimming = open_store(database, login="admin")
    add(trimming, "Four")
    trimming.close()
    with raw(database) as connection:
        left = "SELECT count(*) FROM change_log WHERE at < '2026-06-01T00:00:00Z'"
        assert connection.exec_driver_sql(left).scalar_one() == 1
    until = time.monotonic() + PATIENCE
    while not (changes := feed.poll()).everything:
        assert changes == Changes() and time.monotonic() < until
        time.sleep(0.02)
    five = add(store, "Five")
    assert heard(feed, bool) == {"company": set(five)}
    feed.close()


def test_a_feed_whose_connection_was_cut_goes_on_and_misses_nothing(
    store: Store, other: Store, request: pytest.FixtureRequest
) -> None:
    if store.dialect == "sqlite":
        pytest.skip("a file has no connection to cut")
    feed = store.feed()
    server = request.getfixturevalue("pg_server")
    with psycopg.connect(server.admin_url(), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    made = add(other, "Made while nobody listened")
    assert heard(feed, lambda found: "company" in found)["company"] == set(made)
    again = add(other, "Made afterwards")
    assert heard(feed, lambda found: "company" in found)["company"] == set(again)
    feed.close()


def test_facts_of_a_deal_are_told_as_the_deal(office: Office) -> None:
    from salesdesk.services.activities import insert_activities

    deal_id = office.deal(owner="rita")
    feed = office.store.feed()
    with office.write() as session:
        insert_activities(session, [{"kind": "call", "subject": "Ask", "deal_id": deal_id, "state": "done"}])
    assert heard(feed, lambda found: "deal" in found)["deal"] == {deal_id}
    with office.read() as session:
        assert session.scalar(sa.select(Deal.version)) == 1
    feed.close()


def test_closing_a_feed_waits_for_nothing(store: Store) -> None:
    took = []
    for _ in range(3):
        feed = store.feed()
        time.sleep(0.1)
        began = time.monotonic()
        feed.close()
        took.append(time.monotonic() - began)
    assert min(took) < 0.4


def test_after_many_changes_everything_is_read_anew_instead_of_row_by_row(store: Store, other: Store) -> None:
    feed = store.feed()
    with other.write("test") as session:
        insert_companies(session, [{"name": f"Company {number}"} for number in range(TOLD_AT_ONCE + 1)])
    until = time.monotonic() + PATIENCE
    while not (changes := feed.poll()).everything:
        assert changes == Changes() and time.monotonic() < until
        time.sleep(0.02)
    assert changes.rows == {}
    one = add(other, "One more")
    assert heard(feed, bool) == {"company": set(one)}
    feed.close()


def test_what_was_removed_for_good_is_told(office: Office) -> None:
    deal_id = office.deal(owner="rita")
    with office.write() as session:
        delete_records(session, record="deal", ids=[deal_id])
    feeds = [office.store.feed(), office.store_of("rita").feed()]
    with office.write() as session:
        assert purge(session).removed == 1
    for feed in feeds:
        assert heard(feed, lambda found: "deal" in found)["deal"] == {deal_id}
        feed.close()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_of_a_private_row_not_even_its_id_is_told_to_others(tree_office: Office) -> None:
    with tree_office.write() as session:
        grant_rights(session, person_id=tree_office.people["otto"], rights=["administrator"])
    people = {"rita": 0, "vera": 0, "ron": 0, "otto": 0}

    def told() -> dict[str, int]:
        question = sa.text("SELECT count(*) FROM change_log WHERE tbl = 'saved_view'")
        for login in people:
            with tree_office.read(login) as session:
                people[login] = session.scalar(question) or 0
        return people

    def keep(name: str, *, shared: bool) -> None:
        with tree_office.write("rita") as session:
            view = session.scalars(sa.select(SavedView)).one_or_none() or SavedView(
                person_id=tree_office.people["rita"], record="deal", definition={}
            )
            view.name, view.shared = name, shared
            session.add(view)

    keep("Leaving for Rival", shared=False)
    keep("Leaving for another", shared=False)
    assert told() == {"rita": 2, "vera": 0, "ron": 0, "otto": 0}
    keep("For all", shared=True)
    assert told() == {"rita": 4, "vera": 1, "ron": 1, "otto": 1}
    keep("Mine again", shared=False)
    assert told() == {"rita": 6, "vera": 2, "ron": 2, "otto": 2}

"""Lists and search against hand-written SQL that gives the same rows."""

import json
import random
import time
from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.answers.lists import Condition, ListView
from salesdesk.queries.lists import list_ids, list_page, list_rows_at
from salesdesk.queries.search import search
from tests.benchmarks.grounds import Grounds, opened
from tests.benchmarks.measure import OWN, Figure, side_by_side, times

PAGE, JUMP = 1_000, 256
VIEW = ListView("contact")
_ROWS = (
    "SELECT c.id, c.version, c.name, c.job_title, c.company_id, f.name, c.email, c.phone, c.owner_id, p.name"
    " FROM contact c LEFT JOIN company f ON f.id = c.company_id LEFT JOIN person p ON p.id = c.owner_id"
    " WHERE c.deleted_at IS NULL"
)
FIRST = f"{_ROWS} ORDER BY c.name_key, c.id LIMIT {PAGE}"
KEYED = f"{_ROWS} AND (c.name_key, c.id) > (?, ?) ORDER BY c.name_key, c.id LIMIT {JUMP}"
WORK = (
    "SELECT contact_id, kind, subject, done_at, due_on, due_at FROM activity WHERE deleted_at IS NULL"
    " AND state IN ('done', 'planned') AND contact_id IN (SELECT value FROM json_each(?))"
)
IDS = "SELECT id FROM contact WHERE deleted_at IS NULL ORDER BY name_key, id"


def fetch(session: Session, question: str, *values: Any) -> list[Any]:
    """All rows of a question, straight from the driver."""
    raw: Any = session.connection().connection.dbapi_connection
    return list(raw.execute(question, values).fetchall())


def by_hand(session: Session, question: str, *values: Any) -> list[Any]:
    """A page of contacts with what was and is to be done about each."""
    rows = fetch(session, question, *values)
    fetch(session, WORK, json.dumps([row[0] for row in rows]))
    return rows


def first_pages(grounds: Grounds) -> list[Figure]:
    """The first 1,000 rows of lists of three sizes; any place of the longest and all its ids."""
    figures, pages = [], {}
    sizes = (grounds.sizes.few, grounds.sizes.rows, grounds.sizes.many)
    for count in sizes:
        with opened(grounds.contacts(count)) as store, store.read() as session:
            page = partial(list_page, session, VIEW, limit=PAGE)
            bare = partial(by_hand, session, FIRST)
            assert [row.id for row in page()] == [row[0] for row in bare()]
            took, lower = side_by_side(page, bare, runs=grounds.sizes.runs, clock=OWN)
            pages[count] = took
            figures.append(times(f"first page of {count:,} contacts", took, lower, 5))
            if count == sizes[-1]:
                figures += _anywhere(session, count, grounds.sizes.runs)
                figures += _ordered(session, count, grounds.sizes.runs)
    figures.append(
        times(f"first page, {sizes[2]:,} against {sizes[1]:,}", pages[sizes[2]], pages[sizes[1]], 1.5)
    )
    return figures


def _anywhere(session: Session, count: int, runs: int) -> list[Figure]:
    """A jump to a random place each time, and the list of ids that makes it possible."""
    ids = list_ids(session, VIEW)
    made = random.Random(1)
    # Both read the same places in turn, so that neither finds warm what the other has to fetch.
    places = [made.randrange(max(1, count - JUMP)) for _ in range(runs + 1)]
    before = [fetch(session, "SELECT name_key, id FROM contact WHERE id = ?", ids[place]) for place in places]
    starts = [tuple(rows[0]) for rows in before]
    jumps, keyed = iter(places), iter(starts)
    took, lower = side_by_side(
        lambda: list_rows_at(session, VIEW, ids[(at := next(jumps)) + 1 : at + 1 + JUMP]),
        lambda: by_hand(session, KEYED, *next(keyed)),
        runs=runs,
        clock=OWN,
    )
    stream, bare = side_by_side(
        lambda: list_ids(session, VIEW),
        lambda: array("q", (row[0] for row in fetch(session, IDS))),
        runs=3,
        clock=OWN,
    )
    return [
        times(f"jump to any place of {count:,} contacts", took, lower, 3),
        times(f"ids of {count:,} contacts, behind the first page", stream, bare, 3),
    ]


BY_MAIL = f"{_ROWS} ORDER BY lower(c.email) NULLS LAST, c.name_key, c.id LIMIT {PAGE}"
HOLDING = f"{_ROWS} AND lower(c.email) LIKE '%7.%' ORDER BY c.name_key, c.id LIMIT {PAGE}"


def _ordered(session: Session, count: int, runs: int) -> list[Figure]:
    """The first page by a column without an index, and of what a filter leaves of the whole list."""
    figures = []
    for name, view, question in (
        ("sorted by e-mail", ListView("contact", sort="email"), BY_MAIL),
        (
            "filtered by a part of the e-mail",
            ListView("contact", conditions=(Condition("email", "contains", ("7.",)),)),
            HOLDING,
        ),
    ):
        page = partial(list_page, session, view, limit=PAGE)
        bare = partial(by_hand, session, question)
        assert [row.id for row in page()] == [row[0] for row in bare()]
        took, lower = side_by_side(page, bare, runs=runs, clock=OWN)
        figures.append(times(f"first page of {count:,} contacts, {name}", took, lower, 5))
    return figures


_FOUND = (
    "SELECT c.id, c.name, coalesce(c.city, '') FROM company_search s JOIN company c ON c.id = s.rowid"
    " WHERE company_search MATCH ? AND c.deleted_at IS NULL ORDER BY c.name_key, c.id LIMIT 20",
    "SELECT c.id, c.name, coalesce(f.name, '') FROM contact_search s JOIN contact c ON c.id = s.rowid"
    " LEFT JOIN company f ON f.id = c.company_id"
    " WHERE contact_search MATCH ? AND c.deleted_at IS NULL ORDER BY c.name_key, c.id LIMIT 20",
)
_LIKE = (
    "SELECT c.id, c.name, coalesce(c.city, '') FROM company c WHERE c.deleted_at IS NULL"
    " AND (c.name_key LIKE %s OR c.domain ILIKE %s) ORDER BY c.name_key, c.id LIMIT 20",
    "SELECT c.id, c.name, coalesce(f.name, '') FROM contact c LEFT JOIN company f ON f.id = c.company_id"
    " WHERE c.deleted_at IS NULL AND (c.name_key LIKE %s OR c.email ILIKE %s)"
    " ORDER BY c.name_key, c.id LIMIT 20",
)
TYPED = ("ste", "stein", "steindor")
"""What stands in the field while somebody types on; the first finds thousands."""


def searching(grounds: Grounds) -> list[Figure]:
    """Search as you type over companies and contacts in a file, and on a server as the director.

    By hand the server is asked as the owner of the tables, whom no row security slows down.
    """
    count, runs = grounds.sizes.rows, grounds.sizes.runs
    with opened(grounds.full) as store, store.read() as mine:
        figures = _search(mine, partial(_by_file, mine), runs, f"search in {count:,} of each, file", OWN)
    with (
        opened(grounds.address_of("director")) as store,
        opened(grounds.server, "admin") as owner,
        store.read() as mine,
        owner.read() as everything,
    ):
        typed = partial(_by_server, everything)
        figures += _search(mine, typed, runs, f"search in {count:,} of each, server")
    return figures


def _by_file(session: Session, text: str) -> list[list[Any]]:
    return [fetch(session, question, f'"{text}"') for question in _FOUND]


def _by_server(session: Session, text: str) -> list[list[Any]]:
    return [fetch(session, question, f"%{text}%", f"%{text}%") for question in _LIKE]


def _search(
    session: Session,
    bare: Callable[[str], list[list[Any]]],
    runs: int,
    name: str,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Figure]:
    figures = []
    for text in TYPED:
        ours, hand = (
            partial(search, session, text=text, records=("company", "contact")),
            partial(bare, text),
        )
        assert len(ours()) == sum(map(len, hand()))
        took, lower = side_by_side(ours, hand, runs=runs, clock=clock)
        figures.append(times(f"{name}, “{text}”", took, lower, 3))
    return figures

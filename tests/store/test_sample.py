"""The sample companies: the same for the same day, on both databases, with a past that holds together."""

import itertools
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from salesdesk.models import Company, Contact, Deal, DealFacts, DealSpan, Person, PersonTree, Stage
from salesdesk.queries.search import search
from salesdesk.store import Store, open_store
from salesdesk.store.sample import make_sample

DAY = date(2026, 3, 31)


def opened(where: str) -> Store:
    return open_store(where, login="petra")


def test_the_large_sample_has_as_many_rows_as_asked_below_fifty_people(database_url: str) -> None:
    make_sample(database_url, as_of=DAY, rows=300)
    store = opened(database_url)
    with store.read() as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (Company, Contact, Deal, DealFacts, DealSpan)
        ]
        people = session.scalar(sa.select(sa.func.count()).select_from(Person))
        depth = session.scalar(sa.select(sa.func.max(PersonTree.depth)))
        held = Counter(session.scalars(sa.select(Stage.type).join(Deal, Deal.stage_id == Stage.id)))
        name = session.scalar(sa.select(Company.name).order_by(Company.id.desc()).limit(1))
        late = session.scalar(sa.select(sa.func.max(Deal.stage_entered_at)))
        hits = search(session, text=str(name))
    store.close()
    assert counts == [300] * 5
    assert (people, depth) == (50, 4)
    assert min(held.values()) > 20 and {"won", "lost"} < set(held)
    assert late is not None and late.date() <= DAY
    assert name in [hit.title for hit in hits]


@pytest.fixture
def small(database_url: str) -> Store:
    make_sample(database_url, as_of=DAY)
    return opened(database_url)


def test_the_small_sample_has_five_levels_and_a_past_without_gaps(small: Store) -> None:
    with small.read() as session:
        now = PersonTree.to_at.is_(None)
        assert session.scalar(sa.select(sa.func.max(PersonTree.depth)).where(now)) == 4
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 12
        spans = session.execute(
            sa.select(DealSpan.deal_id, DealSpan.stage_id, DealSpan.from_at, DealSpan.to_at).order_by(
                DealSpan.deal_id, DealSpan.from_at
            )
        ).all()
        standing = {row.id: row.stage_id for row in session.execute(sa.select(Deal.id, Deal.stage_id))}
        latest = session.scalar(sa.select(sa.func.max(Deal.stage_entered_at)))
        past = session.scalar(sa.select(sa.func.count()).select_from(PersonTree).where(~now))
    small.close()
    for before, after in itertools.pairwise(spans):
        if before.deal_id == after.deal_id:
            assert before.to_at == after.from_at > before.from_at
        else:
            assert before.to_at is None and before.stage_id == standing[before.deal_id]
    assert {span.deal_id for span in spans} == set(standing)
    assert latest is not None and latest.date() <= DAY and past

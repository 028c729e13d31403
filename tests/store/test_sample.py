"""The sample companies: the same for the same day, on both databases, with a past that holds together."""

import itertools
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from salesdesk.models import (
    Action,
    Activity,
    Base,
    Company,
    Contact,
    CriterionEvidence,
    Deal,
    DealFacts,
    DealMember,
    DealSpan,
    Person,
    PersonTree,
    Stage,
)
from salesdesk.queries.search import search
from salesdesk.store import Store, open_store
from salesdesk.store.sample import make_sample
from tests.office import SAMPLE_DAY
from tests.postgres import Server


def opened(where: str) -> Store:
    return open_store(where, login="petra")


def test_the_large_sample_has_as_many_rows_as_asked_below_fifty_people(database_url: str) -> None:
    make_sample(database_url, as_of=SAMPLE_DAY, rows=300)
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
    assert late is not None and late.date() <= SAMPLE_DAY
    assert name in [hit.title for hit in hits]


@pytest.fixture
def small(sample_database: str) -> Store:
    return opened(sample_database)


def alike(value: Any) -> Any:
    """What the history says, which each kind of database writes in its own order and way."""
    if isinstance(value, dict):
        return {key: alike(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [alike(each) for each in value]
    return f"{value[:-6]}.000000Z" if isinstance(value, str) and value.endswith("+00:00") else value


def content(where: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, but for what the clock says about the making itself and what each kind of
    database keeps for itself: transaction numbers, and the order of the log within one statement."""
    store = opened(where)
    tables = {}
    with store.everything() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            tables[table.name] = [dict(row) for row in rows]
    store.close()
    del tables["meta"], tables["action"][0]["at"]
    for table in ("person", "currency", "calendar", "setting"):
        del tables[table][0]["created_at"], tables[table][0]["updated_at"]
    for log in ("history", "change_log"):
        for row in tables[log]:
            for name in ("id", "seq", "txn", "at"):
                row.pop(name, None)
            row["changes"] = alike(row.get("changes"))
        tables[log].sort(key=repr)
    return tables


def test_the_small_sample_is_the_same_for_the_same_day_whoever_makes_it_and_on_both_databases(
    sqlite_sample: Path, pg_server: Server, pg_sample: str, tmp_path: Path
) -> None:
    again = str(tmp_path / "again.salesdesk")
    command = [sys.executable, "-m", "salesdesk", "--db", again, "init", "--sample", "small"]
    # Another process, in which no set of texts has the same order.
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([*command, "--as-of", SAMPLE_DAY.isoformat()], check=True, env=environment)
    shutil.copy(sqlite_sample, here := tmp_path / "first.salesdesk")
    first, second = content(str(here)), content(again)
    name = pg_server.new_database(pg_sample)
    third = content(pg_server.url(name))
    pg_server.drop_database(name)
    for table in first:
        assert first[table] == second[table], table
        assert first[table] == third[table], table


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
    assert latest is not None and latest.date() <= SAMPLE_DAY and past


def test_a_sample_made_for_today_tells_nothing_of_the_future(tmp_path: Path) -> None:
    where, now = str(tmp_path / "today.salesdesk"), datetime.combine(SAMPLE_DAY, time(6, 30), UTC)
    with time_machine.travel(now, tick=False):
        make_sample(where)
    store = open_store(where, login="petra")
    with store.read() as session:
        for moment in (Deal.stage_entered_at, Activity.done_at, Action.at):
            latest = session.scalar(sa.select(sa.func.max(moment)))
            assert latest is not None and latest <= now
    store.close()


def test_what_the_small_sample_holds_is_what_a_sales_manager_would_believe(small: Store) -> None:
    with small.read() as session:

        def column(question: sa.Select[Any]) -> list[Any]:
            return list(session.execute(question).scalars())

        names = column(sa.select(Company.name))
        deals = session.execute(sa.select(Deal, Stage.type).join(Stage, Deal.stage_id == Stage.id)).all()
        evidence = Counter(column(sa.select(CriterionEvidence.state)))
        activities = Counter(column(sa.select(Activity.state)))
        members = column(sa.select(DealMember.deal_id))
        contacts = len(column(sa.select(Contact.id)))
    small.close()
    assert (len(names), len(set(names)), contacts) == (150, 150, 400)
    assert max(Counter(name.split()[0] for name in names).values()) <= 4
    held = Counter(kind for _, kind in deals)
    assert 590 < len(deals) < 640 and held["open"] > 30 and held["lead"] > 10
    assert 0.2 < held["won"] / (held["won"] + held["lost"]) < 0.45
    assert {"EUR", "CHF"} == {deal.currency for deal, _ in deals}
    assert len({deal.lost_reason_id for deal, kind in deals if kind == "lost"}) >= 6
    by_quarter = Counter((deal.won_on.year, (deal.won_on.month - 1) // 3) for deal, _ in deals if deal.won_on)
    whole = [by_quarter[quarter] for quarter in sorted(by_quarter)[1:-1]]
    assert min(whole) > 8 and max(whole) < 60 and len(by_quarter) >= 7
    assert evidence["met"] > 500 and evidence["skipped"] > 20
    assert activities["done"] > 1_500 and activities["planned"] > 20
    assert members and any(deal.owner_id is None for deal, _ in deals)
    assert any(deal.close_on and deal.close_on < SAMPLE_DAY for deal, kind in deals if kind == "open")


def test_the_small_sample_has_seasons_and_reps_of_different_habits(small: Store) -> None:
    began = sa.select(DealSpan.deal_id, sa.func.min(DealSpan.from_at)).group_by(DealSpan.deal_id)
    decided = sa.select(Person.login, Stage.type, sa.func.count()).select_from(Deal)
    decided = decided.join(Person, Person.id == Deal.owner_id).join(Stage, Stage.id == Deal.stage_id)
    with small.read() as session:
        months = Counter(moment.month for _, moment in session.execute(began))
        ends = {(login, kind): count for login, kind, count in session.execute(
            decided.where(Stage.type.in_(("won", "lost"))).group_by(Person.login, Stage.type)
        )}  # fmt: skip
    small.close()
    # Summer and the end of the year are quiet, the autumn is not.
    assert months[9] + months[11] > 1.5 * (months[7] + months[8])
    assert max(months[7], months[8], months[12]) < min(months[month] for month in (1, 2, 3, 4, 5, 9, 11))
    rates = {
        login: ends.get((login, "won"), 0) / (ends.get((login, "won"), 0) + ends.get((login, "lost"), 0))
        for login in {login for login, _ in ends}
    }
    assert len(rates) >= 9 and max(rates.values()) > 1.7 * min(rates.values())


def test_in_the_small_sample_open_deals_went_cold_and_a_team_got_another_lead_half_way(small: Store) -> None:
    touched = sa.select(DealFacts.last_touch_at).join(Deal, Deal.id == DealFacts.deal_id)
    touched = touched.join(Stage, Stage.id == Deal.stage_id).where(Stage.type == "open")
    with small.read() as session:
        silent = [(SAMPLE_DAY - at.date()).days for at in session.scalars(touched) if at is not None]
        ended = session.execute(
            sa.select(PersonTree.descendant_id, PersonTree.to_at).where(
                PersonTree.to_at.is_not(None), PersonTree.ancestor_id != PersonTree.descendant_id
            )
        ).all()
        moved = {row.descendant_id for row in ended}
        leads = {
            person: session.scalars(
                sa.select(PersonTree.ancestor_id).where(
                    PersonTree.descendant_id == person, PersonTree.depth == 1
                )
            ).all()
            for person in moved
        }
    small.close()
    assert sum(days > 28 for days in silent) >= 5 and sum(days > 120 for days in silent) >= 3
    assert sum(days <= 7 for days in silent) > len(silent) / 2
    assert len(moved) >= 2 and all(350 < (SAMPLE_DAY - row.to_at.date()).days < 380 for row in ended)
    assert all(len(set(above)) == 2 for above in leads.values() if len(above) > 1)
    assert any(len(above) == 2 for above in leads.values())

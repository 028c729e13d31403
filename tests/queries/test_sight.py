"""Rep, lead, manager and administrator see of the sample company exactly what the rule says."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import ListView
from salesdesk.answers.sight import Widened
from salesdesk.errors import RuleBroken
from salesdesk.models import (
    Activity,
    Company,
    Contact,
    Deal,
    DealFacts,
    DealMember,
    DealSpan,
    LostReason,
    Person,
    Pipeline,
    Stage,
)
from salesdesk.queries.board import pipeline_board
from salesdesk.queries.exports import list_fields, list_rows
from salesdesk.queries.lists import list_ids
from salesdesk.queries.reports import report_pipeline, report_win_loss
from salesdesk.queries.sight import sight_setting
from salesdesk.rules.sight import sees_deal
from salesdesk.services.people import add_person, grant_rights
from salesdesk.services.settings import change_sight
from salesdesk.store import Store, open_store
from tests.conftest import SAMPLE, copied
from tests.office import login_address

VIEWERS = ("nina", "jana", "anna", "petra", "ada")
"""A rep, a team lead, a manager, the director, and an administrator who sells nothing."""


@dataclass
class Sample:
    """The sample company opened by several people, and what the administrator finds in its tables."""

    stores: dict[str, Store]
    deals: list[Any] = field(default_factory=list)
    activities: list[Any] = field(default_factory=list)
    members: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    reports_to: dict[int, int | None] = field(default_factory=dict)
    ids: dict[str | None, int] = field(default_factory=dict)
    stages: dict[int, Any] = field(default_factory=dict)
    passed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    duplicates: set[int] = field(default_factory=set)

    def read(self) -> None:
        """Read everything as the administrator, by the tables alone."""
        with self.stores["ada"].read() as session:
            live = sa.select(Deal, DealFacts.amount_base).join(DealFacts, DealFacts.deal_id == Deal.id)
            self.deals = list(session.execute(live.where(Deal.deleted_at.is_(None))))
            self.activities = list(session.scalars(sa.select(Activity).where(Activity.deleted_at.is_(None))))
            for member in session.scalars(sa.select(DealMember).where(DealMember.deleted_at.is_(None))):
                self.members[member.deal_id].add(member.person_id)
            for person in session.scalars(sa.select(Person)):
                self.reports_to[person.id], self.ids[person.login] = person.reports_to_id, person.id
            self.stages = {stage.id: stage for stage in session.scalars(sa.select(Stage))}
            for span in session.scalars(sa.select(DealSpan)):
                self.passed[span.deal_id].add(self.stages[span.stage_id].type)
            duplicates = sa.select(LostReason.id).where(LostReason.kind == "duplicate")
            self.duplicates = set(session.scalars(duplicates))

    def sees(self, login: str, owner: int | None, deal_id: int | None) -> bool:
        """Whether the rule lets this person see something of this owner, on this deal."""
        return sees_deal(
            self.ids[login],
            owner=owner,
            members=self.members[deal_id] if deal_id else (),
            reports_to=self.reports_to,
            administrator=login == "ada",
        )

    def seen(self, login: str) -> list[Any]:
        """The deals, each with its amount, that the rule lets this person see."""
        return [row for row in self.deals if self.sees(login, row[0].owner_id, row[0].id)]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    with copied(request, request.param, SAMPLE, tmp_path_factory.mktemp("sample")) as url:
        with closing(open_store(url, login="petra")) as store, store.write("hand_over") as session:
            ada = add_person(session, name="Ada Wirth", login="ada", rights=["administrator"])
            petra = session.scalars(sa.select(Person.id).where(Person.login == "petra")).one()
            grant_rights(session, person_id=petra, rights=[])
        made = Sample({"ada": open_store(login_url(url, "ada", ada), login="ada")})
        made.read()
        for login in VIEWERS[:-1]:
            made.stores[login] = open_store(login_url(url, login, made.ids[login]), login=login)
        yield made
        for opened in made.stores.values():
            opened.close()


def login_url(url: str, login: str, person_id: int) -> str:
    """How somebody opens it: a file as it is, a server with a login role of their own."""
    if not url.startswith("postgresql"):
        return url
    return login_address(url, login, person_id)


def test_the_higher_somebody_stands_the_more_they_see(sample: Sample) -> None:
    counts = [len(sample.seen(login)) for login in VIEWERS]
    assert 20 < counts[0] < counts[1] < counts[2] < counts[3] == counts[4] == len(sample.deals)


@pytest.mark.parametrize("login", VIEWERS)
def test_boards_and_the_pipeline_report_count_and_sum_what_one_sees(sample: Sample, login: str) -> None:
    counts: Counter[int] = Counter()
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for deal, amount in sample.seen(login):
        counts[deal.stage_id] += 1
        sums[deal.stage_id] += amount or 0
    with sample.stores[login].read() as session:
        pipelines = session.scalars(sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None))).all()
        boards = [pipeline_board(session, filters=BoardFilter(pipeline_id=key)) for key in pipelines]
        report = report_pipeline(session)
    columns = [column for board in boards for column in board.columns]
    assert {column.stage_id: (column.count, column.total) for column in columns if column.count} == {
        stage_id: (count, sums[stage_id]) for stage_id, count in counts.items()
    }
    shown = sorted((column.name, column.count, column.total, column.weighted) for column in columns)
    assert shown == sorted((row.stage, row.count, row.sum, row.weighted) for row in report)


@pytest.mark.parametrize("login", VIEWERS)
def test_lists_and_exports_hold_what_one_sees(sample: Sample, login: str) -> None:
    with sample.stores[login].read() as session:
        ids = set(list_ids(session, ListView("deal")))
        number = [row.key for row in list_fields(session, record="deals")].index("number")
        exported = {row[number] for row in list_rows(session, record="deals")}
        activities = sum(1 for _ in list_rows(session, record="activities"))
    expected = sample.seen(login)
    assert ids == {deal.id for deal, _ in expected}
    assert exported == {deal.number for deal, _ in expected}
    assert activities == sum(sample.sees(login, row.owner_id, row.deal_id) for row in sample.activities)


@pytest.mark.parametrize("login", VIEWERS)
def test_win_and_loss_count_what_one_sees(sample: Sample, login: str) -> None:
    won = lost = 0
    values = {"won": Decimal(0), "lost": Decimal(0)}
    for deal, amount in sample.seen(login):
        kind, passed = sample.stages[deal.stage_id].type, sample.passed[deal.id]
        if deal.kind == "renewal" or deal.lost_reason_id in sample.duplicates or kind not in values:
            continue
        if kind == "lost" and "lead" in passed and "open" not in passed:
            continue
        won, lost = won + (kind == "won"), lost + (kind == "lost")
        values[kind] += amount or 0
    with sample.stores[login].read() as session:
        row = report_win_loss(session)[0]
    assert (row.won_count, row.lost_count) == (won, lost)
    assert (row.won_value, row.lost_value) == (values["won"], values["lost"])


@pytest.mark.parametrize("login", VIEWERS)
@pytest.mark.parametrize("sample", ["postgres"], indirect=True)
def test_a_login_with_plain_sql_finds_the_same_rows(sample: Sample, login: str) -> None:
    expected = sample.seen(login)
    with psycopg.connect(sample.stores[login].place.url) as connection:

        def column(statement: str) -> list[Any]:
            return [row[0] for row in connection.execute(statement.encode())]

        deals = set(column("SELECT id FROM deal WHERE deleted_at IS NULL"))
        assert column("SELECT count(*) FROM deal_facts f JOIN deal d ON d.id = f.deal_id") == [len(expected)]
        total = column("SELECT sum(amount_base) FROM deal_facts")[0]
        assert total == sum(int((amount or 0) * 10**6) for _, amount in expected)
        activities = set(column("SELECT id FROM activity WHERE deleted_at IS NULL"))
        spans = set(column("SELECT DISTINCT deal_id FROM deal_span"))
    seen = {row.id for row in sample.activities if sample.sees(login, row.owner_id, row.deal_id)}
    assert activities == seen
    assert deals == spans == {deal.id for deal, _ in expected}


def test_what_each_person_would_see_is_told_before_it_is_set(sample: Sample) -> None:
    with sample.stores["ada"].read() as session:
        told = sight_setting(session)
    assert told.to_all == {"companies"} and told.totals["deals"] == len(sample.deals)
    by_id = {each.person_id: each for each in told.people}
    for login in VIEWERS:
        person = by_id[sample.ids[login]]
        assert told.seen(person, "deals", False) == len(sample.seen(login)), login
        assert told.seen(person, "deals", True) == len(sample.deals)


@pytest.mark.parametrize("kind", ["deals", "companies"])
def test_a_change_of_sight_holds_for_everybody_at_once(sample: Sample, kind: Widened) -> None:
    models = {"deals": (Deal,), "companies": (Company, Contact)}[kind]
    with sample.stores["ada"].read() as session:
        told = sight_setting(session)
    people = {each.person_id: each for each in told.people}
    for to_all in (kind not in told.to_all, kind in told.to_all):
        with sample.stores["ada"].write("change_sight") as session:
            change_sight(session, kind=kind, to_all=to_all)
        for login in VIEWERS:
            with sample.stores[login].read() as session:
                counts = [
                    session.scalar(sa.select(sa.func.count()).where(model.deleted_at.is_(None)))
                    for model in models
                ]
            assert sum(counts) == told.seen(people[sample.ids[login]], kind, to_all), login
    with pytest.raises(RuleBroken), sample.stores["nina"].write("change_sight") as session:
        change_sight(session, kind=kind, to_all=True)

"""Whatever is asked, each person is told of the rows that they may see: of all of them, and of no other."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from salesdesk.answers.lists import ListView
from salesdesk.models import Base, Deal, Export, ImportBatch, Person, SavedView
from salesdesk.services.bulk import delete_records
from salesdesk.services.contacts import create_contact
from salesdesk.services.files import attach_file
from salesdesk.services.members import set_member
from salesdesk.services.people import add_person, grant_rights
from salesdesk.services.settings import change_setting, grant_to_function
from salesdesk.store import Store, open_store
from tests.conftest import SAMPLE, copied
from tests.office import login_address
from tests.postgres import Server
from tests.sight.questions import ASKED, OF_NOBODY, Ground, asking
from tests.sight.truth import Everything, delete, hidden, read_everything

VIEWERS = {
    "nina": "a rep",
    "jana": "a team lead",
    "anna": "a manager",
    "petra": "the director",
    "emil": "a member of a deal of somebody else",
    "fina": "of finance",
    "ada": "an administrator who sells nothing",
}
SETTINGS: dict[str, dict[str, Any]] = {
    "tree": {"visibility": "tree", "companies_visible": "tree", "granted": ["deals"]},
    "tree, companies open": {"visibility": "tree", "companies_visible": "everybody", "granted": []},
    "open": {"visibility": "open_team", "companies_visible": "everybody", "granted": []},
}


@dataclass
class Walked:
    """A sample company under certain settings: where it is, who opened it, and what is in it."""

    where: str
    server: Server | None
    stores: dict[str, Store]
    everything: Everything

    def ground(self, login: str) -> Ground:
        """Some ids of each table, of rows that this person sees and of such that they do not."""
        unseen = hidden(self.everything, login)
        ids: dict[str, list[int]] = {}
        for table, rows in self.everything.rows.items():
            if "id" not in Base.metadata.tables[table].columns:
                continue
            keys = sorted(self.everything.key(table, row) for row in rows)
            shown = [key for key in keys if key not in unseen.get(table, ())]
            hid = [key for key in keys if key in unseen.get(table, ())]
            ids[table] = sorted({*shown[:2], *shown[-2:], *hid[:1], *hid[-1:]})
        pipeline = self.everything.rows["pipeline"][0]["id"]
        stages = [row["id"] for row in self.everything.rows["stage"] if row["pipeline_id"] == pipeline]
        company = self.everything.rows["company"][0]["name"]
        return Ground(ids, pipeline, stages, self.everything.person("nina")["id"], "jana", company)

    @contextmanager
    def reduced(self, login: str, folder: Path) -> Iterator[Session]:
        """A session of this person on a database from which all is gone that they may not see."""
        unseen = hidden(self.everything, login)
        if self.server is None:
            target = folder / f"{login}.salesdesk"
            shutil.copy(self.where, target)
            engine = sa.create_engine(f"sqlite:///{target}")
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE ctx SET action_id = 1")
                delete(connection, unseen)
                connection.exec_driver_sql("DELETE FROM change_log WHERE op = 'removed'")
                connection.exec_driver_sql("UPDATE ctx SET action_id = NULL")
            engine.dispose()
            with closing(open_store(str(target), login=login)) as store, store.read() as session:
                yield session
            return
        url = sa.make_url(self.where)
        engine = sa.create_engine(
            sa.make_url(self.server.admin_url(str(url.database))).set(drivername="postgresql+psycopg")
        )
        with engine.connect() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            delete(connection, unseen)
            connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
            # The owner sees all that is left; nothing of row security has a part in this answer.
            connection.exec_driver_sql(f'SET LOCAL SESSION AUTHORIZATION "{url.username}"')
            with Session(connection, autoflush=False, expire_on_commit=False) as session:
                session.info.update(viewer=self.stores[login].viewer, store=self.stores[login])
                yield session
            connection.rollback()
        engine.dispose()


PLACES = [(kind, name) for kind in ("sqlite", "postgres") for name in SETTINGS]
WALKS = [(place, login) for place in PLACES for login in VIEWERS if place[1] == "tree"] + [
    (place, login) for place in PLACES for login in ("nina", "fina") if place[1] != "tree"
]
"""Everybody where most is hidden; where more is open, those who see the least of the rest."""


@pytest.fixture(scope="module", params=PLACES, ids=str)
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    kind, name = request.param
    folder = tmp_path_factory.mktemp("walk")
    with copied(request, kind, SAMPLE, folder) as where:
        people = _settle(where, SETTINGS[name])
        server = request.getfixturevalue("pg_server") if kind == "postgres" else None
        stores = {}
        for login in VIEWERS:
            address = login_address(where, login, people[login]) if server else where
            stores[login] = open_store(address, login=login)
        yield Walked(where, server, stores, read_everything(where))
        for store in stores.values():
            store.close()


def _settle(where: str, settings: dict[str, Any]) -> dict[str, int]:
    """Make the people that the sample company lacks, some private things, and set who sees what."""
    with closing(open_store(where, login="petra")) as store, store.write("settle") as session:
        add_person(session, name="Ada Wirth", login="ada", rights=["administrator"])
        add_person(session, name="Fina Groß", login="fina", function="finance")
        people = {row[0]: row[1] for row in session.execute(sa.select(Person.login, Person.id))}
        for login in ("nina", "tom"):
            _keep(session, people[login], people["emil"])
        change_setting(session, key="visibility", value=settings["visibility"])
        change_setting(session, key="companies_visible", value=settings["companies_visible"])
        grant_to_function(session, function="finance", kinds=settings["granted"])
        grant_rights(session, person_id=people["jana"], rights=["audit"])
        grant_rights(session, person_id=people["petra"], rights=[])
    return people


def _keep(session: Session, owner: int, member: int) -> None:
    """What the sample company lacks: a view of one's own, a file, a member, something deleted, twins."""
    definition = ListView("deal").to_json()
    session.add(SavedView(person_id=owner, record="deal", name="Kept to oneself", definition=definition))
    session.add(Export(person_id=owner, record="deal", file_name="x.csv", row_count=1))
    session.add(ImportBatch(person_id=owner, file_name="x.csv", fingerprint=str(owner)))
    session.flush()
    mine = sa.select(Deal.id).where(Deal.owner_id == owner, Deal.deleted_at.is_(None)).order_by(Deal.id)
    first, second = session.scalars(mine.limit(2)).all()
    attach_file(session, record="deal", record_id=first, name="offer.txt", content=b"offer")
    set_member(session, deal_id=first, person_id=member, access="view")
    delete_records(session, record="deal", ids=[second])
    for name in ("Twin", "Twin"):
        create_contact(session, name=name, email=f"twin{owner}@example.org", owner_id=owner)


@pytest.mark.parametrize("login", VIEWERS)
def test_of_every_table_one_reads_the_rows_that_one_may_see(walked: Walked, login: str) -> None:
    unseen = hidden(walked.everything, login)
    with walked.stores[login].read() as session:
        for table, rows in walked.everything.rows.items():
            key = next(iter(Base.metadata.tables[table].primary_key.columns)).name
            may = {walked.everything.key(table, row) for row in rows} - unseen.get(table, set())
            found = set(session.execute(sa.text(f"SELECT {key} FROM {table}")).scalars())
            # Of what hangs on a deal its members may hear through the deal alone.
            assert found <= may if table == "change_log" else found == may, table


@pytest.mark.parametrize("walked, login", WALKS, indirect=["walked"], ids=str)
def test_every_question_is_answered_from_what_one_may_see(walked: Walked, login: str, tmp_path: Path) -> None:
    ground = walked.ground(login)
    moment = datetime.now(UTC)
    with walked.stores[login].read() as session:
        answers = _answers(session, ground, moment)
    with walked.reduced(login, tmp_path) as session:
        wanted = _answers(session, ground, moment)
    differing = [name for name in ASKED if answers[name] != wanted[name]]
    assert not differing


def _answers(session: Session, ground: Ground, moment: datetime) -> dict[str, str]:
    """All answers as text, as they are at one moment: some tell how long something waits."""
    with time_machine.travel(moment, tick=False):
        return {name: repr(ask(session, ground)) for name, ask in ASKED.items()}


def test_every_function_that_asks_is_walked_or_says_why_not() -> None:
    known = {*ASKED, *OF_NOBODY}
    asked = {name for name, _ in asking()}
    assert asked - known == set(), "join it in tests/sight/questions.py"
    assert known - asked == set(), "asks no longer"
    assert not ASKED.keys() & OF_NOBODY.keys()

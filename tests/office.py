"""A small office to test in: a database with its process, five people in a tree, short ways to make deals."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Acknowledgement, LostReason, Person, Pipeline, Stage
from salesdesk.models.base import table_of
from salesdesk.rules.conduct import FIRST
from salesdesk.rules.names import name_key
from salesdesk.services.deals import create_deal
from salesdesk.services.people import add_person
from salesdesk.services.pipelines import add_shipped_process
from salesdesk.services.settings import change_setting
from salesdesk.store import Store, open_store
from salesdesk.store.groups import role_prefix
from tests.postgres import verifier

# dora leads vera and otto; vera leads rita and ron
TREE = {"dora": None, "vera": "dora", "rita": "vera", "ron": "vera", "otto": "dora"}
SAMPLE_DAY = date(2026, 11, 2)
"""The last day of the sample company of all tests."""
PASSWORD = "office-secret"
_titles = itertools.count(1)


@dataclass
class Office:
    """An open database with what tests name again and again."""

    store: Store
    owner_url: str = ""
    stages: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)

    @contextmanager
    def read(self, login: str | None = None) -> Iterator[Session]:
        """A reading session as the administrator or as somebody else."""
        with self.signed_in(login), self.store.read() as session:
            yield session

    @contextmanager
    def write(self, login: str | None = None, **options: Any) -> Iterator[Session]:
        """A writing session as the administrator or as somebody else."""
        with self.signed_in(login), self.store.write("test", **options) as session:
            yield session

    @contextmanager
    def signed_in(self, login: str | None) -> Iterator[None]:
        """Let the store act for somebody else for a while; on Postgres with a login role of their own."""
        before = self.store
        if login is not None:
            self.store = self.store_of(login)
        try:
            yield
        finally:
            self.store = before

    def store_of(self, login: str) -> Store:
        """The database as somebody else opened it."""
        if login not in self.stores:
            where = self.store.place.url
            if self.store.dialect == "postgresql":
                where = login_address(self.owner_url or where, login, self.people[login])
            self.stores[login] = open_store(where, login=login)
        return self.stores[login]

    def close(self) -> None:
        """Close what was opened as somebody else."""
        for opened in self.stores.values():
            opened.close()

    @contextmanager
    def owner(self) -> Iterator[Store]:
        """The database as its owner opens it, whom no server keeps from anything."""
        opened = open_store(self.owner_url, login="admin")
        try:
            yield opened
        finally:
            opened.close()

    def action(self, session: Session) -> int:
        """The action of a writing session."""
        action_id: int = session.info["action_id"]
        return action_id

    def deal(self, stage: str = "Qualified", login: str | None = None, **fields: Any) -> int:
        """Make a deal in a stage of the first pipeline."""
        fields.setdefault("title", f"Deal {next(_titles)}")
        if "owner" in fields:
            fields["owner_id"] = self.people[fields.pop("owner")]
        with self.write(login) as session:
            return create_deal(session, stage_id=self.stages[stage], **fields)

    def value(self, question: sa.Select[Any]) -> Any:
        """The one value that a question gives the administrator."""
        with self.read() as session:
            return session.execute(question).scalar_one_or_none()


def login_address(owner_url: str, login: str, person_id: int) -> str:
    """Give a person a login role, and the address with which they sign in.

    A copy of a template keeps the template's groups: making them anew would take longer than most tests. Its
    people have roles that only this copy knows. The owner makes them in one connection, for the same reason.
    """
    with psycopg.connect(owner_url) as owner:
        database = owner.info.dbname
        act = "INSERT INTO action (at, kind, person_id) VALUES (now(), 'create_login', %s) RETURNING id"
        owner.execute(
            f"WITH act AS ({act}) SELECT set_config('sd.action', id::text, true) FROM act", (person_id,)
        )
        prefix = _one(owner, "SELECT priv.role_prefix()")
        if prefix != role_prefix(database):
            named = "UPDATE person SET role_name = %s WHERE id = %s AND role_name IS NULL"
            owner.execute(named, (f"{prefix}_{database}_{login}", person_id))
        role = _one(owner, "SELECT priv.set_login(%s, %s)", person_id, verifier(PASSWORD))
    parts = urlsplit(owner_url)
    return parts._replace(netloc=f"{role}:{PASSWORD}@{parts.hostname}:{parts.port}").geturl()


def _one(connection: "psycopg.Connection[Any]", question: str, *values: Any) -> Any:
    row = connection.execute(question.encode(), values).fetchone()
    return row[0] if row else None


def furnish(store: Store, *, tree: bool = False) -> Office:
    """Make the five-step process and the people; `tree` hides what others own."""
    people: dict[str, int] = {}
    with store.write("furnish") as session:
        add_shipped_process(session, steps=5)
        for login, above in TREE.items():
            people[login] = add_person(
                session,
                name=login.capitalize(),
                login=login,
                reports_to_id=people[above] if above else None,
            )
        everybody = session.scalars(sa.select(Person.id)).all()
        agreed = [{"person_id": key, "version": FIRST} for key in everybody]
        session.connection().execute(sa.insert(table_of(Acknowledgement)), agreed)
    return furnished(store, tree=tree)


def furnished(store: Store, *, tree: bool = False, owner_url: str = "") -> Office:
    """What `furnish` made in this database, or in the one that it is a copy of.

    `owner_url` is the address of a server's owner where the store is somebody else's.
    """
    office = Office(store, owner_url or store.place.url)
    if tree:
        with store.write("furnish") as session:
            change_setting(session, key="visibility", value="tree")
    with store.read() as session:
        first = sa.select(Pipeline.id).where(Pipeline.name_key == name_key("New business"))
        stages = session.execute(sa.select(Stage.name, Stage.id).where(Stage.pipeline_id.in_(first)))
        office.stages = {row[0]: row[1] for row in stages}
        reasons = session.execute(sa.select(LostReason.kind, LostReason.id))
        office.reasons = {row[0]: row[1] for row in reasons}
        people = session.execute(sa.select(Person.login, Person.id).where(Person.login.in_(TREE)))
        office.people = {row[0]: row[1] for row in people}
    return office


def money(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)


def day(text: str) -> date:
    """A business day."""
    return date.fromisoformat(text)

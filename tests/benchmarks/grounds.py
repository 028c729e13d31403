"""What is measured on: databases of a known size, each made when a benchmark first asks for it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from salesdesk.models import Contact, Person
from salesdesk.rules.conduct import FIRST
from salesdesk.services.conduct import agree_to_rules
from salesdesk.services.people import insert_people
from salesdesk.services.pipelines import add_shipped_process
from salesdesk.services.settings import change_setting
from salesdesk.store import Store, create_database, open_store
from salesdesk.store.sample import make_sample
from tests.benchmarks import filling
from tests.office import login_address
from tests.postgres import Server, start_server, stop_server

MANAGERS, REPS = 5, 44


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows there are of everything."""

    rows: int = 100_000
    few: int = 1_000
    many: int = 1_000_000
    imported: int = 10_000
    cards: int = 10_000
    arriving: int = 50_000
    runs: int = 7


class Grounds:
    """The databases of one run, below one folder."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self.folder, self.sizes = folder, sizes
        self._server: Server | None = None
        self._addresses: dict[str, str] = {}
        os.environ["SALESDESK_HOME"] = str(folder / "home")

    def new_file(self, name: str) -> Path:
        """An empty database with the shipped process of seven steps."""
        path = self.folder / f"{name}.salesdesk"
        create_database(str(path))
        with opened(path) as store, store.write("setup") as session:
            add_shipped_process(session, steps=7)
            agree_to_rules(session, version=FIRST)
        return path

    def contacts(self, count: int) -> Path:
        """A file with so many contacts."""
        path = self.folder / f"contacts-{count}.salesdesk"
        if not path.exists():
            self.new_file(path.stem)
            with opened(path) as store:
                owners = add_people(store)
            with filling.bare_file(path, "contact") as connection:
                filling.put(connection, Contact, filling.contacts(count, owners, 0))
        return path

    @cached_property
    def board(self) -> Path:
        """A file with many open deals on its board."""
        path = self.new_file("board")
        with opened(path) as store:
            owners = add_people(store)
        with filling.bare_file(path) as connection:
            rows = filling.deals(self.sizes.cards, owners, 0, filling.SHARES[:-2])
            filling.put_deals(connection, rows)
        return path

    @cached_property
    def busy(self) -> Path:
        """A file with very many contacts and many open deals."""
        path = self.folder / "busy.salesdesk"
        shutil.copy(self.contacts(self.sizes.many), path)
        with opened(path) as store, store.read() as session:
            owners = list(session.scalars(sa.select(Person.id).where(Person.position == "sales_rep")))
        with filling.bare_file(path) as connection:
            filling.put_deals(connection, filling.deals(self.sizes.cards, owners, 0, filling.SHARES[:-2]))
        return path

    @cached_property
    def full(self) -> Path:
        """A file with many companies, contacts and deals."""
        path = self.new_file("full")
        with opened(path) as store:
            owners = add_people(store)
        with filling.bare_file(path, "company", "contact", "deal") as connection:
            filling.put_all(connection, self.sizes.rows, owners)
        return path

    @cached_property
    def sample(self) -> Path:
        """The sample company."""
        path = self.folder / "sample.salesdesk"
        make_sample(str(path), as_of=date.today())
        return path

    @cached_property
    def server(self) -> str:
        """The owner's address of a server with the same rows, seen by the tree."""
        for folder in (self.folder, *self.folder.parents[:-1]):
            if folder.owner() == Path.home().owner() and folder.stat().st_mode & 0o001 == 0:
                folder.chmod(0o755)  # the server may run as another user, who has to get through
        self._server = start_server(self.folder / "server")
        name = self._server.new_database()
        address = self._server.url(name)
        create_database(address, admin_login="admin")
        with opened(address, "admin") as store:
            with store.write("setup") as session:
                add_shipped_process(session, steps=7)
                change_setting(session, key="visibility", value="tree")
                change_setting(session, key="companies_visible", value="tree")
            owners = add_people(store)
        with filling.bare_server(self._server.admin_url(name)) as connection:
            filling.put_all(connection, self.sizes.rows, owners)
        return address

    def address_of(self, login: str) -> str:
        """The server's address for the person with this login, by a role of their own."""
        if login not in self._addresses:
            with opened(self.server, "admin") as store:
                person = person_id(store, login)
            self._addresses[login] = login_address(self.server, login, person)
        return self._addresses[login]

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            stop_server(self._server)


@contextmanager
def opened(where: Path | str, login: str | None = None) -> Iterator[Store]:
    """An open database."""
    store = open_store(str(where), login=login)
    try:
        yield store
    finally:
        store.close()


def person_id(store: Store, login: str) -> int:
    """The key of the person with this login."""
    with store.read() as session:
        question = sa.select(Person.id).where(Person.login == login)
        return int(session.execute(question).scalar_one())


def add_people(store: Store) -> list[int]:
    """A director, managers and reps; the reps' ids."""
    with store.write("people") as session:
        top = insert_people(session, [{"name": "Dora", "login": "director", "position": "director"}])
        managers = insert_people(
            session,
            [{"name": f"Manager {n}", "login": f"manager{n}", "position": "sales_manager",
              "reports_to_id": top[0]} for n in range(MANAGERS)],
        )  # fmt: skip
        return insert_people(
            session,
            [{"name": f"Rep {n}", "login": f"rep{n}", "position": "sales_rep",
              "reports_to_id": managers[n % MANAGERS]} for n in range(REPS)],
        )  # fmt: skip

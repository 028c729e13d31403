"""What every test has: a home of its own, and databases on both kinds of store."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from salesdesk.store import Store, create_database, open_store
from salesdesk.store.sample import make_sample
from tests.office import SAMPLE_DAY, Office, furnish, furnished, login_address
from tests.postgres import Server, SharedServer, file_lock, sweep, temporary_folder
from tests.tls import Guarded, shared_guarded_server, why_no_tls

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
# How long one example takes says how busy the machine is.
settings.register_profile("salesdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("salesdesk")

SERVER_FOLDER = "SALESDESK_TEST_SERVER_FOLDER"
_homes = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    """The process that began the run names the folder that its workers share."""
    if not hasattr(config, "workerinput"):
        os.environ[SERVER_FOLDER] = str(temporary_folder() / f"salesdesk-tests-{os.getpid()}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that began the run ends the server when all workers are done."""
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ.pop(SERVER_FOLDER))
        SharedServer(folder).close()
        SharedServer(beside(folder)).close()


def beside(folder: Path) -> Path:
    """The folder of the run's other server, the one that knows TLS."""
    return folder.with_name(folder.name.replace("-tests-", "-tests-tls-"))


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what the person at this computer has."""
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"))
    monkeypatch.delenv("SALESDESK_DB", raising=False)


@pytest.fixture(scope="session")
def shared_server() -> SharedServer:
    """The Postgres server of this run, not started before somebody asks for it."""
    return SharedServer(Path(os.environ[SERVER_FOLDER]))


@pytest.fixture(scope="session")
def pg_server(shared_server: SharedServer) -> Server:
    """The running Postgres server; the run fails when there is none."""
    sweep(temporary_folder(), "salesdesk-tests-*")
    return shared_server.get()


@pytest.fixture(scope="session")
def guarded_server() -> Guarded:
    """A Postgres server that knows TLS; skipped where there is none."""
    why = why_no_tls()
    if why:
        pytest.skip(why)
    return shared_guarded_server(beside(Path(os.environ[SERVER_FOLDER])))


@pytest.fixture
def pg_database(pg_server: Server) -> Iterator[str]:
    """The owner's address of an empty Postgres database."""
    name = pg_server.new_database()
    yield pg_server.url(name)
    pg_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new database may be made: a file that does not exist yet, or an empty Postgres database."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("pg_database")
        return url
    return str(tmp_path / "company.salesdesk")


def make_the_sample(where: str) -> None:
    """The sample company as it stands on the day of all tests."""
    make_sample(where, as_of=SAMPLE_DAY)


@dataclass(frozen=True)
class Ground:
    """What tests begin with: `fill(where)` makes it once in a whole run, the tests get copies of it."""

    name: str
    fill: Callable[[str], None]


def filled(name: str, fill: Callable[[Office], None]) -> Ground:
    """An office in which the administrator did something more."""

    def make(where: str) -> None:
        make_an_office(where)
        with closing(open_store(where, login="admin")) as store, closing(furnished(store)) as office:
            fill(office)

    return Ground(name, make)


def make_an_office(where: str) -> None:
    """A new database with the process and the people of an office."""
    create_database(where)
    with closing(open_store(where, login="admin")) as store:
        furnish(store)


def made_once(ground: Ground) -> Path:
    """A file made once in the whole run, to make copies of."""
    folder = Path(os.environ[SERVER_FOLDER])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{ground.name}.salesdesk"
    with file_lock(folder / f"{ground.name}.lock"):
        if not path.exists():
            ground.fill(str(path))
    return path


BARE = Ground("company", create_database)
"""All tables and the first administrator, `admin`."""
OFFICE = Ground("office", make_an_office)
SAMPLE = Ground("sample", make_the_sample)


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A file with all tables and the first administrator, to make copies of."""
    return made_once(BARE)


@pytest.fixture(scope="session")
def sqlite_sample() -> Path:
    """A file with the sample company, to make copies of."""
    return made_once(SAMPLE)


@pytest.fixture(scope="session")
def pg_sample(shared_server: SharedServer) -> str:
    """The name of a Postgres database with the sample company, to make copies of."""
    return shared_server.template(SAMPLE.name, SAMPLE.fill)


@pytest.fixture(scope="session")
def pg_office(shared_server: SharedServer) -> str:
    """The name of a furnished Postgres database, to make copies of."""
    return shared_server.template(OFFICE.name, OFFICE.fill)


@contextmanager
def copied(request: pytest.FixtureRequest, kind: str, ground: Ground, folder: Path) -> Iterator[str]:
    """The address of a copy of what is made once."""
    if kind == "sqlite":
        path = folder / "company.salesdesk"
        shutil.copy(made_once(ground), path)
        yield str(path)
        return
    server: Server = request.getfixturevalue("pg_server")
    shared: SharedServer = request.getfixturevalue("shared_server")
    name = server.new_database(shared.template(ground.name, ground.fill))
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground:
    """What the database of a test is a copy of: furnished for who asks for an office.

    Tests that begin with the same rows say so with a fixture of this name in their module or folder: to make
    the rows anew for each of them takes longer than the tests.
    """
    return OFFICE if {"office", "tree_office"} & set(request.fixturenames) else BARE


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, ground: Ground, tmp_path: Path) -> Iterator[str]:
    """A database of one's own, on either store."""
    with copied(request, request.param, ground, tmp_path) as where:
        yield where


@pytest.fixture(params=["sqlite", "postgres"])
def sample_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A sample company of one's own, whose administrator is `petra`."""
    with copied(request, request.param, SAMPLE, tmp_path) as where:
        yield where


@pytest.fixture
def address(database: str) -> str:
    """Where its administrator opens that database: on a server with a role of their own, since no row is
    guarded from its owner."""
    return login_address(database, "admin", 1) if database.startswith("postgresql") else database


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """That database, opened by its administrator."""
    opened = open_store(address, login="admin")
    yield opened
    opened.close()


@pytest.fixture
def office(database: str, store: Store) -> Iterator[Office]:
    """A furnished database, open as its administrator; everybody sees everything."""
    with closing(furnished(store, owner_url=database)) as found:
        yield found


@pytest.fixture
def tree_office(database: str, store: Store) -> Iterator[Office]:
    """A furnished database in which people see their own and what is below them."""
    with closing(furnished(store, tree=True, owner_url=database)) as found:
        yield found

"""An upgrade that is broken off at any step: the old database or the new one, with a backup, never a mix."""

import multiprocessing
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.settings import data_folder
from salesdesk.store import open_store, upgrade
from salesdesk.store.backup import restore
from salesdesk.store.check import check
from salesdesk.store.migrate import SCHEMA, Upgraded
from tests.faults.breaking import break_at
from tests.faults.counts import count
from tests.store.old import make_old_database, raw

ROOT = Path(__file__).parents[2]
OLD = 1
STEPS = 10_000


def steps_of_an_upgrade(where: str) -> int:
    """How many statements an upgrade of this database takes; it is upgraded then."""
    with break_at(STEPS) as counter:
        upgrade(where)
    return counter.count


def is_old(where: str) -> bool:
    """Whether a database is whole and as it was before; it fails the test if it is neither old nor new."""
    with raw(where) as connection:
        schema = connection.exec_driver_sql("SELECT schema FROM meta").scalar_one()
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        columns = {column["name"] for column in sa.inspect(connection).get_columns("person")}
        if connection.dialect.name == "sqlite":
            triggers = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        else:
            triggers = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = set(triggers.scalars())
    assert revision == f"{schema:04}"
    assert ("custom" in columns) == (schema == SCHEMA)
    assert ("forgotten" in names) == (schema == OLD) and ("deal_created" in names) == (schema == SCHEMA)
    return bool(schema == OLD)


def backups(where: str) -> list[Path]:
    """The copies that upgrades made."""
    folder = data_folder() / "backups" if where.startswith("postgresql") else Path(where).parent
    return sorted(folder.glob("*-before-upgrade-*"))


def finish(where: str) -> None:
    """The next start upgrades what is left, and everything is there."""
    assert upgrade(where).now == SCHEMA
    store = open_store(where, login="admin")
    with store.read() as session:
        assert session.scalars(sa.select(Company.name)).all() == ["Halden"]
    assert check(store) == []
    store.close()


@pytest.fixture
def old(database_url: str) -> str:
    """A database of the program before this one."""
    make_old_database(database_url, OLD)
    return database_url


def test_an_error_at_any_step_leaves_the_old_database_and_a_backup(old: str, tmp_path: Path) -> None:
    steps, number = 0, 1
    while not steps:
        with break_at(number) as counter:
            try:
                upgrade(old)
                steps = counter.count
            except KnownError as error:
                assert "Traceback" not in str(error)
                assert is_old(old)
        number += 1 if number < 12 else count(41, 17)
    assert steps > 50
    assert not is_old(old)
    found = backups(old)
    assert found
    restore(found[0], str(tmp_path / "restored.salesdesk"))
    finish(old)


KILL = """
import sys
from salesdesk.store import upgrade
from tests.faults.breaking import break_at
with break_at(int(sys.argv[2]), kill=True):
    upgrade(sys.argv[1])
"""


def test_a_kill_at_any_step_leaves_the_old_database_or_the_new_one(old: str) -> None:
    for number in (3, *range(20, 2_000, count(90, 30))):
        done = subprocess.run(
            [sys.executable, "-c", KILL, old, str(number)], cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert is_old(old)
    assert done.returncode == 0 and number > 20
    assert backups(old)
    finish(old)


def one_upgrade(where: str, answers: "multiprocessing.Queue[Upgraded | str]") -> None:
    """Upgrade in a process of its own."""
    try:
        answers.put(upgrade(where))
    except Exception as error:
        answers.put(repr(error))


def test_of_five_upgrades_at_once_one_works_and_the_others_wait(old: str) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[Upgraded | str] = context.Queue()
    processes = [context.Process(target=one_upgrade, args=(old, answers)) for _ in range(5)]
    for process in processes:
        process.start()
    results = [answers.get(timeout=90) for _ in processes]
    for process in processes:
        process.join(30)
    worked = [each for each in results if isinstance(each, Upgraded) and each.before == OLD]
    assert len(worked) == 1 and worked[0].backup is not None
    assert results.count(Upgraded(SCHEMA, SCHEMA)) == 4
    assert backups(old) == [worked[0].backup]
    finish(old)


def test_an_upgrade_on_a_full_disk_changes_nothing(small_disk: Path) -> None:
    where = small_disk / "company.salesdesk"
    make_old_database(str(where), OLD)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    with pytest.raises(KnownError, match=r"full|cannot be written"):
        upgrade(str(where))
    assert is_old(str(where))
    assert [path.name for path in small_disk.glob("*upgrade*")] == []
    filler.unlink()
    finish(str(where))


def test_somebody_who_is_not_the_owner_is_told_to_ask(pg_database: str) -> None:
    make_old_database(pg_database, OLD)
    upgrade(pg_database)
    from tests.office import login_address

    address = login_address(pg_database, "admin", 1)
    with psycopg.connect(pg_database) as connection:
        connection.execute("UPDATE meta SET schema = 1")
    with pytest.raises(KnownError, match="ask your administrator"):
        upgrade(address)

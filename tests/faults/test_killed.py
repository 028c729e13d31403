"""Killed at any moment: what was acknowledged is there, nothing is there by halves, the next start works."""

import contextlib
import csv
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.models import Company, Deal, ImportBatch
from salesdesk.store import open_store, sqlite
from salesdesk.store.check import check
from tests.faults.counts import count
from tests.faults.writer import drained, writing
from tests.office import furnish

ROWS = 20
ROOT = Path(__file__).parents[2]


def start(*command: str) -> subprocess.Popen[str]:
    """Begin a process of this project."""
    return subprocess.Popen(
        [sys.executable, "-m", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )


def saved(database: str, name: str) -> Counter[str]:
    """How many deals each save of one writer left behind."""
    store = open_store(database, login="admin")
    with store.read() as session:
        titles = session.scalars(sa.select(Deal.title).where(Deal.title.startswith(f"{name}."))).all()
    store.close()
    return Counter(title.partition("/")[0] for title in titles)


def sound(database: str) -> bool:
    """Whether nothing is wrong with the database."""
    store = open_store(database, login="admin")
    findings = check(store)
    store.close()
    return findings == []


@pytest.fixture
def furnished(database: str, journal: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with a process, for a file in each kind of journal, for a server once."""
    monkeypatch.setattr(sqlite, "is_remote", lambda path: journal == "delete")
    store = open_store(database, login="admin")
    furnish(store)
    on_server = store.dialect == "postgresql"
    store.close()
    if on_server and journal == "delete":
        pytest.skip("a server has one journal")
    return database


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_killed_writer_loses_nothing_it_reported_and_leaves_nothing_by_halves(
    furnished: str, journal: str
) -> None:
    made = random.Random(7)
    for attempt in range(count(3, 100)):
        name = f"attempt {attempt}"
        with writing(furnished, journal, name, ROWS, 10_000) as (process, heard):
            acknowledged = {heard.recv()}
            time.sleep(made.random() / 4)
            process.kill()
            acknowledged |= drained(heard)
        found = saved(furnished, name)
        assert set(found.values()) == {ROWS}
        assert acknowledged <= set(found)
        assert len(found) <= len(acknowledged) + 1
        assert attempt % 10 or sound(furnished)
    assert sound(furnished)


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_of_many_writers_at_once_none_is_told_that_the_database_is_locked(
    furnished: str, journal: str
) -> None:
    writers, saves = count(4, 20), count(8, 200 if journal == "wal" and "://" not in furnished else 40)
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(writing(furnished, journal, f"writer {number}", 1, saves))
            for number in range(writers)
        ]
        told = [drained(heard) for _, heard in running]
        for process, _ in running:
            process.join(30)
        assert [process.exitcode for process, _ in running] == [0] * writers
    assert {len(each) for each in told} == {saves}
    for number in range(writers):
        assert set(saved(furnished, f"writer {number}")) == told[number]
    assert sound(furnished)


def companies(folder: Path, count: int) -> Path:
    """A spreadsheet of companies."""
    path = folder / "companies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["company", "city", "employees"])
        writer.writerows([f"Company {number}", "Bremen", number] for number in range(count))
    return path


def test_an_import_killed_at_any_step_goes_on_without_loss_or_double(database: str, tmp_path: Path) -> None:
    path = companies(tmp_path, rows := count(4_000, 20_000))
    order = ("salesdesk", "--db", database, "--user", "admin", "import", str(path), "--json")
    made = random.Random(5)
    for _ in range(count(3, 6)):
        process = start(*order)
        time.sleep(0.8 + made.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
    last = subprocess.run(
        [sys.executable, "-m", *order], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert last.returncode == 0, last.stderr
    counts = json.loads(last.stdout)["companies"]
    assert counts["created"] + counts["skipped"] == rows
    store = open_store(database, login="admin")
    with store.read() as session:
        names = Counter(session.scalars(sa.select(Company.name).where(Company.deleted_at.is_(None))))
        batches = session.scalars(sa.select(ImportBatch.state)).all()
    store.close()
    assert len(names) == rows and set(names.values()) == {1}
    assert len(batches) <= 1


@pytest.mark.parametrize("verb", ["backup", "export"])
def test_a_killed_backup_or_export_leaves_no_half_file(database: str, tmp_path: Path, verb: str) -> None:
    path = companies(tmp_path, 3_000)
    subprocess.run(
        [sys.executable, "-m", "salesdesk", "--db", database, "--user", "admin", "import", str(path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    target = tmp_path / ("copy.bak" if verb == "backup" else "companies.xlsx")
    what = (str(target),) if verb == "backup" else ("companies", str(target))

    tries = count(4, 8)
    for pause in (0.5 + 0.6 * number / tries for number in range(tries)):
        process = start("salesdesk", "--db", database, "--user", "admin", verb, *what)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if target.exists():
            assert is_whole(target, verb)
            target.unlink()


def is_whole(target: Path, verb: str) -> bool:
    """Whether a file can be read to its end."""
    if verb == "export":
        from openpyxl import load_workbook

        return load_workbook(target).active.max_row == 3_001
    if target.read_bytes()[:6] == b"SQLite":
        copy = open_store(str(target), login="admin")
        with copy.read() as session:
            count = session.scalar(sa.select(sa.func.count()).select_from(Company))
        copy.close()
        return count == 3_000
    from salesdesk.store.dump import read_dump

    return len(read_dump(target)["tables"]["company"]) == 3_000

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
from salesdesk.services.companies import insert_companies
from salesdesk.store import open_store, sqlite
from salesdesk.store.check import check
from tests.faults.counts import count
from tests.faults.writer import drained, writing
from tests.office import furnish

ROWS = 20
ROOT = Path(__file__).parents[2]


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


COMMAND = """
import sys
from pathlib import Path
from salesdesk.cli import main
from tests.faults.breaking import break_at, break_file_at
number, folder, *words = sys.argv[1:]
with break_file_at(int(number), Path(folder), kill=True) if folder else break_at(int(number), kill=True):
    sys.exit(main(words))
"""


def killed_at(number: int, *words: str, folder: str = "") -> bool:
    """Do a command that is killed at step `number`: of the database, or with files in `folder`; False where
    it was done before."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(number), folder, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def imported(database: str) -> tuple[int, list[str]]:
    """How many companies there are, and how far each import is."""
    store = open_store(database, login="admin")
    with store.read() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Company)) or 0
        states = list(session.scalars(sa.select(ImportBatch.state)))
    store.close()
    return count, states


def test_an_import_killed_at_any_step_goes_on_without_loss_or_double(database: str, tmp_path: Path) -> None:
    path = companies(tmp_path, rows := count(4_000, 20_000))
    order = ("--db", database, "--user", "admin", "import", str(path), "--json")
    left = []
    # Each one begins where the one before was killed, so that the same few steps are met at another row.
    for number in (10, *range(50, 50 + count(4, 12) * 7, 7)):
        assert killed_at(number, *order), "the import was done before it was killed"
        left.append(imported(database))
    assert any(0 < made < rows for made, _ in left)
    assert ["running"] in [states for _, states in left]
    last = subprocess.run(
        [sys.executable, "-m", "salesdesk", *order], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert last.returncode == 0, last.stderr
    counts = json.loads(last.stdout)["companies"]
    assert counts["created"] + counts["skipped"] == rows
    store = open_store(database, login="admin")
    with store.read() as session:
        names = Counter(session.scalars(sa.select(Company.name).where(Company.deleted_at.is_(None))))
    store.close()
    assert len(names) == rows and set(names.values()) == {1}
    assert imported(database) == (rows, ["done"])


@pytest.mark.parametrize("verb", ["backup", "export"])
def test_a_killed_backup_or_export_leaves_no_half_file(database: str, tmp_path: Path, verb: str) -> None:
    store = open_store(database, login="admin")
    with store.write("test") as session:
        insert_companies(session, [{"name": f"Company {number}"} for number in range(3_000)])
    store.close()
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / ("copy.bak" if verb == "backup" else "companies.xlsx")
    what = (str(target),) if verb == "backup" else ("companies", str(target))
    order = ("--db", database, "--user", "admin", verb, *what)

    number, halves = 1, 0
    while killed_at(number, *order, folder=str(folder)):
        assert not target.exists() or is_whole(target, verb)
        halves += any(left.stat().st_size for left in folder.iterdir() if left != target)
        target.unlink(missing_ok=True)
        number += 1
    assert halves, "no kill came while something was written"
    assert is_whole(target, verb)
    assert [left.name for left in folder.iterdir()] == [target.name]


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

"""Killed at any moment: what was acknowledged is there, nothing is there by halves, the next start works."""

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
from salesdesk.store import open_store
from salesdesk.store.check import check
from tests.office import furnish

ROWS, KILLS = 20, 3
ROOT = Path(__file__).parents[2]


def start(*command: str) -> subprocess.Popen[str]:
    """Begin a process of this project."""
    return subprocess.Popen(
        [sys.executable, "-m", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )


def saved(database: str) -> Counter[str]:
    """How many deals each save left behind."""
    store = open_store(database, login="admin")
    with store.read() as session:
        titles = session.scalars(sa.select(Deal.title)).all()
    assert check(store) == []
    store.close()
    return Counter(title.partition("/")[0] for title in titles)


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_killed_writer_loses_nothing_it_reported_and_leaves_nothing_by_halves(
    database: str, journal: str, capfd: pytest.CaptureFixture[str]
) -> None:
    store = open_store(database, login="admin")
    furnish(store)
    on_server = store.dialect == "postgresql"
    store.close()
    if on_server and journal == "delete":
        pytest.skip("a server has one journal")
    acknowledged: set[str] = set()
    for attempt in range(1 if on_server else KILLS):
        process = start("tests.faults.writer", database, journal, str(ROWS))
        assert process.stdout is not None
        seen = [process.stdout.readline().strip()]
        time.sleep(0.05 + 0.1 * attempt)
        process.send_signal(signal.SIGKILL)
        seen += [line.strip() for line in process.stdout if line.endswith("\n")]
        process.communicate()
        assert seen[0] == "0"
        acknowledged |= set(seen)
        found = saved(database)
        assert all(count % ROWS == 0 for count in found.values())
        assert acknowledged <= set(found)


def companies(folder: Path, count: int) -> Path:
    """A spreadsheet of companies."""
    path = folder / "companies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["company", "city", "employees"])
        writer.writerows([f"Company {number}", "Bremen", number] for number in range(count))
    return path


def test_an_import_killed_at_any_step_goes_on_without_loss_or_double(database: str, tmp_path: Path) -> None:
    path = companies(tmp_path, 4_000)
    order = ("salesdesk", "--db", database, "--user", "admin", "import", str(path), "--json")
    made = random.Random(5)
    for _ in range(3):
        process = start(*order)
        time.sleep(1.0 + made.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
    last = subprocess.run(
        [sys.executable, "-m", *order], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert last.returncode == 0, last.stderr
    counts = json.loads(last.stdout)["companies"]
    assert counts["created"] + counts["skipped"] == 4_000
    store = open_store(database, login="admin")
    with store.read() as session:
        names = Counter(session.scalars(sa.select(Company.name).where(Company.deleted_at.is_(None))))
        batches = session.scalars(sa.select(ImportBatch.state)).all()
    store.close()
    assert len(names) == 4_000 and set(names.values()) == {1}
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

    for pause in (0.55, 0.7, 0.85, 1.0):
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

"""Copies that the program makes of a file, and what it says when the file is hurt, gone or its disk full."""

import random
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.exchange.writing import write_list
from salesdesk.models import Company
from salesdesk.services.companies import insert_companies
from salesdesk.settings import data_folder
from salesdesk.store import Store, create_database, open_store, upgrade
from salesdesk.store.backup import backup
from salesdesk.store.daily import daily_backup, look_after, newest_backup
from tests.store.old import make_old_database

TODAY = date(2026, 11, 25)


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database file of one's own."""
    target = tmp_path / "company.salesdesk"
    shutil.copy(sqlite_template, target)
    return target


def add_companies(store: Store, count: int) -> None:
    with store.write("test") as session:
        insert_companies(session, [{"name": f"Company {number}"} for number in range(count)])


def companies(where: Path) -> int:
    store = open_store(str(where))
    with store.read() as session:
        found = session.scalar(sa.select(sa.func.count()).select_from(Company))
    store.close()
    return found or 0


def hurt(path: Path) -> None:
    """Damage the middle of a file."""
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()
    content = bytearray(path.read_bytes())
    chance = random.Random(3)
    for place in chance.sample(range(8_192, len(content)), 4_000):
        content[place] = chance.randrange(256)
    path.write_bytes(content)


def test_a_file_is_copied_once_a_day_and_the_copy_is_named_when_the_file_is_damaged(path: Path) -> None:
    store = open_store(str(path))
    add_companies(store, 5)
    assert look_after(store) == ""
    assert look_after(store) == ""
    store.close()
    (kept,) = (data_folder() / "backups").iterdir()
    assert kept.name.startswith("company-") and companies(kept) == 5
    hurt(path)
    before = path.read_bytes()
    with pytest.raises(KnownError) as refused:
        open_store(str(path))
    assert str(kept) in str(refused.value) and path.read_bytes() == before
    path.unlink()
    with pytest.raises(KnownError) as gone:
        open_store(str(path))
    assert str(kept) in str(gone.value) and not path.exists()


def test_of_many_backups_the_newest_sound_one_is_named(path: Path) -> None:
    older = daily_backup(path, TODAY - timedelta(days=1))
    newer = daily_backup(path, TODAY)
    assert older and newer and newest_backup(path) == newer
    hurt(newer)
    assert newest_backup(path) == older
    older.unlink()
    assert newest_backup(path) is None
    elsewhere = path.parent / "other" / path.name
    elsewhere.parent.mkdir()
    shutil.copy(path, elsewhere)
    other = daily_backup(elsewhere, TODAY)
    assert newest_backup(elsewhere) == other and newest_backup(path) is None


def test_the_copy_before_an_upgrade_counts_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "old.salesdesk"
    make_old_database(str(path), 1)
    kept = upgrade(str(path)).backup
    assert kept is not None and newest_backup(path) == kept


def test_ten_days_and_eight_weeks_are_kept(path: Path) -> None:
    days = [TODAY - timedelta(days=number) for number in range(90)]
    first = daily_backup(path, days[-1])
    assert first is not None
    for day in days[1:-1]:
        shutil.copy(first, first.with_name(first.name.replace(days[-1].isoformat(), day.isoformat())))
    daily_backup(path, days[0])
    kept = sorted(date.fromisoformat(each.stem[-10:]) for each in (data_folder() / "backups").iterdir())
    assert kept[-10:] == sorted(days[:10])
    assert {day.isocalendar()[1] for day in kept} == {day.isocalendar()[1] for day in days[:50]}
    assert 10 < len(kept) <= 18


def test_a_large_file_opens_at_once_and_its_damage_is_found_afterwards(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.store.sqlite.CHECK_SECONDS", -1.0)
    monkeypatch.setattr("salesdesk.store.sqlite._CHECK_EVERY", 10)
    store = open_store(str(path))
    add_companies(store, 2_000)
    assert store.check_rest() == "" and store.check_rest() == ""
    store.close()
    raw = sqlite3.connect(path)
    question = (
        "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'company' AND type = 'index' AND sql <> ''"
    )
    (root,) = raw.execute(question).fetchone()
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    store = open_store(str(path))
    assert "is damaged" in store.check_rest()
    with pytest.raises(KnownError, match="is damaged"):
        add_companies(store, 1)
    store.close()


def test_a_python_with_an_old_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 39, 4))
    with pytest.raises(KnownError, match=r"needs 3\.40 or newer"):
        open_store(str(path))
    with pytest.raises(KnownError, match=r"needs 3\.40 or newer"):
        create_database(str(path.with_name("new.salesdesk")))
    assert not path.with_name("new.salesdesk").exists()


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_what_is_open_of_a_file_that_went_away_can_be_written_to_another(path: Path, how: str) -> None:
    store = open_store(str(path))
    add_companies(store, 7)
    if how == "moved":
        path.rename(path.with_name("elsewhere.salesdesk"))
    else:
        path.unlink()
    with pytest.raises(KnownError, match="save a copy of what is open here"):
        add_companies(store, 1)
    with pytest.raises(KnownError, match="exists already"):
        backup(store, Path(__file__))
    target = path.with_name("rescued.salesdesk")
    backup(store, target)
    store.close()
    assert companies(target) == 7


def test_a_full_disk_tells_how_much_room_there_is(small_disk: Path, path: Path, tmp_path: Path) -> None:
    target = small_disk / "company.salesdesk"
    shutil.copy(path, target)
    store = open_store(str(target))
    room = r"(\d+ KB|[\d.]+ MB) are free there"
    with pytest.raises(KnownError, match=f"full.*{room}"):
        for _ in range(200):
            add_companies(store, 200)
    with pytest.raises(KnownError, match=room):
        backup(store, small_disk / "copy.bak")
    store.close()
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    with pytest.raises(KnownError, match=room):
        write_list(small_disk / "list.csv", [], [("x" * 1_000,)] * 5_000, title="x")
    assert not (small_disk / "list.csv").exists()

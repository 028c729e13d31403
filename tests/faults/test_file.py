"""A file damaged, full, read-only, moved, gone or hostile: refused in plain words, never written to."""

import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.services.companies import insert_companies
from salesdesk.store import Store, create_database, open_store, upgrade
from salesdesk.store.backup import backup, copy_moved, restore
from salesdesk.store.check import check
from salesdesk.store.dump import Told, count_dump, write_dump
from salesdesk.store.migrate import SCHEMA, Upgraded

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database file of one's own."""
    target = tmp_path / "company.salesdesk"
    shutil.copy(sqlite_template, target)
    return target


def add_companies(store: Store, count: int = 1) -> None:
    """Save some companies."""
    with store.write("test") as session:
        insert_companies(session, [{"name": f"Company {number}"} for number in range(count)])


def companies(store: Store) -> int:
    """How many there are."""
    with store.read() as session:
        return companies_in(session)


def companies_in(session: Session) -> int:
    """How many a session sees."""
    return session.scalar(sa.select(sa.func.count()).select_from(Company)) or 0


def test_a_path_that_is_not_there_makes_no_empty_database(tmp_path: Path) -> None:
    missing = tmp_path / "share" / "company.salesdesk"
    with pytest.raises(KnownError, match="connect the share and try again"):
        open_store(str(missing))
    assert not missing.exists() and not missing.parent.exists()


def test_a_file_moved_away_takes_no_silent_writes(path: Path) -> None:
    store = open_store(str(path))
    path.rename(path.with_name("elsewhere.salesdesk"))
    with pytest.raises(KnownError, match="moved, deleted or replaced"):
        add_companies(store)
    shutil.copy(path.with_name("elsewhere.salesdesk"), path)
    with pytest.raises(KnownError, match="moved, deleted or replaced"):
        add_companies(store)
    store.close()


def test_what_is_open_of_a_replaced_file_is_copied_though_others_read_it_just_then(
    path: Path, tmp_path: Path
) -> None:
    store = open_store(str(path))
    add_companies(store, 3)
    other = tmp_path / "other.salesdesk"
    shutil.copy(path, other)
    with store.read() as session:
        session.execute(sa.text("SELECT 1"))
        path.rename(tmp_path / "elsewhere.salesdesk")
        other.rename(path)
        letting_go = threading.Timer(0.3, session.close)
        letting_go.start()
        with pytest.raises(KnownError, match="moved, deleted or replaced"), store.read() as more:
            companies_in(more)
        copy_moved(store, tmp_path / "copy.salesdesk")
    letting_go.join()
    store.close()
    copy = open_store(str(tmp_path / "copy.salesdesk"))
    assert companies(copy) == 3
    copy.close()


def test_a_full_disk_is_told_and_leaves_the_rows_that_were_saved(small_disk: Path, path: Path) -> None:
    target = small_disk / "company.salesdesk"
    shutil.copy(path, target)
    store = open_store(str(target))
    before = 0
    with pytest.raises(KnownError, match=r"(full|Make room)"):
        for _ in range(200):
            add_companies(store, 200)
            before += 200
    assert companies(store) == before
    with pytest.raises(KnownError):
        backup(store, small_disk / "copy.bak")
    assert not (small_disk / "copy.bak").exists()
    store.close()
    again = open_store(str(target))
    assert companies(again) == before
    again.close()


READ_ONLY = """
import os, sys
from salesdesk.store import open_store
from salesdesk.errors import KnownError
from salesdesk.queries.people import people_list
from salesdesk.services.companies import insert_companies
from salesdesk.store.migrate import create_database
import salesdesk.store.sqlite_make
where, warm = sys.argv[1:]
create_database(warm)
store = open_store(warm)
with store.read() as session:
    people_list(session)
with store.write("x") as session:
    insert_companies(session, [{"name": "x"}])
store.close()
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    store = open_store(where)
except KnownError as error:
    print("refused:", error); sys.exit()
print("read-only:", store.read_only)
with store.read() as session:
    print(len(people_list(session)))
try:
    with store.write("x") as session:
        insert_companies(session, [{"name": "x"}])
except KnownError as error:
    print("refused:", error)
"""


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_read_only_file_in_a_read_only_folder_opens_for_reading_or_says_what_to_do(
    path: Path, journal: str
) -> None:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    target = folder / "company.salesdesk"
    try:
        shutil.copy(path, target)
        raw = sqlite3.connect(target)
        raw.execute(f"PRAGMA journal_mode={journal}")
        raw.close()
        target.chmod(0o444)
        script = folder / "script.py"
        script.write_text(READ_ONLY, encoding="utf-8")
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, str(script), str(target), str(path.with_name("warm.salesdesk"))],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert done.returncode == 0, done.stderr
    if journal == "delete":
        assert "write-protected, so nothing can be changed here" in done.stdout
        assert "\n1\n" in done.stdout
    assert "refused:" in done.stdout
    assert "write-protected" in done.stdout


def ruin(path: Path, how: str) -> None:
    """Damage a file in one of the ways files are damaged."""
    raw = path.read_bytes()
    made = random.Random(3)
    if how == "truncated":
        path.write_bytes(raw[: len(raw) // 3])
    elif how == "random bytes":
        broken = bytearray(raw)
        for place in made.sample(range(4096, len(raw)), 4000):
            broken[place] = made.randrange(256)
        path.write_bytes(bytes(broken))
    elif how == "zeroed header":
        path.write_bytes(bytes(100) + raw[100:])
    elif how == "not a database":
        path.write_text("Dear customer, thank you for your order.", encoding="utf-8")
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "of another program":
        path.unlink()
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE photos (id INTEGER)")
        other.commit()
        other.close()


@pytest.mark.parametrize(
    "how", ["truncated", "random bytes", "zeroed header", "not a database", "empty", "of another program"]
)
def test_a_damaged_file_is_refused_in_plain_words_and_not_touched(path: Path, how: str) -> None:
    ruin(path, how)
    before = path.read_bytes()
    with pytest.raises(KnownError) as refused:
        open_store(str(path))
    assert "Traceback" not in str(refused.value) and path.name in str(refused.value)
    assert path.read_bytes() == before


def test_a_received_file_with_a_trigger_of_its_own_is_not_opened(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TRIGGER evil AFTER INSERT ON company BEGIN DELETE FROM deal; END")
    raw.commit()
    raw.close()
    with pytest.raises(KnownError, match="SalesDesk did not make"):
        open_store(str(path))


def test_a_received_file_with_a_view_in_place_of_a_table_is_not_opened(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE VIEW secrets AS SELECT load_extension('x')")
    raw.commit()
    raw.close()
    with pytest.raises(KnownError, match="SalesDesk did not make"):
        open_store(str(path))


def test_a_journal_left_by_a_killed_program_is_rolled_back_not_deleted(path: Path) -> None:
    script = (
        "import sqlite3, os, sys\n"
        "raw = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "raw.execute('PRAGMA journal_mode=DELETE'); raw.execute('PRAGMA cache_size=5')\n"
        "raw.execute('BEGIN IMMEDIATE'); raw.execute('UPDATE ctx SET action_id = 1')\n"
        "raw.execute('UPDATE calendar SET time_zone = ?', ('half written',))\n"
        "raw.execute('CREATE TABLE filler (x)')\n"
        "for n in range(2000): raw.execute('INSERT INTO filler VALUES (?)', ('x' * 500,))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name(path.name + "-journal").exists()
    store = open_store(str(path))
    with store.read() as session:
        assert session.scalar(sa.text("SELECT time_zone FROM calendar")) == "UTC"
    assert check(store) == []
    store.close()


def test_a_backup_is_checked_when_it_is_made_and_can_be_restored(database: str, tmp_path: Path) -> None:
    store = open_store(database, login="admin")
    add_companies(store, 50)
    target = tmp_path / "copy.bak"
    backup(store, target)
    with pytest.raises(KnownError, match="exists already"):
        backup(store, target)
    on_file = store.dialect == "sqlite"
    add_companies(store, 10)
    store.close()
    where = database if on_file else str(tmp_path / "restored.salesdesk")
    restore(target, where)
    again = open_store(where, login="admin")
    assert companies(again) == 50
    assert check(again) == []
    again.close()
    if on_file:
        kept = list(Path(database).parent.glob("*before-restore*"))
        assert len(kept) == 1


def test_a_backup_cut_short_is_not_restored(database: str, tmp_path: Path) -> None:
    store = open_store(database, login="admin")
    target = tmp_path / "copy.bak"
    backup(store, target)
    store.close()
    target.write_bytes(target.read_bytes()[:-3000])
    with pytest.raises(KnownError):
        restore(target, str(tmp_path / "restored.salesdesk"))
    assert not (tmp_path / "restored.salesdesk").exists()


def outdate(where: str) -> None:
    """Make the generated objects look like an older program's, so that there is something to do."""
    if where.startswith("postgresql"):
        with psycopg.connect(where) as connection:
            connection.execute("UPDATE meta SET generated = 'older'")
            connection.execute("DROP TRIGGER deal_updated ON deal")
        return
    raw = sqlite3.connect(where)
    raw.execute("UPDATE meta SET generated = 'older'")
    raw.execute("DROP TRIGGER deal_updated")
    raw.commit()
    raw.close()


def test_an_upgrade_that_breaks_half_way_leaves_everything_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_database(database_url)
    outdate(database_url)
    before = catalogue(database_url)
    module = "postgres" if database_url.startswith("postgresql") else "sqlite"
    target = f"salesdesk.store.{module}_make.generated"
    name = "statements" if module == "postgres" else "after"

    def broken(*_: object) -> list[str]:
        return ["SELECT * FROM no_such_table"]

    monkeypatch.setattr(f"{target}.{name}", broken)
    # A statement that is wrong is a mistake of the program: on a server it stays one, with its account.
    with pytest.raises((KnownError, psycopg.errors.UndefinedTable)):
        upgrade(database_url)
    monkeypatch.undo()
    assert catalogue(database_url) == before
    assert upgrade(database_url) == Upgraded(SCHEMA, SCHEMA)
    store = open_store(database_url, login="admin")
    add_companies(store)
    store.close()


def catalogue(where: str) -> list[tuple[str, ...]]:
    """All tables and triggers."""
    if where.startswith("postgresql"):
        with psycopg.connect(where) as connection:
            return connection.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT tgisinternal ORDER BY 1, 2"
            ).fetchall()
    raw = sqlite3.connect(where)
    rows: list[tuple[str, ...]] = raw.execute("SELECT type, name FROM sqlite_schema ORDER BY 1, 2").fetchall()
    raw.close()
    return rows


def test_a_file_beside_the_journal_of_another_is_opened_whole_or_refused_untouched(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.salesdesk"
    create_database(str(other))
    store = open_store(str(other))
    add_companies(store, 300)
    shutil.copy(f"{other}-wal", f"{path}-wal")
    store.close()
    before = path.read_bytes()
    try:
        opened = open_store(str(path))
    except KnownError as error:
        assert path.name in str(error)
        assert path.read_bytes() == before
        return
    assert check(opened) == []
    opened.close()


def test_a_backup_of_a_damaged_file_is_not_kept_and_says_so(path: Path, tmp_path: Path) -> None:
    store = open_store(str(path))
    add_companies(store, 2_000)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(random.Random(1).randbytes(size // 4))
    with pytest.raises(KnownError):
        backup(store, tmp_path / "copy.bak")
    assert list(tmp_path.glob("*copy*")) == []
    store.close()


@pytest.mark.parametrize("on_a_share", [False, True])
def test_a_backup_holds_one_moment_and_keeps_nobody_from_saving(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_a_share: bool
) -> None:
    monkeypatch.setattr("salesdesk.store.sqlite.is_remote", lambda _: on_a_share)
    store, other = (open_store(database, login="admin") for _ in range(2))
    with store.everything() as moment:
        question = sa.text("SELECT count(*) FROM company")
        assert moment.scalar(question) == 0
        began = time.monotonic()
        add_companies(other)
        assert time.monotonic() - began < 10
        assert moment.scalar(question) == 0
        assert write_dump(moment, tmp_path / "all.json.gz")["company"] == 0
    store.close()
    other.close()


def test_a_backup_is_read_again_row_by_row(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole document at once would take many times its size in memory."""
    store = open_store(database, login="admin")
    add_companies(store, 3)
    monkeypatch.setattr("json.load", lambda *_, **__: pytest.fail("the whole document was read at once"))
    with store.everything() as connection:
        written = write_dump(connection, tmp_path / "all.json.gz")
    assert written["company"] == 3
    assert count_dump(tmp_path / "all.json.gz") == written
    assert set(written) == set(json.loads(gzip.decompress((tmp_path / "all.json.gz").read_bytes()))["tables"])
    if store.dialect == "postgresql":
        backup(store, tmp_path / "copy.bak")
    store.close()


@pytest.mark.parametrize("damage", ["cut", "row", "end", "ruined"])
def test_a_backup_that_cannot_be_read_again_is_not_kept(
    pg_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    create_database(pg_database)
    store = open_store(pg_database)
    add_companies(store, 3)

    def damaged(connection: sa.Connection, target: Path, told: Told | None = None) -> dict[str, int]:
        counts = write_dump(connection, target, told)
        text = target.read_text(encoding="utf-8")
        if damage == "cut":
            text = text[: len(text) // 2]
        elif damage == "row":
            text = text.replace('"name": "Company 1"', '"name: Company 1')
        elif damage == "end":
            text = text.rstrip().removesuffix("}")
        target.write_bytes(text.encode() if damage != "ruined" else text.encode()[:-300] + b"\xff" * 300)
        return counts

    monkeypatch.setattr("salesdesk.store.backup.write_dump", damaged)
    with pytest.raises(KnownError, match="could not be read back"):
        backup(store, tmp_path / "copy.bak")
    assert list(tmp_path.glob("*copy*")) == []
    store.close()


@pytest.mark.parametrize("damage", ["cut", "no amount", "no table", "ruined"])
def test_a_dump_that_is_not_whole_restores_nothing(database: str, tmp_path: Path, damage: str) -> None:
    store = open_store(database, login="admin")
    add_companies(store)
    dump = tmp_path / "all.json.gz"
    with store.everything() as connection:
        write_dump(connection, dump)
    store.close()
    text = gzip.decompress(dump.read_bytes()).decode()
    if damage == "cut":
        text = text[: len(text) // 2]
    elif damage == "no amount":
        text = text.replace('"name_key": "company 0"', '"name_key": "company 0", "revenue": "a lot"')
    elif damage == "no table":
        text = text.replace('"company": [', '"company": [7, ')
    packed = gzip.compress(text.encode())
    if damage == "ruined":
        packed = packed[:200] + bytes(50) + packed[250:]
    dump.write_bytes(packed)
    target = tmp_path / "restored.salesdesk"
    with pytest.raises(KnownError, match="not a whole SalesDesk backup"):
        restore(dump, str(target))
    assert not target.exists()

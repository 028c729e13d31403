"""Programs of different age on one database, files somebody tampered with: refused before anything runs."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.services.companies import create_company
from salesdesk.store import Store, open_store
from salesdesk.store.generated.shape import KNOWN, declared_shape, fingerprint
from salesdesk.store.migrate import CLIENT, SCHEMA
from tests.store.old import raw


def stamp(where: str, schema: int, client: int = CLIENT) -> None:
    """Let a database say that it was upgraded to `schema`."""
    with raw(where) as connection:
        connection.exec_driver_sql(f"UPDATE meta SET schema = {schema}, min_client = {client}")


def companies(where: str) -> list[str]:
    """The companies that stand in the table."""
    with raw(where) as connection:
        return list(connection.exec_driver_sql("SELECT name FROM company").scalars())


def test_a_database_upgraded_during_a_session_refuses_the_next_save_whole(
    database: str, store: Store
) -> None:
    where = database
    with store.write("test") as session:
        create_company(session, name="Before")
    stamp(where, SCHEMA + 1)
    refused = pytest.raises(KnownError, match="upgraded by a newer SalesDesk while it was open here; nothing")
    with refused, store.write("test") as session:
        create_company(session, name="After")
    assert companies(where) == ["Before"]
    with raw(where) as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM action WHERE kind = 'test'").all()
    assert len(kinds) == 1
    with store.read() as session:
        assert session.scalars(sa.select(Company.name)).all() == ["Before"]


def test_an_upgrade_waits_for_a_save_that_is_under_way(database: str, store: Store) -> None:
    with store.write("test") as session:
        create_company(session, name="Under way")
        if store.place.path is None:
            with raw(database) as other, pytest.raises(sa.exc.OperationalError, match="lock"):
                other.exec_driver_sql("SET lock_timeout = '200ms'")
                other.exec_driver_sql("LOCK TABLE meta IN ACCESS EXCLUSIVE MODE")
        else:
            other_file = sqlite3.connect(store.place.path, timeout=0.2, isolation_level=None)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other_file.execute("BEGIN IMMEDIATE")
            other_file.close()


def test_a_database_of_a_newer_program_can_be_read_and_not_changed(database: str) -> None:
    stamp(database, SCHEMA + 1)
    if not database.startswith("postgresql"):
        with raw(database) as connection:
            # A newer program has other triggers; none of them may run here.
            connection.exec_driver_sql("CREATE TRIGGER newer AFTER INSERT ON company BEGIN SELECT 1; END")
    store = open_store(database, login="admin")
    assert "made by a newer SalesDesk: it can be read here, not changed" in store.read_only
    with store.read() as session:
        assert session.scalars(sa.select(Company.name)).all() == []
    with pytest.raises(KnownError, match="can be read here, not changed"), store.write("test") as session:
        create_company(session, name="Mine")
    store.close()
    assert companies(database) == []


def test_a_database_that_this_program_cannot_read_any_more_is_not_opened(database: str) -> None:
    stamp(database, SCHEMA + 1, CLIENT + 1)
    with pytest.raises(KnownError, match=r"made by a newer SalesDesk\. Update SalesDesk on this computer"):
        open_store(database, login="admin")


def test_an_old_database_says_what_to_run(database: str) -> None:
    stamp(database, SCHEMA - 1)
    with pytest.raises(KnownError, match=r"made by an older SalesDesk\. Run `salesdesk upgrade` once"):
        open_store(database, login="admin")


TAMPERED = {
    "a table more": "CREATE TABLE stranger (id INTEGER)",
    "a rule in a column": "ALTER TABLE company ADD COLUMN x TEXT CHECK (x <> load_extension('x'))",
    "a default": "ALTER TABLE company ADD COLUMN x TEXT DEFAULT 'stranger'",
    "a computed column": "ALTER TABLE company ADD COLUMN x TEXT AS (upper(name))",
    "an index over an expression": "CREATE INDEX stranger ON company (upper(name))",
    "an index less": "DROP INDEX ix_company_owner_id",
    "a trigger": "CREATE TRIGGER stranger AFTER INSERT ON company BEGIN DELETE FROM deal; END",
    "a view": "CREATE VIEW stranger AS SELECT 1",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_received_file_with_other_tables_rules_or_triggers_is_not_opened(
    sqlite_template: Path, tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "received.salesdesk"
    path.write_bytes(sqlite_template.read_bytes())
    open_store(str(path), login="admin").close()
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(KnownError, match=r"received\.salesdesk (has tables|holds triggers).* not opened"):
        open_store(str(path), login="admin")
    assert path.read_bytes() == before


def test_a_rule_changed_in_the_words_of_a_table_is_noticed(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "received.salesdesk"
    path.write_bytes(sqlite_template.read_bytes())
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'name TEXT NOT NULL',"
        " 'name TEXT NOT NULL DEFAULT (hex(randomblob(4)))') WHERE name = 'company'"
    )
    connection.commit()
    connection.close()
    with pytest.raises(KnownError, match=r"has tables that SalesDesk did not make so \(company\)"):
        open_store(str(path), login="admin")


def test_the_hash_that_spares_the_comparison_is_that_of_the_models() -> None:
    assert fingerprint(declared_shape()) == KNOWN


def journal(where: Any) -> tuple[str, int]:
    """How a file keeps its journal, and how sure each save is (2: full)."""
    store = open_store(str(where), login="admin")
    with store.everything() as connection:
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
        sure = int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0)
    store.close()
    return mode, sure


def test_the_journal_is_kept_as_the_place_allows(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "a share"
    share.mkdir()
    for folder in (tmp_path, share):
        (folder / "company.salesdesk").write_bytes(sqlite_template.read_bytes())
    mounts = tmp_path / "mounts"
    point = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/sales {point} cifs rw,vers=3.0 0 0\n")
    monkeypatch.setattr("salesdesk.store.place.MOUNTS", mounts)
    assert journal(tmp_path / "company.salesdesk") == ("wal", 2)
    assert journal(share / "company.salesdesk") == ("delete", 2)
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n")
    assert journal(share / "company.salesdesk") == ("wal", 2)

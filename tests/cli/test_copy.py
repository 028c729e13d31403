"""A company moved from a file to a server and back is the same; a password is told nowhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from salesdesk import cli
from salesdesk.errors import fault_account, keep_account
from salesdesk.settings import log_folder, settings_file
from salesdesk.store import open_store
from salesdesk.store.check import check
from tests.postgres import Server


def content(where: str, folder: Path) -> dict[str, Any]:
    """Everything in a database, but when it was written down, and the notes of its having been taken out."""
    target = folder / "all.json"
    assert cli.main(["--db", where, "export", "all", str(target)]) == 0
    document: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    target.unlink()
    del document["made_at"], document["tables"]["export"]
    actions = document["tables"]["action"]
    document["tables"]["action"] = [action for action in actions if action["kind"] != "export"]
    return document


@pytest.mark.parametrize("sample_database", ["sqlite"], indirect=True)
def test_a_file_copied_to_a_server_and_back_is_the_same(
    sample_database: str, pg_database: str, tmp_path: Path
) -> None:
    back = str(tmp_path / "back.salesdesk")
    before = content(sample_database, tmp_path)
    assert cli.main(["copy", sample_database, pg_database]) == 0
    assert content(pg_database, tmp_path) == before
    assert cli.main(["copy", pg_database, back]) == 0
    assert content(back, tmp_path) == before
    for where in (pg_database, back):
        store = open_store(where, login="petra")
        assert check(store) == []
        store.close()


@pytest.mark.parametrize("sample_database", ["postgres"], indirect=True)
def test_a_server_s_backup_is_restored_onto_another_database_and_never_over_one(
    sample_database: str, pg_server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(sample_database, tmp_path)
    kept = str(tmp_path / "server.backup")
    assert cli.main(["--db", sample_database, "backup", kept]) == 0
    other = pg_server.new_database()
    assert cli.main(["--db", pg_server.url(other), "restore", kept]) == 0
    assert content(pg_server.url(other), tmp_path) == before
    pg_server.drop_database(other)
    capsys.readouterr()
    assert cli.main(["--db", sample_database, "restore", kept]) == 1
    assert "holds a SalesDesk database already" in capsys.readouterr().err
    assert content(sample_database, tmp_path) == before


SECRET = "s3cret-nobody-may-read"


@pytest.mark.parametrize("command", [["report", "pipeline"], ["check"], ["upgrade"], ["people", "list"]])
def test_a_password_is_in_no_sentence_no_log_and_no_setting(
    pg_server: Server, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    own = f":{pg_server.owner_password}@"
    where = pg_server.url("postgres").replace(own, f":{SECRET}@")
    assert cli.main(["--db", where, *command]) == 1
    told = capsys.readouterr()
    assert "did not accept this user and password" in told.err
    assert SECRET not in told.out + told.err
    for folder in (log_folder(), settings_file().parent):
        for path in folder.rglob("*") if folder.exists() else ():
            assert not path.is_file() or SECRET not in path.read_text(encoding="utf-8", errors="replace")


def test_the_account_of_a_fault_beside_a_server_holds_no_password(pg_server: Server) -> None:
    where = pg_server.url("postgres").replace(f":{pg_server.owner_password}@", f":{SECRET}@")
    with pytest.raises(Exception, match="did not accept") as refused:
        open_store(where)
    assert SECRET not in fault_account(refused.value)
    kept = keep_account(refused.value)
    assert kept is not None and SECRET not in kept.read_text(encoding="utf-8")

"""A database is copied between files and servers, an installation tries itself, long work shows a bar."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk import cli
from salesdesk.cli.progress import Bar
from salesdesk.models import Person
from salesdesk.services.companies import create_company
from salesdesk.services.deals import create_deal
from salesdesk.services.settings import change_own_setting
from salesdesk.store import Store, open_store
from salesdesk.store.check import check
from salesdesk.store.dump import read_dump, write_dump
from tests.office import Office, furnish, login_address
from tests.postgres import Server


def everything(store: Store, target: Path) -> object:
    """All rows of a database."""
    with store.everything() as connection:
        write_dump(connection, target)
    return read_dump(target)["tables"]


def test_a_database_is_copied_to_a_file_and_to_a_server_as_it_is(
    database: str, pg_server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(database, login="admin")
    office = furnish(store)
    with store.write("test") as session:
        halden = create_company(session, name="Halden")
        create_deal(session, title="Fleet", stage_id=office.stages["Qualified"], company_id=halden)
    wanted = everything(store, tmp_path / "a.json")
    store.close()
    server = pg_server.new_database()
    for target in (str(tmp_path / "copy.salesdesk"), pg_server.url(server)):
        assert cli.main(["--user", "admin", "copy", database, target]) == 0
        copied = open_store(target, login="admin")
        assert check(copied) == []
        assert everything(copied, tmp_path / "b.json") == wanted
        copied.close()
        assert cli.main(["--user", "admin", "copy", database, target]) == 1
    assert "Traceback" not in capsys.readouterr().err
    pg_server.drop_database(server)


def test_an_installation_tries_itself_and_says_so_in_one_line_of_json() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "salesdesk", "--self-test"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == 1
    told = json.loads(done.stdout)
    assert told["ok"] and set(told["checks"]) == {"database", "workbook", "server", "window"}


def test_a_part_that_fails_is_named_by_the_self_test(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from salesdesk.cli import self_test

    def broken(folder: Path) -> None:
        raise RuntimeError("no driver")

    monkeypatch.setattr(self_test, "CHECKS", {"server": broken})
    assert cli.main(["--self-test"]) == 1
    assert json.loads(capsys.readouterr().out)["checks"] == {"server": "RuntimeError: no driver"}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_a_bar_is_painted_on_a_terminal_and_nothing_in_a_pipe() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        bar = Bar(stream)
        for done in range(1, 5):
            bar.show(done, 4)
        bar.clear()
    assert pipe.getvalue() == ""
    painted = terminal.getvalue().split("\r")
    assert painted[2].startswith("[###############....") and painted[2].endswith(" 50 %")
    assert painted[4].endswith("100 %") and painted[-1] == ""


def test_the_pipeline_report_refuses_what_it_does_not_know(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for flags in (("--period", "2026-Q4"), ("--by", "owner")):
        assert cli.main(["--db", database, "--user", "admin", "report", "pipeline", *flags]) == 1
        assert "belong to win-loss" in capsys.readouterr().err


def test_a_backup_says_whose_rows_it_cannot_hold(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.write("rita") as session:
        change_own_setting(session, key="colour", value="red")
    where = office.owner_url
    assert cli.main(["--db", where, "--user", "admin", "backup", str(tmp_path / "owner.backup")]) == 0
    assert "private" not in capsys.readouterr().out
    if office.store.dialect == "postgresql":
        with office.read() as session:
            admin = session.scalars(sa.select(Person.id).where(Person.login == "admin")).one()
        own, target = login_address(where, "admin", admin), tmp_path / "admin.backup"
        assert cli.main(["--db", own, "backup", str(target)]) == 0
        assert "Other people's private rows" in capsys.readouterr().out
        kept = [read_dump(tmp_path / name)["tables"]["person_setting"] for name in ("owner.backup", target)]
        assert [len(rows) for rows in kept] == [1, 0]

"""No password stands anywhere that somebody else reads: accounts of mistakes, settings, what is said."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from salesdesk import cli
from salesdesk.errors import fault_account, keep_account, without_secrets
from salesdesk.settings import log_folder, remember_database, settings_file
from salesdesk.store import open_store
from tests.office import PASSWORD, Office

SECRET = "s3cr3t-p@ss/w:rd"
SAID = (
    f"cannot open postgresql://eva:{SECRET}@db.example/sales?sslmode=prefer",
    f"connection to 'postgresql+psycopg://eva:{SECRET}@[::1]:5432/sales' failed",
    f"host=db user=eva password='{SECRET}' dbname=sales",
    f'{{"user": "eva", "password": "{SECRET}"}}',
    f"PGPASSWORD={SECRET}",
)


@pytest.mark.parametrize("said", SAID)
def test_the_account_of_a_mistake_holds_no_password(said: str) -> None:
    try:
        try:
            raise ValueError(said)
        except ValueError as first:
            raise RuntimeError("while opening") from first
    except RuntimeError as error:
        account, kept = fault_account(error), keep_account(error)
    assert "while opening" in account
    assert kept is not None
    for text in (account, kept.read_text(encoding="utf-8"), without_secrets(said)):
        assert SECRET not in text and "s3cr3t" not in text


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_neither_settings_nor_logs_nor_what_is_said_hold_the_password_of_a_server(
    office: Office, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    address = office.store_of("rita").place.url
    assert PASSWORD in address
    remember_database(address, "rita")
    for arguments in (
        ["report", "pipeline"],
        ["people", "list"],
        ["export", "deals", str(tmp_path / "deals.csv")],
        ["doctor"],
        ["check"],
    ):
        cli.main(["--db", address, *arguments])
    cli.main(["--db", address.replace(PASSWORD, "wrong-" + PASSWORD), "report", "pipeline"])
    said = capfd.readouterr()
    assert PASSWORD not in said.out + said.err
    assert PASSWORD not in repr(office.store_of("rita").place.name)
    for folder in {settings_file().parent, log_folder(), tmp_path}:
        for path in folder.rglob("*"):
            if path.is_file():
                assert PASSWORD.encode() not in path.read_bytes(), path


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of processes of Linux")
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_the_list_of_processes_shows_no_password_of_a_program_that_got_it_from_its_surroundings(
    office: Office,
) -> None:
    address = office.store_of("rita").place.url
    code = (
        "import os, pathlib, subprocess, sys\n"
        "from salesdesk.store import open_store\n"
        "store = open_store(os.environ['SALESDESK_DB'], login='rita')\n"
        "for path in pathlib.Path('/proc').glob('[0-9]*/cmdline'):\n"
        "    try: told = path.read_bytes()\n"
        "    except OSError: continue\n"
        "    assert os.environ['WANTED'].encode() not in told, told\n"
        "print('looked')\n"
    )
    import os

    surroundings = {**os.environ, "SALESDESK_DB": address, "WANTED": PASSWORD}
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "looked"), done.stderr


def test_logs_that_cannot_be_written_are_no_second_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("SALESDESK_HOME", str(home))
    assert keep_account(ValueError("x")) is None
    assert home.read_text(encoding="utf-8").startswith("a file")


def test_a_database_opens_while_the_settings_are_damaged_newer_or_read_only(
    sqlite_template: Path, tmp_path: Path
) -> None:
    where = tmp_path / "company.salesdesk"
    shutil.copy(sqlite_template, where)
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    for content in (b"theme = ", b"\xff\xfe\x00", b'format = 99\ntheme = "dark"\n'):
        path.write_bytes(content)
        assert cli.main(["--db", str(where), "--user", "admin", "report", "list"]) == 0
        kept = [each for each in path.parent.iterdir() if each.read_bytes() == content]
        assert kept, "the original is kept"
        open_store(str(where), login="admin").close()

"""No password in settings, logs, crash reports, output, or the list of running programs."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import ClassVar

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QProcessEnvironment
from pytestqt.qtbot import QtBot

from salesdesk import app
from salesdesk.errors import KnownError, fault_account, keep_account
from salesdesk.services.people import grant_rights
from salesdesk.settings import log_folder, settings_file, with_password, without_password
from salesdesk.store import open_store
from salesdesk.store.postgres_make import make_login
from tests.office import Office

PROCESSES = Path("/proc")
pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.fixture
def secret(office: Office) -> str:
    """A password that stands nowhere else on this computer."""
    return f"secret-{uuid.uuid4().hex}"


@pytest.fixture
def where(office: Office, secret: str) -> str:
    """The address with which Rita signs in with it, the password in it."""
    bare = without_password(office.store_of("rita").place.url)
    with office.write() as session:
        grant_rights(session, person_id=office.people["rita"], rights=["import"])
        make_login(session.connection(), person_id=office.people["rita"], login="rita", password=secret)
    return with_password(bare, secret)


def run(where: str, secret: str, *arguments: str) -> tuple[int, str, int]:
    """A command in a process of its own: exit code, what it wrote, how many running programs were looked at.

    Fails as soon as any program on this computer shows the password among its arguments.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "salesdesk", *arguments],
        env=os.environ | {"SALESDESK_DB": where},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    looked = 0
    while process.poll() is None:
        for each in PROCESSES.glob("[0-9]*/cmdline"):
            try:
                shown = each.read_bytes()
            except OSError:
                continue
            looked += each.parent.name == str(process.pid)
            assert secret.encode() not in shown, shown
        time.sleep(0.02)
    out, _ = process.communicate()
    return process.returncode, out, looked


def written() -> list[Path]:
    """Every file that SalesDesk keeps for the person at this computer."""
    home = Path(os.environ["SALESDESK_HOME"])
    return [path for path in home.rglob("*") if path.is_file()]


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="this system shows its processes in another way")
def test_commands_and_the_processes_they_begin_show_and_keep_no_password(
    where: str, secret: str, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (("company", "city"), ("Halden", "Bremen")):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "c.xlsx")
    for arguments in (
        ("people", "list"),
        ("export", "companies", str(tmp_path / "out.xlsx")),
        ("import", str(tmp_path / "c.xlsx"), "--dry-run"),
        ("report", "no-such-report"),
    ):
        code, out, looked = run(where, secret, *arguments)
        assert (code == 0) == (arguments[0] != "report") and looked, out
        assert secret not in out
    wrong = with_password(where, secret + "x")
    for broken in (
        wrong,
        where.rpartition("/")[0] + "/nothing",
        where + "?sslrootcert=/no/such&sslmode=verify-ca",
    ):
        code, out, _ = run(broken, secret, "people", "list")
        assert code == 1 and secret not in out and out.count("\n") == 1, out
    assert all(secret.encode() not in path.read_bytes() for path in written())


def test_what_is_kept_of_a_mistake_holds_no_password(where: str, secret: str) -> None:
    broken = (
        with_password(where, secret + "x"),
        where.rpartition("/")[0] + "/nothing",
        where + "?no_such_option=1",
        where.replace("@127.0.0.1", "@no.such.host.invalid"),
    )
    for each in broken:
        with pytest.raises(KnownError) as error:
            open_store(each)
        assert secret not in fault_account(error.value) + str(error.value)
    store = open_store(where)
    with pytest.raises(ZeroDivisionError) as mistake, store.read():
        1 / 0  # noqa: B018
    store.close()
    path = keep_account(mistake.value)
    assert path is not None and path.parent == log_folder()
    assert all(secret.encode() not in each.read_bytes() for each in written())


class Begun:
    """A process that is only noted."""

    noted: ClassVar[list["Begun"]] = []

    def __init__(self) -> None:
        self.noted.append(self)

    def setProcessEnvironment(self, variables: QProcessEnvironment) -> None:
        self.variables = {key: variables.value(key) for key in list(variables.keys())}

    def setProgram(self, program: str) -> None:
        self.program = program

    def setArguments(self, arguments: list[str]) -> None:
        self.arguments = arguments

    def startDetached(self) -> bool:
        return True


def opened_in_a_window(where: str) -> tuple[app.Windows, str]:
    """The windows of a program, one of which opened a database; who is signed in there."""
    windows = app.Windows(app.make_app())
    window = windows.make()
    store, feed = window.doors.open_store(where)
    name = store.viewer.name
    feed.close()
    store.close()
    window.background.close()
    return windows, name


def test_a_program_that_takes_the_place_of_another_is_told_the_password_only_where_nobody_looks(
    where: str, secret: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(app, "QProcess", Begun)
    bare = without_password(where)
    windows, _ = opened_in_a_window(where)
    windows._again(bare, "rita", [])
    begun = Begun.noted.pop()
    assert secret not in " ".join([begun.program, *begun.arguments])
    assert [key for key, value in begun.variables.items() if secret in value] == [app.HANDED]
    # The next program takes it out of what its own children are given, and can open the database again.
    monkeypatch.setenv(app.HANDED, begun.variables[app.HANDED])
    _, name = opened_in_a_window(bare)
    assert name == "Rita" and app.HANDED not in os.environ
    assert not settings_file().exists() or secret not in settings_file().read_text(encoding="utf-8")

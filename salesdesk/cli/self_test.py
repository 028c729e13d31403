"""`salesdesk --self-test`: whether everything that an installed program needs is there, in one JSON line."""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from salesdesk import __version__


def run_self_test() -> int:
    """Try each part on its own in a folder that goes away again; 1 if one of them fails."""
    checks: dict[str, str] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, check in CHECKS.items():
            checks[name] = _tried(check, Path(folder))
    ok = set(checks.values()) == {"ok"}
    print(json.dumps({"ok": ok, "version": __version__, "checks": checks}, ensure_ascii=False))
    return 0 if ok else 1


def _tried(check: Callable[[Path], None], folder: Path) -> str:
    try:
        check(folder)
    except Exception as error:  # whatever is missing is what this is to find
        return f"{type(error).__name__}: {error}"
    return "ok"


def _database(folder: Path) -> None:
    """The migrations make a database, and it is sound."""
    from salesdesk.store import create_database, open_store
    from salesdesk.store.check import check

    where = str(folder / "self-test.salesdesk")
    create_database(where)
    store = open_store(where)
    try:
        if check(store):
            raise RuntimeError("the new database is not sound")
    finally:
        store.close()


def _workbook(folder: Path) -> None:
    """A workbook is written and read back."""
    from salesdesk.exchange.files import read_file
    from salesdesk.exchange.writing import write_list
    from salesdesk.rules.fields import Field

    target = folder / "self-test.xlsx"
    fields = (Field("name", "Name"), Field("amount", "Amount", "money"), Field("on", "On", "day"))
    write_list(target, fields, [("Grünwald", Decimal("1.5"), date(2026, 1, 2))], title="Test")
    cells = read_file(target).rows[1][1]
    if cells[:2] != ["Grünwald", 1.5]:
        raise RuntimeError(f"a workbook came back as {cells}")


def _server(folder: Path) -> None:
    """The driver for servers loads."""
    from importlib import import_module

    import_module("salesdesk.store.postgres_make")
    import_module("salesdesk.store.postgres_feed")


def _window(folder: Path) -> None:
    """The window paints itself, with its icons and fonts."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from salesdesk.app import make_app, make_window

    app = make_app()
    window = make_window(app)
    window.show_welcome("")
    window.show()
    app.processEvents()
    picture = window.grab()
    window.close()
    if picture.isNull():
        raise RuntimeError("the window did not paint")


CHECKS: dict[str, Callable[[Path], None]] = {
    "database": _database,
    "workbook": _workbook,
    "server": _server,
    "window": _window,
}

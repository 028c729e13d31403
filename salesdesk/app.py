"""Puts the parts together: the window first, the database behind it."""

import contextlib
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from salesdesk.errors import KnownError
from salesdesk.settings import Settings, data_folder, load_settings, save_settings
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.watcher import FILE_MS, SERVER_MS, SHARE_MS
from salesdesk.ui.shell.window import Doors, Window

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store

SETTLED_MS, TIDY_MS = 3_000, 60_000
_YOUNG_ONLY = (10_000, 10, 1_000_000)
"""After how many new objects the collector looks at the youngest; of those rounds every how many at more."""


def make_app() -> QApplication:
    """The Qt application, named for desktops and window managers."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("SalesDesk")
    app.setDesktopFileName("salesdesk")
    return app


def make_window(app: QApplication, *, login: str | None = None) -> Window:
    """A window with nothing open in it yet."""
    settings = load_settings()
    theme = Theme(app, settings.theme)

    def open_store(where: str) -> "tuple[Store, Feed]":
        from salesdesk.store import open_store as open_it

        store = open_it(where, login=login or settings.logins.get(where))
        return store, store.feed()

    return Window(
        theme,
        settings,
        Doors(
            open_store=open_store,
            make_sample=_make_sample,
            make_new=_make_new,
            restore=_restore,
            keep=_keep,
            poll_ms=_poll_ms,
        ),
    )


def run(where: str | None, *, login: str | None = None) -> int:
    """Show the window on a database, or the ways to begin without one; the exit code."""
    app = make_app()
    window = make_window(app, login=login)
    sys.excepthook = lambda kind, error, trace: window.show_fault(error)
    window.show()
    if where:
        QTimer.singleShot(0, lambda: window.open_database(where))
    else:
        window.show_welcome(window.settings.notice)
    QTimer.singleShot(SETTLED_MS, settle)
    tidying = QTimer(window)
    tidying.timeout.connect(lambda: _tidy(window.background))
    tidying.start(TIDY_MS)
    return app.exec()


def settle() -> None:
    """Take what was loaded at the start out of the collector's rounds: they are what stalls a window.

    From now on it looks only at young objects by itself; an import keeps hundreds of thousands alive, and
    going through all of them would stop the window each time. `_tidy` looks at the rest.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_YOUNG_ONLY)
    gc.enable()


def _tidy(background: Background) -> None:
    """Collect all garbage while no long work holds much that is none."""
    if not background.is_busy:
        gc.collect()


def _keep(settings: Settings) -> None:
    # A window that cannot write down its place is no reason to stop working.
    with contextlib.suppress(KnownError):
        save_settings(settings)


def _poll_ms(store: "Store") -> int:
    from salesdesk.store.place import is_remote

    path = store.place.path
    if path is None:
        return SERVER_MS
    return SHARE_MS if is_remote(path) else FILE_MS


def _make_sample() -> str:

    from salesdesk.store.sample import make_sample

    path = data_folder() / "sample.salesdesk"
    if not path.exists():
        make_sample(str(path))
    return str(path)


def _make_new(where: str) -> str:
    from salesdesk.services.pipelines import add_shipped_process
    from salesdesk.store import create_database, open_store

    Path(where).parent.mkdir(parents=True, exist_ok=True)
    create_database(where)
    store = open_store(where)
    with store.write("shipped_process") as session:
        add_shipped_process(session, steps=5)
    store.close()
    return where


def _restore(backup: str, where: str) -> str:
    from salesdesk.store.backup import restore

    restore(Path(backup), where)
    return where

"""A window killed while somebody types: what stood in its form is offered at the next start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from salesdesk.app import make_app, make_window
from salesdesk.drafts import MOST_BYTES, Draft, DraftField, draft_folder, read_drafts, write_drafts
from salesdesk.models import Activity
from salesdesk.ui.forms.activity import ActivitySheet
from salesdesk.ui.shell.window import Window
from tests.office import Office

ROOT = Path(__file__).parents[2]
WAIT_S, WAIT_MS = 90, 60_000
TYPIST = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from salesdesk.app import make_app, make_window
from salesdesk.ui.forms.activity import ActivitySheet, open_activity_sheet

where, words = sys.argv[1:]
app = make_app()
window = make_window(app, login="admin")
window.show()
window.open_database(where)

def begin():
    if window.desk is None or not window.screens:
        return QTimer.singleShot(20, begin)
    open_activity_sheet(window.desk, window.desk.life, shown=typed)

def typed(form):
    QTest.keyClicks(form.subject_field, words)
    print("typed", flush=True)

QTimer.singleShot(0, begin)
app.exec()
"""


def killed_while_typing(address: str, words: str) -> float:
    """Let a window in a process of its own type and kill it as soon as that is on the disk; how many seconds
    that took from the last letter."""
    process = subprocess.Popen(
        [sys.executable, "-c", TYPIST, address, words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "typed\n"
        began = time.monotonic()
        while not any(words in path.read_text() for path in draft_folder().glob("*.json")):
            assert time.monotonic() < began + WAIT_S
            time.sleep(0.01)
        took = time.monotonic() - began
    finally:
        process.kill()
        process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return took


@pytest.fixture
def next_start(qtbot: QtBot, address: str) -> Callable[[], Window]:
    """The window that is opened next on the same database."""

    def start() -> Window:
        window = make_window(make_app(), login="admin")
        window.show()
        window.open_database(address)
        qtbot.waitUntil(window.pages.draft_bar.isVisible, timeout=WAIT_MS)
        return window

    return start


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed as POSIX does")
def test_a_form_typed_when_the_window_was_killed_is_offered_and_comes_back(
    office: Office, address: str, qtbot: QtBot, next_start: Callable[[], Window]
) -> None:
    took = killed_while_typing(address, "Call Piet about the fleet")
    assert took < WAIT_S / 10, "what was typed was not written soon"
    window = next_start()
    said = window.pages.draft_bar.words.accessibleName()
    assert "Call Piet about the fleet" in said and "SalesDesk ended before this was saved" in said
    window.pages.draft_bar.open_button.click()

    def forms() -> list[ActivitySheet]:
        return [sheet for sheet in window.sheets() if isinstance(sheet, ActivitySheet)]

    qtbot.waitUntil(lambda: bool(forms()), timeout=WAIT_MS)
    assert forms()[0].subject_field.text() == "Call Piet about the fleet"
    forms()[0].accept_button.click()
    subjects = sa.select(Activity.subject)
    qtbot.waitUntil(lambda: office.value(subjects) == "Call Piet about the fleet", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not list(draft_folder().glob("*.json")), timeout=WAIT_MS)
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    window.close()
    qtbot.waitUntil(lambda: bool(closed) or not isValid(window), timeout=WAIT_MS)


def test_no_more_is_kept_than_fits_and_what_was_kept_before_stays() -> None:
    path = draft_folder() / "x.json"
    small = Draft("activity", {}, "New activity", "2026-01-01T00:00:00+00:00", ())
    assert write_drafts(path, [small]) and read_drafts(path) == (small,)
    long = DraftField("Description", "Description", None, "x" * MOST_BYTES, "")
    assert not write_drafts(path, [Draft("activity", {}, "", "", (long,))])
    assert read_drafts(path) == (small,)
    assert write_drafts(path, []) and not path.exists()

"""The databases that a computer remembers: pinned first, forgotten for good, themselves left alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from salesdesk.settings import RECENT_KEPT, Settings, load_settings, save_settings
from salesdesk.store import create_database
from salesdesk.ui.shell.recent import RecentRow
from tests.ui.conftest import Pilot


def rows(pilot: Pilot) -> dict[str, RecentRow]:
    page = pilot.window.welcoming.page
    assert page is not None
    return page._recent.rows


def test_databases_are_opened_pinned_and_forgotten(new_pilot: Callable[..., Pilot], tmp_path: Path) -> None:
    first, second = (str(tmp_path / f"{name}.salesdesk") for name in ("first", "second"))
    server = "postgresql://eva@db.example/sales"
    for where in (first, second):
        create_database(where)
    settings = Settings()
    for where in (server, first, second):
        settings = settings.with_database(where, "admin")
    save_settings(settings)
    pilot = new_pilot("")
    pilot.window.settings = replace(load_settings(), theme="light")
    pilot.window.show_welcome()
    assert list(rows(pilot)) == [second, first, server]
    assert any("Today" in each.text() for each in rows(pilot)[second].findChildren(QLabel))
    assert rows(pilot)[server].facts.text() == "Shared database"
    rows(pilot)[server].pin_button.click()
    assert list(rows(pilot)) == [server, second, first] and load_settings().pinned == (server,)
    QTest.keyClick(rows(pilot)[second], Qt.Key.Key_Delete)
    assert list(rows(pilot)) == [server, first] and Path(second).exists()
    assert load_settings().logins.keys() == {server, first} and load_settings().last_database == ""
    rows(pilot)[server].forget_button.click()
    assert list(rows(pilot)) == [first] and load_settings().pinned == ()
    rows(pilot)[first].click()
    pilot.until(lambda: pilot.window.windowTitle().startswith("first"))


def test_a_pinned_one_is_never_dropped_however_many_are_opened() -> None:
    settings = Settings().with_database("/pinned").with_pin("/pinned", True)
    for number in range(RECENT_KEPT + 5):
        settings = settings.with_database(f"/{number}", "eva")
    assert "/pinned" in settings.recent and settings.shown_recent[0] == "/pinned"
    assert len(settings.recent) == RECENT_KEPT + 1 and len(settings.logins) == RECENT_KEPT
    assert settings.recent[0] == f"/{RECENT_KEPT + 4}"

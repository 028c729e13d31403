"""What is said of where somebody writes arrives in its order, and keeps no more than one thread."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.kit import presence
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.presence import PresenceNote

At = tuple[str, int] | None


class SlowStore:
    """A store in which a hint takes until it is let go."""

    def __init__(self) -> None:
        self.told: list[At] = []
        self.at_once = self.most = 0
        self.go = threading.Event()
        self.refusals = 0

    def tell_presence(self, at: At) -> bool:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.go.wait(10)
        self.at_once -= 1
        if self.refusals:
            self.refusals -= 1
            return False
        self.told.append(at)
        return True


@pytest.fixture
def store() -> SlowStore:
    return SlowStore()


@pytest.fixture
def note(qtbot: QtBot, store: SlowStore) -> Any:
    background = Background()
    background.store = store  # type: ignore[assignment]
    host = QWidget()
    qtbot.addWidget(host)
    desk: Any = SimpleNamespace(background=background, read_only="")
    made = PresenceNote(desk, host, lambda: None)
    qtbot.addWidget(made)
    yield made
    store.go.set()
    background.close()


def test_here_and_left_arrive_as_they_happened_on_one_thread(
    qtbot: QtBot, note: PresenceNote, store: SlowStore
) -> None:
    for at in (("deal", 1), None, ("deal", 2), None):
        note._say(at)
    qtbot.waitUntil(lambda: store.at_once == 1)
    assert note._desk.background.run(lambda: None, lambda _: None).result(5) is None  # the other one reads
    store.go.set()
    qtbot.waitUntil(lambda: store.told == [("deal", 1), None])
    assert store.most == 1


def test_what_a_save_kept_from_being_said_is_said_again(
    qtbot: QtBot, note: PresenceNote, store: SlowStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "AGAIN_MS", 20)
    store.refusals = 2
    store.go.set()
    note._say(("deal", 1))
    qtbot.waitUntil(lambda: store.told == [("deal", 1)])

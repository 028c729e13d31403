"""Work away from the window: a save goes before long work, a stale answer is dropped, faults are told."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from salesdesk.errors import KnownError
from salesdesk.store import Store
from salesdesk.ui.kit.background import READERS, Background
from tests.office import Office
from tests.ui.conftest import of_the_window


@pytest.fixture
def background(office: Office, qtbot: QtBot) -> Iterator[Background]:
    """Background work on a small office."""
    made = Background()
    made.store = office.store
    yield made
    made.close()


@of_the_window
def test_a_question_asked_again_while_it_waits_is_not_worked_on(qtbot: QtBot, background: Background) -> None:
    asked: list[int] = []
    answers: list[int] = []
    gate = threading.Event()
    owner = QObject()
    for _ in range(READERS):
        background.run(lambda: gate.wait(10), lambda _: None)
    for number in range(3):
        background.run(
            lambda number=number: asked.append(number) or number, answers.append, owner=owner, key="list"
        )
    gate.set()
    qtbot.waitUntil(lambda: answers == [2])
    assert asked == [2]


@of_the_window
def test_an_answer_comes_on_the_window_s_thread_and_the_work_was_elsewhere(
    background: Background, qtbot: QtBot
) -> None:
    threads: list[threading.Thread] = []
    background.ask(
        lambda session: threads.append(threading.current_thread()),
        lambda _: threads.append(threading.current_thread()),
    )
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threading.main_thread() and threads[1] is threading.main_thread()


@of_the_window
def test_only_the_newest_answer_to_a_question_asked_again_arrives(
    background: Background, qtbot: QtBot
) -> None:
    heard: list[str] = []
    gate = threading.Event()

    def slow() -> str:
        gate.wait(5)
        return "old"

    background.run(slow, heard.append, owner=background, key="same")
    background.run(lambda: "new", heard.append, owner=background, key="same")
    qtbot.waitUntil(lambda: heard == ["new"])
    gate.set()
    qtbot.wait(50)
    assert heard == ["new"]


@of_the_window
def test_an_answer_for_what_is_gone_is_dropped(background: Background, qtbot: QtBot) -> None:
    heard: list[int] = []
    gate = threading.Event()
    screen = QObject()
    background.run(lambda: gate.wait(5), lambda _: heard.append(1), owner=screen)
    screen.deleteLater()
    qtbot.wait(20)
    gate.set()
    qtbot.wait(50)
    assert heard == []


def test_a_save_does_not_wait_for_the_end_of_long_work(background: Background, qtbot: QtBot) -> None:
    order: list[str] = []
    begun = threading.Event()

    def steps(_: Store) -> Iterator[int]:
        for number in range(5):
            begun.set()
            threading.Event().wait(0.02)
            yield number

    background.do_steps(steps, lambda _: None, lambda last: order.append(f"import {last}"))
    begun.wait(5)
    background.do(lambda session: None, lambda _: order.append("save"), kind="test")
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["save", "import 4"]


def test_long_work_goes_on_when_what_somebody_waits_for_is_read(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.ui.kit.background.GIVES_WAY_S", 5)
    order: list[str] = []
    asked = threading.Event()

    def question(_: Any) -> None:
        asked.set()
        threading.Event().wait(0.1)
        order.append("read")

    def steps(_: Any) -> Iterator[int]:
        order.append("step")
        yield 1

    background.ask(question, lambda _: None)
    asked.wait(5)
    background.do_steps(steps, lambda _: None, lambda _: order.append("done"))
    qtbot.waitUntil(lambda: "done" in order)
    assert order == ["read", "step", "done"]


def test_a_save_does_not_wait_while_long_work_gives_way(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.ui.kit.background.GIVES_WAY_S", 60)
    order: list[str] = []
    asked, enough = threading.Event(), threading.Event()

    def question(_: Any) -> None:
        asked.set()
        enough.wait(60)

    background.ask(question, lambda _: None)
    asked.wait(5)
    background.do_steps(lambda _: iter([1]), lambda _: None, lambda _: order.append("long"))
    background.do(lambda session: None, lambda _: order.append("save"), kind="test")
    qtbot.waitUntil(lambda: order == ["save"])
    enough.set()
    qtbot.waitUntil(lambda: order == ["save", "long"])


def test_long_work_does_not_wait_for_ever_for_an_answer(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.ui.kit.background.GIVES_WAY_S", 0.01)
    enough = threading.Event()
    done: list[int] = []
    background.ask(lambda _: enough.wait(20), lambda _: None)
    background.do_steps(lambda _: iter([1]), lambda _: None, done.append)
    qtbot.waitUntil(lambda: done == [1])
    enough.set()


@of_the_window
def test_a_refusal_is_told_in_its_own_words_and_a_mistake_in_plain_ones(
    background: Background, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    broke: list[BaseException] = []
    background.broke.connect(broke.append)

    def fail(error: Exception) -> Callable[[Any], None]:
        def work(_: Any) -> None:
            raise error

        return work

    background.do(fail(KnownError("The disk is full.")), kind="test", failed=said.append)
    background.do(fail(ZeroDivisionError()), kind="test", failed=said.append)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[0] == "The disk is full." and "nothing was saved" in said[1]
    assert isinstance(broke[0], ZeroDivisionError) and "background work broke" in caplog.text

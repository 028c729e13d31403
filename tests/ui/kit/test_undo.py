"""Undo of the window: what could not be taken back for a moment can be taken back later."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.rules.parts import AT_ONCE
from salesdesk.services.companies import create_company, edit_company, insert_companies
from salesdesk.services.undo import undo_actions
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.steps import save_in_steps
from salesdesk.ui.kit.undo import UndoStack
from tests.office import Office
from tests.ui.kit.test_steps import last, to_oslo

Undoing = tuple[UndoStack, Background, list[str]]


@pytest.fixture
def undoing(office: Office, qtbot: QtBot) -> Iterator[Undoing]:
    """An undo stack on an office, and what it says."""
    parent = QObject()
    background = Background(parent)
    background.store = office.store
    stack = UndoStack(background, parent)
    said: list[str] = []
    stack.said.connect(said.append)
    yield stack, background, said
    background.close()


@contextmanager
def locked(*_: object, **__: object) -> Iterator[Session]:
    """A file that somebody else holds."""
    raise KnownError("The file is locked.")
    yield


def renamed(office: Office, company_id: int, name: str) -> int:
    with office.write() as session:
        edit_company(session, company_id=company_id, name=name)
        return office.action(session)


def name_of(office: Office, company_id: int) -> str | None:
    found: str | None = office.value(sa.select(Company.name).where(Company.id == company_id))
    return found


def test_an_undo_that_is_refused_can_be_tried_again(
    office: Office, undoing: Undoing, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack, background, said = undoing
    with office.write() as session:
        company = create_company(session, name="A")
    stack.push("Renamed", renamed(office, company, "B"))
    with monkeypatch.context() as patch:
        patch.setattr(office.store, "write", locked)
        stack.undo()
        qtbot.waitUntil(lambda: said == ["The file is locked."])
    assert stack.can_undo and stack.undo_words == "Renamed"
    stack.undo()
    qtbot.waitUntil(lambda: said[-1] == "Undone: Renamed")
    assert name_of(office, company) == "A"
    stack.redo()
    qtbot.waitUntil(lambda: said[-1] == "Done again: Renamed")
    assert name_of(office, company) == "B" and not background.is_saving


def test_what_is_refused_twice_lets_the_one_before_through(
    office: Office, undoing: Undoing, qtbot: QtBot
) -> None:
    stack, _, said = undoing
    with office.write() as session:
        first, second = create_company(session, name="A"), create_company(session, name="X")
    stack.push("First", renamed(office, first, "B"))
    stack.push("Second", renamed(office, second, "Y"))
    renamed(office, second, "Z")
    for times in (1, 2):
        stack.undo()
        qtbot.waitUntil(lambda times=times: len(said) == times)
    stack.undo()
    qtbot.waitUntil(lambda: said[-1] == "Undone: First")
    assert name_of(office, first) == "A" and stack.undo_words == "Second"


def test_an_undo_in_steps_goes_on_where_it_was_broken_off(
    office: Office, undoing: Undoing, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack, _, said = undoing
    with office.write() as session:
        ids = insert_companies(session, [{"name": f"C{n}", "city": "Kiel"} for n in range(2 * AT_ONCE + 10)])
    taken = last(save_in_steps(to_oslo, ids, kind="edit_records"), office)
    assert taken.action_id is not None
    stack.push("Moved", taken.action_id, in_steps=True)
    with monkeypatch.context() as patch:
        patch.setattr("salesdesk.services.undo.undo_actions", _once())
        stack.undo()
        qtbot.waitUntil(lambda: bool(said) and said[-1].startswith("Only 1 of 3 parts"), timeout=20_000)
    assert stack.can_undo and 0 < in_kiel(office) < len(ids)
    stack.undo()
    qtbot.waitUntil(lambda: said[-1] == "Undone: Moved", timeout=20_000)
    assert in_kiel(office) == len(ids)
    stack.redo()
    qtbot.waitUntil(lambda: said[-1] == "Done again: Moved", timeout=20_000)
    assert in_kiel(office) == 0


def in_kiel(office: Office) -> int:
    found: int = office.value(sa.select(sa.func.count()).where(Company.city == "Kiel"))
    return found


def _once() -> Callable[..., None]:
    """The first part is undone, then somebody holds the file."""
    calls: list[int] = []

    def undo(session: Session, **given: object) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise KnownError("The file is locked.")
        undo_actions(session, **given)  # type: ignore[arg-type]

    return undo


def test_another_window_is_told_what_is_undone_in_steps(undoing: Undoing) -> None:
    stack, _, _ = undoing
    stack.push("One", 1)
    stack.push("Many", 2, in_steps=True)
    handed = stack.steps()
    stack.clear()
    stack.take_over(handed)
    assert stack.steps() == [("One", 1, False), ("Many", 2, True)]

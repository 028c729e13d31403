"""A connection that breaks while a save is committed: what is told is true, and nothing is saved twice."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from pytestqt.qtbot import QtBot

import salesdesk.store.session
from salesdesk.errors import KnownError, ReplyLost
from salesdesk.models import Company
from salesdesk.services.companies import create_company
from salesdesk.store import Session, Store, open_store
from salesdesk.ui.kit.background import Background, Saved
from tests.faults.proxy import Proxy, through_proxy
from tests.office import Office, login_address

on_a_server = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.fixture
def far(office: Office) -> Iterator[tuple[Proxy, Store]]:
    """A network that can break, and a colleague's store at its other end."""
    where = login_address(office.owner_url, "rita", office.people["rita"])
    with through_proxy(where) as (proxy, address):
        store = open_store(address)
        yield proxy, store
        store.close()


def names(office: Office) -> list[str]:
    """The companies that are there, past every broken network."""
    with office.read() as session:
        return list(session.scalars(sa.select(Company.name).order_by(Company.id)))


def save(store: Store, name: str) -> None:
    with store.write("create_company") as session:
        create_company(session, name=name)


@on_a_server
def test_a_save_whose_reply_was_lost_counts_as_saved(office: Office, far: tuple[Proxy, Store]) -> None:
    proxy, store = far
    proxy.break_at_commit(arrives=True)
    save(store, "Halden")
    assert proxy.broken.is_set()
    assert names(office) == ["Halden"]


@on_a_server
def test_a_save_that_never_arrived_is_told_as_not_saved(office: Office, far: tuple[Proxy, Store]) -> None:
    proxy, store = far
    proxy.break_at_commit(arrives=False)
    with pytest.raises(KnownError, match="nothing was saved") as refused:
        save(store, "Halden")
    assert not isinstance(refused.value, ReplyLost)
    assert names(office) == []
    save(store, "Halden")
    assert names(office) == ["Halden"]


@on_a_server
@pytest.mark.parametrize("arrives", [True, False])
def test_while_nobody_can_be_asked_nothing_is_claimed(
    office: Office, far: tuple[Proxy, Store], monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    monkeypatch.setattr(salesdesk.store.session, "_TRUTH_SECONDS", 0.5)
    proxy, store = far
    proxy.break_at_commit(arrives=arrives, stays_down=True)
    with pytest.raises(ReplyLost, match="Look whether it is there") as lost:
        save(store, "Halden")
    assert "not saved" not in str(lost.value) and "nothing was saved" not in str(lost.value)
    proxy.is_down = False
    assert store.has_arrived(lost.value.client_key) is arrives
    assert names(office) == ["Halden"] * arrives


@on_a_server
def test_a_window_tells_a_save_whose_reply_was_lost_as_saved(
    office: Office, far: tuple[Proxy, Store], qtbot: QtBot
) -> None:
    proxy, background = far[0], Background()
    background.store = far[1]
    proxy.break_at_commit(arrives=True)
    saved: list[Saved] = []
    refused: list[str] = []
    background.do(halden, saved.append, kind="create_company", failed=refused.append)
    qtbot.waitUntil(lambda: bool(saved or refused), timeout=30_000)
    background.close()
    assert proxy.broken.is_set() and not refused
    assert names(office) == ["Halden"]
    with office.read() as session:
        assert session.get_one(Company, saved[0].result).name == "Halden"


def halden(session: Session) -> int:
    return create_company(session, name="Halden")


@on_a_server
@pytest.mark.parametrize("arrives", [True, False])
def test_a_second_try_after_a_doubtful_save_does_not_double_it(
    office: Office,
    far: tuple[Proxy, Store],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    arrives: bool,
) -> None:
    monkeypatch.setattr(salesdesk.store.session, "_TRUTH_SECONDS", 0.5)
    proxy, background = far[0], Background()
    background.store = far[1]
    proxy.break_at_commit(arrives=arrives, stays_down=True)
    told: list[str] = []
    tries = 0

    def try_it() -> str:
        nonlocal tries
        tries += 1
        background.do(halden, lambda _: told.append("saved"), kind="create_company", failed=told.append)
        qtbot.waitUntil(lambda: len(told) == tries, timeout=30_000)
        return told[-1]

    assert "Look whether it is there" in try_it()
    assert "cannot be reached; nothing was saved" in try_it()
    proxy.is_down = False
    second = try_it()
    if arrives:
        assert "did arrive after all" in second
    else:
        assert second == "saved"
    assert names(office) == ["Halden"]
    background.do(lambda session: create_company(session, name="Birken"), kind="create_company")
    background.after_saves(lambda: None)
    qtbot.waitUntil(lambda: not background.is_saving, timeout=30_000)
    background.close()
    assert names(office) == ["Halden", "Birken"]

"""A file that is open stays whole whatever this program and others open and close beside it."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.services.companies import create_company
from salesdesk.services.settings import change_setting
from salesdesk.store import create_database, open_store, sqlite
from salesdesk.store.backup import backup
from tests.office import Office

SAVE = """
import sys
from salesdesk.services.companies import create_company
from salesdesk.store import open_store
store = open_store(sys.argv[1])
with store.write("test") as session:
    create_company(session, name=sys.argv[2])
store.close()
"""


def names(where: str) -> set[str]:
    """The companies in a file, read by a new opening."""
    store = open_store(where)
    with store.read() as session:
        found = set(session.scalars(sa.select(Company.name)))
    store.close()
    return found


def test_opening_or_backing_up_an_open_file_loses_nothing_that_others_save(tmp_path: Path) -> None:
    where = str(tmp_path / "company.salesdesk")
    create_database(where)
    store = open_store(where)
    feed = store.feed()
    open_store(where).close()
    backup(store, tmp_path / "copy.salesdesk")
    subprocess.run([sys.executable, "-c", SAVE, where, "Theirs"], check=True)
    assert feed.poll().rows.get("company")
    with store.write("test") as session:
        create_company(session, name="Ours")
    feed.close()
    store.close()
    assert names(where) == {"Theirs", "Ours"}


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"no database" * 100, b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.salesdesk"
    path.write_bytes(content)
    with pytest.raises(KnownError, match=r"letter\.salesdesk is not a SalesDesk database"):
        open_store(str(path))


def test_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="is not a SalesDesk database"):
        open_store(str(tmp_path))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("opened_before", [False, True])
def test_a_limit_that_cannot_be_drawn_leaves_nothing_that_shows_more(
    tree_office: Office, monkeypatch: pytest.MonkeyPatch, opened_before: bool
) -> None:
    tree_office.deal(owner="rita", title="Rita's")
    tree_office.deal(owner="ron", title="Ron's")
    store = tree_office.store_of("ron")

    def titles() -> list[str]:
        with store.read() as session:
            return list(session.scalars(sa.text("SELECT title FROM deal")))

    if opened_before:
        assert titles() == ["Ron's"]
        with tree_office.write() as session:
            change_setting(session, key="visibility", value="open_team")
        assert len(titles()) == 2
        with tree_office.write() as session:
            change_setting(session, key="visibility", value="tree")
    drawn = sqlite.views

    monkeypatch.setattr(sqlite, "views", lambda *args: {**drawn(*args), "deal": "SELECT FROM"})
    for _ in range(3):
        with pytest.raises(KnownError):
            titles()
    monkeypatch.setattr(sqlite, "views", drawn)
    assert titles() == ["Ron's"]
    with store.read() as session, pytest.raises(sa.exc.OperationalError, match="readonly"):
        session.execute(sa.text("UPDATE main.deal SET title = 'x'"))

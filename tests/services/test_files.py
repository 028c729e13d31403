"""Files kept with records: to the byte, under any name, to the trash and back, in every copy."""

import hashlib
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.models import Attachment, AttachmentContent
from salesdesk.queries.files import file_content, files_with
from salesdesk.queries.records import record_page
from salesdesk.queries.timeline import timeline
from salesdesk.services import files
from salesdesk.services.companies import create_company, delete_company
from salesdesk.services.files import attach_file, attach_paths, delete_file
from salesdesk.services.trash import purge
from salesdesk.store import open_store
from salesdesk.store.backup import backup, restore
from tests.office import Office
from tests.services.test_undo import rows, saved, undo

BYTES = bytes(range(256)) * 100


@pytest.fixture
def company(office: Office) -> int:
    with office.write("rita") as session:
        return create_company(session, name="Halden")


def attach(
    office: Office, record: str, record_id: int, name: str = "offer.pdf", login: str | None = None
) -> int:
    with office.write(login) as session:
        return attach_file(session, record=record, record_id=record_id, name=name, content=BYTES)


def test_a_file_comes_back_to_the_byte_and_stands_in_the_timeline(office: Office, company: int) -> None:
    deal = office.deal(company_id=company, title="Fleet", owner="rita")
    own = attach(office, "company", company, login="rita")
    of_deal = attach(office, "deal", deal, "order.xlsx", "rita")
    with office.read("rita") as session:
        assert file_content(session, attachment_id=own).content == BYTES
        listed = files_with(session, record="company", record_id=company, deal_ids=[deal])
        told = timeline(session, record="company", record_id=company)
        assert record_page(session, record="company", record_id=company).files == 2
    assert [(row.id, row.name, row.size, row.person, row.deal) for row in listed] == [
        (of_deal, "order.xlsx", len(BYTES), "Rita", "Fleet"),
        (own, "offer.pdf", len(BYTES), "Rita", ""),
    ]
    assert told.counts()["files"] == 2


def test_files_are_read_from_this_computer_all_or_none(office: Office, company: int, tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_bytes(path.name.encode())
    with office.write() as session:
        ids = attach_paths(session, record="company", record_id=company, paths=paths)
    with office.read() as session:
        assert [file_content(session, attachment_id=key).content for key in ids] == [b"a.txt", b"b.txt"]
    before = rows(office)
    for wrong, words in ((tmp_path, "is no file"), (tmp_path / "gone", "cannot be read")):
        with pytest.raises(RuleBroken, match=words), office.write() as session:
            attach_paths(session, record="company", record_id=company, paths=[paths[0], wrong])
    assert rows(office) == before


def test_what_is_too_large_is_refused_before_it_is_read(
    office: Office, company: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(3 * 1024 * 1024 * 1024)
    with pytest.raises(RuleBroken, match="has 3072 MB; at most 25 MB"), office.write() as session:
        attach_paths(session, record="company", record_id=company, paths=[path])
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(RuleBroken, match="at most"):
        attach(office, "company", company)


def test_adding_and_removing_is_undone_and_the_bytes_go_with_the_trash(office: Office, company: int) -> None:
    before = rows(office)
    with saved(office) as (session, number):
        key = attach_file(session, record="company", record_id=company, name="a.pdf", content=BYTES)
    after = rows(office)
    undone = undo(office, number[0])
    assert rows(office) == before
    undo(office, undone)
    assert rows(office) == after
    with saved(office) as (session, number):
        delete_file(session, attachment_id=key)
    with pytest.raises(KnownError, match="not there any more"), office.read() as session:
        file_content(session, attachment_id=key)
    undo(office, number[0])
    with office.read() as session:
        assert file_content(session, attachment_id=key).content == BYTES
    with office.write() as session:
        delete_company(session, company_id=company)
    with office.write() as session:
        purge(session)
    assert office.value(sa.select(sa.func.count()).select_from(AttachmentContent)) == 0


def test_the_history_does_not_hold_the_bytes(office: Office, company: int) -> None:
    attach(office, "company", company)
    with office.read() as session:
        rows_of_it = session.execute(sa.text("SELECT count(*) FROM history WHERE tbl LIKE 'attachment%'"))
        assert rows_of_it.scalar() == 1


def test_nobody_adds_to_or_reads_what_is_not_theirs(tree_office: Office) -> None:
    with tree_office.write("rita") as session:
        company = create_company(session, name="Halden")
    key = attach(tree_office, "company", company, login="rita")
    with pytest.raises(RuleBroken):
        attach(tree_office, "company", company, login="ron")
    with pytest.raises(KnownError), tree_office.read("ron") as session:
        file_content(session, attachment_id=key)
    with pytest.raises(RuleBroken), tree_office.write("ron") as session:
        delete_file(session, attachment_id=key)
    with tree_office.read("ron") as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AttachmentContent)) == 0
    with tree_office.read("vera") as session:
        assert file_content(session, attachment_id=key).content == BYTES


def test_a_file_that_was_spoiled_is_not_handed_out(office: Office, company: int) -> None:
    key = attach(office, "company", company)
    with office.write() as session:
        session.get_one(AttachmentContent, key).content = b"other"
    with pytest.raises(KnownError, match="damaged"), office.read() as session:
        file_content(session, attachment_id=key)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.dll", "evil.dll"),
        ("CON", "CON"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("..", "file"),
        ("\ud800.txt", ".txt"),
    ],
)
def test_any_name_is_only_a_name(office: Office, company: int, name: str, kept: str) -> None:
    first, second = attach(office, "company", company, name), attach(office, "company", company, name.upper())
    assert first != second
    with office.read() as session:
        assert file_content(session, attachment_id=first).name == kept
        assert file_content(session, attachment_id=second).content == BYTES


def test_a_link_is_read_as_what_it_leads_to_and_kept_as_a_file(
    office: Office, company: int, tmp_path: Path
) -> None:
    (tmp_path / "real.txt").write_bytes(b"real")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    os.mkfifo(tmp_path / "pipe")
    with office.write() as session:
        [key] = attach_paths(session, record="company", record_id=company, paths=[tmp_path / "link.txt"])
    with pytest.raises(RuleBroken, match="is no file"), office.write() as session:
        attach_paths(session, record="company", record_id=company, paths=[tmp_path / "pipe"])
    with office.read() as session:
        assert file_content(session, attachment_id=key).content == b"real"


def test_a_backup_holds_the_files(office: Office, company: int, tmp_path: Path) -> None:
    attach(office, "company", company)
    target = tmp_path / ("b.json.gz" if office.store.dialect == "postgresql" else "b.salesdesk")
    backup(office.store, target)
    restore(target, str(tmp_path / "again.salesdesk"))
    again = open_store(str(tmp_path / "again.salesdesk"), login="admin")
    with again.read() as session:
        row = session.execute(
            sa.select(Attachment.name, Attachment.sha256, AttachmentContent.content).join(
                AttachmentContent, AttachmentContent.attachment_id == Attachment.id
            )
        ).one()
    again.close()
    assert (row.name, bytes(row.content)) == ("offer.pdf", BYTES)
    assert row.sha256 == hashlib.sha256(BYTES).hexdigest()

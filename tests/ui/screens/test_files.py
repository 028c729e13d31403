"""Files in the window: dropped, attached, opened as a copy, saved elsewhere, deleted, and undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from salesdesk.models import Attachment
from salesdesk.services import files
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.ui.kit.dropping import FileDrop
from salesdesk.ui.kit.record.page import RecordView
from salesdesk.ui.kit.record.screen import RecordScreen
from tests.office import Office
from tests.services.test_undo import rows
from tests.ui.conftest import CONTROL, Pilot, of_the_window

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag_over(on: QWidget, paths: list[Path]) -> tuple[FileDrop, QMimeData]:
    """Hold files over a widget; what lies over it now."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QApplication.sendEvent(on, QDragEnterEvent(QPoint(90, 90), COPY, mime, LEFT, NONE))
    over = on.findChild(FileDrop)
    assert isinstance(over, FileDrop)
    return over, mime


def drop(on: QWidget, paths: list[Path]) -> str:
    """Drop files onto a widget; what it said would happen."""
    over, mime = drag_over(on, paths)
    assert over.isVisible()
    QApplication.sendEvent(over, QDragEnterEvent(QPoint(90, 90), COPY, mime, LEFT, NONE))
    QApplication.sendEvent(over, QDropEvent(QPointF(90, 90), COPY, mime, LEFT, NONE))
    assert not over.isVisible()
    return over.accessibleName()


def kept(office: Office) -> list[str]:
    with office.read() as session:
        live = sa.select(Attachment.name).where(Attachment.deleted_at.is_(None)).order_by(Attachment.id)
        return list(session.scalars(live))


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "Offer & price.pdf"
    path.write_bytes(b"%PDF-1.7 " + bytes(range(256)))
    return path


@pytest.fixture
def halden(office: Office) -> dict[str, int]:
    with office.write() as session:
        company = create_company(session, name="Halden")
        contact = create_contact(session, name="Ines Vogt", company_id=company)
    return {"company": company, "contact": contact, "deal": office.deal(company_id=company, title="Fleet")}


@pytest.fixture
def pilot(halden: dict[str, int], address: str, new_pilot: Callable[[], Pilot]) -> Pilot:
    made = new_pilot()
    made.open(address)
    return made


def page(pilot: Pilot, record: str, key: int) -> RecordView:
    """The page of a record, shown."""
    pilot.window.pages.open("deal_page" if record == "deal" else record, key)
    if record == "deal":
        view: RecordView = pilot.screen.deal_view
    else:
        screen = pilot.window.screens["companies" if record == "company" else "contacts"]
        assert isinstance(screen, RecordScreen)
        view = screen.view
    pilot.until(lambda: view.answer is not None and view.answer.id == key)
    return view


@pytest.mark.parametrize("record", ["company", "contact", "deal"])
def test_a_file_is_dropped_on_a_page_shown_and_taken_back(
    office: Office, pilot: Pilot, halden: dict[str, int], offer: Path, record: str
) -> None:
    view = page(pilot, record, halden[record])
    before = rows(office)
    assert drop(view, [offer]).startswith("Drop to keep with ")
    pilot.until(lambda: [line.file.name for line in view.files_tab.rows] == [offer.name])
    assert pilot.said == f"Attached: {offer.name}"
    assert view.header.tab("files").text() == "Files  1"
    assert view.timeline.chips["files"].text() == "Files  1"
    view.timeline.view.setFocus()
    pilot.press(Qt.Key.Key_Z, CONTROL)
    pilot.until(lambda: not view.files_tab.rows)
    assert rows(office) == before


def test_a_file_is_opened_as_a_copy_saved_and_deleted(
    office: Office, pilot: Pilot, halden: dict[str, int], offer: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile())) is None
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(offer)], ""))
    view = page(pilot, "company", halden["company"])
    view.show_tab("files")
    view.files_tab.attach_button.click()
    pilot.until(lambda: len(view.files_tab.rows) == 1)
    view.files_tab.rows[0].open_button.click()
    pilot.until(lambda: len(shown) == 1)
    assert shown[0].read_bytes() == offer.read_bytes()
    assert shown[0] != offer
    assert shown[0].name == offer.name
    assert not shown[0].stat().st_mode & 0o222, "what is changed in a copy would be lost"
    target = tmp_path / "elsewhere.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    view.files_tab.rows[0].save_button.click()
    pilot.until(target.exists)
    assert target.read_bytes() == offer.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x"), ""))
    view.files_tab.rows[0].save_button.click()
    pilot.until(lambda: "cannot be written" in pilot.said)
    view.files_tab.rows[0].delete_button.click()
    pilot.until(lambda: not view.files_tab.rows)
    view.timeline.view.setFocus()
    pilot.press(Qt.Key.Key_Z, CONTROL)
    pilot.until(lambda: len(view.files_tab.rows) == 1)
    # The timeline does the same.
    view.show_tab("overview")
    view.timeline.view.choose("File added")
    QTest.keyClick(view.timeline.view, Qt.Key.Key_Return)
    pilot.until(lambda: len(shown) == 2)
    assert shown[1] != shown[0]
    QTest.keyClick(view.timeline.view, Qt.Key.Key_Delete)
    pilot.until(lambda: kept(office) == [])


@of_the_window
def test_a_file_is_dropped_on_the_panel_of_a_deal(
    office: Office, pilot: Pilot, halden: dict[str, int], offer: Path, monkeypatch: Any
) -> None:
    pilot.window.pages.open("deal", halden["deal"])
    panel = pilot.screen.beside.panel
    pilot.until(lambda: panel.deal_id == halden["deal"])
    assert drop(panel, [offer]) == "Drop to keep with Fleet"
    pilot.until(lambda: pilot.said == f"Attached: {offer.name}")
    assert kept(office) == [offer.name]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(offer), str(offer)], ""))
    panel.attach_button.click()
    pilot.until(lambda: len(kept(office)) == 3)
    pilot.until(lambda: pilot.said == f"Attached: {offer.name} and 1 more")
    with office.read() as session:
        assert set(session.scalars(sa.select(Attachment.deal_id))) == {halden["deal"]}


def test_what_does_not_fit_is_told_and_nothing_is_kept(
    office: Office, pilot: Pilot, halden: dict[str, int], offer: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    view = page(pilot, "company", halden["company"])
    monkeypatch.setattr(files, "LARGEST", 1000)
    large = tmp_path / "film.mp4"
    large.write_bytes(b"x" * 2000)
    view.files.attach("company", halden["company"], [offer, large])
    pilot.until(lambda: pilot.said.startswith("film.mp4 has 1 MB; at most 25 MB"))
    view.files.attach("company", halden["company"], [tmp_path / "gone"])
    pilot.until(lambda: pilot.said.startswith("gone cannot be read"))
    view.files.attach("company", halden["company"], [offer] * 21)
    pilot.until(lambda: pilot.said == "These are 21 files; at most 20 are added at once.")
    monkeypatch.setattr("salesdesk.ui.kit.record.files.MOST_MB", 0)
    view.files.attach("company", halden["company"], [offer])
    pilot.until(lambda: pilot.said.startswith("Together these are more than 0 MB"))
    assert kept(office) == []
    assert not view.files.is_adding


@of_the_window
def test_what_is_under_way_is_told(office: Office, pilot: Pilot, halden: dict[str, int], offer: Path) -> None:
    view = page(pilot, "company", halden["company"])
    view.show_tab("files")
    told: list[str] = []
    view.files.told.connect(lambda words, done, all_: told.append(f"{words} {done}/{all_}"))
    view.files.attach("company", halden["company"], [offer, offer])
    assert view.files_tab.progress_words.isVisible()
    view.files.attach("company", halden["company"], [offer])
    assert pilot.said == "Wait until the files before are added."
    pilot.until(lambda: len(kept(office)) == 2)
    pilot.until(lambda: not view.files_tab.progress_words.isVisible())
    reading = f"Reading {offer.name} …"
    assert told == [f"{reading} 0/3", f"{reading} 1/3", "Saving … 2/3", " 0/0"]


@of_the_window
@pytest.mark.parametrize("name", ["run.exe", "page.html", "invoice.pdf.sh", "no end", "book.xlsm"])
def test_a_program_is_never_opened(
    office: Office, pilot: Pilot, halden: dict[str, int], name: str, monkeypatch: Any
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url) is None)
    with office.write() as session:
        key = files.attach_file(
            session, record="company", record_id=halden["company"], name=name, content=b"MZ"
        )
    view = page(pilot, "company", halden["company"])
    view.files.open(key, name)
    assert pilot.said.startswith(f"{name} may be a program")
    QTest.qWait(50)
    assert not shown


@of_the_window
def test_files_that_only_pass_by_leave_nothing_behind(
    pilot: Pilot, halden: dict[str, int], offer: Path
) -> None:
    view = page(pilot, "company", halden["company"])
    over, _ = drag_over(view, [offer])
    assert over.isVisible()
    QApplication.sendEvent(view, QDragLeaveEvent())
    pilot.until(lambda: not over.isVisible())
    over, _ = drag_over(view, [])
    assert not over.isVisible()

"""Huge and hostile texts, names of files, and pages that want something fetched (faults 25, 33 and 34)."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from salesdesk.errors import RuleBroken
from salesdesk.models import Attachment, Company, Note
from salesdesk.queries.files import file_content
from salesdesk.rules.file_names import disk_name, may_be_opened
from salesdesk.rules.texts import LONGEST_TEXT
from salesdesk.services.companies import create_company
from salesdesk.services.files import attach_file
from salesdesk.services.notes import write_note
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.screens.exchange import screen as exchange
from salesdesk.ui.screens.exchange.screen import ExchangeScreen
from salesdesk.ui.shell.help import Reader
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot
from tests.ui.conftest import new_pilot as new_pilot

HUNDRED_MB = "x" * 100_000_000
LINES = "line\n" * 1_000_000
SECONDS = 2.0
"""On a machine where other tests run; alone it takes a tenth of that."""


@pytest.fixture
def company(office: Office) -> int:
    with office.write() as session:
        return create_company(session, name="Halden")


@pytest.mark.parametrize("text", [HUNDRED_MB, LINES], ids=["100 MB", "a million lines"])
def test_a_huge_note_is_refused_at_once(office: Office, company: int, text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(RuleBroken, match="at most 64 KB fit"), office.write() as session:
        write_note(session, text=text, company_id=company)
    assert time.perf_counter() - began < SECONDS
    with office.read() as session:
        assert session.scalars(sa.select(Note.id)).all() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b", "ab"),
        ("\u202egpj.exe", "\u202egpj.exe"),
        ("lone \ud800 surrogate", None),
        ("שלום עולם", "שלום עולם"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
    ],
    ids=["NUL", "turned round", "half a letter", "from right to left", "as long as fits"],
)
def test_a_strange_note_is_kept_without_what_no_database_holds(
    office: Office, company: int, typed: str, kept: str | None
) -> None:
    with office.write() as session:
        write_note(session, text=typed, company_id=company)
    with office.read() as session:
        text = session.scalars(sa.select(Note.text)).one()
    text.encode("utf-8")
    assert "\0" not in text
    if kept is not None:
        assert text == kept


def test_a_huge_paste_into_a_page_leaves_the_window_alive(
    office: Office,
    company: int,
    address: str,
    new_pilot: Callable[[], Pilot],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "companies")
    pilot.window.pages.open("company", company)
    screen = pilot.window.screens["companies"]
    assert isinstance(screen, RecordScreen)
    view = screen.view
    pilot.until(lambda: view.answer is not None)
    told: list[str] = []
    # Without a screen no tip can be raised above the window.
    monkeypatch.setattr(QToolTip, "showText", lambda at, words, over: told.append(words))
    QGuiApplication.clipboard().setText("word " * 400_000)
    view.composer.buttons["note"].click()
    began = time.perf_counter()
    QTest.keyClick(view.composer.text, Qt.Key.Key_V, CONTROL)
    assert time.perf_counter() - began < SECONDS
    assert not view.composer.text.toPlainText()
    assert "too long to paste (1,954 KB)" in told[0]
    QGuiApplication.clipboard().setText("They moved")
    QTest.keyClick(view.composer.text, Qt.Key.Key_V, CONTROL)
    QTest.keyClick(view.composer.text, Qt.Key.Key_Return)
    pilot.until(lambda: office.value(sa.select(Note.text)) == "They moved")
    view.rename("Halden again")
    pilot.until(lambda: office.value(sa.select(Company.name)) == "Halden again")
    QGuiApplication.clipboard().clear()


def test_a_huge_table_on_the_clipboard_is_refused_in_words(
    office: Office, address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LARGEST_PASTE", 1000)
    pilot = new_pilot()
    screen = pilot.open_at(address, "exchange")
    assert isinstance(screen, ExchangeScreen)
    QGuiApplication.clipboard().setText("company\tcity\n" + "Halden\tBremen\n" * 100)
    screen.setFocus()
    QTest.keyClick(pilot.window, Qt.Key.Key_V, CONTROL)
    pilot.until(screen.home.drop.error.isVisible)
    assert "too large to paste" in screen.home.drop.error.text()
    QGuiApplication.clipboard().clear()


NAMES = [
    "../../x",
    "C:\\x",
    "CON",
    "a\0b.pdf",
    "x" * 300 + ".pdf",
    "Offer.pdf",
    "offer.PDF",
    "/etc/passwd",
    "..",
    "a\u202efdp.exe",
    "COM1.txt",
]


def test_names_of_files_never_lead_out_of_their_folder(office: Office, company: int, tmp_path: Path) -> None:
    """Fault 33: the name is a word to show; the bytes stand under a key, a copy stands where it is told."""
    with office.write() as session:
        keys = [
            attach_file(session, record="company", record_id=company, name=name, content=name.encode("utf-8"))
            for name in NAMES
        ]
    with office.read() as session:
        held = [file_content(session, attachment_id=key) for key in keys]
        assert len(set(session.scalars(sa.select(Attachment.id)))) == len(NAMES)
    assert [each.content for each in held] == [name.encode("utf-8") for name in NAMES]
    folder = tmp_path.resolve()
    for each in held:
        target = folder / disk_name(each.name)
        assert target.resolve().parent == folder
        target.write_bytes(each.content)
        assert "\0" not in each.name and len(each.name) <= 120
    assert not may_be_opened(held[NAMES.index("a\u202efdp.exe")].name)


def test_the_guide_fetches_nothing_from_elsewhere(
    office: Office, address: str, new_pilot: Callable[[], Pilot], tmp_path: Path
) -> None:
    """Fault 34: whatever stands in a page, only pictures of the guide's own folder are read."""
    pilot = new_pilot()
    pilot.open_at(address, "companies")
    reader = Reader(pilot.window.theme)
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    picture = QTextDocument.ResourceType.ImageResource.value
    for url in (
        secret.as_uri(),
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "//host/share/x.png",
        "../../etc/passwd",
        str(secret),
    ):
        assert reader.loadResource(picture, QUrl(url)) == QByteArray(), url
    own = next(reader.folder.joinpath("pictures").glob("*.png"))
    assert reader.loadResource(picture, QUrl(f"pictures/{own.name}")) != QByteArray()
    assert (
        reader.loadResource(QTextDocument.ResourceType.HtmlResource.value, QUrl("index.md")) == QByteArray()
    )
    reader.deleteLater()

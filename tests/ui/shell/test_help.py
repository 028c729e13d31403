"""F1: the guide's page about what is shown, its search, and that nothing outside the guide is read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.ui.kit.theme import SEMIBOLD
from salesdesk.ui.shell import menu
from salesdesk.ui.shell.help import HelpWindow
from salesdesk.ui.shell.typeset import HEADINGS
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
STYLE = QTextDocument.ResourceType.StyleSheetResource.value
PICTURE = QTextDocument.ResourceType.ImageResource.value

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), of_the_window]


def guide_of(pilot: Pilot) -> HelpWindow:
    """The guide as F1 opens it."""
    pilot.press(KEY.Key_F1)
    found = pilot.window.findChildren(HelpWindow)
    assert len(found) == 1 and found[0].isVisible()
    pilot.until(found[0].isActiveWindow)
    return found[0]


def titles(guide: HelpWindow) -> list[str]:
    """What stands in the list of pages."""
    return [guide.list.item(place).text() for place in range(guide.list.count())]


@pytest.fixture
def small_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide of three pages, with a secret beside its folder."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "index.md").write_text("# The guide\n\n[Board](pipeline.md), [Lists](lists.md)\n")
    (folder / "pipeline.md").write_text("# The board\n\nCards are dragged.\n\nSee [lists](lists.md).\n")
    (folder / "lists.md").write_text("# Lists\n\nSort a list by its **heading**; drag it to move it.\n")
    picture = QImage(900, 300, QImage.Format.Format_RGB32)
    picture.fill(0x808080)
    picture.save(str(folder / "wide.png"))
    picture.save(str(tmp_path / "secret.png"))
    monkeypatch.setattr("salesdesk.ui.shell.help.guide", lambda page: folder / page)
    return folder


@pytest.mark.parametrize("entry", menu.SCREENS, ids=lambda entry: entry.name)
def test_f1_opens_the_page_of_each_screen(pilot: Pilot, entry: menu.Entry) -> None:
    pilot.window.pages.open(entry.name)
    screen = pilot.window.screens[entry.name]
    screen.setFocus()
    guide = guide_of(pilot)
    assert guide.page is not None and guide.page.name == (screen.help_page or screen.name)
    shown = guide.reader.toPlainText()
    assert shown.startswith(guide.page.title) and len(shown) > 200
    assert guide.list.currentItem().text() == guide.page.title


def test_f1_on_the_page_of_a_deal_tells_of_deals(pilot: Pilot) -> None:
    pilot.window.pages.open("deal_page", pilot.deal_id("First"))
    pilot.until(lambda: pilot.screen.deal_view.answer is not None)
    pilot.screen.setFocus()
    guide = guide_of(pilot)
    assert guide.page is not None and guide.page.name == "deal"


def test_f1_tells_how_to_begin_where_nothing_is_open(new_pilot: Callable[[], Pilot], database: str) -> None:
    assert database
    pilot = new_pilot()
    pilot.window.show_welcome()
    guide = guide_of(pilot)
    assert guide.page is not None and guide.page.name == "begin"


def test_one_finds_words_in_all_pages_reads_on_and_goes_back(pilot: Pilot, small_guide: Path) -> None:
    guide = guide_of(pilot)
    assert titles(guide) == ["The guide", "The board", "Lists"]
    assert guide.page is not None and guide.page.name == "pipeline"
    guide.follow(QUrl("lists.md"))
    assert guide.page.name == "lists" and "Sort a list by its heading" in guide.reader.toPlainText()
    QTest.keyClick(guide.reader, KEY.Key_Left, ALT)
    assert guide.page.name == "pipeline" and not guide.back_button.isEnabled()
    QTest.keyClick(guide.reader, KEY.Key_F, CONTROL)
    assert QApplication.focusWidget() is guide.search
    QTest.keyClicks(guide.search, "drag heading")
    assert titles(guide) == ["Lists"] and guide.page.name == "lists"
    assert len(guide.reader.extraSelections()) == 2
    QTest.keyClicks(guide.search, " unicorn")
    assert titles(guide) == [] and guide.none.isVisible()
    QTest.keyClick(guide.search, KEY.Key_Escape)
    assert len(titles(guide)) == 3 and guide.isVisible() and not guide.none.isVisible()
    QTest.keyClick(guide.list, KEY.Key_Down)
    QTest.keyClick(guide.list, KEY.Key_Escape)
    assert not guide.isVisible()


def test_the_guide_reads_its_own_pictures_and_nothing_else(pilot: Pilot, small_guide: Path) -> None:
    reader = guide_of(pilot).reader
    picture = reader.loadResource(PICTURE, QUrl("wide.png"))
    assert isinstance(picture, QImage) and not picture.isNull()
    assert picture.deviceIndependentSize().width() <= reader.viewport().width()
    outside = (
        "../secret.png",
        str(small_guide.parent / "secret.png"),
        QUrl.fromLocalFile(str(small_guide / "wide.png")).toString(),
        "http://localhost/wide.png",
        "//localhost/wide.png",
        "missing.png",
    )
    for address in outside:
        assert reader.loadResource(PICTURE, QUrl(address)) == QByteArray(), address
    assert reader.loadResource(STYLE, QUrl("lists.md")) == QByteArray()


def test_links_lead_to_pages_or_the_web_browser_and_to_no_file(
    pilot: Pilot, small_guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    guide = guide_of(pilot)
    for address in ("https://semver.org", "file:///etc/passwd", "../secret.md", "mailto:a@example.com"):
        guide.follow(QUrl(address))
    assert opened == ["https://semver.org"]
    assert guide.page is not None and guide.page.name == "pipeline"


def test_headings_and_text_have_the_sizes_of_the_program(pilot: Pilot, small_guide: Path) -> None:
    document = guide_of(pilot).reader.document()
    head, text = document.begin(), document.begin().next()
    assert head.begin().fragment().charFormat().font().pixelSize() == HEADINGS[1]
    assert text.begin().fragment().charFormat().fontWeight() < SEMIBOLD
    assert document.defaultFont().pixelSize() == 14

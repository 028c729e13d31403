"""A table is pasted, and a file dropped, on whatever page one is; what is copied for a field stays for it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from salesdesk.ui.kit.pasting import holds_table
from salesdesk.ui.screens.exchange.screen import ExchangeScreen
from salesdesk.ui.shell import menu
from tests.exchange.commands import table
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot

TABLE = "company\tcity\nHalden\tBremen\n"
NAMES = [entry.name for entry in menu.SCREENS]
WIZARD = 1


def mime(text: str = "", html: str = "") -> QMimeData:
    """What a program puts on the clipboard."""
    made = QMimeData()
    made.setText(text)
    if html:
        made.setHtml(html)
    return made


def is_preparing(pilot: Pilot, file: str) -> bool:
    """Whether the import of this file is shown."""
    screen = pilot.window.screens.get("exchange")
    return (
        isinstance(screen, ExchangeScreen)
        and screen.isVisible()
        and screen.stack.currentIndex() == WIZARD
        and [item.path.name for item in screen.draft.items] == [file]
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_pasted_on_any_page(pilot: Pilot, office: Office, name: str) -> None:
    shown = pilot.go(name)
    shown.setFocus()
    QGuiApplication.clipboard().setText(TABLE)
    QTest.keyClick(pilot.window, Qt.Key.Key_V, CONTROL)
    pilot.until(lambda: is_preparing(pilot, "Pasted table.tsv"))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_dropped_on_any_page(pilot: Pilot, office: Office, tmp_path: Path, name: str) -> None:
    path = table(tmp_path / "firms.csv", ("company",), ("Halden",))
    shown = pilot.go(name)
    pilot.until(shown.isVisible)
    pilot.qtbot.wait(100)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = shown.rect().center()
    over: QWidget = shown.childAt(middle) or shown
    at = QPointF(over.mapFrom(shown, middle))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(at.toPoint(), copy, data, left, none)
    QApplication.sendEvent(over, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(over, QDropEvent(at, copy, data, left, none))
    pilot.until(lambda: is_preparing(pilot, "firms.csv"))


def test_what_is_pasted_into_a_field_stays_in_it(pilot: Pilot, office: Office) -> None:
    screen = pilot.go("companies")
    pilot.until(screen.isVisible)
    screen.focus_search()
    pilot.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QGuiApplication.clipboard().setText("Halden\tBremen")
    QTest.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert "Halden" in field.text()
    assert screen.isVisible() and "exchange" not in pilot.window.screens


def test_a_word_is_no_table_and_is_told_so(pilot: Pilot, office: Office) -> None:
    screen = pilot.go("companies")
    screen.setFocus()
    QGuiApplication.clipboard().setText("Halden Logistics, Bremen")
    QTest.keyClick(pilot.window, Qt.Key.Key_V, CONTROL)
    assert "no table on the clipboard" in pilot.said
    assert screen.isVisible() and "exchange" not in pilot.window.screens


@pytest.mark.parametrize(
    ("data", "is_table"),
    [
        (mime(TABLE), True), (mime("Halden\tBremen"), True), (mime("company;city\nHalden;Bremen"), True),
        (mime("company\nHalden", "<html><TABLE><tr><td>company"), True),
        (mime("Halden"), False), (mime(""), False), (mime(" \n"), False),
        (mime("Dear Anna,\nthank you for calling.\nBest, Ron"), False),
    ],
)  # fmt: skip
def test_cells_are_told_from_prose(data: QMimeData, is_table: bool) -> None:
    assert holds_table(data) == is_table

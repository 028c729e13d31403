"""A window on a furnished database, driven as a person would: keys, clicks, drag and drop."""

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from salesdesk.app import make_app, make_window
from salesdesk.services.companies import create_company
from salesdesk.store.place import find_place
from salesdesk.ui.kit.company_day import use_zone
from salesdesk.ui.kit.presence import PresenceNote
from salesdesk.ui.kit.screen import Screen
from salesdesk.ui.screens.pipeline.column import ColumnWidget
from salesdesk.ui.screens.pipeline.screen import PipelineScreen
from salesdesk.ui.shell.window import Window
from tests.conftest import BARE, OFFICE, Ground, filled
from tests.office import Office

SOON_MS = 60_000
"""How long a test waits at most; a feed waits for the longest save on its server, where other tests save."""
MANY_LEFT = 40_000
"""Objects that outlived a test; one test after another leaves some hundred."""
CONTROL = Qt.KeyboardModifier.ControlModifier
of_the_window = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What such a test proves happens in the window, whichever database lies behind it: it runs on a file only.

A window on a server takes half a second more. What is read or written in a way of its own, what others do
meanwhile and whatever the server may refuse is tested on both.
"""


class Pilot:
    """Somebody who sits in front of the window."""

    def __init__(self, window: Window, qtbot: QtBot, login: str) -> None:
        self.window, self.qtbot, self.login = window, qtbot, login

    @property
    def screen(self) -> PipelineScreen:
        """The board's screen, which is gone to if it was not shown yet."""
        screen = self.window.screens.get("pipeline") or self.go("pipeline")
        assert isinstance(screen, PipelineScreen)
        return screen

    def open(self, where: str) -> None:
        """Open a database where it was left, else on its board, and wait for that and what is above it."""
        address, settings = find_place(where).address, self.window.settings
        seat = settings.seat(address, self.login)
        seat = replace(seat, place=seat.place or "pipeline")
        self.window.settings = settings.with_seat(address, self.login, seat)
        self.open_at(where, "pipeline")
        self.until(lambda: bool(self.screen.board.columns))
        self.until(lambda: bool(self.screen.page.bar.view_button.text()))

    def open_at(self, where: str, name: str) -> Screen:
        """Open a database and go to one of its screens."""
        before = set(self.window.screens.values())
        self.window.open_database(where)
        self.until(lambda: bool(set(self.window.screens.values()) - before))
        return self.go(name)

    def go(self, name: str) -> Screen:
        """Go to a screen as soon as a database is open."""
        self.until(lambda: bool(self.window.screens))
        self.window.pages.open(name)
        return self.window.screens[name]

    def come_back(self) -> None:
        """Bring the window to the front, so that keys reach it."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def until(self, fact: Callable[[], bool]) -> None:
        """Wait until something is so; the test fails when it does not become so."""
        self.qtbot.waitUntil(fact, timeout=SOON_MS)

    def column(self, stage: str) -> ColumnWidget:
        """The column of a stage."""
        return next(widget for widget in self.screen.board.columns if widget.name == stage)

    def titles(self, stage: str) -> list[str]:
        """What stands in a column, from above."""
        columns = [widget for widget in self.screen.board.columns if widget.name == stage]
        return [card.title for widget in columns for card in widget.model.cards]

    def header(self, stage: str) -> tuple[int, Decimal, Decimal]:
        """Count, sum and weighted sum as a column's header shows them."""
        column = self.column(stage).header.column
        assert column is not None
        return column.count, column.total, column.weighted

    def choose(self, title: str) -> None:
        """Put the focus on a card."""
        for widget in self.screen.board.columns:
            rows = [row for row, card in enumerate(widget.model.cards) if card.title == title]
            if rows:
                widget.list.setFocus()
                widget.list.choose(rows[0])
                return
        raise AssertionError(f"no card is called {title}")

    def deal_id(self, title: str) -> int:
        """The deal of a card."""
        cards = [card for widget in self.screen.board.columns for card in widget.model.cards]
        return next(card.deal_id for card in cards if card.title == title)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)

    def drag(self, title: str, stage: str, row: int = 0) -> None:
        """Drag a card over a column and drop it above the card in a row, or at the end."""
        source = self.column_with(title)
        index = source.model.index(source.model.row_of(self.deal_id(title)))
        mime = source.model.mimeData([index])
        target = self.column(stage)
        over: QWidget = target.folded if target.is_folded else target.list.viewport()
        point = QPointF(20, 20) if target.is_folded else QPointF(_drop_point(target, row))
        move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(over, QDragEnterEvent(point.toPoint(), move, mime, left, none))
        QApplication.sendEvent(over, QDragMoveEvent(point.toPoint(), move, mime, left, none))
        QApplication.sendEvent(over, QDropEvent(point, move, mime, left, none))

    def column_with(self, title: str) -> ColumnWidget:
        """The column in which a card lies."""
        found = self.screen.board.place_of(self.deal_id(title))
        assert found is not None
        return found[0]

    def type(self, field: QWidget, words: str, enter: bool = True) -> None:
        """Replace what stands in a field."""
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(field, words)
        if enter:
            QTest.keyClick(field, Qt.Key.Key_Return)

    def leave(self) -> None:
        """Close the window and wait until it is closed."""
        close(self.window, self.qtbot)

    @property
    def present(self) -> str:
        """Who else is told to write on the deal in the panel."""
        return self.screen.panel.findChildren(PresenceNote)[0].words

    @property
    def said(self) -> str:
        """What the message at the foot says."""
        return self.window.toast.words if self.window.toast.isVisible() else ""


def close(window: Window, qtbot: QtBot) -> None:
    """Close a window, again and again as long as it stays for something that is not saved."""
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))

    def is_closed() -> bool:
        if not closed:
            window.close()
        return bool(closed)

    qtbot.waitUntil(is_closed, timeout=SOON_MS)


def _drop_point(target: ColumnWidget, row: int) -> QPoint:
    count = target.model.rowCount()
    if row < count:
        return target.list.visualRect(target.model.index(row)).topLeft() + QPoint(40, 10)
    if not count:
        return QPoint(40, 40)
    return target.list.visualRect(target.model.index(count - 1)).bottomLeft() + QPoint(40, 30)


@pytest.fixture(autouse=True)
def _collected_on_the_window_s_thread() -> Iterator[None]:
    """As in the app, garbage goes on the thread of the windows only, never on whichever runs just then."""
    gc.disable()
    loaded = len(sys.modules)
    yield
    gc.collect()
    # Modules stay, and what SQLAlchemy remembers of databases long closed: to walk through them after every
    # test takes longer than many tests.
    if len(sys.modules) > loaded or len(gc.get_objects()) > MANY_LEFT:
        gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _days_of_this_computer() -> Iterator[None]:
    """Each test begins without a company whose days count."""
    yield
    use_zone("")


@pytest.fixture
def new_pilot(qtbot: QtBot) -> Iterator[Callable[[], Pilot]]:
    """Makes windows with nothing open in them; looks for changes of others more often than a person needs."""
    made: list[Window] = []
    app = make_app()

    def make(login: str = "admin") -> Pilot:
        window = make_window(app, login=login)
        window.settings = replace(window.settings, theme="light")
        window.theme.choose("light")
        window.doors = replace(window.doors, poll_ms=lambda _: 50)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        made.append(window)
        return Pilot(window, qtbot, login)

    yield make
    for window in made:
        if isValid(window):
            theme = window.theme
            close(window, qtbot)
            theme.deleteLater()  # else all who heard of its changes would stay, for each test to walk through


def make_deals(office: Office) -> None:
    """A few deals with amounts that make sums one can check by hand."""
    with office.write() as session:
        company = create_company(session, name="Halden Logistics")
    rows: tuple[tuple[str, str, str | None, str], ...] = (
        ("Third", "Qualified", "300", "rita"),
        ("Second", "Qualified", "200.50", "ron"),
        ("First", "Qualified", "100", "rita"),
        ("Beta", "Value shown", "1000", "rita"),
        ("Alpha", "Value shown", None, "ron"),
    )
    for title, stage, amount, owner in rows:
        fields: dict[str, Any] = {"amount": Decimal(amount) if amount else None, "owner": owner}
        office.deal(stage, title=title, company_id=company if title == "First" else None, **fields)


WITH_DEALS = filled("deals", make_deals)


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground:
    """The office with its deals for who sits in front of their board."""
    if "office_with_deals" in request.fixturenames:
        return WITH_DEALS
    return OFFICE if {"office", "tree_office"} & set(request.fixturenames) else BARE


@pytest.fixture
def office_with_deals(office: Office) -> Office:
    """A small office in whose database the deals of `make_deals` lie from the beginning."""
    return office


@pytest.fixture
def pilot(office_with_deals: Office, address: str, new_pilot: Callable[[], Pilot]) -> Pilot:
    """Somebody in front of the board of a small office, as its administrator, on either store."""
    made = new_pilot()
    made.open(address)
    made.until(lambda: made.titles("Qualified") == ["First", "Second", "Third"])
    return made

"""The window: rail, pages, the detail panel; it opens databases and passes on what changes."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.changes import Changes
from salesdesk.settings import Settings
from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.screen import Desk, Screen
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.toast import Toast
from salesdesk.ui.kit.tokens import DETAIL
from salesdesk.ui.kit.undo import UndoStack
from salesdesk.ui.kit.watcher import Watcher
from salesdesk.ui.kit.widgets import label, row
from salesdesk.ui.shell.fault import FaultSheet
from salesdesk.ui.shell.keys import KeysSheet
from salesdesk.ui.shell.menu import SCREENS
from salesdesk.ui.shell.opening import ask_for_database
from salesdesk.ui.shell.rail import Rail
from salesdesk.ui.shell.welcome import Welcome

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store


@dataclass(frozen=True, slots=True)
class Doors:
    """What the window needs from the program around it, given by app.

    `open_store(where)` gives an open store with its feed; `make_sample()` and `make_new(path)` give the
    address of a database made; `keep(settings)` writes the machine's settings; `poll_ms(store)` says how
    often to look for changes. The first three run away from the window's thread.
    """

    open_store: Callable[[str], "tuple[Store, Feed]"]
    make_sample: Callable[[], str]
    make_new: Callable[[str], str]
    keep: Callable[[Settings], None]
    poll_ms: Callable[["Store"], int]


class Window(QMainWindow):
    """One window on one database."""

    def __init__(self, theme: Theme, settings: Settings, doors: Doors) -> None:
        super().__init__()
        self.theme, self.settings, self._doors = theme, settings, doors
        self.background = Background(self)
        self.undo = UndoStack(self.background, self)
        self.watcher = Watcher(self.background, self)
        self.screens: dict[str, Screen] = {}
        self._desk: Desk | None = None
        self._welcome: Welcome | None = None
        self._shown = ""
        # Opened in the background, not yet shown; closed with the window when that comes first.
        self._unclaimed: list[tuple[Store, Feed]] = []
        self.setWindowTitle("SalesDesk")
        self.setMinimumSize(960, 600)
        self._lay_out()
        self._connect()
        self._keys()
        self._restore_place()

    def _lay_out(self) -> None:
        self.rail = Rail(self.theme)
        self.pages = QStackedWidget()
        self.banner = QFrame()
        self.banner.setObjectName("banner")
        self._banner_words = label("", wrap=True)
        self.banner.setLayout(row(self._banner_words, margins=(20, 8, 20, 8)))
        self.banner.hide()
        self._detail = QWidget()
        self._detail.setFixedWidth(DETAIL)
        self._detail_row = QHBoxLayout(self._detail)
        self._detail_row.setContentsMargins(0, 0, 0, 0)
        self._detail.hide()
        middle = QWidget()
        beside = QVBoxLayout(middle)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.banner)
        beside.addWidget(self.pages, 1)
        self.desk_area = QWidget()
        across = QHBoxLayout(self.desk_area)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(middle, 1)
        across.addWidget(self._detail)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.desk_area)
        self.setCentralWidget(self.stack)
        self.toast = Toast(self.stack)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_screen)
        self.rail.open_asked.connect(self._begin)
        self.rail.recent_asked.connect(self.open_database)
        self.rail.keys_asked.connect(self.show_keys)
        self.rail.theme_chosen.connect(self._choose_theme)
        self.watcher.changed.connect(self._changed)
        self.watcher.lost.connect(self._offline)
        self.watcher.found.connect(self._online)
        self.undo.said.connect(self._undone)
        self.background.refused.connect(self.toast.say)
        self.background.broke.connect(self.show_fault)

    def _keys(self) -> None:
        for keys, do in (
            ("Ctrl+Z", lambda: self._unless_covered(self.undo.undo)),
            ("Ctrl+Y", lambda: self._unless_covered(self.undo.redo)),
            ("Ctrl+Shift+Z", lambda: self._unless_covered(self.undo.redo)),
            ("Ctrl+O", lambda: self._unless_covered(self.choose_database)),
            ("Ctrl+Q", self.close),
            ("?", lambda: self._unless_typing(self.show_keys)),
            ("/", lambda: self._unless_typing(lambda: self._on_screen("focus_search"))),
            ("N", lambda: self._unless_typing(lambda: self._on_screen("new_record"))),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(do)

    def _unless_typing(self, do: Callable[[], None]) -> None:
        typing = isinstance(self.focusWidget(), QLineEdit | QPlainTextEdit | QAbstractSpinBox | QComboBox)
        if not typing and not self._covered:
            do()

    def _unless_covered(self, do: Callable[[], None]) -> None:
        if not self._covered:
            do()

    @property
    def _covered(self) -> bool:
        """Whether a sheet waits for an answer over the screens."""
        return bool(self._sheets(Sheet))

    def _sheets(self, kind: type[Sheet]) -> list[Sheet]:
        found = self.stack.findChildren(kind, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [sheet for sheet in found if sheet.isVisible()]

    def _on_screen(self, verb: str) -> None:
        screen = self.screens.get(self._shown)
        if screen is not None and self.stack.currentWidget() is self.desk_area:
            getattr(screen, verb)()

    def show_welcome(self, sentence: str = "") -> None:
        """Show the ways to begin."""
        if self._welcome is None:
            self._welcome = Welcome(self.theme, self.settings.recent)
            self._welcome.chosen.connect(self._begin)
            self._welcome.recent_chosen.connect(self.open_database)
            self._welcome.theme_chosen.connect(self._choose_theme)
            self.stack.addWidget(self._welcome)
        self._welcome.say(sentence)
        self.stack.setCurrentWidget(self._welcome)
        self._welcome.focus_first()

    def _begin(self, choice: str) -> None:
        if choice == "sample":
            self.toast.say(tr("Making the sample company …"))
            if self._welcome is not None:
                self._welcome.begin()
            self.background.run(
                self._doors.make_sample, self.open_database, owner=self, failed=self._not_opened
            )
            return
        where = ask_for_database(self, choice)
        if where and choice == "new":
            self.background.run(
                lambda: self._doors.make_new(where), self.open_database, owner=self, failed=self._not_opened
            )
        elif where:
            self.open_database(where)

    def choose_database(self) -> None:
        """Let the user name another database; this one stays open until that one is."""
        where = ask_for_database(self, "open")
        if where:
            self.open_database(where)

    def open_database(self, where: str) -> None:
        """Open a database away from this thread, then show it."""

        def work() -> "tuple[Store, Feed]":
            opened = self._doors.open_store(where)
            self._unclaimed.append(opened)
            return opened

        self.background.run(work, self._opened, owner=self, failed=self._not_opened)

    def _not_opened(self, sentence: str) -> None:
        if self._desk is None:
            self.show_welcome(sentence)
        else:
            self.toast.say(sentence)

    def _opened(self, opened: "tuple[Store, Feed]") -> None:
        store, feed = opened
        self._unclaimed.remove(opened)
        self._forget()
        self.background.store = store
        self._desk = Desk(
            background=self.background,
            theme=self.theme,
            undo=self.undo,
            viewer=store.viewer,
            read_only=store.read_only,
            open=self._open_record,
            toast=self._say,
            show_detail=self._show_detail,
            sheet_parent=self.stack,
            set_count=self.rail.set_count,
        )
        self.setWindowTitle(f"{store.place.name} – SalesDesk")
        self._show_banner(store.read_only)
        self.watcher.watch(feed, self._doors.poll_ms(store))
        self.settings = self.settings.with_database(store.place.address, store.viewer.login)
        self._doors.keep(self.settings)
        self.rail.show_person(store.viewer, store.place.name, self.settings.recent[1:])
        self.stack.setCurrentWidget(self.desk_area)
        self.show_screen(SCREENS[0].name)
        self.toast.hide()

    def _forget(self) -> None:
        """Put the screens of the database before away."""
        self.watcher.stop()
        self._show_detail(None)
        for screen in self.screens.values():
            self.pages.removeWidget(screen)
            screen.deleteLater()
        self.screens.clear()
        self.undo.clear()
        old = self.background.store
        if old is not None:
            self.background.after_saves(old.close)

    def show_screen(self, name: str) -> None:
        """Show a screen, built now if it is the first time."""
        if self._desk is None:
            return
        if name not in self.screens:
            entry = next(entry for entry in SCREENS if entry.name == name)
            self.screens[name] = entry.build(self._desk)
            self.pages.addWidget(self.screens[name])
        self._shown = name
        self.rail.show_screen(name)
        self.pages.setCurrentWidget(self.screens[name])

    def _open_record(self, name: str, record_id: int) -> None:
        self.show_screen(name)

    def _show_detail(self, widget: QWidget | None) -> None:
        while self._detail_row.count():
            item = self._detail_row.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None and old is not widget:
                old.setParent(None)
        if widget is not None:
            self._detail_row.addWidget(widget)
            widget.show()
        self._detail.setVisible(widget is not None)

    def _say(self, words: str, action_id: int | None = None) -> None:
        self.toast.say(words, (lambda: self.undo.undo_this(action_id)) if action_id is not None else None)
        self.watcher.look()

    def _undone(self, words: str) -> None:
        self.toast.say(words)
        self.watcher.look()

    def _changed(self, changes: Changes) -> None:
        for screen in self.screens.values():
            screen.changed(changes)

    def _show_banner(self, words: str) -> None:
        self._banner_words.setText(words)
        self.banner.setVisible(bool(words))

    def _offline(self, sentence: str) -> None:
        self._show_banner(tr("Offline, trying again. {sentence}").format(sentence=sentence))

    def _online(self) -> None:
        self._show_banner(self._desk.read_only if self._desk else "")
        self._changed(Changes(everything=True))

    def _choose_theme(self, choice: str) -> None:
        self.theme.choose(choice)
        self.settings = replace(self.settings, theme=choice)  # type: ignore[arg-type]
        self._doors.keep(self.settings)

    def show_fault(self, error: BaseException) -> None:
        """Tell of a mistake of the program itself; one at a time."""
        if not self._sheets(FaultSheet):
            FaultSheet(self.stack, self.theme, error)

    def show_keys(self) -> None:
        """Show all keys."""
        if not self._covered:
            KeysSheet(self.stack, self.theme)

    def _restore_place(self) -> None:
        self.resize(1440, 900)
        if self.settings.window:
            self.restoreGeometry(QByteArray(base64.b64decode(self.settings.window)))

    def closeEvent(self, event: QCloseEvent) -> None:
        place = base64.b64encode(self.saveGeometry().data()).decode()
        self.settings = replace(self.settings, window=place)
        self._doors.keep(self.settings)
        self.watcher.stop()
        self.background.close()
        for store, feed in self._unclaimed:
            feed.close()
            store.close()
        if self.background.store is not None:
            self.background.store.close()
        event.accept()

"""The window: it opens databases, shows their pages or the ways to begin, and passes on what changes."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from salesdesk.answers.changes import Changes
from salesdesk.rules.invitations import ENDING
from salesdesk.settings import ZOOMS, Density, Seat, Settings
from salesdesk.settings import Theme as Look
from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.cover import Cover
from salesdesk.ui.kit.dropping import dropped_files
from salesdesk.ui.kit.notice import Notice
from salesdesk.ui.kit.screen import Command, Desk, Kept, Screen
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.toast import Toast
from salesdesk.ui.kit.undo import Handed, UndoStack
from salesdesk.ui.kit.watcher import Watcher
from salesdesk.ui.shell.beginning import Beginning
from salesdesk.ui.shell.commands import (
    desk_commands,
    menu_commands,
    page_commands,
    undo_commands,
    window_commands,
)
from salesdesk.ui.shell.days import Days
from salesdesk.ui.shell.doors import Doors
from salesdesk.ui.shell.drafts import Drafts
from salesdesk.ui.shell.entering import Entering, come_in
from salesdesk.ui.shell.fault import FaultSheet
from salesdesk.ui.shell.guidance import Guidance
from salesdesk.ui.shell.keys import KeysSheet
from salesdesk.ui.shell.leaving import Leaving
from salesdesk.ui.shell.notifications import NoticePanel, Notifications
from salesdesk.ui.shell.opening import ENDING as FILE_ENDING
from salesdesk.ui.shell.opening import ask_for_database, is_server
from salesdesk.ui.shell.pages import Pages
from salesdesk.ui.shell.places import latest_first
from salesdesk.ui.shell.rail import Rail
from salesdesk.ui.shell.rail_pages import RailPages
from salesdesk.ui.shell.reminding import Reminding
from salesdesk.ui.shell.rescue import Rescue
from salesdesk.ui.shell.shortcuts import Shortcuts
from salesdesk.ui.shell.welcoming import Welcoming

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store
    from salesdesk.ui.shell.help import HelpWindow


BEGINNING = "begin"
"""The guide's page about the ways to begin."""
LOOK_AFTER_MS = 10_000
"""How long after opening a file it is looked after; until then a window has other things to do."""
OPENED = (ENDING, FILE_ENDING)
"""What is opened where it is dropped: an invitation, and while nothing is open a database."""
_STEPS = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}


class Window(QMainWindow):
    """One window on one database. `resume` is what could be undone before it was made anew."""

    closed = Signal()

    def __init__(self, theme: Theme, settings: Settings, doors: Doors) -> None:
        super().__init__()
        self.theme, self.settings, self.doors = theme, settings, doors
        self.background = Background(self)
        self.undo = UndoStack(self.background, self)
        self.watcher = Watcher(self.background, self)
        self.notifications = Notifications(self)
        self.reminding = Reminding(self, theme)
        self.pages = Pages(theme)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pages)
        self.setCentralWidget(self.stack)
        self.toast = Toast(self.stack)
        self.drafts = Drafts(self)
        self._rescue = Rescue(self)
        self._leaving = Leaving(self)
        self.beginning = Beginning(self)
        self.welcoming = Welcoming(self)
        self._entering = Entering(self)
        self._guidance = Guidance(self.pages)
        self._rail_pages = RailPages(self.pages)
        self.days = Days(self)
        self._desk: Desk | None = None
        self._recent: tuple[str, ...] = ()
        self._seat: tuple[str, str] | None = None
        self._kept = Kept()
        self._help: HelpWindow | None = None
        self.resume: Handed = []
        self._shortcuts = Shortcuts(self, self.commands, lambda: self.is_covered)
        self.setWindowTitle("SalesDesk")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self._connect()
        self._shortcuts.renew()
        self.pages.fold(settings.narrow_rail)
        self.resize(1440, 900)
        self._put_back(settings.window)

    def _connect(self) -> None:
        rail = self.pages.rail
        rail.open_asked.connect(self.begin)
        rail.recent_asked.connect(self.open_database)
        rail.theme_chosen.connect(self.choose_theme)
        rail.offered = lambda: menu_commands(self)
        rail.bell.clicked.connect(self.show_notifications)
        self.notifications.changed.connect(rail.bell.show_count)
        self.watcher.changed.connect(self.notifications.hear)
        self.watcher.changed.connect(self.reminding.hear)
        self.reminding.opened.connect(lambda id: self.pages.open("activity", id))
        self.pages.own_button.clicked.connect(lambda: self.begin("new"))
        self.pages.arrived.connect(self._shortcuts.renew)
        self.pages.seen.connect(lambda record, id: self._remember(f"{record}:{id}"))
        self.watcher.changed.connect(self._rail_pages.hear)
        self.watcher.changed.connect(self.pages.changed)
        self.watcher.changed.connect(self.days.hear)
        self.days.moved.connect(lambda: self.pages.changed(Changes(everything=True)))
        self.watcher.lost.connect(self._offline)
        self.watcher.found.connect(self._online)
        self.undo.said.connect(self._say)
        self.background.refused.connect(self.toast.say)
        self.background.broke.connect(self.show_fault)

    @property
    def screens(self) -> dict[str, Screen]:
        """The screens built so far, by name."""
        return self.pages.screens

    @property
    def rail(self) -> Rail:
        """The rail of the open database."""
        return self.pages.rail

    def commands(self) -> tuple[Command, ...]:
        """All that can be done at this moment, the shown screen's own first."""
        if self._desk is None or self.stack.currentWidget() is not self.pages:
            return window_commands(self)
        screen = self.pages.current
        return (
            *(screen.commands() if screen is not None else ()),
            *page_commands(self.pages, self.find_anything),
            *undo_commands(self.undo, self.toast.say),
            *desk_commands(self),
            *window_commands(self),
        )

    @property
    def desk(self) -> Desk | None:
        """What the screens of the open database share; None while none is open."""
        return self._desk

    def run_command(self, key: str) -> None:
        """Do a command by its key; one that means nothing at this moment does nothing."""
        found = next((command for command in self.commands() if command.key == key), None)
        if found is not None and found.do is not None:
            found.do()

    @property
    def is_covered(self) -> bool:
        """Whether a sheet waits for an answer over the screens, or somebody looks for something."""
        return bool(self._covers(Cover))

    def _covers(self, kind: type[Cover]) -> list[Cover]:
        found = self.stack.findChildren(kind, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [cover for cover in found if cover.isVisible()]

    def sheets(self) -> list[Sheet]:
        """The forms that lie over the screens."""
        return [cover for cover in self._covers(Sheet) if isinstance(cover, Sheet)]

    def find_anything(self) -> None:
        """Open the command palette."""
        from salesdesk.ui.shell.palette import Palette

        Palette(
            self.stack,
            self.theme,
            self.background,
            commands=tuple(command for command in self.commands() if command.key != "find"),
            recent=self._recent,
            opened=self.pages.open,
            used=self._remember,
        )

    def _remember(self, ref: str) -> None:
        self._recent = latest_first(self._recent, ref)

    def show_welcome(self, sentence: str = "") -> None:
        """Show the ways to begin."""
        self.welcoming.show(sentence)

    def begin(self, choice: str) -> None:
        """Open the sample, a new company, another file, a server or a backup."""
        self.beginning.begin(choice)

    def choose_database(self) -> None:
        """Let the user name another database; this one stays open until that one is."""
        where = ask_for_database(self, "open")
        if where:
            self.open_database(where)

    def open_database(self, where: str, *, again: bool = False) -> None:
        """Open a database away from this thread, then show it; asks about what is typed and not saved.

        `again` asks who one is even where that is known. An invitation leads to the server it names.
        """
        if where.endswith(ENDING):
            self.beginning.take_invitation(where)
        elif self._leaving.may_change():
            self._entering.open(where, again=again)

    def open_copy(self, where: str) -> None:
        """Go on in a copy of the file that is open, as the same person; what is typed is kept as drafts."""
        before, login = self._seat or ("", "")

        def same_person(settings: Settings) -> Settings:
            known = settings.with_database(where, login)
            return known.with_stay(where, settings.stays.get(before, ""))

        self.keep(same_person)
        self._leaving.insist()
        self.open_database(where)

    def not_opened(self, sentence: str) -> None:
        """Say why a database could not be opened, where there is a place for it."""
        if self._desk is None:
            self.show_welcome(sentence)
        else:
            self.toast.say(sentence)

    @property
    def has_database(self) -> bool:
        """Whether a database is shown."""
        return self._desk is not None

    def show_before(self) -> None:
        """Show what is open, or else the ways to begin."""
        if self._desk is None:
            self.show_welcome()
        else:
            self.stack.setCurrentWidget(self.pages)

    def sign_out(self) -> None:
        """Let somebody else sign in to the database that is open."""
        if self._seat is None:
            return
        where = self._seat[0]
        if is_server(where):
            self.beginning.connect_to(where)
        else:
            self.open_database(where, again=True)

    def show_opened(self, opened: "tuple[Store, Feed]") -> None:
        """Show a database to whom it is open for, in place of the one before."""
        store, feed = opened
        self._forget()
        self.background.store = store
        self._kept = Kept(self.settings.seat(store.place.address, store.viewer.login).kept)
        self._desk = self._make_desk(store)
        self.setWindowTitle(f"{store.place.name} – SalesDesk")
        self.pages.say_above(store.read_only or store.clock_words)
        self.pages.open_line.setVisible(store.is_unguarded)
        self.watcher.watch(feed, self.doors.poll_ms(store))
        where, login = store.place.address, store.viewer.login
        self._seat = (where, login)
        self.keep(lambda settings: settings.with_database(where, login))
        seat = self.settings.seat(where, login)
        self._recent = seat.recent
        self._put_back(seat.window)
        others = tuple(each for each in self.settings.shown_recent if each != where)
        self.rail.show_person(store.viewer, store.place.name, others)
        self.stack.setCurrentWidget(self.pages)
        self.days.begin(self._desk)
        self._rail_pages.begin(self._desk)
        self.pages.begin(self._desk, seat.place)
        self.beginning.opened()
        self._entering.forget()
        self.notifications.begin(self._desk)
        self.reminding.begin(self._desk)
        self._guidance.begin(self._desk)
        self.undo.take_over(self.resume)
        self.resume = []
        self.drafts.begin(where, login)
        self.toast.hide()
        come_in(self._desk)
        QTimer.singleShot(LOOK_AFTER_MS, self._desk.life, lambda: self._look_after(store))

    def _look_after(self, store: "Store") -> None:
        """Once the window is at rest: the rest of the file's check, and today's backup."""
        from salesdesk.store.daily import look_after

        def told(problem: str) -> None:
            if problem:
                self.pages.say_above(problem)

        self.background.run(lambda: look_after(store), told, owner=self._desk.life if self._desk else None)

    def _make_desk(self, store: "Store") -> Desk:
        return Desk(
            background=self.background,
            theme=self.theme,
            undo=self.undo,
            viewer=store.viewer,
            read_only=store.read_only,
            open=self.pages.open,
            find=self.find_anything,
            run=self.run_command,
            toast=self._say,
            look=self.watcher.look,
            notify=self._notify,
            show_detail=lambda _: None,
            sheet_parent=self.stack,
            set_count=self.rail.set_count,
            pages=self._rail_pages.all,
            choose_page=self._rail_pages.choose,
            life=QObject(self),
            kept=self._kept,
            lost=self._rescue.lost,
        )

    def _forget(self) -> None:
        """Put what was shown of the database before away; what was typed in a field is saved first."""
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
        self._keep_seat()
        self.drafts.end()
        self.watcher.stop()
        self.reminding.begin(None)
        self.pages.forget()
        if self._desk is not None:
            self._desk.life.deleteLater()
        self.undo.clear()
        old = self.background.store
        if old is not None:
            self.background.after_saves(old.close)

    def _say(self, words: str, action_id: int | None = None) -> None:
        self.toast.say(words, (lambda: self.undo.undo_this(action_id)) if action_id is not None else None)
        self.watcher.look()

    def _notify(self, notice: Notice) -> None:
        self.notifications.add(notice)
        self.toast.say(notice.title)

    def show_first_steps(self) -> None:
        """Show the first steps of a company on Today again, done or not."""
        self.pages.open("today")
        self._guidance.bring_back()

    def show_notifications(self) -> None:
        """Open the list under the bell; from then on nothing in it is new."""
        bell = self.rail.bell
        place = bell.mapTo(self.stack, QPoint(0, bell.height() + 6))
        NoticePanel(self.stack, self.theme, self.notifications.notices, self.pages.open, place)
        self.notifications.seen()

    def _offline(self, sentence: str) -> None:
        self.pages.say_above(tr("Offline, trying again. {sentence}").format(sentence=sentence))

    def _online(self) -> None:
        store = self.background.store
        self.pages.say_above((store.read_only or store.clock_words) if store else "")
        self.pages.changed(Changes(everything=True))

    def keep(self, change: Callable[[Settings], Settings]) -> None:
        """Change the settings of this machine, and what this window knows of them."""
        self.settings = change(self.settings)
        self.doors.keep(change)

    def _keep_seat(self) -> None:
        """Remember how the window stands on this database."""
        place = base64.b64encode(self.saveGeometry().data()).decode()
        if self._seat is None:
            self.keep(lambda settings: replace(settings, window=place))
            return
        where, login = self._seat
        now, recent = self.pages.places.now, self._recent
        shown = "" if now is None else f"{now.record}:{now.record_id}" if now.record else now.screen
        seat = Seat(window=place, place=shown, recent=recent, kept=self._kept.words)
        self.keep(lambda settings: replace(settings.with_seat(where, login, seat), window=place))

    def choose_theme(self, choice: Look) -> None:
        """Look light, dark or as the system does."""
        self.theme.choose(choice)
        self.keep(lambda settings: replace(settings, theme=choice))

    def choose_density(self, choice: Density) -> None:
        """Show rows and cards with more air, or more of them."""
        self.theme.choose_density(choice)
        self.keep(lambda settings: replace(settings, density=choice))

    def fold_rail(self) -> None:
        """Show the rail narrow, or wide again."""
        narrow = not self.settings.narrow_rail
        self.pages.fold(narrow)
        self.keep(lambda settings: replace(settings, narrow_rail=narrow))

    def zoom(self, by: int) -> None:
        """Show everything one step larger (1), smaller (-1), or in its usual size (0).

        Qt scales a whole program, so the window is made anew; what could be undone still can.
        """
        place = ZOOMS.index(self.settings.zoom)
        wanted = ZOOMS[min(max(place + by, 0), len(ZOOMS) - 1)] if by else 100
        if wanted == self.settings.zoom:
            self.toast.say(tr("It is shown at {n} %.").format(n=wanted))
        elif self.is_covered or self.background.is_saving:
            self.toast.say(tr("Finish what is under way first; then the size can be changed."))
        else:
            self.keep(lambda settings: replace(settings, zoom=wanted))
            self._leaving.leave(lambda: self.doors.again(*(self._seat or ("", "")), self.undo.steps()))

    def another(self) -> None:
        """Show one more window on this database."""
        if self._seat is not None:
            self.doors.another(*self._seat)

    def show_fault(self, error: BaseException) -> None:
        """Tell of a mistake of the program itself; one at a time."""
        if not self._covers(FaultSheet):
            FaultSheet(self.stack, self.theme, error)

    def show_help(self) -> None:
        """Show the guide's page about what is shown; all keys where there is no guide."""
        from salesdesk.ui.shell.help import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self, self.theme)
        if not self._help.pages:
            self.show_keys()
            return
        screen = self.pages.current
        self._help.open_page(BEGINNING if screen is None else screen.guide_page)

    def show_keys(self) -> None:
        """Show all keys."""
        screen = self.pages.current
        here = screen.commands() if screen is not None else ()
        own = {command.key for command in here}
        everywhere = tuple(command for command in self.commands() if command.key not in own)
        KeysSheet(self.stack, self.theme, here, everywhere)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.is_covered:
            return
        if (self.stack.currentWidget() is self.pages and dropped_files(event)) or any(
            path.suffix in OPENED for path in dropped_files(event)
        ):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped anywhere go to the screen that takes files; an invitation leads to its server."""
        opened = next((path for path in dropped_files(event) if path.suffix in OPENED), None)
        paths = dropped_files(event)
        if opened is not None and (opened.suffix == ENDING or self.stack.currentWidget() is not self.pages):
            event.acceptProposedAction()
            self.open_database(str(opened))
        elif paths:
            event.acceptProposedAction()
            self.pages.take_files(paths)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().installEventFilter(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._desk is not None:
            self.days.count_here()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse's back and forward buttons, wherever they are pressed."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            by = _STEPS.get(event.button())
            if by is not None and not self.is_covered:
                self.pages.step(by)
                return True
        return False

    def _put_back(self, place: str) -> None:
        if place:
            self.restoreGeometry(QByteArray(base64.b64decode(place)))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving.is_over:
            event.ignore()
            self._leaving.leave()
            return
        self._keep_seat()
        self.drafts.end()
        self.reminding.begin(None)
        self.background.close()
        self._entering.close()
        if self.background.store is not None:
            self.background.store.close()
        event.accept()
        self.closed.emit()

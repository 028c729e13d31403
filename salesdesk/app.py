"""Puts the parts together: the window first, the database behind it."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from PySide6.QtCore import QProcess, QProcessEnvironment, QTimer
from PySide6.QtWidgets import QApplication

from salesdesk.answers.entrance import Entrance
from salesdesk.errors import NobodyHere
from salesdesk.keychain import known_password
from salesdesk.rules.beginnings import NewCompany
from salesdesk.settings import (
    change_settings,
    chosen_language,
    data_folder,
    joined,
    load_settings,
    with_password,
    without_password,
)
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.undo import Handed
from salesdesk.ui.kit.watcher import FILE_MS, SERVER_MS, SHARE_MS
from salesdesk.ui.shell.doors import Doors
from salesdesk.ui.shell.opening import is_server
from salesdesk.ui.shell.window import Window

if TYPE_CHECKING:
    from salesdesk.store import Feed, Store

SETTLED_MS, YOUNG_MS, TIDY_MS = 3_000, 500, 60_000
_MANY_NEW = 10_000
"""After how many new objects it is worth looking for garbage among them."""


RESUME = "SALESDESK_RESUME"
"""The variable by which a window that is made anew in another size hears what could be undone."""
HANDED = "SALESDESK_HANDED"
"""The variable by which it hears who signed in before it, so that nobody has to sign in anew."""
SCALE = "QT_SCALE_FACTOR"
_SCALE_BEFORE = os.environ.get(SCALE)


def make_app(zoom: int = 100) -> QApplication:
    """The Qt application, named for desktops and window managers, its contents `zoom` per cent large."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    if zoom != 100:
        os.environ[SCALE] = str(float(_SCALE_BEFORE or 1) * zoom / 100)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("SalesDesk")
    app.setDesktopFileName("salesdesk")
    _translate_dialogs(app)
    return app


def _translate_dialogs(app: QApplication) -> None:
    """The words of Qt's own buttons and dialogs in the language of the program, where Qt knows it."""
    language = chosen_language()
    if language:
        from PySide6.QtCore import QLibraryInfo, QTranslator

        words = QTranslator(app)
        if words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(words)


class Told:
    """Whom a window was told to open a database as: `login`, for the first opening of `where` and no other.

    Told for no database in particular, it is for the first one that is opened.
    """

    def __init__(self, login: str | None, where: str | None = None) -> None:
        self._login, self._where = login or "", where or ""

    def login_for(self, where: str) -> str:
        """The login to open this database with, or nothing."""
        from salesdesk.store.place import find_place

        is_it = not self._where or find_place(self._where).address == find_place(where).address
        return self._login if self._login and is_it else ""

    def forget(self) -> None:
        """It was told for an opening that is over."""
        self._login = ""


class Windows:
    """The windows of the running program: each has its own sessions and its own undo, all have one look."""

    def __init__(self, app: QApplication) -> None:
        settings = load_settings()
        self._theme = Theme(app, settings.theme, settings.density)
        self._open: list[Window] = []
        # Addresses with their passwords, for further windows; never written anywhere.
        handed = _handed()
        self._signed_in: dict[str, str] = dict(handed["addresses"])
        # The marks of those who signed in to files here, so that further windows do not ask again.
        self._entered: set[str] = set(handed["entered"])

    def make(self, login: str | None = None, where: str | None = None) -> Window:
        """A window with nothing open in it yet; it opens `where`, or else its first database, as `login`."""
        settings = load_settings()
        told = Told(login, where)

        def open_store(where: str) -> "tuple[Store, Feed]":
            from salesdesk.store import open_store as open_it
            from salesdesk.store.place import find_place

            bare = without_password(where)
            address = where if where != bare else self._signed_in.get(bare, "")
            if not address:
                address = with_password(where, known_password(where)) if is_server(where) else where
            who = told.login_for(bare)
            last = load_settings().logins.get(find_place(where).address)
            try:
                store = open_it(address, login=who or last)
            except NobodyHere:
                if who:
                    raise
                # Whoever was in it last on this computer left, or it is another database now.
                store = open_it(address)
            self._signed_in[bare] = address
            return store, store.feed()

        def asks_who(store: "Store", again: bool) -> Entrance | None:
            is_told = bool(told.login_for(store.place.address))
            entrance = self._asks_who(store, is_told=is_told, again=again)
            if is_told or again:
                told.forget()
            return entrance

        doors = Doors(
            open_store=open_store,
            asks_who=asks_who,
            entered=self._entered.add,
            make_sample=_make_sample,
            make_new=_make_new,
            restore=_restore,
            keep=change_settings,
            poll_ms=_poll_ms,
            another=self._another,
            again=self._again,
        )
        window = Window(self._theme, settings, doors)
        window.closed.connect(lambda: self._closed(window))
        self._open.append(window)
        return window

    def _asks_who(self, store: "Store", *, is_told: bool, again: bool) -> Entrance | None:
        """Whom to choose from; None where it is known who opens a file: the only one there is, whoever stays
        signed in here or came in before, and whom the command line names unless they have a password. Whoever
        was in it last and is no more is not taken for somebody else: then it asks too."""
        entrance = store.entrance()
        if entrance is None or not entrance.people:
            return None
        me = entrance.person(store.viewer.login)
        if again:
            self._entered.difference_update(each.mark for each in entrance.people)
            return entrance
        if entrance.is_open or me is None:
            return None if entrance.is_open else entrance
        settings, where = load_settings(), store.place.address
        last = settings.logins.get(where)
        if last and not is_told and entrance.person(last) is None:
            return entrance
        if is_told and not me.has_password:
            self._entered.add(me.mark)
        is_known = settings.stays.get(where) == me.mark or me.mark in self._entered
        return None if is_known else entrance

    def _another(self, where: str, login: str) -> None:
        """One more window on the same database."""
        window = self.make(login, where)
        window.show()
        window.open_database(where)

    def _again(self, where: str, login: str, undo: Handed) -> None:
        """Start the program once more on a database: what is drawn larger or smaller has to be drawn anew."""
        import json

        program = QProcess()
        variables = QProcessEnvironment.systemEnvironment()
        variables.remove(SCALE)
        if _SCALE_BEFORE:
            variables.insert(SCALE, _SCALE_BEFORE)
        variables.insert(RESUME, json.dumps(undo))
        # Not as an argument, which everybody at this computer could read; and taken out when it is read.
        addresses = [(where, self._signed_in[where])] if where in self._signed_in else []
        variables.insert(HANDED, json.dumps({"addresses": addresses, "entered": sorted(self._entered)}))
        program.setProcessEnvironment(variables)
        frozen = getattr(sys, "frozen", False)
        arguments = [] if frozen else ["-m", "salesdesk"]
        program.setProgram(sys.executable)
        program.setArguments([*arguments, "--db", where, "--user", login, "open"])
        program.startDetached()

    def _closed(self, window: Window) -> None:
        if window in self._open:
            self._open.remove(window)
            window.deleteLater()

    def collect_young(self) -> None:
        """Let go of young garbage, unless long work holds much that is young and no garbage.

        To go through what an import of many rows has just made would stand in the window's way for longer
        than one sees something stand still.
        """
        if gc.get_count()[0] > _MANY_NEW and not self._are_busy:
            gc.collect(1)

    def tidy(self) -> None:
        """Let go of all garbage; of what is young while much is held, which is then left alone for good."""
        if any(window.background.is_working_long for window in self._open):
            return
        if self._are_busy:
            gc.collect(1)
            gc.freeze()
        else:
            gc.collect()

    @property
    def _are_busy(self) -> bool:
        return any(window.background.is_busy for window in self._open)

    def show_fault(self, error: BaseException) -> None:
        """Tell of a mistake of the program itself in the window that is used."""
        shown = [window for window in self._open if window.isActiveWindow()] or self._open
        if shown:
            shown[0].show_fault(error)


def make_window(app: QApplication, *, login: str | None = None) -> Window:
    """A window with nothing open in it yet."""
    return Windows(app).make(login)


def run(where: str | None, *, login: str | None = None) -> int:
    """Show the window on a database, or the ways to begin without one; the exit code."""
    app = make_app(load_settings().zoom)
    windows = Windows(app)
    window = windows.make(login, where)
    sys.excepthook = lambda kind, error, trace: windows.show_fault(error)
    window.show()
    if where:
        window.resume = _resumed()
        QTimer.singleShot(0, lambda: window.open_database(where))
    else:
        window.show_welcome(window.settings.notice)
    QTimer.singleShot(SETTLED_MS, lambda: settle(app, windows))
    return app.exec()


def settle(app: QApplication, windows: Windows) -> None:
    """Take what was loaded at the start out of the collector's rounds: they are what stalls a window.

    The collector never runs by itself while there is a window: it would do so on whichever thread just made
    an object, and parts of a window may only be let go of on the window's own. It is done there from now on.
    """
    gc.collect()
    gc.freeze()
    for work, every_ms in ((windows.collect_young, YOUNG_MS), (windows.tidy, TIDY_MS)):
        timer = QTimer(app)
        timer.timeout.connect(work)
        timer.start(every_ms)


def _resumed() -> Handed:
    """What the window before could undo."""
    if RESUME not in os.environ:
        return []
    import json

    try:
        told = json.loads(os.environ.pop(RESUME))
        return [(str(words), int(action), bool(in_steps)) for words, action, in_steps in told]
    except ValueError:
        return []


def _handed() -> dict[str, Any]:
    """How the program that this one takes the place of was signed in."""
    nothing: dict[str, Any] = {"addresses": [], "entered": []}
    if HANDED not in os.environ:
        return nothing
    import json

    try:
        return nothing | dict(json.loads(os.environ.pop(HANDED)))
    except (ValueError, TypeError):
        return nothing


def _poll_ms(store: "Store") -> int:
    from salesdesk.store.place import is_remote

    path = store.place.path
    if path is None:
        return SERVER_MS
    return SHARE_MS if is_remote(path) else FILE_MS


def _make_sample() -> str:

    from salesdesk.store.sample import make_sample

    path = data_folder() / "sample.salesdesk"
    if not path.exists():
        make_sample(str(path))
    return str(path)


def _make_new(where: str, company: NewCompany) -> str:
    from salesdesk.services.beginnings import begin_company
    from salesdesk.store import create_database, made_whole, open_store

    login = company.login or "admin"
    with made_whole(where) as making:
        create_database(
            making,
            admin_login=login,
            admin_password=company.password or None,
            currency=company.currency,
            time_zone=company.time_zone,
        )
        store = open_store(making, login=login)
        try:
            with store.write("begin_company") as session:
                begin_company(session, company=company)
            _stay(store, where)
            own = _signed_in_as(store, where, login, company.password)
        finally:
            store.close()
    return own


def _signed_in_as(store: "Store", where: str, login: str, password: str) -> str:
    """The address with which the first administrator signs in: on a server not its owner's."""
    from salesdesk.queries.people import role_of

    if store.dialect == "sqlite":
        return where
    with store.read() as session:
        role = role_of(session, login=login)
    if not role:
        return where
    parts = urlsplit(where)
    server = parts.netloc.rpartition("@")[2]
    return with_password(joined(parts._replace(netloc=f"{quote(role, safe='')}@{server}")), password)


def _stay(store: "Store", where: str) -> None:
    """Let whoever makes a company file on this computer go on in it without being asked who they are."""
    entrance = store.entrance()
    me = entrance.person(store.viewer.login) if entrance is not None else None
    if me is not None:
        from salesdesk.store.place import find_place

        mark = me.mark
        change_settings(lambda settings: settings.with_stay(find_place(where).address, mark))


def _restore(backup: str, where: str) -> str:
    from salesdesk.store.backup import restore

    restore(Path(backup), where)
    return where

"""Reminders: asked for away from this thread, told once, shown until somebody answers them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from salesdesk.answers.changes import Changes
from salesdesk.answers.reminders import Reminder, Reminders
from salesdesk.rules.reminders import TOLD_AGAIN
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.notice import Notice
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.timeline import KIND_ICONS
from salesdesk.ui.shell.reminder_card import ReminderCard, when_words

if TYPE_CHECKING:
    from salesdesk.ui.shell.window import Window

WATCHED = frozenset({"activity", "person_setting"})
POLL_MS, SOON_MS = 20_000, 400


class Tray(QObject):
    """The desktop's own notifications, where there are any; `clicked` carries what the last one was about."""

    clicked = Signal(int)

    def __init__(self, parent: QMainWindow) -> None:
        super().__init__(parent)
        self._window = parent
        self._icon: QSystemTrayIcon | None = None
        self._about = 0

    def tell(self, title: str, words: str, about: int) -> None:
        """Show a notification of the desktop; nothing happens where it has none."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self._icon.messageClicked.connect(lambda: self.clicked.emit(self._about))
        self._about = about
        self._icon.show()
        self._icon.showMessage(title, words)

    def hide(self) -> None:
        """Take the sign out of the desktop's bar."""
        if self._icon is not None:
            self._icon.hide()


class Reminding(QObject):
    """Looks every POLL_MS, and soon after activities changed, of what the person is to be reminded.

    `opened` carries the activity that somebody wants to see.
    """

    opened = Signal(int)

    def __init__(self, window: "Window", theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._desk: Desk | None = None
        self._card: ReminderCard | None = None
        self._mine: set[int] = set()
        self._shown: tuple[Reminder, ...] = ()
        self._was_asked = False
        self.tray = Tray(window)
        self.tray.clicked.connect(self._called)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.look)

    def begin(self, desk: Desk | None) -> None:
        """Remind of what the open database holds, or of nothing more."""
        self._desk, self._mine, self._shown, self._was_asked = desk, set(), (), False
        self._show_card()
        self._timer.stop()
        self._soon.stop()
        self.tray.hide()
        # Whoever may only look could not say that they saw it.
        if desk is not None and not desk.read_only:
            self._timer.start()
            self._soon.start()

    def hear(self, changes: Changes) -> None:
        """Something changed in the database."""
        if self._timer.isActive() and changes.touches(WATCHED):
            self._soon.start()

    def look(self) -> None:
        """Ask of what the person is to be reminded now."""

        def query(session: Any) -> Reminders:
            from salesdesk.queries.reminders import open_reminders

            return open_reminders(session, at=datetime.now(UTC))

        if self._desk is not None:
            self._desk.background.ask(
                query, self._found, owner=self._desk.life, key="reminders", failed=lambda _: None
            )

    def _found(self, found: Reminders) -> None:
        now = datetime.now(UTC)
        first, self._was_asked = not self._was_asked, True
        self._mine &= {each.activity_id for each in found.items}
        self._put(found)
        wanted = {
            each.activity_id: each.moment
            for each in found.items
            if each.told is None or (each.activity_id in self._mine and now - each.told > TOLD_AGAIN)
        }
        if wanted:
            self._claim(found, wanted, now, first)

    def _claim(self, found: Reminders, wanted: dict[int, datetime], now: datetime, first: bool) -> None:
        """Say that this window shows these; tell of those that no other window has."""
        desk, shown = self._desk, frozenset(self._mine)
        assert desk is not None

        def act(session: Any) -> frozenset[int]:
            from salesdesk.services.reminders import tell_reminders

            return tell_reminders(session, moments=wanted, at=now, shown=shown)

        def done(saved: Any) -> None:
            if desk is not self._desk:
                return
            new = [each for each in found.items if each.activity_id in saved.result - self._mine]
            self._mine |= saved.result
            self._put(found)
            if new:
                self._tell(new, found, first)

        desk.background.do(act, done, kind="tell_reminders", owner=desk.life, failed=lambda _: None)

    def _tell(self, new: Sequence[Reminder], found: Reminders, first: bool) -> None:
        """Tell of reminders that come now; of several, as after a start, in one."""
        desk, one = self._desk, new[0]
        assert desk is not None
        for each in new:
            words = " · ".join(filter(None, (when_words(each, found.today), each.about)))
            self._window.notifications.add(
                Notice(
                    key=f"reminder:{each.activity_id}",
                    icon=KIND_ICONS.get(each.kind, "bell"),
                    title=each.subject,
                    detail=words,
                    at=each.moment,
                    record="activity",
                    record_id=each.activity_id,
                )
            )
        title = one.subject if len(new) == 1 else summary(len(new), first)
        words = when_words(one, found.today) if len(new) == 1 else "\n".join(each.subject for each in new[:4])
        QApplication.alert(self._window)
        if not self._window.isActiveWindow():
            self.tray.tell(title, words, one.activity_id if len(new) == 1 else 0)
        if self._card is not None:
            self._card.say(summary(len(self._shown), first) if len(self._shown) > 1 else tr("Reminder"))

    def _put(self, found: Reminders) -> None:
        self._shown = tuple(each for each in found.items if each.activity_id in self._mine)
        self._show_card(found)

    def _show_card(self, found: Reminders | None = None) -> None:
        if found is None or not self._shown:
            if self._card is not None:
                self._card.hide()
                self._card.deleteLater()
                self._card = None
            return
        if self._card is None:
            self._card = ReminderCard(self._window.stack, self._theme)
            self._card.opened.connect(self.opened)
            self._card.done_asked.connect(self._finish)
            self._card.put_off.connect(self.put_off)
            self._card.dismissed.connect(self.dismiss)
        self._card.show_reminders(self._shown, found.today)

    @property
    def card(self) -> ReminderCard | None:
        """What stands over the window while reminders wait."""
        return self._card

    def show_again(self) -> None:
        """Put the focus on the reminders that wait."""
        if self._card is not None:
            self._card.raise_()
            self._card.focus_first()
        elif self._desk is not None:
            self._desk.toast(tr("No reminder waits."))

    def _called(self, about: int) -> None:
        """Somebody clicked a notification of the desktop."""
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.activateWindow()
        if about:
            self.opened.emit(about)

    def _finish(self, activity_id: int) -> None:
        from salesdesk.ui.forms.activity_done import open_done_sheet

        if self._desk is not None:
            open_done_sheet(self._desk, self._desk.life, activity_id, done=lambda _: self.look())

    def put_off(self, ids: Sequence[int], minutes: int) -> None:
        """Let these come again in so many minutes."""

        def act(session: Any, moments: dict[int, datetime]) -> None:
            from salesdesk.services.reminders import put_off_reminders

            put_off_reminders(session, moments=moments, minutes=minutes)

        until = datetime.now().astimezone() + timedelta(minutes=minutes)
        self._answer(
            ids, act, "put_off_reminders", tr("Reminds again at {time}").format(time=f"{until:%H:%M}")
        )

    def dismiss(self, ids: Sequence[int]) -> None:
        """Let these come no more."""

        def act(session: Any, moments: dict[int, datetime]) -> None:
            from salesdesk.services.reminders import dismiss_reminders

            dismiss_reminders(session, moments=moments)

        self._answer(ids, act, "dismiss_reminders", "")

    def _answer(
        self, ids: Sequence[int], act: Callable[[Any, dict[int, datetime]], None], kind: str, words: str
    ) -> None:
        desk = self._desk
        if desk is None:
            return
        moments = {each.activity_id: each.moment for each in self._shown if each.activity_id in ids}
        self._mine -= set(moments)
        desk.background.do(
            lambda session: act(session, moments),
            lambda _: self.look(),
            kind=kind,
            owner=desk.life,
            failed=desk.toast,
        )
        if words:
            desk.toast(words)


def summary(count: int, first: bool) -> str:
    """How many reminders wait; `first` where they came while no window was open."""
    if first:
        return trn(
            "{n} reminder came while SalesDesk was closed",
            "{n} reminders came while SalesDesk was closed",
            count,
        )
    return trn("{n} reminder", "{n} reminders", count)

"""Who else writes on the record that one looks at: a hint beside its name that keeps nobody from anything."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from salesdesk.answers.choice import Choice
from salesdesk.queries.presence import others_at
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import Avatar, label, row

LOOK_MS, TELL_MS = 4_000, 10_000
"""How often one looks who else is there, and how often one says again that one writes."""
AGAIN_MS = 1_000
"""How soon one says again what could not be said because somebody saved at that moment."""
_WRITABLE = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)


def words_for(names: Sequence[str]) -> str:
    """Who is editing, in a few words: two by name, more by number."""
    if not names:
        return ""
    if len(names) == 1:
        return tr("{name} is editing").format(name=names[0])
    if len(names) == 2:
        return tr("{name} and {other} are editing").format(name=names[0], other=names[1])
    return tr("{name} and {count} others are editing").format(name=names[0], count=len(names) - 1)


class PresenceNote(QFrame):
    """Stands beside the name of a record; hidden while nobody else writes on it.

    `host` is the part of the window whose fields belong to the record, `record` tells which one is shown.
    """

    def __init__(self, desk: Desk, host: QWidget, record: Callable[[], tuple[str, int] | None]) -> None:
        super().__init__()
        self.setObjectName("presence")
        self._desk, self._host, self._record = desk, host, record
        self._told: tuple[str, int] | None = None
        self._shown: tuple[str, int] | None = None
        self._last: tuple[str, int] | None = None
        self._is_telling = False
        self._avatar, self._words = Avatar(18), label("", "note")
        self.setLayout(row(self._avatar, self._words, spacing=6))
        self.hide()
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._telling = QTimer(self, interval=TELL_MS)
        self._telling.timeout.connect(lambda: self._tell(self._record()))
        host.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @property
    def words(self) -> str:
        """Who is editing, or nothing."""
        return self._words.text() if not self.isHidden() else ""

    def look(self) -> None:
        """Ask who else is at the record that is shown; one looks by itself as long as it is."""
        at = self._record() if self._host.isVisible() else None
        if at != self._shown:
            self._shown = at
            self._show(())
        if at is None:
            self._looking.stop()
            return
        if not self._looking.isActive():
            self._looking.start()
        self._desk.background.ask(
            lambda session: others_at(session, record=at[0], record_id=at[1]),
            lambda others: self._show(others) if at == self._shown else None,
            owner=self,
            key="presence",
            failed=lambda _: None,
        )

    def _show(self, others: tuple[Choice, ...]) -> None:
        names = [other.name for other in others]
        if others:
            self._avatar.show_person(others[0].name, others[0].id)
            self._words.setText(words_for(names))
            self.setToolTip(", ".join(names))
        self.setVisible(bool(others))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            QTimer.singleShot(0, self, self.look)
        elif event.type() == QEvent.Type.Hide:
            self._say(None)
        return False

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        writes = isinstance(now, _WRITABLE) and now.isEnabled() and self._host.isAncestorOf(now)
        self._say(self._record() if writes else None)

    def _say(self, at: tuple[str, int] | None) -> None:
        if at == self._told or self._desk.read_only:
            return
        self._told = at
        if at is None:
            self._telling.stop()
        else:
            self._telling.start()
        self._tell(at)

    def _tell(self, at: tuple[str, int] | None) -> None:
        """Say it after what is being said now, of several things the last: it arrives as it happened, and
        never keeps more than one of the threads that read."""
        self._last = at
        store = self._desk.background.store
        if store is None or self._is_telling:
            return
        self._is_telling = True
        self._desk.background.run(
            lambda: store.tell_presence(at),
            lambda arrived: self._was_told(at, arrived),
            owner=self,
            failed=lambda _: self._was_told(at, True),
        )

    def _was_told(self, at: tuple[str, int] | None, arrived: bool) -> None:
        self._is_telling = False
        if self._last != at:
            self._tell(self._last)
        elif not arrived:
            QTimer.singleShot(AGAIN_MS, self, lambda: self._tell(at) if self._last == at else None)

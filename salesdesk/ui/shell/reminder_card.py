"""The card of reminders at the foot of the window: it stays until each of them is answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from salesdesk.answers.reminders import Reminder
from salesdesk.rules.reminders import SNOOZES
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.company_day import day_of
from salesdesk.ui.kit.format import clock, day
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, below, button, column, icon_button, label, line, row

WIDTH, ROW, MARGIN, MOST = 400, 56, 18, 4


def when_words(reminder: Reminder, today: date) -> str:
    """When it is due, as people say it."""
    if reminder.due_at is not None:
        on = day_of(reminder.due_at)
        words = tr("Today") if on == today else day(on, today)
        return f"{words}, {clock(reminder.due_at)}"
    return day(reminder.due_on, today) if reminder.due_on is not None else ""


class ReminderCard(QFrame):
    """`opened` and `done_asked` carry an activity, `put_off` some of them and minutes, `dismissed` some."""

    opened = Signal(int)
    done_asked = Signal(int)
    put_off = Signal(object, int)
    dismissed = Signal(object)

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self.setObjectName("reminders")
        self.setFixedWidth(WIDTH)
        self._theme, self._icons = theme, Icons(theme)
        self.reminders: tuple[Reminder, ...] = ()
        self.heading = label("", "strong")
        self.heading.setMinimumHeight(30)
        self.later_all, self.dismiss_all = button(tr("Later"), "quiet"), button(tr("Dismiss all"), "quiet")
        self.later_all.clicked.connect(lambda: self._menu(self._all()).popup(below(self.later_all)))
        self.dismiss_all.clicked.connect(lambda: self.dismissed.emit(self._all()))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._more = label("", "note")
        self._more.setContentsMargins(16, 4, 16, 10)
        whole = column(spacing=0, margins=(1, 1, 1, 1))
        whole.addLayout(row(self.heading, None, self.later_all, self.dismiss_all, margins=(16, 8, 8, 8)))
        whole.addWidget(line())
        whole.addLayout(self._rows)
        whole.addWidget(self._more)
        self.setLayout(whole)
        over.installEventFilter(self)

    def say(self, words: str) -> None:
        """Show how many there are and why."""
        self.heading.setText(words)
        self.setAccessibleName(words)

    def show_reminders(self, reminders: Sequence[Reminder], today: date) -> None:
        """Show these; the first ones in full."""
        # When somebody said that it is shown changes nothing that is seen.
        wanted = tuple(replace(each, told=None) for each in reminders)
        if wanted == self.reminders:
            return
        self.reminders = wanted
        count = len(reminders)
        self.say(tr("Reminder") if count == 1 else trn("{n} reminder", "{n} reminders", count))
        while self._rows.count():
            gone = self._rows.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for each in reminders[:MOST]:
            shown = self._row(each, today)
            self._rows.addWidget(shown)
            shown.show()  # else it would have no height before the card is shown again
        self._more.setText(trn("and {n} more", "and {n} more", count - MOST) if count > MOST else "")
        self._more.setVisible(count > MOST)
        for each_button in (self.later_all, self.dismiss_all):
            each_button.setVisible(count > 1)
        self.show()
        self._place()
        self.raise_()

    def _row(self, reminder: Reminder, today: date) -> QWidget:
        made = QFrame()
        made.setFixedHeight(ROW)
        title = button("", "link")
        title.setObjectName("reminderTitle")
        room = WIDTH - 150
        title.setText(
            title.fontMetrics().elidedText(reminder.subject, Qt.TextElideMode.ElideRight, room - 16)
        )
        title.setToolTip(reminder.subject)
        title.setAccessibleName(tr("Open {subject}").format(subject=reminder.subject))
        title.setMaximumWidth(room)
        title.clicked.connect(partial(self._open, reminder.activity_id))
        words = ElidedLabel("", "note")
        words.say(" · ".join(filter(None, (when_words(reminder, today), reminder.about))))
        done = self._action(tr("Done"), "check")
        later = self._action(tr("Later"), "clock")
        dismiss = self._action(tr("Dismiss"), "x")
        done.clicked.connect(partial(self._done, reminder.activity_id))
        later.clicked.connect(lambda: self._menu([reminder.activity_id]).popup(below(later)))
        dismiss.clicked.connect(lambda: self.dismissed.emit([reminder.activity_id]))
        across = row(spacing=2, margins=(12, 8, 8, 8))
        across.addLayout(column(title, words, spacing=1), 1)
        for each in (done, later, dismiss):
            across.addWidget(each)
        made.setLayout(across)
        return made

    def _action(self, words: str, icon: str) -> QToolButton:
        made = icon_button(words)
        self._icons.put(made, icon)
        return made

    def _open(self, activity_id: int, _: bool = False) -> None:
        self.opened.emit(activity_id)

    def _done(self, activity_id: int, _: bool = False) -> None:
        self.done_asked.emit(activity_id)

    def _menu(self, ids: Sequence[int]) -> QMenu:
        menu = QMenu(self)
        for minutes, words in SNOOZES.items():
            menu.addAction(tr("In {time}").format(time=words), partial(self.put_off.emit, ids, minutes))
        return menu

    def _all(self) -> list[int]:
        return [each.activity_id for each in self.reminders]

    def focus_first(self) -> None:
        """Put the focus on the first reminder."""
        self.focusNextChild()

    def _place(self) -> None:
        over = self.parentWidget()
        if over is not None:
            inside = self.layout()
            assert inside is not None
            inside.invalidate()
            self.resize(WIDTH, inside.totalSizeHint().height())
            self.move(over.width() - self.width() - MARGIN, over.height() - self.height() - MARGIN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_off.emit(self._all(), next(iter(SNOOZES)))
        else:
            super().keyPressEvent(event)

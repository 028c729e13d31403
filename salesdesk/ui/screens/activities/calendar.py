"""The calendar of the Activities screen: a week with its bar, read and changed through the desk."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.answers.today import AgendaItem
from salesdesk.answers.week import Week
from salesdesk.queries.week import week_shown
from salesdesk.services.activities import edit_activity, postpone_activity
from salesdesk.translation import tr
from salesdesk.ui.forms.activity import Draft, length_words
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.format import locale, weekday
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import Icons, button, icon_button, label, row
from salesdesk.ui.screens.activities.week import WeekView


class WeekPage(QWidget):
    """`add_asked` carries a Draft, `opened` and `done_asked` an AgendaItem."""

    add_asked = Signal(object)
    opened = Signal(object)
    done_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._day: date | None = None
        self.shown: Week | None = None
        self.view = WeekView(desk.theme)
        self.view.read_only = bool(desk.read_only)
        self.heading = label("", "strong")
        self.before, self.after = icon_button(tr("The week before")), icon_button(tr("The week after"))
        self._icons = Icons(desk.theme)
        self._icons.put(self.before, "chevron-left")
        self._icons.put(self.after, "chevron-right")
        self.today_button = button(tr("This week"))
        self.person_field = ChoiceBox(tr("Whose calendar"), none=tr("Everybody"))
        self.person_field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.person_field.setFixedWidth(180)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setFixedHeight(48)
        bar.setLayout(
            row(
                self.today_button,
                self.before,
                self.after,
                4,
                self.heading,
                None,
                self.person_field,
                margins=(20, 0, 20, 0),
            )
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.today_button.clicked.connect(self.go_to_today)
        self.person_field.chosen.connect(lambda _: self.read())
        self.view.turned.connect(self.turn)
        self.view.opened.connect(self.opened)
        self.view.done_asked.connect(self.done_asked)
        self.view.moved.connect(self._move)
        self.view.stretched.connect(self._stretch)
        self.view.added.connect(self._add)

    def turn(self, by: int) -> None:
        """Show an earlier or a later week."""
        if self.shown is not None:
            self._day = self.shown.first + timedelta(days=7 * by)
            self.read()

    def go_to_today(self) -> None:
        """Show the week in which today lies."""
        self._day = None
        self.read()

    def read(self) -> None:
        """Read the week again; one's own at first."""
        day = self._day
        person = self.person_field.choice() if self.shown is not None else self._desk.viewer.person_id

        def query(session: Any) -> Week:
            return week_shown(session, day=day, person_id=person)

        def show(shown: Week) -> None:
            self.shown = shown
            self.person_field.offer(shown.people, person)
            self.heading.setText(_week_words(shown.first))
            self.view.show_week(shown)

        self._desk.background.ask(query, show, owner=self, key="week", failed=self._desk.toast)

    def _move(self, item: AgendaItem, on: date, at: time | None) -> None:
        due_at = datetime.combine(on, at).astimezone() if at is not None else None
        when = f"{weekday(on)} {at:%H:%M}" if at is not None else weekday(on)
        self._save(
            lambda session: postpone_activity(
                session, activity_id=item.activity_id, due_on=on, due_at=due_at
            ),
            "postpone_activity",
            tr("{subject}: {when}").format(subject=item.subject, when=when),
        )

    def _stretch(self, item: AgendaItem, minutes: int) -> None:
        self._save(
            lambda session: edit_activity(
                session, activity_id=item.activity_id, minutes=minutes, only_this=True
            ),
            "edit_activity",
            tr("{subject}: {when}").format(subject=item.subject, when=length_words(minutes)),
        )

    def _save(self, action: Callable[[Any], Any], kind: str, words: str) -> None:
        def failed(sentence: str) -> None:
            self._desk.toast(sentence)
            self.read()

        self._desk.save(action, kind=kind, words=words, then=lambda _: self.read(), failed=failed, owner=self)

    def _add(self, on: date, at: time | None, minutes: int) -> None:
        kind = "meeting" if at is not None else "task"
        person = self.person_field.choice()
        self.add_asked.emit(Draft(kind=kind, on=on, at=at, minutes=minutes or None, person_id=person))


def _week_words(first: date) -> str:
    """A week as people say it: 23 – 29 November 2026."""
    last = first + timedelta(days=6)
    pattern = "d" if first.month == last.month else "d MMMM" if first.year == last.year else "d MMMM y"
    begin = format_date(first, pattern, locale=locale())
    return f"{begin} \N{EN DASH} {format_date(last, 'd MMMM y', locale=locale())}"

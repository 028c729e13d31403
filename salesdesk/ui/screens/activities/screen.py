"""The Activities screen: everything planned and done, as a list and as a calendar."""

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from salesdesk.answers.changes import Changes
from salesdesk.exchange.calendars import Entered
from salesdesk.services.activities import edit_activity
from salesdesk.translation import tr, trn
from salesdesk.ui.forms.activity import Draft, open_activity_sheet
from salesdesk.ui.forms.activity_done import open_done_sheet
from salesdesk.ui.kit.screen import Command, Desk
from salesdesk.ui.kit.segments import Segments
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.page import Words
from salesdesk.ui.kit.table.screen import ListScreen
from salesdesk.ui.screens.activities.calendar import WeekPage
from salesdesk.ui.screens.activities.calendar_file import write_shown

WATCHED = frozenset(
    {
        "activity",
        "deal",
        "company",
        "contact",
        "person",
        "saved_view",
        "custom_field",
        "setting",
        "calendar",
        "import_batch",
    }
)


class ActivitiesScreen(ListScreen):
    """Activities as a list or as a week; Enter opens the sheet of one, D says it is done."""

    name: ClassVar[str] = "activities"
    title: ClassVar[str] = tr("Activities")
    icon: ClassVar[str] = "calendar-check"
    record: ClassVar[str] = "activity"
    watches: ClassVar[frozenset[str]] = WATCHED
    words: ClassVar[Words] = Words(
        one=tr("activity"),
        many=tr("activities"),
        search=tr("Search activities"),
        icon="calendar-check",
        none_title=tr("No activities yet"),
        none=tr("Plan the first call or meeting; what is due shows on Today."),
        new=tr("New activity"),
    )
    sheet: Sheet | None = None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        tip = tr("Write the activities of this list into a calendar file")
        self.week = WeekPage(desk)
        self.ways = Segments(((tr("List"), "list"), (tr("Week"), "week")))
        self.bar.add_left(self.ways)
        self._pages = QStackedWidget()
        self._lay_in(self._pages)
        self.ways.chosen.connect(self.show_way)
        self.week.opened.connect(lambda item: desk.open(self.record, item.activity_id))
        self.week.done_asked.connect(lambda item: self._finish(item.activity_id))
        self.week.add_asked.connect(self._plan)
        self.calendar_button = self.bar.add_button(tr("Calendar file"), "calendar", self.take_out, tip=tip)

    def _lay_in(self, pages: QStackedWidget) -> None:
        """Put list and week in one place, of which one is shown."""
        layout = self.listing.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.removeWidget(self.page)
        pages.addWidget(self.page)
        pages.addWidget(self.week)
        layout.addWidget(pages, 1)

    def show_way(self, way: str) -> None:
        """Show the list or the week."""
        self.ways.show_chosen(way)
        self.calendar_button.setVisible(way == "list")
        self._pages.setCurrentWidget(self.week if way == "week" else self.page)
        if way == "week":
            self.week.read()
            self.week.setFocus()

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if self._pages.currentWidget() is self.week:
            self.week.read()

    def rename(self, session: Any, key: int, version: int, name: str) -> None:
        edit_activity(session, activity_id=key, version=version, subject=name)

    def _keep(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def _again(self, _: Any = None) -> None:
        self.refresh(Changes(everything=True))

    def new_record(self) -> None:
        self._plan(Draft())

    def _plan(self, draft: Draft) -> None:
        if not self.desk.read_only:
            open_activity_sheet(self.desk, self, draft=draft, saved=self._again, shown=self._keep)

    def open_record(self, record: str, record_id: int) -> None:
        open_activity_sheet(self.desk, self, activity_id=record_id, saved=self._again, shown=self._keep)

    def finish(self) -> None:
        """Say what came of the current activity."""
        if self._pages.currentWidget() is self.week:
            block = self.week.view.current_block()
            self._finish(block.item.activity_id if block is not None else None)
        else:
            self._finish(self.page.table.current_id)

    def _finish(self, activity_id: int | None) -> None:
        if activity_id is not None and not self.desk.read_only:
            open_done_sheet(self.desk, self, activity_id, done=self._again, shown=self._keep)

    def take_out(self) -> None:
        """Write the activities of the list, as it is shown, into a calendar file."""
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Calendar file"), "activities.ics", tr("Calendars (*.ics)")
        )
        if not name:
            return
        target = Path(name if name.lower().endswith(".ics") else f"{name}.ics")
        view = self.page.view

        def then(written: Entered) -> None:
            words = trn("{n} activity written", "{n} activities written", written.rows)
            left = trn("{n} without a day left out", "{n} without a day left out", written.left_out)
            told = f"{words}, {left}" if written.left_out else words
            self.desk.toast(tr("{rows} to {name}").format(rows=told, name=target.name))

        self.desk.background.ask(
            lambda session: write_shown(session, view, target), then, owner=self, failed=self.desk.toast
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "d" and not event.modifiers():
            self.finish()
        else:
            super().keyPressEvent(event)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("activity.list", tr("Show the list"), "list", "", lambda: self.show_way("list")),
            Command("activity.week", tr("Show the week"), "calendar-days", "", lambda: self.show_way("week")),
            Command("activity.done", tr("Done: say what came of it"), "circle-check", "D", self.finish),
            Command("activity.ics", tr("Write a calendar file"), "calendar", "", self.take_out),
            *super().commands(),
        )

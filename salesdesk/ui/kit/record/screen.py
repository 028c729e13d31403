"""A screen of a list whose records open as pages of their own."""

from PySide6.QtGui import QKeyEvent

from salesdesk.answers.changes import Changes
from salesdesk.drafts import Draft
from salesdesk.ui.kit.record.around import Around
from salesdesk.ui.kit.record.page import RecordView
from salesdesk.ui.kit.screen import Command, Desk
from salesdesk.ui.kit.table.screen import ListScreen


class RecordScreen(ListScreen):
    """Shows the list, or one record of it; the record's page walks the list in its order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view = RecordView(desk, self.around())
        self.stack.addWidget(self.view)
        self.page.shown.connect(self._list_read)

    def around(self) -> Around:
        """What the page of a record is embedded in."""
        raise NotImplementedError

    def back(self) -> None:
        """Go from a record back to the list."""
        self.desk.open(self.name)

    def neighbours(self, record_id: int) -> tuple[int, int, int | None, int | None] | None:
        """The place of a record in the list as it is shown, how many there are, and who stands beside it."""
        ids = self.page.table.list.ids
        if record_id not in ids:
            return None
        place = ids.index(record_id)
        before = ids[place - 1] if place else None
        return place + 1, len(ids), before, ids[place + 1] if place + 1 < len(ids) else None

    @property
    def is_record_shown(self) -> bool:
        """Whether a record is shown and not the list."""
        return self.stack.currentWidget() is self.view

    @property
    def has_unsaved(self) -> bool:
        return self.view.has_unsaved

    def drafts(self) -> tuple[Draft, ...]:
        return self.view.drafts.all()

    def take_draft(self, draft: Draft) -> None:
        self.view.drafts.put(draft)

    def _list_read(self) -> None:
        if self.is_record_shown:
            self.view.show_place()

    def show_all(self) -> None:
        self.view.leave()
        self.stack.setCurrentWidget(self.listing)
        self.page.focus_list()

    def open_record(self, record: str, record_id: int) -> None:
        row = self.page.table.list.row_of(record_id)
        if row is not None:
            self.page.table.go_to(row)
        self.stack.setCurrentWidget(self.view)
        self.view.show_record(record_id)

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if self.is_record_shown:
            self.view.follow()

    def focus_search(self) -> None:
        if self.is_record_shown:
            self.desk.find()
        else:
            super().focus_search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_record_shown:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def commands(self) -> tuple[Command, ...]:
        return self.view.commands() if self.is_record_shown else super().commands()

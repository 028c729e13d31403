"""A screen that is a list: top bar, list, and what N makes; a record of it opens in its place."""

from typing import Any, ClassVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.changes import Changes
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.table.actions import ListActions
from salesdesk.ui.kit.table.page import ListPage, Words
from salesdesk.ui.kit.top_bar import TopBar


class ListScreen(Screen):
    """Subclasses name the `record` and its `words`, and say how one is renamed and how a new one begins."""

    record: ClassVar[str]
    words: ClassVar[Words]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bar = TopBar(desk, self.title)
        self.page = ListPage(desk, self.record, self.words)
        self.actions_ = ListActions(self.page, self.rename)
        if not desk.read_only:
            tip = tr("Bring in {records} from a file").format(records=self.words.many)
            self.bar.add_button(tr("Import"), "upload", lambda: desk.open("exchange"), tip=tip)
            tip = tr("{new} (N)").format(new=self.words.new)
            self.bar.add_primary(self.words.new, "plus", self.new_record, tip=tip)
        self.listing = QWidget()
        inside = QVBoxLayout(self.listing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.bar)
        inside.addWidget(self.page, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.listing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.page.opened.connect(lambda key: desk.open(self.record, key))
        self.page.new_asked.connect(self.new_record)

    def rename(self, session: Any, key: int, version: int, name: str) -> None:
        """Give a record another name."""
        raise NotImplementedError

    def refresh(self, changes: Changes) -> None:
        if changes.everything:
            self.page.refresh()
        else:
            self.page.follow()

    def focus_search(self) -> None:
        self.page.focus_search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "f" and not event.modifiers():
            self.page.add_filter()
        else:
            super().keyPressEvent(event)

    def commands(self) -> tuple[Command, ...]:
        name = self.record
        return (
            Command(f"{name}.filter", tr("Add a filter"), "list-filter", "F", self.page.add_filter),
            Command(f"{name}.columns", tr("Choose columns"), "columns-3", "", self.page.choose_columns),
            Command(f"{name}.view", tr("Save this view"), "save", "", self.actions_.save_view),
            Command(
                f"{name}.export", tr("Export this list"), "download", "", lambda: self.actions_.export(None)
            ),
            Command(f"{name}.tick", tr("Choose the row"), keys="Space"),
            Command(f"{name}.range", tr("Choose several rows"), keys="Shift+Down"),
            Command(f"{name}.all", tr("Choose all rows"), keys="Ctrl+A"),
            Command(f"{name}.rename", tr("Rename"), keys="F2"),
            Command(f"{name}.delete", tr("Delete"), keys="Del"),
        )

"""The ways to merge on a screen of companies or contacts: list, record's page, entry, likely pairs."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from salesdesk.answers.lists import Hit
from salesdesk.queries.search import hits_of
from salesdesk.translation import tr
from salesdesk.ui.forms.likely import LikelySheet
from salesdesk.ui.forms.merge import open_merge
from salesdesk.ui.forms.merge_with import MergeWithSheet
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.kit.screen import Command


class Merging(QObject):
    """Puts "Merge" where two rows are ticked, and the way to likely pairs into the bar of the list."""

    def __init__(self, screen: RecordScreen) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._record = screen, screen.desk, screen.record
        self.sheet: LikelySheet | None = None
        tip = tr("{records} that may be there twice").format(records=screen.title)
        self.likely_button = screen.bar.add_button(tr("Duplicates"), "users", self.show_likely, tip=tip)
        if screen.desk.read_only:
            return
        actions, page = screen.actions_, screen.page
        self.button = actions.add_button(tr("Merge"), "git-merge", lambda ids: self.merge(*ids[:2]))
        page.table.chosen.changed.connect(self._offer)
        page.shown.connect(self._list_read)
        actions.in_menu.append(self._add_to_menu)
        self._offer()

    def _ticked(self) -> int:
        table = self._screen.page.table
        return table.chosen.count(len(table.list.ids))

    def _offer(self) -> None:
        self.button.setVisible(self._ticked() == 2)

    def _list_read(self) -> None:
        if self.sheet is not None and isValid(self.sheet) and self.sheet.isVisible():
            self.sheet.read()

    def _add_to_menu(self, menu: QMenu) -> None:
        page, icon = self._screen.page, self._desk.theme.icon("git-merge")
        current = page.table.current_id
        if self._ticked() == 2:
            menu.addAction(icon, tr("Merge …"), lambda: self.merge(*page.chosen_ids()[:2]))
        elif current is not None and self._ticked() < 2:
            menu.addAction(icon, tr("Merge with …"), lambda: self.merge_with(current))

    def merge(self, first_id: int, second_id: int) -> None:
        """Show two records side by side."""
        open_merge(self._desk, self._record, first_id, second_id, self._merged)

    def merge_with(self, record_id: int) -> None:
        """Ask for the other record first."""
        desk, record = self._desk, self._record

        def show(hits: tuple[Hit, ...]) -> None:
            for hit in hits:
                MergeWithSheet(
                    desk, record, record_id, hit.title, lambda other_id: self.merge(record_id, other_id)
                )

        desk.background.ask(
            lambda session: hits_of(session, [(record, record_id)]), show, owner=self, failed=desk.toast
        )

    def show_likely(self) -> None:
        """Show the pairs that look alike."""
        self.sheet = LikelySheet(self._desk, self._record, self._merged)

    def _merged(self, kept_id: int) -> None:
        screen = self._screen
        screen.page.table.chosen.clear()
        screen.page.refresh()
        if screen.is_record_shown:
            self._desk.open(self._record, kept_id)

    def commands(self) -> tuple[Command, ...]:
        """What can be done on the list."""
        words = tr("Find duplicates")
        return (Command(f"{self._record}.duplicates", words, "git-merge", "", self.show_likely),)

"""The screen of the largest deals: a list that opens a deal and follows every change of one."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from salesdesk.answers.changes import Changes
from salesdesk.answers.lists import ListView, Row
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk, Screen
from salesdesk.ui.kit.top_bar import TopBar

LARGEST = ListView("deal", sort="amount_base", descending=True, columns=("title",))


class LargestDealsScreen(Screen):
    """Ten deals, the largest first; Enter opens one."""

    name = "largest"
    title = tr("Largest deals")
    icon = "trophy"
    watches = frozenset({"deal"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = QListWidget()
        self.list.setAccessibleName(self.title)
        self.list.itemActivated.connect(lambda item: desk.open("deal", item.data(Qt.ItemDataRole.UserRole)))
        whole = QVBoxLayout(self)
        whole.addWidget(TopBar(desk, self.title))
        whole.addWidget(self.list)

    def refresh(self, changes: Changes) -> None:
        def query(session: Any) -> tuple[Row, ...]:
            from salesdesk.queries.lists import list_page

            return list_page(session, LARGEST, limit=10)

        self.desk.background.ask(query, self._show, owner=self, key="largest")

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(row.cells[0].name)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)

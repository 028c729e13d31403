"""A company by name: known ones are offered while one types, another name makes a new one."""

from typing import Any

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QLineEdit

from salesdesk.queries.companies import company_named
from salesdesk.queries.search import search
from salesdesk.services.companies import create_company
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk

OFFERED, TYPING_MS = 8, 150


class CompanyField(QLineEdit):
    """A line for the name of a company."""

    def __init__(self, desk: Desk, name: str = "") -> None:
        super().__init__(name)
        self._desk = desk
        self.setPlaceholderText(tr("Known or new company"))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(completer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._look)
        self.textEdited.connect(lambda _: self._timer.start())

    def _look(self) -> None:
        text = self.text()
        if not text.strip():
            return

        def query(session: Any) -> list[str]:
            return [hit.title for hit in search(session, text=text, records=("company",), limit=OFFERED)]

        self._desk.background.ask(query, self._offer, owner=self, key="names", failed=lambda _: None)

    def _offer(self, names: list[str]) -> None:
        self._names.setStringList(names)
        completer = self.completer()
        if names and self.hasFocus() and completer is not None and names != [self.text()]:
            completer.complete()


def company_of(session: Any, name: str, owner_id: int | None) -> int | None:
    """The company of this name, made if there is none; None for no name."""
    if not name.strip():
        return None
    return company_named(session, name=name) or create_company(session, name=name, owner_id=owner_id)

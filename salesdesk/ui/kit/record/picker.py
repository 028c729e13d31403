"""One record of many, found while one types: a company, a contact, a deal."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from salesdesk.answers.lists import Hit
from salesdesk.queries.search import search
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ElidedLine
from salesdesk.ui.kit.record.offers import OfferList
from salesdesk.ui.kit.screen import Desk

OFFERED, TYPING_MS = 8, 150


class RecordField(ElidedLine):
    """`chosen` carries the id of a record, or None where the field was emptied."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, record: str, name: str) -> None:
        super().__init__()
        self._desk, self._record = desk, record
        self.record_id: int | None = None
        self._title = ""
        self._hits: tuple[Hit, ...] = ()
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("Search"))
        self.offers = OfferList(self)
        self.offers.taken.connect(lambda place: self._take(self._hits[place]))
        self._open: QAction = self.addAction(
            desk.theme.icon("arrow-up-right", "text_3"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._open.setToolTip(tr("Open it"))
        self._open.triggered.connect(self._open_it)
        self._open.setVisible(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._look)
        self.textEdited.connect(lambda _: self._timer.start())

    def show_record(self, record_id: int | None, title: str) -> None:
        """Show what is chosen."""
        self.record_id, self._title = record_id, title
        self.setText(title)
        self.setCursorPosition(0)
        self._open.setVisible(record_id is not None)

    def _open_it(self) -> None:
        if self.record_id is not None:
            self._desk.open(self._record, self.record_id)

    def _look(self) -> None:
        text, record = self.text(), self._record
        if not text.strip():
            self._offer(())
            return

        def query(session: Any) -> tuple[Hit, ...]:
            return search(session, text=text, records=(record,), limit=OFFERED)

        self._desk.background.ask(query, self._offer, owner=self, key="hits", failed=lambda _: None)

    def _offer(self, hits: tuple[Hit, ...]) -> None:
        self._hits = hits if self.hasFocus() else ()
        words = [f"{hit.title}, {hit.detail}" if hit.detail else hit.title for hit in self._hits]
        self.offers.offer(words, self.rect())

    def _take(self, hit: Hit) -> None:
        self._timer.stop()
        changed = hit.id != self.record_id
        self.show_record(hit.id, hit.title)
        if changed:
            self.chosen.emit(hit.id)

    def _settle(self) -> None:
        """Enter takes what is written there in full, and an empty field means none."""
        text = self.text().strip()
        if not text:
            if self.record_id is not None:
                self.show_record(None, "")
                self.chosen.emit(None)
            return
        for hit in self._hits:
            if name_key(hit.title) == name_key(text):
                self._take(hit)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.offers.heard(event):
            return
        if event.text() == "\r":
            self._settle()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.offers.hide()
        self._settle()
        if self.text() != self._title:
            self.show_record(self.record_id, self._title)

    def take_back(self) -> bool:
        """Show what is chosen again; False if nothing else was typed."""
        if self.text() == self._title:
            return False
        self.show_record(self.record_id, self._title)
        return True

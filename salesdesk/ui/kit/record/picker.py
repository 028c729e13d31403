"""One record of many, found while one types: a company, a contact, a deal."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
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
    """`picked` carries the Hit that was chosen, or None where the field was emptied.

    On a page what names nothing gives way to what was chosen before, and a button opens that. `in_form` it
    stays and is marked, `is_open` until one is chosen, and nothing leads away.
    """

    picked = Signal(object)

    def __init__(self, desk: Desk, record: str, name: str = "", *, in_form: bool = False) -> None:
        super().__init__()
        self._desk, self._record, self._in_form = desk, record, in_form
        self.record_id: int | None = None
        self._title = ""
        self._hits: tuple[Hit, ...] = ()
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("Type a part of the name") if in_form else tr("Search"))
        self.offers = OfferList(self)
        self.offers.taken.connect(lambda place: self.take(self._hits[place]))
        icon = desk.theme.icon("arrow-up-right", "text_3")
        self._open = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        self._open.setToolTip(tr("Open it"))
        self._open.triggered.connect(self._open_it)
        self._open.setVisible(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._look)
        self.textEdited.connect(self._typed)

    def show_record(self, record_id: int | None, title: str) -> None:
        """Show what is chosen."""
        self.record_id, self._title = record_id, title
        self.setText(title)
        self.setCursorPosition(0)
        self._open.setVisible(record_id is not None and not self._in_form)
        self._mark(False)

    def kept_state(self) -> list[Any]:
        """What is chosen, and what is written, to be kept."""
        return [self.record_id, self.text()]

    def put_kept(self, state: Any) -> None:
        """Show what was chosen and written."""
        self.show_record(*state)
        self.setModified(True)

    @property
    def is_open(self) -> bool:
        """Whether something is typed that names no record."""
        return bool(self.text().strip()) and self.record_id is None

    def take(self, hit: Hit) -> None:
        """Choose a record."""
        self._timer.stop()
        changed = hit.id != self.record_id
        self.show_record(hit.id, hit.title)
        if changed:
            self.picked.emit(hit)

    def take_back(self) -> bool:
        """Show what is chosen again; False if nothing else was typed."""
        if self.text() == self._title:
            return False
        self.show_record(self.record_id, self._title)
        return True

    def _open_it(self) -> None:
        if self.record_id is not None:
            self._desk.open(self._record, self.record_id)

    def _typed(self, words: str) -> None:
        self._mark(False)
        if self._in_form and self.record_id is not None and words != self._title:
            self.record_id, self._title = None, ""
            if not words:
                self.picked.emit(None)
        self._timer.start()

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
        self.offers.offer([_words(hit) for hit in self._hits], self.rect())

    def _settle(self) -> None:
        """Take what is written there in full, and an empty field as none."""
        text = self.text().strip()
        if not text:
            if self.record_id is not None:
                self.show_record(None, "")
                self.picked.emit(None)
            return
        if text == self._title:
            return
        keys = {name_key(text)}
        same = (hit for hit in self._hits if keys & {name_key(hit.title), name_key(_words(hit))})
        if (hit := next(same, None)) is not None:
            self.take(hit)

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
        if self._in_form:
            self._mark(self.is_open)
        else:
            self.take_back()

    def _mark(self, wrong: bool) -> None:
        if wrong != (self.property("state") == "wrong"):
            self.setProperty("state", "wrong" if wrong else "")
            self.setToolTip(tr("Choose one of those offered, or empty the field.") if wrong else "")
            self.style().polish(self)


def _words(hit: Hit) -> str:
    return f"{hit.title}, {hit.detail}" if hit.detail else hit.title

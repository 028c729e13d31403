"""A company, contact or deal by name: known ones are offered while one types, nothing else is taken."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from salesdesk.answers.lists import Hit
from salesdesk.queries.search import search
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk

OFFERED, TYPING_MS = 8, 150


class RecordField(QLineEdit):
    """`picked` carries the Hit that was chosen, None when the field was emptied."""

    picked = Signal(object)

    def __init__(self, desk: Desk, record: str, words: str) -> None:
        super().__init__()
        self._desk, self._record = desk, record
        self._hits: tuple[Hit, ...] = ()
        self._chosen: tuple[int, str] | None = None
        self.setPlaceholderText(words)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        completer.activated[QModelIndex].connect(self._take_row)  # type: ignore[index]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._look)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._settle)

    def show_record(self, record_id: int | None, name: str) -> None:
        """Show a record, or none."""
        self._chosen = (record_id, name) if record_id is not None else None
        self.setText(name)
        self._mark(False)

    @property
    def record_id(self) -> int | None:
        """The record chosen, None for none."""
        return self._chosen[0] if self._chosen else None

    @property
    def is_open(self) -> bool:
        """Whether something is typed that names no record."""
        return bool(self.text().strip()) and self._chosen is None

    def _typed(self, words: str) -> None:
        self._mark(False)
        if self._chosen is not None and words != self._chosen[1]:
            self._chosen = None
            if not words:
                self.picked.emit(None)
        self._timer.start()

    def _look(self) -> None:
        text, record = self.text(), self._record
        if not text.strip() or self._chosen is not None:
            return

        def query(session: Any) -> tuple[Hit, ...]:
            return search(session, text=text, records=(record,), limit=OFFERED)

        self._desk.background.ask(query, self._offer, owner=self, key="hits", failed=lambda _: None)

    def _offer(self, hits: Sequence[Hit]) -> None:
        self._hits = tuple(hits)
        self._names.setStringList([_words(hit) for hit in hits])
        completer = self.completer()
        if hits and self.hasFocus() and completer is not None:
            completer.complete()

    def _take_row(self, index: QModelIndex) -> None:
        # The completer writes its own words into the field after this; the name alone is what is wanted.
        hit = self._hits[index.row()]
        QTimer.singleShot(0, self, lambda: self.take(hit))

    def take(self, hit: Hit) -> None:
        """Choose a record."""
        self.show_record(hit.id, hit.title)
        self.picked.emit(hit)

    def _settle(self) -> None:
        """On leaving: a name typed in full is taken; what names nothing is marked."""
        if not self.is_open:
            return
        typed = self.text().strip().casefold()
        same = [hit for hit in self._hits if typed in (hit.title.casefold(), _words(hit).casefold())]
        if same:
            self.take(same[0])
        else:
            self._mark(True)

    def _mark(self, wrong: bool) -> None:
        self.setProperty("state", "wrong" if wrong else "")
        self.setToolTip(tr("Choose one of those offered, or empty the field.") if wrong else "")
        self.style().polish(self)


def _words(hit: Hit) -> str:
    return f"{hit.title}  ·  {hit.detail}" if hit.detail else hit.title

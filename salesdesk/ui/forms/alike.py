"""A warning under a name: somebody of this kind may be there already."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout

from salesdesk.answers.lists import Hit
from salesdesk.queries.duplicates import records_alike
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import button, label

TYPING_MS = 250


class AlikeWarning(QFrame):
    """Looks a moment after the last key; `open_asked` carries the record one would rather open."""

    open_asked = Signal(int)

    def __init__(self, desk: Desk, record: str, name: QLineEdit, email: QLineEdit | None = None) -> None:
        super().__init__()
        self.setObjectName("warning")
        self._desk, self._record, self._name, self._email = desk, record, name, email
        self.hits: tuple[Hit, ...] = ()
        self._buttons: list[QPushButton] = []
        self._heading: QLabel = label(tr("Is it one of these? They are there already:"), "warning", wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 8)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._heading)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._look)
        for field in (name, email):
            if field is not None:
                field.textChanged.connect(lambda _: self._timer.start())
        self.hide()

    def _look(self) -> None:
        record, name = self._record, self._name.text()
        email = self._email.text() if self._email is not None else ""

        def query(session: Any) -> tuple[Hit, ...]:
            return records_alike(session, record=record, name=name, email=email)

        self._desk.background.ask(query, self._show, owner=self, key="alike", failed=lambda _: None)

    def _show(self, hits: tuple[Hit, ...]) -> None:
        self.hits = hits
        for old in self._buttons:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for hit in hits:
            words = f"{hit.title} · {hit.detail}" if hit.detail else hit.title
            made = button(words.replace("&", "&&"), "link")
            made.setToolTip(tr("Open it instead"))
            made.clicked.connect(lambda _=False, key=hit.id: self.open_asked.emit(key))
            self._layout.addWidget(made)
            self._buttons.append(made)
        self.setVisible(bool(hits))
        self.setAccessibleName(self._heading.text() + " " + ", ".join(hit.title for hit in hits))

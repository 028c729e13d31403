"""A warning under a name: somebody of this kind may be there already."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout

from salesdesk.answers.lists import Hit
from salesdesk.queries.duplicates import records_alike
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import button, label, row

TYPING_MS = 250


class AlikeWarning(QFrame):
    """Looks a moment after the last key; `open_asked` carries the record one would rather open, `merge_asked`
    the one that what is typed shall be merged with; `mergeable` says whether that is offered.
    """

    open_asked = Signal(int)
    merge_asked = Signal(int)

    def __init__(
        self,
        desk: Desk,
        record: str,
        name: QLineEdit,
        email: QLineEdit | None = None,
        *,
        mergeable: bool = False,
    ) -> None:
        super().__init__()
        self._mergeable = mergeable
        self.setObjectName("warning")
        self._desk, self._record, self._name, self._email = desk, record, name, email
        self.hits: tuple[Hit, ...] = ()
        self.buttons: list[QPushButton] = []
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
        for old in self.buttons:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for hit in hits:
            words = f"{hit.title} · {hit.detail}" if hit.detail else hit.title
            made = button(words.replace("&", "&&"), "link")
            made.setToolTip(tr("Open it instead"))
            made.clicked.connect(lambda _=False, key=hit.id: self.open_asked.emit(key))
            self._layout.addWidget(made)
            self.buttons.append(made)
            if self._mergeable:
                self._add_merge(hit)
        self.setVisible(bool(hits))
        self.setAccessibleName(self._heading.text() + " " + ", ".join(hit.title for hit in hits))

    def _add_merge(self, hit: Hit) -> None:
        words = tr("Add what I typed to {name} …").format(name=hit.title)
        made = button(words.replace("&", "&&"), "link")
        made.setToolTip(tr("Creates this one and shows both side by side, to make one of them"))
        made.clicked.connect(lambda: self.merge_asked.emit(hit.id))
        self._layout.addLayout(row(12, made, None, spacing=0))
        self.buttons.append(made)

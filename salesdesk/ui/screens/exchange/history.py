"""Imports that were made: which file, when, what came of it, and the way back."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.answers.lists import BatchRow
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment, number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, button, column, label, row
from salesdesk.ui.screens.exchange.names import many


def batch_words(batch: BatchRow) -> str:
    """When an import was, by whom, and what it made."""
    made = [
        f"{number(int(counts['created']))} {many(record).lower()}"
        for record, counts in batch.outcome.items()
        if isinstance(counts, dict) and counts.get("created")
    ]
    when = moment(batch.started_at, date.today())
    return " · ".join(part for part in (when, batch.person, ", ".join(made)) if part)


class Earlier(QWidget):
    """The latest imports, each with Undo as long as it can be asked for."""

    undo_asked = Signal(int)

    def __init__(self, desk: Desk, most: int, none: str) -> None:
        super().__init__()
        self._desk, self._most, self._none = desk, most, none
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.show_batches([])

    def show_batches(self, batches: list[BatchRow]) -> None:
        """Show these, the latest first."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for batch in batches[: self._most]:
            self._rows.addWidget(self._row(batch))
        if not batches:
            self._rows.addWidget(label(self._none, "note"))
        elif len(batches) > self._most:
            more = tr("and {n} before these: salesdesk imports list").format(n=len(batches) - self._most)
            self._rows.addWidget(label(more, "quiet"))

    def _row(self, batch: BatchRow) -> QWidget:
        made = QWidget()
        words = QWidget()
        name = ElidedLabel(batch.file_name, "strong")
        words.setLayout(column(name, ElidedLabel(batch_words(batch), "note"), spacing=1))
        parts: list[QWidget] = [IconLabel(self._desk.theme, "file-text", "text_3"), words]
        states = {"undone": tr("Undone"), "running": tr("Not finished"), "stopped": tr("Stopped")}
        if batch.state in states:
            state = label(states[batch.state], "pill")
            state.setFixedHeight(20)
            parts.append(state)
        if batch.state != "undone" and not self._desk.read_only:
            undo = button(tr("Undo"), "danger")
            undo.setObjectName("small")
            undo.setAccessibleName(tr("Undo the import of {file}").format(file=batch.file_name))
            undo.clicked.connect(lambda: self.undo_asked.emit(batch.batch_id))
            parts.append(undo)
        layout = row(*parts, spacing=10)
        layout.setStretch(1, 1)
        made.setLayout(layout)
        return made

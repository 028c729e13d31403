"""Imports that were made: which file, when, what came of it, and the way back; and what was taken out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.answers.lists import BatchRow, ExportRow
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.format import moment, number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, button, column, label, row
from salesdesk.ui.screens.exchange.names import ICONS, many


def batch_words(batch: BatchRow) -> str:
    """When an import was, by whom, and what it made."""
    made = [
        f"{number(int(counts['created']))} {many(record).lower()}"
        for record, counts in batch.outcome.items()
        if isinstance(counts, dict) and counts.get("created")
    ]
    when = moment(batch.started_at, company_day.today())
    return " · ".join(part for part in (when, batch.person, ", ".join(made)) if part)


def _empty(rows: QVBoxLayout) -> None:
    while rows.count():
        item = rows.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


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
        _empty(self._rows)
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


EXPORTS_SHOWN = 8


def export_words(taken: ExportRow) -> str:
    """How much of which list left, who took it and when."""
    what = tr("Everything") if taken.record == "all" else many(taken.record)
    if taken.what and taken.what != what:
        what = f"{what} ({taken.what})"
    rows = trn("{n} row", "{n} rows", taken.rows, shown=number(taken.rows))
    when = moment(taken.at, company_day.today())
    return " · ".join(part for part in (when, taken.person, what, rows) if part)


class Taken(QWidget):
    """The latest exports: who took what out, when, and how much of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.show_exports([])

    def show_exports(self, taken: list[ExportRow]) -> None:
        """Show these, the latest first."""
        _empty(self._rows)
        for each in taken:
            self._rows.addWidget(self._row(each))
        if not taken:
            self._rows.addWidget(label(tr("Nothing was taken out yet."), "note"))

    def _row(self, taken: ExportRow) -> QWidget:
        made, words = QWidget(), QWidget()
        name = ElidedLabel(taken.file_name, "strong")
        words.setLayout(column(name, ElidedLabel(export_words(taken), "note"), spacing=1))
        icon = IconLabel(self._desk.theme, ICONS.get(taken.record, "database"), "text_3")
        layout = row(icon, words, spacing=10)
        layout.setStretch(1, 1)
        made.setLayout(layout)
        return made

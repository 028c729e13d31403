"""What happened and what is planned, newest first: in the panel of a deal and on every record's page."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from salesdesk.answers.board import TimelineEntry
from salesdesk.translation import tr
from salesdesk.ui.kit.format import day, moment
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, column, label

KIND_ICONS = {
    "call": "phone",
    "email": "mail",
    "meeting": "users",
    "demo": "presentation",
    "visit": "map-pin",
    "task": "square-check",
    "note": "sticky-note",
    "moved": "arrow-right",
    "file": "paperclip",
}
"""The icon of each kind of activity."""


class Timeline(QWidget):
    """Activities one below the other, each with its icon, its subject, when and by whom."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[TimelineEntry, ...], date] | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(6, 2, 0, 0)
        self._rows.setSpacing(10)
        theme.changed.connect(self._again)

    def show_entries(self, entries: Sequence[TimelineEntry], today: date) -> None:
        """Show these, in the order given."""
        if self._shown == (tuple(entries), today):
            return
        self._shown = (tuple(entries), today)
        self._again()

    def _again(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        entries, today = self._shown or ((), date.min)
        if not entries:
            self._rows.addWidget(label(tr("Nothing has happened yet."), "quiet"))
        for entry in entries:
            self._rows.addWidget(self._entry(entry, today))

    def _entry(self, entry: TimelineEntry, today: date) -> QWidget:
        made = QWidget()
        icon = QLabel()
        icon.setPixmap(self._theme.pixmap(KIND_ICONS.get(entry.kind, "square-check"), "text_3", 16))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        icon.setContentsMargins(0, 2, 0, 0)
        when = moment(entry.at, today) if entry.done else _planned(entry, today)
        words = column(
            ElidedLabel(entry.title), label(f"{when} · {entry.person}".rstrip(" ·"), "quiet"), spacing=1
        )
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(icon)
        layout.addLayout(words, 1)
        return made


def _planned(entry: TimelineEntry, today: date) -> str:
    if entry.planned_on is None:
        return tr("Planned")
    return tr("Planned for {day}").format(day=day(entry.planned_on, today))

"""The databases that this computer remembers: open one, pin it, forget it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk.settings import Settings
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, column, icon_button, label, line
from salesdesk.ui.shell.opening import database_parts, is_server

ROW, SHOWN = 53, 3
"""How high a row with its hairline is, and how many are seen without scrolling."""


class RecentRow(QPushButton):
    """One database: what it is called, where it lies, when it was opened last. Delete forgets it."""

    pin_asked = Signal()
    forget_asked = Signal()

    def __init__(self, theme: Theme, where: str, opened: str, pinned: bool) -> None:
        super().__init__()
        self.setObjectName("recent")
        name, folder = database_parts(where)
        self.setAccessibleName(tr("Open {name} in {folder}").format(name=name, folder=folder))
        self._icons = Icons(theme)
        icon = QLabel()
        icon.setPixmap(theme.pixmap("server" if is_server(where) else "database", "text_3", 18))
        self.facts, when = ElidedLabel("", "note"), label(opened_words(opened), "note")
        if is_server(where):
            self.facts.say(tr("Shared database"))
        self.pin_button = self._tool(
            tr("Unpin") if pinned else tr("Pin"), "pin-off" if pinned else "pin", name
        )
        self.forget_button = self._tool(tr("Forget"), "x", name)
        self.forget_button.setToolTip(tr("Forget it here; the database itself stays where it is"))
        self.pin_button.clicked.connect(self.pin_asked)
        self.forget_button.clicked.connect(self.forget_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 8, 0)
        layout.setSpacing(12)
        layout.addWidget(icon)
        layout.addLayout(
            column(None, ElidedLabel(name, "strong"), ElidedLabel(folder, "quiet"), None, spacing=1), 10
        )
        layout.addWidget(self.facts, 6)
        when.setFixedWidth(120)
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(when)
        layout.addWidget(self.pin_button)
        layout.addWidget(self.forget_button)

    def _tool(self, words: str, icon: str, name: str) -> QToolButton:
        made = icon_button(words)
        made.setAccessibleName(f"{words}: {name}")
        self._icons.put(made, icon, "text_3", 14)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.forget_asked.emit()
        else:
            super().keyPressEvent(event)


class RecentList(QWidget):
    """Pinned ones first, then the one opened last; hidden where nothing is remembered."""

    chosen = Signal(str)
    pin_asked = Signal(str, bool)
    forget_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: dict[str, RecentRow] = {}
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        box = QFrame()
        box.setObjectName("cardBox")
        box.setLayout(column(self._area, margins=(1, 1, 1, 1)))
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayout(column(12, label(tr("Recent").upper(), "caps"), box))

    def show_databases(self, settings: Settings) -> None:
        """Show what is remembered."""
        inside = QWidget()
        inside.setObjectName("sheetBody")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(0)
        self.rows = {}
        for where in settings.shown_recent:
            if self.rows:
                layout.addWidget(line())
            layout.addWidget(self._row(where, settings))
        self._area.setWidget(inside)
        self._area.setFixedHeight(min(len(self.rows), SHOWN) * ROW + 4)
        self.setVisible(bool(self.rows))

    def _row(self, where: str, settings: Settings) -> RecentRow:
        pinned = where in settings.pinned
        made = RecentRow(self._theme, where, settings.opened.get(where, ""), pinned)
        made.clicked.connect(lambda: self.chosen.emit(where))
        made.pin_asked.connect(lambda: self.pin_asked.emit(where, not pinned))
        made.forget_asked.connect(lambda: self.forget_asked.emit(where))
        self.rows[where] = made
        return made

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Say of the files how large they are, or that they are gone."""
        for where, size in facts.items():
            if where in self.rows:
                self.rows[where].facts.say(size)


def opened_words(opened: str) -> str:
    """When a database was opened last; nothing where that was never noted."""
    try:
        return moment(datetime.fromisoformat(opened).astimezone(UTC), date.today())
    except ValueError:
        return ""

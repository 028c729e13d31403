"""The first page while no database is open: four ways to begin, and the databases opened lately."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from salesdesk import __version__
from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, column, label, line
from salesdesk.ui.shell.opening import database_parts, is_server
from salesdesk.ui.shell.rail import Mark

WIDTH, SHOWN = 780, 4
CHOICES = (
    ("sample", "sprout", "green", tr("Explore with sample data"),
     tr("A living company of 12 people and two years of deals. Nothing to set up.")),
    ("new", "file-plus", "accent_text", tr("New company file"),
     tr("Start empty, then bring in your spreadsheet and invite people.")),
    ("open", "folder-open", "amber", tr("Open a file"),
     tr("A .salesdesk file from this computer, a USB stick or a shared folder.")),
    ("connect", "server", "text_2", tr("Connect to a shared database"),
     tr("Join your team on a Postgres server.")),
)  # fmt: skip


class ChoiceButton(QPushButton):
    """One way to begin: icon, name, what it means, and the key that does the same."""

    def __init__(self, theme: Theme, number: int, icon: str, colour: str, title: str, words: str) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setAccessibleName(f"{title}. {words}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme, self._icon_name, self._colour = theme, icon, colour
        self._icon = QLabel()
        self._icon.setFixedWidth(44)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = label(title)
        name.setStyleSheet("font-size: 14px; font-weight: 600")
        note = label(words, "note", wrap=True)
        key = label(str(number), "quiet")
        key.setAlignment(Qt.AlignmentFlag.AlignTop)
        text = column(name, note, spacing=3)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(text, 1)
        layout.addWidget(key)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, self._colour, 26))


class Welcome(QWidget):
    """Where one begins. The first choice has the focus, so that Enter starts the sample."""

    chosen = Signal(str)
    recent_chosen = Signal(str)

    def __init__(self, theme: Theme, recent: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme = theme
        self._error = label("", "error", wrap=True)
        self._error.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: dict[str, ChoiceButton] = {}
        middle = QWidget()
        middle.setMaximumWidth(WIDTH)
        inside = QVBoxLayout(middle)
        inside.setSpacing(8)
        inside.setContentsMargins(20, 0, 20, 0)
        mark = QHBoxLayout()
        mark.addStretch(1)
        mark.addWidget(Mark(theme, 56))
        mark.addStretch(1)
        inside.addLayout(mark)
        inside.addSpacing(8)
        for words, kind in (
            (tr("Welcome to SalesDesk"), "big"),
            (
                tr("Your deals stay on this computer, or on your own network. How would you like to begin?"),
                "note",
            ),
        ):
            heading = label(words, kind, wrap=True)
            heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(heading)
        inside.addSpacing(16)
        inside.addLayout(self._choices())
        inside.addWidget(self._error)
        if recent:
            inside.addSpacing(12)
            inside.addWidget(label(tr("Recent").upper(), "caps"))
            inside.addWidget(self._recent(recent[:SHOWN]))
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 100)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(3)
        outer.addWidget(label(f"SalesDesk {__version__}", "quiet"))

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, (name, icon, colour, title, words) in enumerate(CHOICES):
            made = ChoiceButton(self._theme, place + 1, icon, colour, title, words)
            made.clicked.connect(lambda _=False, key=name: self.chosen.emit(key))
            self.buttons[name] = made
            grid.addWidget(made, place // 2, place % 2)
        return grid

    def _recent(self, recent: tuple[str, ...]) -> QFrame:
        card = QFrame()
        card.setObjectName("cardBox")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(0)
        for place, where in enumerate(recent):
            if place:
                layout.addWidget(line())
            layout.addWidget(self._recent_button(where))
        return card

    def _recent_button(self, where: str) -> QPushButton:
        made = QPushButton()
        made.setObjectName("recent")
        name, folder = database_parts(where)
        made.setAccessibleName(tr("Open {name} in {folder}").format(name=name, folder=folder))
        icon = QLabel()
        icon.setPixmap(self._theme.pixmap("server" if is_server(where) else "database", "text_3", 18))
        title = ElidedLabel(name)
        layout = QHBoxLayout(made)
        layout.setContentsMargins(10, 0, 10, 0)
        layout.setSpacing(12)
        layout.addWidget(icon)
        layout.addLayout(column(title, ElidedLabel(folder, "quiet"), spacing=0), 1)
        made.clicked.connect(lambda: self.recent_chosen.emit(where))
        return made

    def say(self, sentence: str) -> None:
        """Say why something could not be opened."""
        self._error.setText(sentence)

    def focus_first(self) -> None:
        """Let Enter start the sample."""
        self.buttons["sample"].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {str(place + 1): choice[0] for place, choice in enumerate(CHOICES)}
        if event.text() in keys:
            self.chosen.emit(keys[event.text()])
        else:
            super().keyPressEvent(event)

"""The first page while no database is open: four ways to begin, and the databases opened lately."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk import __version__
from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, line, row
from salesdesk.ui.shell.opening import database_parts, is_server
from salesdesk.ui.shell.rail import THEMES, Mark
from salesdesk.ui.shell.welcome_picture import BoardPicture, glow

WIDTH, SHOWN = 780, 3
CHOICES = (
    ("sample", "sprout", "green", "green", tr("Explore with sample data"),
     tr("A living company of 12 people and two years of deals. Nothing to set up.")),
    ("new", "file-plus", "accent_text", "accent", tr("New company file"),
     tr("Start empty, then bring in your spreadsheet and invite people.")),
    ("open", "folder-open", "amber", "amber", tr("Open a file"),
     tr("A .salesdesk file from this computer, a USB stick or a shared folder.")),
    ("connect", "server", "text_2", "grey", tr("Connect to a shared database"),
     tr("Join your team on a Postgres server.")),
)  # fmt: skip


class ChoiceButton(QPushButton):
    """One way to begin: icon, name, what it means, and the key that does the same."""

    def __init__(
        self, theme: Theme, number: int, icon: str, colour: str, tint: str, title: str, words: str
    ) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setAccessibleName(f"{title}. {words}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme, self._icon_name, self._colour = theme, icon, colour
        self._icon = QLabel()
        self._icon.setFixedSize(44, 44)
        self._icon.setObjectName("tile")
        self._icon.setProperty("tint", tint)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = label(title, "choice")
        note = label(words, "note", wrap=True)
        key = label(str(number), "key")
        key.setFixedSize(18, 18)
        key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = column(None, name, note, None, spacing=3)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(text, 1)
        layout.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, self._colour, 22))


class Welcome(QWidget):
    """Where one begins. The first choice has the focus, so that Enter starts the sample."""

    chosen = Signal(str)
    recent_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, theme: Theme, recent: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme = theme
        self._ground = QPixmap()
        self._error = label("", "error", wrap=True)
        self._error.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: dict[str, ChoiceButton] = {}
        middle = QWidget()
        middle.setMaximumWidth(WIDTH + 40)
        inside = QVBoxLayout(middle)
        inside.setSpacing(8)
        inside.setContentsMargins(20, 0, 20, 0)
        mark = QHBoxLayout()
        mark.addStretch(1)
        mark.addWidget(BoardPicture(theme))
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
        outer.setContentsMargins(24, 24, 24, 20)
        outer.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 100)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(3)
        outer.addLayout(self._foot())
        theme.changed.connect(self._forget_ground)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, (name, icon, colour, tint, title, words) in enumerate(CHOICES):
            made = ChoiceButton(self._theme, place + 1, icon, colour, tint, title, words)
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

    def _foot(self) -> QHBoxLayout:
        looks = QButtonGroup(self)
        parts: list[QWidget | int | None] = [
            Mark(self._theme, 20),
            label(f"SalesDesk {__version__}", "note"),
            None,
        ]
        for choice, words, _ in THEMES:
            made = button(words)
            made.setObjectName("segment")
            made.setCheckable(True)
            made.setChecked(choice == self._theme.choice)
            made.clicked.connect(lambda _=False, key=choice: self.theme_chosen.emit(key))
            looks.addButton(made)
            parts.append(made)
        return row(*parts, spacing=6)

    def _forget_ground(self) -> None:
        self._ground = QPixmap()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground.size() != self.size():
            self._ground = glow(self._theme, self.size())
        QPainter(self).drawPixmap(0, 0, self._ground)

    def begin(self) -> None:
        """Take no other choice while one is being carried out."""
        for made in self.buttons.values():
            made.setEnabled(False)

    def say(self, sentence: str) -> None:
        """Say why something could not be opened."""
        self._error.setText(sentence)
        for made in self.buttons.values():
            made.setEnabled(True)

    def focus_first(self) -> None:
        """Let Enter start the sample."""
        self.buttons["sample"].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {str(place + 1): choice[0] for place, choice in enumerate(CHOICES)}
        if event.text() in keys and self.buttons["sample"].isEnabled():
            self.chosen.emit(keys[event.text()])
        else:
            super().keyPressEvent(event)

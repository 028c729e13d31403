"""The first page while no database is open: four ways to begin, and the databases opened lately."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPixmap, QResizeEvent
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
from salesdesk.settings import Settings
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, button, column, label, row
from salesdesk.ui.shell.rail import Mark
from salesdesk.ui.shell.recent import RecentList
from salesdesk.ui.shell.welcome_picture import BoardPicture, glow

WIDTH = 780
CHOICES = (
    ("sample", "sprout", "green", "green", tr("Explore with sample data"),
     tr("A living company of 12 people and two years of deals. Nothing to set up.")),
    ("new", "file-plus-2", "accent_text", "accent", tr("New company file"),
     tr("Start empty, then bring in your spreadsheet and invite people.")),
    ("open", "folder-open", "amber", "amber", tr("Open a file"),
     tr("A .salesdesk file from this computer, a USB stick or a shared folder.")),
    ("connect", "server", "text_2", "grey", tr("Connect to a shared database"),
     tr("Join your team on a Postgres server. We test the connection first.")),
)  # fmt: skip


LOOKS = (("system", tr("System")), ("light", tr("Light")), ("dark", tr("Dark")))


class ChoiceButton(QPushButton):
    """One way to begin: icon, name, what it means, and the key that does the same.

    `lit` tells that the focus came or went; the page draws the ring round it.
    """

    lit = Signal()

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
        self._key = label(str(number), "key")
        self._key.setParent(self)
        self._key.setFixedSize(18, 18)
        self._key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = column(None, name, note, None, spacing=2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(15, 12, 18, 12)
        layout.setSpacing(14)
        layout.addWidget(self._icon)
        layout.addLayout(text, 1)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, self._colour, 22))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._key.move(self.width() - 32, 12)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.lit.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.lit.emit()


class Welcome(QWidget):
    """Where one begins. The first choice has the focus, so that Enter starts the sample."""

    chosen = Signal(str)
    recent_chosen = Signal(str)
    theme_chosen = Signal(str)
    pin_asked = Signal(str, bool)
    forget_asked = Signal(str)

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme = theme
        self._icons = Icons(theme)
        self._looks: dict[str, QPushButton] = {}
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
                "lead",
            ),
        ):
            heading = label(words, kind, wrap=True)
            heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(heading)
        inside.addSpacing(16)
        inside.addLayout(self._choices())
        inside.addWidget(self._error)
        self._recent = RecentList(theme)
        self._recent.chosen.connect(self.recent_chosen)
        self._recent.pin_asked.connect(self.pin_asked)
        self._recent.forget_asked.connect(self.forget_asked)
        inside.addWidget(self._recent)
        self.show_recent(settings)
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
        theme.changed.connect(self._look_changed)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, (name, icon, colour, tint, title, words) in enumerate(CHOICES):
            made = ChoiceButton(self._theme, place + 1, icon, colour, tint, title, words)
            made.clicked.connect(lambda _=False, key=name: self.chosen.emit(key))
            made.lit.connect(self.update)
            self.buttons[name] = made
            grid.addWidget(made, place // 2, place % 2)
        return grid

    def show_recent(self, settings: Settings) -> None:
        """Offer the databases that are remembered."""
        self._recent.show_databases(settings)

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Say of the recent files how large they are, or that they are gone."""
        self._recent.show_facts(facts)

    def _foot(self) -> QHBoxLayout:
        restore = button(tr("Restore from a backup"), "quiet")
        restore.setObjectName("small")
        self._icons.put(restore, "history")
        restore.clicked.connect(lambda: self.chosen.emit("restore"))
        paste = button(
            tr("Paste an invitation"), "quiet", tip=tr("An invitation to a shared database (Ctrl+V)")
        )
        paste.setObjectName("small")
        self._icons.put(paste, "clipboard-paste")
        paste.clicked.connect(lambda: self.chosen.emit("invitation"))
        looks = QButtonGroup(self)
        segments = QFrame()
        segments.setObjectName("segments")
        inside = row(spacing=0, margins=(2, 2, 2, 2))
        for choice, words in LOOKS:
            made = button(words)
            made.setObjectName("segment")
            made.setCheckable(True)
            made.setChecked(choice == self._theme.choice)
            made.clicked.connect(lambda _=False, key=choice: self.theme_chosen.emit(key))
            looks.addButton(made)
            self._looks[choice] = made
            inside.addWidget(made)
        segments.setLayout(inside)
        name = label(f"SalesDesk {__version__}", "note")
        return row(Mark(self._theme, 20), name, None, paste, restore, segments, spacing=8)

    def _look_changed(self) -> None:
        self._looks[self._theme.choice].setChecked(True)
        self._forget_ground()

    def _forget_ground(self) -> None:
        self._ground = QPixmap()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground.size() != self.size():
            self._ground = glow(self._theme, self.size())
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for made in self.buttons.values():
            place = QRectF(QPointF(made.mapTo(self, QPoint())), QSizeF(made.size()))
            if made.hasFocus():
                paint.halo(painter, place, self._theme)
            else:
                paint.shadow(painter, place, self._theme)

    def begin(self) -> None:
        """Take no other choice while one is being carried out."""
        for made in self.buttons.values():
            made.setEnabled(False)

    def say(self, sentence: str) -> None:
        """Say why something could not be opened."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        for made in self.buttons.values():
            made.setEnabled(True)

    def focus_first(self) -> None:
        """Let Enter start the sample."""
        self.buttons["sample"].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.chosen.emit("invitation")
            return
        keys = {str(place + 1): choice[0] for place, choice in enumerate(CHOICES)}
        if event.text() in keys and self.buttons["sample"].isEnabled():
            self.chosen.emit(keys[event.text()])
        else:
            super().keyPressEvent(event)

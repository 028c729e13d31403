"""The bar above every screen: where one is, the way to find anything, and what can be begun here."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.theme import MEDIUM, Theme, font
from salesdesk.ui.kit.tokens import BUTTON, INSET, RADIUS_CONTROL, TOP_BAR
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, button, label

WIDE, NARROW = 260, 34
KEYS = "Ctrl K"


class FindField(QPushButton):
    """Looks like a search field and opens the command palette; a glass alone where room is scarce."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("find")
        self.setAccessibleName(tr("Find anything"))
        self.setToolTip(tr("Find anything (Ctrl+K)"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setFixedHeight(BUTTON)
        self.setMinimumWidth(NARROW)
        self.setMaximumWidth(WIDE)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(WIDE, BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(QColor(tokens.accent), 2) if self.hasFocus() else QPen(QColor(tokens.border_strong))
        half = edge.widthF() / 2
        painter.setPen(edge)
        painter.setBrush(QColor(tokens.surface if self.underMouse() else tokens.hover))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS_CONTROL, RADIUS_CONTROL
        )
        painter.drawPixmap(9, 7, self._theme.pixmap("search", "text_3", 16))
        if self.width() < 90:
            return
        keys = font(11, MEDIUM)
        room = QRectF(self.width() - 58, 6, 51, 18) if self.width() > 190 else None
        words = QRectF(36, 0, self.width() - 44 - (58 if room else 0), self.height())
        fits = QFontMetricsF(font(13)).horizontalAdvance(tr("Find anything")) <= words.width()
        told = tr("Find anything") if fits else tr("Find")
        paint.text(painter, words, told, font(13), QColor(tokens.text_3))
        if room is not None:
            painter.setPen(QColor(tokens.border_strong))
            painter.setBrush(QColor(tokens.surface))
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            paint.text(painter, room, KEYS, keys, QColor(tokens.text_3), Qt.AlignmentFlag.AlignCenter)


class TopBar(QFrame):
    """Title or path at the left, then find, other buttons, and at most one primary button at the right.

    `add_left` puts a widget behind the title, `add` one before the primary button, in the order of calls.
    """

    def __init__(self, desk: Desk, title: str = "") -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(TOP_BAR)
        self._desk = desk
        self._icons = Icons(desk.theme)
        self._title = label(title, "title")
        self._path = QHBoxLayout()
        self._path.setSpacing(6)
        self._note = ElidedLabel("", "note")
        self.find_field = FindField(desk.theme)
        self.find_field.clicked.connect(desk.find)
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        for part in (self._left, self._right):
            part.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, 0, INSET, 0)
        layout.setSpacing(8)
        layout.addLayout(self._path)
        layout.addWidget(self._title)
        layout.addLayout(self._left)
        layout.addWidget(self._note, 1)
        layout.addWidget(self.find_field)
        layout.addLayout(self._right)
        self.primary_button: QPushButton | None = None

    def say(self, title: str, note: str = "", *shorter: str) -> None:
        """Show a title, and quietly beside it a note, or the first of the shorter ones that fits."""
        self._title.setText(title)
        self._note.say(note, *shorter)

    def show_path(self, *parts: tuple[str, Callable[[], None]]) -> None:
        """Show the way here before the title: words, and what a click on them does."""
        while self._path.count():
            item = self._path.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for words, do in parts:
            step = button(words, "path")
            step.clicked.connect(lambda _=False, do=do: do())
            arrow = QLabel()
            arrow.setPixmap(self._desk.theme.pixmap("chevron-right", "text_3", 14))
            self._path.addWidget(step)
            self._path.addWidget(arrow)

    def add_left(self, widget: QWidget) -> None:
        """Put a widget behind the title."""
        self._left.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget between the find field and the primary button."""
        place = self._right.count() - (1 if self.primary_button is not None else 0)
        self._right.insertWidget(place, widget)

    def add_button(self, words: str, icon: str, do: Callable[[], None], *, tip: str = "") -> QPushButton:
        """Add a button of the second rank."""
        made = button(words, tip=tip)
        self._icons.put(made, icon)
        made.clicked.connect(lambda: do())
        self.add(made)
        return made

    def add_primary(self, words: str, icon: str, do: Callable[[], None], *, tip: str = "") -> QPushButton:
        """Add the one filled button, at the right end."""
        made = button(words, "primary", tip=tip)
        self._icons.put(made, icon, "on_accent")
        made.clicked.connect(lambda: do())
        self._right.addWidget(made)
        self.primary_button = made
        return made

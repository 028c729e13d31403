"""What a screen shows when there is nothing to show: why, and what to do next."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, label

WIDEST = 440


class EmptyState(QWidget):
    """A quiet picture, one heading, one sentence, one button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = "circle-alert"
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label("", "title")
        self._words = label("", "note", wrap=True)
        for each in (self._title, self._words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button: QPushButton = button("", "primary")
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for part in (self._icon, self._title, self._words, self.button):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        layout.setSpacing(10)
        theme.changed.connect(self._draw)

    def say(self, icon: str, title: str, words: str, action: str = "") -> None:
        """Show this; without `action` there is no button."""
        self._icon_name = icon
        self._title.setText(title)
        self._words.setText(words)
        wide = self._words.fontMetrics().horizontalAdvance(words)
        # Two lines of about one length read better than a long one and a lonely word.
        self._words.setFixedWidth(wide + 8 if wide <= WIDEST else min(WIDEST, wide * 6 // 10))
        self._words.setMinimumHeight(max(0, self._words.heightForWidth(self._words.width())))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(f"{title}. {words}")
        self._draw()

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, "text_3", 40))

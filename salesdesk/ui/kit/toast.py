"""A short message at the foot of the window, with Undo where something was saved."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import button, row

SHOWN_MS, LONG_MS = 6_000, 12_000


class Toast(QFrame):
    """One message at a time, centred above the lower edge; it goes by itself, later for longer ones."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("toast")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(False)
        self._undo = button(tr("Undo"))
        self._undo.setAccessibleName(tr("Undo what was just saved"))
        self._inside = row(self._words, self._undo, spacing=10)
        self.setLayout(self._inside)
        self._on_undo: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._undo.clicked.connect(self._clicked)
        over.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """What is said, or was said last."""
        return self._words.text()

    def say(self, words: str, undo: Callable[[], None] | None = None, deed: str = "") -> None:
        """Show a sentence; `undo` gives it an Undo button, or one called as the `deed` that helps."""
        self._on_undo = undo
        self._undo.setText(deed or tr("Undo"))
        self._undo.setAccessibleName(deed or tr("Undo what was just saved"))
        self._words.setText(words)
        self._undo.setVisible(undo is not None)
        # A button has room around its word of its own.
        self._inside.setContentsMargins(16, 6, 8 if undo is not None else 16, 6)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(LONG_MS if len(words) > 60 else SHOWN_MS)

    def _clicked(self) -> None:
        self.hide()
        if self._on_undo is not None:
            self._on_undo()

    def _place(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        room = over.width() - 60
        self._words.setWordWrap(self._words.sizeHint().width() + 140 > room)
        self.setMaximumWidth(room)
        self.adjustSize()
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - 18)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

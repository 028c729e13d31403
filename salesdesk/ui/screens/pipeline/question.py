"""One thing that is asked before a card may move: what is wanted, and the form to answer it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import label, row

_ICON, _INDENT = 16, 24


class Question(QFrame):
    """A card of the gate sheet. `missing` says in few words what is not there yet ("the main reason").

    `is_answered` looks at the form whenever `look` is called; an optional question never holds a card up.
    """

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        hint: str,
        *,
        missing: str,
        is_answered: Callable[[], bool],
        optional: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self.title, self.missing, self.optional = title, missing, optional
        self._theme, self._is_answered = theme, is_answered
        self.is_answered = is_answered()
        self.fields: list[QWidget] = []
        self._icon, self._tick, self._state = QLabel(), QLabel(), label("", "note")
        self._icon.setFixedSize(QSize(_ICON, _ICON))
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(14, 12, 14, 14)
        self._body.setSpacing(4)
        self._body.addLayout(row(self._icon, label(title, "strong"), None, self._tick, self._state))
        said = label(hint, "note", wrap=True)
        said.setContentsMargins(_INDENT, 0, 0, 4)
        self._body.addWidget(said)
        theme.changed.connect(self._draw)
        self._draw()

    def add(self, field: QWidget, words: str = "") -> None:
        """Add a field, under a name of its own where there are several."""
        if words:
            name = label(words, "label", wrap=True)
            name.setBuddy(field)
            self._body.addWidget(name)
        if not field.accessibleName():
            field.setAccessibleName(words or self.title)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, field.sizePolicy().verticalPolicy())
        self._body.addWidget(field)
        self.fields.append(field)

    def look(self) -> None:
        """Look whether the form answers the question now."""
        answered = self._is_answered()
        if answered != self.is_answered:
            self.is_answered = answered
            self._draw()
            self.changed.emit()

    def begin(self) -> None:
        """Put the focus into the first field."""
        self.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        ratio = max(2.0, self.devicePixelRatioF())
        name, colour = ("circle-check", "accent_text") if self.is_answered else ("circle-dashed", "text_3")
        self._icon.setPixmap(self._theme.pixmap(name, colour, _ICON, ratio))
        self._tick.setVisible(self.is_answered)
        self._tick.setPixmap(self._theme.pixmap("check", "accent_text", 13, ratio))
        words = tr("Filled in") if self.is_answered else tr("If you like") if self.optional else tr("Open")
        self._state.setText(words)
        self.setAccessibleName(f"{self.title}: {words}")

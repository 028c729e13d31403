"""What floats over the chart: what a move would change, the size of the chart, a word to whoever is alone."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from salesdesk.answers.team import MovePreview
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.kit.widgets import Icons, button, column, icon_button, label, row
from salesdesk.ui.screens.team.words import preview_words

EDGE, HIGH = 20, 64
_SHADE = 10


class Floating(QWidget):
    """A card with a soft shadow over the page; `inner` is the card."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.inner = QFrame(self)
        self.inner.setObjectName("floating")

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Put the card there; the shadow lies around it."""
        self.setGeometry(x - _SHADE, y - _SHADE, width + 2 * _SHADE, height + 2 * _SHADE)
        self.inner.setGeometry(_SHADE, _SHADE, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.inner.geometry())
            paint.float_shadow(painter, rect.adjusted(2, 2, -2, -2), RADIUS_CARD)


class _Round(QWidget):
    """An eye in a tinted circle."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(36, 36)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.tokens.accent_soft))
            painter.drawEllipse(self.rect())
            painter.drawPixmap(9, 9, self._theme.pixmap("eye", "accent", 18))


class PreviewStrip(Floating):
    """One bold sentence with the number, a line with who loses sight and what stays."""

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self.head = label("", "title")
        self.line = label("", "note", wrap=True)
        self.release = label(tr("Release to move"), "note")
        key = QLabel(tr("Esc"))
        key.setObjectName("key")
        key.setFixedHeight(22)
        texts = column(None, self.head, self.line, None, spacing=2)
        across = row(_Round(theme), spacing=12, margins=(14, 8, 16, 8))
        across.addLayout(texts, 1)
        for part in (self.release, key, label(tr("to cancel"), "note")):
            across.addWidget(part)
        self.inner.setLayout(across)
        self.hide()

    def show_preview(self, preview: MovePreview | None, *, aimed: bool) -> None:
        """Tell what a move would change; without one, how to go on."""
        self.release.setVisible(aimed)
        if preview is None:
            head = tr("Counting …") if aimed else tr("Drag to whom they will report to")
            self._say(head, "" if aimed else tr("Everybody below goes along."))
        else:
            self._say(*preview_words(preview))
        self.show()
        self.raise_()

    def _say(self, head: str, line: str) -> None:
        self.head.setText(head)
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.setAccessibleName(f"{head}. {line}")


class Alone(Floating):
    """Says what comes next while there is one person only."""

    def __init__(self, over: QWidget, may_add: bool) -> None:
        super().__init__(over)
        self.button: QPushButton = button(tr("Add person"), "primary")
        texts = column(
            label(tr("Nobody else is here yet"), "title"),
            label(
                tr("Add the people you sell with; each one reports to somebody, or to nobody."),
                "note",
                wrap=True,
            ),
            spacing=2,
        )
        across = row(spacing=12, margins=(16, 8, 14, 8))
        across.addLayout(texts, 1)
        across.addWidget(self.button)
        self.inner.setLayout(across)
        self.button.setVisible(may_add)
        self.hide()


class ZoomBar(QFrame):
    """Smaller, the size, larger, all of it."""

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self.setObjectName("floating")
        icons = Icons(theme)
        self.out_button, self.in_button = icon_button(tr("Smaller (-)")), icon_button(tr("Larger (+)"))
        self.fit_button = icon_button(tr("Show all (0)"))
        for made, icon in (
            (self.out_button, "minus"),
            (self.in_button, "plus"),
            (self.fit_button, "maximize"),
        ):
            icons.put(made, icon)
        self.size_label = label("100 %", "note")
        self.size_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_label.setFixedWidth(44)
        self.setLayout(
            row(
                self.out_button,
                self.size_label,
                self.in_button,
                self.fit_button,
                spacing=2,
                margins=(4, 2, 4, 2),
            )
        )

    def show_scale(self, scale: float) -> None:
        """Tell the size."""
        self.size_label.setText(f"{round(scale * 100)} %")

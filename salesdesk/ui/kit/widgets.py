"""Buttons, labels, people and rows of widgets as every screen uses them."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QIcon,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import Theme


def label(words: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """A label of one of the style sheet's kinds: title, heading, big, note, quiet, label, caps, error."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    return made


class ElidedLabel(QLabel):
    """A label that ends in dots where it does not fit, and tells the whole in its tool tip."""

    def __init__(self, words: str = "", kind: str = "") -> None:
        super().__init__()
        self._all: tuple[str, ...] = ("",)
        self._whole = ""
        if kind:
            self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say(words)

    def say(self, words: str, *shorter: str, whole: str = "") -> None:
        """Show these words, or the first of the shorter ones that fits; `whole` is the exact form of them."""
        self._all, self._whole = (words, *shorter), whole or words
        self.setAccessibleName(self._whole)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        room = max(10, self.width())
        fitting = (words for words in self._all if metrics.horizontalAdvance(words) <= room)
        chosen = next(fitting, self._all[-1])
        self.setText(metrics.elidedText(chosen, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(self._whole if self.text() != self._whole else "")


def button(words: str, kind: str = "", *, tip: str = "") -> QPushButton:
    """A button of one of the kinds: primary, danger, quiet, link, or plain."""
    made = QPushButton(words)
    if kind:
        made.setProperty("kind", kind)
    made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    return made


class Icons:
    """Keeps the icons of a widget's buttons in the theme's colours."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._set: list[tuple[QPushButton | QToolButton, str, str, int, str]] = []
        theme.changed.connect(self._again)

    def put(
        self,
        on: QPushButton | QToolButton,
        icon: str,
        colour: str = "text_2",
        size: int = 16,
        chosen: str = "",
    ) -> None:
        """Show an icon on a button, in the colour `chosen` while the button is checked."""
        self._set.append((on, icon, colour, size, chosen or colour))
        self._draw(*self._set[-1])

    def _again(self) -> None:
        # The theme outlives the screens of a database; buttons that are gone are forgotten here.
        self._set = [each for each in self._set if isValid(each[0])]
        for each in self._set:
            self._draw(*each)
        if not self._set:
            self._theme.changed.disconnect(self._again)

    def _draw(self, on: QPushButton | QToolButton, name: str, colour: str, size: int, chosen: str) -> None:
        # The style leaves 4 px between icon and words; wider pixmaps give them the room they need.
        gap = (4 if size <= 16 else 6) if isinstance(on, QPushButton) else 0
        before = on.layoutDirection() == Qt.LayoutDirection.RightToLeft
        on.setIconSize(QSize(size + gap, size))
        made = QIcon()
        for state, wanted in ((QIcon.State.Off, colour), (QIcon.State.On, chosen)):
            made.addPixmap(_beside(self._theme.pixmap(name, wanted, size), gap, before), state=state)
        grey = _beside(self._theme.pixmap(name, "ctl", size), gap, before)
        made.addPixmap(grey, QIcon.Mode.Disabled)
        on.setIcon(made)


def _beside(icon: QPixmap, gap: int, before: bool) -> QPixmap:
    """An icon with an empty strip after it, or before it."""
    if not gap:
        return icon
    ratio = icon.devicePixelRatio()
    wide = QPixmap(icon.width() + round(gap * ratio), icon.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(QPoint(gap if before else 0, 0), icon)
    painter.end()
    return wide


class IconLabel(QLabel):
    """A picture that follows the theme."""

    def __init__(self, theme: Theme, icon: str, colour: str, size: int = 16) -> None:
        super().__init__()
        self._theme, self._size = theme, size
        self._icon, self._colour = icon, colour
        theme.changed.connect(self._draw)
        self._draw()

    def say(self, icon: str, colour: str) -> None:
        """Show another picture."""
        self._icon, self._colour = icon, colour
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def _draw(self) -> None:
        self.setPixmap(self._theme.pixmap(self._icon, self._colour, self._size))


def icon_button(tip: str) -> QToolButton:
    """A button with an icon only; its tip is its accessible name."""
    made = QToolButton()
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


class Avatar(QWidget):
    """A person as a circle, with their picture or their initials."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self._name, self._key = "", 0
        self._picture: QPixmap | None = None

    def show_person(self, name: str, key: int | None, picture: QPixmap | None = None) -> None:
        """Show this person."""
        self._name, self._key, self._picture = name, key or 0, picture
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.avatar(painter, QRectF(self.rect()), self._name, self._key, self._picture)


def line() -> QFrame:
    """A hairline across."""
    made = QFrame()
    made.setObjectName("line")
    return made


def row(
    *parts: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Widgets side by side; a number is a fixed gap, None takes the rest."""
    made = QHBoxLayout()
    _fill(made, parts, spacing, margins)
    return made


def column(
    *parts: QWidget | int | None, spacing: int = 6, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets below each other; a number is a fixed gap, None takes the rest."""
    made = QVBoxLayout()
    _fill(made, parts, spacing, margins)
    return made


def _fill(
    layout: QBoxLayout,
    parts: tuple[QWidget | int | None, ...],
    spacing: int,
    margins: tuple[int, int, int, int],
) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)


def below(anchor: QWidget) -> QPoint:
    """The point just below a widget, on screen; where its menu opens."""
    return anchor.mapToGlobal(QPoint(0, anchor.height() + 4))

"""Buttons, labels and fields as every screen uses them."""

from datetime import date

from PySide6.QtCore import QDate, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.board import Choice
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import Theme

_NO_DAY = QDate(1900, 1, 1)


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
        if kind:
            self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say(words)

    def say(self, words: str, *shorter: str) -> None:
        """Show these words, or the first of the shorter ones that fits."""
        self._all = (words, *shorter)
        self.setAccessibleName(words)
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
        self.setToolTip(self._all[0] if self.text() != self._all[0] else "")


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
        for each in self._set:
            self._draw(*each)

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


def icon_button(tip: str) -> QToolButton:
    """A button with an icon only; its tip is its accessible name."""
    made = QToolButton()
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


class SearchField(QLineEdit):
    """A field with a glass; Esc empties it and gives the focus back."""

    left = Signal()

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("search")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self._glass = self.addAction(theme.icon("search", "text_3"), QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(lambda: self._glass.setIcon(theme.icon("search", "text_3")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            self.left.emit()
            return
        super().keyPressEvent(event)


class DayField(QDateEdit):
    """A day with a calendar, or none: Delete empties it."""

    def __init__(self, name: str, kind: str = "") -> None:
        super().__init__()
        self._shown: date | None = None
        self.setAccessibleName(name)
        if kind:
            self.setProperty("kind", kind)
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setMinimumDate(_NO_DAY)
        self.setSpecialValueText(tr("No date"))
        self.show_day(None)

    def show_day(self, value: date | None) -> None:
        """Show a day, or none."""
        self._shown = value
        self.setDate(QDate(value.year, value.month, value.day) if value else _NO_DAY)

    @property
    def is_changed(self) -> bool:
        """Whether the user chose another day than the one that was shown."""
        return self.day() != self._shown

    def day(self) -> date | None:
        """The day shown, None for none."""
        chosen = self.date()
        return None if chosen == _NO_DAY else date(chosen.year(), chosen.month(), chosen.day())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.day() is not None:
            self.show_day(None)
            return
        if self.day() is None and (event.text().isdigit() or event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            today = date.today()
            self.show_day(today)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.day() is None:
            self.calendarWidget().setSelectedDate(QDate.currentDate())


class ChoiceBox(QComboBox):
    """One of several named things, or none where `none` says how that is called."""

    chosen = Signal(object)

    def __init__(self, name: str, none: str | None = None, kind: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._none = none
        if kind:
            self.setProperty("kind", kind)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda _: self.chosen.emit(self.choice()))

    def offer(self, choices: tuple[Choice, ...], current: int | None) -> None:
        """Show these choices and the current one."""
        self.blockSignals(True)
        self.clear()
        if self._none is not None:
            self.addItem(self._none, None)
        for choice in choices:
            self.addItem(choice.name, choice.id)
        place = self.findData(current)
        self.setCurrentIndex(max(place, 0) if place >= 0 or self._none is not None else -1)
        self.blockSignals(False)

    def choice(self) -> int | None:
        """The id of what is chosen."""
        value = self.currentData()
        return None if value is None else int(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel over a long form must scroll the form, never change what stands in it.
        event.ignore()


class Avatar(QWidget):
    """A person as a circle with initials."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self._name, self._key = "", 0

    def show_person(self, name: str, key: int | None) -> None:
        """Show this person."""
        self._name, self._key = name, key or 0
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.avatar(painter, QRectF(self.rect()), self._name, self._key)


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

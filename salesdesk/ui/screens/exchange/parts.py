"""Small parts of the wizard: the steps above it, cards with facts, sample values, a bar of shares."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLayout, QSizePolicy, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.widgets import ElidedLabel, column, label

CIRCLE, GAP = 20, 8


class Stepper(QWidget):
    """The steps of the wizard: done, where one is, to come. A done one can be gone back to."""

    asked = Signal(int)

    def __init__(self, theme: Theme, names: tuple[str, ...]) -> None:
        super().__init__()
        self._theme, self._names, self._now = theme, names, 0
        self._places: list[tuple[QRectF, int]] = []
        self.setMouseTracking(True)
        self.setFixedHeight(32)
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_step(0)

    def show_step(self, now: int) -> None:
        """Show that one is at this step."""
        self._now = now
        self.setAccessibleName(
            tr("Step {n} of {all}: {name}").format(n=now + 1, all=len(self._names), name=self._names[now])
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._places = []
        metrics = QFontMetricsF(font(13, SEMIBOLD))
        wide = [CIRCLE + GAP + metrics.horizontalAdvance(name) for name in self._names]
        named = sum(wide) + 34 * (len(wide) - 1) <= self.width()
        x = 0.0
        for place, name in enumerate(self._names):
            width = wide[place] if named or place == self._now else CIRCLE
            self._paint_step(painter, QRectF(x, 6, width, CIRCLE), place, name)
            self._places.append((QRectF(x, 0, width, 32), place))
            x += width
            if place < len(self._names) - 1:
                strong = "soft_2" if place < self._now else "border_strong"
                painter.setPen(QPen(self._theme.colour(strong), 1))
                painter.drawLine(round(x + 8), 16, round(x + 26), 16)
                x += 34

    def _paint_step(self, painter: QPainter, rect: QRectF, place: int, name: str) -> None:
        theme = self._theme
        circle = QRectF(rect.x() + 0.5, rect.y() + 0.5, CIRCLE - 1, CIRCLE - 1)
        done, now = place < self._now, place == self._now
        painter.setPen(QPen(theme.colour("ctl"), 1) if not (done or now) else Qt.PenStyle.NoPen)
        painter.setBrush(
            theme.colour("primary") if now else theme.colour("accent_soft") if done else QColor(0, 0, 0, 0)
        )
        painter.drawEllipse(circle)
        if done:
            painter.drawPixmap(
                round(rect.x() + 4), round(rect.y() + 4), theme.pixmap("check", "accent_text", 12)
            )
        else:
            colour = theme.colour("on_accent" if now else "text_2")
            paint.text(
                painter, circle, str(place + 1), font(11, SEMIBOLD), colour, Qt.AlignmentFlag.AlignCenter
            )
        room = QRectF(rect.x() + CIRCLE + GAP, rect.y(), rect.width() - CIRCLE - GAP + 2, CIRCLE)
        if room.width() > 10:
            paint.text(
                painter, room, name, font(13, SEMIBOLD if now else MEDIUM),
                theme.colour("text" if now else "text_2"),
            )  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for rect, place in self._places:
            if rect.contains(event.position()) and place < self._now:
                self.asked.emit(place)
                return


class Samples(QWidget):
    """Values of a column as small chips, as many as fit whole."""

    def __init__(self, theme: Theme, values: tuple[str, ...]) -> None:
        super().__init__()
        self._theme, self._values = theme, values
        self.setAccessibleName(", ".join(values))
        self.setToolTip("\n".join(values))
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.lit = False
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = font(12)
        metrics = QFontMetricsF(face)
        x = 0.0
        for place, value in enumerate(self._values):
            width = metrics.horizontalAdvance(value) + 14
            room = self.width() - x
            if width > room and place > 0:
                return
            chip = QRectF(x, 2, min(width, room), 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("surface" if self.lit else "chip"))
            painter.drawRoundedRect(chip, 5, 5)
            paint.text(painter, chip.adjusted(7, 0, -7, 0), value, face, self._theme.colour("text_2"))
            x += width + 6


class TargetBox(QComboBox):
    """What a column means: a field, or nothing. It takes no wheel, so that a list can be scrolled over it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxVisibleItems(18)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Shares(QWidget):
    """A bar whose parts are as long as their counts, every part at least 5 px."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[tuple[str, int], ...] = ()
        self.setFixedHeight(10)
        theme.changed.connect(self.update)

    def show_parts(self, *parts: tuple[str, int]) -> None:
        """Show counts, each in the colour of a token."""
        self._parts = tuple(part for part in parts if part[1])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if not self._parts:
            painter.setBrush(self._theme.colour("ghost"))
            painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
            return
        whole = sum(count for _, count in self._parts)
        room = self.width() - 2 * (len(self._parts) - 1)
        small = [count for _, count in self._parts if count * room < 5 * whole]
        rest = max(1, whole - sum(small))
        x = 0.0
        for colour, count in self._parts:
            least = count * room < 5 * whole
            width = 5.0 if least else (room - 5 * len(small)) * count / rest
            painter.setBrush(self._theme.colour(colour))
            painter.drawRoundedRect(QRectF(x, 0, width, 10), min(5.0, width / 2), min(5.0, width / 2))
            x += width + 2


class Fact(QWidget):
    """A caption over what it names."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self._value = ElidedLabel("", "strong")
        self.setLayout(column(label(caption, "label"), self._value, spacing=2))

    def say(self, words: str) -> None:
        """Show this, as wide as it needs up to 180."""
        metrics = QFontMetricsF(font(13, MEDIUM))
        caption = QFontMetricsF(font(12)).horizontalAdvance(self._caption)
        wide = max(metrics.horizontalAdvance(words), caption)
        self.setFixedWidth(min(round(wide) + 8, 190))
        self._value.say(words)


def upright() -> QFrame:
    """A hairline down."""
    made = QFrame()
    made.setObjectName("upright")
    made.setFixedWidth(1)
    return made


def card() -> QFrame:
    """A card with a hairline."""
    made = QFrame()
    made.setObjectName("cardBox")
    return made


def held(layout: QLayout) -> QWidget:
    """A widget that holds a layout, to stand beside others."""
    made = QWidget()
    made.setLayout(layout)
    return made

"""What warms the first page: a small board on which a card is won, and a faint glow behind it."""

from random import Random

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QRadialGradient,
)
from PySide6.QtWidgets import QWidget

from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import PEOPLE

WIDTH, HEIGHT = 264, 118
_COLUMNS = (("accent_soft", "accent", 15), ("amber_soft", "amber", 99), ("green_soft", "green", 183))
_CARDS = ((0, 36, 1), (0, 68, 2), (1, 68, 4), (2, 68, 3))
_NOISE = 64


class BoardPicture(QWidget):
    """Three columns; a card flies from the second to the third, where it is won."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(WIDTH, HEIGHT)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for ground, bar, left in _COLUMNS:
            painter.setBrush(self._theme.colour(ground))
            painter.drawRoundedRect(QRectF(left, 14, 70, 92), 8, 8)
            painter.setBrush(self._theme.colour(bar))
            painter.drawEllipse(QPointF(left + 11, 25), 2.5, 2.5)
            faint = self._theme.colour(bar)
            faint.setAlphaF(0.5)
            painter.setBrush(faint)
            painter.drawRoundedRect(QRectF(left + 19, 23, 26, 4), 2, 2)
        for column, top, person in _CARDS:
            self._card(painter, QRectF(_COLUMNS[column][2] + 6, top, 58, 26), person, "border")
        self._gap(painter)
        self._flying(painter)

    def _card(self, painter: QPainter, rect: QRectF, person: int, outline: str) -> None:
        painter.setPen(QPen(self._theme.colour(outline), 1.5 if outline == "accent" else 1))
        painter.setBrush(self._theme.colour("card"))
        painter.drawRoundedRect(rect, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PEOPLE[person]))
        painter.drawEllipse(QPointF(rect.left() + 13, rect.center().y()), 6, 6)
        painter.setBrush(self._theme.colour("ctl"))
        painter.drawRoundedRect(QRectF(rect.left() + 25, rect.top() + 7, 24, 4), 2, 2)
        painter.setBrush(self._theme.colour("ghost"))
        painter.drawRoundedRect(QRectF(rect.left() + 25, rect.top() + 15, 15, 4), 2, 2)

    def _gap(self, painter: QPainter) -> None:
        """The place the card left, and its way."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("amber"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(105, 36, 58, 26), 5, 5)
        way = QPainterPath(QPointF(134, 30))
        way.cubicTo(QPointF(140, -6), QPointF(178, -4), QPointF(190, 12))
        painter.setPen(QPen(self._theme.colour("ctl"), 1.5, Qt.PenStyle.DashLine))
        painter.drawPath(way)

    def _flying(self, painter: QPainter) -> None:
        painter.save()
        painter.translate(203, 32)
        painter.rotate(-6)
        shadow = QColor("#0F131A")
        painter.setPen(Qt.PenStyle.NoPen)
        for grow in (1, 2.5, 4):
            shadow.setAlphaF(0.04)
            painter.setBrush(shadow)
            painter.drawRoundedRect(QRectF(-29 - grow, -11 - grow, 58 + 2 * grow, 26 + 2 * grow), 7, 7)
        self._card(painter, QRectF(-29, -13, 58, 26), 0, "accent")
        painter.restore()
        painter.setPen(QPen(self._theme.colour("bg"), 2))
        painter.setBrush(QColor("#2FA37A"))
        painter.drawEllipse(QPointF(232, 20), 10, 10)
        tick = QPainterPath(QPointF(227.5, 20.5))
        tick.lineTo(230.8, 23.8)
        tick.lineTo(236.8, 16.8)
        white = QPen(
            QColor("#FFFFFF"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        painter.setPen(white)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(tick)


def glow(theme: Theme, size: QSize) -> QPixmap:
    """The page's ground with one amber and one accent glow; noise hides the steps of so faint a gradient."""
    made = QImage(size, QImage.Format.Format_RGB32)
    made.fill(theme.colour("bg"))
    painter = QPainter(made)
    width = size.width()
    strength = 0.9 if theme.mode == "light" else 0.45
    for name, x, radius in (("amber_soft", 0.55, 0.42), ("accent_soft", 0.98, 0.36)):
        gradient = QRadialGradient(QPointF(width * x, -40), width * radius)
        for place, share in ((0, 1.0), (0.35, 0.62), (0.7, 0.16), (1, 0.0)):
            colour = theme.colour(name)
            colour.setAlphaF(strength * share)
            gradient.setColorAt(place, colour)
        painter.fillRect(made.rect(), gradient)
    painter.drawTiledPixmap(made.rect(), _noise())
    painter.end()
    return QPixmap.fromImage(made)


def _noise() -> QPixmap:
    random = Random(7)
    tile = QImage(_NOISE, _NOISE, QImage.Format.Format_ARGB32)
    for x in range(_NOISE):
        for y in range(_NOISE):
            grey = 255 if random.random() < 0.5 else 0
            tile.setPixelColor(x, y, QColor(grey, grey, grey, random.randint(0, 2)))
    return QPixmap.fromImage(tile)

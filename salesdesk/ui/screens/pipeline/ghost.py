"""What hangs at the pointer while cards are dragged: the card itself, or a stack with how many they are."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CARD

_STEP, _DEEPEST = 6, 2


def ghost(over: QWidget, rect: QRect, count: int, theme: Theme) -> QPixmap:
    """A picture of what `over` shows in `rect`; for several cards on a stack that bears their number."""
    below = min(_DEEPEST, count - 1)
    room = QSize(rect.width() + below * _STEP, rect.height() + below * _STEP)
    ratio = over.devicePixelRatioF()
    pixmap = QPixmap(room * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.95)
    whole = QRectF(0, 0, rect.width(), rect.height()).adjusted(2, 1, -10, -1)
    for step in range(below, 0, -1):
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(whole.translated(step * _STEP, step * _STEP), RADIUS_CARD, RADIUS_CARD)
    over.render(painter, QPoint(), rect, QWidget.RenderFlag(0))
    if count > 1:
        _number(painter, whole.topRight(), count, theme)
    painter.end()
    return pixmap


def _number(painter: QPainter, corner: QPointF, count: int, theme: Theme) -> None:
    face = font(12, SEMIBOLD, figures=True)
    width = max(22.0, paint.width_of(number(count), face) + 14)
    box = QRectF(corner.x() - width - 8, corner.y() + 8, width, 22)
    paint.pill(painter, box, number(count), face, QColor("#FFFFFF"), QColor(theme.tokens.primary))

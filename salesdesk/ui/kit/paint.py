"""Small things that delegates paint: avatars, pills, shadows, elided text."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache

from salesdesk.ui.kit.format import initials
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import PEOPLE, RADIUS_CARD, RADIUS_CONTROL

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def text(
    painter: QPainter, rect: QRectF, words: str, face: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT
) -> float:
    """Write one line, with dots where it does not fit; the width it took."""
    metrics = QFontMetricsF(face)
    shown, width = words, metrics.horizontalAdvance(words)
    if width > rect.width() - 1 or "\n" in words:
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(shown)
    painter.setFont(face)
    painter.setPen(colour)
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine), shown)
    return width


def two_lines(words: str, face: QFont, width: float) -> tuple[str, str]:
    """A text broken between words into a line that fits into `width` and the rest, which may be empty."""
    if width_of(words, face) <= width - 1:
        return words, ""
    first, rest = "", words
    for end in (place for place, letter in enumerate(words) if letter == " "):
        if width_of(words[:end], face) > width - 1:
            break
        first, rest = words[:end], words[end + 1 :]
    return (first, rest) if first else (words, "")


def width_of(words: str, face: QFont) -> float:
    """How wide a line of text is."""
    return QFontMetricsF(face).horizontalAdvance(words)


def avatar(
    painter: QPainter, rect: QRectF, name: str, key: int | None, picture: QPixmap | None = None
) -> None:
    """A person as a circle: their picture, else initials on a colour that is always the same for them."""
    if picture is not None:
        round_ = QPainterPath()
        round_.addEllipse(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(round_, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(rect, picture, QRectF(picture.rect()))
        painter.restore()
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PEOPLE[(key or 0) % len(PEOPLE)]))
    painter.drawEllipse(rect)
    face = font(max(8, round(rect.width() * 0.42)), SEMIBOLD)
    text(painter, rect, initials(name), face, QColor("#FFFFFF"), Qt.AlignmentFlag.AlignCenter)


def pill(painter: QPainter, rect: QRectF, words: str, face: QFont, colour: QColor, ground: QColor) -> None:
    """A tinted pill with a word in the middle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    text(painter, rect, words, face, colour, Qt.AlignmentFlag.AlignCenter)


def shadow(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The soft shadow under a card: a few rounded rects of the same faint alpha, each a little larger."""
    faint = QColor("#0F131A" if theme.mode == "light" else "#000000")
    faint.setAlphaF(0.018)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faint)
    for step in range(3):
        grow = 0.5 + step * 0.6
        painter.drawRoundedRect(
            rect.adjusted(-grow, 0.5, grow, 1 + grow), RADIUS_CARD + grow, RADIUS_CARD + grow
        )


def halo(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The soft ring round what has the focus."""
    ring = theme.colour("accent")
    ring.setAlphaF(0.25)
    painter.setPen(QPen(ring, 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), RADIUS_CARD + 2, RADIUS_CARD + 2)


def card(
    painter: QPainter,
    rect: QRectF,
    theme: Theme,
    *,
    chosen: bool,
    under_mouse: bool = False,
    ground: str = "card",
) -> None:
    """A card: soft shadow, hairline, and the accent round the chosen one.

    A board paints dozens of the same size; each is a picture that is painted once.
    """
    tokens = theme.tokens
    outline = QPen(QColor(tokens.accent), 1.5) if chosen else QPen(QColor(tokens.border))
    if under_mouse and not chosen:
        outline = QPen(QColor(tokens.border_strong))
    inside = theme.colour(ground)
    if not _falls_on_pixels(painter, rect):
        _paint_card(painter, rect, theme, outline, inside)
        return
    scale = painter.device().devicePixelRatio()
    key = (
        f"card {rect.width()} {rect.height()} {scale} {theme.mode} {outline.color().rgba()}"
        f" {outline.widthF()} {inside.rgba()}"
    )
    kept = QPixmap()
    if not QPixmapCache.find(key, kept):
        kept = QPixmap(((rect.size() + QSizeF(2 * _ROUND, 2 * _ROUND)) * scale).toSize())
        kept.setDevicePixelRatio(scale)
        kept.fill(Qt.GlobalColor.transparent)
        with QPainter(kept) as brush:
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(QPointF(_ROUND, _ROUND), rect.size())
            _paint_card(brush, place, theme, outline, inside)
        QPixmapCache.insert(key, kept)
    painter.drawPixmap(rect.topLeft() - QPointF(_ROUND, _ROUND), kept)


_ROUND = 4
"""How far at most a card's shadow reaches beyond it."""


def _falls_on_pixels(painter: QPainter, rect: QRectF) -> bool:
    """Whether a picture kept of `rect` would come to stand exactly where it would be painted."""
    shown, scale = painter.deviceTransform(), painter.device().devicePixelRatio()
    corner = shown.map(rect.topLeft())
    size = rect.size() * scale
    parts = (corner.x(), corner.y(), size.width(), size.height(), _ROUND * scale)
    return shown.m11() == shown.m22() == scale and all(part == int(part) for part in parts)


def _paint_card(painter: QPainter, rect: QRectF, theme: Theme, outline: QPen, inside: QColor) -> None:
    shadow(painter, rect, theme)
    painter.setPen(outline)
    painter.setBrush(inside)
    half = outline.widthF() / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS_CARD, RADIUS_CARD)


def dot(painter: QPainter, centre: QPointF, colour: QColor, radius: float = 4) -> None:
    """A coloured dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius, radius)


def company(painter: QPainter, rect: QRectF, name: str, key: int | None, theme: Theme) -> None:
    """A company as a tinted rounded square with initials; always the same colour for the same company."""
    hue = QColor(PEOPLE[(key or 0) % len(PEOPLE)])
    ground = QColor(hue)
    light = theme.mode == "light"
    ground.setAlphaF(0.12 if light else 0.27)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, RADIUS_CONTROL, RADIUS_CONTROL)
    face = font(max(8, round(rect.width() * 0.39)), SEMIBOLD)
    ink = hue.darker(120) if light else hue.lighter(165)
    text(painter, rect, initials(name), face, ink, Qt.AlignmentFlag.AlignCenter)


def tick_box(painter: QPainter, rect: QRectF, theme: Theme, state: str) -> None:
    """A box to tick; `state` is "on", "off" or "some"."""
    tokens = theme.tokens
    if state == "off":
        painter.setPen(QPen(QColor(tokens.ctl), 1.2))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(rect.adjusted(0.6, 0.6, -0.6, -0.6), 4, 4)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.primary))
    painter.drawRoundedRect(rect, 4.5, 4.5)
    size = round(rect.width()) - 4
    icon = theme.pixmap("check" if state == "on" else "minus", "on_accent", size)
    painter.drawPixmap(rect.topLeft() + QPointF(2, 2), icon)


def float_shadow(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The soft shadow under something that floats over the page."""
    shade = QColor("#0F131A")
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(10):
        shade.setAlphaF(0.014)
        painter.setBrush(shade)
        painter.drawRoundedRect(rect.adjusted(-step, 2 - step, step, 2 + step), radius + step, radius + step)

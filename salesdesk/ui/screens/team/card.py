"""A person as a card, wherever one is painted: in the chart, at the pointer."""

from decimal import Decimal

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from salesdesk.answers.team import TeamMember
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.screens.team.places import HIGH, WIDE

_PILL, _BAR = 19, 40
_INSIDE = QPoint(7, 4)


def paint_card(
    painter: QPainter,
    rect: QRectF,
    member: TeamMember,
    theme: Theme,
    *,
    figure: str,
    share: Decimal | None,
    chosen: bool = False,
    target: bool = False,
    hot: bool = False,
    gone: bool = False,
    picture: QPixmap | None = None,
) -> None:
    """Paint a person; `share` is their part of the whole company, `gone` while they are dragged away."""
    if gone:
        _paint_place(painter, rect, theme)
        painter.setOpacity(0.45)
    else:
        if target:
            paint.halo(painter, rect, theme)
        paint.card(painter, rect, theme, chosen=chosen or target, under_mouse=hot)
    if not member.active:
        painter.setOpacity(0.55)
    tokens = theme.tokens
    paint.avatar(painter, QRectF(rect.x() + 12, rect.y() + 11, 36, 36), member.name, member.id, picture)
    left, room = rect.x() + 58, rect.width() - 70
    paint.text(
        painter, QRectF(left, rect.y() + 11, room, 18), member.name, font(13, SEMIBOLD), QColor(tokens.text)
    )
    paint.text(
        painter, QRectF(left, rect.y() + 29, room, 17), member.position_words, font(12), QColor(tokens.text_2)
    )
    _paint_foot(painter, rect, member, theme, figure, share)
    painter.setOpacity(1)


def _paint_foot(
    painter: QPainter, rect: QRectF, member: TeamMember, theme: Theme, figure: str, share: Decimal | None
) -> None:
    """Territory at the left; bar and figure at the right."""
    tokens = theme.tokens
    face = font(12, SEMIBOLD, figures=True)
    base = rect.bottom() - 30
    width = max(paint.width_of(figure, face), 30) if figure else 0
    right = rect.right() - 12
    if figure:
        ink = QColor(tokens.text if figure != "–" else tokens.text_3)
        place = QRectF(right - width - 2, base, width + 2, _PILL)
        paint.text(
            painter, place, figure, face, ink, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
    if figure and share is not None:
        bar = QRectF(right - width - 10 - _BAR, base + 7, _BAR, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.border_strong if theme.mode == "dark" else tokens.border))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        part = max(0.0, min(1.0, float(share)))
        if part:
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(bar.x(), bar.y(), max(5.0, bar.width() * part), 5), 2.5, 2.5)
        width += 10 + _BAR
    if member.territory:
        words = font(11, MEDIUM)
        most = rect.width() - 24 - (width + 10 if width else 0)
        wide = min(most, paint.width_of(member.territory, words) + 28)
        pill = QRectF(rect.x() + 12, base, wide, _PILL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.chip if theme.mode == "light" else tokens.border))
        painter.drawRoundedRect(pill, _PILL / 2, _PILL / 2)
        painter.drawPixmap(pill.topLeft().toPoint() + _INSIDE, theme.pixmap("map-pin", "text_3", 11))
        text = pill.adjusted(20, 0, -6, 0)
        paint.text(painter, text, member.territory, words, QColor(tokens.text_2))


def _paint_place(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The faded place from which somebody was taken."""
    pen = QPen(theme.colour("border_strong"), 1)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(theme.colour("hover"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)


def ghost(
    member: TeamMember, theme: Theme, figure: str, share: Decimal | None, picture: QPixmap | None = None
) -> QPixmap:
    """What hangs at the pointer; sharp enough to be turned a little."""
    scale, edge = 3.0, 12
    made = QPixmap(round((WIDE + 2 * edge) * scale), round((HIGH + 2 * edge) * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(edge, edge, WIDE, HIGH)
        paint.float_shadow(painter, rect.adjusted(3, 3, -3, -3), RADIUS_CARD)
        paint_card(painter, rect, member, theme, figure=figure, share=share, chosen=True, picture=picture)
    return made

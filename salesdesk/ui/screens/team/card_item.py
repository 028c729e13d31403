"""A card of the chart, as large as it is drawn; a pill on its edge folds who is below."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from salesdesk.answers.team import TeamMember
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.theme import SEMIBOLD, font
from salesdesk.ui.screens.team.card import paint_card
from salesdesk.ui.screens.team.places import HIGH, WIDE

if TYPE_CHECKING:
    from salesdesk.ui.screens.team.chart import OrgChart

_PILL = 18


class PersonItem(QGraphicsItem):
    """One card; a pill on its lower edge says how many are below, and folds them away."""

    def __init__(self, chart: "OrgChart", member: TeamMember) -> None:
        super().__init__()
        self._chart = chart
        self.member = member
        self.hot = False
        self.setAcceptHoverEvents(True)

    @property
    def rect(self) -> QRectF:
        """The card itself."""
        return QRectF(0, 0, WIDE, HIGH)

    @property
    def pill(self) -> QRectF:
        """Where the number of people below stands."""
        return QRectF(WIDE / 2 - 22, HIGH - _PILL / 2, 44, _PILL)

    def boundingRect(self) -> QRectF:
        return self.rect.adjusted(-6, -6, 6, 16)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        chart, member = self._chart, self.member
        moving = chart.moving
        figure, share = chart.figure(member)
        is_target = moving.target_id == member.id
        paint_card(
            painter, self.rect, member, chart.theme, figure=figure, share=share,
            chosen=chart.current_id == member.id, target=is_target, hot=self.hot,
            gone=moving.person_id == member.id, picture=chart.faces.of(member.id),
        )  # fmt: skip
        if member.below or is_target:
            self._paint_pill(painter, is_target)

    def _paint_pill(self, painter: QPainter, is_target: bool) -> None:
        tokens = self._chart.theme.tokens
        painter.setPen(QPen(QColor(tokens.accent if is_target else tokens.border_strong), 1))
        painter.setBrush(QColor(tokens.accent_soft if is_target else tokens.surface))
        place = self.pill.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(place, _PILL / 2, _PILL / 2)
        face = font(11, SEMIBOLD, figures=True)
        if is_target:
            moved = self._chart.moving.team
            count = len(moved.branch(self._chart.moving.person_id or 0)) if moved is not None else 1
            words = f"+ {number(count)}"
            paint.text(painter, place, words, face, QColor(tokens.accent_text), Qt.AlignmentFlag.AlignCenter)
            return
        words = number(self.member.below)
        left = place.adjusted(0, 0, -14, 0)
        paint.text(painter, left, words, face, QColor(tokens.text_2), Qt.AlignmentFlag.AlignCenter)
        icon = "chevron-right" if self.member.id in self._chart.folded else "chevron-down"
        corner = QPointF(place.right() - 17, place.y() + 3)
        painter.drawPixmap(corner, self._chart.theme.pixmap(icon, "text_3", 11))

    def hoverEnterEvent(self, event: object) -> None:
        self.hot = True
        self.update()

    def hoverLeaveEvent(self, event: object) -> None:
        self.hot = False
        self.update()

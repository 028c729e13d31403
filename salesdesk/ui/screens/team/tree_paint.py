"""How a person's row in the list looks, and the thin lines that lead to it."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from salesdesk.answers.team import Team, TeamMember
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.faces import Faces
from salesdesk.ui.kit.scroll import OverlayBar
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.screens.team.moving import Moving
from salesdesk.ui.screens.team.words import figure_words, people_words

Index = QModelIndex | QPersistentModelIndex
MEMBER = Qt.ItemDataRole.UserRole + 1
ROW, INDENT, AVATAR = 46, 18, 26


class TreeDelegate(QStyledItemDelegate):
    """Avatar, name and position; at the right the figure and how many are below."""

    def __init__(self, theme: Theme, moving: Moving, faces: Faces) -> None:
        super().__init__()
        self._theme, self._moving, self._faces = theme, moving, faces
        self._which, self._currency = "open", ""

    def show(self, team: Team, which: str) -> None:
        """Tell figures of this team."""
        self._which, self._currency = which, team.currency

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        member = index.data(MEMBER)
        if not isinstance(member, TeamMember):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown: Any = option
        rect = QRectF(shown.rect)
        state = shown.state
        self._ground(painter, QRectF(rect.adjusted(-4, 1, -8, -1)), member, state)
        moving = self._moving.person_id == member.id
        if moving or not member.active:
            painter.setOpacity(0.5)
        self._content(painter, rect, member, moving)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, member: TeamMember, state: Any) -> None:
        theme = self._theme
        is_target = self._moving.target_id == member.id
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        if is_target or focused:
            painter.setPen(QPen(theme.colour("accent"), 1.5))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        if is_target or chosen:
            painter.setBrush(theme.colour("accent_soft"))
        elif self._moving.person_id == member.id or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("hover"))
        else:
            return
        painter.drawRoundedRect(rect, 7, 7)

    def _content(self, painter: QPainter, rect: QRectF, member: TeamMember, moving: bool) -> None:
        tokens = self._theme.tokens
        middle = rect.center().y()
        paint.avatar(
            painter,
            QRectF(rect.x() + 2, middle - AVATAR / 2, AVATAR, AVATAR),
            member.name,
            member.id,
            self._faces.of(member.id),
        )
        face, small = font(12, MEDIUM, figures=True), font(11)
        upper = figure_words(member.figures, self._which, self._currency)
        lower = tr("moving") if moving else people_words(member.below)
        wide = max(paint.width_of(upper, face), paint.width_of(lower, small)) + 2
        right = rect.right() - 16
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ink = QColor(tokens.text if upper != "–" else tokens.text_3)
        paint.text(painter, QRectF(right - wide, middle - 17, wide, 17), upper, face, ink, align)
        colour = QColor(tokens.accent_text if moving else tokens.text_3)
        paint.text(painter, QRectF(right - wide, middle + 1, wide, 15), lower, small, colour, align)
        left = rect.x() + AVATAR + 10
        room = right - wide - 8 - left
        name = QRectF(left, middle - 17, room, 17)
        paint.text(painter, name, member.name, font(13, SEMIBOLD if moving else MEDIUM), QColor(tokens.text))
        words = member.position_words if member.active else tr("Not active any more")
        paint.text(painter, QRectF(left, middle + 1, room, 16), words, font(12), QColor(tokens.text_3))


def paint_guides(painter: QPainter, rect: QRect, index: Index, tree: Any) -> None:
    """The lines from whom somebody reports to, and the arrow that folds who is below."""
    theme: Theme = tree.theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("border_strong"), 1))
    depth, above = 0, index.parent()
    while above.isValid():
        depth, above = depth + 1, above.parent()
    middle, left = rect.center().y(), rect.right() - INDENT
    walked, at = index, depth
    while at > 0:
        across = rect.left() + (at - 1) * INDENT + INDENT / 2 + 2
        has_next = walked.sibling(walked.row() + 1, 0).isValid()
        if at == depth:
            painter.drawLine(
                QPointF(across, rect.top()), QPointF(across, rect.bottom() if has_next else middle)
            )
            painter.drawLine(
                QPointF(across, middle),
                QPointF(left + (2 if index.model().hasChildren(index) else 14), middle),
            )
        elif has_next:
            painter.drawLine(QPointF(across, rect.top()), QPointF(across, rect.bottom()))
        walked, at = walked.parent(), at - 1
    if index.model().hasChildren(index):
        icon = "chevron-down" if tree.isExpanded(index) else "chevron-right"
        painter.drawPixmap(QPointF(left + 3, middle - 7), theme.pixmap(icon, "text_2", 13))
    painter.restore()


def set_up(tree: QTreeView) -> None:
    """How the trees of this screen look and behave: rows of one height, no head, scrolled by pixels."""
    tree.setHeaderHidden(True)
    tree.setIndentation(INDENT)
    tree.setFrameShape(QFrame.Shape.NoFrame)
    tree.setObjectName("teamTree")
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.setUniformRowHeights(True)
    tree.setExpandsOnDoubleClick(False)
    tree.setMouseTracking(True)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    OverlayBar(tree)

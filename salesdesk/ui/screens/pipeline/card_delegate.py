"""How a card is painted: title, company, amount with the days in its stage, owner, next step or warning."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.answers.board import Card
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import money, short_money
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CARD
from salesdesk.ui.screens.pipeline.cards import CARD, CardModel, Index, short_warning

GAP, LEFT, RIGHT, PAD = 10, 2, 10, 12
HEIGHTS = {"compact": 64, "normal": 102, "detailed": 122}
SECOND_LINE = 17
_YEAR = 365
_WARNINGS = {
    "overdue_step": ("clock-alert", "red"),
    "close_date_past": ("clock-alert", "red"),
    "very_cold": ("snowflake", "red"),
    "cold": ("snowflake", "amber"),
    "no_next_step": ("circle-alert", "amber"),
    "undated_step": ("calendar", "amber"),
}
_EDGES = {"cold": "amber", "very_cold": "red"}


class CardDelegate(QStyledItemDelegate):
    """Paints cards; a card on its way to a decision is shown dashed until it is saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.density = ""
        self.is_narrow = False  # titles then may take two lines
        self.open_deal: int | None = None
        self.waiting: frozenset[int] = frozenset()
        self._title = font(13, SEMIBOLD)
        self._small = font(12)
        self._figure = font(13, SEMIBOLD, figures=True)
        self._chip = font(11, SEMIBOLD, figures=True)
        self._step = font(12, MEDIUM)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.height + GAP)

    @property
    def shown_density(self) -> str:
        """The density chosen for the board, else that of the whole window."""
        return self.density or ("compact" if self._theme.is_compact else "normal")

    @property
    def height(self) -> int:
        """How high a card is."""
        return HEIGHTS[self.shown_density] + (SECOND_LINE if self._second_line else 0)

    @property
    def _second_line(self) -> bool:
        return self.is_narrow and self.shown_density != "compact"

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card | None = index.data(CARD)
        if card is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(LEFT, 1, -RIGHT, -GAP + 1)
        model = index.model()
        comes_from_here = isinstance(model, CardModel) and card.stage_id == model.stage_id
        if card.deal_id in self.waiting and comes_from_here:
            self._paint_waiting(painter, rect, card)
        else:
            self._paint_card(painter, rect, card, option, index)
        painter.restore()

    def _paint_card(
        self, painter: QPainter, rect: QRectF, card: Card, option: QStyleOptionViewItem, index: Index
    ) -> None:
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and bool(
            state & QStyle.StateFlag.State_Selected
        )
        model = index.model()
        picked = isinstance(model, CardModel) and card.deal_id in model.picked
        chosen = card.deal_id == self.open_deal or focused or picked
        paint.card(
            painter,
            rect,
            self._theme,
            chosen=chosen,
            under_mouse=bool(state & QStyle.StateFlag.State_MouseOver),
            ground="accent_soft" if picked else "card",
        )
        if picked:
            paint.tick_box(painter, QRectF(rect.right() - 24, rect.top() + 9, 16, 16), self._theme, "on")
        if focused and (picked or card.deal_id == self.open_deal):
            self._ring(painter, rect)
        self._edge(painter, rect, card)
        self._content(painter, rect, card, index, picked)

    def _ring(self, painter: QPainter, rect: QRectF) -> None:
        ring = self._theme.colour("accent")
        ring.setAlphaF(0.25)
        painter.setPen(QPen(ring, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), RADIUS_CARD + 1, RADIUS_CARD + 1)

    def _edge(self, painter: QPainter, rect: QRectF, card: Card) -> None:
        colour = _EDGES.get(card.warmth)
        if colour is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(colour))
        painter.drawRoundedRect(QRectF(rect.left() + 4, rect.top() + 10, 3, rect.height() - 20), 1.5, 1.5)

    def _content(self, painter: QPainter, rect: QRectF, card: Card, index: Index, picked: bool) -> None:
        inner = rect.adjusted(PAD, 10, -PAD, -9)
        colour = self._theme.colour
        line = QRectF(inner.left(), inner.top(), inner.width(), 18)
        if self.shown_density == "compact":
            self._compact(painter, inner, card, index, picked)
            return
        self._head(painter, line, card, "text", "text_2", 20 if picked else 0)
        model = index.model()
        assert isinstance(model, CardModel)
        self._amount(painter, line, card, model)
        if self.shown_density == "detailed":
            line.translate(0, 20)
            words = model.outlook(card)
            paint.text(painter, line, words, self._small, colour("text_3"))
        self._foot(painter, QRectF(inner.left(), inner.bottom() - 20, inner.width(), 20), card, index)

    def _head(
        self, painter: QPainter, line: QRectF, card: Card, colour: str, grey: str, taken: float = 0
    ) -> None:
        """Title and company; `line` is then the one of the amount, wherever the title ended."""
        amount = line.translated(0, 40 + (SECOND_LINE if self._second_line else 0))
        beside = line.adjusted(0, 0, -taken, 0)
        lines = (card.title, "")
        if self._second_line:
            lines = paint.two_lines(card.title, self._title, beside.width())
        paint.text(painter, beside, lines[0], self._title, self._theme.colour(colour))
        if lines[1]:
            line.translate(0, SECOND_LINE)
            paint.text(painter, line, lines[1], self._title, self._theme.colour(colour))
        line.translate(0, 18)
        company = card.company or tr("No company")
        paint.text(painter, line, company, self._small, self._theme.colour(grey))
        line.moveTo(amount.topLeft())

    def paint_lit(self, painter: QPainter, cell: QRectF, card: Card, model: CardModel, words: str) -> None:
        """Paint a card that waits, lit up; at its foot a lock and what it waits for."""
        rect = cell.adjusted(LEFT, 1, -RIGHT, -GAP + 1)
        paint.halo(painter, rect, self._theme)
        paint.card(painter, rect, self._theme, chosen=True)
        inner = rect.adjusted(PAD, 10, -PAD, -9)
        line = QRectF(inner.left(), inner.top(), inner.width(), 18)
        if self.shown_density == "compact":
            paint.text(painter, line, card.title, self._title, self._theme.colour("text"))
        else:
            self._head(painter, line, card, "text", "text_2")
            self._amount(painter, line, card, model)
        foot = QRectF(inner.left(), inner.bottom() - 20, inner.width(), 20)
        left = self._owner(painter, foot, card)
        lock = self._theme.pixmap("lock", "accent_text", 14, max(2.0, painter.device().devicePixelRatioF()))
        painter.drawPixmap(QPointF(left, foot.center().y() - 7), lock)
        room = QRectF(left + 19, foot.top(), foot.right() - left - 19, foot.height())
        paint.text(painter, room, words, self._step, self._theme.colour("accent_text"))

    def _compact(self, painter: QPainter, inner: QRectF, card: Card, index: Index, picked: bool) -> None:
        """Title and amount in one line, owner and next step in the other."""
        line = QRectF(inner.left(), inner.top() - 1, inner.width() - (20 if picked else 0), 18)
        amount = short_money(card.amount, card.currency) if card.amount is not None else ""
        width = paint.width_of(amount, self._figure)
        colour = self._theme.colour("text")
        paint.text(painter, line.adjusted(0, 0, -width - 8, 0), card.title, self._title, colour)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.text(painter, line, amount, self._figure, colour, right)
        self._foot(painter, QRectF(inner.left(), inner.bottom() - 20, inner.width(), 20), card, index)

    def _amount(self, painter: QPainter, line: QRectF, card: Card, model: CardModel) -> None:
        chip = _age(card, model)
        width = QFontMetricsF(self._chip).horizontalAdvance(chip) + 14 if chip else 0
        room = QRectF(line.left(), line.top(), line.width() - width - 6, line.height())
        if card.amount is None:
            paint.text(painter, room, tr("No amount"), self._small, self._theme.colour("text_3"))
        else:
            amount = money(card.amount, card.currency)
            if paint.width_of(amount, self._figure) > room.width():
                amount = short_money(card.amount, card.currency)
            if paint.width_of(amount, self._figure) > room.width():
                room, chip = line, ""
            paint.text(painter, room, amount, self._figure, self._theme.colour("text"))
        if chip:
            box = QRectF(line.right() - width, line.center().y() - 9, width, 18)
            colours = ("amber", "amber_soft") if model.is_late(card) else ("text_2", "chip")
            paint.pill(painter, box, chip, self._chip, *(self._theme.colour(name) for name in colours))

    def _owner(self, painter: QPainter, line: QRectF, card: Card) -> float:
        """Whose deal it is; where the line goes on."""
        if not card.owner:
            return line.left()
        paint.avatar(painter, QRectF(line.left(), line.top(), 20, 20), card.owner, card.owner_id)
        return line.left() + 28

    def _foot(self, painter: QPainter, line: QRectF, card: Card, index: Index) -> None:
        left = self._owner(painter, line, card)
        model = index.model()
        assert isinstance(model, CardModel)
        words = model.foot_words(card)
        if not words:
            return
        icon, name = _WARNINGS.get(card.warning, ("flag" if model.is_decided else "calendar", "text_3"))
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._theme.pixmap(icon, name, 14, max(2.0, ratio))
        painter.drawPixmap(QPointF(left, line.center().y() - 7), pixmap)
        warned = card.warning in _WARNINGS
        room = QRectF(left + 19, line.top(), line.right() - left - 19, line.height())
        if warned and paint.width_of(words, self._step) > room.width():
            words = short_warning(card, model.today)
        colour = self._theme.colour(name if warned else "text_2")
        used = paint.text(painter, room, words, self._step if warned else self._small, colour)
        if not warned and card.next_step and room.width() - used > 40:
            rest = room.adjusted(used, 0, 0, 0)
            paint.text(painter, rest, f" · {card.next_step}", self._small, self._theme.colour("text_3"))

    def _paint_waiting(self, painter: QPainter, rect: QRectF, card: Card) -> None:
        pen = QPen(self._theme.colour("ctl"), 1.25, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(self._theme.tokens.hover))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)
        inner = rect.adjusted(PAD, 10, -PAD, -9)
        faded = self._theme.colour("text_3")
        line = QRectF(inner.left(), inner.top(), inner.width(), 18)
        if self.shown_density == "compact":
            paint.text(painter, line, card.title, self._title, faded)
        else:
            self._head(painter, line, card, "text_3", "text_3")
        foot = QRectF(inner.left(), inner.bottom() - 20, inner.width(), 20)
        paint.text(painter, foot, tr("Comes back here if you cancel"), self._step, faded)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)


def _age(card: Card, model: CardModel) -> str:
    """Days in its stage."""
    days = model.age(card)
    if days is None:
        return ""
    if days >= 2 * _YEAR:
        return tr("{n} y").format(n=days // _YEAR)
    return tr("{n} d").format(n=days) if days > 0 else tr("new")

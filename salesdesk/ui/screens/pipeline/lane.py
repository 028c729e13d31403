"""One lane of the board: whose it is, what it is worth, and a cell of cards for each stage."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.answers.lanes import Lane, LaneCell, LaneField
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import money, number, with_left_out
from salesdesk.ui.kit.painted import PaintedButton
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import RADIUS_CONTROL
from salesdesk.ui.kit.widgets import button, column
from salesdesk.ui.screens.pipeline.card_delegate import GAP, CardDelegate
from salesdesk.ui.screens.pipeline.card_list import CardList
from salesdesk.ui.screens.pipeline.cards import CardModel
from salesdesk.ui.screens.pipeline.picked import Picked

HEAD, MOST_ROWS, WIDTH_MIN, SPACE, EDGE = 38, 4, 175, 4, 18


class LaneHead(PaintedButton):
    """The line above a lane: fold mark, who or what, how many deals, their sum. A click folds the lane."""

    def __init__(self, theme: Theme, by: LaneField, lane: Lane) -> None:
        super().__init__(theme, HEAD, lane.name)
        self._by = by
        self._lane, self._currency = lane, "EUR"
        self._is_folded = False

    def show_lane(self, lane: Lane, currency: str, folded: bool) -> None:
        """Show name and sums."""
        self._lane, self._currency, self._is_folded = lane, currency, folded
        words = f"{lane.name}: {self._count()}, {money(lane.total, currency)}"
        words = with_left_out(words, lane.without_rate, between=", ")
        self.setToolTip(words)
        press = tr("Press Enter to unfold.") if folded else tr("Press Enter to fold away.")
        self.setAccessibleName(f"{words}. {press}")
        self.update()

    def _count(self) -> str:
        return trn("{n} deal", "{n} deals", self._lane.count, number(self._lane.count))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, middle = self._theme.colour, self.height() / 2
        whole = QRectF(self.rect()).adjusted(1, 3, -1, -3)
        painter.setPen(QPen(colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(colour("hover"))
        painter.drawRoundedRect(whole, RADIUS_CONTROL, RADIUS_CONTROL)
        mark = "chevron-right" if self._is_folded else "chevron-down"
        ratio = max(2.0, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(10, middle - 8), self._theme.pixmap(mark, "text_2", 16, ratio))
        left = 34.0
        if self._by == "owner" and self._lane.key is not None:
            paint.avatar(painter, QRectF(left, middle - 11, 22, 22), self._lane.name, self._lane.key)
            left += 30
        elif self._lane.key is not None:
            paint.dot(painter, QPointF(left + 5, middle), QColor(self._theme.tokens.accent))
            left += 18
        line = QRectF(left, 0, max(40.0, self.width() - left - 260), self.height())
        left += paint.text(painter, line, self._lane.name, font(13, SEMIBOLD), colour("text")) + 10
        words = f"{self._count()} · {money(self._lane.total, self._currency)}"
        words = with_left_out(words, self._lane.without_rate)
        rest = QRectF(left, 0, self.width() - left - 10, self.height())
        paint.text(painter, rest, words, font(12, figures=True), colour("text_2"))


class CellList(CardList):
    """The cards of a lane in one stage. Beyond the first and the last one `beyond` tells the direction;
    Ctrl+Shift with Up or Down puts the card into another lane (`crossed`)."""

    beyond = Signal(int)
    crossed = Signal(int, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        card = self.deal_at(self.currentIndex().row())
        row = self.currentIndex().row()
        if step is not None and event.modifiers() == both:
            if card is not None:
                self.crossed.emit(card.deal_id, step)
        elif step is not None and not event.modifiers() and not self.has_row(row + step):
            self.beyond.emit(step)
        else:
            super().keyPressEvent(event)

    def has_row(self, row: int) -> bool:
        """Whether there is a card in a row."""
        return 0 <= row < self.model().rowCount()


class Cell:
    """A stage in a lane: its list of cards with model and look."""

    def __init__(self, theme: Theme, stage_id: int, picked: Picked) -> None:
        self.stage_id = stage_id
        self.answer = LaneCell()
        self.model = CardModel(stage_id, picked)
        self.delegate = CardDelegate(theme)
        self.list = CellList(theme, self.model, self.delegate)
        self.all_button = button("", "link")

    def show_answer(self, answer: LaneCell) -> None:
        """Offer the cards that are not shown, if there are more of them."""
        self.answer = answer
        self.all_button.setText(tr("Show all {n}").format(n=number(answer.count)))
        self.all_button.setEnabled(True)
        self.all_button.setVisible(answer.count > len(answer.cards))


class LaneWidget(QWidget):
    """A lane; `fold_asked` when its head is clicked."""

    fold_asked = Signal()

    def __init__(
        self, theme: Theme, by: LaneField, lane: Lane, stage_ids: Sequence[int], picked: Picked
    ) -> None:
        super().__init__()
        self.lane = lane
        self.head = LaneHead(theme, by, lane)
        self.head.clicked.connect(self.fold_asked)
        self.cells = [Cell(theme, stage_id, picked) for stage_id in stage_ids]
        self._cells = QWidget()
        inside = QHBoxLayout(self._cells)
        inside.setContentsMargins(0, 2, 0, 6)
        inside.setSpacing(SPACE)
        for cell in self.cells:
            cell.list.setMinimumWidth(WIDTH_MIN)
            inside.addLayout(column(cell.list, cell.all_button, None, spacing=2), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, 0, EDGE, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._cells)

    @property
    def is_folded(self) -> bool:
        """Whether only its head is shown."""
        return self._cells.isHidden()

    def fold(self, folded: bool) -> None:
        """Show only the head, or the cards."""
        self._cells.setVisible(not folded)

    def cell(self, stage_id: int) -> Cell:
        """The cell of a stage."""
        return next(cell for cell in self.cells if cell.stage_id == stage_id)

    def fit(self) -> None:
        """Be as high as the longest cell, up to some rows; longer ones scroll."""
        rows = max((cell.model.rowCount() for cell in self.cells), default=0)
        card = max((cell.delegate.height for cell in self.cells), default=0) + GAP
        high = max(1, min(rows, MOST_ROWS)) * card + 2 if rows else card // 2
        for cell in self.cells:
            cell.list.setFixedHeight(high)

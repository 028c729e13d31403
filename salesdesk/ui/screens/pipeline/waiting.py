"""Cards that wait at a gate: shown at their new place, lit over the scrim, until they pass or go back."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from salesdesk.answers.board import Card
from salesdesk.ui.screens.pipeline.card_delegate import CardDelegate

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.board import BoardView
    from salesdesk.ui.screens.pipeline.column import ColumnWidget

HALO = 8


class Waiting(QObject):
    """The cards at the gate. No count and no sum changes for them; the board makes room beside the sheet."""

    def __init__(self, board: "BoardView") -> None:
        super().__init__(board)
        self._board = board
        self._column: ColumnWidget | None = None
        self._row = self._scrolled = 0
        self._was_folded = False
        self._left_edge: Callable[[], int] = lambda: board.width()
        self.cards: tuple[Card, ...] = ()

    def begin(self, cards: Sequence[Card], stage_id: int, row: int) -> None:
        """Show cards at a row of a stage, dashed where they came from."""
        self.cards, self._row = tuple(cards), row
        self._scrolled = self._board.scrolled
        self._column = self._board.column_of(stage_id)
        self._was_folded = self._column.is_folded
        self._board.mark_waiting(card.deal_id for card in cards)
        if self._board.isVisible():
            self._column.fold(False)
            self._lay()

    def keep_clear(self, left_edge: Callable[[], int]) -> None:
        """Keep the columns left of a place of the window, where the sheet begins."""
        self._left_edge = left_edge
        # The window may be taking its new size just now.
        QTimer.singleShot(0, self, self.clear_room)

    def clear_room(self) -> None:
        """Take the width that the sheet leaves, with the old and the new place in sight."""
        if self._column is None or not self._board.isVisible():
            return
        right = self._board.mapTo(self._board.window(), QPoint(self._board.width(), 0)).x()
        self._board.leave_free(max(0, right - self._left_edge()))
        self._board.bring_into_sight(self.cards[0].deal_id)

    def end(self, passed: bool) -> None:
        """Take the cards away from where they waited; those that passed stay, and leave their old place."""
        column, cards, place = self._column, self.cards, self._row
        if column is None:
            return
        self.lift()
        self._column, self.cards = None, ()
        self._board.mark_waiting(())
        if self._was_folded:
            column.fold(True)
        self._board.leave_free(0)
        self._board.scroll_back(self._scrolled)
        if passed:
            self._board.put_all([card.deal_id for card in cards], column.stage_id, place)

    def lift(self) -> None:
        """Take the waiting cards out of the column, so that it is as it was read."""
        if self._column is not None:
            for card in self.cards:
                if card.stage_id != self._column.stage_id:
                    self._column.model.take(card.deal_id)

    def lay_again(self) -> None:
        """Put the waiting cards back into the column, after it was read again."""
        if self._column is not None and self._board.isVisible():
            self._column = self._board.find_column(self._column.stage_id) or self._column
            self._lay()

    def _lay(self) -> None:
        if self._column is None:
            return
        for step, card in enumerate(self.cards):
            self._column.model.insert(self._row + step, card)
        self._column.list.scrollTo(self._column.model.index(self._row))

    def is_guest(self, deal_id: int, column: "ColumnWidget") -> bool:
        """Whether a card only waits in this column."""
        return column is self._column and any(card.deal_id == deal_id for card in self.cards)

    def paint(self, painter: QPainter, over: QWidget, words: str) -> None:
        """Paint the waiting cards once more over what darkens the window."""
        column = self._column
        if column is None or column.is_folded or not self._board.isVisible():
            return
        view = column.list.viewport()
        origin = over.mapFromGlobal(view.mapToGlobal(QPoint(0, 0)))
        seen = QRect(origin, view.size()).adjusted(-HALO, -HALO, HALO, HALO)
        delegate: CardDelegate = column.delegate
        painter.save()
        painter.setClipRect(seen)
        for card in self.cards:
            row = column.model.row_of(card.deal_id)
            rect = column.list.visualRect(column.model.index(row)).translated(origin)
            if row >= 0 and rect.intersects(seen):
                delegate.paint_lit(painter, QRectF(rect), card, column.model, words)
        painter.restore()

"""Columns with many cards are read piece by piece, the next one when the end of the last comes near."""

from collections.abc import Callable

from salesdesk.answers.board import BoardFilter, Card
from salesdesk.queries.board import column_cards
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.screens.pipeline.board import BoardView


class MoreCards:
    """Reads the next cards of a column; one question at a time for each."""

    def __init__(self, desk: Desk, board: BoardView, filters: Callable[[], BoardFilter]) -> None:
        self._desk, self._board, self._filters = desk, board, filters
        self._asked: set[int] = set()

    def read(self, stage_id: int) -> None:
        """Read what follows the last card shown of a stage, if anything does."""
        widget = self._board.column_of(stage_id)
        shown = widget.model.cards
        if stage_id in self._asked or not shown or len(shown) >= widget.column.count:
            return
        self._asked.add(stage_id)
        filters, last = self._filters(), shown[-1]

        def then(more: tuple[Card, ...]) -> None:
            self._asked.discard(stage_id)
            if filters == self._filters():
                widget.model.append(more)

        self._desk.background.ask(
            lambda session: column_cards(
                session, stage_id=stage_id, filters=filters, after=(last.rank, last.deal_id)
            ),
            then,
            owner=widget,
            failed=lambda _: self._asked.discard(stage_id),
        )

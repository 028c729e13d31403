"""What the board shows is read here, and what is done on it saved: numbers always come from the database."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.answers.board import Board, BoardFilter
from salesdesk.queries.board import CARDS_AT_ONCE, board_columns, pipeline_board
from salesdesk.queries.pipelines import NoPipeline
from salesdesk.ui.kit.sheet import Sheet

if TYPE_CHECKING:
    from salesdesk.answers.lists import Condition
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

AGAIN_MS = 60
"""How long a board that is to be read once more is left to be painted first."""
Narrowed = tuple[str, "tuple[Condition, ...]"]


class BoardReading(QObject):
    """Asks for the board, one question at a time. `shown` carries it, `unreadable` why it could not be read;
    `missing` tells that there is no pipeline.

    `saved` tells that something of one's own was saved, before the board is read again. `saves` rises when a
    save begins and when it ends: what was asked before tells how things were, not how they are.
    """

    shown = Signal(object)
    unreadable = Signal(str)
    missing = Signal()
    saved = Signal()

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._desk, self._view = screen, screen.desk, screen.board
        self.board: Board | None = None
        self.is_missing = False
        self.under: Narrowed = ("", ())
        self._saving = 0
        self.saves = 0
        self._reading = self._read_again = self._missed = False

    def follow(self) -> None:
        """Read again because something changed; after what is being read, if anything is."""
        if self._reading:
            # What is on its way is shown at once; a stream of changes must not put it off for ever.
            self._read_again = True
        else:
            self.read()

    def read(self) -> None:
        """Read the board under the filters of the screen."""
        filters, limits = self._screen.filters, self._limits()

        def query(session: Any) -> Board | None:
            try:
                return pipeline_board(session, filters=filters, limits=limits)
            except NoPipeline:
                return None

        self._ask(query, filters)

    def _read_columns(self, stage_ids: frozenset[int]) -> None:
        """Read again what a move between these stages changed; the rest follows with the news of it."""
        board, filters, limits = self.board, self._screen.filters, self._limits()
        if board is None or filters.pipeline_id != board.pipeline_id or self.under != narrowed(filters):
            self.read()
            return

        def query(session: Any) -> Board:
            found = board_columns(
                session, pipeline_id=board.pipeline_id, stage_ids=stage_ids, filters=filters, limits=limits
            )
            fresh = {column.stage_id: column for column in found}
            columns = tuple(fresh.get(column.stage_id, column) for column in board.columns)
            return replace(board, columns=columns)

        self._ask(query, filters)

    def is_answer_to_now(self, saves: int) -> bool:
        """Whether an answer that was asked for when `saves` was so tells how things are now."""
        return saves == self.saves and not self._saving

    def _limits(self) -> dict[int, int]:
        """How many cards of each column are to be read: as many as are shown."""
        return {widget.stage_id: max(CARDS_AT_ONCE, widget.model.rowCount()) for widget in self._view.columns}

    def _ask(self, query: Callable[[Any], Board | None], filters: BoardFilter) -> None:
        self._reading, self._read_again = True, False
        self._desk.background.ask(
            query,
            lambda board: self._answered(partial(self._show_under, narrowed(filters)), board),
            owner=self,
            key="board",
            failed=lambda sentence: self._answered(self.unreadable.emit, sentence),
        )

    def _show_under(self, under: Narrowed, board: Board | None) -> None:
        self.under = under
        self._missed = self._saving > 0
        if self._missed:
            return  # asked before a save that is on its way; all is read again after that
        self.board, self.is_missing = board, board is None
        if board is None:
            self.missing.emit()
        else:
            self.shown.emit(board)

    def _answered(self, show: Callable[[Any], None], answer: Any) -> None:
        self._reading = False
        show(answer)
        if self._read_again:
            # Only when this is painted: reading takes the time of painting from it.
            QTimer.singleShot(AGAIN_MS, self, self._read_once_more)

    def _read_once_more(self) -> None:
        if self._read_again and not self._reading:
            self.read()

    def save(
        self,
        action: Callable[..., Any],
        *,
        kind: str,
        words: str,
        quiet: bool = False,
        sheet: Sheet | None = None,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
        stage_ids: frozenset[int] = frozenset(),
        ids: Sequence[int] | None = None,
    ) -> None:
        """One save, after which all is read again as it really is, also when it fails.

        `stage_ids` are the only stages whose columns it changed, where that is known. With `ids` it is done
        to many deals, and `action` takes some of their ids at a time.
        """

        def saved(result: Any) -> None:
            self._saving -= 1
            self.saves += 1
            if stage_ids and not self._reading and not self._missed:
                self._read_columns(stage_ids)
            else:
                self.read()
            self.saved.emit()
            if then is not None:
                then(result)

        def refused(sentence: str) -> None:
            self._saving -= 1
            self.saves += 1
            if failed is not None:
                failed(sentence)
            elif sheet is None:
                self._desk.toast(sentence)
            self._put_back()

        self._saving += 1
        self.saves += 1
        if ids is not None:
            self._desk.save_many(
                action, ids, kind=kind, words=words, then=saved, failed=refused, sheet=sheet, owner=self
            )
            return
        self._desk.save(
            action, kind=kind, words=words, quiet=quiet, then=saved, failed=refused, sheet=sheet, owner=self
        )

    def _put_back(self) -> None:
        """Show the board as it was read last, even when it cannot be read now; then as it is."""
        if self.board is not None and not self._saving:
            self._view.show_board(self.board)
        self.read()
        self._screen.showing.follow()


def narrowed(filters: BoardFilter) -> Narrowed:
    """By what the board is narrowed, whatever the pipeline."""
    return filters.text.strip(), filters.conditions

"""Cards on their way to another place: at once on the board, then in the database; Won and Lost ask first."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint

from salesdesk.answers.board import BoardFilter, Card
from salesdesk.queries.board import cards
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.screens.pipeline.decisions import DecisionSheet, LostSheet, WonSheet
from salesdesk.ui.screens.pipeline.gate import Passage

if TYPE_CHECKING:
    from salesdesk.ui.kit.sheet import Sheet
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen


class Moving(QObject):
    """Moves one card or many; each move is one save with one undo."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._desk, self._board = screen, screen.desk, screen.board

    def move(self, deal_ids: Sequence[int], stage_id: int, row: int) -> None:
        """Put deals side by side at a row of a stage."""
        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return
        shown = [card for card in map(self._board.card, deal_ids) if card is not None]
        if len(shown) == len(deal_ids):
            self._move(shown, stage_id, row)
            return
        ids = tuple(deal_ids)
        self._desk.background.ask(
            lambda session: cards(session, deal_ids=ids, filters=BoardFilter()),
            lambda found: self._move(_sorted(found, ids), stage_id, row),
            owner=self,
            failed=self._desk.toast,
        )

    def _move(self, moving: Sequence[Card], stage_id: int, row: int) -> None:
        target = self._board.column_of(stage_id)
        coming = tuple(card for card in moving if card.stage_id != stage_id)
        if coming and target.type in ("won", "lost"):
            self._decide(coming, stage_id, row)
            return
        ids = [card.deal_id for card in moving]
        if not moving or (not coming and self._stays(ids, row)):
            return
        before, after = self._board.neighbours(ids, stage_id, row)
        if len(ids) == 1:
            self._board.put(ids[0], stage_id, row)
        else:
            self._board.put_all(ids, stage_id, row)
        words = tr("{what} moved to {stage}") if coming else tr("the place of {what}")
        words = words.format(what=what(moving), stage=target.name)
        self._save(moving, stage_id, words, quiet=not coming, before_id=before, after_id=after)

    def _stays(self, deal_ids: Sequence[int], row: int) -> bool:
        found = self._board.place_of(deal_ids[0])
        return len(deal_ids) == 1 and found is not None and row in (found[1], found[1] + 1)

    def _decide(self, moving: tuple[Card, ...], stage_id: int, row: int) -> None:
        board, target = self._screen.shown, self._board.column_of(stage_id)
        if board is None:
            return
        before, after = self._board.neighbours([card.deal_id for card in moving], stage_id, row)
        words = tr("Won: {what}") if target.type == "won" else tr("Lost: {what}")
        passage = Passage(moving, self._board.way(moving[0].stage_id, stage_id), board.today, board.currency)

        def decide(sheet: DecisionSheet) -> None:
            self._save(
                moving,
                stage_id,
                words.format(what=what(moving)),
                sheet=sheet,
                before_id=before,
                after_id=after,
                **sheet.fields,
            )

        over, theme, waiting = self._desk.sheet_parent, self._desk.theme, self._board.waiting
        waiting.begin(moving, stage_id, row)
        sheet: DecisionSheet
        if target.type == "won":
            sheet = WonSheet(over, theme, passage, decide, waiting.paint)
        else:
            sheet = LostSheet(over, theme, passage, board.lost_reasons, decide, waiting.paint)

        def keep_clear() -> None:
            waiting.keep_clear(lambda: sheet.mapTo(sheet.window(), QPoint(sheet.left_edge, 0)).x())

        sheet.fitted.connect(keep_clear)
        keep_clear()
        self._screen.show_sheet(sheet)

    def _save(
        self,
        moving: Sequence[Card],
        stage_id: int,
        words: str,
        *,
        quiet: bool = False,
        sheet: "Sheet | None" = None,
        **fields: Any,
    ) -> None:
        seen = {card.deal_id: card.stage_id for card in moving}

        def act(session: Any) -> Any:
            # What is done with a deal is loaded when it is done: the first board is not to wait for it.
            from salesdesk.services.deals import move_deal
            from salesdesk.services.moves import move_deals

            if len(moving) > 1:
                return move_deals(session, deals=seen, stage_id=stage_id, **fields)
            [card] = moving
            others = {name: value for name, value in fields.items() if name != "amounts"}
            return move_deal(
                session,
                deal_id=card.deal_id,
                stage_id=stage_id,
                from_stage_id=card.stage_id,
                amount=fields.get("amounts", {}).get(card.deal_id),
                was={"amount": card.amount},
                **others,
            )

        picked = self._board.picked
        self._screen.save(
            act,
            kind="move_deal",
            words=words,
            quiet=quiet,
            sheet=sheet,
            stage_ids=frozenset({stage_id, *seen.values()}),
            then=lambda _: picked.put(picked.ids - seen.keys()) if len(moving) > 1 else None,
        )


def what(moving: Sequence[Card]) -> str:
    """A deal by its title, several by how many they are."""
    if len(moving) == 1:
        return moving[0].title
    return trn("{n} deal", "{n} deals", len(moving), number(len(moving)))


def _sorted(found: Iterable[Card], ids: Sequence[int]) -> list[Card]:
    places = {deal_id: place for place, deal_id in enumerate(ids)}
    return sorted(found, key=lambda card: places[card.deal_id])

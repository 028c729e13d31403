"""The board in lanes, by owner or by segment: fold a lane, drag a card into another one."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.board import Board, BoardFilter, Card, Column
from salesdesk.answers.lanes import LaneCell, LaneField, Lanes
from salesdesk.answers.lists import Condition
from salesdesk.queries.board import cards
from salesdesk.queries.lanes import Place, board_lanes
from salesdesk.translation import tr
from salesdesk.ui.kit.reading_cover import ReadingCover
from salesdesk.ui.screens.pipeline.folded import FoldedColumn
from salesdesk.ui.screens.pipeline.header import ColumnHeader
from salesdesk.ui.screens.pipeline.lane import EDGE, SPACE, WIDTH_MIN, Cell, LaneWidget
from salesdesk.ui.screens.pipeline.moving import what

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

_SCROLL_ZONE, _SCROLL_STEP, _SCROLL_MS = 48, 20, 30


class LanesPage(QWidget):
    """Lanes below the columns' headers, which show what they show on the board; Won and Lost at the right."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__()
        self._screen, self._desk, self._theme = screen, screen.desk, screen.desk.theme
        self.shown: Lanes | None = None
        self.cover = ReadingCover(self)
        self.lanes: list[LaneWidget] = []
        self.headers: list[ColumnHeader] = []
        self._whole: set[Place] = set()
        self._stage_ids: tuple[int, ...] = ()
        self._decided: list[FoldedColumn] = []
        # While a card is held at an edge nothing moves but the lanes, and no event tells of it.
        self._drifting = QTimer(self)
        self._drifting.setInterval(_SCROLL_MS)
        self._drifting.timeout.connect(lambda: self.scroll_under(QCursor.pos()))
        self._head = QHBoxLayout()
        self._head.setContentsMargins(EDGE, 8, EDGE, 0)
        self._head.setSpacing(SPACE)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 90)
        self._body.setSpacing(0)
        self._strips = QHBoxLayout()
        self._strips.setContentsMargins(0, 8, EDGE, 8)
        self._strips.setSpacing(6)
        self._lay_out()
        screen.reading.shown.connect(self._show_headers)
        screen.board.medians_shown.connect(self.show_medians)
        if screen.shown is not None:
            self._show_headers(screen.shown)

    def _lay_out(self) -> None:
        lanes = QWidget()
        lanes.setObjectName("boardStrip")
        inside = QVBoxLayout(lanes)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._body)
        inside.addStretch(1)
        self._inside = lanes
        self.down = _scroll(lanes)
        self.down.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.down.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wide = QWidget()
        wide.setObjectName("boardStrip")
        all_of_it = QVBoxLayout(wide)
        all_of_it.setContentsMargins(0, 0, 0, 0)
        all_of_it.setSpacing(0)
        all_of_it.addLayout(self._head)
        all_of_it.addWidget(self.down, 1)
        self.across = _scroll(wide)
        self.across.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.across, 1)
        outer.addLayout(self._strips)

    def focus_deals(self) -> None:
        """Put the focus on the first card there is."""
        if not any(cell.list.hasFocus() for lane in self.lanes for cell in lane.cells):
            for lane in self.lanes:
                for cell in lane.cells:
                    if not lane.is_folded and self._enter(cell):
                        return

    def _enter(self, cell: Cell, last: bool = False) -> bool:
        """Put the focus on the first or last card of a cell; whether it has any."""
        count = cell.model.rowCount()
        if count:
            cell.list.choose(count - 1 if last else 0)
            cell.list.setFocus()
            self._bring_into_sight(cell)
        return bool(count)

    def _bring_into_sight(self, cell: Cell) -> None:
        rect = cell.list.visualRect(cell.list.currentIndex())
        at = cell.list.viewport().mapTo(self._inside, rect.center())
        self.down.ensureVisible(at.x(), at.y(), 0, rect.height())
        self.across.ensureWidgetVisible(cell.list, 20, 0)

    def read(self) -> None:
        """Read the lanes again under the filters of the screen."""
        by = self._screen.lane_choice.by
        if by is None:
            return
        filters, reading = self._screen.filters, self._screen.reading
        whole = frozenset(self._whole if self.shown is not None and self.shown.by == by else ())
        saves = reading.saves
        self._desk.background.ask(
            lambda session: board_lanes(session, filters=filters, by=by, whole=whole),
            lambda shown: self._show(shown) if reading.is_answer_to_now(saves) else None,
            owner=self,
            key="lanes",
            failed=self._unreadable,
        )

    def show_medians(self) -> None:
        """Compare the days of cards in their stage with those of won deals, as the board does."""
        for made in self.lanes:
            for cell in made.cells:
                column = self._screen.board.find_column(cell.stage_id)
                cell.model.set_median(column.model.median if column is not None else None)

    def show_whole(self, lane: LaneWidget, cell: Cell) -> None:
        """Show all cards of a cell, and go on showing them."""
        self._whole.add((lane.lane.key, cell.stage_id))
        cell.all_button.setEnabled(False)
        cell.list.setFocus()
        self.read()

    def _show_headers(self, board: Board) -> None:
        """The headers of the board's columns, and Won and Lost as strips."""
        undecided = [column for column in board.columns if column.type in ("lead", "open")]
        ids = tuple(column.stage_id for column in board.columns)
        if ids != self._stage_ids:
            self._build_headers(board)
            self._stage_ids = ids
        for header, column in zip(self.headers, undecided, strict=True):
            header.show_column(column, board.currency)
        decided = [column for column in board.columns if column not in undecided]
        for strip, column in zip(self._decided, decided, strict=True):
            strip.show_column(column, board.currency)
        self._fit_headers()

    def _fit_headers(self) -> None:
        """Write the sums of all headers in the same form, the longest that fits."""
        form = max((header.form_for(header.width()) for header in self.headers), default=0)
        for header in self.headers:
            header.use_form(form)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_headers)

    def scroll_under(self, point: QPoint) -> None:
        """Scroll where a card is held near an edge."""
        here = self.down.mapFromGlobal(point)
        bar = self.down.verticalScrollBar()
        if 0 <= here.y() < _SCROLL_ZONE:
            bar.setValue(bar.value() - _SCROLL_STEP)
        elif 0 <= self.down.height() - here.y() < _SCROLL_ZONE:
            bar.setValue(bar.value() + _SCROLL_STEP)
        sideways, x = self.across.horizontalScrollBar(), self.across.mapFromGlobal(point).x()
        if 0 <= x < _SCROLL_ZONE:
            sideways.setValue(sideways.value() - _SCROLL_STEP)
        elif 0 <= self.across.width() - x < _SCROLL_ZONE:
            sideways.setValue(sideways.value() + _SCROLL_STEP)

    def _build_headers(self, board: Board) -> None:
        for old in (*self.headers, *self._decided, *self.lanes):
            old.hide()
            old.deleteLater()
        self.headers, self._decided, self.lanes, self.shown = [], [], [], None
        for column in board.columns:
            dot = self._screen.board.column_of(column.stage_id).header.dot
            if column.type in ("lead", "open"):
                header = ColumnHeader(self._theme, dot, plain=True)
                header.setMinimumWidth(WIDTH_MIN)
                self._head.addWidget(header, 1)
                self.headers.append(header)
            else:
                self._add_strip(column, FoldedColumn(self._theme, dot))
        if self.isVisible():
            self.read()

    def _add_strip(self, column: Column, strip: FoldedColumn) -> None:
        stage_id = column.stage_id
        strip.dropped.connect(lambda deals, row: self._screen.moving.move(tuple(deals), stage_id, row))
        strip.clicked.connect(
            lambda: self._screen.showing.as_list((Condition("stage", "is", (str(stage_id),)),))
        )
        self._strips.addWidget(strip)
        self._decided.append(strip)

    def _unreadable(self, sentence: str) -> None:
        if not self.cover.refuse(sentence):
            self._desk.toast(sentence)

    def _show(self, shown: Lanes) -> None:
        self.cover.end()
        keys = [lane.key for lane in shown.lanes]
        same = self.shown is not None and self.shown.by == shown.by
        if not same:
            self._whole.clear()
        if not same or [each.lane.key for each in self.lanes] != keys:
            self._build(shown)
        first = self.shown is None
        self.shown = shown
        for made, lane in zip(self.lanes, shown.lanes, strict=True):
            made.lane = lane
            made.head.show_lane(lane, shown.currency, made.is_folded)
            for cell in made.cells:
                answer = lane.cells.get(cell.stage_id)
                cell.show_answer(answer or LaneCell())
                cell.model.set_cards(cell.answer.cards, shown.today)
                cell.delegate.density = self._screen.columns.density
            made.fit()
        self.show_medians()
        if first and self.isVisible():
            self.focus_deals()

    def _build(self, shown: Lanes) -> None:
        focused = next((lane.lane.key for lane in self.lanes if lane.isAncestorOf(self._focus())), None)
        for old in self.lanes:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        undecided = [widget.stage_id for widget in self._screen.board.columns if not widget.model.is_decided]
        self.lanes = []
        for lane in shown.lanes:
            made = LaneWidget(self._theme, shown.by, lane, undecided, self._screen.board.picked)
            made.fold(self._fold_word(shown.by, lane.key) in self._desk.kept)
            made.fold_asked.connect(partial(self.fold, made))
            for cell in made.cells:
                self._connect(made, cell)
            self._body.addWidget(made)
            self.lanes.append(made)
        if focused is not None and self.isVisible():
            self.focus_deals()

    def _focus(self) -> QWidget:
        return self.window().focusWidget() or self

    def _connect(self, lane: LaneWidget, cell: Cell) -> None:
        screen, shown = self._screen, cell.list
        shown.opened.connect(lambda deal_id: self._desk.open("deal", deal_id))
        shown.entered.connect(screen.board.entered)
        shown.menu_asked.connect(self._show_menu)
        shown.dropped.connect(lambda deals, row: self.put(tuple(deals), lane, cell, row))
        shown.stepped.connect(partial(self._step, lane, cell))
        shown.step_asked.connect(
            lambda deal_id: screen.on_cards.ask_step_at(shown, cell.model, cell.model.row_of(deal_id))
        )
        shown.add_asked.connect(lambda: self._desk.toast(tr("Press N for a new deal.")))
        shown.drag_began.connect(self._drifting.start)
        shown.drag_ended.connect(self._drifting.stop)
        shown.went.connect(partial(self._go, lane, cell))
        cell.all_button.clicked.connect(lambda: self.show_whole(lane, cell))
        shown.beyond.connect(partial(self._leave, lane, cell))
        shown.crossed.connect(partial(self._cross, lane, cell))
        shown.all_asked.connect(
            lambda: screen.board.picked.put(
                screen.board.picked.ids | {card.deal_id for card in cell.model.cards}
            )
        )

    @staticmethod
    def _fold_word(by: LaneField, key: int | None) -> str:
        return f"lane:{by}:{key or 0}"

    def fold(self, lane: LaneWidget) -> None:
        """Fold a lane away, or show its cards; remembered."""
        if self.shown is None:
            return
        folded = not lane.is_folded
        self._desk.kept.put(self._fold_word(self.shown.by, lane.lane.key), folded)
        lane.fold(folded)
        lane.head.show_lane(lane.lane, self.shown.currency, folded)

    def card(self, deal_id: int) -> Card | None:
        """A card that is shown."""
        cards = (card for lane in self.lanes for cell in lane.cells for card in cell.model.cards)
        return next((card for card in cards if card.deal_id == deal_id), None)

    def _show_menu(self, deal_id: int, where: QPoint) -> None:
        card = self.card(deal_id)
        if deal_id in self._screen.board.picked:
            self._screen.bulk.menu().popup(where)
        elif card is not None:
            self._screen.single.menu(card).popup(where)

    def put(self, deal_ids: tuple[int, ...], lane: LaneWidget, cell: Cell, row: int) -> None:
        """Put deals at a row of a cell: into its stage and its lane, one save, one undo."""
        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return
        moving = [card for card in map(self.card, deal_ids) if card is not None]
        if len(moving) == len(deal_ids):
            self._put(moving, lane, cell, row)
            return
        self._desk.background.ask(
            lambda session: cards(session, deal_ids=deal_ids, filters=BoardFilter()),
            lambda found: self._put(found, lane, cell, row),
            owner=self,
            failed=self._desk.toast,
        )

    def _put(self, found: Iterable[Card], lane: LaneWidget, cell: Cell, row: int) -> None:
        """Show cards at their new place before the database has answered, and save."""
        moving = sorted(found, key=lambda card: (card.rank, card.deal_id))
        moved = {card.deal_id for card in moving}
        if not moving:
            return
        rest = [card for card in cell.model.cards if card.deal_id not in moved]
        row -= sum(card.deal_id in moved for card in cell.model.cards[:row])
        before = rest[row].deal_id if row < len(rest) else None
        after = rest[-1].deal_id if before is None and rest else None
        for each in (each for made in self.lanes for each in made.cells):
            for deal_id in moved:
                each.model.take(deal_id)
        for step, card in enumerate(moving):
            cell.model.insert(row + step, card)
        for made in self.lanes:
            made.fit()
        if not lane.is_folded:
            cell.list.choose(row)
            cell.list.setFocus()
        self._save(moving, lane, cell, before, after)

    def _save(
        self,
        moving: list[Card],
        lane: LaneWidget,
        cell: Cell,
        before_id: int | None,
        after_id: int | None,
    ) -> None:
        assert self.shown is not None
        by, key, stage_id = self.shown.by, lane.lane.key, cell.stage_id
        seen = {card.deal_id: card.stage_id for card in moving}
        stage = self._screen.board.column_of(stage_id).name

        def act(session: Any) -> None:
            from salesdesk.services.bulk import edit_records
            from salesdesk.services.moves import move_deals

            move_deals(session, deals=seen, stage_id=stage_id, before_id=before_id, after_id=after_id)
            edit_records(session, record="deal", ids=list(seen), field=f"{by}_id", value=key)

        def failed(sentence: str) -> None:
            self._desk.toast(sentence)
            if self.shown is not None:
                self._show(self.shown)

        words = tr("{what}: {lane}, {stage}").format(what=what(moving), lane=lane.lane.name, stage=stage)
        self._screen.save(
            act,
            kind="move_deal",
            words=words,
            failed=failed,
            then=lambda _: self._screen.board.picked.clear() if len(seen) > 1 else None,
        )

    def _together(self, deal_id: int) -> tuple[int, ...]:
        picked = self._screen.board.picked
        return tuple(picked.ids) if deal_id in picked else (deal_id,)

    def _step(self, lane: LaneWidget, cell: Cell, deal_id: int, sideways: int, down: int) -> None:
        """Ctrl and an arrow: to the next stage, or another place in the cell."""
        if down:
            row = cell.model.row_of(deal_id) + (2 if down > 0 else -1)
            if 0 <= row <= cell.model.rowCount():
                self.put((deal_id,), lane, cell, row)
            return
        place = lane.cells.index(cell) + sideways
        if 0 <= place < len(lane.cells):
            self.put(self._together(deal_id), lane, lane.cells[place], 0)
        elif sideways > 0:
            decided = next(each for each in self._screen.board.columns if each.model.is_decided)
            self._screen.moving.move(self._together(deal_id), decided.stage_id, 0)

    def _cross(self, lane: LaneWidget, cell: Cell, deal_id: int, step: int) -> None:
        """Ctrl, Shift and an arrow: into the next lane."""
        place = self.lanes.index(lane) + step
        if 0 <= place < len(self.lanes):
            target = self.lanes[place]
            self.put(self._together(deal_id), target, target.cell(cell.stage_id), 0)

    def _go(self, lane: LaneWidget, cell: Cell, step: int) -> None:
        """Left and Right: to the next cell with cards in this lane."""
        place = lane.cells.index(cell) + step
        while 0 <= place < len(lane.cells):
            if self._enter(lane.cells[place]):
                return
            place += step

    def _leave(self, lane: LaneWidget, cell: Cell, step: int) -> None:
        """Up and Down beyond a cell: to the same stage in the next lane with cards there."""
        place = self.lanes.index(lane) + step
        while 0 <= place < len(self.lanes):
            target = self.lanes[place]
            if not target.is_folded and self._enter(target.cell(cell.stage_id), last=step < 0):
                return
            place += step


def _scroll(inside: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inside)
    made.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return made

"""The columns side by side: the open ones scroll, won and lost stay in sight at the right as drop targets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from salesdesk.answers.board import Board, Card, Column
from salesdesk.ui.kit.theme import Theme, stage_dot
from salesdesk.ui.screens.pipeline.column import WIDTH_MAX, WIDTH_MIN, WIDTH_TIGHT, ColumnWidget
from salesdesk.ui.screens.pipeline.folded import FOLDED
from salesdesk.ui.screens.pipeline.gate import Stop
from salesdesk.ui.screens.pipeline.picked import Picked
from salesdesk.ui.screens.pipeline.waiting import Waiting

SPACE, BETWEEN, EDGE = 4, 6, 18
_SCROLL_ZONE, _SCROLL_STEP, _SCROLL_MS, _REST_MS = 60, 24, 30, 240


class BoardView(QWidget):
    """All columns of one pipeline. It shows and asks; the screen decides and saves."""

    medians_shown = Signal()
    opened = Signal(int)
    entered = Signal(int)
    move_asked = Signal(object, int, int)
    all_asked = Signal(int)
    step_asked = Signal(int)
    add_asked = Signal(int)
    title_given = Signal(int, str)
    fold_changed = Signal(int, bool)
    column_menu_asked = Signal(int, QPoint)
    menu_asked = Signal(int, QPoint)
    more_asked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.columns: list[ColumnWidget] = []
        self.pipeline_id = 0
        self._focus_column = 0
        self.is_kept_folded: Callable[[int], bool] = lambda _: False
        self.picked = Picked(self)
        self.waiting = Waiting(self)
        self._free = 0
        self._held, self._before_drag = 0, 0
        # While a card is held at an edge nothing moves but the board, and no event tells of it.
        self._drifting = QTimer(self)
        self._drifting.setInterval(_SCROLL_MS)
        self._drifting.timeout.connect(self._drift)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._strip = QWidget()
        self._strip.setObjectName("boardStrip")
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(EDGE, 8, 0, 0)
        self._row.setSpacing(SPACE)
        self._scroll.setWidget(self._strip)
        self._scroll.viewport().setAutoFillBackground(False)
        self._strip.setAutoFillBackground(False)
        self._pinned = QHBoxLayout()
        self._pinned.setContentsMargins(0, 8, EDGE, 8)
        self._pinned.setSpacing(BETWEEN)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(self._pinned)
        self._glide = QPropertyAnimation(self._scroll.horizontalScrollBar(), b"value", self)
        self._glide.setDuration(140)
        self._scroll.horizontalScrollBar().sliderReleased.connect(self._snap)

    def show_board(self, board: Board) -> None:
        """Show this board, keeping columns, scroll and selection where the stages are the same."""
        same = [column.stage_id for column in board.columns] == [widget.stage_id for widget in self.columns]
        kinds = [column.type for column in board.columns] == [widget.type for widget in self.columns]
        self.waiting.lift()
        if not (same and kinds and board.pipeline_id == self.pipeline_id):
            self._build(board)
        for widget, column in zip(self.columns, board.columns, strict=True):
            widget.show_column(column, board.currency)
            widget.model.set_cards(column.cards, board.today)
        self.waiting.lay_again()
        self._fit()

    def _build(self, board: Board) -> None:
        for old in self.columns:
            old.setParent(None)
            old.deleteLater()
        self.pipeline_id = board.pipeline_id
        self.columns = [self._make(column, place) for place, column in enumerate(board.columns)]
        for widget in self.columns:
            if self.is_kept_folded(widget.stage_id) and not widget.is_folded:
                widget.fold(True)

    def _make(self, column: Column, place: int) -> ColumnWidget:
        dot = stage_dot(column.type if column.type in ("won", "lost") else place)
        widget = ColumnWidget(self._theme, column, dot, self.picked)
        cards = widget.list
        cards.opened.connect(self.opened)
        cards.entered.connect(self.entered)
        cards.menu_asked.connect(self.menu_asked)
        cards.drag_began.connect(self._begin_drag)
        cards.drag_ended.connect(self._end_drag)
        cards.all_asked.connect(lambda: self.all_asked.emit(widget.stage_id))
        cards.near_end.connect(lambda: self.more_asked.emit(widget.stage_id))
        cards.dropped.connect(lambda deals, row: self._dropped(deals, widget, row))
        cards.stepped.connect(self._step)
        cards.step_asked.connect(self.step_asked)
        cards.add_asked.connect(lambda: self.add_asked.emit(widget.stage_id))
        widget.header.add_button.clicked.connect(lambda: self.add_asked.emit(widget.stage_id))
        widget.adder.asked.connect(lambda title: self.title_given.emit(widget.stage_id, title))
        cards.went.connect(lambda step: self._go(widget, step))
        widget.folded.dropped.connect(lambda deals, row: self._dropped(deals, widget, row))
        widget.folded.went.connect(lambda step: self._go(widget, step))
        widget.folded.clicked.connect(lambda: self.fold(widget, False))
        cards.fold_asked.connect(lambda: self.fold(widget, True))
        widget.header.clicked.connect(lambda: self.fold(widget, True))
        widget.header.menu_asked.connect(lambda at: self.column_menu_asked.emit(widget.stage_id, at))
        if widget.is_folded:
            self._pinned.addWidget(widget)
        else:
            self._row.addWidget(widget, 1)
        return widget

    def fold(self, widget: ColumnWidget, folded: bool) -> None:
        """Fold a column away, or show its cards."""
        widget.fold(folded)
        self.fold_changed.emit(widget.stage_id, folded)
        self._fit()
        (widget.folded if folded else widget.list).setFocus()

    def place_of(self, deal_id: int) -> tuple[ColumnWidget, int] | None:
        """The column and row of a card."""
        for widget in self.columns:
            row = widget.model.row_of(deal_id)
            if row >= 0 and not self.waiting.is_guest(deal_id, widget):
                return widget, row
        return None

    def card(self, deal_id: int) -> Card | None:
        """A card that is shown."""
        found = self.place_of(deal_id)
        return found[0].model.cards[found[1]] if found else None

    def column_of(self, stage_id: int) -> ColumnWidget:
        """The column of a stage."""
        return next(widget for widget in self.columns if widget.stage_id == stage_id)

    def find_column(self, stage_id: int) -> ColumnWidget | None:
        """The column of a stage, if the board still has it."""
        return next((widget for widget in self.columns if widget.stage_id == stage_id), None)

    def way(self, stage_id: int, other_id: int) -> tuple[Stop, Stop]:
        """Two stages as their columns show them."""
        first, second = (self.column_of(each) for each in (stage_id, other_id))
        return Stop(first.name, first.header.dot), Stop(second.name, second.header.dot)

    def neighbours(self, deal_ids: Sequence[int], stage_id: int, row: int) -> tuple[int | None, int | None]:
        """The cards (above which, below which) cards put at a row of a stage would lie."""
        shown = self.column_of(stage_id).model.cards
        moving = frozenset(deal_ids)
        cards = [card for card in shown if card.deal_id not in moving]
        row -= sum(card.deal_id in moving for card in shown[:row])
        if row < len(cards):
            return cards[row].deal_id, None
        return None, cards[-1].deal_id if cards else None

    def put(self, deal_id: int, stage_id: int, row: int) -> None:
        """Show a card at its new place before the database has answered."""
        found = self.place_of(deal_id)
        if found is None:
            return
        source, old = found
        target = self.column_of(stage_id)
        if source is target and old < row:
            row -= 1
        had_focus = source.list.hasFocus()
        card = source.model.take(deal_id)
        if card is not None:
            target.model.insert(row, replace(card, stage_id=stage_id))
            if not target.is_folded:
                target.list.choose(target.model.row_of(deal_id))
                if had_focus:
                    self.show_column(target)
                    target.list.setFocus()

    def put_all(self, deal_ids: Sequence[int], stage_id: int, row: int) -> None:
        """Show several cards side by side at their new place before the database has answered."""
        before, _ = self.neighbours(deal_ids, stage_id, row)
        model = self.column_of(stage_id).model
        for deal_id in deal_ids:
            self.put(deal_id, stage_id, model.rowCount() if before is None else model.row_of(before))

    def use_density(self, density: str) -> None:
        """Show cards compact, normal or detailed."""
        for widget in self.columns:
            if widget.delegate.density != density:
                widget.delegate.density = density
                widget.list.doItemsLayout()

    def show_medians(self, medians: Mapping[int, int]) -> None:
        """Let the cards tell how their days in a stage compare with those of won deals."""
        for widget in self.columns:
            widget.model.set_median(medians.get(widget.stage_id))
        self.medians_shown.emit()

    def mark_open(self, deal_id: int | None) -> None:
        """Draw the outline round the deal whose panel is open."""
        for widget in self.columns:
            if widget.delegate.open_deal != deal_id:
                widget.delegate.open_deal = deal_id
                widget.list.viewport().update()

    def leave_free(self, width: int) -> None:
        """Leave as much of the width at the right to what lies there."""
        if width != self._free:
            self._free = width
            layout = self.layout()
            assert layout is not None
            layout.setContentsMargins(0, 0, width, 0)
            self._fit()
            layout.activate()

    def mark_waiting(self, deal_ids: Iterable[int]) -> None:
        """Draw cards dashed while their decision is being written down."""
        waiting = frozenset(deal_ids)
        for widget in self.columns:
            if widget.delegate.waiting != waiting:
                widget.delegate.waiting = waiting
                widget.list.viewport().update()

    def focus_cards(self) -> None:
        """Put the focus on the cards: the current one, or the first there is."""
        order = [self.columns[self._focus_column], *self.columns] if self.columns else []
        for widget in order:
            if widget.model.rowCount() and not widget.is_folded:
                if not widget.list.currentIndex().isValid():
                    widget.list.choose(0)
                widget.list.setFocus()
                return

    def in_order(self, deal_ids: Iterable[int]) -> tuple[int, ...]:
        """Deals as they stand on the board, column by column; those not loaded come last."""
        wanted = frozenset(deal_ids)
        shown = [card.deal_id for widget in self.columns for card in widget.model.cards]
        seen = [deal_id for deal_id in shown if deal_id in wanted]
        return (*seen, *sorted(wanted - frozenset(seen)))

    def _dropped(self, deal_ids: Sequence[int], widget: ColumnWidget, row: int) -> None:
        if self._drifting.isActive() and widget.parentWidget() is not self._strip:
            self.scroll_back(self._before_drag)
        self.move_asked.emit(self.in_order(deal_ids), widget.stage_id, row)

    def _step(self, deal_id: int, sideways: int, down: int) -> None:
        found = self.place_of(deal_id)
        if found is None:
            return
        widget, row = found
        if down:
            target = row + (2 if down > 0 else -1)
            if 0 <= target <= widget.model.rowCount():
                self.move_asked.emit((deal_id,), widget.stage_id, target)
            return
        place = self.columns.index(widget) + sideways
        if 0 <= place < len(self.columns):
            together = self.picked.ids if deal_id in self.picked else (deal_id,)
            self.move_asked.emit(self.in_order(together), self.columns[place].stage_id, 0)

    def _go(self, widget: ColumnWidget, step: int) -> None:
        """Put the focus into the next column that holds cards."""
        row = max(0, widget.list.currentIndex().row())
        place = self.columns.index(widget) + step
        while 0 <= place < len(self.columns):
            target = self.columns[place]
            if target.is_folded:
                target.folded.setFocus()
                return
            if target.model.rowCount():
                self.show_column(target)
                target.list.choose(min(row, target.model.rowCount() - 1))
                target.list.setFocus()
                self._focus_column = place
                return
            place += step

    def show_column(self, widget: ColumnWidget) -> None:
        """Scroll sideways until a column is whole in sight, with a column's left edge at the left."""
        bar = self._scroll.horizontalScrollBar()
        first = max(0, widget.geometry().right() - self._scroll.viewport().width())
        last = widget.x() - EDGE
        if not first <= bar.value() <= last:
            edges = [edge for edge in self._edges() if first <= edge <= last]
            bar.setValue(min(edges, key=lambda edge: abs(edge - bar.value()), default=last))

    def _edges(self) -> list[int]:
        """Where the board may come to rest: each column's left edge."""
        return [widget.x() - EDGE for widget in self.columns if widget.parentWidget() is self._strip]

    def bring_into_sight(self, deal_id: int) -> None:
        """Scroll sideways until a card's column is whole in sight."""
        found = self.place_of(deal_id)
        if found is not None and found[0].parentWidget() is self._strip:
            self.show_column(found[0])

    @property
    def scrolled(self) -> int:
        """How far the open columns are scrolled sideways."""
        return self._scroll.horizontalScrollBar().value()

    def scroll_back(self, to: int) -> None:
        """Scroll sideways to where the board stood before."""
        self._scroll.horizontalScrollBar().setValue(to)

    def _begin_drag(self) -> None:
        self._held, self._before_drag = 0, self.scrolled
        self._drifting.start()

    def _end_drag(self) -> None:
        self._drifting.stop()
        self._snap()

    def _drift(self) -> None:
        """Scroll where a card rests near an edge; one on its way to Won or Lost only passes it."""
        towards = self._towards(QCursor.pos())
        self._held = self._held + 1 if towards else 0
        if self._held > _REST_MS // _SCROLL_MS:
            self.scroll_under(QCursor.pos())

    def _towards(self, point: QPoint) -> int:
        here = self._scroll.mapFromGlobal(point)
        if not self._scroll.rect().contains(here):
            return 0
        return (here.x() > self._scroll.width() - _SCROLL_ZONE) - (here.x() < _SCROLL_ZONE)

    def scroll_under(self, point: QPoint) -> None:
        """Scroll sideways where a card is held near an edge of the scrolling columns."""
        bar = self._scroll.horizontalScrollBar()
        bar.setValue(bar.value() + self._towards(point) * _SCROLL_STEP)

    def _snap(self) -> None:
        """Come to rest with a column's left edge at the left."""
        bar = self._scroll.horizontalScrollBar()
        edges = self._edges()
        if edges:
            self._glide.setStartValue(bar.value())
            self._glide.setEndValue(min(edges, key=lambda edge: abs(edge - bar.value())))
            self._glide.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the scrolling columns one width: as many whole ones as fit, none cut."""
        scrolling = [widget for widget in self.columns if widget.parentWidget() is self._strip]
        open_ones = [widget for widget in scrolling if not widget.is_folded]
        decided = [widget for widget in self.columns if widget not in scrolling]
        unfolded = [widget for widget in decided if not widget.is_folded]
        strips = (len(scrolling) - len(open_ones)) * (FOLDED + SPACE)
        folded = (len(decided) - len(unfolded)) * FOLDED + max(0, len(decided) - 1) * BETWEEN
        room = self.width() - self._free - 2 * EDGE - folded - strips
        if not open_ones and not unfolded:
            self._strip.setMinimumWidth(EDGE + strips)
            self._pinned.setContentsMargins(0, 8, EDGE + max(0, room), 8)
            return
        count = len(open_ones) + len(unfolded)
        fit = max(min(1, len(open_ones)) + len(unfolded), room // (WIDTH_MIN + SPACE))
        # A little narrower rather than with the last one out of sight.
        least = WIDTH_TIGHT if fit < count <= room // (WIDTH_TIGHT + SPACE) else WIDTH_MIN
        fit = count if least == WIDTH_TIGHT else min(count, fit)
        fit_scrolling = fit - len(unfolded)
        width = max(least, min(WIDTH_MAX, (room - fit_scrolling * SPACE) // fit))
        for widget in (*open_ones, *unfolded):
            widget.use_width(width)
        form = max(widget.header.form_for(width) for widget in (*open_ones, *unfolded))
        for widget in (*open_ones, *unfolded):
            widget.header.use_form(form)
        self._strip.setMinimumWidth(EDGE + strips + len(open_ones) * (width + SPACE))
        left = max(0, room - len(unfolded) * width - fit_scrolling * (width + SPACE))
        # Won and lost stand beside the last column where all are in sight; else what whole columns leave of
        # the room lies before them, so that no sliver of a card is seen there.
        if fit_scrolling == len(open_ones):
            self._pinned.setContentsMargins(0, 8, EDGE + left, 8)
        else:
            self._pinned.setContentsMargins(left, 8, EDGE, 8)

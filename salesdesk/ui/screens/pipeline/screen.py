"""The Pipeline screen: the board, what is done on it, and the deal that is open beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.board import Board, BoardFilter, Card, DealSheet
from salesdesk.answers.changes import Changes
from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Condition
from salesdesk.queries.board import CARDS_AT_ONCE, board_columns, deal_sheet, pipeline_board
from salesdesk.queries.pipelines import SHOWN
from salesdesk.queries.stage_age import usual_days_by_stage
from salesdesk.translation import tr
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.screens.pipeline.actions import BoardActions
from salesdesk.ui.screens.pipeline.bar import BoardBar
from salesdesk.ui.screens.pipeline.board import BoardView
from salesdesk.ui.screens.pipeline.columns import DENSITIES, ColumnChoices
from salesdesk.ui.screens.pipeline.more_cards import MoreCards
from salesdesk.ui.screens.pipeline.moving import Moving
from salesdesk.ui.screens.pipeline.on_cards import OnCards

if TYPE_CHECKING:
    # What is done with a deal is loaded when it is done: the first board is not to wait for it.
    from salesdesk.ui.screens.pipeline.deal_list import DealList
    from salesdesk.ui.screens.pipeline.deal_page import DealView
    from salesdesk.ui.screens.pipeline.deal_panel import DealPanel

AGAIN_MS = 60
"""How long a board that is to be read once more is left to be painted first."""
FILTERS = 48
_FRAME = frozenset({"saved_view", "custom_field"})
_Narrowed = tuple[str, tuple[Condition, ...]]


class PipelineScreen(Screen):
    """The kanban board. Numbers always come from the database; a card moves at once and back if it fails."""

    name: ClassVar[str] = "pipeline"
    title: ClassVar[str] = tr("Pipeline")
    icon: ClassVar[str] = "square-kanban"
    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "deal",
            "activity",
            "company",
            "person",
            "stage",
            "pipeline",
            "lost_reason",
            "rate",
            "setting",
            "import_batch",
            "saved_view",
            "custom_field",
            "tagging",
            "segment",
            "note",
            "stakeholder",
            "deal_member",
            "deal_line",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._board: Board | None = None
        self._asked: _Narrowed = ("", ())
        self._under: _Narrowed = ("", ())
        self._pipeline_id: int | None = None
        self._saving = 0
        self._reading = self._read_again = self._missed = False
        self.bar = BoardBar(desk.theme)
        self.board = BoardView(desk.theme)
        self.empty = EmptyState(desk.theme)
        self._more = MoreCards(desk, self.board, lambda: self.filters)
        self.sheet: Sheet | None = None
        self.moving = Moving(self)
        self.bulk = BoardActions(self)
        self.on_cards = OnCards(self)
        self.columns = ColumnChoices(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.board)
        self._pages.addWidget(self.empty)
        self._side = QWidget()
        layout = QVBoxLayout(self._side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        # The row of filters stands here from the start; what is in it is loaded after the first cards.
        self._filters_place = QFrame()
        self._filters_place.setObjectName("bar")
        self._filters_place.setFixedHeight(FILTERS)
        layout.addWidget(self.bar)
        layout.addWidget(self._filters_place)
        layout.addWidget(self._pages, 1)
        self.whole = QStackedWidget()
        self.whole.addWidget(self._side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)
        self.bar.new_button.setDisabled(bool(desk.read_only))
        self.empty.say("square-kanban", tr("Reading the pipeline …"), "")
        self._pages.setCurrentWidget(self.empty)
        self._connect()

    def _connect(self) -> None:
        self.bar.forms.chosen.connect(self.show_form)
        self.bar.pipeline_chosen.connect(self.show_pipeline)
        self.bar.new_asked.connect(self.new_record)
        self.bar.find_asked.connect(self.desk.find)
        self.board.opened.connect(lambda deal_id: self.desk.open("deal", deal_id))
        self.board.entered.connect(self._entered)
        self.board.move_asked.connect(self.moving.move)
        self.board.menu_asked.connect(self._card_menu)
        self.board.more_asked.connect(self._more.read)
        self.empty.button.clicked.connect(self._empty_clicked)

    @cached_property
    def panel(self) -> "DealPanel":
        """The deal that is open; made when the first one is."""
        from salesdesk.ui.screens.pipeline.deal_panel import DealPanel

        panel = DealPanel(self.desk.theme)
        panel.edited.connect(self._edit)
        panel.step_edited.connect(self._edit_step)
        panel.move_asked.connect(lambda deal_id, stage_id: self.move_card(deal_id, stage_id, 0))
        panel.closed.connect(self.close_panel)
        panel.page_asked.connect(lambda deal_id: self.desk.open("deal_page", deal_id))
        return panel

    @cached_property
    def page(self) -> "DealList":
        """Views and filters, and the deals as a list; made when the first cards are painted."""
        from salesdesk.ui.screens.pipeline.deal_list import DealList

        page = DealList(self)
        page.view_changed.connect(self._view_changed)
        page.opened.connect(lambda deal_id: self.desk.open("deal", deal_id))
        page.new_asked.connect(self.new_record)
        page.bar.search.left.connect(self._focus_deals)
        layout = self._side.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.replaceWidget(self._filters_place, page)
        self._filters_place.deleteLater()
        if self._pipeline_id is not None:
            page.within_pipeline(self._pipeline_id)
        page.refresh()
        return page

    @property
    def _has_page(self) -> bool:
        return "page" in self.__dict__

    @property
    def form(self) -> str:
        """In which form the deals are shown: board or list."""
        return "list" if self._has_page and self.page.shows_rows else "board"

    def show_form(self, name: str) -> None:
        """Show the same deals as a board or as a list."""
        self.bar.forms.show_form(name)
        self.board.picked.clear()
        self.page.bar.show_totals("", "")
        self.page.show_rows(name == "list")
        self._pages.setVisible(name == "board")
        self._focus_deals()

    def _focus_deals(self) -> None:
        if self.form == "list":
            self.page.focus_list()
        else:
            self.board.focus_cards()

    def _view_changed(self) -> None:
        asked = _narrowed(self.filters)
        if asked != self._asked:
            self._asked = asked
            self.board.picked.clear()
            self._read()

    @property
    def is_filtering(self) -> bool:
        """Whether only some of the deals are shown."""
        return bool(self.filters.conditions or self.filters.text.strip())

    @cached_property
    def deal_view(self) -> "DealView":
        """The page of a deal; made when the first one is opened."""
        from salesdesk.ui.kit.record.page import Around
        from salesdesk.ui.screens.pipeline.deal_page import DealView

        around = Around("deal", self.title, lambda: self.desk.open(self.name), lambda _: None)
        view = DealView(self.desk, around, lambda deal_id: self.desk.open("deal", deal_id))
        self.whole.addWidget(view)
        return view

    @property
    def is_page_shown(self) -> bool:
        """Whether the page of a deal is shown and not the board."""
        return self.whole.currentIndex() > 0

    def _entered(self, deal_id: int) -> None:
        """Enter opens a card beside the board, once more on its page."""
        again = self._open_deal_id == deal_id
        self.desk.open("deal_page" if again else "deal", deal_id)

    @property
    def _open_deal_id(self) -> int | None:
        return self.panel.deal_id if "panel" in self.__dict__ else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_page_shown:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and len(self.board.picked):
            self.board.picked.clear()
        elif event.key() == Qt.Key.Key_Escape and self._open_deal_id is not None:
            self.close_panel()
        elif event.text().lower() == "f" and not event.modifiers():
            self.page.add_filter()
        else:
            super().keyPressEvent(event)

    def refresh(self, changes: Changes) -> None:
        if self._reading:
            # What is on its way is shown at once; a stream of changes must not put it off for ever.
            self._read_again = True
        else:
            self._read()
        if changes.touches(self.watches):
            self._reread_deal()
            if self.is_page_shown:
                self.deal_view.refresh()
        if self.form == "list":
            self.page.follow()
        elif self._has_page and changes.touches(_FRAME):
            self.page.refresh()

    def _reread_deal(self) -> None:
        if self._open_deal_id is not None:
            self.open_deal(self._open_deal_id)

    def show_all(self) -> None:
        self._leave_page()
        if self._open_deal_id is not None:
            self.close_panel()

    def open_record(self, record: str, record_id: int) -> None:
        if record == "deal_page":
            if self._open_deal_id is not None:
                self.close_panel()
            self.deal_view.show_record(record_id)
            self.whole.setCurrentWidget(self.deal_view)
        else:
            self._leave_page()
            self.open_deal(record_id)

    def _leave_page(self) -> None:
        if self.is_page_shown:
            self.deal_view.leave()
            self.whole.setCurrentIndex(0)
            self.board.focus_cards()

    def commands(self) -> tuple[Command, ...]:
        if self.is_page_shown:
            return self.deal_view.commands()
        return (
            Command("deals.board", tr("Show the deals as a board"), "square-kanban", "", self._as_board),
            Command("deals.list", tr("Show the deals as a list"), "rows-3", "", self._as_list),
            Command("deals.filter", tr("Add a filter"), "list-filter", "F", lambda: self.page.add_filter()),
            Command("card.open", tr("Open the card"), keys="Return"),
            Command("card.column", tr("To the next column"), keys="Right"),
            Command("card.next", tr("To the next card"), keys="Down"),
            Command("card.stage", tr("Move the card to the next stage"), keys="Ctrl+Right"),
            Command("card.step", tr("Write the card's next step"), keys="S"),
            Command("card.add", tr("Write a new deal into this column"), keys="A"),
            Command("column.fold", tr("Fold the column away"), keys="C"),
            *(
                Command(
                    f"cards.{name}",
                    tr("Cards: {density}").format(density=words.lower()),
                    "rows-3",
                    "",
                    partial(self.columns.choose_density, name),
                )
                for name, words in DENSITIES.items()
            ),
            Command("card.pick", tr("Choose the card"), keys="Space"),
            Command("card.range", tr("Choose several cards"), keys="Shift+Down"),
            Command("card.all", tr("Choose the whole column"), keys="Ctrl+A"),
            Command("card.place", tr("Move the card up or down"), keys="Ctrl+Down"),
        )

    def _as_board(self) -> None:
        self.show_form("board")

    def _as_list(self) -> None:
        self.show_form("list")

    def focus_search(self) -> None:
        if self.is_page_shown:
            self.desk.find()
        else:
            self.page.focus_search()

    def show_pipeline(self, pipeline_id: int) -> None:
        """Show another pipeline, from now on also at the start."""
        self._pipeline_id = pipeline_id
        self._remember(pipeline_id)
        self.board.picked.clear()
        self.close_panel()
        self._read()

    def _remember(self, pipeline_id: int) -> None:
        from salesdesk.services.settings import change_own_setting

        if self.desk.viewer.person_id is not None and not self.desk.read_only:
            self.desk.background.do(
                lambda session: change_own_setting(session, key=SHOWN, value=pipeline_id),
                kind="own_setting",
                owner=self,
            )

    @property
    def shown(self) -> Board | None:
        """The board as it was read last."""
        return self._board

    @property
    def filters(self) -> BoardFilter:
        """Which deals the board shows now."""
        if not self._has_page:
            return BoardFilter(self._pipeline_id)
        view = self.page.view
        return BoardFilter(self._pipeline_id, text=view.text, conditions=view.conditions)

    def _read(self) -> None:
        filters, limits = self.filters, self._limits()
        self._ask(lambda session: pipeline_board(session, filters=filters, limits=limits), filters)

    def _read_columns(self, stage_ids: frozenset[int]) -> None:
        """Read again what a move between these stages changed; the rest follows with the news of it."""
        board, filters, limits = self._board, self.filters, self._limits()
        if board is None or filters.pipeline_id != board.pipeline_id or self._under != _narrowed(filters):
            self._read()
            return

        def query(session: Any) -> Board:
            found = board_columns(
                session, pipeline_id=board.pipeline_id, stage_ids=stage_ids, filters=filters, limits=limits
            )
            fresh = {column.stage_id: column for column in found}
            columns = tuple(fresh.get(column.stage_id, column) for column in board.columns)
            return replace(board, columns=columns)

        self._ask(query, filters)

    def _limits(self) -> dict[int, int]:
        """How many cards of each column are to be read: as many as are shown."""
        return {widget.stage_id: max(CARDS_AT_ONCE, widget.model.rowCount()) for widget in self.board.columns}

    def _ask(self, query: Callable[[Any], Board], filters: BoardFilter) -> None:
        self._reading, self._read_again = True, False
        self.desk.background.ask(
            query,
            lambda board: self._answered(partial(self._show_under, _narrowed(filters)), board),
            owner=self,
            key="board",
            failed=lambda sentence: self._answered(self._unreadable, sentence),
        )

    def _show_under(self, narrowed: "_Narrowed", board: Board) -> None:
        self._under = narrowed
        self._show(board)

    def _answered(self, show: Callable[[Any], None], answer: Any) -> None:
        self._reading = False
        show(answer)
        if self._read_again:
            # Only when this is painted: reading takes the time of painting from it.
            QTimer.singleShot(AGAIN_MS, self, self._read_once_more)

    def _read_once_more(self) -> None:
        if self._read_again and not self._reading:
            self._read()

    def _show(self, board: Board) -> None:
        self._missed = self._saving > 0
        if self._missed:
            return  # asked before a save that is on its way; all is read again after that
        first = self._board is None
        if self._board is None or self._board.pipeline_id != board.pipeline_id:
            # What comes later waits until the cards are painted.
            QTimer.singleShot(0, self, lambda: self._ask_usual_days(board.pipeline_id))
        self._board = board
        self._pipeline_id = board.pipeline_id
        self.bar.show_board(board)
        if first:
            QTimer.singleShot(0, self, lambda: self.page)
        elif self._has_page:
            self.page.within_pipeline(board.pipeline_id)
        self.board.show_board(board)
        self.board.use_density(self.columns.density)
        self.bulk.keep_only_shown()
        count = sum(column.count for column in board.columns)
        if not self.is_filtering:
            open_count = sum(column.count for column in board.columns if column.type in ("lead", "open"))
            self.desk.set_count(self.name, open_count)
        self._pages.setCurrentWidget(self.board if count else self.empty)
        if not count:
            self._say_empty()
            if first:
                self.empty.button.setFocus()
        elif first:
            self.board.focus_cards()

    def _ask_usual_days(self, pipeline_id: int) -> None:
        self.desk.background.ask(
            lambda session: usual_days_by_stage(session, pipeline_id=pipeline_id),
            self.board.show_medians,
            owner=self,
            key="usual days",
        )

    @property
    def _elsewhere(self) -> tuple[Choice, ...]:
        return self._board.elsewhere if self._board is not None else ()

    def _say_empty(self) -> None:
        if self.is_filtering:
            self.empty.say(
                "search",
                tr("No deal fits"),
                tr("No deal of this pipeline is as these filters and this search say."),
                tr("Show all deals"),
            )
        elif self._elsewhere:
            names = ", ".join(choice.name for choice in self._elsewhere)
            self.empty.say(
                "square-kanban",
                tr("No deals in {pipeline} yet").format(pipeline=self._board.pipeline if self._board else ""),
                tr("There are deals in another pipeline: {names}.").format(names=names),
                tr("Show {pipeline}").format(pipeline=self._elsewhere[0].name),
            )
        else:
            self.empty.say(
                "square-kanban",
                tr("No deals yet"),
                tr("Write the first one down, or bring in your spreadsheet with “salesdesk import FILE”."),
                "" if self.desk.read_only else tr("New deal"),
            )

    def _unreadable(self, sentence: str) -> None:
        if self._board is None:
            self.empty.say("triangle-alert", tr("The pipeline cannot be shown"), sentence, tr("Try again"))
            self._pages.setCurrentWidget(self.empty)
        else:
            self.desk.toast(sentence)

    def _empty_clicked(self) -> None:
        if self._board is None:
            self._read()
        elif self.is_filtering:
            self.page.ask(conditions=(), text="")
        elif self._elsewhere:
            self.show_pipeline(self._elsewhere[0].id)
        else:
            self.new_record()

    def open_deal(self, deal_id: int) -> None:
        """Show a deal in the panel."""
        self.desk.background.ask(
            lambda session: deal_sheet(session, deal_id=deal_id),
            self._show_deal,
            owner=self,
            key="deal",
            failed=self._deal_gone,
        )

    def _show_deal(self, sheet: DealSheet) -> None:
        today = self._board.today if self._board else date.today()
        is_new = self._open_deal_id != sheet.card.deal_id
        self.panel.show_deal(sheet, today, bool(self.desk.read_only))
        self.board.mark_open(sheet.card.deal_id)
        self.desk.show_detail(self.panel)
        if is_new:
            # The columns get their new width only when the panel has taken its place.
            QTimer.singleShot(0, self, lambda: self.board.bring_into_sight(sheet.card.deal_id))

    def _deal_gone(self, sentence: str) -> None:
        self.desk.toast(sentence)
        self.close_panel()

    def close_panel(self) -> None:
        """Close the panel and go back to the cards."""
        self.board.mark_open(None)
        if self._open_deal_id is not None:
            self.panel.forget()
        self.desk.show_detail(None)
        self._focus_deals()

    def move_card(self, deal_id: int, stage_id: int, row: int) -> None:
        """Move a card to a row of a stage; Won and Lost ask first."""
        if self.board.card(deal_id) is not None:
            self.moving.move((deal_id,), stage_id, row)

    def show_sheet(self, sheet: Sheet) -> None:
        """Remember the sheet that is open until it is closed."""
        self.sheet = sheet
        sheet.closed.connect(self._sheet_closed)

    def _sheet_closed(self, accepted: bool) -> None:
        self.board.mark_waiting(())
        self.sheet = None

    def save(
        self,
        action: Callable[[Any], Any],
        *,
        kind: str,
        words: str,
        quiet: bool = False,
        sheet: Sheet | None = None,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
        stage_ids: frozenset[int] = frozenset(),
    ) -> None:
        """One save, after which all is read again as it really is, also when it fails.

        `stage_ids` are the only stages whose columns it changed, where that is known.
        """

        def saved(result: Any) -> None:
            self._saving -= 1
            if stage_ids and not self._reading and not self._missed:
                self._read_columns(stage_ids)
            else:
                self._read()
            self._reread_deal()
            if then is not None:
                then(result)

        def refused(sentence: str) -> None:
            self._saving -= 1
            if failed is not None:
                failed(sentence)
            elif sheet is None:
                self.desk.toast(sentence)
            self._put_back()

        self._saving += 1
        self.desk.save(
            action, kind=kind, words=words, quiet=quiet, then=saved, failed=refused, sheet=sheet, owner=self
        )

    def _put_back(self) -> None:
        """Show the board as it was read last, even when it cannot be read now; then as it is."""
        if self._board is not None and not self._saving:
            self.board.show_board(self._board)
        self._read()

    def _edit(self, deal_id: int, fields: dict[str, Any], was: dict[str, Any]) -> None:
        from salesdesk.services.deals import edit_deal

        self.save(
            lambda session: edit_deal(session, deal_id=deal_id, was=was, **fields),
            kind="edit_deal",
            words=tr("Saved"),
            then=lambda _: self.panel.saved(fields),
            failed=self.panel.refuse,
        )

    def _edit_step(self, deal_id: int, words: str, on: date | None) -> None:
        from salesdesk.services.activities import set_next_step

        me = self.desk.viewer.person_id
        self.save(
            lambda session: set_next_step(session, deal_id=deal_id, subject=words, due_on=on, person_id=me),
            kind="next_step",
            words=tr("Next step saved"),
            then=lambda _: self.panel.saved({"next_step": words}),
            failed=self.panel.refuse,
        )

    def new_record(self) -> None:
        if self._board is None or self.desk.read_only or self.sheet is not None:
            return
        from salesdesk.ui.forms.deal import NewDealSheet

        stages = tuple(
            Choice(column.stage_id, column.name)
            for column in self._board.columns
            if column.type in ("lead", "open")
        )
        new = NewDealSheet(
            self.desk.sheet_parent,
            self.desk.theme,
            stages=stages,
            owners=self._board.owners,
            owner_id=self.desk.viewer.person_id,
            currency=self._board.currency,
            submit=self._create,
        )
        self.show_sheet(new)

    def _create(self, sheet: Sheet) -> None:
        from salesdesk.ui.forms.deal import NewDealSheet, make_deal

        assert isinstance(sheet, NewDealSheet)
        deal = sheet.deal
        words = tr("Created: {title}").format(title=deal.title)
        self.save(
            lambda session: make_deal(session, deal),
            kind="create_deal",
            words=words,
            sheet=sheet,
            then=self.open_deal,
        )

    def _card_menu(self, deal_id: int, where: QPoint) -> None:
        card = self.board.card(deal_id)
        if card is not None and deal_id in self.board.picked:
            self.bulk.menu().popup(where)
        elif card is not None:
            self.card_menu(card).popup(where)

    def card_menu(self, card: Card) -> QMenu:
        """What can be done with a card, for the mouse and the menu key."""
        menu = QMenu(self)
        menu.addAction(tr("Open"), lambda: self.open_deal(card.deal_id))
        if not self.desk.read_only:
            menu.addAction(tr("Next step …"), lambda: self.on_cards.ask_step(card.deal_id))
        stages = menu.addMenu(tr("Move to"))
        for widget in self.board.columns:
            action = stages.addAction(widget.name)
            action.setEnabled(widget.stage_id != card.stage_id and not self.desk.read_only)
            action.triggered.connect(
                lambda _=False, stage_id=widget.stage_id: self.move_card(card.deal_id, stage_id, 0)
            )
        menu.addSeparator()
        delete = menu.addAction(tr("Delete"), lambda: self._delete(card))
        delete.setEnabled(not self.desk.read_only)
        return menu

    def _delete(self, card: Card) -> None:
        from salesdesk.services.deals import delete_deal

        if self._open_deal_id == card.deal_id:
            self.close_panel()
        words = tr("Deleted: {title}").format(title=card.title)
        self.save(lambda session: delete_deal(session, deal_id=card.deal_id), kind="delete_deal", words=words)


def _narrowed(filters: BoardFilter) -> _Narrowed:
    """By what the board is narrowed, whatever the pipeline."""
    return filters.text.strip(), filters.conditions

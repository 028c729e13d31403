"""The Pipeline screen: the board, what is done on it, and the deal that is open beside it."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.board import Board, BoardFilter
from salesdesk.answers.changes import Changes
from salesdesk.queries.pipelines import SHOWN
from salesdesk.translation import tr
from salesdesk.ui.kit.painting import when_painted
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.screens.pipeline.actions import BoardActions
from salesdesk.ui.screens.pipeline.bar import BoardBar
from salesdesk.ui.screens.pipeline.beside import DealBeside
from salesdesk.ui.screens.pipeline.board import BoardView
from salesdesk.ui.screens.pipeline.columns import DENSITIES, ColumnChoices
from salesdesk.ui.screens.pipeline.forms import FORMS
from salesdesk.ui.screens.pipeline.lane_choice import LaneChoice
from salesdesk.ui.screens.pipeline.more_cards import MoreCards
from salesdesk.ui.screens.pipeline.moving import Moving
from salesdesk.ui.screens.pipeline.nothing import NoDeals
from salesdesk.ui.screens.pipeline.on_cards import OnCards
from salesdesk.ui.screens.pipeline.reading import BoardReading, Narrowed, narrowed
from salesdesk.ui.screens.pipeline.showing import Showing
from salesdesk.ui.screens.pipeline.single import SingleDeals

if TYPE_CHECKING:
    # What is done with a deal is loaded when it is done: the first board is not to wait for it.
    from salesdesk.drafts import Draft
    from salesdesk.ui.screens.pipeline.deal_list import DealList
    from salesdesk.ui.screens.pipeline.deal_page import DealView
    from salesdesk.ui.screens.pipeline.deal_panel import DealPanel

FILTERS = 48
_FRAME = frozenset({"saved_view", "custom_field"})


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
            "calendar",
            "import_batch",
            "saved_view",
            "custom_field",
            "tagging",
            "segment",
            "note",
            "stakeholder",
            "deal_member",
            "deal_line",
            "attachment",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked: Narrowed = ("", ())
        self._pipeline_id: int | None = None
        self.bar = BoardBar(desk.theme)
        self.board = BoardView(desk.theme)
        self.reading = BoardReading(self)
        self.nothing = NoDeals(self)
        self.empty = self.nothing.empty
        self._pages = QStackedWidget()
        self._more = MoreCards(desk, self.board, lambda: self.filters)
        self.sheet: Sheet | None = None
        self.beside = DealBeside(self)
        self.showing = Showing(self)
        self.single = SingleDeals(self)
        self.moving = Moving(self)
        self.bulk = BoardActions(self)
        self.on_cards = OnCards(self)
        self.columns = ColumnChoices(self)
        self.lane_choice = LaneChoice(self)
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
        self.board.menu_asked.connect(self.single.show_menu)
        self.board.more_asked.connect(self._more.read)
        self.reading.shown.connect(self._show)
        self.reading.unreadable.connect(self._unreadable)
        self.reading.missing.connect(self._missing)
        self.reading.saved.connect(self.beside.read_again)
        self.reading.saved.connect(self.showing.follow)

    @property
    def panel(self) -> "DealPanel":
        """The deal that is open beside the board."""
        return self.beside.panel

    @cached_property
    def page(self) -> "DealList":
        """Views and filters, and the deals as a list; made when the first cards are painted."""
        from salesdesk.ui.screens.pipeline.deal_list import DealList

        page = DealList(self)
        page.view_changed.connect(self._view_changed)
        page.opened.connect(lambda deal_id: self.desk.open("deal", deal_id))
        page.new_asked.connect(self.new_record)
        page.bar.search.left.connect(self.focus_deals)
        page.bar.add(self.lane_choice.button)
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
        """In which form the deals are shown."""
        return self.showing.form

    @property
    def deals_area(self) -> QWidget:
        """Where the deals are shown, in whatever form but the list."""
        return self._pages

    def show_form(self, name: str) -> None:
        """Show the same deals in another form."""
        self.showing.show(name)

    def place_form(self) -> None:
        """Lay out the screen for the form that is shown now."""
        form = self.showing.form
        self.bar.forms.show_form(form)
        self.board.picked.clear()
        self.page.bar.show_totals("", "")
        self.page.show_rows(form == "list")
        self.lane_choice.button.setVisible(form == "board")
        self._pages.setVisible(form != "list")
        self._show_page()
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            # What had the focus is hidden now, and Qt gave it to whatever comes next in the window.
            self.setFocus()

    def _show_page(self) -> None:
        shown = self.showing.widget()
        if self._pages.indexOf(shown) < 0:
            self._pages.addWidget(shown)
        board = self.shown
        has_deals = board is not None and any(column.count for column in board.columns)
        self._pages.setCurrentWidget(shown if has_deals else self.empty)

    def focus_deals(self) -> None:
        """Put the focus on the deals, in whatever form they are shown."""
        self.showing.focus_deals()

    def _view_changed(self) -> None:
        asked = narrowed(self.filters)
        if asked != self._asked:
            self._asked = asked
            self.board.picked.clear()
            self.reading.read()
            self.showing.follow()

    @property
    def is_filtering(self) -> bool:
        """Whether only some of the deals are shown."""
        return bool(self.filters.conditions or self.filters.text.strip())

    @cached_property
    def deal_view(self) -> "DealView":
        """The page of a deal; made when the first one is opened."""
        from salesdesk.ui.kit.record.around import Around
        from salesdesk.ui.screens.pipeline.deal_page import DealView

        around = Around("deal", self.title, lambda: self.desk.open(self.name), lambda _: None)
        view = DealView(self.desk, around, self._decide)
        self.whole.addWidget(view)
        return view

    def _decide(self, deal_id: int, stage_id: int) -> None:
        """Ask what must be known of a deal that is won or lost; one of another pipeline is shown there."""
        if self.board.find_column(stage_id) is not None:
            self.moving.move((deal_id,), stage_id, 0)
        else:
            self.desk.open("deal", deal_id)

    @property
    def has_unsaved(self) -> bool:
        page = "deal_view" in self.__dict__ and self.deal_view.has_unsaved
        return page or self.beside.has_unsaved

    def drafts(self) -> "tuple[Draft, ...]":
        page = self.deal_view.drafts.all() if "deal_view" in self.__dict__ else ()
        return (*page, *self.beside.drafts())

    def take_draft(self, draft: "Draft") -> None:
        if draft.form == "record":
            self.deal_view.drafts.put(draft)
        else:
            self.beside.take_draft(draft)

    @property
    def is_page_shown(self) -> bool:
        """Whether the page of a deal is shown and not the board."""
        return self.whole.currentIndex() > 0

    @property
    def guide_page(self) -> str:
        return "deal" if self.is_page_shown else super().guide_page

    def _entered(self, deal_id: int) -> None:
        """Enter opens a card beside the board, once more on its page."""
        again = self.beside.deal_id == deal_id
        self.desk.open("deal_page" if again else "deal", deal_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_page_shown:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and len(self.board.picked):
            self.board.picked.clear()
        elif event.key() == Qt.Key.Key_Escape and self.beside.deal_id is not None:
            self.close_panel()
        elif event.text().lower() == "f" and not event.modifiers():
            self.page.add_filter()
        else:
            super().keyPressEvent(event)

    def refresh(self, changes: Changes) -> None:
        self.reading.follow()
        self.showing.follow()
        if changes.touches(self.watches):
            self.beside.read_again()
            if self.is_page_shown:
                self.deal_view.follow()
        if self.form == "list":
            self.page.follow()
        elif self._has_page and changes.touches(_FRAME):
            self.page.refresh()

    def show_all(self) -> None:
        self._leave_page()
        if self.beside.deal_id is not None:
            self.close_panel()

    def open_record(self, record: str, record_id: int) -> None:
        if record == "pipeline":
            self.show_all()
            self.show_pipeline(record_id)
        elif record == "deal_page":
            if self.beside.deal_id is not None:
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
            self.focus_deals()

    def commands(self) -> tuple[Command, ...]:
        if self.is_page_shown:
            return self.deal_view.commands()
        return (
            *(
                Command(
                    f"deals.{name}",
                    tr("Show the deals as: {form}").format(form=words.lower()),
                    icon,
                    keys=str(place),
                    do=partial(self.show_form, name),
                )
                for place, (name, words, icon) in enumerate(FORMS, 1)
            ),
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
        self.reading.read()
        self.showing.follow()

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
        return self.reading.board

    @property
    def filters(self) -> BoardFilter:
        """Which deals the board shows now."""
        if not self._has_page:
            return BoardFilter(self._pipeline_id)
        view = self.page.view
        return BoardFilter(self._pipeline_id, text=view.text, conditions=view.conditions)

    def _show(self, board: Board) -> None:
        first = not self.board.columns
        if board.pipeline_id != self.board.pipeline_id:
            when_painted(self.bar, lambda: self._ask_usual_days(board.pipeline_id))
        self._pipeline_id = board.pipeline_id
        self.bar.show_board(board)
        if first:
            when_painted(self.bar, lambda: self.page)
            self.showing.follow()
        elif self._has_page:
            self.page.within_pipeline(board.pipeline_id)
        self.board.show_board(board)
        self.board.use_density(self.columns.density)
        self.bulk.keep_only_shown()
        count = sum(column.count for column in board.columns)
        if not self.is_filtering:
            open_count = sum(column.count for column in board.columns if column.type in ("lead", "open"))
            self.desk.set_count(self.name, open_count)
        self._show_page()
        if not count:
            self.nothing.say()
            if first:
                self.empty.button.setFocus()
        elif first:
            self.focus_deals()

    def _ask_usual_days(self, pipeline_id: int) -> None:
        from salesdesk.queries.stage_age import usual_days_by_stage

        self.desk.background.ask(
            lambda session: usual_days_by_stage(session, pipeline_id=pipeline_id),
            self.board.show_medians,
            owner=self,
            key="usual days",
        )

    def _missing(self) -> None:
        self.nothing.say_no_pipeline()
        self._pages.setCurrentWidget(self.empty)
        self.empty.button.setFocus()

    def _unreadable(self, sentence: str) -> None:
        if self.shown is None:
            self.nothing.say_unreadable(sentence)
            self._pages.setCurrentWidget(self.empty)
        else:
            self.desk.toast(sentence)

    def open_deal(self, deal_id: int) -> None:
        """Show a deal in the panel."""
        self.beside.open(deal_id)

    def close_panel(self) -> None:
        """Close the panel and go back to the deals."""
        self.beside.close()

    def move_card(self, deal_id: int, stage_id: int, row: int) -> None:
        """Move a card to a row of a stage; Won and Lost ask first."""
        if self.board.card(deal_id) is not None:
            self.moving.move((deal_id,), stage_id, row)

    def show_sheet(self, sheet: Sheet) -> None:
        """Remember the sheet that is open until it is closed."""
        self.sheet = sheet
        sheet.closed.connect(self._sheet_closed)

    def _sheet_closed(self, accepted: bool) -> None:
        self.board.waiting.end(accepted)
        self.sheet = None

    def save(self, action: Callable[..., Any], **options: Any) -> None:
        """One save, after which all is read again; options as `BoardReading.save` has them."""
        self.reading.save(action, **options)

    def new_record(self) -> None:
        self.single.begin()

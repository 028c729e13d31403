"""The deals of the board as a list, with the same views and filters."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton

from salesdesk.answers.lists import Condition, Totals
from salesdesk.services.deals import edit_deal
from salesdesk.translation import tr
from salesdesk.ui.kit.format import short_money, with_left_out
from salesdesk.ui.kit.table.actions import ListActions
from salesdesk.ui.kit.table.page import ListPage, Words

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

WORDS = Words(
    one=tr("deal"),
    many=tr("deals"),
    search=tr("Search deals"),
    icon="square-kanban",
    none_title=tr("No deals yet"),
    none=tr("Write the first one down, or bring in the list you have: Excel, CSV or an export."),
    new=tr("New deal"),
)


class DealList(ListPage):
    """Views, filters and rows of deals; without the rows it is the row of filters above the board."""

    summed: ClassVar[str] = "amount_base"
    plans: ClassVar[bool] = False
    by_name: ClassVar[bool] = False

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen.desk, "deal", WORDS)
        self._screen = screen
        self.actions_ = ListActions(self, _rename)
        if not screen.desk.read_only:
            self.bulk.add(tr("Move to"), "arrow-right", self._ask_stage)
            self.plan_button = self.actions_.add_button(
                tr("Plan activity"), "calendar-plus", screen.bulk.plan
            )
        self.show_rows(False)

    def within_pipeline(self, pipeline_id: int) -> None:
        """Show only the deals of one pipeline."""
        self.stay_within((Condition("pipeline", "is", (str(pipeline_id),)),))

    def sum_words(self, totals: Totals) -> str:
        amount = totals.sums.get(self.summed, Decimal(0))
        words = tr("{sum} together").format(sum=short_money(amount, totals.currency)) if amount else ""
        return with_left_out(words, totals.without_rate.get(self.summed, 0))

    def selection_words(self, totals: Totals) -> str:
        amount = totals.sums.get(self.summed, Decimal(0))
        return with_left_out(short_money(amount, totals.currency), totals.without_rate.get(self.summed, 0))

    def stage_menu(self) -> QMenu:
        """The stages to which the ticked deals can be moved."""
        menu = QMenu(self)
        for widget in self._screen.board.columns:
            action = menu.addAction(widget.name)
            action.triggered.connect(
                lambda _=False, stage_id=widget.stage_id: self._screen.moving.move(
                    tuple(self.chosen_ids()), stage_id, 0
                )
            )
        return menu

    def _ask_stage(self, at: QPushButton) -> None:
        menu = self.stage_menu()
        menu.popup(at.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))


def _rename(session: Any, key: int, version: int, name: str) -> None:
    edit_deal(session, deal_id=key, version=version, title=name)

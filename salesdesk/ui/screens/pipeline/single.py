"""What is done with one deal by itself: made, opened by a menu, deleted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from salesdesk.answers.board import Card
from salesdesk.answers.choice import Choice
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.ui.kit.sheet import Sheet
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen


class SingleDeals(QObject):
    """The form of a new deal and the menu of a card."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._desk = screen, screen.desk

    def begin(self) -> None:
        """Open the form of a new deal."""
        board = self._screen.shown
        if self._screen.reading.is_missing:
            self._desk.toast(tr("A deal needs a pipeline, and there is none yet."))
        if board is None or self._desk.read_only or self._screen.sheet is not None:
            return
        from salesdesk.ui.forms.deal import NewDealSheet

        stages = tuple(
            Choice(column.stage_id, column.name)
            for column in board.columns
            if column.type in ("lead", "open")
        )
        new = NewDealSheet(
            self._desk.sheet_parent,
            self._desk.theme,
            stages=stages,
            owners=board.owners,
            owner_id=self._desk.viewer.person_id,
            currency=board.currency,
            submit=self._create,
            pipeline_id=board.pipeline_id,
        )
        self._screen.show_sheet(new)

    def _create(self, sheet: "Sheet") -> None:
        from salesdesk.ui.forms.deal import NewDealSheet, make_deal

        assert isinstance(sheet, NewDealSheet)
        deal = sheet.deal
        self._screen.save(
            lambda session: make_deal(session, deal),
            kind="create_deal",
            words=tr("Created: {title}").format(title=deal.title),
            sheet=sheet,
            then=self._screen.open_deal,
        )

    def show_menu(self, deal_id: int, where: QPoint) -> None:
        """Open the menu of a card, or of all that are picked with it."""
        board = self._screen.board
        card = board.card(deal_id)
        if deal_id in board.picked:
            self._screen.bulk.menu().popup(where)
        elif card is not None:
            self.menu(card).popup(where)

    def menu(self, card: Card) -> QMenu:
        """What can be done with a card, for the mouse and the menu key."""
        screen, deal_id = self._screen, card.deal_id
        menu = QMenu(screen)
        menu.addAction(tr("Open"), lambda: screen.open_deal(deal_id))
        if not self._desk.read_only:
            menu.addAction(tr("Next step …"), lambda: screen.on_cards.ask_step(deal_id))
        stages = menu.addMenu(tr("Move to"))
        for widget in screen.board.columns:
            action = stages.addAction(widget.name)
            action.setEnabled(widget.stage_id != card.stage_id and not self._desk.read_only)
            action.triggered.connect(
                lambda _=False, stage_id=widget.stage_id: screen.move_card(deal_id, stage_id, 0)
            )
        menu.addSeparator()
        delete = menu.addAction(tr("Delete"), lambda: self._delete(card))
        delete.setEnabled(not self._desk.read_only)
        return menu

    def _delete(self, card: Card) -> None:
        from salesdesk.services.deals import delete_deal

        if self._screen.beside.deal_id == card.deal_id:
            self._screen.close_panel()
        words = tr("Deleted: {title}").format(title=card.title)
        self._screen.save(
            lambda session: delete_deal(session, deal_id=card.deal_id), kind="delete_deal", words=words
        )

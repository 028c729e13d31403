"""What is written down on the board itself: the next step of a card, one new deal after the other."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from shiboken6 import isValid

from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.answers.board import Card
    from salesdesk.ui.screens.pipeline.card_list import CardList
    from salesdesk.ui.screens.pipeline.cards import CardModel
    from salesdesk.ui.screens.pipeline.column import ColumnWidget
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen
    from salesdesk.ui.screens.pipeline.step_popup import StepPopup


class OnCards(QObject):
    """Opens the small forms of the board and saves what they hold."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._desk, self._board = screen, screen.desk, screen.board
        self.popup: StepPopup | None = None
        self._board.step_asked.connect(self.ask_step)
        self._board.add_asked.connect(self.begin_adding)
        self._board.title_given.connect(self._add)

    def ask_step(self, deal_id: int) -> None:
        """Open the next step of a card of the board below it."""
        found = self._board.place_of(deal_id)
        if found is not None:
            widget, place = found
            self.ask_step_at(widget.list, widget.model, place)

    def ask_step_at(self, cards: "CardList", model: "CardModel", place: int) -> None:
        """Open the next step of the card in a row below it."""
        from salesdesk.ui.screens.pipeline.step_popup import StepPopup

        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return
        if model.is_decided:
            self._desk.toast(tr("A deal that is decided has no next step."))
            return
        rect = cards.visualRect(model.index(place))
        over = self._screen.window()
        at = cards.viewport().mapTo(over, QPoint(rect.left() - 12, rect.bottom() - 50))
        card = model.cards[place]

        def submit(words: str, on: date | None, popup: "StepPopup") -> None:
            self._save_step(card, words, on, popup)

        self.popup = StepPopup(self._desk.theme, cards, card, model.today, submit)
        self.popup.show_at(at)

    def _save_step(self, card: "Card", words: str, on: date | None, popup: "StepPopup") -> None:
        me = self._desk.viewer.person_id

        def act(session: Any) -> None:
            from salesdesk.services.activities import set_next_step

            was = card.next_step, card.next_step_on
            set_next_step(session, deal_id=card.deal_id, subject=words, due_on=on, person_id=me, was=was)

        def then(_: Any) -> None:
            if isValid(popup):
                popup.give_back()

        def failed(sentence: str) -> None:
            if isValid(popup) and popup.isVisible():
                popup.refuse(sentence)
            else:
                self._desk.toast(sentence)

        self._screen.save(act, kind="next_step", words=tr("Next step saved"), then=then, failed=failed)

    def begin_adding(self, stage_id: int) -> None:
        """Open the line for new deals at the top of a column."""
        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return
        widget = self._board.column_of(stage_id)
        if widget.model.is_decided:
            self._desk.toast(
                tr("A deal begins in an open stage; move it to {stage} later.").format(stage=widget.name)
            )
            return
        if widget.is_folded:
            self._board.fold(widget, False)
        self._board.show_column(widget)
        widget.adder.begin()

    def _add(self, stage_id: int, title: str) -> None:
        def act(session: Any) -> int:
            from salesdesk.services.deals import create_deal

            return create_deal(session, title=title, stage_id=stage_id)

        def failed(sentence: str) -> None:
            self._desk.toast(sentence)
            column: ColumnWidget | None = self._board.find_column(stage_id)
            if column is not None:
                column.adder.give_back(title)

        words = tr("Created: {title}").format(title=title)
        self._screen.save(act, kind="create_deal", words=words, failed=failed)

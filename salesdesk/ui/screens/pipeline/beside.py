"""The deal that is open beside the board: shown, edited in place, kept in step with what others do."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from salesdesk.answers.board import DealSheet
from salesdesk.drafts import Draft
from salesdesk.errors import Gone, why
from salesdesk.queries.board import deal_sheet
from salesdesk.translation import tr
from salesdesk.ui.kit import company_day

if TYPE_CHECKING:
    # What is done with a deal is loaded when it is done: the first board is not to wait for it.
    from collections.abc import Sequence

    from salesdesk.answers.clash import Clash
    from salesdesk.ui.kit.record.files import FileKeeper
    from salesdesk.ui.screens.pipeline.deal_panel import DealPanel
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen


Again = Callable[[dict[str, Any], dict[str, Any]], None]
"""Saves fields of a deal once more, knowing what stands in them now."""


class DealBeside(QObject):
    """Opens a deal in the detail panel of the window, and saves what is changed there."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._desk, self._board = screen, screen.desk, screen.board

    @cached_property
    def panel(self) -> "DealPanel":
        """The panel; made when the first deal is opened."""
        from salesdesk.ui.kit.presence import PresenceNote
        from salesdesk.ui.screens.pipeline.deal_panel import DealPanel

        panel = DealPanel(self._desk.theme)
        self._presence = PresenceNote(self._desk, panel, lambda: _deal(panel.deal_id))
        panel.tell_beside_company(self._presence)
        panel.edited.connect(self._edit)
        panel.step_edited.connect(self._edit_step)
        panel.move_asked.connect(lambda deal_id, stage_id: self._screen.move_card(deal_id, stage_id, 0))
        panel.closed.connect(self.close)
        panel.page_asked.connect(lambda deal_id: self._desk.open("deal_page", deal_id))
        panel.attach_asked.connect(lambda deal_id: self.files.choose("deal", deal_id))
        panel.files_dropped.connect(lambda deal_id, paths: self.files.attach("deal", deal_id, paths))
        return panel

    @cached_property
    def files(self) -> "FileKeeper":
        """What keeps files with the deal that is open."""
        from salesdesk.ui.kit.record.files import FileKeeper

        return FileKeeper(self._desk, self.panel)

    @property
    def deal_id(self) -> int | None:
        """The deal that is open."""
        return self.panel.deal_id if "panel" in self.__dict__ else None

    @property
    def has_unsaved(self) -> bool:
        """Whether something that was refused stands in the panel."""
        return "panel" in self.__dict__ and self.panel.has_unsaved

    def open(self, deal_id: int) -> None:
        """Show a deal in the panel."""
        self._desk.background.ask(
            lambda session: deal_sheet(session, deal_id=deal_id),
            self._show,
            owner=self,
            key="deal",
            failed=self._gone,
        )

    def read_again(self) -> None:
        """Show the open deal as it is now, if one is open."""
        if self.deal_id is not None:
            self.open(self.deal_id)

    def _show(self, sheet: DealSheet) -> None:
        board = self._screen.shown
        today = board.today if board else company_day.today()
        is_new = self.deal_id != sheet.card.deal_id
        self.panel.show_deal(sheet, today, bool(self._desk.read_only))
        self._board.mark_open(sheet.card.deal_id)
        self._desk.show_detail(self.panel)
        if is_new:
            self._presence.look()
            # The columns get their new width only when the panel has taken its place.
            QTimer.singleShot(0, self, lambda: self._board.bring_into_sight(sheet.card.deal_id))

    def _gone(self, sentence: str) -> None:
        lost = [draft for draft in self.drafts() if draft.about["id"] == self.deal_id]
        self._desk.toast(sentence)
        self.close()
        if lost and isinstance(why(sentence), Gone):
            self.panel.forget_edits(lost[0].about["id"])
            self._desk.lost(lost[0], sentence, lambda: None)

    def drafts(self) -> tuple[Draft, ...]:
        """What is typed in the panel and not saved, of whichever deal."""
        if "panel" not in self.__dict__:
            return ()
        found = self.panel.drafts()
        return tuple(
            Draft(
                "panel",
                {"record": "deal", "id": deal_id, "name": (name := self._name(deal_id))},
                name or tr("A deal"),
                "",
                tuple(fields),
            )
            for deal_id, fields in found.items()
        )

    def take_draft(self, draft: Draft) -> None:
        """Put back what was typed, as soon as its deal is shown."""
        self.panel.put_draft(int(draft.about["id"]), draft.fields)

    def _name(self, deal_id: int) -> str:
        card = self._board.card(deal_id)
        return card.title if card is not None else ""

    def close(self) -> None:
        """Close the panel and go back to the deals."""
        self._board.mark_open(None)
        if self.deal_id is not None:
            self.panel.forget()
        self._desk.show_detail(None)
        self._screen.focus_deals()

    def _edit(self, deal_id: int, fields: dict[str, Any], was: dict[str, Any]) -> None:
        from salesdesk.services.deals import edit_deal

        self._screen.save(
            lambda session: edit_deal(session, deal_id=deal_id, was=was, **fields),
            kind="edit_deal",
            words=tr("Saved"),
            then=lambda _: self._saved(deal_id, fields),
            failed=self._refused(
                deal_id, fields, lambda rest, seen: self._edit(deal_id, rest, {**was, **seen})
            ),
        )

    def _saved(self, deal_id: int, fields: dict[str, Any]) -> None:
        # What is saved while the window turns to another database is told when the panel is gone.
        if isValid(self.panel):
            self.panel.saved(deal_id, fields)

    def _refused(self, deal_id: int, fields: dict[str, Any], again: Again) -> Callable[[str], None]:
        """Tells of a refusal where the deal is shown, or by its title where another one is.

        Where somebody else changed the same, both sides are shown; `again` saves what is kept of the fields.
        """
        title = self._name(deal_id) or tr("A deal")

        def tell(sentence: str) -> None:
            if not (isValid(self.panel) and self.panel.refuse_edit(deal_id, fields, sentence)):
                self._desk.toast(f"{title}: {sentence}")
            self._compare(deal_id, title, fields, sentence, again)

        return tell

    def _compare(self, deal_id: int, title: str, fields: dict[str, Any], sentence: str, again: Again) -> None:
        from salesdesk.ui.kit.clash import ClashSheet, clashes_of, seen

        def decided(kept: "Sequence[Clash]", taken: "Sequence[Clash]") -> None:
            given_up = {field for clash in taken for field in clash.keys}
            rest = {key: value for key, value in fields.items() if key not in given_up}
            self.panel.let_go(deal_id, given_up)
            if rest:
                again(rest, seen((*kept, *taken)))
            self.read_again()

        if clashes_of(sentence):
            ClashSheet(self._desk, title, clashes_of(sentence), decided)

    def _edit_step(self, deal_id: int, words: str, on: date | None, was: tuple[str, date | None]) -> None:
        from salesdesk.services.activities import set_next_step

        me = self._desk.viewer.person_id
        step = {"next_step": words, "next_step_on": on}
        self._screen.save(
            lambda session: set_next_step(
                session, deal_id=deal_id, subject=words, due_on=on, person_id=me, was=was
            ),
            kind="next_step",
            words=tr("Next step saved"),
            then=lambda _: self._saved(deal_id, step),
            failed=self._refused(
                deal_id,
                step,
                lambda _, seen: self._edit_step(
                    deal_id, words, on, (seen["next_step"], seen["next_step_on"])
                ),
            ),
        )


def _deal(deal_id: int | None) -> tuple[str, int] | None:
    return ("deal", deal_id) if deal_id is not None else None

"""What helps where a save was refused for good: a copy of the file, a draft, the text to copy."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from salesdesk.drafts import Draft
from salesdesk.errors import FileMoved, Gone, OldProgram, why
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.shell.opening import ENDING
from salesdesk.ui.shell.typed_sheet import TypedSheet

if TYPE_CHECKING:
    from salesdesk.ui.shell.window import Window


class Rescue(QObject):
    """Hears of every save that was refused in one window."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._copy = ""
        window.background.unsaved.connect(self._hear)

    def _hear(self, refusal: str) -> None:
        error = why(refusal)
        refused = [sheet for sheet in self._window.sheets() if sheet.error.text() == refusal]
        if isinstance(error, FileMoved):
            self._offer_copy(refusal, refused)
        elif isinstance(error, OldProgram):
            self._keep_all(refusal, refused)
        elif isinstance(error, Gone):
            for sheet in refused:
                self._lost_form(sheet, refusal)

    def _offer_copy(self, refusal: str, refused: list[Sheet]) -> None:
        for sheet in refused:
            sheet.offer(tr("Save a copy …"), self.save_copy)
        if not refused:
            self._window.toast.say(refusal, self.save_copy, deed=tr("Save a copy …"))

    def _keep_all(self, refusal: str, refused: list[Sheet]) -> None:
        self._window.drafts.keeps_all = True
        kept = tr("What is typed here is kept as a draft and offered when you open it again.")
        for sheet in refused:
            sheet.refuse(f"{refusal} {kept}")
        if not refused:
            self._window.toast.say(f"{refusal} {kept}" if self._window.drafts.typed() else refusal)

    def _lost_form(self, sheet: Sheet, sentence: str) -> None:
        draft = sheet.draft()
        if draft is not None:
            self.lost(draft, sentence, lambda: sheet.leave(False) if isValid(sheet) else None)

    def lost(self, draft: Draft, sentence: str, then: Callable[[], None]) -> None:
        """Show what was typed for something that is gone, to copy it or to keep it.

        `then` follows when it need not stay where it was typed.
        """
        window = self._window
        shown = [sheet for sheet in window.sheets() if isinstance(sheet, TypedSheet)]
        if any(sheet.draft_shown.is_like(draft) for sheet in shown):
            return

        def keep() -> None:
            window.drafts.keep(draft)
            then()

        sheet = TypedSheet(window.stack, window.theme, draft, sentence, kept=keep, discarded=then)
        self._ask_fate(sheet, draft)

    def _ask_fate(self, sheet: TypedSheet, draft: Draft) -> None:
        """Say who deleted it and when, where that can be seen."""
        desk, record, record_id = (
            self._window.desk,
            draft.about.get("record", draft.form),
            draft.about.get("id"),
        )
        if desk is None or record_id is None:
            return

        def query(session: Any) -> tuple[str, Any]:
            from salesdesk.services.meanwhile import last_change

            return last_change(session, table=record, row_id=record_id, column="deleted_at")

        def tell(found: tuple[str, Any]) -> None:
            who, at = found
            if at is not None:
                when = moment(at, date.today())
                sheet.tell(
                    tr("{who} deleted this ({when}). It lies in the trash; what you wrote is here.").format(
                        who=who, when=when
                    )
                )

        desk.background.ask(query, tell, owner=sheet, failed=lambda _: None)

    def save_copy(self) -> None:
        """Write what is open of a file that was moved or deleted to another place, and go on there with all
        that is typed."""
        window, store = self._window, self._window.background.store
        if store is None or store.place.path is None:
            return
        before = store.place.path
        proposed = str(before.with_name(f"{before.stem} {tr('copy')}{ENDING}"))
        kinds = tr("SalesDesk files (*{ending})").format(ending=ENDING)
        where, _ = QFileDialog.getSaveFileName(window, tr("Save a copy"), proposed, kinds)
        if not where:
            return

        def work() -> None:
            from salesdesk.store.backup import copy_moved

            copy_moved(store, Path(where))

        window.background.run(
            work,
            lambda _: self._go_on(where),
            owner=window,
            failed=lambda sentence: self._not_copied(sentence),
        )

    def _not_copied(self, sentence: str) -> None:
        sheets = self._window.sheets()
        if sheets:
            sheets[-1].refuse(sentence)
        else:
            self._window.toast.say(sentence, self.save_copy, deed=tr("Save a copy …"))

    def _go_on(self, where: str) -> None:
        """Go on in the copy, unless something that is typed would be lost by that."""
        window, self._copy = self._window, where
        # Loaded when a copy is opened: the first window is painted before what keeps the data is there.
        from salesdesk.store.place import find_place

        address = find_place(where).address
        bare = [sheet for sheet in window.sheets() if sheet.has_typed and not sheet.keeps_draft]
        if bare:
            bare[-1].refuse(
                tr("The copy is saved as {path}. What is typed in this form cannot go along with it.").format(
                    path=address
                )
            )
            bare[-1].offer(tr("Leave this form and go on"), lambda: self._without(bare[-1]))
        elif window.drafts.hand_over(address):
            for sheet in window.sheets():
                sheet.leave(False)
            window.open_copy(address)
        else:
            self._say_here(
                tr(
                    "The copy is saved as {path}. What is typed here could not be taken along: copy it, "
                    "then open the copy."
                ).format(path=address)
            )

    def _without(self, sheet: Sheet) -> None:
        sheet.leave(False)
        self._go_on(self._copy)

    def _say_here(self, sentence: str) -> None:
        sheets = [sheet for sheet in self._window.sheets() if sheet.has_typed]
        if sheets:
            sheets[-1].refuse(sentence)
        else:
            self._window.toast.say(sentence)

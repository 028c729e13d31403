"""What is typed on the page of a record and not saved yet, as drafts; and drafts put back onto it."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from salesdesk.drafts import Draft, DraftField
from salesdesk.rules.words import RECORDS
from salesdesk.translation import tr
from salesdesk.ui.kit.record.composer import KINDS, Written

if TYPE_CHECKING:
    from salesdesk.ui.kit.record.page import RecordView

NAME, WRITTEN, PART = "= name", "= written", "= part"
"""How the fields are called that are no facts of the record."""
_WORDS = {kind: words for kind, words, _ in KINDS}


class ShortForm(Protocol):
    """A short form on the page: what stands in it belongs to a record by its key."""

    def kept_states(self) -> dict[int, tuple[Any, ...]]:
        """What stands in it and is not saved, by the record."""

    def put_states(self, record_id: int, states: tuple[Any, ...]) -> None:
        """Show what stood in it, as soon as its record is shown."""

    def let_go(self, record_id: int) -> None:
        """Forget what stands in it about a record."""


class PageDrafts:
    """Gathers and puts back; `parts` are the short forms of the page."""

    def __init__(self, view: "RecordView", parts: Sequence[ShortForm] = ()) -> None:
        self._view, self.parts = view, tuple(parts)
        self._names: dict[int, str] = {}
        self._name_wanted: tuple[int, str] | None = None
        view.shown.connect(self._shown)

    def _shown(self) -> None:
        view = self._view
        if view.record_id is not None:
            self._names[view.record_id] = view.shown_name
        if self._name_wanted is not None and self._name_wanted[0] == view.record_id:
            view.header.put_back(self._name_wanted[1])
            self._name_wanted = None

    def all(self) -> tuple[Draft, ...]:
        """One draft for each record about which something is typed."""
        found: dict[int, list[DraftField]] = {}
        view = self._view
        if view.answer is not None and view.record_id is not None and view.header.name.isModified():
            name = view.header.name.text()
            found[view.record_id] = [DraftField(NAME, tr("Name"), view.shown_name, name, name)]
        for record_id, fields in view.facts.drafts().items():
            found.setdefault(record_id, []).extend(fields)
        for record_id, written in view.composer.drafts().items():
            on = written.on.isoformat() if written.on is not None else None
            now = [written.kind, written.text, written.deal_id, on]
            field = DraftField(WRITTEN, _WORDS.get(written.kind, written.kind), None, now, written.text)
            found.setdefault(record_id, []).append(field)
        for number, part in enumerate(self.parts):
            for record_id, states in part.kept_states().items():
                words = ", ".join(_said(state) for state in states if _said(state))
                field = DraftField(f"{PART} {number}", tr("Typed"), None, list(states), words)
                found.setdefault(record_id, []).append(field)
        return tuple(self._draft(record_id, fields) for record_id, fields in found.items())

    def _draft(self, record_id: int, fields: Sequence[DraftField]) -> Draft:
        record = self._view.around.record
        name = self._names.get(record_id, "")
        about = {"record": record, "id": record_id, "name": name}
        return Draft("record", about, name or RECORDS.get(record, record), "", tuple(fields))

    def about(self, record_id: int | None) -> Draft | None:
        """What is typed about one record."""
        return next((each for each in self.all() if each.about["id"] == record_id), None)

    def put(self, draft: Draft) -> None:
        """Put a draft back; it is seen when its record is shown."""
        view, record_id = self._view, int(draft.about["id"])
        facts = [each for each in draft.fields if not each.key.startswith("= ")]
        view.facts.put_draft(record_id, facts)
        for each in draft.fields:
            if each.key == NAME:
                self._name_wanted = (record_id, str(each.now))
            elif each.key == WRITTEN:
                kind, text, deal_id, on = each.now
                day = date.fromisoformat(on) if on else None
                view.composer.put_draft(record_id, Written(kind, text, deal_id, day))
            elif each.key.startswith(PART):
                number = int(each.key.removeprefix(PART))
                if number < len(self.parts):
                    self.parts[number].put_states(record_id, tuple(each.now))

    def forget(self, record_id: int) -> None:
        """Let go of what is typed about a record: it is kept elsewhere, or not wanted."""
        view = self._view
        view.facts.forget(record_id)
        view.composer.forget(record_id)
        for part in self.parts:
            part.let_go(record_id)
        if record_id == view.record_id:
            view.header.take_back()
            view.header.settle()


def _said(state: Any) -> str:
    """A state as far as it was typed: choices by their number say nothing."""
    text = state[1] if isinstance(state, list | tuple) else state
    return text if isinstance(text, str) else ""

"""What is written down about a record, and what is done with an entry of its timeline."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from salesdesk.answers.timeline import TimelineEntry
from salesdesk.errors import Gone, why
from salesdesk.rules.words import ACTIVITY_KINDS
from salesdesk.services.activities import complete_activity, delete_activity
from salesdesk.services.notes import delete_note
from salesdesk.services.records import write_down
from salesdesk.translation import tr
from salesdesk.ui.kit.record.composer import Written

if TYPE_CHECKING:
    from salesdesk.ui.kit.record.page import RecordView


class Entries:
    """Saves for a record's page."""

    def __init__(self, view: "RecordView") -> None:
        self._view, self._desk = view, view.desk

    def write(self, written: Written) -> None:
        """Keep what was written, about the record shown."""
        if self._view.record_id is None:
            return
        record, record_id = self._view.around.record, self._view.record_id
        words = tr("Planned") if written.kind == "task" else tr("{kind} saved")

        def saved(_: Any) -> None:
            self._view.composer.settle(record_id, True)
            self._view.refresh()

        def refused(sentence: str) -> None:
            self._view.composer.settle(record_id, False)
            self._desk.toast(sentence)
            if isinstance(why(sentence), Gone):
                self._view.refresh()

        self._desk.save(
            lambda session: write_down(
                session,
                record=record,
                record_id=record_id,
                kind=written.kind,
                text=written.text,
                deal_id=written.deal_id,
                on=written.on,
            ),
            kind=f"write_{written.kind}",
            words=words.format(kind=ACTIVITY_KINDS[written.kind]),
            then=saved,
            failed=refused,
            owner=self._view,
        )

    def asked(self, deed: str, entry: TimelineEntry) -> None:
        """Do with an entry what somebody asked for: open, done, delete, deal, save."""
        key = entry.key
        if key.kind == "file" and deed != "deal":
            self._with_file(deed, entry)
        elif deed == "done":
            self._complete(entry)
        elif deed == "delete":
            self._delete(entry)
        elif key.deal_id is not None and self._view.around.record != "deal":
            self._desk.open("deal_page", key.deal_id)

    def _complete(self, entry: TimelineEntry) -> None:
        """Mark it done and ask for the next one."""
        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return

        record_id = self._view.record_id

        def saved(_: Any) -> None:
            self._view.refresh()
            if record_id != self._view.record_id or self._view.composer.text.toPlainText():
                return  # the next step is not to get mixed with what is written now
            if entry.key.deal_id is not None:
                self._view.composer.deal_box.choose(entry.key.deal_id)
            self._view.composer.begin("task")

        self._desk.save(
            lambda session: complete_activity(session, activity_id=entry.key.id),
            kind="complete_activity",
            words=tr("Done: {title}. What comes next?").format(title=entry.title),
            then=saved,
            owner=self._view,
        )

    def _delete(self, entry: TimelineEntry) -> None:
        services: dict[str, Callable[[Any], None]] = {
            "activity": lambda session: delete_activity(session, activity_id=entry.key.id),
            "note": lambda session: delete_note(session, note_id=entry.key.id),
        }
        service = services.get(entry.key.table)
        if service is not None and not self._desk.read_only:
            self._desk.save(
                service,
                kind=f"delete_{entry.key.table}",
                words=tr("Deleted: {title}").format(title=entry.title),
                then=lambda _: self._view.refresh(),
                owner=self._view,
            )

    def _with_file(self, deed: str, entry: TimelineEntry) -> None:
        files, key, name = self._view.files, entry.key.id, str(entry.before)
        if deed == "open":
            files.open(key, name)
        elif deed == "save":
            files.save_as(key, name)
        elif deed == "delete" and not self._desk.read_only:
            files.delete(key, name)

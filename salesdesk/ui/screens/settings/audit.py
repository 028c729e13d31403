"""The audit: who did what to which record, when; filtered, searched, taken out to Excel."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel

from salesdesk.answers.audit import AuditChoices, AuditEntry, AuditFilter
from salesdesk.answers.lists import Column, Named, Row, Title
from salesdesk.exchange.writing import Written, write_list
from salesdesk.queries.audit import (
    DEEDS,
    KINDS,
    MOST,
    RIGHT,
    audit_at,
    audit_choices,
    audit_count,
    audit_entries,
    audit_ids,
)
from salesdesk.rules.fields import Field
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.fields import DayField, SearchField
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.record.history import change_words
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.model import PAGE
from salesdesk.ui.kit.table.view import ListTable
from salesdesk.ui.kit.taken import note_taken
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

COLUMNS = (
    Column("at", tr("When"), "moment", sortable=False),
    Column("person", tr("Who"), "person", sortable=False),
    Column("deed", tr("Did"), "choice", sortable=False),
    Column("kind", tr("Kind"), "choice", sortable=False),
    Column("title", tr("Record"), "title", sortable=False),
    Column("changes", tr("What changed"), "long_text", sortable=False),
)
TAKEN = (
    Field("at", tr("When"), "moment"),
    Field("person", tr("Who")),
    Field("deed", tr("Did")),
    Field("kind", tr("Kind")),
    Field("title", tr("Record")),
    Field("field", tr("Field")),
    Field("before", tr("Before")),
    Field("after", tr("After")),
    Field("file", tr("Import")),
    Field("undo", tr("Undo")),
)
OPENED = frozenset({"deal", "company", "contact", "activity", "person"})
"""The kinds of record that a screen shows."""
_TYPING_MS = 200


class AuditPage(Page):
    """One row for each record that a save touched, the latest first."""

    key = "audit"
    title = tr("Audit")
    icon = "history"
    right = ""
    only_with = RIGHT
    words = tr("Everything that was done, by whom and when. Nobody can change any of it.")
    scrolls = False
    wide = True
    watches = frozenset(KINDS)

    def build(self) -> None:
        self.chosen = AuditFilter()
        self.entries: dict[int, AuditEntry] = {}
        self._turn = 0
        self._is_reading = self._heard = False
        self._build_filters()
        self.export_button = button(tr("Export …"))
        self.icons.put(self.export_button, "download", "text_2")
        self.export_button.clicked.connect(self.export)
        self.head.addWidget(self.export_button)
        self.limits: QLabel = label(
            tr("You see what was done to the records that you may see; there may be more."), "note", wrap=True
        )
        self.limits.hide()
        self.body.addWidget(self.limits)
        self.older: QLabel = label(
            tr("Only the newest are listed. Take a filter, or some days, to see older ones."),
            "note",
            wrap=True,
        )
        self.older.hide()
        self.body.addWidget(self.older)
        first = row(self.search, self.person, self.deed, self.kind)
        first.setStretch(0, 1)
        self.body.addLayout(first)
        self.count: QLabel = label("", "note")
        days = row(label(tr("From"), "label"), self.first, label(tr("to"), "label"), self.last)
        self.newer_button = button(tr("Newer entries"), "link")
        self.newer_button.setToolTip(tr("Something was saved since this was read"))
        self.newer_button.clicked.connect(self._show_newer)
        self.newer_button.hide()
        for part in (self.clear_button, self.newer_button, self.count):
            days.addWidget(part)
        days.insertStretch(days.count() - 1)
        self.body.addLayout(days)
        self.table = ListTable(self.desk.theme, "audit")
        self.table.setAccessibleName(tr("Audit"))
        self.table.header.show_columns(COLUMNS, "", False)
        self.table.widths = {"at": 118, "person": 136, "deed": 92, "kind": 112, "title": 190}
        self.table.header.setStretchLastSection(True)
        self.table.list.pages_wanted.connect(self._read_pages)
        self.table.opened.connect(self.show_entry)
        self.box = card(self.table)
        self.body.addWidget(self.box, 1)
        self.empty = EmptyState(self.desk.theme)
        self.empty.say("search", tr("Nothing of this was done"), tr("Take out a filter, or widen the days."))
        self.body.addWidget(self.empty, 1)

    def _build_filters(self) -> None:
        self.search = SearchField(self.desk.theme, tr("Search names and changes"))
        self.search.setMinimumWidth(160)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.person = _box(tr("Who"), ((None, tr("Everybody")),))
        self.deed = _box(tr("Did"), (("", tr("Everything")), *DEEDS.items()))
        kinds = sorted(KINDS.items(), key=lambda kind: kind[1].casefold())
        self.kind = _box(tr("Kind"), (("", tr("All records")), *kinds))
        for box in (self.person, self.deed, self.kind):
            box.activated.connect(lambda _: self._filter())
        self.first, self.last = DayField(tr("From")), DayField(tr("to"))
        for field in (self.first, self.last):
            field.dateChanged.connect(lambda _: self._typing.start())
        self.clear_button = button(tr("Clear"), "quiet")
        self.clear_button.clicked.connect(self.clear)

    def refresh(self) -> None:
        self._turn += 1
        self._is_reading, self._heard = True, False
        super().refresh()

    def hear(self) -> None:
        """Offer what is newer: with every save of anybody the list would be read again, and would move."""
        if self.content.isHidden():
            if not self._is_reading:
                self.refresh()
            return
        self._heard = True
        self.newer_button.show()

    def say_error(self, sentence: str) -> None:
        self._is_reading = False
        super().say_error(sentence)

    def _show_newer(self) -> None:
        self.table.verticalScrollBar().setValue(0)
        self.refresh()

    def _goes_on(self) -> Callable[[], bool]:
        """Whether what is asked now is still wanted; asked on other threads."""
        turn = self._turn
        return lambda: turn == self._turn

    def read(self, session: "Session") -> tuple[AuditChoices, "array[int]", tuple[AuditEntry, ...], date]:
        ids = audit_ids(session, self.chosen, most=MOST, goes_on=self._goes_on())
        first = audit_at(session, ids[: 2 * PAGE])
        return audit_choices(session), ids, first, company_day.today()

    def show_answer(self, answer: tuple[AuditChoices, "array[int]", tuple[AuditEntry, ...], date]) -> None:
        choices, ids, first, day = answer
        self._is_reading = False
        self.newer_button.setVisible(self._heard)
        self._show_people(choices)
        self.limits.setVisible(not choices.is_whole)
        self.entries = {entry.id: entry for entry in first}
        self.table.cells.today = day
        current, place = self.table.current_id, self.table.verticalScrollBar().value()
        self.table.list.show_list(COLUMNS, ids, (), [_row(entry) for entry in first])
        self.table.hideColumn(0)
        self.table.fit_columns(COLUMNS)
        found = self.table.list.row_of(current) if current is not None else None
        if found is not None:
            self.table.go_to(found)
        self.table.verticalScrollBar().setValue(place)
        self.box.setVisible(bool(ids))
        self.empty.setVisible(not ids)
        self.export_button.setEnabled(bool(ids))
        self.clear_button.setVisible(self.chosen != AuditFilter())
        self.count.setText(trn("{n} entry", "{n} entries", len(ids), f"{len(ids):,}"))
        self.older.setVisible(len(ids) >= MOST)
        if len(ids) >= MOST:
            self._count_all(len(ids))

    def _count_all(self, listed: int) -> None:
        """Say of how many the newest are listed as soon as that is counted."""
        chosen, goes_on = self.chosen, self._goes_on()

        def then(count: int | None) -> None:
            if count is not None and goes_on():
                shown = f"{listed:,}"
                words = trn(
                    "{listed} of {n} entry", "{listed} of {n} entries", count, f"{count:,}", listed=shown
                )
                self.count.setText(words)

        self.desk.background.ask(
            lambda session: audit_count(session, chosen, goes_on=goes_on),
            then,
            owner=self,
            key="count",
            failed=self.say_error,
        )

    def _show_people(self, choices: AuditChoices) -> None:
        if self.person.count() == len(choices.people) + 1:
            return
        chosen = self.person.currentData()
        while self.person.count() > 1:
            self.person.removeItem(1)
        for key, name in choices.people:
            self.person.addItem(name, key)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))

    def _read_pages(self, numbers: tuple[int, ...]) -> None:
        model = self.table.list
        ids = model.ids
        wanted = [key for number in numbers for key in ids[number * PAGE : (number + 1) * PAGE]]

        def then(entries: Sequence[AuditEntry]) -> None:
            if model.ids is ids:
                self.entries |= {entry.id: entry for entry in entries}
                model.put_rows(numbers, [_row(entry) for entry in entries])

        def failed(sentence: str) -> None:
            model.ask_again()
            self.say_error(sentence)

        self.desk.background.ask(
            lambda session: audit_at(session, wanted), then, owner=self, key="rows", failed=failed
        )

    def _filter(self) -> None:
        """Show what is chosen above the list."""
        chosen = AuditFilter(
            self.person.currentData(),
            self.deed.currentData(),
            self.kind.currentData(),
            self.first.day(),
            self.last.day(),
            self.search.text().strip(),
        )
        if chosen != self.chosen:
            self.chosen = chosen
            self.table.verticalScrollBar().setValue(0)
            self.refresh()

    def clear(self) -> None:
        """Take all filters out."""
        self.search.clear()
        for box in (self.person, self.deed, self.kind):
            box.setCurrentIndex(0)
        for field in (self.first, self.last):
            field.put_day(None)
        self._filter()

    def show_entry(self, key: int) -> None:
        """Show one entry whole, and lead to its record."""
        entry = self.entries.get(key)
        if entry is not None:
            EntrySheet(self, entry)

    def export(self) -> None:
        """Take what is shown out into a workbook or a text file, a line per changed field."""
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export the audit"), f"{tr('Audit')}.xlsx", tr("Excel workbook (*.xlsx);;Text (*.csv)")
        )
        if name:
            self.write(Path(name))

    def write(self, target: Path) -> None:
        """Write what is shown to a file, and note who did."""
        chosen = replace(self.chosen)

        def work(session: Any) -> Written:
            lines = _lines(audit_entries(session, chosen))
            return write_list(target, TAKEN, lines, title=tr("Audit"))

        def then(written: Written) -> None:
            note_taken(self.desk, self, record="audit", target=target, rows=written.rows)
            words = trn("{n} row written", "{n} rows written", written.rows)
            self.desk.toast(tr("{rows} to {name}").format(rows=words, name=target.name))

        self.desk.background.ask(work, then, owner=self, failed=self.say_error)


class EntrySheet(Sheet):
    """One entry with every field that changed."""

    def __init__(self, page: AuditPage, entry: AuditEntry) -> None:
        opens = entry.record in OPENED and entry.deed != "deleted"
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=f"{_kind(entry)} · {DEEDS[entry.deed]}",
            title=entry.title or _kind(entry),
            note=tr("{who}, {when}").format(who=_who(entry), when=moment(entry.at, company_day.today())),
            accept=tr("Open") if opens else tr("Close"),
        )
        self._page, self._entry, self._leads_on = page, entry, opens
        if entry.file:
            self.body.addWidget(label(tr("By the import of {file}:").format(file=entry.file), wrap=True))
        if entry.undo:
            self.body.addWidget(label(_undo_words(entry), wrap=True))
        for change in entry.changes:
            self.body.addWidget(label(change_words(change, entry.person, company_day.today()), wrap=True))
        self.open(self.accept_button)

    def accept(self) -> None:
        self.leave(True)
        if self._leads_on:
            self._page.desk.open(self._entry.record, self._entry.record_id)


def _box(name: str, items: Iterable[tuple[Any, str]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for value, words in items:
        made.addItem(words, value)
    return made


def _kind(entry: AuditEntry) -> str:
    return KINDS.get(entry.record, entry.record)


def _who(entry: AuditEntry) -> str:
    return entry.person or tr("SalesDesk")


def _row(entry: AuditEntry) -> Row:
    who = Named(entry.person_id, entry.person) if entry.person_id is not None else Named(0, _who(entry))
    cells = (
        entry.at,
        who,
        DEEDS[entry.deed],
        _kind(entry),
        Title(entry.title or tr("not there any more")),
        _told(entry),
    )
    return Row(entry.id, 0, cells)


def _told(entry: AuditEntry) -> str:
    """The changes in one line; what was deleted, made or brought back says so itself."""
    parts = [_undo_words(entry)] if entry.undo else []
    if entry.deed in ("deleted", "restored"):
        return "".join(parts)
    if entry.file:
        parts.append(tr("Import of {file}").format(file=entry.file))
    parts += [
        tr("{field}: {old} → {new}").format(field=each.field, old=each.old or "–", new=each.new or "–")
        for each in entry.changes
    ]
    return "; ".join(parts)


def _undo_words(entry: AuditEntry) -> str:
    words = tr("Undone by {person}") if entry.undo == "undone" else tr("Done again by {person}")
    return words.format(person=_who(entry))


def _lines(entries: Iterable[AuditEntry]) -> Iterable[tuple[Any, ...]]:
    """A line per field that changed; one for what has none."""
    undo = {"": "", "undone": tr("Undone"), "again": tr("Done again")}
    for entry in entries:
        begin = (entry.at, _who(entry), DEEDS[entry.deed], _kind(entry), entry.title)
        end = (entry.file, undo[entry.undo])
        changes = entry.changes if entry.deed == "changed" else ()
        for change in changes:
            yield (*begin, change.field, change.old, change.new, *end)
        if not changes:
            yield (*begin, "", "", "", *end)

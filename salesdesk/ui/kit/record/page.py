"""The page of a company or a contact: head, facts, timeline, deals; everything is changed where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.choice import Choice
from salesdesk.answers.clash import Clash
from salesdesk.answers.files import FileRow
from salesdesk.answers.lists import HistoryEntry
from salesdesk.answers.records import RecordPage
from salesdesk.answers.timeline import Timeline
from salesdesk.errors import Gone, why
from salesdesk.queries.board import owner_choices
from salesdesk.queries.files import files_with
from salesdesk.queries.history import record_history
from salesdesk.queries.records import record_page
from salesdesk.queries.timeline import timeline
from salesdesk.rules.fields import label_of
from salesdesk.services.records import set_field
from salesdesk.services.tags import put_tag, remove_tag
from salesdesk.translation import tr
from salesdesk.ui.kit.clash import ClashSheet, clashes_of
from salesdesk.ui.kit.clash import seen as now_in
from salesdesk.ui.kit.dropping import FileDrop
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.presence import PresenceNote
from salesdesk.ui.kit.record.around import Around
from salesdesk.ui.kit.record.composer import Composer
from salesdesk.ui.kit.record.deals import DealsPart
from salesdesk.ui.kit.record.drafts import PageDrafts
from salesdesk.ui.kit.record.entries import Entries
from salesdesk.ui.kit.record.facts import FactsForm
from salesdesk.ui.kit.record.figures import record_figures
from salesdesk.ui.kit.record.files import FileKeeper
from salesdesk.ui.kit.record.files_tab import FilesTab
from salesdesk.ui.kit.record.header import RecordHeader
from salesdesk.ui.kit.record.history import HistoryList
from salesdesk.ui.kit.record.parts import scrolling
from salesdesk.ui.kit.record.people import PeoplePart
from salesdesk.ui.kit.record.tags import TagsBar
from salesdesk.ui.kit.record.timeline import TimelinePanel
from salesdesk.ui.kit.screen import Command, Desk
from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.kit.widgets import Icons, below, column, icon_button, label, line, row

LEFT, RIGHT, NARROW = 284, 320, 1000
FOLLOW_MS = 1000
SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Read:
    page: RecordPage
    timeline: Timeline
    people: tuple[str, ...]
    history: tuple[HistoryEntry, ...]
    files: tuple[FileRow, ...]


class RecordView(QWidget):
    """`show_record` opens one; `refresh` reads it again. `shown` tells when it is there."""

    shown = Signal()

    def __init__(self, desk: Desk, around: Around) -> None:
        super().__init__()
        self.desk, self.around = desk, around
        self.record_id: int | None = None
        self.answer: Any = None
        self._behind = False
        self._follower = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follower.timeout.connect(self._catch_up)
        self._icons = Icons(desk.theme)
        self.bar = TopBar(desk)
        self.place = label("", "note")
        self.presence = PresenceNote(desk, self, self._shown_record)
        self.up_button, self.down_button = icon_button(tr("Previous (K)")), icon_button(tr("Next (J)"))
        self.more_button = icon_button(tr("More"))
        self.header = RecordHeader(desk.theme, self.tab_words())
        self.facts = FactsForm(
            desk, always=("owner_id", "phone", "email", "company_id"), record=around.record
        )
        self.tags = TagsBar(desk.theme)
        self.composer = Composer(desk.theme)
        self.timeline = TimelinePanel(desk)
        self.history = HistoryList()
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self._people_part = PeoplePart(desk, around, self.show_tab)
        self._deals_part = DealsPart(desk, self.right, self.show_tab)
        self.people, self.companies = self._people_part.people, self._people_part.companies
        self.entries = Entries(self)
        self.files = FileKeeper(desk, self)
        self.files_tab = FilesTab(desk)
        self._drop = FileDrop(desk.theme, self, self._drop_words)
        self.pages = QStackedWidget()
        self._tabs: dict[str, QWidget] = {}
        self._gone = label("", "note", wrap=True)
        self._blank = QWidget()
        self._lay_out()
        self._connect()
        self.drafts = PageDrafts(self)

    def tab_words(self) -> tuple[tuple[str, str], ...]:
        contacts = (("contacts", tr("Contacts")),) if self.around.record == "company" else ()
        return (
            ("overview", tr("Overview")),
            ("deals", tr("Deals")),
            *contacts,
            ("files", tr("Files")),
            ("history", tr("History")),
        )

    def _lay_out(self) -> None:
        self._icons.put(self.up_button, "chevron-up")
        self._icons.put(self.down_button, "chevron-down")
        for widget in (self.place, self.up_button, self.down_button, self.presence):
            self.bar.add_left(widget)
        if not self.desk.read_only:
            self._icons.put(self.more_button, "ellipsis")
            self.more_button.clicked.connect(lambda: self.more_menu().popup(below(self.more_button)))
            tip = tr("Log activity (L)")
            self.bar.add_button(tr("Log activity"), "phone", lambda: self._begin("call"), tip=tip)
            self.bar.add(self.more_button)
            if self.around.new_deal is not None:
                self.bar.add_primary(tr("New deal"), "plus", self._new_deal)
        self._tabs = {"overview": self._overview(), "files": self.files_tab, "history": self.history}
        if self.around.record != "deal":
            self._tabs["deals"] = scrolling(self._deals_part.tab, "recordSide")
        if self.around.record == "company":
            self._tabs["contacts"] = scrolling(self._people_part.contacts_tab, "recordPart")
        for part in self._tabs.values():
            self.pages.addWidget(part)
        body = QWidget()
        body.setLayout(column(self.header, self.pages, spacing=0))
        self._gone.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.whole = QStackedWidget()
        self.whole.addWidget(body)
        self.whole.addWidget(self._gone)
        self.whole.addWidget(self._blank)
        self.setLayout(column(self.bar, self.whole, spacing=0))
        self.header.show_tab("overview")

    def _overview(self) -> QWidget:
        self.left.addWidget(self.facts)
        self.left.addSpacing(10)
        self.left.addWidget(line())
        self.left.addSpacing(10)
        for part in (self.people, self.companies):
            part.setSpacing(0)
            self.left.addLayout(part)
        self.left.addLayout(row(label(tr("Tags").upper(), "caps"), None))
        self.left.addSpacing(6)
        self.left.addWidget(self.tags)
        self.left.addStretch(1)
        self.left_side = scrolling(self.left, "recordPart")
        self.left_side.setFixedWidth(LEFT)
        self.right.setSpacing(4)
        self.right_side = scrolling(self.right, "recordSide")
        self.right_side.setFixedWidth(RIGHT)
        middle = QFrame()
        middle.setObjectName("recordMiddle")
        inside = column(self.composer, self.timeline, spacing=10, margins=(20, 14, 12, 0))
        inside.setStretch(1, 1)
        middle.setLayout(inside)
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.left_side)
        across.addWidget(middle, 1)
        across.addWidget(self.right_side)
        return whole

    def _begin(self, kind: str) -> None:
        """Let somebody write what happened, whichever tab is shown."""
        self.show_tab("overview")
        self.composer.begin(kind)

    def _connect(self) -> None:
        self.up_button.clicked.connect(lambda: self.step(-1))
        self.down_button.clicked.connect(lambda: self.step(1))
        self.header.chosen.connect(self.show_tab)
        self.header.renamed.connect(self.rename)
        self.facts.edited.connect(self._edit_fact)
        self.composer.written.connect(self.entries.write)
        self.composer.left.connect(self.timeline.view.setFocus)
        self.tags.added.connect(lambda name: self._tag(put_tag, name, tr("Tagged: {name}")))
        self.tags.removed.connect(lambda name: self._tag(remove_tag, name, tr("Tag taken off: {name}")))
        self.timeline.view.asked.connect(self.entries.asked)
        self._drop.dropped.connect(self._attach)
        self.files.changed.connect(self.refresh)
        self.files.told.connect(self.files_tab.tell)
        self.files_tab.attach_asked.connect(self.attach)
        self.files_tab.open_asked.connect(self.files.open)
        self.files_tab.save_asked.connect(self.files.save_as)
        self.files_tab.delete_asked.connect(self.files.delete)

    def show_record(self, record_id: int) -> None:
        """Open a record."""
        if self.record_id is None:
            # Coming from elsewhere, one would else see the record before, or empty frames, until it is read.
            self.whole.setCurrentWidget(self._blank)
            self.bar.say("")
        if record_id != self.record_id:
            self._leave_field()
            self.record_id, self.answer = record_id, None
            self.composer.turn_to(record_id)
        self.refresh()

    def _leave_field(self) -> None:
        """Let the field with the cursor save what is typed there, as long as its record is the one shown."""
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()

    def _shown_record(self) -> tuple[str, int] | None:
        return (self.around.record, self.record_id) if self.record_id is not None else None

    @property
    def shown_name(self) -> str:
        """What the record that is shown is called."""
        return self.answer.name if self.answer is not None else ""

    @property
    def has_unsaved(self) -> bool:
        """Whether something typed here, about whichever record, is not saved."""
        return self.composer.has_typed or self.facts.has_unsaved

    def follow(self) -> None:
        """Read again because somebody changed something: at once, and then at most once in FOLLOW_MS, however
        fast others save."""
        if self._follower.isActive():
            self._behind = True
        else:
            self.refresh()
            self._follower.start()

    def _catch_up(self) -> None:
        if self._behind:
            self._behind = False
            self.follow()

    def refresh(self) -> None:
        """Read the record again."""
        if self.record_id is None:
            return
        record, record_id = self.around.record, self.record_id

        def then(read: Any) -> None:
            if record_id == self.record_id:
                if read.page.id != record_id:
                    self.record_id = read.page.id  # it was merged into that one
                    self.composer.follow(read.page.id)
                self.show_read(read)

        self.desk.background.ask(
            lambda session: self.read(session, record, record_id),
            then,
            owner=self,
            key="record",
            failed=self._unreadable,
        )

    def leave(self) -> None:
        """Another thing is shown; what is on its way is not needed any more."""
        self._leave_field()
        self.record_id, self.answer = None, None

    @property
    def gone_words(self) -> str:
        """Why no record is shown, or nothing."""
        return self._gone.text() if self.whole.currentWidget() is self._gone else ""

    def _unreadable(self, sentence: str) -> None:
        record_id, draft = self.record_id, self.drafts.about(self.record_id)
        if draft is not None and record_id is not None and isinstance(why(sentence), Gone):
            self.desk.lost(draft, sentence, lambda: self.drafts.forget(record_id))
        self._gone.setText(sentence)
        self.show_place()
        self.bar.show_path((self.around.title, self.around.back))
        self.whole.setCurrentWidget(self._gone)

    def read(self, session: Any, record: str, record_id: int) -> Any:
        """Read all that the page shows, away from the window's thread."""
        return _read(session, record, record_id)

    def show_read(self, read: Any) -> None:
        """Show what was read."""
        page = read.page
        if page.id != self.record_id:
            return
        anew = self.answer is None or self.answer.id != page.id
        before, self.answer = self.answer, page
        self.whole.setCurrentIndex(0)
        read_only = bool(self.desk.read_only)
        if anew:
            self.bar.show_path((self.around.title, self.around.back))
        self.bar.say(page.name)
        self.show_place()
        self.header.show_record(
            record=page.record,
            key=page.id,
            name=page.name,
            detail=page.detail,
            pills=page.pills,
            figures=record_figures(page),
            read_only=read_only,
        )
        self.header.show_counts(
            {"deals": len(page.deals), "contacts": len(page.contacts), "files": len(read.files)}
        )
        self.facts.show_facts(page.facts, read_only, of=page.id)
        self.tags.show_tags(page.tags, page.known_tags, read_only)
        if anew or _people(before) != _people(page):
            self._people_part.show_page(page)
        if anew or before.deals != page.deals:
            self._deals_part.show_page(page)
        undecided = [deal for deal in page.deals if deal.stage_type in ("lead", "open")]
        self.composer.offer(read.people, [Choice(deal.id, deal.title) for deal in undecided])
        self.composer.setVisible(not read_only)
        self.timeline.show_timeline(read.timeline, deal_shown=True, anew=anew)
        self.history.show_history(read.history, page.today)
        self.files_tab.show_files(read.files, page.today, read_only)
        if anew:
            self.presence.look()
            self.show_tab("overview")
            self.timeline.view.setFocus()
        self.shown.emit()

    def show_place(self) -> None:
        """Show where in the list the record stands."""
        found = self.around.neighbours(self.record_id) if self.record_id is not None else None
        self.place.setText(
            tr("{n} of {all}").format(n=number(found[0]), all=number(found[1])) if found else ""
        )
        for part, which in ((self.up_button, 2), (self.down_button, 3)):
            part.setVisible(found is not None)
            part.setEnabled(found is not None and found[which] is not None)

    def step(self, by: int) -> None:
        """Go to the record above (-1) or below (1) in the list."""
        found = self.around.neighbours(self.record_id) if self.record_id is not None else None
        following = found[2 if by < 0 else 3] if found else None
        if following is not None:
            self.desk.open(self.around.record, following)

    def show_tab(self, key: str) -> None:
        """Show one of the tabs."""
        self.header.show_tab(key)
        self.pages.setCurrentWidget(self._tabs[key])

    def rename(self, name: str) -> None:
        self.edit("name", name, self.answer.name if self.answer else None)

    def edit(self, key: str, value: Any, was: Any) -> None:
        """Save one field of the record that is shown; `was` is what stood there."""
        if self.record_id is not None:
            self._edit_fact(self.record_id, key, value, was)

    def _edit_fact(self, record_id: int, key: str, value: Any, was: Any) -> None:
        self._save_fact(record_id, key, value, self.facts.seen(record_id, key) | {key: was})

    def _save_fact(self, record_id: int, key: str, value: Any, seen: dict[str, Any]) -> None:
        """Save one field of a record; `seen` is what stood there, and in the fields that belong to it."""
        record, name, words = self.around.record, self.shown_name, self._label(key)
        is_name = key in ("name", "title")
        beside = {field: stood for field, stood in seen.items() if field != key}

        def saved(_: Any) -> None:
            self.facts.settle(record_id, key)
            if is_name and record_id == self.record_id:
                self.header.settle()
            self.refresh()

        def decided(kept: Sequence[Clash], _: Sequence[Clash]) -> None:
            if kept:
                self._save_fact(record_id, key, value, seen | now_in(kept))
                return
            self.facts.let_go(record_id, key)
            if is_name and record_id == self.record_id:
                self.header.take_back()
            self.refresh()

        def refused(sentence: str) -> None:
            if not self.facts.refuse(record_id, key, sentence):
                here = record_id == self.record_id
                if here and is_name:
                    self.header.put_back(value)
                self.desk.toast(sentence if here else f"{name}, {words}: {sentence}")
            if clashes_of(sentence):
                ClashSheet(self.desk, name, clashes_of(sentence), decided)
            self.refresh()

        self.desk.save(
            lambda session: set_field(
                session,
                record=record,
                record_id=record_id,
                field=key,
                value=value,
                was=seen[key],
                beside=beside,
            ),
            kind=f"edit_{record}",
            words=tr("{field} saved").format(field=words),
            then=saved,
            failed=refused,
            owner=self,
        )

    def _label(self, key: str) -> str:
        facts = self.answer.facts if self.answer is not None else ()
        return next((fact.label for fact in facts if fact.key == key), label_of(key))

    def _tag(self, service: Callable[..., None], name: str, words: str) -> None:
        if self.record_id is None:
            return
        record, record_id = self.around.record, self.record_id
        self.desk.save(
            lambda session: service(session, record=record, record_id=record_id, name=name),
            kind="tag",
            words=words.format(name=name),
            then=lambda _: self.refresh(),
            owner=self,
        )

    def _new_deal(self) -> None:
        if self.answer is not None and self.around.new_deal is not None:
            company = self.answer.above.name if self.answer.record == "contact" and self.answer.above else ""
            self.around.new_deal(self.answer.name if self.answer.record == "company" else company)

    def more_menu(self) -> QMenu:
        """What else can be done with the record."""
        menu, merge, key = QMenu(self), self.around.merge, self.record_id
        menu.addAction(self.desk.theme.icon("paperclip"), tr("Attach files …"), self.attach)
        if merge is not None and key is not None:
            menu.addAction(self.desk.theme.icon("git-merge"), tr("Merge with …"), lambda: merge(key))
        return menu

    def attach(self) -> None:
        """Let somebody choose files to keep with the record."""
        if self.record_id is not None and not self.desk.read_only:
            self.files.choose(self.around.record, self.record_id)

    def _attach(self, paths: list[Path]) -> None:
        if self.record_id is not None:
            self.files.attach(self.around.record, self.record_id, paths)

    def _drop_words(self) -> str:
        if self.answer is None or self.desk.read_only:
            return ""
        return tr("Drop to keep with {name}").format(name=self.header.name.text())

    def commands(self) -> tuple[Command, ...]:
        """What can be done on this page."""
        deeds = [
            ("up", tr("Previous record"), "chevron-up", "K", lambda: self.step(-1)),
            ("down", tr("Next record"), "chevron-down", "J", lambda: self.step(1)),
            ("back", tr("Back to the list"), "arrow-left", "Esc", None),
        ]
        if not self.desk.read_only:
            deeds += [
                ("log", tr("Log a call"), "phone", "L", lambda: self._begin("call")),
                ("note", tr("Write a note"), "sticky-note", "M", lambda: self._begin("note")),
                ("task", tr("Plan a task"), "square-check", "T", lambda: self._begin("task")),
                ("attach", tr("Attach files"), "paperclip", "A", self.attach),
            ]
        return tuple(Command(f"record.{key}", words, icon, keys, do) for key, words, icon, keys, do in deeds)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self.header.take_back():
                self.around.back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 1160
        self.composer.set_compact(narrow)
        self.right_side.setFixedWidth(280 if narrow else RIGHT if self.width() < 1700 else 400)
        self.left_side.setFixedWidth(264 if narrow else LEFT if self.width() < 1700 else 340)


def _people(page: RecordPage) -> tuple[Any, ...]:
    """What is shown of people and companies around a record."""
    return page.contacts, page.above, page.below, page.name


def _read(session: Any, record: str, record_id: int) -> _Read:
    page = record_page(session, record=record, record_id=record_id)
    people = tuple(choice.name for choice in owner_choices(session))
    history = record_history(session, table=record, row_id=page.id)
    files = files_with(session, record=record, record_id=page.id, deal_ids=[deal.id for deal in page.deals])
    return _Read(page, timeline(session, record=record, record_id=page.id), people, history, files)

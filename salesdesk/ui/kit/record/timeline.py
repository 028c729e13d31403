"""The timeline of a record: chips with counts, what is planned, what happened, more as one scrolls."""

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.choice import Choice
from salesdesk.answers.timeline import PARTS, Part, Timeline, TimelineEntry, TimelineKey
from salesdesk.queries.timeline import PAGE, timeline_entries
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.record.timeline_paint import ENTRY, TimelineDelegate, stretch, when
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import below, button, label

PART_WORDS: dict[Part, str] = {
    "calls": tr("Calls"),
    "emails": tr("E-mails"),
    "meetings": tr("Meetings"),
    "tasks": tr("Tasks"),
    "notes": tr("Notes"),
    "stages": tr("Stages"),
    "changes": tr("Changes"),
    "files": tr("Files"),
}
MORE = 76
Index = QModelIndex | QPersistentModelIndex


class TimelineModel(QAbstractListModel):
    """Heads and entries, as far as they were read; the view asks for more when it comes to the end."""

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys: tuple[TimelineKey, ...] = ()
        self.entries: dict[TimelineKey, TimelineEntry] = {}
        self.read = 0
        self._rows: list[str | TimelineEntry] = []
        self._asking = False
        self.today: Any = None

    def show_keys(
        self, keys: tuple[TimelineKey, ...], entries: dict[TimelineKey, TimelineEntry], read: int, today: Any
    ) -> None:
        """Show these keys, the first `read` of them with their words."""
        self.beginResetModel()
        self.keys, self.entries, self.read, self.today = keys, entries, read, today
        self._rows, self._asking = [], False
        self._append(keys[:read])
        self.endResetModel()

    def _append(self, keys: tuple[TimelineKey, ...]) -> None:
        head = next((each for each in reversed(self._rows) if isinstance(each, str)), "")
        for key in keys:
            entry = self.entries.get(key)
            if entry is None:
                continue
            words = stretch(entry, self.today)
            if words != head:
                self._rows.append(words)
                head = words
            self._rows.append(entry)

    def put_more(self, entries: dict[TimelineKey, TimelineEntry], keys: tuple[TimelineKey, ...]) -> None:
        """The words of the next keys have come."""
        if keys != self.keys[self.read : self.read + len(keys)]:
            return
        before = list(self._rows)
        self.entries |= entries
        self._append(keys)
        added = self._rows[len(before) :]
        self._rows = before
        self._asking = False
        self.read += len(keys)
        if added:
            self.beginInsertRows(QModelIndex(), len(before), len(before) + len(added) - 1)
            self._rows = [*before, *added]
            self.endInsertRows()

    def ask_again(self) -> None:
        """The next words could not be read; they are asked for again when somebody scrolls there."""
        self._asking = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._rows):
            return None
        each = self._rows[index.row()]
        if role == ENTRY:
            return None if isinstance(each, str) else each
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(each, str):
                return each
            return f"{each.title}, {when(each, self.today)[0]}, {each.body}".rstrip(", ")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def canFetchMore(self, parent: Index) -> bool:
        return not self._asking and self.read < len(self.keys)

    def fetchMore(self, parent: Index) -> None:
        self._asking = True
        self.more_wanted.emit()

    def entry_at(self, row: int) -> TimelineEntry | None:
        """The entry of a row."""
        each = self._rows[row] if 0 <= row < len(self._rows) else None
        return None if isinstance(each, str) else each

    def titles(self) -> list[str]:
        """The titles of the entries from above, as far as they were read."""
        return [each.title for each in self._rows if not isinstance(each, str)]


class TimelineView(QListView):
    """`asked` carries what to do with an entry: open, done, delete, deal, save."""

    asked = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Timeline"))
        self.entries = TimelineModel()
        self.delegate = TimelineDelegate(desk.theme, lambda: self.viewport().width())
        self.setModel(self.entries)
        self.setItemDelegate(self.delegate)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        desk.theme.changed.connect(self.viewport().update)

    def current(self) -> TimelineEntry | None:
        """The entry with the focus."""
        return self.entries.entry_at(self.currentIndex().row())

    def choose(self, title: str) -> None:
        """Put the focus on the first entry with this title."""
        for place in range(self.entries.rowCount()):
            entry = self.entries.entry_at(place)
            if entry is not None and entry.title == title:
                self.setCurrentIndex(self.entries.index(place))
                self.setFocus()
                return

    def _part(self, at: QPoint) -> tuple[str, TimelineEntry | None]:
        index = self.indexAt(at)
        entry = self.entries.entry_at(index.row()) if index.isValid() else None
        if entry is None:
            return "", None
        return self.delegate.part_at(entry, QRectF(self.visualRect(index)), QPointF(at)), entry

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        part, entry = self._part(event.position().toPoint())
        hand = part in ("deal", "file") or (part == "circle" and entry is not None and entry.key.planned)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        part, entry = self._part(event.position().toPoint())
        if entry is None:
            return
        if part == "circle" and entry.key.planned:
            self.asked.emit("done", entry)
        elif part in ("deal", "file"):
            self.asked.emit("deal" if part == "deal" else "open", entry)
        elif part == "body":
            self._unfold(entry)

    def _unfold(self, entry: TimelineEntry) -> None:
        self.delegate.unfolded ^= {entry.key}
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.current()
        deeds = {Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open", Qt.Key.Key_Delete: "delete"}
        if entry is not None and event.key() == Qt.Key.Key_Space and entry.key.planned:
            self.asked.emit("done", entry)
        elif entry is not None and event.key() in deeds and not event.modifiers():
            self.asked.emit(deeds[Qt.Key(event.key())], entry)
        else:
            super().keyPressEvent(event)

    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        entry = self.entries.entry_at(index.row()) if index.isValid() else self.current()
        if entry is not None:
            self.menu_of(entry).popup(self.viewport().mapToGlobal(at))

    def menu_of(self, entry: TimelineEntry) -> QMenu:
        """What can be done with an entry."""
        menu = QMenu(self)
        if entry.key.planned:
            menu.addAction(tr("Done"), lambda: self.asked.emit("done", entry))
        if entry.key.kind == "file":
            menu.addAction(tr("Open"), lambda: self.asked.emit("open", entry))
            menu.addAction(tr("Save as …"), lambda: self.asked.emit("save", entry))
        if entry.key.deal_id is not None and self.delegate.deal_shown:
            menu.addAction(tr("Open the deal"), lambda: self.asked.emit("deal", entry))
        if entry.key.table in ("activity", "note", "attachment"):
            menu.addAction(tr("Delete"), lambda: self.asked.emit("delete", entry))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Lines break elsewhere now, so that entries get another height.
            self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        return QSize(400, 300)


class TimelinePanel(QWidget):
    """Chips and list. It reads further pages itself; `shown` tells when what was asked is there."""

    shown = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._timeline: Timeline | None = None
        self._known: dict[TimelineKey, TimelineEntry] = {}
        self.part: Part | None = None
        self.chips: dict[Part | None, QPushButton] = {}
        self.view = TimelineView(desk)
        self.deal_box = ChoiceBox(tr("Deal"), none=tr("All deals"), kind="inline")
        self.deal_box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.deal_box.setFixedWidth(120)
        self.deal_box.chosen.connect(lambda _: self._filter())
        self._nothing = label("", "note", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(20, 40, 20, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._nothing)
        self._bar = QHBoxLayout()
        self._bar.setSpacing(2)
        for part in (None, *PARTS):
            self._add_chip(part)
        self.more_chip = button("")
        self.more_chip.setObjectName("partChip")
        self.more_chip.clicked.connect(lambda: self.more_menu().popup(below(self.more_chip)))
        self._bar.addWidget(self.more_chip)
        self._bar.addStretch(1)
        self._bar.addWidget(self.deal_box)
        holder = QFrame()
        holder.setLayout(self._bar)
        holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._bar.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(holder)
        layout.addWidget(self._pages, 1)
        self.view.entries.more_wanted.connect(self._read_more)

    def _add_chip(self, part: Part | None) -> None:
        made = button("")
        made.setObjectName("partChip")
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.clicked.connect(lambda: self.show_part(part))
        self.chips[part] = made
        self._bar.addWidget(made)

    def show_timeline(self, found: Timeline, *, deal_shown: bool, anew: bool) -> None:
        """Show a timeline; of the same record the place and the chosen part stay."""
        if anew:
            self.part = None
            self.deal_box.offer((), None)
            self.view.delegate.unfolded.clear()
        self._timeline, self._known = found, dict(found.entries)
        self.view.delegate.today = found.today
        self.view.delegate.deal_shown = deal_shown
        deals = tuple(Choice(key, title) for key, title in found.deals.items())
        self.deal_box.offer(deals, self.deal_box.choice())
        self.deal_box.setVisible(deal_shown and len(deals) > 1)
        self._show_counts(found)
        self._filter(keep=not anew)

    def _show_counts(self, found: Timeline) -> None:
        counts = found.counts()
        if self.part is not None and not counts.get(self.part):
            self.part = None
        for part, chip in self.chips.items():
            count = len(found.keys) if part is None else counts.get(part, 0)
            words = tr("All") if part is None else PART_WORDS[part]
            chip.setText(f"{words}  {number(count)}")
            chip.setChecked(part == self.part)
        self._fit_chips()

    def _fit_chips(self) -> None:
        """The chips that hold something, as many as there is room for; the chosen one always."""
        if self._timeline is None:
            return
        counts = self._timeline.counts()
        room = self.width() - (self.deal_box.width() + 8 if not self.deal_box.isHidden() else 0)
        room -= MORE
        left = 0
        for part, chip in self.chips.items():
            wide = chip.sizeHint().width() + 2
            count = 0 if part is None else counts.get(part, 0)
            wanted = part is None or part == self.part or (bool(count) and wide <= room and not left)
            chip.setVisible(wanted)
            room -= wide if wanted else 0
            left += 0 if wanted else count
        self.more_chip.setText(tr("More  {n}").format(n=number(left)))
        self.more_chip.setVisible(bool(left))

    def more_menu(self) -> QMenu:
        """The parts for which there is no room."""
        counts = self._timeline.counts() if self._timeline is not None else {}
        menu = QMenu(self)
        for part, chip in self.chips.items():
            if part is not None and chip.isHidden() and counts.get(part):
                words = f"{PART_WORDS[part]}  {number(counts[part])}"
                menu.addAction(words, partial(self._show_hidden, part))
        return menu

    def _show_hidden(self, part: Part) -> None:
        self.show_part(part)
        self._fit_chips()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_chips)

    def show_part(self, part: Part | None) -> None:
        """Show all entries, or those of one part."""
        self.part = part
        self.chips[part].setChecked(True)
        self._filter()

    def _keys(self) -> tuple[TimelineKey, ...]:
        assert self._timeline is not None
        deal_id = self.deal_box.choice() if not self.deal_box.isHidden() else None
        return tuple(
            key
            for key in self._timeline.keys
            if self.part in (None, key.part) and deal_id in (None, key.deal_id)
        )

    def _filter(self, *, keep: bool = False) -> None:
        if self._timeline is None:
            return
        found, keys, model = self._timeline, self._keys(), self.view.entries
        wanted = max(PAGE, model.read if keep else 0)
        first = keys[:wanted]
        missing = [key for key in first if key not in self._known]
        if not missing:
            self._put(keys, len(first), keep)
            return

        def then(entries: dict[TimelineKey, TimelineEntry]) -> None:
            if found is self._timeline and keys == self._keys():
                self._known |= entries
                self._put(keys, len(first), keep)

        self._desk.background.ask(
            lambda session: timeline_entries(session, missing),
            then,
            owner=self,
            key="entries",
            failed=self._desk.toast,
        )

    def _put(self, keys: tuple[TimelineKey, ...], read: int, keep: bool) -> None:
        assert self._timeline is not None
        current = self.view.current() if keep else None
        place = self.view.verticalScrollBar().value() if keep else 0
        self.view.entries.show_keys(keys, self._known, read, self._timeline.today)
        if current is not None:
            for row_ in range(self.view.entries.rowCount()):
                entry = self.view.entries.entry_at(row_)
                if entry is not None and entry.key == current.key:
                    self.view.setCurrentIndex(self.view.entries.index(row_))
        self.view.verticalScrollBar().setValue(place)
        self._nothing.setText(tr("Nothing has happened yet. Write down the first thing above."))
        self._pages.setCurrentWidget(self.view if keys else self._nothing)
        self.shown.emit()

    def _read_more(self) -> None:
        model = self.view.entries
        keys = model.keys[model.read : model.read + PAGE]

        def failed(sentence: str) -> None:
            model.ask_again()
            self._desk.toast(sentence)

        self._desk.background.ask(
            lambda session: timeline_entries(session, keys),
            lambda entries: model.put_more(entries, keys),
            owner=self,
            key="more",
            failed=failed,
        )

"""The files kept with a record, below each other: opened, saved elsewhere, deleted, and more added."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.files import FileRow
from salesdesk.services.files import LARGEST_MB
from salesdesk.translation import tr
from salesdesk.ui.kit.format import file_size, moment, number
from salesdesk.ui.kit.record.parts import empty_layout
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, Icons, button, column, icon_button, label, row

AT_ONCE = 200


class FilesTab(QScrollArea):
    """`open_asked`, `save_asked` and `delete_asked` carry a file's key and name."""

    attach_asked = Signal()
    open_asked = Signal(int, str)
    save_asked = Signal(int, str)
    delete_asked = Signal(int, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Files"))
        self._desk = desk
        self._icons = Icons(desk.theme)
        self.files: tuple[FileRow, ...] = ()
        self.rows: list[FileLine] = []
        self._count = label("", "quiet")
        self.attach_button = button(tr("Attach files"), tip=tr("Attach files (A)"))
        self._icons.put(self.attach_button, "paperclip")
        self.attach_button.clicked.connect(self.attach_asked)
        self.progress_words = ElidedLabel("", "note")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._progress = QWidget()
        self._progress.setLayout(column(self.progress_words, self._bar, spacing=4, margins=(0, 0, 0, 8)))
        self._progress.hide()
        self._nothing = label(
            tr("No file yet. Drop files anywhere on this page, or attach them: {n} MB each at most.").format(
                n=LARGEST_MB
            ),
            "note",
            wrap=True,
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("recordPart")
        whole = column(spacing=8, margins=(20, 14, 20, 20))
        whole.addLayout(row(label(tr("Files").upper(), "caps"), self._count, None, self.attach_button))
        whole.addWidget(self._progress)
        whole.addWidget(self._nothing)
        whole.addLayout(self._list)
        whole.addStretch(1)
        inside.setLayout(whole)
        self.setWidget(inside)

    def show_files(
        self, files: Sequence[FileRow], today: date, read_only: bool, *, deal_shown: bool = True
    ) -> None:
        """Show these files, the latest on top; `deal_shown` tells the deal of each."""
        self.attach_button.setVisible(not read_only)
        shown = tuple(files)
        if shown == self.files and self.rows:
            return
        self.files = shown
        self._count.setText(number(len(shown)) if shown else "")
        self._nothing.setVisible(not shown)
        empty_layout(self._list)
        self.rows = [FileLine(self, each, today, read_only, deal_shown) for each in shown[:AT_ONCE]]
        for each in self.rows:
            self._list.addWidget(each)
        if len(shown) > AT_ONCE:
            words = tr("… and {n} older ones; the timeline shows them all.").format(n=len(shown) - AT_ONCE)
            self._list.addWidget(label(words, "note"))

    def tell(self, words: str, done: int, all_: int) -> None:
        """Show what is under way, or nothing any more."""
        self.attach_button.setDisabled(bool(words))
        self._progress.setVisible(bool(words))
        self.progress_words.say(words)
        self._bar.setRange(0, max(1, all_))
        self._bar.setValue(done)


class FileLine(QFrame):
    """One file with what can be done with it."""

    def __init__(self, tab: FilesTab, file: FileRow, today: date, read_only: bool, deal_shown: bool) -> None:
        super().__init__()
        self.setObjectName("historyRow")
        self.file = file
        theme = tab._desk.theme
        self._icons = Icons(theme)
        key, name = file.id, file.name
        self.open_button = button(name.replace("&", "&&"), "link", tip=tr("Open a copy"))
        self.save_button = icon_button(tr("Save {name} as …").format(name=name))
        self.delete_button = icon_button(tr("Delete {name}").format(name=name))
        self._icons.put(self.save_button, "download")
        self._icons.put(self.delete_button, "trash-2")
        self.open_button.clicked.connect(lambda: tab.open_asked.emit(key, name))
        self.save_button.clicked.connect(lambda: tab.save_asked.emit(key, name))
        self.delete_button.clicked.connect(lambda: tab.delete_asked.emit(key, name))
        deal = file.deal if deal_shown else ""
        told = (file_size(file.size), moment(file.added_at, today), file.person, deal)
        words = column(spacing=0)
        words.addLayout(row(self.open_button, None))
        words.addLayout(row(4, ElidedLabel(" · ".join(filter(None, told)), "quiet"), spacing=0))
        across = row(IconLabel(theme, "file-text", "text_2", 20), spacing=8, margins=(2, 6, 0, 6))
        across.addLayout(words, 1)
        across.addWidget(self.save_button)
        if not read_only:
            across.addWidget(self.delete_button)
        self.setLayout(across)

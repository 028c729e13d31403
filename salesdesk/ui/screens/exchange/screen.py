"""Import / Export: begins with files, leads through the wizard, runs the import, shows its result."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.changes import Changes
from salesdesk.answers.lists import BatchRow
from salesdesk.exchange.errors import write_error_workbook
from salesdesk.exchange.plan import Plan
from salesdesk.exchange.run import Outcome, Progress, run_import
from salesdesk.exchange.values import read_mended
from salesdesk.queries.imports import import_batches, pipeline_of_import
from salesdesk.queries.taken import exports_made
from salesdesk.services.undo import undo_batch
from salesdesk.translation import tr
from salesdesk.ui.kit.pasting import copied_files
from salesdesk.ui.kit.screen import Command, Desk, Screen
from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.kit.widgets import column
from salesdesk.ui.screens.exchange.draft import Draft
from salesdesk.ui.screens.exchange.exports import delimiter_of, export, export_filters
from salesdesk.ui.screens.exchange.history import EXPORTS_SHOWN
from salesdesk.ui.screens.exchange.home import Home
from salesdesk.ui.screens.exchange.names import reading_words
from salesdesk.ui.screens.exchange.result_page import ResultPage
from salesdesk.ui.screens.exchange.running import Running
from salesdesk.ui.screens.exchange.wizard import READ, Wizard

READABLE = tr(
    "Spreadsheets and contacts (*.xlsx *.xlsm *.csv *.tsv *.txt *.xls *.xlsb *.ods *.vcf);;All files (*)"
)
PASTED = tr("Pasted table")
LARGEST_PASTE = 32_000_000
"""Letters; what is larger comes as a file, which is read step by step."""
_HOME, _WIZARD, _RUNNING, _RESULT = range(4)


class ExchangeScreen(Screen):
    """The page of the rail's foot where files come in and lists go out."""

    name = "exchange"
    title = tr("Import / Export")
    icon = "arrow-up-down"
    watches = frozenset(
        {"import_batch", "company", "contact", "deal", "activity", "product", "person", "stage", "pipeline"}
    )
    help_page = "import"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.draft = Draft(desk, self)
        self.home = Home(desk)
        self.wizard = Wizard(desk, self.draft)
        self.running = Running(desk)
        self.result = ResultPage(desk)
        self._stopped = False
        self._began = 0.0
        self._pasted: QTemporaryDir | None = None
        self._batches: list[BatchRow] = []
        self.stack = QStackedWidget()
        for page in (_with_bar(desk, self.home), self.wizard, self.running, self.result):
            self.stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self._connect()

    def _connect(self) -> None:
        self.home.drop.choose_button.clicked.connect(self.choose)
        self.home.drop.paste_button.clicked.connect(self.paste)
        self.home.export_asked.connect(self.take_out)
        self.home.undo_asked.connect(self.undo)
        self.home.drop.cancel_button.clicked.connect(self.leave)
        self.draft.opened.connect(self._opened)
        self.draft.reads.connect(self._reads)
        self.draft.refused.connect(self._refused)
        self.wizard.left.connect(self.leave)
        self.wizard.files_asked.connect(self.choose)
        self.wizard.finished.connect(self.begin_import)
        self.running.stop_asked.connect(self._stop)
        self.result.left.connect(self.leave)
        self.result.undo_asked.connect(self.undo)
        self.result.undo_other_asked.connect(self.undo)
        self.result.show_asked.connect(self._show_records)
        self.result.workbook_asked.connect(self.save_workbook)
        self.result.mended_asked.connect(self.import_mended)

    def refresh(self, changes: Changes) -> None:
        self.desk.background.ask(import_batches, self._show_batches, owner=self, key="batches")
        self._ask_exports()
        if not changes.everything and self.stack.currentIndex() == _WIZARD:
            self.draft.follow()

    def _show_batches(self, batches: list[BatchRow]) -> None:
        self._batches = batches
        self.home.show_batches(batches)
        self.result.show_batches(batches)

    def commands(self) -> tuple[Command, ...]:
        if self.desk.read_only:
            return ()
        return (Command("import.choose", tr("Import files"), "folder-open", "", self.choose),)

    def take_files(self, paths: list[Path]) -> None:
        """Begin an import of these files, or add them to the one that is prepared."""
        if self.desk.read_only or self.stack.currentIndex() == _RUNNING:
            self.desk.toast(self.desk.read_only or tr("Wait until the import is done, or stop it."))
            return
        self.home.drop.say("")
        if self.stack.currentIndex() != _WIZARD and not self.draft.is_reading:
            self.draft.close()
        self.draft.open(paths)

    def choose(self) -> None:
        """Let the user name files."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("Import files"), "", READABLE)
        if names:
            self.take_files([Path(name) for name in names])

    def paste(self) -> None:
        """Import the cells on the clipboard, or the files that were copied."""
        data = QGuiApplication.clipboard().mimeData()
        files = copied_files(data)
        if files:
            self.take_files(files)
            return
        text = data.text()
        if not text.strip():
            self._refused(
                tr("There is no table on the clipboard; copy cells in a spreadsheet program first.")
            )
            return
        if len(text) > LARGEST_PASTE:
            self._refused(tr("This table is too large to paste; save it as a file and drop that here."))
            return
        if self._pasted is None:
            self._pasted = QTemporaryDir()
        target = Path(self._pasted.path()) / f"{PASTED}.tsv"
        target.write_text(text, encoding="utf-8", newline="")
        self.take_files([target])

    def _reads(self, file: str, rows: int) -> None:
        if self.draft.is_reading:  # else it is read, or was given up meanwhile
            self.home.drop.show_reading(reading_words(file, rows))
            self.wizard.show_reading(reading_words(file, rows))

    def _opened(self) -> None:
        self._no_longer_reads()
        if self.stack.currentIndex() != _WIZARD:
            self.wizard.begin()
            self.stack.setCurrentIndex(_WIZARD)
        self.wizard.go(READ)

    def _no_longer_reads(self) -> None:
        if not self.draft.is_reading:
            self.home.drop.show_reading("")
            self.wizard.show_reading("")

    def _refused(self, sentence: str) -> None:
        self._no_longer_reads()
        if self.stack.currentIndex() == _HOME:
            self.home.drop.say(sentence)
        elif self.stack.currentIndex() != _WIZARD:
            self.desk.toast(sentence)

    def leave(self) -> None:
        """Back to the beginning; nothing was written."""
        self.draft.close()
        self._no_longer_reads()
        self.home.drop.say("")
        self.stack.setCurrentIndex(_HOME)

    def begin_import(self) -> None:
        """Bring in what was planned."""
        if self.draft.trial is None or self.draft.is_trying:
            return
        self.draft.keep(lambda: None)
        self._run(self.draft.trial.tables, self.draft.trial.plan, None)

    def _run(self, tables: list[Any], plan: Plan | None, into: int | None) -> None:
        options = self.draft.options
        self._stopped, self._began = False, monotonic()
        self.running.begin(self._names)
        self.stack.setCurrentIndex(_RUNNING)

        def steps(store: Any) -> Iterator[Any]:
            return run_import(store, tables, options, plan=plan, into=into, stopped=lambda: self._stopped)

        def progress(step: Any) -> None:
            if isinstance(step, Progress):
                self.running.show_progress(step.done, step.steps)

        def done(outcome: Outcome) -> None:
            self._finished(outcome, into)

        self.desk.background.do_steps(steps, progress, done, owner=self, failed=self._broke)

    @property
    def _names(self) -> str:
        return ", ".join(dict.fromkeys(item.table.file.name for item in self.draft.items))

    def _finished(self, outcome: Outcome, into: int | None) -> None:
        if into is None:
            self.result.show_outcome(outcome, self._names, monotonic() - self._began, self._columns())
        else:
            self.result.add_mended(outcome)
        self.stack.setCurrentIndex(_RESULT)
        if into is not None and self.result.isVisible():
            self.result.take_focus()
        self.desk.look()
        self.refresh(Changes())

    def _columns(self) -> str:
        assert self.draft.trial is not None
        meant = sum(len(each.mapping.columns) for each in self.draft.trial.understood)
        every = sum(sum(map(bool, item.table.headers)) for item in self.draft.items)
        kept = tr("{n} of {all}, remembered") if self.draft.keeps else tr("{n} of {all}")
        return kept.format(n=meant, all=every)

    def _broke(self, sentence: str) -> None:
        self.stack.setCurrentIndex(_WIZARD if self.draft.items else _HOME)
        self.wizard.say(sentence)
        self.draft.replan()

    def _stop(self) -> None:
        self._stopped = True

    def import_mended(self) -> None:
        """Bring in the rows that were mended on the result page, into the same import."""
        outcome = self.result.outcome
        if outcome is None:
            return
        tables = [
            read_mended(self.result.reads[key], rows) for key, rows in self.result.whole().items() if rows
        ]
        self._run(tables, None, outcome.batch_id)

    def save_workbook(self) -> None:
        """Write the rows that wait into a workbook that can be mended and imported again."""
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Error workbook"), tr("Rows to mend.xlsx"), tr("Excel workbook (*.xlsx)")
        )
        if not name:
            return
        plan = Plan(problems=self.result.waiting)
        target = Path(name).with_suffix(".xlsx")

        def written(_: Any) -> None:
            self.desk.toast(tr("The rows are in {file}.").format(file=target.name))

        self.desk.background.run(lambda: write_error_workbook(target, plan), written, owner=self)

    def undo(self, batch_id: int) -> None:
        """Take an import back as a whole."""

        def done(_: Any) -> None:
            if self.result.outcome is not None and self.result.outcome.batch_id == batch_id:
                self.result.outcome = replace(self.result.outcome, batch_id=None)
                self.leave()
            self.refresh(Changes())

        self.desk.save(
            lambda session: undo_batch(session, batch_id=batch_id),
            kind="undo_import",
            words=tr("Import {n} is undone").format(n=batch_id),
            then=done,
            owner=self,
        )

    def _show_records(self, record: str) -> None:
        outcome = self.result.outcome
        if record != "deals" or outcome is None or outcome.batch_id is None:
            self.desk.open({"deals": "pipeline"}.get(record, record))
            return
        batch_id = outcome.batch_id
        self.desk.background.ask(
            lambda session: pipeline_of_import(session, batch_id=batch_id),
            lambda pipeline_id: self.desk.open("pipeline", pipeline_id),
            owner=self,
            key="pipeline",
        )

    def show_all(self) -> None:
        """Begin anew where an import is done; what still waits to be mended stays."""
        if self.stack.currentIndex() == _RESULT and not self.result.waiting:
            self.leave()

    def take_out(self, record: str) -> None:
        """Write a whole list, or everything, into a file."""
        ending = ".json" if record == "all" else ".xlsx"
        suggested = tr("Everything") if record == "all" else record.capitalize()
        name, chosen = QFileDialog.getSaveFileName(
            self, tr("Take out"), suggested + ending, export_filters(record)
        )
        if name:
            target = Path(name)
            if not target.suffix:
                target = target.with_name(target.name + chosen.rpartition("*")[2].rstrip(")"))
            delimiter = delimiter_of(chosen)
            export(self.desk, record, target, self, self.desk.toast, self._ask_exports, delimiter)

    def _ask_exports(self) -> None:
        ask = lambda session: exports_made(session, most=EXPORTS_SHOWN)  # noqa: E731
        self.desk.background.ask(ask, self.home.taken.show_exports, owner=self, key="exports")


def _with_bar(desk: Desk, page: Home) -> QWidget:
    made = QWidget()
    made.setLayout(column(TopBar(desk, ExchangeScreen.title), page, spacing=0))
    return made

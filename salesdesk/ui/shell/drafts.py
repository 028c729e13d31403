"""Keeps what is typed in a window on the disk of this computer, and offers it again after a sudden end."""

import logging
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QLockFile, QObject, Qt, QTimer, Signal

from salesdesk.drafts import Draft, draft_files, draft_folder, read_drafts, seat_name, write_drafts
from salesdesk.ui.shell.reopening import reopen
from salesdesk.ui.shell.typed_sheet import TypedSheet

if TYPE_CHECKING:
    from salesdesk.ui.shell.window import Window

_Given = TypeVar("_Given")
log = logging.getLogger(__name__)
LOOK_MS = 400
"""How often it is looked whether something else is typed; it is on the disk a moment later."""


class Drafts(QObject):
    """The drafts of one window. What another window that still runs has typed is not offered here.

    A file holds what is typed now and what is still offered from before; it goes with the last of both.
    """

    _found = Signal(object, object)

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._worker: ThreadPoolExecutor | None = None
        self._file: Path | None = None
        self._lock: QLockFile | None = None
        self._seat = ("", "")
        self._database = ""
        self.offered: list[Draft] = []
        self._written: tuple[Draft, ...] = ()
        self.keeps_all = False
        self._opens_first = False
        self._adopting: Future[tuple[Draft, ...]] | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._found.connect(self._take_found, Qt.ConnectionType.QueuedConnection)
        bar = window.pages.draft_bar
        bar.opened.connect(self.open)
        bar.discarded.connect(self.discard)

    def begin(self, where: str, login: str) -> None:
        """Look after what is typed on another database, and offer what was left there."""
        self.end()
        self._seat = (where, login)
        store = self._window.background.store
        self._database = store.database_id if store is not None else ""
        file = draft_folder() / f"{seat_name(where, login)}-{uuid.uuid4().hex[:12]}.json"
        self._file = file
        if not self._is_read_only:
            self._timer.start()

            def adopt() -> tuple[Draft, ...]:
                found = self._adopt(file, where, login)
                self._found.emit(file, found)
                return found

            self._adopting = self._run(adopt)

    @property
    def _is_read_only(self) -> bool:
        store = self._window.background.store
        return store is None or bool(store.read_only)

    def _adopt(self, file: Path, where: str, login: str) -> tuple[Draft, ...]:
        """Take over the files of windows that are gone; away from the window's thread."""
        found: list[Draft] = []
        left: list[tuple[Path, QLockFile]] = []
        for path in draft_files(where, login):
            lock = _lock_of(path)
            if path == file or not lock.tryLock(0):
                continue
            drafts = read_drafts(path, self._database)
            if drafts:
                found += drafts
                left.append((path, lock))
            else:
                lock.unlock()  # damaged, of another layout or another database: left alone
        is_written = bool(found) and self._write(file, tuple(found))
        for path, lock in left:
            if is_written:
                path.unlink(missing_ok=True)
            lock.unlock()
        return tuple(found)

    def _take_found(self, file: Path, found: Sequence[Draft]) -> None:
        if file != self._file:
            return
        self._adopting = None
        if not found:
            return
        self.offered += found
        self._written = tuple(found)
        self._offer()
        if self._opens_first:
            self._opens_first = False
            self.open(self.offered[0])

    def _offer(self) -> None:
        self._window.pages.draft_bar.offer(self.offered)

    def look(self) -> None:
        """Write what is typed now, if it is something else than what was written last."""
        now = self._stamped((*self.offered, *self.typed()))
        if len(now) == len(self._written) and all(map(Draft.is_like, now, self._written)):
            return
        self._written = now
        file = self._file
        if file is not None:
            self._run(lambda: self._write(file, now))

    def typed(self) -> tuple[Draft, ...]:
        """What is typed in the window now and not saved."""
        sheets = (sheet.draft() for sheet in self._window.sheets())
        screens = (draft for screen in self._window.screens.values() for draft in screen.drafts())
        return (*(draft for draft in sheets if draft is not None), *screens)

    def _stamped(self, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        return tuple(
            draft
            if draft.at
            else next((each for each in self._written if each.is_like(draft)), replace(draft, at=moment))
            for draft in drafts
        )

    def _run(self, work: "Callable[[], _Given]") -> "Future[_Given]":
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="draft")
        return self._worker.submit(work)

    def _write(self, file: Path, drafts: Sequence[Draft]) -> bool:
        try:
            if drafts and (self._lock is None or self._lock.fileName() != _lock_of(file).fileName()):
                file.parent.mkdir(parents=True, exist_ok=True)
                self._lock = _lock_of(file)
                self._lock.tryLock(0)
            return write_drafts(file, drafts, self._database)
        except OSError as error:
            log.warning("drafts cannot be kept: %s", error)
            return False

    def open(self, draft: Draft) -> None:
        """Open a form again as it was; where that cannot be, show what was typed."""

        def shown() -> None:
            self._let_go(draft)

        def failed(sentence: str) -> None:
            window = self._window
            TypedSheet(
                window.stack,
                window.theme,
                draft,
                sentence,
                kept=lambda: None,
                discarded=lambda: self._let_go(draft),
            )

        reopen(self._window, draft, shown, failed)

    def discard(self, draft: Draft) -> None:
        """Forget what was typed."""
        self._let_go(draft)

    def _let_go(self, draft: Draft) -> None:
        self.offered = [each for each in self.offered if each is not draft]
        self._offer()
        self.look()

    def keep(self, draft: Draft) -> None:
        """Offer a draft later, though its form is gone."""
        self.offered += self._stamped((draft,))
        self._offer()
        self.look()

    def hand_over(self, where: str) -> bool:
        """Let what is typed now be opened again on a copy of this database; whether it was written."""
        _, login = self._seat
        name = f"{seat_name(where, login)}-{uuid.uuid4().hex[:12]}.json"
        typed = self._stamped(self.typed())
        try:
            is_written = not typed or write_drafts(draft_folder() / name, typed, self._database)
        except OSError as error:
            log.warning("drafts cannot be handed over: %s", error)
            is_written = False
        self._opens_first = bool(typed) and is_written
        return is_written

    def end(self) -> None:
        """Nothing more is typed here: only what is offered, or is to be kept, stays on the disk."""
        self._timer.stop()
        file, self._file = self._file, None
        if file is None:
            return
        left = self._stamped((*self.offered, *(self.typed() if self.keeps_all else ())))
        self.offered, self._written, self.keeps_all = [], (), False
        self._offer()
        worker, self._worker = self._worker, None
        adopting, self._adopting = self._adopting, None
        if worker is not None:
            # What was found but not told yet is still to be offered, the next time.
            worker.submit(lambda: self._write(file, (*_result_of(adopting), *left)))
            worker.shutdown(wait=True)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _result_of(adopting: "Future[tuple[Draft, ...]] | None") -> tuple[Draft, ...]:
    return adopting.result() if adopting is not None and adopting.exception() is None else ()


def _lock_of(path: Path) -> QLockFile:
    """What says whether the window that writes a file still runs."""
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(0)
    return lock

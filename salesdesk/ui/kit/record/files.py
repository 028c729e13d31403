"""What is done with the files kept with a record: added, opened, saved elsewhere, deleted."""

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.errors import KnownError
from salesdesk.exchange.writing import replacing
from salesdesk.queries.files import file_content
from salesdesk.rules.file_names import disk_name, may_be_opened, shown_name
from salesdesk.services.files import LARGEST_MB, attach_file, delete_file, read_file
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.screen import Desk

MOST_FILES, MOST_MB = 20, 100


class FileKeeper(QObject):
    """`changed` tells that files came or went, `told` what it is at: words, steps done, steps in all.

    Without words it is done with it. Files are read one by one before anything is saved, then saved together:
    all of them or none, with one undo.
    """

    changed = Signal()
    told = Signal(str, int, int)

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self._copies: QTemporaryDir | None = None
        self._read: list[tuple[str, bytes]] = []
        self.is_adding = False

    def choose(self, record: str, record_id: int) -> None:
        """Let somebody choose files, and keep them with a record."""
        title = tr("Attach files, {n} MB each at most").format(n=LARGEST_MB)
        names, _ = QFileDialog.getOpenFileNames(self._over, title)
        if names:
            self.attach(record, record_id, [Path(name) for name in names])

    def attach(self, record: str, record_id: int, paths: list[Path]) -> None:
        """Keep files of this computer with a record ("company", 12)."""
        if self._desk.read_only or self.is_adding:
            self._desk.toast(self._desk.read_only or tr("Wait until the files before are added."))
            return
        if len(paths) > MOST_FILES:
            self._desk.toast(
                tr("These are {n} files; at most {most} are added at once.").format(
                    n=len(paths), most=MOST_FILES
                )
            )
            return
        self.is_adding, self._read = True, []
        self._read_next(record, record_id, paths)

    def _read_next(self, record: str, record_id: int, paths: list[Path]) -> None:
        done = len(self._read)
        if done == len(paths):
            self._save(record, record_id)
            return
        path = paths[done]
        self.told.emit(tr("Reading {name} …").format(name=shown_name(path.name)), done, len(paths) + 1)

        def then(content: bytes) -> None:
            self._read.append((path.name, content))
            if sum(len(each) for _, each in self._read) > MOST_MB * 1024 * 1024:
                self._stop(
                    tr("Together these are more than {n} MB; add some of them first.").format(n=MOST_MB)
                )
            else:
                self._read_next(record, record_id, paths)

        self._desk.background.run(lambda: read_file(path), then, owner=self, failed=self._stop)

    def _stop(self, sentence: str) -> None:
        self._over_now()
        self._desk.toast(sentence)

    def _over_now(self) -> None:
        self.is_adding, self._read = False, []
        self.told.emit("", 0, 0)

    def _save(self, record: str, record_id: int) -> None:
        files = self._read
        first = shown_name(files[0][0])
        rest = len(files) - 1
        words = tr("Attached: {name}").format(name=first)
        if rest:
            words = trn("Attached: {name} and {n} more", "Attached: {name} and {n} more", rest, name=first)
        self.told.emit(tr("Saving …"), len(files), len(files) + 1)

        def act(session: Any) -> None:
            for name, content in files:
                attach_file(session, record=record, record_id=record_id, name=name, content=content)

        def saved(_: Any) -> None:
            self._over_now()
            self.changed.emit()

        self._desk.save(act, kind="attach_file", words=words, then=saved, failed=self._stop, owner=self)

    def open(self, file_id: int, name: str) -> None:
        """Show a copy of a file in the system's program for it, unless it may be a program itself."""
        if not may_be_opened(name):
            self._desk.toast(
                tr(
                    "{name} may be a program or hold one, so it is not opened from here. Save it, if you "
                    "trust who it is from."
                ).format(name=name)
            )
            return
        if self._copies is None:
            self._copies = QTemporaryDir()
        folder = Path(self._copies.path())

        def copy(session: Any) -> Path:
            kept = file_content(session, attachment_id=file_id)
            # Each copy has a folder of its own, so that none takes another's name.
            target = Path(tempfile.mkdtemp(dir=folder)) / disk_name(kept.name)
            return _write(target, kept.content, read_only=True)

        self._desk.background.ask(copy, self._show, owner=self, key="open", failed=self._desk.toast)

    def _show(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._desk.toast(tr("No program opens {name} here. Save it instead.").format(name=path.name))

    def save_as(self, file_id: int, name: str) -> None:
        """Write a file where somebody wants it."""
        chosen, _ = QFileDialog.getSaveFileName(self._over, tr("Save the file as"), disk_name(name))
        if not chosen:
            return
        target = Path(chosen)

        def copy(session: Any) -> Path:
            return _write(target, file_content(session, attachment_id=file_id).content)

        def then(path: Path) -> None:
            self._desk.toast(tr("Saved: {path}").format(path=path))

        self._desk.background.ask(copy, then, owner=self, failed=self._desk.toast)

    def delete(self, file_id: int, name: str) -> None:
        """Put a file into the trash."""
        if self._desk.read_only:
            self._desk.toast(self._desk.read_only)
            return
        self._desk.save(
            lambda session: delete_file(session, attachment_id=file_id),
            kind="delete_file",
            words=tr("Deleted: {title}").format(title=name),
            then=lambda _: self.changed.emit(),
            owner=self,
        )


def _write(target: Path, content: bytes, *, read_only: bool = False) -> Path:
    try:
        with replacing(target) as part:
            part.write_bytes(content)
        if read_only:
            # What is changed in the copy would be lost; programs say so when the copy cannot be changed.
            target.chmod(0o400)
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be written: {reason}.").format(path=target, reason=error.strerror or error)
        ) from error
    return target

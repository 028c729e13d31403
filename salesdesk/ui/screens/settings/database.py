"""The database itself: where it is, how large, who is in it; backup, restore, check."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QGridLayout, QPushButton, QVBoxLayout

from salesdesk.queries.beginnings import BACKED_UP
from salesdesk.services.settings import change_own_setting
from salesdesk.settings import data_folder
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.widgets import ElidedLabel, button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session
    from salesdesk.store.about import About
    from salesdesk.store.check import Finding

TALL = 64
_UNITS = (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024))


class DatabasePage(Page):
    """Facts above, three large buttons below, what the last of them found at the foot."""

    key = "database"
    title = tr("Database")
    icon = "database"
    right = "administrator"

    def build(self) -> None:
        self.facts = QGridLayout()
        self.facts.setContentsMargins(16, 14, 16, 14)
        self.facts.setHorizontalSpacing(16)
        self.facts.setVerticalSpacing(8)
        self.facts.setColumnMinimumWidth(0, 150)
        self.facts.setColumnStretch(1, 1)
        self.body.addWidget(card(self.facts))
        self.backup_button = self._large(
            tr("Back up now"), tr("A whole copy, checked, as one file"), "file-plus"
        )
        self.restore_button = self._large(
            tr("Restore a backup …"), tr("Into a file of its own; this one stays"), "archive-restore"
        )
        self.check_button = self._large(
            tr("Check the database"), tr("The file, its references, and every rule"), "circle-check"
        )
        self.backup_button.clicked.connect(self.back_up)
        self.restore_button.clicked.connect(self.restore)
        self.check_button.clicked.connect(self.check)
        self.body.addLayout(row(self.backup_button, self.restore_button, self.check_button, spacing=12))
        self.result = QVBoxLayout()
        self.result.setSpacing(8)
        self.result_box = card(self.result, spacing=8, margins=(16, 14, 16, 14))
        self.result_box.hide()
        self.body.addWidget(self.result_box)
        self.backup_button.setEnabled(self.desk.viewer.is_administrator)
        self.check_button.setEnabled(self.desk.viewer.is_administrator)

    def _large(self, words: str, note: str, icon: str) -> QPushButton:
        made = button("")
        made.setObjectName("large")
        made.setAccessibleName(words)
        made.setAccessibleDescription(note)
        made.setFixedHeight(TALL)
        picture = label()
        picture.setFixedSize(QSize(20, 20))
        picture.setPixmap(self.desk.theme.pixmap(icon, "text_2", 20))
        self.desk.theme.changed.connect(lambda: picture.setPixmap(self.desk.theme.pixmap(icon, "text_2", 20)))
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addStretch(1)
        text.addWidget(label(words, "choice"))
        text.addWidget(ElidedLabel(note, "note"))
        text.addStretch(1)
        across = row(picture, margins=(14, 8, 12, 8), spacing=12)
        across.addLayout(text, 1)
        made.setLayout(across)
        return made

    def refresh(self) -> None:
        from salesdesk.store.about import about

        store = self.desk.background.store
        if store is not None:
            self.desk.background.run(
                lambda: about(store), self._shown, owner=self, key="about", failed=self.say_error
            )

    def show_answer(self, answer: "About") -> None:
        while self.facts.count():
            item = self.facts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for place, (name, words) in enumerate(_facts(answer)):
            shown = ElidedLabel(words)
            self.facts.addWidget(label(name, "label"), place, 0)
            self.facts.addWidget(shown, place, 1)

    def back_up(self) -> None:
        """Ask where to, then write a copy of everything."""
        store = self.desk.background.store
        if store is None:
            return
        ending = "json.gz" if store.dialect == "postgresql" else "salesdesk"
        proposed = data_folder() / f"{Path(store.place.name).stem} {date.today().isoformat()}.{ending}"
        where, _ = QFileDialog.getSaveFileName(self, tr("Back up now"), str(proposed))
        if where:
            self.back_up_to(Path(where))

    def back_up_to(self, target: Path) -> None:
        """Write a copy of everything to a file."""
        from salesdesk.store.backup import backup

        store = self.desk.background.store
        assert store is not None
        self._busy(tr("Writing the backup …"))
        self.desk.background.run(
            lambda: backup(store, target), lambda _: self._backed_up(target), owner=self, failed=self._failed
        )

    def _backed_up(self, target: Path) -> None:
        if not self.desk.read_only and self.desk.viewer.person_id is not None:
            self.desk.background.do(_keep_backed_up, kind="backup", owner=self.desk.life)
        size = _size(target.stat().st_size) if target.exists() else ""
        self._say(
            tr("The backup is whole."),
            [tr("{path}, {size}. It was opened and read back before it got its name.").format(
                path=target, size=size
            )],
        )  # fmt: skip

    def restore(self) -> None:
        """Ask for a backup and for the file that it becomes, then open that."""
        kinds = tr("SalesDesk backups (*.salesdesk *.json *.json.gz);;All files (*)")
        source, _ = QFileDialog.getOpenFileName(self, tr("Restore a backup"), str(data_folder()), kinds)
        if not source:
            return
        proposed = data_folder() / f"{Path(source).name.split('.')[0]} restored.salesdesk"
        target, _ = QFileDialog.getSaveFileName(self, tr("Restore into"), str(proposed))
        if target:
            self.restore_into(Path(source), Path(target))

    def restore_into(self, source: Path, target: Path) -> None:
        """Make a database from a backup."""
        from salesdesk.store.backup import restore

        store = self.desk.background.store
        if (
            store is not None
            and store.place.path is not None
            and target.resolve() == store.place.path.resolve()
        ):
            self.say_error(tr("This file is open here. Restore into another one, then open that."))
            return
        self._busy(tr("Restoring the backup …"))
        self.desk.background.run(
            lambda: restore(source, str(target)),
            lambda _: self._say(
                tr("The backup is restored."),
                [tr("It is in {path}; open it with Ctrl+O. The database you are in was not touched.").format(
                    path=target
                )],
            ),
            owner=self,
            failed=self._failed,
        )  # fmt: skip

    def check(self) -> None:
        """Look whether everything is as it must be."""
        from salesdesk.store.check import check

        store = self.desk.background.store
        assert store is not None
        self._busy(tr("Checking …"))
        self.desk.background.run(lambda: check(store), self._checked, owner=self, failed=self._failed)

    def _checked(self, findings: "Sequence[Finding]") -> None:
        if not findings:
            self._say(
                tr("Everything is sound."),
                [tr("The file, its references, the tree of people, and the figures and past of every deal.")],
            )
            return
        lines = [f"{finding.count:,} {finding.what}. {finding.advice}" for finding in findings]
        title = trn("{n} kind of trouble was found", "{n} kinds of trouble were found", len(findings))
        self._say(title, lines, good=False)

    def _busy(self, words: str) -> None:
        self.say_error("")
        self._say(words, [], good=True)
        for each in (self.backup_button, self.restore_button, self.check_button):
            each.setEnabled(False)

    def _ready(self) -> None:
        administrator = self.desk.viewer.is_administrator
        self.restore_button.setEnabled(True)
        self.backup_button.setEnabled(administrator)
        self.check_button.setEnabled(administrator)

    def _failed(self, sentence: str) -> None:
        self._ready()
        self.result_box.hide()
        self.say_error(sentence)

    def _say(self, title: str, lines: Sequence[str], *, good: bool = True) -> None:
        while self.result.count():
            item = self.result.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.result.addWidget(label(title, "title" if good else "error"))
        for line in lines:
            self.result.addWidget(label(line, "note", wrap=True))
        self.result_box.setAccessibleName(" ".join((title, *lines)))
        self.result_box.show()
        if lines:
            self._ready()


def _size(count: int) -> str:
    for unit, each in _UNITS:
        if count >= each:
            return f"{count / each:,.1f} {unit}"
    return tr("{n} bytes").format(n=count)


_JOURNALS = {
    "wal": tr("written ahead (WAL): for a file that only this computer opens"),
    "delete": tr("rolled back (DELETE): safe where several computers open the file"),
}


def _facts(answer: "About") -> list[tuple[str, str]]:
    facts = [
        (tr("Where"), answer.where),
        (tr("Size"), _size(answer.size)),
        (tr("Program"), tr("{program}, layout {n}").format(program=answer.program, n=answer.schema)),
    ]
    if answer.is_server:
        people = answer.people or ()
        words = ", ".join(people) or tr("nobody")
        return [*facts, (tr("Connected now"), f"{len(people)}: {words}")]
    journal = _JOURNALS.get(answer.journal, answer.journal)
    return [
        *facts,
        (tr("Journal"), journal),
        (tr("Connected now"), tr("A file does not know who has it open; a Postgres server does.")),
    ]


def _keep_backed_up(session: "Session") -> None:
    change_own_setting(session, key=BACKED_UP, value=True)

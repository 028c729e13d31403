"""What an import did: counts, what came in, rows that wait to be mended, and the way back."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.lists import BatchRow
from salesdesk.exchange.run import Outcome
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.format import moment, number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import (
    ElidedLabel,
    IconLabel,
    Icons,
    button,
    column,
    icon_button,
    label,
    line,
    row,
)
from salesdesk.ui.screens.exchange.history import Earlier
from salesdesk.ui.screens.exchange.names import COLOURS, ICONS, many
from salesdesk.ui.screens.exchange.parts import held
from salesdesk.ui.screens.exchange.problems import Problems
from salesdesk.ui.screens.exchange.side import WIDTH

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Mended = dict[int, dict[int, dict[int, Any]]]
"""Cells typed anew: by the id of the table that was read, row and place."""


class Tile(QFrame):
    """One count with its picture and a line that explains it."""

    def __init__(self, desk: Desk, words: str, icon: str, colour: str, tint: str) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self.setFixedHeight(102)
        picture = IconLabel(desk.theme, icon, colour)
        picture.setObjectName("tile")
        picture.setProperty("tint", tint)
        picture.setFixedSize(28, 28)
        picture.setMargin(6)
        self.value = label("0", "big")
        self.note = ElidedLabel("", "note")
        self.setLayout(
            column(held(row(label(words, "label"), None, picture)), self.value, self.note, spacing=2,
                   margins=(16, 10, 12, 12))
        )  # fmt: skip
        self.setMinimumWidth(120)


class ResultPage(QWidget):
    """The page after an import."""

    left = Signal()
    undo_asked = Signal(int)
    show_asked = Signal(str)
    workbook_asked = Signal()
    mended_asked = Signal()
    undo_other_asked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._icons = Icons(desk.theme)
        self.outcome: Outcome | None = None
        self.reads: dict[int, ReadTable] = {}
        self.mended: Mended = {}
        self.waiting: list[tuple[ReadTable, ReadRow]] = []
        self._file = ElidedLabel("", "title")
        self._when = ElidedLabel("", "note")
        self.undo_button = button(tr("Undo import"), "danger")
        self.show_button = button("", "primary")
        self._icons.put(self.undo_button, "undo-2", "red")
        self._icons.put(self.show_button, "arrow-right", "on_accent")
        self._mark = IconLabel(desk.theme, "circle-check", "green", 32)
        self.headline = label("", "heading", wrap=True)
        self.line = label("", "lead", wrap=True)
        self.tiles = {
            "created": Tile(desk, tr("Created"), "plus", "accent_text", "accent"),
            "updated": Tile(desk, tr("Updated"), "pencil", "green", "green"),
            "skipped": Tile(desk, tr("Skipped"), "skip-forward", "text_2", ""),
            "errors": Tile(desk, tr("Problems"), "circle-alert", "red", "red"),
        }
        self.problems_title = label(tr("Problems"), "title")
        self.problems_note = label("", "note")
        self.workbook_button = button(tr("Error workbook"))
        self._icons.put(self.workbook_button, "file-spreadsheet")
        self.mended_button = button("", "tinted")
        self._icons.put(self.mended_button, "check", "accent_text")
        self.problems = Problems(desk)
        self._came = QVBoxLayout()
        self._facts = QVBoxLayout()
        self.undo_words = label("", "note", wrap=True)
        self.earlier = Earlier(desk, 6, tr("None before this one."))
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self.undo_button.clicked.connect(self._undo)
        self.show_button.clicked.connect(lambda: self.show_asked.emit(self._record))
        self.workbook_button.clicked.connect(self.workbook_asked)
        self.mended_button.clicked.connect(self.mended_asked)
        self.problems.mended.connect(self._mend)
        self.problems.left_out.connect(self._leave_out)
        self.earlier.undo_asked.connect(self.undo_other_asked)

    def _lay_out(self) -> None:
        back = icon_button(tr("Back to Import / Export"))
        self._icons.put(back, "arrow-left")
        back.clicked.connect(self.left)
        bar = QFrame()
        bar.setObjectName("topBar")
        bar.setFixedHeight(56)
        across = row(back, self._file, self._when, self.undo_button, self.show_button, spacing=10,
                     margins=(14, 0, 20, 0))  # fmt: skip
        across.setStretch(1, 3)
        across.setStretch(2, 2)
        bar.setLayout(across)
        words = QWidget()
        words.setLayout(column(self.headline, self.line, spacing=2))
        head = row(self._mark, words, spacing=14)
        head.setStretch(1, 1)
        middle = QVBoxLayout()
        middle.setContentsMargins(20, 18, 20, 18)
        middle.setSpacing(14)
        middle.addLayout(head)
        middle.addLayout(row(*self.tiles.values(), spacing=12))
        middle.addLayout(
            row(self.problems_title, self.problems_note, None, self.workbook_button, self.mended_button)
        )
        middle.addWidget(self.problems)
        middle.addStretch(1)
        inside = QWidget()
        inside.setObjectName("page")
        inside.setLayout(middle)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(scroll, 1)
        below.addWidget(self._side())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addLayout(below, 1)

    def _side(self) -> QWidget:
        body = QFrame()
        body.setObjectName("sideBody")
        inside = QVBoxLayout(body)
        inside.setContentsMargins(20, 18, 20, 18)
        inside.setSpacing(10)
        inside.addWidget(label(tr("What came in").upper(), "caps"))
        inside.addLayout(self._came)
        inside.addWidget(line())
        inside.addWidget(label(tr("This import").upper(), "caps"))
        inside.addLayout(self._facts)
        inside.addWidget(line())
        inside.addWidget(label(tr("Undo").upper(), "caps"))
        inside.addWidget(self.undo_words)
        inside.addWidget(line())
        inside.addWidget(label(tr("Earlier imports").upper(), "caps"))
        inside.addWidget(self.earlier)
        inside.addStretch(1)
        made = QScrollArea()
        made.setObjectName("sidePanel")
        made.setFixedWidth(WIDTH)
        made.setWidgetResizable(True)
        made.setWidget(body)
        return made

    def show_outcome(self, outcome: Outcome, names: str, seconds: float, columns: str) -> None:
        """Show what an import did."""
        self.outcome, self.mended = outcome, {}
        self._counts = {record: dict(counts) for record, counts in outcome.counts.items()}
        self.waiting = list(outcome.plan.problems)
        self.reads = {id(read): read for read, _ in self.waiting}
        self._rows = len(outcome.plan.rows)
        self._file.say(names)
        self._say_facts(seconds, columns)
        self._show_all()

    def add_mended(self, outcome: Outcome) -> None:
        """Show and say that mended rows came in as well; what is still wrong with some stays."""
        tried = {(id_, number_) for id_, rows in self.whole().items() for number_ in rows}
        still = [(read, row_) for read, row_ in self.waiting if (id(read), row_.number) not in tried]
        for record, counts in outcome.counts.items():
            known = self._counts.setdefault(record, dict.fromkeys(counts, 0))
            for name in ("created", "updated", "skipped"):
                known[name] += counts[name]
        self.waiting = still + list(outcome.plan.problems)
        self.reads = {id(read): read for read, _ in self.waiting}
        for id_, number_ in tried:
            del self.mended[id_][number_]
        self._show_all()
        self._say_mended(len(tried) - len(outcome.plan.problems), len(outcome.plan.problems))

    def _say_mended(self, came: int, still: int) -> None:
        """Tell what became of the rows that were mended, and leave the cursor at what waits next."""
        words = [trn("{n} mended row is in.", "{n} mended rows are in.", came, number(came))] if came else []
        if still:
            words.append(
                trn("{n} mended row still waits; what else is wrong with it stands below.",
                    "{n} mended rows still wait; what else is wrong with them stands below.",
                    still, number(still))
            )  # fmt: skip
        self._desk.toast(" ".join(words))

    def take_focus(self) -> None:
        """Put the cursor where one goes on: the next row to mend, else what leads on from here."""
        fields = [made.field for made in self.problems.rows if made.field.isEnabled() and not made.fits]
        (*fields, self.show_button)[0].setFocus()

    def whole(self) -> Mended:
        """The mended rows in which nothing known is left to mend."""
        wrong = {
            (id(read), row_.number): {problem.place for problem in row_.problems}
            for read, row_ in self.waiting
        }
        return {
            id_: {n: cells for n, cells in rows.items() if wrong.get((id_, n), {None}) <= cells.keys()}
            for id_, rows in self.mended.items()
        }

    def _show_all(self) -> None:
        waiting, stopped = len(self.waiting), self.outcome is not None and self.outcome.stopped
        total = {
            name: sum(counts[name] for counts in self._counts.values())
            for name in ("created", "updated", "skipped")
        }
        self._say_headline(waiting, stopped)
        for name, value in (*total.items(), ("errors", waiting)):
            self.tiles[name].value.setText(number(value))
        made = [
            f"{number(counts['created'])} {many(record).lower()}"
            for record, counts in self._counts.items()
            if counts["created"]
        ]
        self.tiles["created"].note.say(", ".join(made))
        self.tiles["updated"].note.say(
            tr("Fields that differ") if total["updated"] else tr("Nothing there changed")
        )
        self.tiles["skipped"].note.say(tr("There already, the same") if total["skipped"] else "")
        kinds = len({problem.reason for _, row_ in self.waiting for problem in row_.problems})
        self.tiles["errors"].note.say(
            trn("{n} kind, see below", "{n} kinds, see below", kinds) if waiting else tr("None")
        )
        self.problems.show_problems(self.waiting)
        self._show_mended()
        self._show_came()
        self._show_buttons()

    def _say_headline(self, waiting: int, stopped: bool) -> None:
        if stopped:
            self._mark.say("circle-alert", "amber")
            self.headline.setText(tr("Stopped: what came in until then is there"))
            self.line.setText(
                tr("Undo import takes it out again; the same file imported once more goes on from here.")
            )
            return
        done = self._rows - waiting
        self._mark.say("circle-check" if done else "circle-alert", "green" if done else "amber")
        self.headline.setText(
            tr("{done} of {all} rows are in").format(done=number(done), all=number(self._rows))
        )
        self.line.setText(
            trn("{n} row waits for you below; the error workbook holds it too, to be mended in Excel.",
                "{n} rows wait for you below; the error workbook holds them too, to be mended in Excel.",
                waiting) if waiting else tr("Every row found its place.")
        )  # fmt: skip

    def _show_buttons(self) -> None:
        self._record = self._main_record()
        made = self._counts.get(self._record, {})
        count = made.get("created", 0) + made.get("updated", 0)
        screens = {"deals": "pipeline", "companies": "companies", "contacts": "contacts"}
        self.show_button.setVisible(self._record in screens)
        self.show_button.setText(tr("Show the {records}").format(records=many(self._record).lower()))
        batch = self.outcome is not None and self.outcome.batch_id is not None
        self.undo_button.setVisible(batch and not self._desk.read_only)
        for part in (self.problems_title, self.problems_note, self.workbook_button, self.mended_button):
            part.setVisible(bool(self.waiting))
        self.undo_words.setText(
            tr("Undo puts what is new into the trash and every changed field back. If somebody has changed "
               "or used any of it since, it says which and changes nothing.") if batch
            else tr("Nothing was written, so there is nothing to undo.")
        )  # fmt: skip
        del count

    def _main_record(self) -> str:
        order = ("deals", "companies", "contacts", "activities", "products", "people")
        return next((record for record in order if record in self._counts), "companies")

    def _show_came(self) -> None:
        _clear(self._came)
        for record, counts in self._counts.items():
            if record not in ICONS:
                continue
            new = label(tr("{n} new").format(n=number(counts["created"])), "strong")
            changed = label(
                tr("{n} changed").format(n=number(counts["updated"])) if counts["updated"] else "–", "note"
            )
            changed.setFixedWidth(76)
            changed.setAlignment(_RIGHT)
            held = QWidget()
            held.setLayout(
                row(
                    IconLabel(self._desk.theme, ICONS[record], COLOURS[record]),
                    label(many(record)),
                    None,
                    new,
                    changed,
                )
            )
            self._came.addWidget(held)

    def _say_facts(self, seconds: float, columns: str) -> None:
        _clear(self._facts)
        for caption, words in (
            (tr("By"), self._desk.viewer.name),
            (tr("Rows"), number(self._rows)),
            (tr("Time taken"), tr("{n} s").format(n=number(max(1, round(seconds))))),
            (tr("Columns"), columns),
        ):
            held = QWidget()
            name = label(caption, "label")
            name.setFixedWidth(96)
            layout = row(name, ElidedLabel(words))
            layout.setStretch(1, 1)
            held.setLayout(layout)
            self._facts.addWidget(held)

    def show_batches(self, batches: list[BatchRow]) -> None:
        """Show the imports before this one, and when this one was."""
        mine = self.outcome.batch_id if self.outcome is not None else None
        this = next((batch for batch in batches if batch.batch_id == mine), None)
        if this is not None:
            when = moment(this.started_at, company_day.today())
            self._when.say(tr("Import {n} · {when}").format(n=this.batch_id, when=when))
        self.earlier.show_batches([batch for batch in batches if batch.batch_id != mine])

    def _mend(self, read: ReadTable, row_: ReadRow, place: int, text: str) -> None:
        cells = self.mended.setdefault(id(read), {}).setdefault(row_.number, {})
        if text:
            cells[place] = text
        else:
            cells.pop(place, None)
        self._show_mended()

    def _leave_out(self, read: ReadTable, row_: ReadRow) -> None:
        self.waiting = [pair for pair in self.waiting if pair[1] is not row_]
        self.mended.get(id(read), {}).pop(row_.number, None)
        self._show_all()

    def _show_mended(self) -> None:
        count = sum(len(rows) for rows in self.whole().values())
        self.problems_note.setText(
            tr("{all}, {n} mended").format(all=trn("{n} row", "{n} rows", len(self.waiting)), n=count)
        )
        self.mended_button.setText(trn("Import {n} mended row", "Import {n} mended rows", count))
        self.mended_button.setEnabled(count > 0)

    def _undo(self) -> None:
        if self.outcome is not None and self.outcome.batch_id is not None:
            self.undo_asked.emit(self.outcome.batch_id)


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        entry = layout.takeAt(0)
        widget = entry.widget() if entry is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()

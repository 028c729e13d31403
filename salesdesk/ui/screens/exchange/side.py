"""What would come of an import as it is understood now: counts that add up, problems, the first rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from salesdesk.exchange.adders.deals import deal_title
from salesdesk.exchange.mapping import called
from salesdesk.exchange.plan import Plan, RowFate
from salesdesk.exchange.sheet import Table
from salesdesk.exchange.values import ReadRow
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, line, row
from salesdesk.ui.screens.exchange.parts import Shares

_THROUGH = Qt.WidgetAttribute.WA_TransparentForMouseEvents
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WIDTH, NARROW = 332, 300
KINDS_SHOWN, ROWS_SHOWN, VALUES_SHOWN = 6, 6, 3


def row_name(fate: RowFate) -> tuple[str, str]:
    """What a row is called, and beside whom it stands."""
    record = fate.read.mapping.record
    values = fate.row.values.get(record, {})
    beside = values.get("company") or values.get("city") or values.get("family") or ""
    if record == "deals":
        name: Any = deal_title(fate.row)
    else:
        parts = (values.get("first_name"), values.get("last_name"))
        whole = " ".join(str(part) for part in parts if part)
        name = values.get(called(record)) or whole or values.get("email")
    name = name or beside or tr("Row {n}").format(n=fate.row.number)
    return str(name), "" if beside == name else str(beside)


class RunningResult(QScrollArea):
    """The panel at the right of the wizard."""

    problem_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("sidePanel")
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._shares = Shares(desk.theme)
        self.state = ElidedLabel(tr("Nothing is written yet"), "note")
        self.state.setAlignment(_RIGHT)
        self.counts: dict[str, QLabel] = {}
        self._notes: dict[str, ElidedLabel] = {}
        self._lists = QVBoxLayout()
        self._lists.setSpacing(8)
        inside = QFrame()
        inside.setObjectName("sideBody")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(20, 18, 20, 18)
        outer.setSpacing(10)
        outer.addLayout(_headed(label(tr("If you imported now").upper(), "caps"), self.state))
        outer.addWidget(self._shares)
        for key, words in (
            ("created", tr("Create")), ("updated", tr("Update")), ("same", tr("Skip")),
            ("problem", tr("Problems")), ("waits", tr("To answer")),
        ):  # fmt: skip
            counted = QWidget()
            counted.setLayout(self._count(key, words))
            outer.addWidget(counted)
        self._waits = counted
        self._waits.hide()
        outer.addWidget(line())
        self.total = label("0", "strong")
        self.of = ElidedLabel("", "lead")
        below = row(self.of, self.total)
        below.setStretch(0, 1)
        outer.addLayout(below)
        outer.addLayout(self._lists)
        outer.addStretch(1)
        self.setWidget(inside)

    def _count(self, key: str, words: str) -> QHBoxLayout:
        dot = QFrame()
        dot.setObjectName("countDot")
        dot.setProperty("fate", key)
        dot.setFixedSize(10, 10)
        self.counts[key] = label("0", "choice")
        self.counts[key].setMinimumWidth(1)
        self._notes[key] = ElidedLabel("", "note")
        name = label(words, "strong")
        layout = row(dot, name, self._notes[key], self.counts[key], spacing=8)
        layout.setStretch(2, 1)
        return layout

    def wait(self) -> None:
        """Say that it is worked out anew."""
        self.state.say(tr("Working it out …"))

    def show_plan(
        self,
        plan: Plan,
        *,
        questions: tuple[int, int] = (0, 0),
        are_asked: bool = True,
        files: Sequence[str] = (),
        rows: int = 0,
        of: Table | None = None,
    ) -> None:
        """Show what a plan would do with the `rows` of `files`, the first ones of the table shown.

        `questions` are those still to be answered, and all. Once they `are_asked`, rows that wait for an
        answer are problems like others.
        """
        self.state.say(tr("Nothing is written yet"), tr("Nothing written"))
        fates = plan.fates()
        waits = 0 if are_asked else fates["waits"]
        problems = fates["problem"] + fates["waits"] - waits
        self._show_questions(waits, questions)
        self.of.say(
            tr("Rows in {file}").format(file=files[0])
            if len(files) == 1
            else trn("Rows in {n} file", "Rows in {n} files", len(files))
        )
        skipped = fates["same"] + fates["again"]
        for key, count in (
            ("created", fates["created"]), ("updated", fates["updated"]), ("same", skipped),
            ("problem", problems),
        ):  # fmt: skip
            self.counts[key].setText(number(count))
        self.total.setText(number(rows))
        self._shares.show_parts(
            ("accent", fates["created"]), ("green", fates["updated"]), ("text_3", skipped),
            ("red", problems), ("ghost", waits),
        )  # fmt: skip
        changed = sum(row.fields for row in plan.rows)
        self._notes["created"].say(tr("New rows") if fates["created"] else "")
        fields = trn("{n} field of known ones", "{n} fields of known ones", changed)
        self._notes["updated"].say(fields if changed else "")
        self._notes["same"].say(
            tr("Twice in the file")
            if fates["again"] >= skipped > 0
            else tr("Nothing changes")
            if skipped
            else ""
        )
        self._notes["problem"].say(tr("Not imported, kept for you") if problems else "")
        self._show_lists(plan, are_asked, of)

    def _show_questions(self, waits: int, questions: tuple[int, int]) -> None:
        left, asked = questions
        self._waits.setVisible(bool(waits))
        self.counts["waits"].setText(number(waits))
        words = trn("{n} question", "{n} questions", left)
        if left < asked:
            words = tr("{questions}, {n} answered").format(questions=words, n=number(asked - left))
        self._notes["waits"].say(words)

    def _show_lists(self, plan: Plan, are_asked: bool, of: Table | None) -> None:
        _empty(self._lists)
        wrong = ("problem", "waits") if are_asked else ("problem",)
        found = [each.row for each in plan.rows if each.fate in wrong]
        kinds = Counter(problem.reason for each in found for problem in each.problems)
        if kinds:
            many = trn("{n} problem", "{n} problems", len(found), number(len(found)))
            self._lists.addSpacing(8)
            mend = ElidedLabel(tr("Mend them now or after"), "note")
            mend.setAlignment(_RIGHT)
            self._lists.addLayout(_headed(label(many.upper(), "caps"), mend))
            for reason, count in kinds.most_common(KINDS_SHOWN):
                self._lists.addWidget(self._kind(found, reason, count))
        shown = [
            each
            for each in plan.rows
            if each.fate in ("created", "updated") and (of is None or each.read.table is of)
        ][:ROWS_SHOWN]
        if shown:
            self._lists.addSpacing(8)
            self._lists.addLayout(
                _headed(
                    label(tr("First rows as they will be").upper(), "caps"),
                    ElidedLabel(of.called if of is not None else "", "note"),
                )
            )
            for each in shown:
                self._lists.addWidget(_first(each))

    def _kind(self, rows: Sequence[ReadRow], reason: str, count: int) -> QPushButton:
        values = list(
            dict.fromkeys(
                problem.value
                for row in rows
                for problem in row.problems
                if problem.reason == reason and problem.value
            )
        )[:VALUES_SHOWN]
        made = button("")
        made.setObjectName("problemKind")
        title = ElidedLabel(reason[:1].upper() + reason[1:], "strong")
        said = ElidedLabel(", ".join(f"“{value}”" for value in values), "note")
        words = QWidget()
        words.setLayout(column(title, said, spacing=1))
        count_label = label(number(count), "redPill")
        count_label.setFixedHeight(20)
        layout = row(words, count_label, spacing=8)
        layout.setStretch(0, 1)
        made.setLayout(layout)
        made.setAccessibleName(f"{reason}: {count}")
        made.setFixedHeight(42)
        for part in (title, said, words, count_label):
            part.setAttribute(_THROUGH)
        made.clicked.connect(self.problem_asked.emit)
        return made


def _headed(caps: QLabel, beside: QLabel) -> QHBoxLayout:
    layout = row(caps, beside)
    layout.setStretch(1, 1)
    return layout


def _first(fate: RowFate) -> QWidget:
    name, beside = row_name(fate)
    left = QWidget()
    left.setLayout(column(ElidedLabel(name, "strong"), ElidedLabel(beside, "note"), spacing=1))
    number_label = label(str(fate.row.number), "note")
    number_label.setFixedWidth(34)
    word = label(tr("Create") if fate.fate == "created" else tr("Update"), f"fate-{fate.fate}")
    made = QWidget()
    layout = row(number_label, left, word, spacing=6)
    layout.setStretch(1, 1)
    made.setLayout(layout)
    return made


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            while inner.count():
                part = inner.takeAt(0)
                held = part.widget() if part is not None else None
                if held is not None:
                    held.hide()
                    held.deleteLater()

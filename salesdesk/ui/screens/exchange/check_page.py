"""The step "Check and import": every row with what becomes of it and why; problems mended in place."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from salesdesk.exchange.plan import Fate, Plan, RowFate
from salesdesk.exchange.values import Problem
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.exchange.names import one
from salesdesk.ui.screens.exchange.parts import card
from salesdesk.ui.screens.exchange.problems import Problems
from salesdesk.ui.screens.exchange.side import row_name

FATES: dict[Fate, tuple[str, str]] = {
    "created": (tr("Create"), "accent_text"),
    "updated": (tr("Update"), "green"),
    "same": (tr("Nothing changes"), "text_2"),
    "again": (tr("Put together"), "text_2"),
    "problem": (tr("Left out"), "red"),
    "waits": (tr("Left out"), "red"),
}
MOST_HOLDS = 320
_HEADS = (tr("Row"), tr("Holds"), tr("Name"), tr("Beside"), tr("Outcome"), tr("Why"))
_Index = QModelIndex | QPersistentModelIndex


def _of_problem(problem: Problem) -> str:
    where = f"{problem.column}: " if problem.column else ""
    return f"{where}{problem.reason}" + (f" ({problem.value})" if problem.value else "")


class RowModel(QAbstractTableModel):
    """All rows of the files with their fates, or those with some."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[RowFate] = []
        self._several = False

    def tell_apart(self, several: bool) -> None:
        """Several files are told apart."""
        self._several = several

    def show_rows(self, rows: list[RowFate], *, several: bool) -> None:
        """Show these; `several` files are told apart."""
        self.beginResetModel()
        self._rows, self._several = rows, several
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return len(_HEADS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        fate = self._rows[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole:
            token = (
                FATES[fate.fate][1] if index.column() == 4 else "text" if index.column() == 2 else "text_2"
            )
            return QColor(getattr(self._desk.theme.tokens, token))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(fate, index.column())
        return None

    def holds(self, record: str, called: str) -> str:
        """What a row is, and of which file where there are several."""
        return f"{one(record)} · {called}" if self._several else one(record)

    def _words(self, fate: RowFate, column: int) -> str:
        if column == 0:
            return str(fate.row.number)
        if column == 1:
            return self.holds(fate.read.mapping.record, fate.read.table.called)
        if column in (2, 3):
            return row_name(fate)[column - 2]
        if column == 4:
            return FATES[fate.fate][0]
        return self._why(fate)

    def _why(self, fate: RowFate) -> str:
        if fate.row.problem is not None:
            return "; ".join(map(_of_problem, fate.row.problems))
        if fate.fate == "updated":
            return trn("{n} field changes", "{n} fields change", fate.fields)
        if fate.fate == "again":
            return tr("An earlier row tells of the same one")
        return tr("It is there already") if fate.fate == "same" else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class CheckPage(QWidget):
    """The rows, all or by outcome; those with problems with a field each."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._plan: Plan | None = None
        self._several = False
        self.messages = label("", "note", wrap=True)
        self.problems = Problems(desk)
        self.table = QTableView()
        self.model = RowModel(desk, self)
        self._stack = QStackedWidget()
        self._segments = QFrame()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Any] = {}
        self._shown = "all"
        self._lay_out()

    def _lay_out(self) -> None:
        self._segments.setObjectName("segments")
        parts = []
        for key, words in (
            ("all", tr("All")), ("created", tr("Create")), ("updated", tr("Update")), ("skip", tr("Skip")),
            ("problem", tr("Problems")),
        ):  # fmt: skip
            made = button(words)
            made.setObjectName("segment")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, key=key: self.show_fate(key))
            self._group.addButton(made)
            self.buttons[key] = made
            parts.append(made)
        self._segments.setLayout(row(*parts, spacing=2, margins=(3, 3, 3, 3)))
        self.table.setModel(self.model)
        self.table.setObjectName("preview")
        self.table.setAccessibleName(tr("Rows and what becomes of them"))
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        for place, width in enumerate((56, 150, 190, 130, 120)):
            self.table.setColumnWidth(place, width)
        self.table.horizontalHeader().setStretchLastSection(True)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("page")
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 6, 0)
        held.addWidget(self.problems)
        held.addStretch(1)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack.addWidget(self.table)
        self._stack.addWidget(scroll)
        self._notes = card()
        noted = QVBoxLayout(self._notes)
        noted.setContentsMargins(14, 10, 14, 10)
        noted.addWidget(self.messages)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 0, 20, 12)
        outer.setSpacing(10)
        outer.addWidget(self._notes)
        outer.addLayout(row(self._segments, None))
        outer.addWidget(self._stack, 1)

    def show_plan(self, plan: Plan, *, several: bool) -> None:
        """Show what a plan does with each row."""
        self._plan, self._several = plan, several
        self.model.tell_apart(several)
        self.messages.setText("\n".join(dict.fromkeys(plan.messages)))
        self._notes.setVisible(bool(plan.messages))
        fates = plan.fates()
        skipped = fates["same"] + fates["again"]
        for key, words, count in (
            ("all", tr("All"), len(plan.rows)), ("created", tr("Create"), fates["created"]),
            ("updated", tr("Update"), fates["updated"]), ("skip", tr("Skip"), skipped),
            ("problem", tr("Problems"), fates["problem"] + fates["waits"]),
        ):  # fmt: skip
            self.buttons[key].setText(f"{words}  {number(count)}")
        self._fit_holds(plan)
        self.problems.show_problems(plan.problems)
        self.show_fate(self._shown if self._shown != "problem" or plan.problems else "all")

    def _fit_holds(self, plan: Plan) -> None:
        """Give the names of records and files the room that they need, up to a third of a small window."""
        metrics = self.table.fontMetrics()
        told = {(row.read.mapping.record, row.read.table.called) for row in plan.rows}
        wide = max((metrics.horizontalAdvance(self.model.holds(*each)) for each in told), default=0)
        self.table.setColumnWidth(1, min(max(90, wide + 28), MOST_HOLDS))

    def show_fate(self, key: str) -> None:
        """Show the rows that meet one fate, or all."""
        self._shown = key
        self.buttons[key].setChecked(True)
        self._stack.setCurrentIndex(1 if key == "problem" else 0)
        if self._plan is not None and key != "problem":
            wanted = {"skip": ("same", "again"), "all": tuple(FATES)}.get(key, (key,))
            rows = [fate for fate in self._plan.rows if fate.fate in wanted]
            self.model.show_rows(rows, several=self._several)

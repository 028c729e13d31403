"""The wizard: five steps from files to records, with what would come of it always in sight."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import file_size, number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import ElidedLabel, IconLabel, Icons, button, column, icon_button, label, row
from salesdesk.ui.screens.exchange.check_page import CheckPage
from salesdesk.ui.screens.exchange.draft import Draft, Item
from salesdesk.ui.screens.exchange.map_page import MapPage
from salesdesk.ui.screens.exchange.names import many
from salesdesk.ui.screens.exchange.parts import Fact, Stepper, card, upright
from salesdesk.ui.screens.exchange.read_page import ReadPage
from salesdesk.ui.screens.exchange.side import NARROW, WIDTH, RunningResult
from salesdesk.ui.screens.exchange.values_page import ValuesPage

FILE, READ, MAP, VALUES, CHECK = range(5)
STEPS = (
    tr("File"), tr("Read as"), tr("Map columns"), tr("Values and duplicates"), tr("Check and import"),
)  # fmt: skip
_NEXT = {
    READ: tr("Next: map columns"),
    MAP: tr("Next: values and duplicates"),
    VALUES: tr("Next: check and import"),
    CHECK: tr("Import"),
}
ROOMY = 1180


class Wizard(QWidget):
    """Leads through the steps; `finished` asks for the import itself."""

    left = Signal()
    finished = Signal()
    files_asked = Signal()

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk, self.draft = desk, draft
        self._icons = Icons(desk.theme)
        self.place = 0
        self.step = READ
        self.stepper = Stepper(desk.theme, STEPS)
        self.close_button = icon_button(tr("Leave the import"))
        self._icons.put(self.close_button, "x")
        self.files = QFrame()
        self._file_group = QButtonGroup(self)
        self._name = ElidedLabel("", "choice")
        self._size = ElidedLabel("", "note")
        self.facts = {key: Fact(words) for key, words in (
            ("sheet", tr("Sheet")), ("header", tr("Header")), ("size", tr("Size")),
            ("numbers", tr("Numbers")), ("holds", tr("Holds")),
        )}  # fmt: skip
        self.change_button = button(tr("Change"))
        self.read_page = ReadPage(desk, draft)
        self.map_page = MapPage(desk, draft)
        self.values_page = ValuesPage(desk, draft)
        self.check_page = CheckPage(desk)
        self.side = RunningResult(desk)
        self.stack = QStackedWidget()
        self.back_button = button(tr("Back"))
        self.next_button = button("", "primary")
        self.keep_box = _tick(tr("Remember these columns for the next file"))
        self.hint = label("", "note")
        self.sentence = label("", "error", wrap=True)
        self._reading = ""
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        draft = self.draft
        draft.opened.connect(self._opened)
        draft.trying.connect(self._trying)
        draft.tried.connect(self._tried)
        draft.refused.connect(self.say)
        self.stepper.asked.connect(self._ask_step)
        self.close_button.clicked.connect(self.left)
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.go_on)
        self.change_button.clicked.connect(lambda: self.go(READ))
        self.keep_box.toggled.connect(self._keep)
        self.side.problem_asked.connect(self._show_problems)
        self.check_page.problems.mended.connect(self._mend)
        self.check_page.problems.left_out.connect(self._leave_out)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("topBar")
        bar.setFixedHeight(56)
        title = label(tr("Import"), "title")
        across = row(
            title, _short(upright()), self.stepper, self.close_button, spacing=14, margins=(20, 0, 14, 0)
        )
        across.setStretch(2, 1)
        bar.setLayout(across)
        self.files.setObjectName("segments")
        self._file_row = QHBoxLayout(self.files)
        self._file_row.setContentsMargins(3, 3, 3, 3)
        self._file_row.setSpacing(2)
        files = row(self.files, None, margins=(20, 12, 20, 0))
        self._files_line = QWidget()
        self._files_line.setLayout(files)
        for page in (self.read_page, self.map_page, self.values_page, self.check_page):
            self.stack.addWidget(page)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._files_line)
        left.addWidget(self._facts_card())
        left.addWidget(self.sentence)
        left.addWidget(self.stack, 1)
        self.sentence.setContentsMargins(20, 8, 20, 0)
        self.sentence.hide()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addLayout(middle, 1)
        outer.addWidget(self._foot())

    def _facts_card(self) -> QWidget:
        made = card()
        made.setFixedHeight(60)
        tile = IconLabel(self._desk.theme, "file-spreadsheet", "green", 18)
        tile.setObjectName("tile")
        tile.setProperty("tint", "green")
        tile.setFixedSize(34, 34)
        tile.setMargin(8)
        words = QWidget()
        words.setLayout(column(self._name, self._size, spacing=1))
        words.setMinimumWidth(120)
        parts: list[QWidget] = [tile, words]
        self._uprights: dict[str, QFrame] = {}
        for key, fact in self.facts.items():
            self._uprights[key] = upright()
            parts += [self._uprights[key], fact]
        layout = row(*parts, self.change_button, spacing=11, margins=(13, 8, 13, 8))
        layout.setStretch(1, 1)
        made.setLayout(layout)
        self._card = QWidget()
        self._card.setLayout(row(made, margins=(20, 14, 20, 12)))
        return self._card

    def _foot(self) -> QWidget:
        made = QFrame()
        made.setObjectName("foot")
        made.setFixedHeight(60)
        self._icons.put(self.back_button, "arrow-left")
        made.setLayout(
            row(self.back_button, self.keep_box, None, self.hint, self.next_button, spacing=14,
                margins=(20, 0, 20, 0))
        )  # fmt: skip
        return made

    def begin(self) -> None:
        """Start with newly opened files."""
        self.place = 0
        self.keep_box.setChecked(True)

    def _opened(self) -> None:
        self.place = min(self.place, max(0, len(self.draft.items) - 1))
        self.say(" ".join(self.draft.refusals))
        self._show_files()
        if self.item is not None:
            self._show_facts(self.item)
            self.read_page.show_item(self.item)

    @property
    def item(self) -> Item | None:
        """The table shown."""
        return self.draft.items[self.place] if self.place < len(self.draft.items) else None

    def say(self, sentence: str) -> None:
        """Say what went wrong, above the page."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        if sentence:
            self.side.state.say(tr("Nothing is written yet"), tr("Nothing written"))

    def show_reading(self, words: str) -> None:
        """Say how far a further file is read; nothing where none is."""
        self._reading = words
        self._show_hint()

    def go(self, step: int) -> None:
        """Show a step."""
        self.step = step
        self.stepper.show_step(step)
        self.stack.setCurrentIndex(step - READ)
        self._card.setVisible(step in (READ, MAP))
        self._files_line.setVisible(len(self.draft.items) > 1 and step in (READ, MAP))
        self.side.setVisible(step != READ or self.width() >= ROOMY)
        self.keep_box.setVisible(step == MAP)
        self.change_button.setVisible(step == MAP)
        self.next_button.setText(_NEXT[step])
        if step in (VALUES, CHECK):
            self.stack.setContentsMargins(0, 16, 0, 0)
        else:
            self.stack.setContentsMargins(0, 0, 0, 0)
        self._show_hint()
        if not self.draft.is_trying:
            self._show_side()
        self.next_button.setFocus()

    def back(self) -> None:
        """One step back; from the first out of the wizard."""
        if self.step == READ:
            self.left.emit()
        else:
            self.go(self.step - 1)

    def go_on(self) -> None:
        """One step on; from the last into the import."""
        if not self.next_button.isEnabled():
            return
        if self.step == CHECK:
            self.finished.emit()
        else:
            self.go(self.step + 1)

    def _ask_step(self, step: int) -> None:
        if step == FILE:
            self.files_asked.emit()
        else:
            self.go(step)

    def _keep(self, on: bool) -> None:
        self.draft.keeps = on

    def _show_files(self) -> None:
        while self._file_row.count():
            entry = self._file_row.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if isinstance(widget, QPushButton):
                self._file_group.removeButton(widget)
                widget.hide()
                widget.deleteLater()
        for place, item in enumerate(self.draft.items):
            made = button(item.table.called)
            made.setObjectName("segment")
            made.setCheckable(True)
            made.setChecked(place == self.place)
            made.clicked.connect(lambda _=False, place=place: self.show_file(place))
            self._file_group.addButton(made, place)
            self._file_row.addWidget(made)
        self._files_line.setVisible(len(self.draft.items) > 1 and self.step in (READ, MAP))

    def show_file(self, place: int) -> None:
        """Show another of the tables."""
        self.place = place
        chosen = self._file_group.button(place)
        if chosen is not None:
            chosen.setChecked(True)
        item = self.item
        if item is not None:
            self._show_facts(item)
            self.read_page.show_item(item)
            understood = self.draft.understood(place)
            if understood is not None:
                self.map_page.show_item(item, understood)
            if not self.draft.is_trying:
                self._show_side()
                self._show_hint()

    def _show_facts(self, item: Item) -> None:
        table = item.table
        self._name.say(table.file.name)
        try:
            self._size.say(file_size(table.file.stat().st_size))
        except OSError:
            self._size.say("")
        sheet = item.layout.sheet or table.sheet
        self.facts["sheet"].say(sheet)
        self.facts["header"].say(tr("Row {n}").format(n=table.header_row) if table.header_row else tr("None"))
        self.facts["size"].say(
            tr("{rows} rows, {columns} columns").format(
                rows=number(len(table.rows)), columns=number(sum(map(bool, table.headers)))
            )
        )
        self.facts["numbers"].say(
            {",": "1.234,56", ".": "1,234.56"}.get(item.reading.decimal, tr("As found"))
        )
        understood = self.draft.understood(self.place)
        held = dict.fromkeys(of for of, _ in understood.mapping.columns.values()) if understood else {}
        self.facts["holds"].say(", ".join(many(of).lower() for of in held).capitalize())
        self._fit(bool(sheet))

    def _fit(self, has_sheet: bool) -> None:
        roomy = self.width() >= ROOMY
        shown = {"sheet": has_sheet, "header": True, "size": True, "numbers": roomy, "holds": roomy}
        for key, fact in self.facts.items():
            fact.setVisible(shown[key])
            self._uprights[key].setVisible(shown[key])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.item is not None:
            self._fit(bool(self.item.layout.sheet or self.item.table.sheet))
        roomy = self.width() >= ROOMY
        self.side.setFixedWidth(WIDTH if roomy else NARROW)
        self.map_page.set_roomy(roomy)
        self.side.setVisible(self.step != READ or self.width() >= ROOMY)

    def _trying(self) -> None:
        self.side.wait()
        self._show_hint()

    def _tried(self) -> None:
        trial, item = self.draft.trial, self.item
        if trial is None or item is None:
            return
        if not self.draft.refusals:
            self.say("")
        self._show_side()
        self._show_facts(item)
        self.map_page.show_item(item, trial.understood[self.place])
        self.values_page.show_trial(trial)
        self.check_page.show_plan(trial.plan, several=len(self.draft.items) > 1)
        self._show_hint()

    def _show_side(self) -> None:
        """Show what would come of it; the rows of the file whose tab is chosen where there are tabs."""
        trial, item = self.draft.trial, self.item
        if trial is None or item is None:
            return
        tabs = len(self.draft.items) > 1 and self.step in (READ, MAP)
        self.side.show_plan(
            trial.plan,
            questions=trial.questions,
            are_asked=self.step == CHECK,
            files=tuple(dict.fromkeys(each.table.file.name for each in self.draft.items)),
            rows=sum(len(each.table.rows) - len(each.left_out) for each in self.draft.items),
            of=item.table if tabs else None,
        )

    def _show_hint(self) -> None:
        """Whether one may go on, and why not; never a grey button without its reason."""
        words, may = self._hint()
        self.hint.setText(words)
        self.next_button.setEnabled(may)
        trial = self.draft.trial
        if self.step == CHECK and trial is not None:
            rows = len(trial.plan.rows) - len(trial.plan.problems)
            self.next_button.setText(trn("Import {n} row", "Import {n} rows", rows, number(rows)))

    def _hint(self) -> tuple[str, bool]:
        trial = self.draft.trial
        if self._reading:
            return self._reading, self.step != CHECK
        if self.draft.is_trying and self.step == CHECK:
            return tr("Working it out …"), False
        if self.step >= MAP and self.draft.open_questions:
            header = self.draft.open_questions[0][1]
            return tr("Say which number is the day in “{column}”").format(column=header), False
        unclear = [each for each in trial.understood if each.unclear] if trial is not None else []
        if self.step >= MAP and unclear:
            return unclear[0].unclear, False
        if self.step == MAP:
            words = tr("Columns you do not confirm stay out") if self.map_page.unconfirmed else ""
            return words, True
        if self.step == VALUES and trial is not None and trial.questions[0]:
            left = trn("{n} question to answer", "{n} questions to answer", trial.questions[0])
            rows = trial.plan.tally["waits"]
            if not rows:
                return left, True
            waiting = trn("{n} row waits", "{n} rows wait", rows, number(rows))
            return tr("{questions}; {rows}").format(questions=left, rows=waiting), True
        if self.step == VALUES and trial is not None and trial.plan.problems:
            many_ = len(trial.plan.problems)
            return trn("{n} row would stay out", "{n} rows would stay out", many_, number(many_)), True
        if self.step == CHECK and trial is not None and not (trial.plan.operations or trial.plan.pipelines):
            return tr("Nothing would change"), False
        return "", True

    def _show_problems(self) -> None:
        if not self.draft.open_questions and self.draft.trial is not None:
            self.go(CHECK)
            self.check_page.show_fate("problem")

    def _mend(self, read: ReadTable, row_: ReadRow, place: int | None, text: str) -> None:
        item = self._item_of(read)
        if item is not None and place is not None:
            cells = item.mended.setdefault(row_.number, {})
            if text:
                cells[place] = text
            else:
                cells.pop(place, None)
            self.draft.replan()

    def _leave_out(self, read: ReadTable, row_: ReadRow) -> None:
        item = self._item_of(read)
        if item is not None:
            item.left_out.add(row_.number)
            self.draft.replan()

    def _item_of(self, read: ReadTable) -> Item | None:
        return next((item for item in self.draft.items if item.table is read.table), None)


def _short(line: QFrame) -> QFrame:
    line.setFixedHeight(26)
    return line


def _tick(words: str) -> QCheckBox:
    made = QCheckBox(words)
    made.setChecked(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made

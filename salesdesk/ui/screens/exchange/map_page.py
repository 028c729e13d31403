"""The step "Map columns": what each column means, with values, how it was found, suggestions to confirm."""

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.exchange.mapping import column_key
from salesdesk.exchange.sheet import Table
from salesdesk.exchange.table import letter_of
from salesdesk.exchange.trial import Understood
from salesdesk.rules.fields import FIELDS
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import (
    ElidedLabel,
    IconLabel,
    Icons,
    below,
    button,
    column,
    icon_button,
    label,
    row,
)
from salesdesk.ui.screens.exchange.constants import Constants
from salesdesk.ui.screens.exchange.draft import Draft, Item
from salesdesk.ui.screens.exchange.names import COLOURS, ICONS, many, target_words
from salesdesk.ui.screens.exchange.parts import Samples, TargetBox, card
from salesdesk.ui.screens.exchange.question import DateQuestion

if TYPE_CHECKING:
    from salesdesk.rules.fields import Field

ROW, NAME = 44, 124
TARGET, FOUND = (250, 186), (200, 172)
"""Widths with room, and without."""
COLUMNS_SHOWN = 200
LEFT_OUT = ""
NEW_FIELD = "new"
_BESIDE = {"companies": ("contacts",), "contacts": ("companies",), "deals": ("companies", "contacts")}
_TARGET = Qt.ItemDataRole.UserRole
_TOP = ("name", "title", "subject", "company", "first_name", "last_name", "email", "phone", "stage", "amount")


class ColumnRow(QFrame):
    """One column of the file."""

    chosen = Signal(str)
    confirmed = Signal()
    left_out = Signal()
    more_asked = Signal(QWidget)

    def __init__(self, desk: Desk, table: Table, place: int, facts: tuple[int, tuple[str, ...]]) -> None:
        super().__init__()
        self.setObjectName("columnRow")
        self.setFixedHeight(ROW)
        self.place, self.header = place, table.headers[place]
        filled, values = facts
        self._icons = Icons(desk.theme)
        name = ElidedLabel(self.header or tr("(no name)"), "strong")
        of = tr("all filled") if filled == len(table.rows) else tr("{n} filled").format(n=number(filled))
        note = ElidedLabel(f"{letter_of(place)} · {of}", "note")
        left = QWidget()
        left.setLayout(column(name, note, spacing=0))
        left.setFixedWidth(NAME)
        self.samples = Samples(desk.theme, values)
        self.box = TargetBox(tr("{column} goes to").format(column=self.header))
        self._mark = IconLabel(desk.theme, "circle-minus", "text_3")
        self._found = ElidedLabel("", "strong")
        self._why = ElidedLabel("", "note")
        found = QWidget()
        found.setLayout(column(self._found, self._why, spacing=0))
        self.confirm_button = icon_button(tr("Confirm: {column}").format(column=self.header))
        self.drop_button = icon_button(tr("Leave out: {column}").format(column=self.header))
        self.more_button = icon_button(tr("More about {column}").format(column=self.header))
        self._icons.put(self.confirm_button, "check", "accent_text")
        self._icons.put(self.drop_button, "x")
        self._icons.put(self.more_button, "chevron-down")
        right = QWidget()
        self._right = right
        inside = row(self._mark, found, self.confirm_button, self.drop_button, self.more_button, spacing=6)
        inside.setStretch(1, 1)
        right.setLayout(inside)
        layout = row(
            left, self.samples, IconLabel(desk.theme, "arrow-right", "text_3"), self.box, right,
            spacing=12, margins=(14, 0, 10, 0),
        )  # fmt: skip
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.box.activated.connect(lambda _: self.chosen.emit(str(self.box.currentData(_TARGET))))
        self.confirm_button.clicked.connect(self.confirmed)
        self.drop_button.clicked.connect(self.left_out)
        self.more_button.clicked.connect(lambda: self.more_asked.emit(self.more_button))

    def set_roomy(self, roomy: bool) -> None:
        """Take the widths of a wide window, or of a small one."""
        self.box.setFixedWidth(TARGET[0 if roomy else 1])
        self._right.setFixedWidth(FOUND[0 if roomy else 1])

    def show_found(
        self, target: str, icon: str, colour: str, found: str, why: str, *, open_: bool, lit: bool
    ) -> None:
        """Show what the column means and how that was found; `open_` while it is only a suggestion."""
        place = self.box.findData(target, _TARGET)
        self.box.setCurrentIndex(max(place, 0))
        self._mark.say(icon, colour)
        self._found.say(found)
        self._why.say(why)
        self._why.setVisible(bool(why))
        self.confirm_button.setVisible(open_)
        self.drop_button.setVisible(open_)
        self.more_button.setVisible(not open_ and target != LEFT_OUT)
        self._found.setProperty("kind", "waiting" if open_ else "strong")
        self.box.setProperty("state", "open" if open_ else "")
        self.setProperty("lit", lit)
        self.samples.lit = lit
        for part in (self, self._found, self.box):
            part.style().unpolish(part)
            part.style().polish(part)


class MapPage(QWidget):
    """All columns of the chosen table."""

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk, self._draft = desk, draft
        self._item: Item | None = None
        self._understood: Understood | None = None
        self._shown: Table | None = None
        self.rows: list[ColumnRow] = []
        self._targets: tuple[str, ...] = ()
        self._is_roomy = True
        self._open = 0
        self._icons = Icons(desk.theme)
        self.record = QComboBox()
        self.record.setAccessibleName(tr("What the rows are"))
        self.record.setPlaceholderText(tr("Choose …"))
        self.record.setMinimumWidth(120)
        for each in ICONS:
            self.record.addItem(many(each), each)
        self.record.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.questions = QVBoxLayout()
        self.questions.setSpacing(8)
        self.unclear = label("", "warning", wrap=True)
        self.summary = label("", "strong")
        self.found = label("", "note")
        self.confirm_all = button("", "quiet")
        self._icons.put(self.confirm_all, "check")
        self.constants = Constants(desk)
        self.constants.said.connect(self._say_constants)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._lay_out()
        self.record.activated.connect(lambda _: self._say_record())
        self.confirm_all.clicked.connect(self._confirm_all)

    def _lay_out(self) -> None:
        head = QFrame()
        head.setObjectName("columnHead")
        head.setFixedHeight(34)
        names = [label(words, "label") for words in (
            tr("In the file"), tr("Values"), tr("Goes to"), tr("How it was found"))]  # fmt: skip
        names[0].setFixedWidth(NAME)
        self._heads = names[2], names[3]
        top = row(names[0], names[1], 16, names[2], names[3], spacing=12, margins=(14, 0, 19, 0))
        top.setStretch(1, 1)
        head.setLayout(top)
        inside = QWidget()
        inside.setObjectName("columnBody")
        inside.setLayout(self._body)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = card()
        boxed = QVBoxLayout(box)
        boxed.setContentsMargins(1, 1, 1, 1)
        boxed.setSpacing(0)
        boxed.addWidget(head)
        boxed.addWidget(scroll, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 0, 20, 12)
        outer.setSpacing(10)
        outer.addLayout(self.questions)
        outer.addWidget(self.unclear)
        outer.addLayout(
            row(
                self.summary,
                self.found,
                None,
                label(tr("The rows are"), "label"),
                self.record,
                self.confirm_all,
            )
        )
        outer.addWidget(box, 1)
        outer.addWidget(self.constants)

    def set_roomy(self, roomy: bool) -> None:
        """Take the widths of a wide window, or of a small one."""
        self._is_roomy = roomy
        for head, widths in zip(self._heads, (TARGET, FOUND), strict=True):
            head.setFixedWidth(widths[0 if roomy else 1])
        for each in self.rows:
            each.set_roomy(roomy)

    def show_item(self, item: Item, understood: Understood) -> None:
        """Show the columns of a table and what they mean."""
        own = self._draft.trial.own if self._draft.trial is not None else {}
        self._item, self._understood = item, understood
        known = understood.mapping.record if understood.knows_record else None
        self.record.setCurrentIndex(self.record.findData(known))
        self.unclear.setText(understood.unclear)
        self.unclear.setVisible(bool(understood.unclear))
        if self._shown is not item.table:
            self._build(item)
        targets = tuple(_targets(understood.mapping.record, own))
        if targets != self._targets or self._shown is not item.table:
            self._targets = targets
            self._offer(targets, own)
        self._shown = item.table
        self._show_constants(item, understood, own)
        self._show_questions(item, understood)
        kinds = Counter(self._show_row(each, item, understood) for each in self.rows)
        self._summarize(item, kinds)

    def _build(self, item: Item) -> None:
        table = item.table
        for each in self.rows:
            each.hide()
            each.deleteLater()
        while self._body.count():
            self._body.takeAt(0)
        shown = [place for place, header in enumerate(table.headers) if header][:COLUMNS_SHOWN]
        self.rows = [ColumnRow(self._desk, table, place, item.facts[place]) for place in shown]
        for each in self.rows:
            self._body.addWidget(each)
            each.set_roomy(self._is_roomy)
            each.chosen.connect(lambda target, each=each: self._choose(each, target))
            each.confirmed.connect(lambda each=each: self._choose(each, self._idea(each)))
            each.left_out.connect(lambda each=each: self._choose(each, LEFT_OUT))
            each.more_asked.connect(lambda anchor, each=each: self.menu(each).popup(below(anchor)))
        self._body.addStretch(1)
        self._targets = ()

    def _offer(self, targets: tuple[str, ...], own: "dict[str, tuple[Field, ...]]") -> None:
        model = QStandardItemModel(self)
        for target in targets:
            model.appendRow(self._entry(target, own))
        for each in self.rows:
            each.box.setModel(model)

    def _entry(self, target: str, own: "dict[str, tuple[Field, ...]]") -> QStandardItem:
        if target == LEFT_OUT:
            entry = QStandardItem(tr("Leave out"))
        elif target == NEW_FIELD:
            entry = QStandardItem(self._desk.theme.icon("plus"), tr("Make a field of this name"))
        else:
            record, _, field = target.partition(".")
            icon = self._desk.theme.icon(ICONS[record], COLOURS[record])
            entry = QStandardItem(icon, target_words((record, field), own))
        entry.setData(target, _TARGET)
        return entry

    def _show_questions(self, item: Item, understood: Understood) -> None:
        while self.questions.count():
            entry = self.questions.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for header in item.asked:
            if header in item.table.headers and self._is_mapped(header, item, understood):
                question = DateQuestion(self._desk, item, header, understood.proven)
                question.answered.connect(
                    lambda order, header=header: self._draft.answer(item, header, order)
                )
                self.questions.addWidget(question)

    def _is_mapped(self, header: str, item: Item, understood: Understood) -> bool:
        return item.table.headers.index(header) in understood.mapping.columns

    def _show_row(self, each: ColumnRow, item: Item, understood: Understood) -> str:
        """Show one column; which of the kinds of the summary it is."""
        meant = understood.mapping.columns.get(each.place)
        told = {column_key(entry.rpartition("=")[0]) for entry in item.reading.told}
        is_told = column_key(each.header) in told
        lit = each.header in item.asked
        if meant is not None:
            name = tr("Remembered") if is_told and item.is_remembered else (
                tr("Chosen by you") if is_told else tr("Matched by name"))  # fmt: skip
            why = self._note(each, item, understood)
            mark = ("circle-help", "accent_text") if lit else ("circle-check", "green")
            each.show_found(".".join(meant), *mark, name, why, open_=False, lit=lit)
            return "found"
        idea = understood.suggestions.get(each.place)
        if idea is not None and not is_told:
            each.show_found(
                ".".join(idea.target), "circle-dashed", "amber", tr("Suggestion"), idea.reason,
                open_=True, lit=False,
            )  # fmt: skip
            return "open"
        each.show_found(LEFT_OUT, "circle-minus", "text_3", tr("Left out"), "", open_=False, lit=False)
        return "out"

    def _note(self, each: ColumnRow, item: Item, understood: Understood) -> str:
        meant = understood.mapping.columns[each.place]
        if each.header in item.asked:
            return tr("Question above") if not item.asked[each.header] else tr("Answered above")
        if ".".join(meant) in item.reading.fill:
            return tr("Only fills blanks")
        words = next((words for words in understood.words if words.target == meant), None)
        if words is not None:
            return trn("{n} unknown value, next step", "{n} unknown values, next step", len(words.unknown))
        return ""

    def _summarize(self, item: Item, kinds: Counter[str]) -> None:
        hidden = sum(1 for header in item.table.headers if header) - len(self.rows)
        self.summary.setText(trn("{n} column", "{n} columns", len(self.rows) + hidden))
        said = [trn("{n} found", "{n} found", kinds["found"])]
        if kinds["open"]:
            said.append(trn("{n} suggestion to confirm", "{n} suggestions to confirm", kinds["open"]))
        if kinds["out"] + hidden:
            said.append(trn("{n} left out", "{n} left out", kinds["out"] + hidden))
        self.found.setText(" · ".join(said))
        self.confirm_all.setText(tr("Confirm all {n}").format(n=kinds["open"]))
        self.confirm_all.setVisible(kinds["open"] > 0)
        self._open = kinds["open"]

    @property
    def unconfirmed(self) -> int:
        """How many suggestions nobody has confirmed or turned down yet."""
        return self._open

    def _idea(self, each: ColumnRow) -> str:
        assert self._understood is not None
        return ".".join(self._understood.suggestions[each.place].target)

    def _choose(self, each: ColumnRow, target: str) -> None:
        if self._item is None:
            return
        if target == NEW_FIELD:
            assert self._understood is not None
            self._draft.make_field(self._item, self._understood.mapping.record, each.place)
        else:
            self._draft.choose(self._item, each.header, target)

    def _confirm_all(self) -> None:
        assert self._understood is not None and self._item is not None
        for each in self.rows:
            if each.place in self._understood.suggestions:
                self._draft.choose(self._item, each.header, self._idea(each))

    def _show_constants(
        self, item: Item, understood: Understood, own: "dict[str, tuple[Field, ...]]"
    ) -> None:
        """Offer the fields that no column of the file tells."""
        told = {".".join(meant) for meant in understood.mapping.columns.values()}
        free = [each for each in self._targets if each not in (LEFT_OUT, NEW_FIELD, *told)]
        offers = self._draft.trial.offers if self._draft.trial is not None else {}
        self.constants.show_table(item.table, free, own, item.reading.constants, offers)

    def _say_constants(self, told: dict[str, str]) -> None:
        if self._item is not None and told != self._item.reading.constants:
            self._draft.say(self._item, constants=told)

    def _say_record(self) -> None:
        if self._item is not None:
            self._draft.say(self._item, record=self.record.currentData(), told=())

    def menu(self, each: ColumnRow) -> QMenu:
        """What else can be said of a column."""
        item, understood = self._item, self._understood
        menu = QMenu(self)
        assert item is not None and understood is not None
        target = ".".join(understood.mapping.columns[each.place])
        fill = menu.addAction(tr("Only fill blanks of known records"))
        fill.setCheckable(True)
        fill.setChecked(target in item.reading.fill)
        fill.triggered.connect(
            lambda on: self._draft.say(
                item, fill=item.reading.fill | {target} if on else item.reading.fill - {target}
            )
        )
        menu.addAction(tr("Leave out"), lambda: self._choose(each, LEFT_OUT))
        return menu


def _targets(record: str, own: "dict[str, tuple[Field, ...]]") -> list[str]:
    """What a column of such a sheet can mean, the usual first."""
    found = [LEFT_OUT]
    for of in (record, *_BESIDE.get(record, ())):
        keys = [field.key for field in (*FIELDS[of], *own.get(of, ()))]
        if of == "deals":
            keys.append("closed_on")
        if of != record:
            keys = [key for key in keys if key not in ("company", "source", "external_id")]
        found += [f"{of}.{key}" for key in sorted(keys, key=_rank)]
    return [*found, NEW_FIELD]


def _rank(key: str) -> int:
    return _TOP.index(key) if key in _TOP else len(_TOP)

"""The Territories tab: the tree at the left; the rules in their order, and what they would do with the
companies that nobody owns."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.territories import RuleLine, Territories, WouldGo
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import Icons, button, label, row
from salesdesk.ui.screens.team.hierarchy import NARROW, TREE
from salesdesk.ui.screens.team.rule_words import (
    assign_words,
    clash_words,
    condition_words,
    order_words,
    receiver_words,
    share_words,
    waiting_words,
)
from salesdesk.ui.screens.team.tabs import strip
from salesdesk.ui.screens.team.territory_tree import TerritoryTree

WIDEST = 1180
_RULES = (
    RowColumn("what", tr("Companies"), strong=True),
    RowColumn("territory", tr("Go to"), 270),
    RowColumn("takes", tr("Would take"), 96, right=True, spare=True),
    menu_column(),
)
_COMPANIES = (
    RowColumn("name", tr("Company"), strong=True),
    RowColumn("industry", tr("Industry"), 150, spare=True),
    RowColumn("employees", tr("Employees"), 96, right=True, spare=True),
    RowColumn("goes", tr("Would go to"), 270),
    menu_column(),
)


class TerritoriesPage(QWidget):
    """Tells what is clicked: `place_asked` and `rule_asked` (0: a new one), `assign_asked`, `company_opened`.

    `rule_moved` carries a rule and its new place, `rule_dropped` one to take out, `menu_asked` a territory.
    """

    place_asked = Signal(int)
    menu_asked = Signal(int, QPoint)
    rule_asked = Signal(int)
    rule_moved = Signal(int, int)
    rule_dropped = Signal(int)
    assign_asked = Signal()
    company_opened = Signal(int)

    def __init__(self, desk: Desk, *, may_change: bool, may_assign: bool) -> None:
        super().__init__()
        self._desk, self._may_change, self._may_assign = desk, may_change, may_assign
        self.known: Territories | None = None
        self._icons = Icons(desk.theme)
        self.tree = TerritoryTree(desk.theme)
        self.add_button = button(tr("Add territory"))
        self.rule_button = button(tr("Add rule"))
        self.assign_button = button("", "primary")
        self._icons.put(self.add_button, "plus")
        self._icons.put(self.rule_button, "plus")
        self.rules = RowsTable(desk.theme, tr("Rules"), _RULES, movable=may_change, ends=True)
        self.companies = RowsTable(desk.theme, tr("Companies without an owner"), _COMPANIES, ends=True)
        self.order, self.no_rule = label("", "note", wrap=True), label("", "note", wrap=True)
        self.no_company = label(tr("Every company has an owner."), "note", wrap=True)
        self.waiting, self.told = label("", "heading"), label("", "note", wrap=True)
        self.more = label("", "note", wrap=True)
        self.empty = EmptyState(desk.theme)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        if not may_change:
            self._foot.hide()
            self.rule_button.hide()

    def _lay_out(self) -> None:
        self.side = QFrame()
        self.side.setObjectName("teamSide")
        self.side.setFixedWidth(TREE)
        left = QVBoxLayout(self.side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        head = strip(
            "teamHead", label(tr("Territories").upper(), "caps"), None, label(tr("companies"), "note"),
            margins=(14, 0, 16, 0),
        )  # fmt: skip
        head.setFixedHeight(38)
        left.addWidget(head)
        left.addWidget(self.tree, 1)
        foot = strip("teamFoot", self.add_button, None, margins=(10, 0, 10, 0))
        foot.setFixedHeight(52)
        left.addWidget(foot)
        self._foot = foot
        inside = QWidget()
        inside.setObjectName("settingsBody")
        inside.setMaximumWidth(WIDEST)
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(24, 20, 24, 24)
        parts.setSpacing(10)
        parts.addLayout(row(label(tr("Rules"), "heading"), None, self.rule_button))
        parts.addWidget(self.order)
        parts.addWidget(_card(self.rules, self.no_rule))
        parts.addSpacing(14)
        parts.addLayout(row(self.waiting, None, self.assign_button))
        parts.addWidget(self.told)
        parts.addWidget(_card(self.companies, self.no_company))
        parts.addWidget(self.more)
        parts.addStretch(1)
        for each in (self.no_rule, self.no_company):
            each.setContentsMargins(14, 14, 14, 14)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.viewport().setAutoFillBackground(False)
        holder = QWidget()
        holder.setObjectName("settingsBody")
        holder.setLayout(row(inside, spacing=0))
        area.setWidget(holder)
        self.stack.addWidget(area)
        self.stack.addWidget(self.empty)
        whole = row(self.side, spacing=0)
        whole.addWidget(self.stack, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.tree.opened.connect(self.place_asked)
        self.tree.menu_asked.connect(self.menu_asked)
        self.add_button.clicked.connect(lambda: self.place_asked.emit(0))
        self.empty.button.clicked.connect(lambda: self.place_asked.emit(0))
        self.rule_button.clicked.connect(lambda: self.rule_asked.emit(0))
        self.assign_button.clicked.connect(self.assign_asked)
        self.rules.moved.connect(self.rule_moved)
        self.rules.retire_asked.connect(self.rule_dropped)
        self.rules.menu_of = self._rule_menu
        self.rules.doubleClicked.connect(lambda _: self._ask_rule())
        self.companies.menu_of = self._company_menu
        self.companies.doubleClicked.connect(lambda _: self._open_company())

    def _ask_rule(self) -> None:
        key = self.rules.current_id()
        if key is not None and self._may_change:
            self.rule_asked.emit(key)

    def _open_company(self) -> None:
        key = self.companies.current_id()
        if key is not None:
            self.company_opened.emit(key)

    def _rule_menu(self, shown: Row) -> list[MenuItem]:
        if not self._may_change:
            return []
        places = [each.id for each in self.known.rules] if self.known is not None else []
        place = places.index(shown.id)
        items: list[MenuItem] = [(tr("Change …"), "pencil", partial(self.rule_asked.emit, shown.id))]
        if place:
            items.append((tr("Move up"), "arrow-up", partial(self.rule_moved.emit, shown.id, place - 1)))
        if place + 1 < len(places):
            items.append((tr("Move down"), "arrow-down", partial(self.rule_moved.emit, shown.id, place + 1)))
        items.append((tr("Take out"), "trash-2", partial(self.rule_dropped.emit, shown.id)))
        return items

    def _company_menu(self, shown: Row) -> list[MenuItem]:
        return [(tr("Open"), "arrow-up-right", partial(self.company_opened.emit, shown.id))]

    def show_territories(self, known: Territories) -> None:
        """Show what was read."""
        self.known = known
        self.tree.show_places(known)
        self.side.setVisible(bool(known.places))
        self.stack.setCurrentIndex(0 if known.places else 1)
        if not known.places:
            self._say_empty()
            return
        self._show_rules(known)
        self._show_companies(known)

    def _say_empty(self) -> None:
        words = tr(
            "Territories and branches say who works where. With rules by country, postcode, industry or size"
            " new companies find their owner by themselves."
        )
        if not self._may_change:
            words = tr("An administrator can add territories here.")
        action = tr("Add the first territory") if self._may_change else ""
        self.empty.say("map-pin", tr("No territory yet"), words, action)

    def _show_rules(self, known: Territories) -> None:
        taken = known.assigning.by_rule
        rows = [_rule_row(n, each, known, taken.get(each.id, 0)) for n, each in enumerate(known.rules, 1)]
        self.rules.show_rows(rows, editable=self._may_change)
        self.rules.setVisible(bool(rows))
        self.order.setText(order_words(known.rules))
        words = tr("No rule yet: new companies belong to whoever makes them, imported ones to nobody.")
        if self._may_change:
            words += " " + tr("Add the first one, and see what it would do before it is saved.")
        self.no_rule.setText(words)
        self.no_rule.setVisible(not rows)

    def _show_companies(self, known: Territories) -> None:
        told = known.assigning
        self.waiting.setText(waiting_words(told))
        self.told.setText(share_words(told))
        self.told.setVisible(bool(self.told.text()))
        self.assign_button.setText(assign_words(told))
        self.assign_button.setVisible(self._may_assign and bool(told.ids))
        self.companies.show_rows([_company_row(each) for each in told.listed], editable=False)
        self.companies.setVisible(bool(told.listed))
        self.no_company.setVisible(not told.listed)
        hidden = told.waiting - len(told.listed)
        self.more.setText(
            trn("and {n} more, not listed here", "and {n} more, not listed here", hidden, number(hidden))
        )
        self.more.setVisible(hidden > 0)

    def take_focus(self) -> None:
        """Put the focus into the tree, or on the one thing that can be done."""
        (self.tree if self.known is None or self.known.places else self.empty.button).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(NARROW if self.width() < 900 else TREE)

    def place_menu(self, territory_id: int, do: dict[str, Callable[[int], Any]]) -> QMenu:
        """What can be done with a territory; `do` holds the verbs by name."""
        made, icon = QMenu(self), self._desk.theme.icon
        if not self._may_change:
            return made
        for key, words, name in (
            ("change", tr("Change …"), "pencil"),
            ("inside", tr("Add one inside …"), "plus"),
            ("rule", tr("Add a rule for it …"), "list-filter"),
            ("retire", tr("Take out of use"), "trash-2"),
        ):
            made.addAction(icon(name, "red" if key == "retire" else "text_2"), words,
                           partial(do[key], territory_id))  # fmt: skip
        return made


def _rule_row(place: int, rule: RuleLine, known: Territories, taken: int) -> Row:
    words = condition_words(rule)
    pill, tint = clash_words(rule)
    return Row(
        rule.id,
        f"{place}. {words}",
        (
            Cell(f"{place}.  {words}", pill=pill, tint=tint),
            Cell(rule.territory, note=receiver_words(rule, known.place(rule.territory_id))),
            Cell(number(taken) if taken else "–"),
            menu_cell(),
        ),
    )


def _company_row(company: WouldGo) -> Row:
    where = Cell(company.territory, note=company.person or tr("without an owner"))
    if company.rule is None:
        where = Cell("", note=tr("No rule fits"), pill="")
    return Row(
        company.id,
        company.name,
        (
            Cell(company.name, note=company.place),
            Cell(company.industry),
            Cell(number(company.employees) if company.employees is not None else ""),
            where,
            menu_cell(),
        ),
    )


def _card(*parts: QWidget) -> QFrame:
    box = QFrame()
    box.setObjectName("cardBox")
    inside = QVBoxLayout(box)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.setSpacing(0)
    for part in parts:
        inside.addWidget(part)
    return box

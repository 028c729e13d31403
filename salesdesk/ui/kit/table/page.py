"""A whole list screen: views, filters, the table, and what is done to the rows that are ticked."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.lists import Column, Condition, Group, ListView, Offer, Row, Totals, View
from salesdesk.queries.company_calendar import today
from salesdesk.queries.lists import (
    PAGE,
    choices,
    list_columns,
    list_page,
    list_rows_at,
    list_totals,
)
from salesdesk.queries.views import list_views
from salesdesk.rules.conditions import CHOSEN_KINDS
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.format import number, short_money, with_left_out
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.table.bar import ListBar
from salesdesk.ui.kit.table.bulk_bar import BulkBar
from salesdesk.ui.kit.table.columns import ColumnPopup
from salesdesk.ui.kit.table.counts import ViewCounts
from salesdesk.ui.kit.table.filters import FilterPopup
from salesdesk.ui.kit.table.reading import ListRead, first_column, read_list, totals_without
from salesdesk.ui.kit.table.tabs import ViewTabs
from salesdesk.ui.kit.table.view import ListTable
from salesdesk.ui.kit.table.widths import keep_width, kept_widths
from salesdesk.ui.kit.widgets import below

LONG, _FOLLOW_MS = 20_000, 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """What the records of a list are called: one, many, and what to say where there are none."""

    one: str
    many: str
    search: str
    icon: str
    none_title: str
    none: str
    new: str


class ListPage(QWidget):
    """`opened` carries the key of a record; `new_asked` and `empty_asked` come from an empty list.

    What is done to ticked rows is added by `actions.ListActions`.
    """

    opened = Signal(int)
    new_asked = Signal()
    shown = Signal()
    view_changed = Signal()
    summed: ClassVar[str] = "open_value"
    plans: ClassVar[bool] = True
    """Whether its bulk bar plans activities; a page may offer that on its own."""
    by_name: ClassVar[bool] = True
    """Whether a view that says nothing of its order is by name."""

    def __init__(self, desk: Desk, record: str, words: Words) -> None:
        super().__init__()
        self.desk, self.record, self.words = desk, record, words
        self.columns: dict[str, Column] = {}
        self.views: tuple[View, ...] = ()
        self.saved: View | None = None
        self.within: tuple[Condition, ...] = ()
        self.shows_rows = True
        self.view = ListView(record)
        self.totals: Totals | None = None
        self._is_bare = False
        self._names: dict[tuple[str, str], str] = {}
        self._shown: ListView | None = None
        self._failed = ""
        self._is_late = False
        self._sum_asked: object = None
        self.tabs = ViewTabs(desk.theme)
        self.bar = ListBar(desk.theme, words.search)
        self.table = ListTable(desk.theme, record)
        self.empty = EmptyState(desk.theme)
        self.bulk = BulkBar(desk.theme, self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.tabs, self.bar):
            layout.addWidget(part)
        layout.addWidget(self._pages, 1)
        self.table.list.can_rename = not desk.read_only
        self.empty.say(words.icon, tr("Reading the list …"), "")
        self._pages.setCurrentWidget(self.empty)
        self._counts = ViewCounts(self)
        self._follower = QTimer(self)
        self._follower.setSingleShot(True)
        self._follower.timeout.connect(self.refresh)
        self._connect()

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.show_view)
        self.bar.typed.connect(lambda text: self.ask(text=text))
        self.bar.search.left.connect(self.focus_list)
        self.bar.filter_button.clicked.connect(lambda: self.add_filter())
        self.bar.view_button.clicked.connect(lambda: self.view_menu().popup(below(self.bar.view_button)))
        self.bar.clear_button.clicked.connect(lambda: self.ask(conditions=(), text=""))
        self.bar.change_asked.connect(self.change_filter)
        self.bar.removed.connect(self.remove_filter)
        self.bar.group_button.clicked.connect(lambda: self.group_menu().popup(below(self.bar.group_button)))
        self.bar.columns_button.clicked.connect(self.choose_columns)
        self.table.header.sort_asked.connect(self.sort_by)
        self.table.header.reordered.connect(self._reordered)
        self.table.opened.connect(self.opened)
        self.table.left.connect(self._left)
        self.table.widths = kept_widths(self.desk.kept, self.record)
        self.table.widened.connect(lambda key, wide: keep_width(self.desk.kept, self.record, key, wide))
        self.table.renaming_over.connect(self._catch_up)
        self.table.list.pages_wanted.connect(self._read_pages)
        self.table.chosen.changed.connect(self._chosen_changed)
        self.bulk.close_button.clicked.connect(self.table.chosen.clear)
        self.empty.button.clicked.connect(self._empty_clicked)

    def stay_within(self, conditions: tuple[Condition, ...]) -> None:
        """Show only rows under these conditions, whatever view and filters say; no chips show them."""
        if conditions != self.within:
            self.within = conditions
            self.table.chosen.clear()
            self._counts.again()
            self._read()
            self._counts.start()

    def show_rows(self, shown: bool) -> None:
        """Show the rows, or only the row of filters, for a screen that shows the same records otherwise."""
        self.shows_rows = shown
        self._pages.setVisible(shown)
        self.tabs.setVisible(shown)
        self.bar.show_for_rows(shown)
        policy = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self._chosen_changed()
        if shown:
            self._read()

    def whole(self, view: ListView) -> ListView:
        """A view with what this page keeps within."""
        return replace(view, conditions=(*self.within, *view.conditions))

    def follow(self) -> None:
        """Read again because others changed something; a long list at most every other second."""
        is_long = self.totals is not None and self.totals.count > LONG
        if not self._follower.isActive():
            self._follower.start(_FOLLOW_MS if is_long else 0)

    def refresh(self) -> None:
        """Read views, columns and rows again; the place in the list stays."""

        def query(session: Any) -> tuple[tuple[Column, ...], tuple[View, ...]]:
            return list_columns(session, record=self.record), list_views(session, record=self.record)

        self.desk.background.ask(query, self._show_frame, owner=self, key="frame", failed=self._unreadable)

    def _show_frame(self, frame: tuple[tuple[Column, ...], tuple[View, ...]]) -> None:
        columns, views = frame
        self.columns = {column.key: column for column in columns}
        first = self.saved is None
        before = self.saved
        kept = next(
            (view for view in views if before and (view.id, view.name) == (before.id, before.name)), None
        )
        if before is not None and kept is None and before.id is not None:
            kept = next((view for view in views if view.id == before.id), None)
        self.saved = kept or views[0]
        if first:
            # Somebody may have begun to search before the views were there.
            asked = self.view.conditions or self.saved.view.conditions
            self.view = replace(self.saved.view, text=self.view.text, conditions=asked)
        elif kept is None:
            self.view = self.saved.view
        if views != self.views:
            self.views = views
            self._counts.again()
            self.tabs.show_views(views, self.saved)
        if not self.shows_rows:
            self._show_state()
        self._read()
        self._counts.start()

    def show_view(self, view: View) -> None:
        """Show a view as it was saved."""
        self.saved = view
        self.table.chosen.clear()
        self._take(view.view)

    def ask(self, **changes: Any) -> None:
        """Show the list otherwise: `text`, `conditions`, `sort`, `descending`, `group`, `columns`."""
        self._take(replace(self.view, **changes))

    def _take(self, view: ListView) -> None:
        if view == self.view and self._shown == view:
            self._show_state()
            return
        if (view.text, view.conditions) != (self.view.text, self.view.conditions):
            self.table.chosen.clear()
        self.view = view
        self._show_state()
        self._read()

    @property
    def is_changed(self) -> bool:
        """Whether the list is shown otherwise than its view was saved."""
        return self.saved is not None and self._as_kept(self.view) != self._as_kept(self.saved.view)

    def _as_kept(self, view: ListView) -> ListView:
        """A view as it is kept: what is searched left out, its columns named."""
        return replace(view, text="", columns=self._keys_of(view))

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The columns shown, in their order."""
        return self._keys_of(self.view)

    def _keys_of(self, view: ListView) -> tuple[str, ...]:
        keys = view.columns or tuple(key for key, column in self.columns.items() if column.usual)
        return tuple(key for key in keys if key in self.columns)

    def view_menu(self) -> QMenu:
        """The views, and what can be done with the one that is shown."""
        menu = QMenu(self)
        for view in self.views:
            action = menu.addAction(view.name, partial(self.show_view, view))
            action.setCheckable(True)
            action.setChecked(self.saved is not None and view.name == self.saved.name)
        shown = next((tab for tab in self.tabs.tabs if tab.isChecked()), None)
        if shown is not None:
            menu.addSeparator()
            more = self.tabs.menu(shown)
            more.setTitle(tr("This view"))
            menu.addMenu(more)
        return menu

    def _show_state(self) -> None:
        if self.saved is not None:
            self.tabs.show_shown(self.saved, self.is_changed)
            self.bar.show_view(self.saved.name, self.is_changed)
        self.bar.show_search(self.view.text)
        self.bar.show_filters(self.columns, self.view.conditions, self._names)
        group = self.columns.get(self.view.group)
        self.bar.show_group(group.label if group is not None else "")
        self._name_values()
        self.view_changed.emit()

    def _name_values(self) -> None:
        """Ask what the values of the filters are called, where that is not known yet."""
        for condition in self.view.conditions:
            column = self.columns.get(condition.field)
            if column is None or column.kind not in CHOSEN_KINDS:
                continue
            if any((condition.field, value) not in self._names for value in condition.values):
                self.offers(condition.field, lambda _: self._named(), values=condition.values)

    def _named(self) -> None:
        self.bar.show_filters(self.columns, self.view.conditions, self._names)

    def offers(
        self,
        field: str,
        then: Any,
        *,
        to_give: bool = False,
        text: str = "",
        values: tuple[str, ...] = (),
    ) -> None:
        """What can be chosen for a column, or given to its records; remembers what the values are called.

        Of very many the first that hold `text`, with those of `values`.
        """

        def keep(offers: tuple[Offer, ...]) -> None:
            self._names.update({(field, offer.value): offer.name for offer in offers})
            self._names.setdefault((field, "me"), tr("Me"))
            self._names.update({(field, "yes"): tr("Yes"), (field, "no"): tr("No")})
            then(offers)

        record = self.record
        self.desk.background.ask(
            lambda session: choices(
                session, record=record, field=field, to_give=to_give, text=text, values=values
            ),
            keep,
            owner=self,
            failed=self.desk.toast,
        )

    def _read(self) -> None:
        if not self.shows_rows:
            return
        view = replace(self.view, columns=self.shown_keys)
        if self._shown != view and (self.totals is None or self.totals.count > LONG) and not view.group:
            self.desk.background.ask(
                lambda session: (list_page(session, self.whole(view)), today(session)),
                lambda first: self._show_first(view, *first),
                owner=self,
                key="first",
                failed=lambda _: None,
            )
        anchor = self._anchor() if self._shown == view else None
        whole = self.whole(view)
        self.desk.background.ask(
            lambda session: replace(read_list(session, whole, anchor), view=view),
            self._show,
            owner=self,
            key="list",
            failed=self._unreadable,
        )

    def _anchor(self) -> int | None:
        """The key of the record at the upper edge."""
        row = self.table.rowAt(0)
        return self.table.list.id_at(row) if row >= 0 else None

    def _show_first(self, view: ListView, rows: Sequence[Row], day: Any) -> None:
        """Show the first page while the keys of the rest are being read."""
        if self._shown == view or view != replace(self.view, columns=self.shown_keys) or not rows:
            return
        if self.table.is_renaming:
            return
        self.table.list.is_whole = False
        self.table.cells.today = day
        first = self._shown is None
        self._put(view, array("q", (row.id for row in rows)), (), rows)
        self._pages.setCurrentWidget(self.table)
        if first:
            self._begin_in_list()

    def _begin_in_list(self) -> None:
        """Put the focus into the rows when they are shown first, unless somebody searches already."""
        if self.isVisible() and not self.bar.search.hasFocus():
            self.focus_list()

    def _show(self, read: ListRead) -> None:
        if read.view != replace(self.view, columns=self.shown_keys):
            return
        if self.table.is_renaming:
            self._is_late = True  # rows that are shown anew would close the field in which somebody types
            return
        self._failed = ""
        self.table.list.is_whole = True
        self.totals = read.totals
        self.table.cells.today, self.table.cells.currency = read.day, read.totals.currency
        first = self._shown is None
        self._put(read.view, read.ids, read.groups, read.rows)
        self.table.chosen.keep_only(read.ids)
        self._show_state()
        self._show_totals(read.totals)
        self._pages.setCurrentWidget(self.table if read.totals.count else self.empty)
        if not read.totals.count:
            self._say_empty(read.is_bare)
        elif first:
            self._begin_in_list()
        self._chosen_changed()
        self.shown.emit()

    def _catch_up(self) -> None:
        """Show what came while a row was being renamed."""
        if self._is_late:
            self._is_late = False
            self._read()

    def _put(self, view: ListView, ids: "array[int]", groups: tuple[Group, ...], rows: Sequence[Row]) -> None:
        """Show keys and rows; the record with the focus and the place stay where they can."""
        table = self.table
        same = self._shown == view
        current, top = table.current_id, self._anchor()
        offset = table.rowViewportPosition(table.rowAt(0)) if table.rowAt(0) >= 0 else 0
        across = table.horizontalScrollBar().value()
        columns = tuple(self.columns[key] for key in view.columns)
        moved = columns != table.list.columns
        table.header.show_columns(columns, self._sorted_by(view), view.descending)
        table.list.show_list(columns, ids, groups, rows)
        if moved:
            table.header.in_own_order()
        table.fit_columns(columns)
        self._shown = view
        row = table.list.row_of(current) if current is not None else None
        if row is not None:
            table.go_to(row)
        table.horizontalScrollBar().setValue(across if same else 0)
        back = table.list.row_of(top) if same and top is not None else None
        if back is not None:
            table.verticalScrollBar().setValue(table.verticalHeader().sectionPosition(back) - offset)
        elif not same:
            table.verticalScrollBar().setValue(0)

    def _read_pages(self, numbers: tuple[int, ...]) -> None:
        model, view = self.table.list, self._shown
        if view is None:
            return
        ids = model.ids
        wanted = [key for number in numbers for key in ids[number * PAGE : (number + 1) * PAGE]]

        def then(rows: Sequence[Row]) -> None:
            if model.ids is ids:
                model.put_rows(numbers, rows)

        def failed(sentence: str) -> None:
            model.ask_again()
            self.desk.toast(sentence)

        self.desk.background.ask(
            lambda session: list_rows_at(session, view, wanted),
            then,
            owner=self,
            key="rows",
            failed=failed,
        )

    def _show_totals(self, totals: Totals) -> None:
        words = f"{number(totals.count)} {self.words.one if totals.count == 1 else self.words.many}"
        self.bar.show_totals(words, self.sum_words(totals))

    def sum_words(self, totals: Totals) -> str:
        """What the open deals behind these rows are worth."""
        amount, missing = totals.sums.get("open_value", Decimal(0)), totals.without_rate.get("open_value", 0)
        words = tr("{sum} open").format(sum=short_money(amount, totals.currency)) if amount else ""
        return with_left_out(words, missing)

    def _unreadable(self, sentence: str) -> None:
        self._failed = sentence
        if self._shown is None or self._pages.currentWidget() is self.empty:
            self.empty.say("triangle-alert", tr("The list cannot be shown"), sentence, tr("Try again"))
            self._pages.setCurrentWidget(self.empty)
        else:
            self.desk.toast(sentence)

    def _say_empty(self, is_bare: bool) -> None:
        self._is_bare = is_bare
        if not is_bare and (self.view.conditions or self.view.text.strip()):
            self.empty.say(
                "search",
                tr("Nothing fits"),
                tr("No {records} are as these filters and this search say.").format(records=self.words.many),
                tr("Show all"),
            )
        else:
            new = "" if self.desk.read_only else self.words.new
            self.empty.say(self.words.icon, self.words.none_title, self.words.none, new)

    def _empty_clicked(self) -> None:
        if self._failed:
            self.refresh()
        elif not self._is_bare and (self.view.conditions or self.view.text.strip()):
            self.ask(conditions=(), text="")
        else:
            self.new_asked.emit()

    def sort_by(self, key: str) -> None:
        """Sort by a column; again turns the order round."""
        column = self.columns.get(key)
        if column is None or not column.sortable:
            return
        down = (
            not self.view.descending
            if key == self._sorted_by(self.view)
            else column.kind in ("value", "money", "touch")
        )
        self.ask(sort=key, descending=down)

    def _sorted_by(self, view: ListView) -> str:
        """The column by which a view is sorted, nothing where it is by none."""
        return view.sort or (first_column(tuple(self.columns.values())) if self.by_name else "")

    def _reordered(self, keys: tuple[str, ...]) -> None:
        self.ask(columns=keys)

    def choose_columns(self) -> None:
        """Open the panel of columns."""
        popup = ColumnPopup(self.desk.theme, self, tuple(self.columns.values()), self.shown_keys)
        popup.chosen.connect(lambda keys: self.ask(columns=keys))
        popup.open_below(self.bar.columns_button)
        self.popup: QWidget = popup

    def add_filter(self, field: str = "") -> None:
        """Open the panel of a new filter."""
        current = Condition(field, "is") if field in self.columns else None
        self._filter_popup(current, None, self.bar.filter_button)

    def change_filter(self, place: int) -> None:
        """Open the panel of a filter that is there."""
        self._filter_popup(self.view.conditions[place], place, self.bar.chips[place])

    def _filter_popup(self, current: Condition | None, place: int | None, anchor: QWidget) -> None:
        def applied(condition: Condition) -> None:
            conditions = list(self.view.conditions)
            if place is None:
                conditions.append(condition)
            else:
                conditions[place] = condition
            self.ask(conditions=tuple(conditions))

        popup = FilterPopup(self.desk.theme, self, tuple(self.columns.values()), self.offers, current)
        popup.applied.connect(applied)
        popup.open_below(anchor)
        first = popup.value_field.first() if place is not None and popup.value_field else popup.field_box
        first.setFocus()
        line = popup.field_box.lineEdit()
        if place is None and line is not None:
            line.selectAll()
        self.popup = popup

    def remove_filter(self, place: int) -> None:
        """Take a filter away."""
        conditions = self.view.conditions
        self.ask(conditions=conditions[:place] + conditions[place + 1 :])

    def group_menu(self) -> QMenu:
        """What the list can be grouped by."""
        menu = QMenu(self)
        for key, words in (
            ("", tr("No groups")),
            *((c.key, c.label) for c in self.columns.values() if c.groupable),
        ):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key == self.view.group)
            action.triggered.connect(lambda _=False, key=key: self.ask(group=key))
        return menu

    def focus_list(self) -> None:
        """Put the focus into the table, or where there is none, on what can be done."""
        if self._pages.currentWidget() is self.table:
            self.table.setFocus()
        elif self.empty.button.isVisible():
            self.empty.button.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def _left(self) -> None:
        self.desk.show_detail(None)

    def chosen_ids(self) -> "array[int]":
        """The keys of the ticked rows in the order of the list; without any, of the row with the focus."""
        ids = self.table.chosen.ids(self.table.list.ids)
        if not len(ids) and self.table.current_id is not None:
            return array("q", [self.table.current_id])
        return ids

    def _chosen_changed(self) -> None:
        total = len(self.table.list.ids)
        ticked = self.table.chosen.count(total)
        self.bulk.setVisible(bool(ticked) and self.shows_rows)
        self.table.keep_room_below(bool(ticked))
        self._sum_asked = None
        if not ticked:
            return
        words = tr("{n} selected").format(n=number(ticked))
        known = self.totals if ticked == total else None
        self.bulk.say(words, self.selection_words(known) if known is not None else "")
        if known is None:
            self._ask_selection(words)

    def selection_words(self, totals: Totals) -> str:
        """What the ticked rows are worth."""
        if not totals.deals:
            return ""
        amount = short_money(totals.sums.get("open_value", Decimal(0)), totals.currency)
        words = f"{trn('{n} deal', '{n} deals', totals.deals)} · {amount}"
        return with_left_out(words, totals.without_rate.get("open_value", 0))

    def _ask_selection(self, words: str) -> None:
        """What the ticked rows add up to: their own sum, or that of all without the ones left out."""
        whole, chosen = self.totals, self.table.chosen
        if self.summed not in self.columns or whole is None:
            return
        if chosen.everything and self.summed not in whole.sums:
            return
        shown = replace(self.view, columns=(self.summed,))
        ids = chosen.left_out if chosen.everything else tuple(chosen.ids(self.table.list.ids))

        asked = self._sum_asked = object()
        everything = chosen.everything

        def then(totals: Totals) -> None:
            if asked is self._sum_asked:  # else others are ticked by now
                told = totals_without(whole, totals, self.summed) if everything else totals
                self.bulk.say(words, self.selection_words(told))

        self.desk.background.ask(
            lambda session: list_totals(session, shown, ids=ids),
            then,
            owner=self,
            key="selection",
            failed=lambda _: None,
        )

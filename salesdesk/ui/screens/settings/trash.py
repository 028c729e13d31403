"""The trash: everything that was deleted, by whom, when; back together, or gone for good."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLabel

from salesdesk.answers.trash import Deleted, Purged, TrashGroup
from salesdesk.queries.trash import trash, trash_group
from salesdesk.rules.words import RECORDS
from salesdesk.services.trash import purge, restore_deleted
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.empty import EmptyState
from salesdesk.ui.kit.fields import SearchField
from salesdesk.ui.kit.format import moment
from salesdesk.ui.kit.rows import Cell, Row, RowColumn
from salesdesk.ui.kit.rows_table import MenuItem, RowsTable, menu_cell, menu_column
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

_MANY = {
    "company": tr("Companies"),
    "contact": tr("Contacts"),
    "deal": tr("Deals"),
    "activity": tr("Activities"),
    "note": tr("Notes"),
    "attachment": tr("Files"),
    "product": tr("Products"),
    "person": tr("People"),
    "pipeline": tr("Pipelines"),
    "stage": tr("Stages"),
    "lost_reason": tr("Lost reasons"),
    "lead_source": tr("Sources"),
    "segment": tr("Segments"),
    "competitor": tr("Competitors"),
    "tag": tr("Tags"),
    "custom_field": tr("Custom fields"),
    "currency": tr("Currencies"),
    "territory": tr("Territories"),
    "campaign": tr("Campaigns"),
    "price_book": tr("Price books"),
}
KINDS = {record: (RECORDS[record], many) for record, many in _MANY.items()}
_COUNTED: dict[str, Callable[[int, str], str]] = {
    "company": lambda n, shown: trn("{n} company", "{n} companies", n, shown),
    "contact": lambda n, shown: trn("{n} contact", "{n} contacts", n, shown),
    "deal": lambda n, shown: trn("{n} deal", "{n} deals", n, shown),
    "activity": lambda n, shown: trn("{n} activity", "{n} activities", n, shown),
    "note": lambda n, shown: trn("{n} note", "{n} notes", n, shown),
    "attachment": lambda n, shown: trn("{n} file", "{n} files", n, shown),
    "product": lambda n, shown: trn("{n} product", "{n} products", n, shown),
    "person": lambda n, shown: trn("{n} person", "{n} people", n, shown),
    "pipeline": lambda n, shown: trn("{n} pipeline", "{n} pipelines", n, shown),
    "stage": lambda n, shown: trn("{n} stage", "{n} stages", n, shown),
    "lost_reason": lambda n, shown: trn("{n} lost reason", "{n} lost reasons", n, shown),
    "lead_source": lambda n, shown: trn("{n} source", "{n} sources", n, shown),
    "segment": lambda n, shown: trn("{n} segment", "{n} segments", n, shown),
    "competitor": lambda n, shown: trn("{n} competitor", "{n} competitors", n, shown),
    "tag": lambda n, shown: trn("{n} tag", "{n} tags", n, shown),
    "custom_field": lambda n, shown: trn("{n} custom field", "{n} custom fields", n, shown),
    "currency": lambda n, shown: trn("{n} currency", "{n} currencies", n, shown),
    "territory": lambda n, shown: trn("{n} territory", "{n} territories", n, shown),
    "campaign": lambda n, shown: trn("{n} campaign", "{n} campaigns", n, shown),
    "price_book": lambda n, shown: trn("{n} price book", "{n} price books", n, shown),
}
COLUMNS = (
    RowColumn("what", tr("Deleted together"), strong=True),
    RowColumn("kind", tr("Kind"), 190),
    RowColumn("person", tr("By"), 130, spare=True),
    RowColumn("at", tr("When"), 120),
    menu_column(),
)
LISTED = 200


class TrashPage(Page):
    """One row for each save that deleted something."""

    key = "trash"
    title = tr("Trash")
    icon = "trash-2"
    right = ""
    words = tr(
        "What was deleted in one go comes back in one go, with what it belongs to. It stays here until an"
        " administrator removes it for good."
    )
    scrolls = False
    watches = frozenset(KINDS)

    def __init__(self, desk: Any) -> None:
        self.groups: tuple[TrashGroup, ...] = ()
        super().__init__(desk)

    def build(self) -> None:
        self.search = SearchField(self.desk.theme, tr("Search the trash"))
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(320)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind"))
        self.kind.addItem(tr("Everything"), None)
        for key, (_, many) in KINDS.items():
            self.kind.addItem(many, key)
        self.kind.activated.connect(lambda _: self.refresh())
        self.restore_button = button(tr("Restore"), "primary")
        self.icons.put(self.restore_button, "archive-restore", "on_accent")
        self.restore_button.clicked.connect(self.restore_current)
        self.purge_button = button(tr("Remove for good …"), "danger")
        self.purge_button.clicked.connect(self.purge_current)
        self.empty_button = button(tr("Empty the trash …"), "danger")
        self.empty_button.clicked.connect(lambda: PurgeSheet(self, None))
        bar = row(self.search, self.kind, None, self.restore_button, self.purge_button, self.empty_button)
        bar.setStretch(0, 1)
        self.body.addLayout(bar)
        self.table = RowsTable(self.desk.theme, tr("Trash"), COLUMNS, scrolls=True)
        self.table.menu_of = self._menu
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_buttons())
        self.table.retire_asked.connect(lambda _: self.purge_current())
        self.table.doubleClicked.connect(lambda _: self.restore_current())
        self.box = card(self.table)
        self.body.addWidget(self.box, 1)
        self.more: QLabel = label("", "note", wrap=True)
        self.body.addWidget(self.more)
        self.empty = EmptyState(self.desk.theme)
        self.body.addWidget(self.empty, 1)

    def read(self, session: "Session") -> tuple[TrashGroup, ...]:
        return trash(session, record=self.kind.currentData(), text=self.search.text().strip())

    def show_answer(self, answer: tuple[TrashGroup, ...]) -> None:
        self.groups = answer
        shown = answer[:LISTED]
        rows = [_row(place, group) for place, group in enumerate(shown)]
        self.table.show_rows(rows, editable=not self.desk.read_only)
        filtered = bool(self.search.text().strip()) or self.kind.currentData() is not None
        self.box.setVisible(bool(answer))
        self.empty.setVisible(not answer)
        if not answer and filtered:
            self.empty.say("search", tr("Nothing of this is in the trash"), tr("Search for something else."))
        elif not answer:
            self.empty.say(
                "trash-2", tr("The trash is empty"), tr("What is deleted waits here and can come back.")
            )
        left = len(answer) - len(shown)
        self.more.setText(tr("{n} older ones are found by search.").format(n=f"{left:,}"))
        self.more.setVisible(left > 0)
        if rows and self.table.current_id() is None:
            self.table.choose(0)
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen = self.chosen
        known = chosen is not None and chosen.action_id is not None and not self.desk.read_only
        self.restore_button.setEnabled(known)
        self.purge_button.setEnabled(known)
        self.empty_button.setEnabled(bool(self.groups))
        administrator = self.desk.viewer.is_administrator and not self.desk.read_only
        self.restore_button.setVisible(bool(self.groups))
        self.purge_button.setVisible(administrator and bool(self.groups))
        self.empty_button.setVisible(administrator and bool(self.groups))

    @property
    def chosen(self) -> TrashGroup | None:
        """The group of the current row."""
        place = self.table.current_id()
        return self.groups[place] if place is not None and place < len(self.groups) else None

    def _menu(self, shown: Row) -> list[MenuItem]:
        group = self.groups[shown.id]
        if group.action_id is None or self.desk.read_only:
            return []
        items: list[MenuItem] = [
            (tr("Restore"), "archive-restore", self.restore_current),
            (tr("Show all of it"), "rows-3", partial(self._show_all, group)),
        ]
        if self.desk.viewer.is_administrator:
            items.append((tr("Remove for good …"), "trash-2", self.purge_current))
        return items

    def _show_all(self, group: TrashGroup) -> None:
        action_id = group.action_id
        assert action_id is not None
        self.desk.background.ask(
            lambda session: trash_group(session, action_id=action_id),
            partial(self._show_found, group),
            owner=self,
        )

    def _show_found(self, group: TrashGroup, found: tuple[Deleted, ...]) -> None:
        GroupSheet(self, group, found)

    def restore_current(self) -> None:
        """Take out of the trash what was deleted together."""
        group = self.chosen
        if group is None or group.action_id is None or self.desk.read_only:
            return
        action_id = group.action_id
        self.save(
            lambda session: restore_deleted(session, action_id=action_id),
            "restore",
            tr("{what} restored").format(what=_what(group)),
        )

    def purge_current(self) -> None:
        """Ask, then remove for good."""
        group = self.chosen
        if group is not None and group.action_id is not None and not self.purge_button.isHidden():
            PurgeSheet(self, group)


def _what(group: TrashGroup) -> str:
    first = group.first[0].title or KINDS[group.first[0].record][0]
    rest = group.count - 1
    return trn("{first} and {n} more", "{first} and {n} more", rest, first=first) if rest else first


def _kinds(group: TrashGroup) -> str:
    """What the group consists of: "Deal", "412 companies, 35 contacts"."""
    if group.count == 1:
        return KINDS[group.first[0].record][0]
    return ", ".join(_COUNTED[record](count, f"{count:,}") for record, count in group.kinds)


def _row(place: int, group: TrashGroup) -> Row:
    names = ", ".join(item.title for item in group.first[1:])
    left = group.count - len(group.first)
    if left > 0:
        names += f", {left:,} …"
    return Row(
        place,
        group.first[0].title,
        (
            Cell(group.first[0].title, note=names),
            Cell(_kinds(group)),
            Cell(group.person or "–"),
            Cell(moment(group.at, company_day.today())),
            menu_cell(),
        ),
        placed=False,
    )


class GroupSheet(Sheet):
    """All that was deleted together."""

    def __init__(self, page: TrashPage, group: TrashGroup, found: tuple[Deleted, ...]) -> None:
        who = group.person or tr("Somebody")
        super().__init__(
            page.desk.sheet_parent,
            page.desk.theme,
            caps=tr("Trash"),
            title=_what(group),
            note=tr("{who}, {when}").format(who=who, when=moment(group.at, company_day.today())),
            accept=tr("Restore"),
        )
        self._page = page
        for item in found[:LISTED]:
            self.body.addWidget(label(f"{KINDS[item.record][0]}: {item.title}", wrap=True))
        if len(found) > LISTED:
            self.body.addWidget(label(tr("… and {n} more").format(n=f"{len(found) - LISTED:,}"), "note"))
        self.open(self.accept_button)

    def accept(self) -> None:
        self.leave(True)
        self._page.restore_current()


class PurgeSheet(Sheet):
    """The last question before something is gone for good."""

    def __init__(self, page: TrashPage, group: TrashGroup | None) -> None:
        count = group.count if group else sum(each.count for each in page.groups)
        title = _what(group) if group else tr("Everything in the trash")
        super().__init__(
            page.desk.sheet_parent, page.desk.theme, caps=tr("Remove for good"), title=title,
            note=trn("{n} record", "{n} records", count), accept=tr("Remove for good"),
        )  # fmt: skip
        self._page, self._group = page, group
        for words in (
            tr("This cannot be undone, and nobody can restore it afterwards: not you, and not SalesDesk."),
            tr(
                "Gone with it are its notes, files, activities, lines and tags, and its history. What stays"
                " loses the mention of it. Figures of the past that counted it change."
            ),
            tr("Backups that were made before still hold it."),
            tr("Stages, people and other words that something still refers to stay in the trash."),
        ):
            self.body.addWidget(label(words, "", wrap=True))
        self.accept_button.setProperty("kind", "danger")
        self.accept_button.style().polish(self.accept_button)
        self.open(self.cancel_button)

    def accept(self) -> None:
        group, page = self._group, self._page
        ids = None if group is None else [group.action_id or 0]
        self.accept_button.setEnabled(False)

        def done(result: Purged) -> None:
            words = trn("{n} record removed for good", "{n} records removed for good", result.removed)
            if result.kept:
                words = trn(
                    "Removed for good: {removed}. {n} is still in use and stays.",
                    "Removed for good: {removed}. {n} are still in use and stay.",
                    result.kept,
                    removed=f"{result.removed:,}",
                )
            self.leave(True)
            page.desk.toast(words)
            page.refresh()

        page.desk.background.do(
            lambda session: purge(session, action_ids=ids),
            lambda saved: done(saved.result),
            kind="purge",
            owner=self,
            failed=self.refuse,
        )

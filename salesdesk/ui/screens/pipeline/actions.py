"""What is done to the picked cards together: the bar that floats over the board, and what its buttons do."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QPushButton

from salesdesk.answers.board import Board, Card
from salesdesk.queries.board import column_ids
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number, short_money, with_left_out
from salesdesk.ui.kit.table.bulk_bar import BulkBar
from salesdesk.ui.screens.pipeline.together import together

if TYPE_CHECKING:
    from salesdesk.answers.lists import Column, Offer
    from salesdesk.ui.kit.sheet import Sheet
    from salesdesk.ui.kit.table.sheets import EditSheet, TagSheet
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen


class BoardActions(QObject):
    """Gives away, dates, tags and deletes many deals; each is one save with one undo."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._desk, self._board = screen, screen.desk, screen.board
        self.picked = screen.board.picked
        self.bulk = BulkBar(screen.desk.theme, screen.deals_area)
        self._sum_asked: object = None
        self._add_buttons()
        self.bulk.close_button.clicked.connect(self._let_go)
        self.picked.changed.connect(self.say)
        self._board.all_asked.connect(self.pick_column)

    def _add_buttons(self) -> None:
        if self._desk.read_only:
            return
        add = self.bulk.add
        self.move_button = add(tr("Move to"), "arrow-right", lambda at: self._pop(self.stage_menu(), at))
        self.owner_button = add(tr("Owner"), "user-pen", lambda at: self._pop(self.owner_menu(), at))
        self.close_button = add(tr("Close date"), "calendar", lambda _: self.edit("close_on"))
        self.plan_button = add(tr("Plan activity"), "calendar-plus", lambda _: self.plan())
        self.tag_button = add(tr("Tag"), "tag", lambda _: self.tag())
        self.delete_button = add(tr("Delete"), "trash-2", lambda _: self.delete(), colour="red_on_inverse")

    def _pop(self, menu: QMenu, at: QPushButton) -> None:
        # The bar lies at the foot of the window: its menus open upwards.
        menu.popup(at.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _let_go(self) -> None:
        self.picked.clear()
        self._board.focus_cards()

    @property
    def shown(self) -> Board | None:
        """The board as it was read last."""
        return self._screen.shown

    def pick_column(self, stage_id: int) -> None:
        """Pick all deals of a column, those too whose cards are not loaded yet."""
        filters = self._screen.filters
        self._desk.background.ask(
            lambda session: column_ids(session, stage_id=stage_id, filters=filters),
            lambda ids: self.picked.put(self.picked.ids | frozenset(ids)),
            owner=self,
            key="pick",
            failed=self._desk.toast,
        )

    def keep_only_shown(self) -> None:
        """Let go of deals that are gone from columns whose cards are all loaded."""
        if not len(self.picked):
            return
        columns = self._board.columns
        if all(widget.model.rowCount() == widget.column.count for widget in columns):
            here = {card.deal_id for widget in columns for card in widget.model.cards}
            self.picked.put(self.picked.ids & here)
        self.say()

    def say(self) -> None:
        """Show how many are picked and what they are worth."""
        count, board = len(self.picked), self.shown
        self.bulk.setVisible(count > 0 and board is not None)
        for widget in self._board.columns:
            widget.list.keep_room_below(count > 0)
        if not count or board is None:
            return
        words = tr("{n} selected").format(n=number(count))
        asked = self._sum_asked = object()
        known = self._cards(self.picked.ids)
        if len(known) == count:
            self.bulk.say(words, together(known.values(), board.currency, short_money))
            return
        self.bulk.say(words, "")
        from salesdesk.answers.lists import ListView

        ids, view = tuple(self.picked.ids), ListView("deal", columns=("amount_base",))

        def then(totals: Any) -> None:
            if asked is self._sum_asked:  # else others are picked by now
                total = short_money(totals.sums["amount_base"], totals.currency)
                self.bulk.say(words, with_left_out(total, totals.without_rate["amount_base"]))

        self._desk.background.ask(
            lambda session: _lists().list_totals(session, view, ids=ids),
            then,
            owner=self,
            key="sum",
            failed=lambda _: None,
        )

    def _cards(self, ids: Iterable[int]) -> dict[int, Card]:
        wanted = frozenset(ids)
        return {
            card.deal_id: card
            for widget in self._board.columns
            for card in widget.model.cards
            if card.deal_id in wanted
        }

    def stage_menu(self) -> QMenu:
        """The stages to which the picked deals can be moved."""
        menu = QMenu(self._screen)
        for widget in self._board.columns:
            menu.addAction(widget.name, partial(self._move, widget.stage_id))
        return menu

    def _move(self, stage_id: int) -> None:
        self._screen.moving.move(self._board.in_order(self.picked.ids), stage_id, 0)

    def owner_menu(self) -> QMenu:
        """The people to whom the picked deals can be given."""
        menu = QMenu(self._screen)
        for choice in self.shown.owners if self.shown else ():
            menu.addAction(choice.name, partial(self._give, choice.id, choice.name))
        return menu

    def _give(self, owner_id: int, name: str) -> None:
        words = tr("{deals} given to {name}").format(deals=_deals(len(self.picked)), name=name)
        self._change("owner_id", owner_id, words)

    def _change(self, field: str, value: Any, words: str, sheet: "Sheet | None" = None) -> None:
        from salesdesk.services.bulk import edit_records

        ids = tuple(self.picked.ids)
        self._screen.save(
            lambda session, part: edit_records(
                session, record="deal", ids=part, field=field, value=value, strict=len(part) == len(ids)
            ),
            ids=ids,
            kind="edit_records",
            words=words,
            sheet=sheet,
        )

    def edit(self, field: str) -> None:
        """Give one field of the picked deals the same value."""

        def begin(columns: "tuple[Column, ...]") -> None:
            from salesdesk.ui.kit.table.sheets import EditSheet

            editable = tuple(
                column for column in columns if column.editable and column.kind not in ("title", "company")
            )
            self._screen.show_sheet(
                EditSheet(
                    self._desk.sheet_parent,
                    self._desk.theme,
                    rows=len(self.picked),
                    columns=editable,
                    ask=self._offers,
                    submit=self._edit,
                    first=field,
                )
            )

        self._desk.background.ask(
            lambda session: _lists().list_columns(session, record="deal"),
            begin,
            owner=self,
            key="columns",
            failed=self._desk.toast,
        )

    def _offers(self, field: str, then: "Callable[[tuple[Offer, ...]], None]", *, text: str = "") -> None:
        self._desk.background.ask(
            lambda session: _lists().choices(session, record="deal", field=field, to_give=True, text=text),
            then,
            owner=self,
            failed=self._desk.toast,
        )

    def _edit(self, sheet: "EditSheet") -> None:
        words = tr("{field} changed on {records}").format(
            field=sheet.column.label, records=_deals(len(self.picked))
        )
        self._change(sheet.column.editable, sheet.value, words, sheet)

    def tag(self) -> None:
        """Put a tag on the picked deals."""

        def begin(known: "tuple[Offer, ...]") -> None:
            from salesdesk.ui.kit.table.sheets import TagSheet

            over, theme = self._desk.sheet_parent, self._desk.theme
            self._screen.show_sheet(
                TagSheet(over, theme, rows=len(self.picked), known=known, submit=self._tag)
            )

        self._offers("tags", begin)

    def _tag(self, sheet: "TagSheet") -> None:
        from salesdesk.services.bulk import tag_records

        ids, name = tuple(self.picked.ids), sheet.name_field.currentText().strip()
        self._screen.save(
            lambda session, part: tag_records(session, record="deal", ids=part, name=name),
            ids=ids,
            kind="tag_records",
            words=tr("Tagged {records} “{name}”").format(records=_deals(len(ids)), name=name),
            sheet=sheet,
        )

    def plan(self, deal_ids: Iterable[int] = ()) -> None:
        """Plan the same activity on these deals, or on the picked ones."""
        from salesdesk.ui.kit.table.plan_sheet import PlanSheet

        ids, board = tuple(deal_ids) or tuple(self.picked.ids), self.shown
        if not ids or board is None or self._desk.read_only:
            return

        def submit(sheet: PlanSheet) -> None:
            from salesdesk.services.bulk import plan_for_records

            plan = sheet.plan
            self._screen.save(
                lambda session: plan_for_records(session, record="deal", ids=ids, **plan),
                kind="plan_activities",
                words=tr("Planned: {subject}").format(subject=plan["subject"]),
                sheet=sheet,
            )

        self._screen.show_sheet(
            PlanSheet(
                self._desk.sheet_parent,
                self._desk.theme,
                title=_deals(len(ids)),
                note=tr("Each deal gets its own; those that are decided are left out."),
                owner=tr("The owner of each deal"),
                people=board.owners,
                today=board.today,
                submit=submit,
            )
        )

    def delete(self) -> None:
        """Put the picked deals into the trash."""
        from salesdesk.services.bulk import delete_records

        ids = tuple(self.picked.ids)
        if not ids or self._desk.read_only:
            return
        self._screen.save(
            lambda session, part: delete_records(
                session, record="deal", ids=part, strict=len(part) == len(ids)
            ),
            ids=ids,
            kind="delete_records",
            words=tr("Deleted: {records}").format(records=_deals(len(ids))),
            then=lambda _: self.picked.clear(),
        )

    def menu(self) -> QMenu:
        """What can be done with all picked cards, for the right button and the menu key."""
        menu = QMenu(self._screen)
        theme = self._desk.theme
        if not self._desk.read_only:
            for made, words in ((self.stage_menu(), tr("Move to")), (self.owner_menu(), tr("Owner"))):
                made.setTitle(words)
                menu.addMenu(made)
            menu.addAction(theme.icon("calendar"), tr("Close date …"), lambda: self.edit("close_on"))
            menu.addAction(theme.icon("pencil"), tr("Edit field …"), lambda: self.edit(""))
            menu.addAction(theme.icon("calendar-plus"), tr("Plan activity …"), lambda: self.plan())
            menu.addAction(theme.icon("tag"), tr("Tag …"), self.tag)
            menu.addSeparator()
            menu.addAction(theme.icon("trash-2", "red"), tr("Delete"), self.delete)
            menu.addSeparator()
        menu.addAction(tr("Choose nothing"), self._let_go)
        return menu


def _lists() -> Any:
    # Loaded when something is done to several deals: the first board is not to wait for it.
    from salesdesk.queries import lists

    return lists


def _deals(count: int) -> str:
    return trn("{n} deal", "{n} deals", count, number(count))

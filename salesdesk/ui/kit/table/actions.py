"""What is done to the ticked rows of a list, to its views, and taking it out into a file."""

from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QPushButton

from salesdesk.answers.activities import ActivityForm
from salesdesk.answers.lists import ListView, Row, View
from salesdesk.exchange.mapping import plural
from salesdesk.exchange.shown_cards import CARD_RECORDS, write_shown_cards
from salesdesk.exchange.writing import Written, write_list
from salesdesk.queries.activities import activity_form
from salesdesk.queries.lists.taking import taken_list
from salesdesk.services.bulk import (
    Deleted,
    delete_records,
    deleted_together,
    edit_records,
    plan_for_records,
    tag_records,
)
from salesdesk.services.views import change_view, delete_view, save_view
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.page import ListPage
from salesdesk.ui.kit.table.plan_sheet import PlanSheet
from salesdesk.ui.kit.table.sheets import EditSheet, ExportSheet, TagSheet, ViewSheet
from salesdesk.ui.kit.taken import note_taken

_WHOSE = ("owner_id", "person_id")


class ListActions(QObject):
    """Gives a list its bulk bar and its menus. `rename` is the service that renames one record.

    What is in `in_menu` adds to the menu of a row, before Delete.
    """

    def __init__(self, page: ListPage, rename: Any) -> None:
        super().__init__(page)
        self.page, self.desk, self._rename = page, page.desk, rename
        self.sheet: Sheet | None = None
        self.in_menu: list[Callable[[QMenu], None]] = []
        page.table.menu_asked.connect(self._show_menu)
        page.table.delete_asked.connect(self.delete)
        page.table.list.renamed.connect(self._renamed)
        page.bar.export_button.clicked.connect(lambda: self.export(None))
        page.tabs.save_asked.connect(self.save_view)
        page.tabs.keep_asked.connect(self._keep_view)
        page.tabs.rename_asked.connect(self._rename_view)
        page.tabs.share_asked.connect(self._share_view)
        page.tabs.delete_asked.connect(self._delete_view)
        self._add_buttons()

    def _add_buttons(self) -> None:
        bulk = self.page.bulk
        if not self.desk.read_only:
            bulk.add(tr("Assign owner"), "user-pen", lambda _: self.assign())
            bulk.add(tr("Edit field"), "pencil", lambda _: self.edit())
            bulk.add(tr("Tag"), "tag", lambda _: self.tag())
            if self.page.plans:
                bulk.add(tr("Plan activity"), "calendar-plus", lambda _: self.plan())
        bulk.add(tr("Export"), "file-spreadsheet", lambda _: self.export(self.page.chosen_ids()))
        if not self.desk.read_only:
            bulk.add(tr("Delete"), "trash-2", lambda _: self.delete(), colour="red_on_inverse", last=True)

    def add_button(self, words: str, icon: str, do: Any) -> QPushButton:
        """Add something else that can be done to the ticked rows; `do` gets their keys."""
        return self.page.bulk.add(words, icon, lambda _: do(self.page.chosen_ids()))

    def _many(self, n: int) -> str:
        return f"{number(n)} {self.page.words.one if n == 1 else self.page.words.many}"

    def _save(self, act: Any, kind: str, words: str, then: Any = None, sheet: Sheet | None = None) -> None:
        def done(result: Any) -> None:
            self.page.refresh()
            if then is not None:
                then(result)

        self.desk.save(act, kind=kind, words=words, then=done, sheet=sheet, owner=self.page)

    def _save_many(
        self,
        work: Any,
        ids: "array[int]",
        kind: str,
        words: str,
        then: Any = None,
        sheet: Sheet | None = None,
    ) -> None:
        def done(results: list[Any]) -> None:
            self.page.refresh()
            if then is not None:
                then(results)

        self.desk.save_many(work, ids, kind=kind, words=words, then=done, sheet=sheet, owner=self.page)

    def assign(self) -> None:
        """Give the ticked rows to somebody."""
        whose = (key for key, column in self.page.columns.items() if column.editable in _WHOSE)
        self.edit(next(whose, ""))

    def edit(self, field: str = "") -> None:
        """Give one field of the ticked rows the same value."""
        ids = self.page.chosen_ids()
        columns = tuple(
            column
            for column in self.page.columns.values()
            if column.editable and column.kind not in ("title", "company")
        )
        if len(ids) and columns:
            self.sheet = EditSheet(
                self.desk.sheet_parent,
                self.desk.theme,
                rows=len(ids),
                columns=columns,
                ask=partial(self.page.offers, to_give=True),
                submit=lambda sheet: self._edit(sheet, ids),
                first=field,
            )

    def _edit(self, sheet: EditSheet, ids: "array[int]") -> None:
        record, field, value = self.page.record, sheet.column.editable, sheet.value
        words = tr("{field} changed on {records}").format(
            field=sheet.column.label, records=self._many(len(ids))
        )
        self._save_many(
            lambda session, part: edit_records(
                session, record=record, ids=part, field=field, value=value, strict=len(part) == len(ids)
            ),
            ids,
            "edit_records",
            words,
            sheet=sheet,
        )

    def tag(self) -> None:
        """Put a tag on the ticked rows."""
        ids, record = self.page.chosen_ids(), self.page.record
        if not len(ids):
            return

        def submit(sheet: TagSheet) -> None:
            name = sheet.name_field.currentText()
            words = tr("Tagged {records} “{name}”").format(records=self._many(len(ids)), name=name.strip())
            self._save_many(
                lambda session, part: tag_records(session, record=record, ids=part, name=name),
                ids,
                "tag_records",
                words,
                sheet=sheet,
            )

        def ask(known: Any) -> None:
            over = self.desk.sheet_parent
            self.sheet = TagSheet(over, self.desk.theme, rows=len(ids), known=known, submit=submit)

        self.page.offers("tags", ask)

    def plan(self) -> None:
        """Plan the same activity for the ticked rows."""
        ids, desk = self.page.chosen_ids(), self.desk
        if not len(ids) or desk.read_only:
            return

        def ask(form: ActivityForm) -> None:
            self.sheet = PlanSheet(
                desk.sheet_parent,
                desk.theme,
                title=self._many(len(ids)),
                note=tr("Each gets its own; one Undo takes them all back."),
                owner=tr("Who has each"),
                people=form.people,
                today=form.today,
                submit=lambda sheet: self._plan(sheet, ids),
            )

        desk.background.ask(activity_form, ask, owner=self.page, key="plan", failed=desk.toast)

    def _plan(self, sheet: PlanSheet, ids: "array[int]") -> None:
        record, plan = self.page.record, sheet.plan
        words = tr("Planned: {subject}").format(subject=plan["subject"])
        self._save_many(
            lambda session, part: plan_for_records(
                session, record=record, ids=part, strict=len(part) == len(ids), **plan
            ),
            ids,
            "plan_activities",
            words,
            sheet=sheet,
        )

    def delete(self) -> None:
        """Put the ticked rows, or the one with the focus, into the trash."""
        ids, record = self.page.chosen_ids(), self.page.record
        if not len(ids) or self.desk.read_only:
            return

        def then(parts: list[Deleted]) -> None:
            gone = deleted_together(parts)
            self.page.table.chosen.clear()
            if gone.kept:
                self.desk.toast(tr("{n} deleted. {why}").format(n=number(gone.count), why=gone.why))

        words = tr("Deleted: {records}").format(records=self._many(len(ids)))
        self._save_many(
            lambda session, part: delete_records(
                session, record=record, ids=part, strict=len(part) == len(ids)
            ),
            ids,
            "delete_records",
            words,
            then,
        )

    def _renamed(self, row: Row, name: str) -> None:
        words = tr("Renamed to {name}").format(name=name)
        rename = self._rename
        self._save(lambda session: rename(session, row.id, row.version, name), "rename", words)

    def menu(self) -> QMenu:
        """What can be done with the row under the mouse, or with all that are ticked."""
        page, menu = self.page, QMenu(self.page)
        icon = self.desk.theme.icon
        current = page.table.current_id
        if current is not None:
            menu.addAction(tr("Open"), lambda: page.opened.emit(current))
        if not self.desk.read_only and current is not None:
            menu.addAction(icon("user-pen"), tr("Assign owner …"), self.assign)
            menu.addAction(icon("pencil"), tr("Edit field …"), lambda: self.edit())
            menu.addAction(icon("tag"), tr("Tag …"), self.tag)
            if self.page.plans:
                menu.addAction(icon("calendar-plus"), tr("Plan activity …"), self.plan)
            for add in self.in_menu:
                add(menu)
            menu.addSeparator()
            menu.addAction(icon("trash-2", "red"), tr("Delete"), self.delete)
        return menu

    def _show_menu(self, point: QPoint) -> None:
        row = self.page.table.rowAt(point.y())
        if row >= 0:
            self.page.table.go_to(row)
        self.menu().popup(self.page.table.viewport().mapToGlobal(point))

    def _now(self) -> ListView:
        """The list as it is shown, its columns named."""
        return replace(self.page.view, columns=self.page.shown_keys)

    def save_view(self) -> None:
        """Keep the list as it is shown under a name."""

        def submit(sheet: ViewSheet) -> None:
            view, name, shared = self._now(), sheet.name, sheet.shared_field.isChecked()

            def then(view_id: int) -> None:
                self.page.saved = View(view_id, name, view, shared)
                self.page.refresh()

            self._save(
                lambda session: save_view(session, name=name, view=view, shared=shared),
                "save_view",
                tr("View saved: {name}").format(name=name),
                then,
                sheet,
            )

        self.sheet = ViewSheet(self.desk.sheet_parent, self.desk.theme, name="", shared=False, submit=submit)

    def _change_view(
        self, saved: View, words: str, sheet: Sheet | None = None, then: Any = None, **fields: Any
    ) -> None:
        view_id = saved.id
        if view_id is not None:
            self._save(
                lambda session: change_view(session, view_id=view_id, **fields),
                "change_view",
                words,
                then,
                sheet,
            )

    def _keep_view(self, view: View) -> None:
        now = self._now()

        def kept(_: Any) -> None:
            if self.page.saved is not None and self.page.saved.id == view.id:
                self.page.saved = replace(view, view=now)

        self._change_view(view, tr("View changed: {name}").format(name=view.name), then=kept, view=now)

    def _rename_view(self, view: View) -> None:
        def submit(sheet: ViewSheet) -> None:
            self._change_view(
                view, tr("View renamed to {name}").format(name=sheet.name), sheet, name=sheet.name
            )

        over = self.desk.sheet_parent
        self.sheet = ViewSheet(over, self.desk.theme, name=view.name, shared=None, submit=submit)

    def _share_view(self, view: View) -> None:
        words = tr("Only you see {name} now") if view.shared else tr("Everybody sees {name} now")
        self._change_view(view, words.format(name=view.name), shared=not view.shared)

    def _delete_view(self, view: View) -> None:
        view_id = view.id
        if view_id is not None:
            self._save(
                lambda session: delete_view(session, view_id=view_id),
                "delete_view",
                tr("View deleted: {name}").format(name=view.name),
            )

    def export(self, ids: "array[int] | None") -> None:
        """Take the list out as it is shown, or only these rows of it."""
        rows = len(ids) if ids is not None else len(self.page.table.list.ids)
        name = self.page.saved.name if self.page.saved is not None else self.page.words.many
        self.sheet = ExportSheet(
            self.desk.sheet_parent,
            self.desk.theme,
            rows=rows,
            what=name,
            columns=tuple(self.page.columns.values()),
            shown=self.page.shown_keys,
            submit=lambda sheet: self._export(sheet, ids, name),
            cards=self.page.record in CARD_RECORDS,
        )

    def _export(self, sheet: ExportSheet, ids: "array[int] | None", title: str) -> None:
        view, target = replace(self.page.whole(self.page.view), columns=sheet.list.shown()), sheet.target

        def work(session: Any) -> Written:
            if sheet.is_cards:
                return Written(write_shown_cards(session, view, target, ids=ids))
            fields, rows = taken_list(session, view, ids=ids, with_ids=target.suffix == ".xlsx")
            return write_list(target, fields, rows, title=title, delimiter=sheet.delimiter)

        def then(written: Written) -> None:
            sheet.leave(True)
            record = plural(view.record)
            note_taken(self.desk, self.page, record=record, target=target, rows=written.rows, what=title)
            words = trn("{n} row written", "{n} rows written", written.rows)
            self.desk.toast(tr("{rows} to {name}").format(rows=words, name=target.name))

        self.desk.background.ask(work, then, owner=sheet, failed=sheet.refuse)

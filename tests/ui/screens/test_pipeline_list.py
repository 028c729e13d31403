"""The deals as a list: the same views and filters as the board, and the same numbers under them."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import Condition, ListView, Named
from salesdesk.queries.board import pipeline_board
from salesdesk.queries.lists import list_totals
from salesdesk.services.bulk import tag_records
from salesdesk.services.deals import edit_deal, move_deal
from salesdesk.services.views import save_view
from salesdesk.ui.kit.theme import stage_dot
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key


def choose(menu: QMenu, words: str) -> None:
    """Choose an entry of a menu."""
    next(action for action in menu.actions() if action.text() == words).trigger()


def as_list(pilot: Pilot) -> None:
    """Show the deals as a list, by mouse."""
    pilot.screen.bar.forms.buttons["list"].click()
    pilot.until(pilot.screen.page.table.isVisible)


def rows(pilot: Pilot) -> list[str]:
    """The titles in the list."""
    model = pilot.screen.page.table.list
    found = [model.record_at(row) for row in range(model.rowCount())]
    return [row.cells[0].name for row in found if row is not None]


def equal(pilot: Pilot, office: Office) -> bool:
    """Whether each header shows what a list of the same deals adds up to."""
    board, page = pilot.screen.board, pilot.screen.page
    with office.read() as session:
        for widget in board.columns:
            stage = Condition("stage", "is", (str(widget.stage_id),))
            view = ListView("deal", page.view.text, (*page.view.conditions, stage), columns=("amount_base",))
            totals = list_totals(session, view)
            shown = pilot.header(widget.name)[:2]
            assert shown == (totals.count, totals.sums["amount_base"]), widget.name
    return True


FILTERS = (
    ("", ()),
    ("halden", ()),
    ("d-1001", ()),
    ("", (Condition("owner", "is", ("me",)),)),
    ("", (Condition("amount_base", "more", ("150",)),)),
    ("i", (Condition("amount_base", "less", ("250",)), Condition("state", "is", ("lead", "open")))),
    ("", (Condition("next_step", "empty"), Condition("tags", "empty"))),
    ("", (Condition("company", "filled"),)),
    ("", (Condition("close_on", "empty"),)),
)


@pytest.mark.parametrize(("text", "conditions"), FILTERS)
def test_headers_and_list_hold_the_same_deals_under_every_filter(
    office: Office, text: str, conditions: tuple[Condition, ...]
) -> None:
    from tests.ui.conftest import make_deals

    make_deals(office)
    office.deal("Won", title="Fifth in", amount=Decimal("70.07"))
    with office.write() as session:
        tag_records(session, record="deal", ids=[1, 2], name="fair")
    with office.read() as session:
        board = pipeline_board(session, filters=BoardFilter(text=text, conditions=conditions))
        for column in board.columns:
            stage = Condition("stage", "is", (str(column.stage_id),))
            totals = list_totals(
                session, ListView("deal", text, (*conditions, stage), columns=("amount_base",))
            )
            assert (column.count, column.total) == (totals.count, totals.sums["amount_base"])
        assert sum(column.count for column in board.columns) > 0 or conditions[:1] == (FILTERS[3][1])


def test_the_same_deals_are_shown_as_a_list_and_as_a_board(pilot: Pilot, office: Office) -> None:
    as_list(pilot)
    pilot.until(lambda: sorted(rows(pilot)) == ["Alpha", "Beta", "First", "Second", "Third"])
    page = pilot.screen.page
    pilot.until(lambda: page.bar.total.text() == "5 deals" and page.bar.sum.text() == "€1,601 together")
    assert not pilot.screen.board.isVisible() and page.tabs.isVisible()
    page.ask(conditions=(Condition("owner", "is", (str(office.people["ron"]),)),))
    pilot.until(lambda: sorted(rows(pilot)) == ["Alpha", "Second"])
    pilot.screen.bar.forms.buttons["board"].click()
    pilot.until(lambda: pilot.titles("Qualified") == ["Second"] and pilot.titles("Value shown") == ["Alpha"])
    assert pilot.screen.board.isVisible() and not page.table.isVisible()
    assert len(page.bar.chips) == 1 and page.bar.isVisible()
    page.bar.clear_button.click()
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])


@of_the_window
def test_a_stage_has_the_dot_in_the_list_that_it_has_on_the_board(pilot: Pilot, office: Office) -> None:
    office.deal("Closing", title="Late")
    with office.write() as session:
        move_deal(session, deal_id=pilot.deal_id("First"), stage_id=office.stages["Won"])
    as_list(pilot)
    pilot.until(lambda: sorted(rows(pilot)) == ["Alpha", "Beta", "First", "Late", "Second", "Third"])
    model = pilot.screen.page.table.list
    found = [model.record_at(row) for row in range(model.rowCount())]
    stages = {
        cell.name: stage_dot(cell.mark)
        for row in found
        if row is not None
        for cell in row.cells
        if isinstance(cell, Named) and cell.mark is not None
    }
    assert stages == {
        name: pilot.column(name).header.dot for name in ("Qualified", "Value shown", "Closing", "Won")
    }


def test_a_list_holds_only_the_pipeline_that_is_shown(pilot: Pilot, office: Office) -> None:
    as_list(pilot)
    pilot.until(lambda: len(rows(pilot)) == 5)
    choose(pilot.screen.bar.pipeline_menu(), "Renewals")
    pilot.until(lambda: pilot.screen.page.totals is not None and pilot.screen.page.totals.count == 0)
    choose(pilot.screen.bar.pipeline_menu(), "New business")
    pilot.until(lambda: len(rows(pilot)) == 5)


def test_a_saved_view_filters_the_board_and_says_which_it_is(pilot: Pilot, office: Office) -> None:
    view = ListView("deal", conditions=(Condition("amount_base", "more", ("250",)),))
    with office.write() as session:
        save_view(session, name="Big ones", view=view, shared=True)
    page = pilot.screen.page
    pilot.until(lambda: "Big ones" in [each.name for each in page.views])
    choose(page.view_menu(), "Big ones")
    pilot.until(lambda: pilot.titles("Qualified") == ["Third"] and pilot.titles("Value shown") == ["Beta"])
    assert page.bar.view_button.text() == "Big ones" and len(page.bar.chips) == 1
    assert pilot.header("Qualified") == (1, Decimal(300), Decimal(60))
    choose(page.view_menu(), "All deals")
    pilot.until(lambda: len(pilot.titles("Qualified")) == 3)


def test_headers_equal_the_list_after_a_drag_an_edit_a_bulk_and_an_undo(pilot: Pilot, office: Office) -> None:
    pilot.screen.page.ask(conditions=(Condition("amount_base", "less", ("900",)),))
    pilot.until(lambda: pilot.header("Value shown")[0] == 0)
    assert equal(pilot, office)
    pilot.drag("First", "Value shown")
    pilot.until(lambda: pilot.header("Value shown") == (1, Decimal(100), Decimal(35)))
    assert equal(pilot, office)
    with office.write() as session:
        edit_deal(session, deal_id=pilot.deal_id("Third"), amount=Decimal(5000))
    pilot.until(lambda: pilot.titles("Qualified") == ["Second"])
    assert equal(pilot, office)
    board = pilot.screen.board
    board.picked.put([pilot.deal_id("First"), pilot.deal_id("Second")])
    choose(pilot.screen.bulk.stage_menu(), "Closing")
    pilot.until(lambda: pilot.header("Closing")[:2] == (2, Decimal("300.50")))
    assert equal(pilot, office)
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: pilot.header("Closing")[0] == 0)
    assert equal(pilot, office) and pilot.titles("Value shown") == ["First"]


def test_ticked_rows_of_the_list_are_moved_and_the_list_follows_others(pilot: Pilot, office: Office) -> None:
    as_list(pilot)
    page = pilot.screen.page
    pilot.until(lambda: len(rows(pilot)) == 5)
    page.table.chosen.clear()
    page.table.go_to(rows(pilot).index("Second"))
    pilot.press(KEY.Key_Space)
    pilot.until(lambda: page.bulk.accessibleName() == "1 selected. €201")
    choose(page.stage_menu(), "Closing")
    pilot.until(lambda: pilot.header("Closing")[0] == 1)
    with office.write() as session:
        move_deal(session, deal_id=pilot.deal_id("First"), stage_id=office.stages["Closing"])
    pilot.until(lambda: pilot.header("Closing")[0] == 2)
    page.sort_by("stage")
    pilot.until(lambda: sorted(rows(pilot)[-2:]) == ["First", "Second"])


@of_the_window
def test_the_keys_one_to_five_change_the_form(pilot: Pilot) -> None:
    pilot.choose("First")
    for place, form in enumerate(("board", "list", "calendar", "funnel", "inbox"), 1):
        pilot.press(KEY(KEY.Key_0 + place))
        assert pilot.screen.form == form and pilot.screen.bar.forms.buttons[form].isChecked()
    pilot.press(KEY.Key_1)
    pilot.until(pilot.screen.board.isVisible)
    assert pilot.titles("Qualified") == ["First", "Second", "Third"]


def test_the_list_opens_with_the_deals_that_want_work_and_sorts_by_name_when_asked(
    office: Office, pilot: Pilot
) -> None:
    office.deal("Won", title="A win of old", close_on=date(2020, 1, 1))
    edited = {"Second": date(2026, 5, 1), "Alpha": date(2026, 4, 1)}
    with office.write() as session:
        for title, day in edited.items():
            edit_deal(session, deal_id=pilot.deal_id(title), close_on=day)
    as_list(pilot)
    pilot.until(lambda: len(rows(pilot)) == 6 and rows(pilot)[:2] == ["Alpha", "Second"])
    assert rows(pilot)[-1] == "A win of old"
    header = pilot.screen.page.table.header
    header.sort_asked.emit("title")
    pilot.until(lambda: rows(pilot)[:2] == ["A win of old", "Alpha"])
    header.sort_asked.emit("title")
    pilot.until(lambda: rows(pilot)[:2] == ["Third", "Second"])

"""The board shows what is there, finds, filters, opens and edits, and follows what others do."""

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu

from salesdesk.answers.board import BoardFilter
from salesdesk.models import Deal, Pipeline, Stage
from salesdesk.models.base import now
from salesdesk.queries.board import pipeline_board, stage_totals
from salesdesk.rules.pipelines import StageTemplate
from salesdesk.services.activities import set_next_step
from salesdesk.services.companies import create_company
from salesdesk.services.deals import edit_deal, insert_deals, move_deal
from salesdesk.services.pipelines import add_pipeline, add_shipped_process
from salesdesk.store import Store
from salesdesk.ui.forms.deal import NewDealSheet
from salesdesk.ui.kit.fields import DayField
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.table.filters import FilterPopup
from salesdesk.ui.kit.table.values import OffersField
from salesdesk.ui.screens.pipeline.board import EDGE, SPACE
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY = Qt.Key
STAGES = (
    StageTemplate("Begun", "open", 50),
    StageTemplate("Won", "won", 100),
    StageTemplate("Lost", "lost", 0),
)


def deal_of(office: Office, title: str) -> Deal:
    """A deal as the database has it."""
    with office.read() as session:
        return session.scalars(sa.select(Deal).where(Deal.title == title)).one()


def choose_from(box: QComboBox, words: str) -> None:
    """A click opens the list, what is typed is looked for in it, Enter takes it."""
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.view().isVisible()
    QTest.keyClicks(box.view(), words)
    QTest.keyClick(box.view(), KEY.Key_Return)


def type_day(field: DayField, words: str) -> None:
    """Write a day over the one that stands there and go on with Tab."""
    field.setFocus()
    for letter in words:
        QTest.keyClick(QApplication.focusWidget(), letter)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Tab)


def open_card(pilot: Pilot, title: str) -> None:
    """Open a card by the keyboard."""
    pilot.choose(title)
    pilot.press(KEY.Key_Return)
    pilot.until(lambda: pilot.screen.panel.isVisible() and pilot.screen.panel.deal_id == pilot.deal_id(title))


def trigger(menu: QMenu, words: str) -> None:
    """Choose an entry of a menu."""
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_headers_equal_the_report_and_the_sum_of_the_cards(pilot: Pilot, office: Office) -> None:
    with office.read() as session:
        ids = list(session.scalars(sa.select(Stage.id)))
        totals = stage_totals(session, ids, BoardFilter())
    for widget in pilot.screen.board.columns:
        amounts = [card.amount_base or Decimal(0) for card in widget.model.cards]
        total = totals.get(widget.stage_id)
        assert pilot.header(widget.name)[:2] == (len(amounts), sum(amounts))
        assert total is None or pilot.header(widget.name) == (total.count, total.total, total.weighted)
    words = pilot.column("Qualified").header.accessibleName()
    assert words == "Qualified: 3 deals, sum €600.50, weighted €120.10"
    assert pilot.column("Qualified").header.toolTip() == words
    assert pilot.screen.bar._sum.text() == "5 deals · €1,601 open"  # in short, to the cent when pointed at
    assert pilot.screen.bar._sum.toolTip() == "5 deals · €1,600.50 open"


@of_the_window
def test_every_header_writes_its_sums_in_the_same_form(pilot: Pilot, office: Office) -> None:
    def words() -> list[str]:
        headers = [widget.header for widget in pilot.screen.board.columns if not widget.is_folded]
        return [header._weighted()[header._form] for header in headers]

    assert words() == ["€0 weighted", "€120 weighted", "€350 weighted", "€0 weighted", "€0 weighted"]
    pilot.window.resize(1130, 720)
    office.deal("Closing", title="Large", amount=Decimal("987654.10"))
    pilot.until(lambda: pilot.header("Closing")[0] == 1)
    pilot.until(lambda: all(each.endswith(" wtd") for each in words()))
    # Where one has no room for it, none shows half of the truth.
    office.deal("Closing", title="Larger", amount=Decimal("98765432.10"))
    pilot.until(lambda: set(words()) == {""})


@of_the_window
def test_a_card_is_painted_and_says_all_it_shows(pilot: Pilot) -> None:
    column = pilot.column("Qualified")
    index = column.model.index(0)
    words = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert words == "First, Halden Logistics, €100, Rita, No next step"
    rect = column.list.visualRect(index)
    image = column.list.viewport().grab(rect).toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }
    tokens = pilot.window.theme.tokens
    assert {tokens.card.lower(), tokens.accent.lower()} <= seen  # the card, and the ring of the focused one


@of_the_window
def test_a_card_tells_the_rest_when_the_mouse_rests_on_it(pilot: Pilot, office: Office) -> None:
    with office.write() as session:
        set_next_step(session, deal_id=pilot.deal_id("First"), subject="Visit the yard", due_on=None)
        edit_deal(session, deal_id=pilot.deal_id("First"), close_on=date(2031, 5, 1))
    pilot.until(lambda: pilot.screen.board.card(pilot.deal_id("First")).next_step != "")  # type: ignore
    model = pilot.column("Qualified").model
    model.set_median(9)
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole).splitlines() == [
        "First · Halden Logistics",
        "20 % · closes 1 May 2031 · Rita",
        "Next: Visit the yard",
        "0 days in this stage; won deals took 9",
    ]


def test_days_in_a_stage_turn_amber_when_won_deals_took_far_fewer(pilot: Pilot, office: Office) -> None:
    with office.write() as session:
        begun = now() - timedelta(days=12)
        insert_deals(
            session,
            [{"title": "Old", "stage_id": office.stages["Closing"], "stage_entered_at": begun}],
        )
        deal_id = session.scalars(sa.select(Deal.id).where(Deal.title == "Old")).one()
        due = date.today() + timedelta(days=5)
        set_next_step(session, deal_id=deal_id, subject="Visit", due_on=due)
    pilot.until(lambda: pilot.titles("Closing") == ["Old"])
    pilot.until(lambda: pilot.screen.board.card(deal_id).next_step == "Visit")  # type: ignore[union-attr]
    column = pilot.column("Closing")
    soft = pilot.window.theme.colour("amber_soft").name()

    def is_amber() -> bool:
        image = column.list.viewport().grab(column.list.visualRect(column.model.index(0))).toImage()
        places = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
        return soft in {image.pixelColor(x, y).name() for x, y in places}

    pilot.screen.board.show_medians({column.stage_id: 8})
    assert not is_amber()  # 12 days are no more than 1.5 times 8
    pilot.screen.board.show_medians({column.stage_id: 7})
    assert is_amber()
    old = pilot.screen.board.card(deal_id)
    assert old is not None and column.model.is_late(replace(old, warning="overdue_step"))


def test_what_others_change_touches_only_its_rows(pilot: Pilot, office: Office) -> None:
    touched: list[tuple[str, str, int]] = []
    for widget in pilot.screen.board.columns:
        model, name = widget.model, widget.name
        model.modelReset.connect(lambda name=name: touched.append((name, "all", -1)))
        model.dataChanged.connect(lambda a, b, _, name=name: touched.append((name, "changed", a.row())))
        model.rowsInserted.connect(lambda _, a, b, name=name: touched.append((name, "new", a)))
        model.rowsRemoved.connect(lambda _, a, b, name=name: touched.append((name, "gone", a)))
    with office.write("ron") as session:
        edit_deal(session, deal_id=pilot.deal_id("Second"), title="Second rate")
    pilot.until(lambda: "Second rate" in pilot.titles("Qualified"))
    assert touched == [("Qualified", "changed", 1)]
    touched.clear()
    with office.write("ron") as session:
        stage_id = office.stages["Value shown"]
        move_deal(session, deal_id=pilot.deal_id("Second rate"), stage_id=stage_id)
    pilot.until(lambda: "Second rate" in pilot.titles("Value shown"))
    assert sorted(touched) == [("Qualified", "gone", 1), ("Value shown", "new", 0)]


def filter_by_owner(pilot: Pilot, begins: str) -> None:
    """Filter as one does by hand: a click on Filter, the field, what the name begins with, Enter."""
    QTest.mouseClick(pilot.screen.page.bar.filter_button, Qt.MouseButton.LeftButton)
    popup = pilot.screen.page.popup
    assert isinstance(popup, FilterPopup)
    line = popup.field_box.lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "Owner")
    QTest.keyClick(line, KEY.Key_Return)
    field = popup.value_field
    assert isinstance(field, OffersField) and field.line.hasFocus()
    pilot.until(lambda: field.list.count() > 3)
    QTest.keyClicks(field.line, begins)
    QTest.keyClick(field.line, KEY.Key_Return)


def test_search_and_owner_narrow_the_board_and_its_headers(pilot: Pilot, office: Office) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Slash)
    assert QApplication.focusWidget() is pilot.screen.page.bar.search
    QTest.keyClicks(pilot.screen.page.bar.search, "halden")
    pilot.until(lambda: pilot.titles("Qualified") == ["First"])
    assert pilot.header("Qualified") == (1, Decimal("100"), Decimal("20"))
    pilot.press(KEY.Key_Escape)
    pilot.until(lambda: len(pilot.titles("Qualified")) == 3)
    filter_by_owner(pilot, "ro")
    pilot.until(lambda: pilot.titles("Qualified") == ["Second"] and pilot.titles("Value shown") == ["Alpha"])
    pilot.until(lambda: "Ron" in pilot.screen.page.bar.chips[0].accessibleName())
    assert pilot.header("Qualified") == (1, Decimal("200.50"), Decimal("40.10"))
    pilot.choose("Second")
    pilot.press(KEY.Key_Slash)
    QTest.keyClicks(pilot.screen.page.bar.search, "nothing of the kind")
    pilot.until(pilot.screen.empty.isVisible)
    QTest.mouseClick(pilot.screen.empty.button, Qt.MouseButton.LeftButton)
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])


@of_the_window
def test_another_pipeline_is_shown_when_it_is_chosen(pilot: Pilot, office: Office) -> None:
    trigger(pilot.screen.bar.pipeline_menu(), "Renewals")
    pilot.until(pilot.screen.empty.isVisible)
    assert [widget.name for widget in pilot.screen.board.columns][:2] == ["Due", "In conversation"]
    trigger(pilot.screen.bar.pipeline_menu(), "New business")
    pilot.until(lambda: len(pilot.titles("Qualified")) == 3)


def test_n_makes_a_deal_with_its_company_and_opens_it(pilot: Pilot, office: Office) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_N)
    sheet = pilot.screen.sheet
    assert isinstance(sheet, NewDealSheet)
    pilot.press(KEY.Key_Return)
    assert sheet.error.text() == "Give the deal a title."
    pilot.type(sheet.title_field, "Scanners", enter=False)
    pilot.type(sheet.company_field, "Tern Marine", enter=False)
    pilot.type(sheet.amount_field, "12,000", enter=False)
    pilot.press(KEY.Key_Return, CONTROL)
    pilot.until(lambda: pilot.titles("New lead") == ["Scanners"])
    assert deal_of(office, "Scanners").amount == Decimal(12000)
    pilot.until(lambda: pilot.screen.panel.isVisible())
    assert pilot.screen.board.card(pilot.deal_id("Scanners")).company == "Tern Marine"  # type: ignore[union-attr]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_panel_shows_a_deal_and_saves_what_is_edited_in_it(pilot: Pilot, office: Office) -> None:
    open_card(pilot, "Second")
    panel = pilot.screen.panel
    pilot.type(panel._title, "Second floor")
    pilot.until(lambda: "Second floor" in pilot.titles("Qualified"))
    pilot.type(panel._amount, "250")
    pilot.until(lambda: deal_of(office, "Second floor").amount == Decimal(250))
    type_day(panel._close, "31 Mar 2027")
    pilot.until(lambda: str(deal_of(office, "Second floor").close_on) == "2027-03-31")
    choose_from(panel._owner, "Rita")
    pilot.come_back()
    pilot.until(lambda: deal_of(office, "Second floor").owner_id == office.people["rita"])
    pilot.type(panel._step, "Call the owner")
    pilot.until(lambda: pilot.screen.board.card(panel.deal_id).next_step == "Call the owner")  # type: ignore
    panel._description.setFocus()
    QTest.keyClicks(panel._description, "Three floors")
    panel._title.setFocus()
    pilot.until(lambda: deal_of(office, "Second floor").description == "Three floors")
    QTest.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    pilot.until(lambda: pilot.titles("Value shown")[0] == "Second floor")


@of_the_window
def test_an_amount_that_is_none_is_refused_and_stays_as_typed(pilot: Pilot, office: Office) -> None:
    open_card(pilot, "Second")
    panel = pilot.screen.panel
    pilot.type(panel._amount, "a lot")
    assert panel._error.isVisible() and "“a lot” is not an amount." in panel._error.text()
    assert panel._amount.text() == "a lot"
    assert deal_of(office, "Second").amount == Decimal("200.50")
    pilot.press(KEY.Key_Escape)  # takes the typed words back
    assert panel._amount.text() == "€200.50"
    pilot.press(KEY.Key_Escape)  # closes the panel
    assert not panel.isVisible() and QApplication.focusWidget() is pilot.column("Qualified").list
    open_card(pilot, "Second")
    pilot.press(KEY.Key_Escape)  # from the cards as well
    assert not panel.isVisible()


MOVE = """
import sys
from salesdesk.services.deals import move_deal
from salesdesk.store import open_store
store = open_store(sys.argv[1], login="admin")
with store.write("move_deal") as session:
    move_deal(session, deal_id=int(sys.argv[2]), stage_id=int(sys.argv[3]))
store.close()
"""


def test_a_move_by_another_process_appears_and_takes_neither_focus_nor_typed_text(
    pilot: Pilot, office: Office, address: str
) -> None:
    open_card(pilot, "Second")
    panel = pilot.screen.panel
    pilot.choose("Second")
    panel._description.setFocus()
    QTest.keyClicks(panel._description, "half a sen")
    program = [
        sys.executable,
        "-c",
        MOVE,
        address,
        str(pilot.deal_id("First")),
        str(office.stages["Closing"]),
    ]
    subprocess.run(program, check=True)
    pilot.until(lambda: pilot.titles("Closing") == ["First"])
    assert pilot.titles("Qualified") == ["Second", "Third"]
    pilot.qtbot.wait(200)  # the panel is read again as well
    assert QApplication.focusWidget() is panel._description
    assert panel._description.toPlainText() == "half a sen"
    column = pilot.column("Qualified")
    assert column.list.deal_at(column.list.currentIndex().row()).title == "Second"  # type: ignore[union-attr]


def test_a_description_that_was_only_looked_at_is_not_written_over_what_others_wrote(
    pilot: Pilot, office: Office
) -> None:
    open_card(pilot, "Second")
    panel = pilot.screen.panel
    panel._description.setFocus()
    with office.write() as session:
        edit_deal(session, deal_id=pilot.deal_id("Second"), description="Theirs")
    pilot.until(lambda: panel._description.toPlainText() == "Theirs")
    panel._title.setFocus()
    pilot.qtbot.wait(150)
    assert deal_of(office, "Second").description == "Theirs"


def test_a_column_keeps_its_scroll_when_others_add_cards(pilot: Pilot, office: Office) -> None:
    for number in range(30):
        office.deal("Closing", title=f"Many {number}")
    pilot.until(lambda: len(pilot.titles("Closing")) == 30)
    bar = pilot.column("Closing").list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    office.deal("Qualified", title="Elsewhere")
    pilot.until(lambda: "Elsewhere" in pilot.titles("Qualified"))
    assert bar.value() == before


@of_the_window
def test_a_scroll_bar_is_seen_only_where_cards_lie_out_of_sight(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    for number in range(6):
        office.deal("New lead", title=f"Few {number}")
        for place in range(3):
            office.deal("Closing", title=f"Many {number} {place}")
    pilot = new_pilot()
    pilot.open(address)
    pilot.until(lambda: len(pilot.titles("Closing")) == 18)
    for title, stage, seen in (("Few 0", "New lead", False), ("Many 0 0", "Closing", True)):
        pilot.choose(title)
        cards = pilot.column(stage).list
        pilot.until(lambda cards=cards, seen=seen: cards._bar.isVisible() is seen)  # type: ignore[misc]
        assert cards._bar.maximum() == cards.verticalScrollBar().maximum()


def test_no_question_and_no_save_runs_on_the_window_s_own_thread(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[threading.Thread] = []

    def watched(method: Callable[..., AbstractContextManager[Any]]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> AbstractContextManager[Any]:
            seen.append(threading.current_thread())
            return method(*args, **options)

        return call

    monkeypatch.setattr(Store, "read", watched(Store.read))
    monkeypatch.setattr(Store, "write", watched(Store.write))
    open_card(pilot, "Third")
    pilot.drag("First", "Value shown", row=0)
    pilot.until(lambda: pilot.said == "First moved to Value shown")
    pilot.choose("First")
    pilot.press(KEY.Key_Z, CONTROL)
    pilot.until(lambda: pilot.titles("Qualified") == ["First", "Second", "Third"])
    assert len(seen) > 4 and threading.main_thread() not in seen


@of_the_window
def test_won_and_lost_unfold_and_fold_by_keys_alone(pilot: Pilot, office: Office) -> None:
    office.deal("Won", title="Bought", amount=Decimal(10))
    pilot.until(lambda: pilot.header("Won")[0] == 1)
    won = pilot.column("Won")
    assert won.is_folded and "1 deal, sum €10" in won.folded.accessibleName()
    won.folded.setFocus()
    pilot.press(KEY.Key_Return)
    assert not won.is_folded and won.list.isVisible()
    won.header.fold_button.setFocus()
    pilot.press(KEY.Key_Space)
    assert won.is_folded


@of_the_window
def test_arrows_walk_over_the_cards_and_columns(pilot: Pilot) -> None:
    pilot.choose("First")
    pilot.press(KEY.Key_Down)
    pilot.press(KEY.Key_Right)
    column = pilot.column("Value shown")
    assert QApplication.focusWidget() is column.list
    assert column.list.deal_at(column.list.currentIndex().row()).title == "Beta"  # type: ignore[union-attr]
    pilot.press(KEY.Key_Right)
    pilot.press(KEY.Key_Right)
    assert QApplication.focusWidget() is pilot.column("Lost").folded
    for _ in range(3):
        pilot.press(KEY.Key_Left)
    assert QApplication.focusWidget() is pilot.column("Qualified").list


@of_the_window
def test_an_empty_database_says_what_to_do_first(
    store: Store, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with store.write("test") as session:
        add_shipped_process(session, steps=5)
    pilot = new_pilot()
    pilot.open(address)
    pilot.until(pilot.screen.empty.isVisible)
    pilot.screen.empty.button.click()
    assert isinstance(pilot.screen.sheet, NewDealSheet)


@of_the_window
def test_an_empty_pipeline_names_those_with_deals_and_leads_there_for_good(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        decided = add_pipeline(session, name="Last year", stages=STAGES)
        won = session.scalars(
            sa.select(Stage.id).where(Stage.pipeline_id == decided, Stage.type == "won")
        ).one()
        insert_deals(session, [{"title": "Signed long ago", "stage_id": won, "amount": Decimal(5)}])
    pilot = new_pilot()
    pilot.open(address)
    pilot.until(pilot.screen.empty.isVisible)
    empty = pilot.screen.empty
    pilot.until(lambda: empty.button.text() == "Show Last year")
    assert empty.accessibleName() == (
        "No deals in New business yet. There are deals in another pipeline: Last year."
    )
    empty.button.click()
    pilot.until(lambda: pilot.titles("Won") == ["Signed long ago"])

    def remembered() -> str:
        with office.read() as session:
            return pipeline_board(session, filters=BoardFilter()).pipeline

    pilot.until(lambda: remembered() == "Last year")


def test_a_board_that_cannot_be_read_says_why_and_can_be_tried_again(
    office: Office, address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.errors import KnownError

    office.deal(title="There")
    real = Store.read

    def broken(*_: object) -> None:
        raise KnownError("The file is locked by another program.")

    pilot = new_pilot()
    monkeypatch.setattr(Store, "read", broken)
    pilot.window.open_database(address)
    pilot.until(lambda: bool(pilot.window.screens))
    pilot.window.pages.open("pipeline")
    pilot.until(lambda: pilot.screen.empty.button.isVisible())
    assert "The file is locked by another program." in pilot.screen.empty.accessibleName()
    monkeypatch.setattr(Store, "read", real)
    pilot.screen.empty.button.click()
    pilot.until(lambda: bool(pilot.screen.board.columns) and pilot.titles("Qualified") == ["There"])


@of_the_window
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (2560, 1440)])
def test_nothing_is_cut_off_at_any_size(pilot: Pilot, size: tuple[int, int], mode: str) -> None:
    pilot.window.theme.choose(mode)
    pilot.window.resize(*size)
    open_card(pilot, "Second")
    QTest.qWait(30)
    window, screen = pilot.window, pilot.screen
    assert (window.width(), window.height()) == size
    for widget in (
        screen.bar.new_button,
        screen.bar.forms,
        screen.page.bar.search,
        screen.page.bar.view_button,
        screen.panel.next_button,
    ):
        corner = widget.mapTo(window, QPoint(widget.width(), widget.height()))
        assert corner.x() <= size[0] and corner.y() <= size[1]
        assert widget.width() >= widget.minimumSizeHint().width()
    board = screen.board
    open_ones = [widget for widget in board.columns if not widget.is_folded]
    room, step = board._scroll.viewport().width() - EDGE, open_ones[0].width() + SPACE
    assert room >= len(open_ones) * step or room % step == 0  # whole columns, no slivers
    assert room // step >= {1280: 3, 1440: 4, 2560: 5}[size[0]]
    ground = QColor(window.theme.tokens.bg)
    assert window.grab().toImage().pixelColor(215, size[1] - 12) == ground


def test_ten_thousand_cards_open_and_stay_fluent(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    from time import perf_counter

    with office.write() as session:
        company_id = create_company(session, name="Big")
        stages = [office.stages[name] for name in ("New lead", "Qualified", "Value shown", "Closing")]
        insert_deals(
            session,
            [
                {"title": f"Deal {number}", "stage_id": stages[number % 4], "company_id": company_id}
                for number in range(10_000)
            ],
        )
    pilot = new_pilot()
    pilot.open(address)
    pilot.until(lambda: pilot.header("Qualified")[0] == 2_500)
    column = pilot.column("Qualified")
    shown = column.model.rowCount()
    assert shown < 2_500
    bar = column.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    pilot.until(lambda: column.model.rowCount() > shown)
    begun = perf_counter()
    pilot.window.grab()
    assert perf_counter() - begun < 1


@of_the_window
def test_another_form_keeps_the_focus_in_the_screen_also_where_there_are_no_deals(
    office: Office, database: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open(database)
    for form in ("list", "board", "inbox", "list", "funnel"):
        pilot.until(lambda: pilot.screen.empty.isVisible() or pilot.screen.page.empty.isVisible())
        pilot.screen.show_form(form)
        pilot.qtbot.wait(50)
        focus = QApplication.focusWidget()
        assert focus is pilot.screen or pilot.screen.isAncestorOf(focus)


def without_pipelines(office: Office) -> None:
    """Take away the process, as in a database that was made and not furnished."""
    with office.write() as session:
        for model in (Stage, Pipeline):
            for each in session.scalars(sa.select(model)):
                each.deleted_at = now()


def show_pipeline_screen(pilot: Pilot, address: str) -> None:
    """Open a database whose board cannot be shown."""
    pilot.window.open_database(address)
    pilot.go("pipeline")
    pilot.until(lambda: "There is no pipeline yet" in pilot.screen.empty.accessibleName())


@of_the_window
def test_without_a_pipeline_an_administrator_is_led_to_make_one(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    without_pipelines(office)
    pilot = new_pilot()
    show_pipeline_screen(pilot, address)
    pilot.screen.bar.new_button.click()
    pilot.until(lambda: "A deal needs a pipeline" in pilot.said)
    assert pilot.screen.empty.button.isVisible()
    QTest.mouseClick(pilot.screen.empty.button, Qt.MouseButton.LeftButton)
    settings = pilot.window.screens["settings"]
    pilot.until(settings.isVisible)
    page = settings.page
    pilot.until(lambda: "no pipeline yet" in page.note.text())
    assert page.key == "pipelines" and page.add_button.isEnabled()
    assert not page.rename_button.isEnabled() and not page.table.isVisible()
    page.add_button.click()
    sheet = pilot.window.findChild(Sheet)
    pilot.type(sheet.name_field, "New business", enter=False)
    sheet.accept_button.click()
    pilot.until(page.table.isVisible)
    pilot.go("pipeline")
    pilot.until(lambda: bool(pilot.screen.board.columns))
    pilot.until(lambda: "No deals yet" in pilot.screen.empty.accessibleName())


@of_the_window
def test_without_a_pipeline_others_are_told_whom_to_ask(
    office: Office, address: str, new_pilot: Callable[..., Pilot]
) -> None:
    without_pipelines(office)
    where = office.store_of("rita").place.url if office.store.dialect == "postgresql" else address
    pilot = new_pilot("rita")
    show_pipeline_screen(pilot, where)
    assert "Ask an administrator" in pilot.screen.empty.accessibleName()
    assert not pilot.screen.empty.button.isVisible()

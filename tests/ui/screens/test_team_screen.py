"""The Team screen, used as a person would: dragged in the chart and in the list, by menu and by keys."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from shiboken6 import isValid

from salesdesk.answers.team import Team
from salesdesk.models import Deal, Person
from salesdesk.services.companies import create_company
from salesdesk.services.people import move_person
from salesdesk.services.records import set_field
from salesdesk.ui.kit.faces import square_picture
from salesdesk.ui.screens.settings.screen import SettingsScreen
from salesdesk.ui.screens.team.leave_sheet import LeaveSheet
from salesdesk.ui.screens.team.move_sheet import MoveSheet
from salesdesk.ui.screens.team.names_sheet import PositionsSheet
from salesdesk.ui.screens.team.person_sheet import PersonSheet
from salesdesk.ui.screens.team.places import HIGH, WIDE, places
from salesdesk.ui.screens.team.screen import TeamScreen
from salesdesk.ui.shell.palette import Palette
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot, of_the_window

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


class Hand:
    """Somebody at the Team screen."""

    def __init__(self, pilot: Pilot, office: Office) -> None:
        self.pilot, self.office = pilot, office
        screen = pilot.window.screens["team"]
        assert isinstance(screen, TeamScreen)
        self.screen = screen
        self.until(lambda: screen.team is not None and bool(screen.page.chart.items_))

    def until(self, fact: Callable[[], bool]) -> None:
        self.pilot.until(fact)

    @property
    def team(self) -> Team:
        assert self.screen.team is not None
        return self.screen.team

    def above(self, login: str) -> str | None:
        """Whom somebody reports to, as the database has it."""
        key = self.office.value(sa.select(Person.reports_to_id).where(Person.login == login))
        return next((name for name, each in self.office.people.items() if each == key), None)

    def card(self, login: str) -> QPoint:
        """The middle of a card in the chart."""
        chart = self.screen.page.chart
        item = chart.items_[self.office.people[login]]
        return chart.mapFromScene(item.mapToScene(item.rect.center() + QPoint(0, -10)))

    def choose(self, login: str) -> None:
        self.screen.page.choose(self.office.people[login])

    def drag(self, view: QWidget, begin: QPoint, end: QPoint) -> None:
        """Press, move in steps, and stay over the target until what it would change is told."""
        QTest.mousePress(view, LEFT, pos=begin)
        for step in range(1, 6):
            QTest.mouseMove(view, begin + (end - begin) * step / 5)
        QTest.mouseMove(view, end)

    def until_told(self) -> tuple[str, str]:
        """What the strip at the foot of the chart says once it is counted."""
        strip = self.screen.page.strip
        self.until(lambda: self.screen.moving.preview is not None)
        return strip.head.text(), strip.line.text()


@pytest.fixture
def hand(tree_office: Office, address: str, new_pilot: Callable[[], Pilot]) -> Hand:
    """An administrator at a tree of five people and himself, in which rita has deals."""
    tree_office.deal(title="First", owner="rita", amount=Decimal(100))
    tree_office.deal("Won", title="Old", owner="rita", amount=Decimal(1000))
    pilot = new_pilot()
    pilot.open_at(address, "team")
    return Hand(pilot, tree_office)


def test_list_and_chart_show_the_same_tree_with_its_figures(hand: Hand) -> None:
    page, people = hand.screen.page, hand.office.people
    assert set(page.tree.shown_ids) == set(page.chart.items_) >= set(people.values())
    vera = hand.team.member(people["vera"])
    assert vera is not None and vera.figures is not None
    assert (vera.below, vera.figures.open_value, vera.figures.won_value) == (2, Decimal(100), Decimal(1000))
    assert page.chart.figure(vera)[0] == "€100"
    page.figure_box.setCurrentIndex(1)
    assert page.chart.figure(vera)[0] == "€1,000"
    assert "1 deal, €1,000" in page.total.accessibleName()
    assert not page.unowned.isVisible()
    page.tree.setFocus()
    page.tree.choose(people["ron"])
    assert page.chart.current_id == people["ron"]
    assert "reports to Vera" in page.chart.accessibleDescription()


def test_below_the_company_s_total_stands_what_nobody_owns(hand: Hand) -> None:
    page = hand.screen.page
    hand.office.deal(owner_id=None, amount=Decimal(81))
    hand.office.deal(owner_id=None, amount=Decimal(7))
    hand.until(page.unowned.isVisible)
    assert page.unowned.accessibleName() == "and 2 deals that nobody owns (€88)"
    assert "1 deal, €100" in page.total.accessibleName()
    assert page.foot.height() >= page.foot.layout().minimumSize().height()
    page.figure_box.setCurrentIndex(1)
    assert not page.unowned.isVisible()


def test_a_card_is_dragged_to_somebody_else_and_the_strip_tells_who_sees_what(hand: Hand) -> None:
    chart = hand.screen.page.chart
    hand.drag(chart.viewport(), hand.card("rita"), hand.card("otto"))
    head, line = hand.until_told()
    assert head == "Otto will see 2 more deals"
    assert line == (
        "1 open (€100), 1 decided. Vera no longer sees them. "
        "What Rita won so far stays in the figures of Vera."
    )
    assert hand.above("rita") == "vera"
    QTest.mouseRelease(chart.viewport(), LEFT, pos=hand.card("otto"))
    hand.until(lambda: hand.above("rita") == "otto")
    hand.until(lambda: hand.pilot.said.startswith("Rita reports to Otto now"))
    assert not hand.screen.page.strip.isVisible()
    hand.until(lambda: hand.team.member(hand.office.people["otto"]).below == 1)  # type: ignore[union-attr]
    hand.pilot.press(KEY.Key_Z, CONTROL)
    hand.until(lambda: hand.above("rita") == "vera")


@of_the_window
def test_a_row_is_dragged_in_the_list_as_a_card_is_in_the_chart(hand: Hand) -> None:
    tree, people = hand.screen.page.tree, hand.office.people
    hand.drag(tree.viewport(), tree.row_of(people["rita"]), tree.row_of(people["otto"]))
    assert hand.until_told()[0] == "Otto will see 2 more deals"
    QTest.mouseRelease(tree.viewport(), LEFT, pos=tree.row_of(people["otto"]))
    hand.until(lambda: hand.above("rita") == "otto")


@of_the_window
@pytest.mark.parametrize("where", ["chart", "tree"])
def test_escape_leaves_everybody_where_they_were(hand: Hand, where: str) -> None:
    page, people = hand.screen.page, hand.office.people
    if where == "chart":
        view: Any = page.chart
        begin, end = hand.card("rita"), hand.card("otto")
    else:
        view, begin, end = page.tree, page.tree.row_of(people["rita"]), page.tree.row_of(people["otto"])
    hand.drag(view.viewport(), begin, end)
    hand.until_told()
    QTest.keyClick(view, KEY.Key_Escape)
    assert hand.screen.moving.person_id is None
    QTest.mouseRelease(view.viewport(), LEFT, pos=end)
    assert not page.strip.isVisible()
    hand.choose("rita")
    assert hand.above("rita") == "vera"


@of_the_window
def test_nobody_is_dropped_on_somebody_below_them(hand: Hand) -> None:
    chart = hand.screen.page.chart
    hand.drag(chart.viewport(), hand.card("vera"), hand.card("rita"))
    assert hand.screen.moving.person_id == hand.office.people["vera"]
    assert hand.screen.moving.target_id is None
    QTest.mouseRelease(chart.viewport(), LEFT, pos=hand.card("rita"))
    assert hand.above("vera") == "dora"


@of_the_window
def test_by_keys_alone_somebody_is_found_and_moved(hand: Hand) -> None:
    page = hand.screen.page
    hand.pilot.come_back()
    page.tree.setFocus()
    hand.choose("rita")
    hand.pilot.press(KEY.Key_M)
    sheet = hand.screen.sheet
    assert isinstance(sheet, MoveSheet)
    QTest.keyClicks(sheet.field, "ott")
    hand.until(sheet.accept_button.isEnabled)
    assert sheet.told.text() == "Otto will see 2 more deals"
    QTest.keyClick(sheet.field, KEY.Key_Return)
    hand.until(lambda: hand.above("rita") == "otto")


@of_the_window
def test_somebody_becomes_a_root_and_a_circle_is_not_offered(hand: Hand) -> None:
    hand.choose("vera")
    hand.screen.move_to()
    sheet = hand.screen.sheet
    assert isinstance(sheet, MoveSheet)
    offered = [sheet.list.item(row).text() for row in range(sheet.list.count())]
    assert not any(words.startswith(("Rita", "Vera", "Ron")) for words in offered)
    sheet.choose(None)
    hand.until(sheet.accept_button.isEnabled)
    sheet.accept_button.click()
    hand.until(lambda: hand.above("vera") is None)


def test_a_move_is_planned_for_a_day_to_come_and_made_when_somebody_says_so(hand: Hand) -> None:
    otto = hand.office.people["otto"]
    hand.choose("rita")
    hand.screen.move_to(otto)
    sheet = hand.screen.sheet
    assert isinstance(sheet, MoveSheet)
    sheet.day_field.show_day(hand.team.today + timedelta(days=30))
    assert sheet.accept_button.text() == "Plan the move"
    hand.until(sheet.accept_button.isEnabled)
    sheet.accept_button.click()
    button = hand.screen.page.planned_button
    hand.until(button.isVisible)
    assert button.text() == "1 planned move" and hand.above("rita") == "vera"
    menu = hand.screen.planned_menu()
    one = menu.actions()[0]
    assert one.text().startswith("Rita to Otto")
    inner = one.menu()
    assert isinstance(inner, QMenu)
    inner.actions()[0].trigger()
    hand.until(lambda: hand.above("rita") == "otto")
    hand.until(lambda: not button.isVisible())


@of_the_window
def test_positions_are_called_otherwise_everywhere_on_the_screen(hand: Hand) -> None:
    hand.screen.name_positions()
    sheet = hand.screen.sheet
    assert isinstance(sheet, PositionsSheet)
    hand.pilot.type(sheet.lines["sales_rep"], "Account executive", enter=False)
    sheet.accept_button.click()
    rita = hand.office.people["rita"]
    hand.until(lambda: "Account executive" in hand.screen.page.chart.items_[rita].toolTip())


@of_the_window
def test_the_chart_is_walked_folded_and_zoomed_by_keys(hand: Hand) -> None:
    chart, people = hand.screen.page.chart, hand.office.people
    chart.setFocus()
    hand.choose("vera")
    QTest.keyClick(chart, KEY.Key_Down)
    assert chart.current_id in (people["rita"], people["ron"])
    QTest.keyClick(chart, KEY.Key_Up)
    QTest.keyClick(chart, KEY.Key_Left)
    assert chart.current_id == people["otto"]
    hand.choose("vera")
    QTest.keyClick(chart, KEY.Key_Space)
    assert people["rita"] not in chart.items_
    hand.choose("rita")
    assert people["rita"] in chart.items_
    before = chart.scale_
    QTest.keyClick(chart, KEY.Key_Minus)
    assert chart.scale_ < before
    assert hand.screen.page.zoom_bar.size_label.text() == f"{round(chart.scale_ * 100)} %"


def test_a_person_is_added_below_the_one_chosen_and_shown(hand: Hand) -> None:
    hand.choose("otto")
    hand.screen.new_record()
    sheet = hand.screen.sheet
    assert isinstance(sheet, PersonSheet)
    sheet.accept_button.click()
    assert "name" in sheet.error.text()
    QTest.keyClicks(sheet.name_field, "Nina Albers")
    QTest.keyClicks(sheet.login_field, "nina")
    sheet.accept_button.click()
    hand.until(lambda: hand.above("nina") == "otto")
    hand.until(lambda: hand.screen.panel.name.text() == "Nina Albers")
    assert hand.screen.page.current_id not in hand.office.people.values()


def test_fields_and_rights_are_changed_beside_the_tree_and_undone(hand: Hand) -> None:
    people, panel = hand.office.people, hand.screen.panel
    hand.pilot.window.pages.open("person", people["rita"])
    hand.until(lambda: panel.name.text() == "Rita")
    hand.pilot.type(panel.facts.rows["phone"].field, "+49 40 1234")
    hand.until(
        lambda: hand.office.value(sa.select(Person.phone).where(Person.login == "rita")) == "+49 40 1234"
    )
    hand.pilot.type(panel.facts.rows["discount_percent"].field, "15")
    limit = sa.select(Person.discount_limit).where(Person.login == "rita")
    hand.until(lambda: hand.office.value(limit) == Decimal("0.15"))
    hand.until(lambda: panel.facts.rows["discount_percent"].fact.value == 15)
    hand.pilot.type(panel.facts.rows["discount_percent"].field, "150")
    hand.until(lambda: "between 0 and 100" in panel.facts.rows["discount_percent"].accessible_error)
    panel.rights["import"].click()
    rights = sa.select(Person.rights).where(Person.login == "rita")
    hand.until(lambda: hand.office.value(rights) == ["import"])


def test_the_last_administrator_keeps_the_right_and_says_why(hand: Hand) -> None:
    admin = next(each for each in hand.team.people if each.login == "admin")
    hand.pilot.window.pages.open("person", admin.id)
    hand.until(lambda: hand.screen.panel.rights["administrator"].isChecked())
    hand.screen.panel.rights["administrator"].click()
    hand.until(lambda: "only administrator" in hand.pilot.said)
    assert hand.screen.panel.rights["administrator"].isChecked()


def test_somebody_leaves_with_successors_and_comes_back_by_one_undo(hand: Hand) -> None:
    office, people = hand.office, hand.office.people
    with office.write() as session:
        company = create_company(session, name="Halden", owner_id=people["rita"])
    office.deal(title="Second", owner="rita", company_id=company)
    hand.choose("rita")
    hand.screen.leave()
    sheet = hand.screen.sheet
    assert isinstance(sheet, LeaveSheet)
    hand.until(lambda: set(sheet.boxes) == {"deals", "companies"})
    sheet.boxes["deals"].choose(people["ron"])
    sheet.boxes["companies"].choose(people["ron"])
    sheet.split_box.click()
    assert sheet.company_boxes[company].isVisible()
    sheet.company_boxes[company].choose(people["otto"])
    sheet.accept_button.click()
    owner = sa.select(Deal.owner_id)
    hand.until(lambda: office.value(owner.where(Deal.title == "First")) == people["ron"])
    assert office.value(owner.where(Deal.title == "Second")) == people["otto"]
    assert office.value(owner.where(Deal.title == "Old")) == people["rita"]
    hand.until(lambda: people["rita"] not in hand.screen.page.chart.items_)
    hand.screen.page.left_button.click()
    assert people["rita"] in hand.screen.page.chart.items_
    hand.pilot.press(KEY.Key_Z, CONTROL)
    hand.until(lambda: office.value(owner.where(Deal.title == "First")) == people["rita"])
    active = sa.select(Person.active).where(Person.login == "rita")
    assert office.value(active) is True


def test_another_day_is_looked_at_and_not_changed(hand: Hand) -> None:
    people, page = hand.office.people, hand.screen.page
    at = datetime.now(UTC) - timedelta(days=5)
    with hand.office.write() as session:
        move_person(session, person_id=people["rita"], reports_to_id=people["otto"], at=at)

    def above() -> int | None:
        member = hand.team.member(people["rita"])
        return member.reports_to_id if member is not None else None

    hand.until(lambda: above() == people["otto"])
    page.day_field.show_day(hand.team.today - timedelta(days=7))
    page.day_field.editingFinished.emit()
    hand.until(lambda: above() == people["vera"])
    assert not hand.screen.moving.allowed
    assert "Figures are told of today only" in page.legend.accessibleName()
    hand.drag(page.chart.viewport(), hand.card("rita"), hand.card("otto"))
    assert hand.screen.moving.person_id is None
    QTest.mouseRelease(page.chart.viewport(), LEFT, pos=hand.card("otto"))
    page.today_button.click()
    hand.until(lambda: above() == people["otto"])
    assert hand.screen.moving.allowed


def test_who_is_no_administrator_reads_the_tree_and_why_nothing_can_be_changed(
    tree_office: Office, new_pilot: Callable[..., Pilot]
) -> None:
    tree_office.deal(owner="rita", amount=Decimal(100))
    tree_office.deal(owner="otto", amount=Decimal(7))
    where = tree_office.store_of("vera").place.url
    pilot = new_pilot("vera")
    pilot.open_at(where, "team")
    hand = Hand(pilot, tree_office)
    page = hand.screen.page
    assert hand.screen.bar.primary_button is None
    assert hand.screen.tabs.only.isVisible() and not hand.screen.moving.allowed
    hand.drag(page.chart.viewport(), hand.card("rita"), hand.card("otto"))
    assert hand.screen.moving.person_id is None
    QTest.mouseRelease(page.chart.viewport(), LEFT, pos=hand.card("otto"))
    pilot.window.pages.open("person", tree_office.people["rita"])
    hand.until(lambda: hand.screen.panel.name.text() == "Rita")
    assert not hand.screen.panel.move_button.isVisible()
    assert "Only of the deals that you see" in hand.screen.panel.figures.text()
    assert page.total_name.text() == "What you see"
    assert "1 deal, €100" in page.total.accessibleName()
    assert not {command.key for command in hand.screen.commands()} & {"team.move", "team.leave"}


@of_the_window
def test_a_person_found_in_the_palette_is_opened_in_the_team(hand: Hand) -> None:
    window = hand.pilot.window
    window.pages.open("activities")
    hand.pilot.come_back()
    hand.pilot.press(KEY.Key_K, CONTROL)
    palette = window.stack.findChildren(Palette)[-1]
    QTest.keyClicks(palette.field, "otto")
    hand.until(lambda: "Otto" in palette.titles)
    hand.pilot.press(KEY.Key_Return)
    hand.until(lambda: hand.screen.panel.name.text() == "Otto" and hand.screen.isVisible())
    assert hand.screen.page.current_id == hand.office.people["otto"]


def test_the_team_goes_into_a_workbook(hand: Hand, tmp_path: Path) -> None:
    target = tmp_path / "Team.xlsx"
    hand.screen.verbs.export_to(target)
    hand.until(lambda: "Team.xlsx" in hand.pilot.said)
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    heads = [str(head) for head in rows[0]]
    told = {row[heads.index("Name")]: row[heads.index("Reports to")] for row in rows[1:]}
    assert told["Rita"] in ("vera", "Vera") and not told["Dora"]


@of_the_window
def test_one_person_alone_is_told_what_comes_next(
    address: str, new_pilot: Callable[[], Pilot], store: object
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "team")
    screen = pilot.window.screens["team"]
    assert isinstance(screen, TeamScreen)
    pilot.until(lambda: screen.page.alone.isVisible())
    screen.page.alone.button.click()
    assert isinstance(screen.sheet, PersonSheet)
    screen.sheet.cancel()


def test_no_two_of_fifty_cards_overlap() -> None:
    below: dict[int, list[int]] = {1: [2, 3, 4, 5], 2: [10, 11, 12], 3: [20, *range(21, 30)], 20: [40, 41]}
    below |= {4: [30], 30: list(range(50, 70))}
    found = places([1, 90], below).corners
    assert len(found) == 2 + sum(map(len, below.values()))
    cards = list(found.values())
    for place, (x, y) in enumerate(cards):
        for other_x, other_y in cards[place + 1 :]:
            assert abs(x - other_x) >= WIDE or abs(y - other_y) >= HIGH


def test_a_new_person_reports_to_oneself_where_nobody_is_chosen(hand: Hand) -> None:
    hand.screen.page.chart.current_id = None
    hand.screen.page.tree.clearSelection()
    hand.screen.page.tree.setCurrentIndex(hand.screen.page.tree.model().index(-1, -1))
    hand.screen.new_record()
    sheet = hand.screen.sheet
    assert isinstance(sheet, PersonSheet)
    assert sheet.above_field.choice() == hand.pilot.window._desk.viewer.person_id  # type: ignore[union-attr]


def test_a_second_click_on_move_hits_nothing_that_lay_below_the_form(hand: Hand) -> None:
    hand.screen.open_record("person", hand.office.people["rita"])
    hand.screen.move_to(hand.office.people["otto"])
    sheet = hand.screen.sheet
    assert isinstance(sheet, MoveSheet)
    hand.until(sheet.accept_button.isEnabled)
    place = sheet.accept_button.mapToGlobal(sheet.accept_button.rect().center())
    QTest.mouseClick(sheet.accept_button, LEFT)
    hand.until(lambda: hand.above("rita") == "otto" and not isValid(sheet))
    window = hand.pilot.window
    below = window.childAt(window.mapFromGlobal(place))
    assert below is not None
    pressed = QSignalSpy(below.pressed) if isinstance(below, QPushButton) else None
    QTest.mouseDClick(below, LEFT, pos=below.mapFromGlobal(place))
    assert not [each for each in window.sheets() if each.isVisible()]
    assert pressed is None or pressed.count() == 0


def test_the_sight_of_all_leads_to_its_setting(hand: Hand) -> None:
    QTest.mouseClick(hand.screen.tabs.sight, LEFT)
    settings = hand.pilot.window.screens["settings"]
    assert isinstance(settings, SettingsScreen)
    hand.until(lambda: settings.isVisible() and settings.page.key == "sight")


def test_the_size_of_the_chart_hides_no_card(hand: Hand) -> None:
    page = hand.screen.page
    hand.until(lambda: page.zoom_bar.y() > 0)
    assert not page.zoom_bar.geometry().intersects(page.chart.geometry())


def test_a_photograph_is_cut_square_and_shown_in_list_chart_and_panel(hand: Hand, tmp_path: Path) -> None:
    path, wide = tmp_path / "rita.png", QImage(900, 300, QImage.Format.Format_RGB32)
    wide.fill(QColor("#00AA00"))
    wide.save(str(path))
    people, screen = hand.office.people, hand.screen
    hand.pilot.window.pages.open("person", people["rita"])
    hand.until(lambda: screen.panel.picture_button.isVisible())
    assert not screen.panel.drop_button.isVisible()
    screen.verbs.put_picture(path)
    hand.until(lambda: screen.faces.of(people["rita"]) is not None)
    hand.until(lambda: screen.panel.drop_button.isVisible())
    picture = screen.faces.of(people["rita"])
    assert picture is not None and (picture.width(), picture.height()) == (256, 256)

    def green(view: QWidget) -> bool:
        image = view.grab().toImage()
        points = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
        return any(_is_green(image.pixelColor(*point)) for point in points)

    views: tuple[QWidget, ...] = (screen.page.tree, screen.page.chart, screen.panel.avatar)
    assert [green(view) for view in views] == [True, True, True]
    screen.panel.drop_button.click()
    hand.until(lambda: screen.faces.of(people["rita"]) is None)
    assert [green(view) for view in views] == [False, False, False]
    hand.pilot.press(KEY.Key_Z, CONTROL)
    hand.until(lambda: screen.faces.of(people["rita"]) is not None)


def _is_green(colour: QColor) -> bool:
    return colour.red() < 20 and abs(colour.green() - 170) < 20 and colour.blue() < 20


def test_the_link_to_a_picture_begins_where_the_lines_above_it_do(hand: Hand) -> None:
    panel = hand.screen.panel
    hand.pilot.window.pages.open("person", hand.office.people["rita"])
    hand.until(lambda: panel.picture_button.isVisible())

    def first_ink(part: QWidget) -> int:
        """Where the words of a part begin, in pixels from the left edge of the panel."""
        image, left = part.grab().toImage(), part.mapTo(panel, QPoint(0, 0)).x()
        ground, rows = image.pixelColor(0, 0), range(image.height())
        columns = range(image.width())
        return left + next(x for x in columns if any(image.pixelColor(x, y) != ground for y in rows))

    begins = [first_ink(each) for each in (panel.name, panel.note, panel.picture_button)]
    assert max(begins) - min(begins) <= 2


def test_others_save_while_a_photograph_is_read(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, square = tmp_path / "rita.png", QImage(40, 40, QImage.Format.Format_RGB32)
    square.fill(QColor("#00AA00"))
    square.save(str(path))
    saved: list[bool] = []

    def slowly(source: Path) -> bytes:
        with hand.office.write() as session:
            set_field(
                session, record="person", record_id=hand.office.people["otto"], field="phone", value="1"
            )
        saved.append(True)
        return square_picture(source)

    monkeypatch.setattr("salesdesk.ui.screens.team.actions.square_picture", slowly)
    hand.choose("rita")
    hand.screen.verbs.put_picture(path)
    hand.until(lambda: hand.screen.faces.of(hand.office.people["rita"]) is not None)
    assert saved == [True]


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a"])
def test_what_is_no_picture_is_refused_in_words(hand: Hand, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rita.png"
    path.write_bytes(content)
    hand.choose("rita")
    hand.screen.verbs.put_picture(path)
    hand.until(lambda: "picture" in hand.pilot.said)
    assert hand.screen.faces.of(hand.office.people["rita"]) is None


def test_the_menu_of_the_team_leads_to_where_people_are_read_in(hand: Hand) -> None:
    pages = hand.pilot.window.pages
    action = next(each for each in hand.screen.more_menu().actions() if each.text() == "Import people …")
    action.trigger()
    hand.until(lambda: pages.current is not None and pages.current.name == "exchange")

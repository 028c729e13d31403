"""The Territories tab, used as a person would: territories, rules with their preview, companies assigned."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from salesdesk.answers.territories import Territories
from salesdesk.models import Company, Person, Territory
from salesdesk.services.assigning import add_rule
from salesdesk.services.companies import insert_companies
from salesdesk.services.people import deactivate_person
from salesdesk.services.territories import add_territory, put_people
from salesdesk.ui.screens.team.rule_sheet import RuleSheet
from salesdesk.ui.screens.team.screen import TeamScreen
from salesdesk.ui.screens.team.territory_sheet import TerritorySheet
from tests.office import Office
from tests.ui.conftest import CONTROL, Pilot

KEY = Qt.Key


class Hand:
    """Somebody at the Territories tab."""

    def __init__(self, pilot: Pilot, office: Office) -> None:
        self.pilot, self.office = pilot, office
        screen = pilot.window.screens["team"]
        assert isinstance(screen, TeamScreen)
        self.screen, self.page = screen, screen.places
        self.until(lambda: screen.team is not None)
        screen.tabs.buttons["territories"].click()
        self.until(lambda: self.page.known is not None)

    def until(self, fact: Callable[[], bool]) -> None:
        self.pilot.until(fact)

    @property
    def known(self) -> Territories:
        assert self.page.known is not None
        return self.page.known

    def owners(self) -> dict[str, str | None]:
        """Who owns each company, as the database has it."""
        question = sa.select(Company.name, Person.login).outerjoin(Person, Person.id == Company.owner_id)
        with self.office.read() as session:
            return {row[0]: row[1] for row in session.execute(question)}

    def place_sheet(self) -> TerritorySheet:
        assert isinstance(self.screen.sheet, TerritorySheet)
        return self.screen.sheet

    def rule_sheet(self) -> RuleSheet:
        assert isinstance(self.screen.sheet, RuleSheet)
        return self.screen.sheet


@pytest.fixture
def hand(tree_office: Office, address: str, new_pilot: Callable[..., Pilot]) -> Hand:
    """An administrator; three companies belong to nobody, and there is no territory yet."""
    rows = [{"name": f"Firm {code}", "postcode": code, "country": "Germany"} for code in ("20", "21", "80")]
    with tree_office.write() as session:
        insert_companies(session, rows)
    pilot = new_pilot()
    pilot.open_at(address, "team")
    return Hand(pilot, tree_office)


@pytest.fixture
def ruled(hand: Hand) -> Hand:
    """North, where rita and ron work, gets the postcodes that begin with 2."""
    with hand.office.write() as session:
        north = add_territory(session, name="North")
        people = [hand.office.people["rita"], hand.office.people["ron"]]
        put_people(session, territory_id=north, person_ids=people)
        add_rule(session, territory_id=north, postcode_from="2")
    hand.until(lambda: len(hand.known.rules) == 1)
    return hand


def test_from_nothing_to_companies_that_have_an_owner_and_back_by_one_undo(hand: Hand) -> None:
    page, people = hand.page, hand.office.people
    assert page.empty.isVisible() and not page.side.isVisible()
    assert hand.screen.guide_page == "territories" and not hand.screen.tabs.only.isVisible()
    page.empty.button.click()
    sheet = hand.place_sheet()
    hand.pilot.type(sheet.name_field, "North", enter=False)
    sheet.people[people["rita"]].setChecked(True)
    sheet.people[people["ron"]].setChecked(True)
    sheet.accept_button.click()
    hand.until(lambda: [each.name for each in hand.known.places] == ["North"])
    assert page.tree.isVisible() and not page.rules.isVisible() and "No rule yet" in page.no_rule.text()
    assert not page.assign_button.isVisible() and page.waiting.text() == "3 companies have no owner"
    page.rule_button.click()
    rule = hand.rule_sheet()
    rule.country_box.setEditText("DE")
    hand.pilot.type(rule.first_code, "2", enter=False)
    hand.until(lambda: "this rule would take 2" in rule.preview.text())
    assert "North 2 (Rita 1, Ron 1) · 1 fits no rule" in rule.preview.text()
    assert hand.known.rules == ()
    rule.accept_button.click()
    hand.until(lambda: page.assign_button.text() == "Assign 2 companies")
    assert page.told.text() == "North 2 (Rita 1, Ron 1) · 1 fits no rule"
    assert [row.cells[3].note for row in page.companies.rows.rows] == ["Rita", "Ron", "No rule fits"]
    page.assign_button.click()
    hand.until(lambda: hand.owners() == {"Firm 20": "rita", "Firm 21": "ron", "Firm 80": None})
    hand.until(lambda: not page.assign_button.isVisible())
    hand.until(lambda: hand.pilot.said.startswith("2 companies assigned"))
    hand.pilot.press(KEY.Key_Z, CONTROL)
    hand.until(lambda: set(hand.owners().values()) == {None})
    hand.until(lambda: page.assign_button.isVisible())


def test_companies_with_an_owner_are_counted_apart_and_keep_them(ruled: Hand) -> None:
    rita = ruled.office.people["rita"]
    with ruled.office.write() as session:
        session.execute(sa.update(Company).where(Company.name == "Firm 20").values(owner_id=rita))
    ruled.page.rule_asked.emit(ruled.known.rules[0].id)
    notes = [each.text() for each in ruled.rule_sheet().findChildren(QLabel)]
    assert not [each for each in notes if "never touched" in each]
    assert [each for each in notes if "keeps its owner" in each]
    ruled.rule_sheet().close()
    ruled.until(lambda: ruled.page.assign_button.text() == "Assign 1 company, set 1 territory")
    assert ruled.page.waiting.text() == "2 companies have no owner"
    ruled.page.assign_button.click()
    ruled.until(lambda: ruled.pilot.said.startswith("1 company assigned, 1 territory set"))
    assert ruled.owners()["Firm 20"] == "rita"


def test_a_rule_that_cannot_be_is_told_while_it_is_typed_and_not_saved(ruled: Hand) -> None:
    ruled.page.rules.choose(ruled.known.rules[0].id)
    ruled.page.rule_asked.emit(ruled.known.rules[0].id)
    sheet = ruled.rule_sheet()
    assert (sheet.first_code.text(), sheet.last_code.text()) == ("2", "2")
    sheet.first_code.setText("9")
    ruled.until(lambda: "hold nothing" in sheet.error.text())
    sheet.least_field.setText("many")
    ruled.until(lambda: "no number of employees" in sheet.error.text())
    sheet.accept_button.click()
    assert sheet.isVisible() and ruled.known.rules[0].postcode_from == "2"
    sheet.first_code.setText("80")
    sheet.last_code.setText("80")
    sheet.least_field.setText("")
    ruled.until(lambda: not sheet.error.isVisible())
    sheet.accept_button.click()
    ruled.until(lambda: ruled.known.rules[0].postcode_from == "80")
    ruled.until(lambda: ruled.page.told.text() == "North 1 (Rita) · 2 fit no rule")


def test_a_rule_for_somebody_who_left_is_not_given_to_others_by_changing_something_else(ruled: Hand) -> None:
    otto, north = ruled.office.people["otto"], ruled.known.places[0].id
    with ruled.office.write() as session:
        key = add_rule(session, territory_id=north, postcode_from="8", gives="person", person_id=otto)
        deactivate_person(session, person_id=otto)
    ruled.until(lambda: len(ruled.known.rules) == 2)

    def has_left() -> bool:
        member = ruled.screen.team.member(otto) if ruled.screen.team is not None else None
        return member is None or not member.active

    ruled.until(has_left)
    ruled.page.rule_asked.emit(key)
    sheet = ruled.rule_sheet()
    assert sheet.gives_field.currentText() == "Otto · has left"
    sheet.last_code.setText("9")
    sheet.accept_button.click()
    ruled.until(lambda: ruled.known.rules[1].postcode_to == "9")
    assert (ruled.known.rules[1].gives, ruled.known.rules[1].person_id) == ("person", otto)


def test_the_order_of_rules_is_changed_by_keys_and_what_is_never_reached_is_said(ruled: Hand) -> None:
    first = ruled.known.rules[0]
    with ruled.office.write() as session:
        add_rule(session, territory_id=first.territory_id, postcode_from="20", gives="nobody")
    ruled.until(lambda: len(ruled.known.rules) == 2)
    table = ruled.page.rules
    ruled.until(lambda: len(table.rows.rows) == 2)
    assert table.rows.rows[1].cells[0].pill == "1 takes all"
    assert "leaves nothing to it" in ruled.page.order.text()
    table.setFocus()
    table.choose(ruled.known.rules[1].id)
    QTest.keyClick(table, KEY.Key_Up, Qt.KeyboardModifier.AltModifier)
    ruled.until(lambda: ruled.known.rules[1].id == first.id)
    ruled.until(lambda: table.rows.rows[1].cells[0].pill == "after 1")
    assert ruled.page.told.text() == "North 2 (nobody 1, Rita 1) · 1 fits no rule"
    table.choose(first.id)
    QTest.keyClick(table, KEY.Key_Delete)
    ruled.until(lambda: [each.gives for each in ruled.known.rules] == ["nobody"])
    ruled.pilot.press(KEY.Key_Z, CONTROL)
    ruled.until(lambda: len(ruled.known.rules) == 2)


def test_a_territory_is_changed_put_inside_another_and_taken_out_of_use(ruled: Hand) -> None:
    page, north = ruled.page, ruled.known.places[0]
    page.tree.setFocus()
    page.tree.choose(north.id)
    menu = ruled.screen.territories.menu(north.id)
    assert [each.text() for each in menu.actions()] == [
        "Change …", "Add one inside …", "Add a rule for it …", "Take out of use",
    ]  # fmt: skip
    menu.actions()[1].trigger()
    sheet = ruled.place_sheet()
    ruled.pilot.type(sheet.name_field, "Hamburg", enter=False)
    sheet.kind_field.setCurrentIndex(1)
    sheet.people[ruled.office.people["rita"]].setChecked(True)
    sheet.accept_button.click()
    ruled.until(lambda: [(each.name, each.depth) for each in ruled.known.places] == [
        ("North", 0), ("Hamburg", 1),
    ])  # fmt: skip
    ruled.until(lambda: ruled.known.places[0].turns == ("Ron",))
    QTest.keyClick(page.tree, KEY.Key_Return)
    again = ruled.place_sheet()
    assert again.inside_field.count() == 1
    again.name_field.setText("hamburg")
    again.accept_button.click()
    ruled.until(lambda: "taken" in again.error.text())
    again.name_field.setText("Far north")
    again.accept_button.click()
    ruled.until(lambda: ruled.known.places[0].name == "Far north")
    ruled.screen.territories.retire(north.id)
    ruled.until(lambda: [each.name for each in ruled.known.places] == ["Hamburg"])
    assert ruled.known.rules == ()
    name = sa.select(Territory.name).join(Person, Person.territory_id == Territory.id)
    assert ruled.office.value(name.where(Person.login == "ron")) == "Far north"


def test_a_company_is_opened_from_the_list_and_a_person_shows_the_hierarchy(ruled: Hand) -> None:
    table = ruled.page.companies
    table.choose(table.rows.rows[0].id)
    menu = table.menu_of(table.rows.rows[0])
    menu[0][2]()
    shown = ruled.pilot.window.pages
    ruled.until(lambda: shown.current is not None and shown.current.name == "companies")
    ruled.pilot.window.pages.open("person", ruled.office.people["rita"])
    ruled.until(lambda: ruled.screen.panel.name.text() == "Rita")
    assert ruled.screen.tab == "hierarchy" and ruled.screen.tabs.buttons["hierarchy"].isChecked()


def test_who_is_no_administrator_sees_the_rules_and_changes_nothing(
    tree_office: Office, new_pilot: Callable[..., Pilot]
) -> None:
    with tree_office.write() as session:
        north = add_territory(session, name="North")
        add_rule(session, territory_id=north)
    with tree_office.owner() as owner, owner.write("test") as session:
        insert_companies(session, [{"name": "later"}])
    pilot = new_pilot("vera")
    pilot.open_at(tree_office.store_of("vera").place.url, "team")
    hand = Hand(pilot, tree_office)
    page = hand.page
    assert [each.territory for each in hand.known.rules] == ["North"]
    assert not page.rule_button.isVisible() and not page.add_button.isVisible()
    assert not page.assign_button.isVisible() and page.rules.menu_of(page.rules.rows.rows[0]) == []
    page.tree.choose(north)
    page.tree.setFocus()
    QTest.keyClick(page.tree, KEY.Key_Return)
    hand.until(lambda: "Only an administrator" in pilot.said)
    assert hand.screen.sheet is None
    hand.screen.territories.show_menu(north, QPoint(0, 0))
    assert pilot.window.focusWidget() is page.tree

"""Companies go to territories and people by rules, in turn, and never away from anybody; on either store."""

from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.territories import Territories
from salesdesk.errors import KnownError, RuleBroken
from salesdesk.models import AssignmentRule, Company, Person, Territory
from salesdesk.queries.territories import territories
from salesdesk.rules.territories import Assignment, Rulebook, Where
from salesdesk.services import assigning
from salesdesk.services.assigning import add_rule, assign_companies, delete_rule, edit_rule, place_rule
from salesdesk.services.companies import create_company, edit_company, insert_companies
from salesdesk.services.people import deactivate_person, grant_rights
from salesdesk.services.territories import add_territory, edit_territory, put_people, retire_territory
from salesdesk.services.undo import undo_action
from tests.office import Office

Place = tuple[str | None, str | None]


def place(office: Office, name: str, *people: str, **fields: Any) -> int:
    """A new territory with who works there."""
    with office.write() as session:
        key = add_territory(session, name=name, **fields)
        put_people(session, territory_id=key, person_ids=[office.people[each] for each in people])
        return key


def give(office: Office, territory: int, **conditions: Any) -> int:
    """A new rule."""
    with office.write() as session:
        return add_rule(session, territory_id=territory, **conditions)


def firms(office: Office, *postcodes: str | None, login: str | None = None, **fields: Any) -> None:
    """Companies that nobody owns, called by their numbers and postcodes."""
    rows = [{"name": f"{n} {code}", "postcode": code, **fields} for n, code in enumerate(postcodes, start=1)]
    with office.write(login) as session:
        insert_companies(session, rows)


def where(office: Office) -> list[Place]:
    """Territory and owner of every company, in the order in which they were made."""
    question = (
        sa.select(Territory.name, Person.login)
        .select_from(Company)
        .outerjoin(Territory, Territory.id == Company.territory_id)
        .outerjoin(Person, Person.id == Company.owner_id)
        .order_by(Company.id)
    )
    with office.read() as session:
        return [(row[0], row[1]) for row in session.execute(question)]


def shown(office: Office, login: str | None = None) -> Territories:
    with office.read(login) as session:
        return territories(session)


@pytest.fixture
def north(office: Office) -> int:
    """North, where ron and rita work, gets the postcodes 20 to 29."""
    key = place(office, "North", "ron", "rita")
    give(office, key, postcode_from="20", postcode_to="29")
    return key


def test_new_companies_go_in_turn_and_what_somebody_owns_stays_theirs(office: Office, north: int) -> None:
    firms(office, "20095", "28195", "80331", "21000")
    assert where(office) == [("North", "rita"), ("North", "ron"), (None, None), ("North", "rita")]
    with office.write() as session:
        insert_companies(session, [{"name": "x", "postcode": "20", "owner_id": office.people["otto"]}])
    firms(office, "22")
    assert where(office)[-2:] == [("North", "otto"), ("North", "ron")]


def test_without_a_rule_nothing_is_given_away(office: Office) -> None:
    place(office, "North", "ron")
    firms(office, "20095")
    assert where(office) == [(None, None)]
    with pytest.raises(RuleBroken, match="no rule yet"), office.write() as session:
        assign_companies(session)


def test_the_preview_tells_what_assigning_does_and_one_undo_takes_it_back(office: Office) -> None:
    firms(office, "20", "21", "80", "22")
    with office.write() as session:
        create_company(session, name="mine", postcode="23")
    before = where(office)
    north = place(office, "North", "ron", "rita")
    give(office, north, postcode_from="2")
    told = shown(office).assigning
    assert (told.waiting, told.fitting, told.placed) == (4, 3, 1)
    assert [(each.territory, each.person, each.companies) for each in told.shares] == [
        ("North", "Rita", 2), ("North", "Ron", 1),
    ]  # fmt: skip
    assert [(each.name, each.territory, each.person, each.rule) for each in told.listed] == [
        ("1 20", "North", "Rita", 1), ("2 21", "North", "Ron", 1), ("3 80", "", "", None),
        ("4 22", "North", "Rita", 1),
    ]  # fmt: skip
    with office.write() as session:
        action = office.action(session)
        assert assign_companies(session, ids=told.ids) == 4
    after = where(office)
    assert after == [
        ("North", "rita"), ("North", "ron"), (None, None), ("North", "rita"), ("North", "admin"),
    ]  # fmt: skip
    assert shown(office).assigning.ids == ()
    with office.write() as session:
        undo_action(session, action_id=action)
    assert where(office) == before


def test_each_company_is_held_against_the_rules_once(
    office: Office, north: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    first_for = Rulebook.first_for

    def counted(book: Rulebook, company: Where) -> Assignment | None:
        asked.append(company.postcode)
        return first_for(book, company)

    monkeypatch.setattr(Rulebook, "first_for", counted)
    firms(office, "20", "21", "80", "22")
    assert asked == ["20", "21", "80", "22"]
    assert where(office) == [("North", "rita"), ("North", "ron"), (None, None), ("North", "rita")]


def test_the_order_decides_and_a_rule_may_name_one_person_or_nobody(office: Office, north: int) -> None:
    south = place(office, "South")
    one = give(office, south, gives="person", person_id=office.people["otto"], postcode_from="28")
    give(office, south, gives="nobody")
    firms(office, "28195", "99")
    assert where(office) == [("North", "rita"), ("South", None)]
    with office.write() as session:
        place_rule(session, rule_id=one, position=0)
    firms(office, "28195")
    assert where(office)[-1] == ("South", "otto")
    with office.write() as session:
        delete_rule(session, rule_id=one)
    firms(office, "28195")
    assert where(office)[-1] == ("North", "ron")


def test_who_left_takes_no_turn_and_a_territory_out_of_use_gets_nothing(office: Office, north: int) -> None:
    with office.write() as session:
        deactivate_person(session, person_id=office.people["rita"])
    firms(office, "20", "21")
    assert where(office) == [("North", "ron"), ("North", "ron")]
    with office.write() as session:
        retire_territory(session, territory_id=north)
    firms(office, "20")
    assert where(office)[-1] == (None, None)
    assert shown(office).rules == () and shown(office).places == ()


def test_a_territory_chosen_by_hand_stays(office: Office, north: int) -> None:
    other = place(office, "Hanover", "otto")
    firms(office, "20", territory_id=other)
    assert where(office) == [("Hanover", None)]
    give(office, other)
    firms(office, "20", territory_id=other)
    assert where(office)[-1] == ("Hanover", "otto")


def test_a_branch_lies_inside_and_its_people_take_the_turns_of_what_has_none(office: Office) -> None:
    north = place(office, "North")
    place(office, "Hamburg", "vera", kind="branch", parent_id=north)
    give(office, north)
    firms(office, "1")
    assert where(office) == [("North", "vera")]
    found = shown(office)
    assert [(each.name, each.kind, each.depth, each.companies) for each in found.places] == [
        ("North", "territory", 0, 1), ("Hamburg", "branch", 1, 0),
    ]  # fmt: skip
    assert found.places[0].turns == ("Vera",)


def test_a_territory_cannot_lie_inside_itself_nor_take_a_name_that_is_taken(office: Office) -> None:
    north = place(office, "North")
    inside = place(office, "Hamburg", parent_id=north)
    for fields, why in (
        ({"parent_id": inside}, "inside itself"), ({"parent_id": north}, "inside itself"),
        ({"name": " hamburg "}, "taken"), ({"name": " "}, "needs a name"), ({"kind": "planet"}, "no kind"),
        ({"parent_id": 10**6}, "not there"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=why), office.write() as session:
            edit_territory(session, territory_id=north, **fields)


def test_people_who_work_somewhere_are_put_there_together(office: Office, north: int) -> None:
    south = place(office, "South", "rita", "vera")
    found = {each.name: each.people for each in shown(office).places}
    people = office.people
    assert found == {"North": (people["ron"],), "South": (people["rita"], people["vera"])}
    with office.write() as session:
        put_people(session, territory_id=south, person_ids=[])
    assert {each.name: each.people for each in shown(office).places}["South"] == ()


def test_rules_that_overlap_are_told(office: Office, north: int) -> None:
    give(office, north, postcode_from="20095", country="Germany")
    give(office, north, country="DE")
    found = shown(office).rules
    assert [(each.hidden_by, each.shares) for each in found] == [(None, ()), (1, (1,)), (None, (1, 2))]


def test_a_rule_that_cannot_be_is_refused_and_the_old_one_stands(office: Office, north: int) -> None:
    key = shown(office).rules[0].id
    for fields, why in (
        ({"postcode_from": "9"}, "hold nothing"), ({"postcode_from": "2;"}, "no postcode"),
        ({"territory_id": 10**6}, "not there"), ({"gives": "person", "person_id": 10**6}, "not there"),
        ({"industry": "x" * 501}, "letters"), ({"position": 3}, "cannot be edited"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=why), office.write() as session:
            edit_rule(session, rule_id=key, **fields)
    assert (shown(office).rules[0].postcode_from, shown(office).rules[0].postcode_to) == ("20", "29")
    with office.write() as session:
        edit_rule(session, rule_id=key, postcode_from=None, postcode_to=None, employees_from=10)
    assert shown(office).rules[0].postcode_from is None and shown(office).rules[0].employees_from == 10


def test_a_rule_for_somebody_who_left_is_changed_and_stays_theirs(office: Office, north: int) -> None:
    otto = office.people["otto"]
    key = give(office, north, gives="person", person_id=otto, postcode_from="3")
    with office.write() as session:
        deactivate_person(session, person_id=otto)
    with office.write() as session:
        edit_rule(session, rule_id=key, postcode_from="4", postcode_to="4", gives="person", person_id=otto)
    firms(office, "40")
    assert where(office) == [("North", None)]
    with pytest.raises(RuleBroken, match="not in the team"), office.write() as session:
        add_rule(session, territory_id=north, gives="person", person_id=otto)


def test_an_undo_gives_no_turn_a_second_time(office: Office) -> None:
    firms(office, "20")
    give(office, place(office, "North", "ron", "rita"))
    with office.write() as session:
        action = office.action(session)
        assign_companies(session)
    assert where(office) == [("North", "rita")]
    with office.write() as session:
        undo_action(session, action_id=action)
    assert [each.person for each in shown(office).assigning.listed] == ["Ron"]
    with office.write() as session:
        assign_companies(session)
    assert where(office) == [("North", "ron")]


@pytest.mark.parametrize("login", ["dora", "rita"])
def test_only_an_administrator_makes_territories_and_rules(office: Office, north: int, login: str) -> None:
    key = shown(office, login).rules[0].id
    for verb, fields in (
        (add_territory, {"name": "Mine"}), (edit_territory, {"territory_id": north, "name": "Mine"}),
        (retire_territory, {"territory_id": north}), (put_people, {"territory_id": north, "person_ids": []}),
        (add_rule, {"territory_id": north}), (edit_rule, {"rule_id": key, "country": "DE"}),
        (place_rule, {"rule_id": key, "position": 0}), (delete_rule, {"rule_id": key}),
        (assign_companies, {}),
    ):  # fmt: skip
        do: Any = verb
        with pytest.raises(RuleBroken, match="administrator"), office.write(login) as session:
            do(session, **fields)


def test_who_may_import_assigns_and_who_may_not_leaves_new_ones_without_an_owner(
    office: Office, north: int
) -> None:
    firms(office, "20", login="otto")
    assert where(office) == [("North", None)]
    with office.write() as session:
        grant_rights(session, person_id=office.people["otto"], rights=["import"])
    office.close()
    office.stores.clear()
    with office.write("otto") as session:
        assert assign_companies(session) == 1
    assert where(office) == [("North", "rita")]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE territory SET name = 'Mine'",
        "UPDATE assignment_rule SET person_id = 1, gives = 'person'",
        "UPDATE assignment_rule SET deleted_at = now()",
        "INSERT INTO assignment_rule (territory_id, position, gives, created_at, updated_at)"
        " SELECT id, 0, 'turn', now(), now() FROM territory",
        "DELETE FROM assignment_rule",
        "UPDATE counter SET value = 0",
        "SELECT priv.next_number('territory:999999', 1)",
        "SELECT priv.next_number('territory:', 1)",
    ],
)
def test_a_server_refuses_a_rep_who_writes_rules_past_the_program(office: Office, attack: str) -> None:
    key = place(office, "North", "rita")
    give(office, key)
    changed = 0
    try:
        with office.write("rita") as session:
            done: Any = session.execute(sa.text(attack))
            changed = done.rowcount if attack.startswith("UPDATE") else 1
    except (KnownError, sa.exc.DBAPIError):
        changed = 0
    assert changed == 0
    assert office.value(sa.select(sa.func.count()).select_from(AssignmentRule)) == 1


def test_a_rule_takes_its_place_among_those_that_are_shown(office: Office, north: int) -> None:
    resting = place(office, "Resting")
    old = give(office, resting, country="Austria")
    first, last = give(office, north, country="France"), give(office, north, country="Spain")
    with office.write() as session:
        retire_territory(session, territory_id=resting)
    (one, *_) = (line.id for line in shown(office).rules)
    with office.write() as session:
        place_rule(session, rule_id=last, position=0)
    assert [line.id for line in shown(office).rules] == [last, one, first]
    with office.write() as session:
        place_rule(session, rule_id=last, position=1)
    assert [line.id for line in shown(office).rules] == [one, last, first]
    question = sa.select(AssignmentRule.id).order_by(AssignmentRule.position)
    with office.read() as session:
        assert list(session.scalars(question)) == [one, last, first, old]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_company_that_somebody_takes_meanwhile_stays_theirs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    firms(office, "99", "98")
    give(office, place(office, "South", "ron"))
    read = assigning.companies_to_assign

    def read_and_taken(session: Any, ids: Any = None) -> Any:
        found = read(session, ids)
        monkeypatch.setattr(assigning, "companies_to_assign", read)
        with office.write("dora") as theirs:
            edit_company(theirs, company_id=found[0].id, owner_id=office.people["otto"])
        return found

    monkeypatch.setattr(assigning, "companies_to_assign", read_and_taken)
    with office.write() as session:
        assign_companies(session)
    assert [owner for _, owner in where(office)] == ["otto", "ron"]

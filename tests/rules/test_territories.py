"""Which rule takes a company, which rules get into each other's way, and what is refused as a rule."""

from typing import Any

import pytest

from salesdesk.errors import RuleBroken
from salesdesk.rules.countries import country_key
from salesdesk.rules.territories import (
    Assignment,
    Rulebook,
    Where,
    checked,
    clashes,
    covers,
    in_turn,
    overlap,
    postcode_key,
    workers,
)


def rule(number: int = 1, territory: int = 1, **conditions: Any) -> Assignment:
    kept = checked(conditions)
    told = {name: conditions.get(name) for name in ("country", "industry")}
    return Assignment(number, territory, **told, **kept)


def fits(told: Assignment, company: Where) -> bool:
    """Whether a rule that stands alone takes a company."""
    return Rulebook((told,)).first_for(company) == told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DE", "Germany"), ("Deutschland", "germany"), ("Österreich", "AT"), ("Schweiz", "Switzerland"),
        ("Suisse", "CH"), ("UK", "United Kingdom"), ("usa", "United States"), ("Nederland", "Netherlands"),
        (" de ", "DE"), ("Atlantis", "ATLANTIS"), ("", "  "),
    ],
)  # fmt: skip
def test_a_country_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert country_key(one) == country_key(other)


@pytest.mark.parametrize(("one", "other"), [("DE", "AT"), ("Austria", "Australia"), ("Atlantis", "Utopia")])
def test_other_countries_are_told_apart(one: str, other: str) -> None:
    assert country_key(one) != country_key(other)


@pytest.mark.parametrize(
    ("first", "last", "postcode", "inside"),
    [
        ("20", "25", "20095", True), ("20", "25", "25999", True), ("20", "25", "26000", False),
        ("20", "25", "19999", False), ("20", "25", "2", False), ("20095", "20095", "20095", True),
        ("20095", "20095", "20096", False), ("20", None, "20095", True), (None, "20", "20095", True),
        ("20", None, "21000", False), ("01", "09", "01067", True), ("01", "09", "1067", False),
        ("SW1A", "SW1Z", "sw1a 1aa", True), ("SW1A", "SW1Z", "SW2 1AA", False),
        ("sw-1a", "Sw 1z", "SW1E 5ND", True), ("A", "M", "N1 9GU", False), ("A", "M", "M1 1AE", True),
        ("1000", "1999", "1010", True), ("1000", "1999", "10115", True), ("20", "25", None, False),
        ("20", "25", "", False), ("20", "25", " - ", False), ("20", "25", "D-20095", False),
    ],
)  # fmt: skip
def test_a_range_of_postcodes_holds_both_its_ends_whole(
    first: str | None, last: str | None, postcode: str | None, inside: bool
) -> None:
    told = rule(postcode_from=first, postcode_to=last)
    assert fits(told, Where(1, postcode=postcode)) is inside


@pytest.mark.parametrize(
    ("conditions", "company", "fit"),
    [
        ({}, {}, True),
        ({"country": "DE"}, {"country": "Germany"}, True),
        ({"country": "DE"}, {"country": "Austria"}, False),
        ({"country": "DE"}, {}, False),
        ({"industry": "Food & drink"}, {"industry": "food & DRINK"}, True),
        ({"industry": "Food"}, {"industry": "Food & drink"}, False),
        ({"employees_from": 50}, {"employees": 50}, True),
        ({"employees_from": 50}, {"employees": 49}, False),
        ({"employees_to": 49}, {"employees": 49}, True),
        ({"employees_to": 49}, {"employees": 50}, False),
        ({"employees_from": 0}, {}, False),
        ({"employees_from": 10, "employees_to": 20}, {"employees": 15}, True),
        ({"country": "DE", "postcode_from": "2", "employees_to": 9},
         {"country": "DE", "postcode": "20095", "employees": 9}, True),
        ({"country": "DE", "postcode_from": "2", "employees_to": 9},
         {"country": "DE", "postcode": "20095", "employees": 10}, False),
    ],
)  # fmt: skip
def test_every_condition_that_is_told_must_hold(
    conditions: dict[str, Any], company: dict[str, Any], fit: bool
) -> None:
    assert fits(rule(**conditions), Where(1, **company)) is fit


def test_the_first_rule_that_fits_decides_and_a_territory_that_stands_is_kept() -> None:
    rules = (rule(1, 10, country="DE", postcode_from="2"), rule(2, 20, country="DE"), rule(3, 30))
    north = Where(1, country="DE", postcode="20095")
    book = Rulebook(rules)
    assert book.first_for(north) == rules[0]
    assert book.first_for(Where(1, country="DE", postcode="80331")) == rules[1]
    assert book.first_for(Where(1, country="AT")) == rules[2]
    assert book.first_for(Where(1, country="DE", postcode="20095", territory_id=20)) == rules[1]
    assert book.first_for(Where(1, country="AT", territory_id=20)) is None
    assert Rulebook(()).first_for(north) is None


def test_countries_are_worked_out_once_for_each_rule_and_each_spelling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(text: str) -> str:
        asked.append(text)
        return country_key(text)

    monkeypatch.setattr("salesdesk.rules.territories.country_key", counted)
    book = Rulebook([rule(n, country="Austria") for n in range(30)] + [rule(30, country="DE")])
    found = {book.first_for(Where(n, country="Germany")) for n in range(200)}
    assert [each.id for each in found if each is not None] == [30]
    assert len(asked) == 31 + 1


@pytest.mark.parametrize(
    ("one", "other", "some", "all_"),
    [
        ({}, {}, True, True),
        ({}, {"country": "DE"}, True, True),
        ({"country": "DE"}, {}, True, False),
        ({"country": "DE"}, {"country": "Germany"}, True, True),
        ({"country": "DE"}, {"country": "AT"}, False, False),
        ({"postcode_from": "20", "postcode_to": "25"}, {"postcode_from": "20095"}, True, True),
        ({"postcode_from": "20", "postcode_to": "25"}, {"postcode_from": "25", "postcode_to": "29"}, True,
         False),
        ({"postcode_from": "20", "postcode_to": "25"}, {"postcode_from": "26", "postcode_to": "29"}, False,
         False),
        ({"postcode_from": "20095"}, {"postcode_from": "2"}, True, False),
        ({"industry": "Retail"}, {"employees_from": 5}, True, False),
        ({"industry": "Retail"}, {"industry": "retail", "employees_from": 5}, True, True),
        ({"employees_to": 49}, {"employees_from": 50}, False, False),
        ({"employees_to": 50}, {"employees_from": 50}, True, False),
        ({"employees_from": 10}, {"employees_from": 20, "employees_to": 30}, True, True),
        ({"employees_from": 0}, {}, True, False),
    ],
)  # fmt: skip
def test_which_rules_share_companies_and_which_leave_nothing(
    one: dict[str, Any], other: dict[str, Any], some: bool, all_: bool
) -> None:
    first, second = rule(1, **one), rule(2, **other)
    assert (overlap(first, second), overlap(second, first), covers(first, second)) == (some, some, all_)


def test_rules_that_never_come_to_their_turn_are_named_with_those_before_them() -> None:
    rules = (rule(1, postcode_from="2"), rule(2, country="DE"), rule(3, postcode_from="20095"), rule(4))
    assert clashes(rules) == {2: (None, (1,)), 3: (1, (1, 2)), 4: (None, (1, 2, 3))}


@pytest.mark.parametrize(
    ("conditions", "why"),
    [
        ({"postcode_from": "25", "postcode_to": "20"}, "hold nothing"),
        ({"postcode_from": "A1", "postcode_to": "99"}, "hold nothing"),
        ({"postcode_from": "20*"}, "is no postcode"),
        ({"postcode_from": "2" * 13}, "is no postcode"),
        ({"postcode_to": "' OR 1=1"}, "is no postcode"),
        ({"postcode_from": "２０"}, "is no postcode"),
        ({"postcode_from": "20\0"}, "is no postcode"),
        ({"employees_from": 50, "employees_to": 10}, "at least 50 and at most 10"),
        ({"employees_from": -1}, "no number of employees"),
        ({"employees_to": 10**30}, "no number of employees"),
        ({"employees_to": True}, "no number of employees"),
        ({"gives": "everybody"}, "no way to give"),
        ({"gives": "person"}, "Choose the person"),
        ({"gives": "turn", "person_id": 3}, "Choose the person"),
    ],
)  # fmt: skip
def test_what_no_company_could_fit_is_refused(conditions: dict[str, Any], why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        checked(conditions)


def test_blanks_and_one_end_alone_are_a_range_of_their_own() -> None:
    assert checked({"postcode_from": " 20 0-95 "})["postcode_to"] == "20095"
    assert checked({"postcode_from": "  "})["postcode_from"] is None
    assert postcode_key(" sw1a.1AA ") == "SW1A1AA"


def test_people_take_turns_and_a_territory_without_any_asks_those_inside_it() -> None:
    assert [in_turn((5, 6, 7), number) for number in range(4)] == [5, 6, 7, 5]
    assert in_turn((), 3) is None
    inside = {None: [1], 1: [2, 3], 2: [4], 4: [1]}
    assert workers(1, inside, {1: [5], 2: [6]}) == (5,)
    assert workers(1, inside, {2: [6], 3: [7], 4: [8]}) == (6, 7)
    assert workers(1, inside, {4: [8]}) == (8,)
    assert workers(1, inside, {}) == ()

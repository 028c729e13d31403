"""Whatever people type stays text: in names and in own fields, through history, undo and lists."""

import random
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import ListView
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, CustomField, Deal
from salesdesk.queries.board import pipeline_board
from salesdesk.queries.exports import list_fields, list_rows
from salesdesk.queries.history import record_history
from salesdesk.queries.lists import list_page
from salesdesk.queries.search import search
from salesdesk.rules.texts import custom_fields, one_line
from salesdesk.services.companies import edit_company, insert_companies
from salesdesk.services.deals import edit_deal
from salesdesk.services.people import edit_person
from salesdesk.services.undo import undo_action
from tests.office import Office

PIECES = (
    *"'\";\\%_$.{}?*^@ ñ漢🙂\n\t\0\ud800\u202e",
    *("--", "/*", "*/", "[0]", ":x", "%s", "%(x)s", "OR 1=1", "DROP TABLE deal", "NULL", "=1+1", "NEAR("),
    *("custom.", "#>>", "a" * 60),
)


def hostile(seed: int, count: int = 12) -> list[str]:
    choose = random.Random(seed)
    made = ["".join(choose.choices(PIECES, k=choose.randint(1, 6))) for _ in range(count)]
    return [text for text in made if one_line(text, "x")]


@pytest.mark.parametrize("seed", range(5))
def test_keys_and_values_of_own_fields_survive_history_and_undo(office: Office, seed: int) -> None:
    texts = hostile(seed)
    first: dict[str, Any] = dict(zip(texts, reversed(texts), strict=True))
    second = {key: f"{value}!" for key, value in list(first.items())[::2]} | {f"new {texts[0]}": 1}
    deal_id = office.deal(title=texts[0], custom=first)
    was = office.value(sa.select(Deal.custom))
    assert was == custom_fields(first)
    with office.write() as session:
        action_id = office.action(session)
        edit_deal(session, deal_id=deal_id, custom=second)
    assert office.value(sa.select(Deal.custom)) == custom_fields(second)
    with office.read() as session:
        told = record_history(session, table="deal", row_id=deal_id)[0].changes
    changed = {
        key for key in {**was, **custom_fields(second)} if was.get(key) != custom_fields(second).get(key)
    }
    assert {change.field for change in told} == changed
    with office.write(undo_of_id=action_id) as session:
        undo_action(session, action_id=action_id)
    assert office.value(sa.select(Deal.custom)) == was


def test_own_fields_keep_their_kind_through_an_undo(office: Office) -> None:
    custom = {
        "yes": True,
        "no": False,
        "one": 1,
        "half": 0.5,
        "text": "1",
        "list": ["a", 1, True],
        "gone": "x",
    }
    deal_id = office.deal(custom=custom)
    with office.write() as session:
        action_id = office.action(session)
        edit_deal(
            session, deal_id=deal_id, custom={"yes": False, "no": True, "one": "1", "text": 1, "list": []}
        )
    with office.write() as session:
        undo_action(session, action_id=action_id)
    found = office.value(sa.select(Deal.custom))
    assert {key: (type(value), value) for key, value in found.items()} == {
        key: (type(value), value) for key, value in custom.items()
    }


@pytest.mark.parametrize("seed", range(5))
def test_hostile_names_are_found_listed_and_exported_as_they_are(office: Office, seed: int) -> None:
    names = hostile(seed + 100)
    with office.write() as session:
        ids = insert_companies(session, [{"name": name, "city": name} for name in names])
        session.add(CustomField(record="company", key=names[0], label=names[0], kind="text"))
        edit_company(session, company_id=ids[0], custom={names[0]: names[1]})
    office.deal(title=names[0], company_id=ids[0])
    with office.read() as session:
        stored = set(session.scalars(sa.select(Company.name)))
        assert stored == {one_line(name, "x") for name in names}
        for name in names:
            search(session, text=name)
            list_page(session, ListView("contact", text=name))
            pipeline_board(session, filters=BoardFilter(text=name))
            found = list(list_rows(session, record="companies", where=[("city", one_line(name, "x") or "")]))
            assert one_line(name, "x") in {row[0] for row in found}
            with pytest.raises(RuleBroken):
                list_rows(session, record="companies", where=[(f"{name}; x", name)])
            with pytest.raises(RuleBroken):
                list_fields(session, record=name)
        rows = {row[0]: row for row in list_rows(session, record="companies")}
        assert (
            rows[one_line(names[0], "x")][-1] == custom_fields({names[0]: names[1]})[one_line(names[0], "x")]
        )
    assert office.value(sa.select(sa.func.count()).select_from(Deal)) == 1


def test_people_have_own_fields_that_are_listed_as_the_others_are(office: Office) -> None:
    with office.write() as session:
        session.add(CustomField(record="person", key="car", label="Car", kind="text"))
        edit_person(session, person_id=office.people["rita"], custom={"car": "HH-R\0 1"})
    with office.read() as session:
        fields = [field.label for field in list_fields(session, record="people")]
        rows = {row[0]: row[-1] for row in list_rows(session, record="people")}
    assert fields[-1] == "Car"
    assert (rows["Rita"], rows["Otto"]) == ("HH-R 1", None)

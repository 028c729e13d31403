"""What is done to very many records is done in small saves, and is one thing to undo and to restore."""

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Company
from salesdesk.queries.trash import trash, trash_group
from salesdesk.rules.parts import AT_ONCE, part_key, sibling_keys
from salesdesk.services.bulk import delete_records, edit_records, tag_records
from salesdesk.services.companies import edit_company, insert_companies
from salesdesk.services.trash import purge, restore_deleted
from salesdesk.services.undo import undo_action
from salesdesk.store.check import check
from salesdesk.ui.kit.steps import Taken, save_in_steps, undo_in_steps
from tests.office import Office
from tests.services.test_undo import rows

MANY = 2 * AT_ONCE + 10


@pytest.fixture
def many(office: Office) -> list[int]:
    """More companies than one save takes."""
    with office.write() as session:
        return insert_companies(session, [{"name": f"C{n}", "city": "Kiel"} for n in range(MANY)])


def to_oslo(session: Any, part: Sequence[int]) -> int:
    return edit_records(session, record="company", ids=part, field="city", value="Oslo", strict=False)


def to_trash(session: Any, part: Sequence[int]) -> Any:
    return delete_records(session, record="company", ids=part, strict=False)


def last(steps: Any, office: Office) -> Taken:
    """Go all the steps; how far it came in the end."""
    *_, taken = steps(office.store)
    assert isinstance(taken, Taken)
    return taken


def in_city(office: Office, city: str) -> int:
    return office.value(sa.select(sa.func.count()).where(Company.city == city, Company.deleted_at.is_(None)))


def test_others_save_between_the_steps_and_one_undo_takes_all_back(office: Office, many: list[int]) -> None:
    steps = save_in_steps(to_oslo, many, kind="edit_records")(office.store)
    assert next(steps).done == AT_ONCE and in_city(office, "Oslo") == AT_ONCE
    with office.write() as session:
        edit_company(session, company_id=many[0], phone="1")
    *_, taken = steps
    assert (taken.done, taken.results, in_city(office, "Oslo")) == (MANY, [AT_ONCE, AT_ONCE, 10], MANY)
    undone = last(undo_in_steps(taken.action_id or 0, again=False), office)
    assert in_city(office, "Kiel") == MANY
    last(undo_in_steps(undone.action_id or 0, again=True), office)
    assert in_city(office, "Oslo") == MANY


def test_nothing_is_undone_in_steps_where_one_record_was_changed_since(
    office: Office, many: list[int]
) -> None:
    taken = last(save_in_steps(to_oslo, many, kind="edit_records"), office)
    with office.write() as session:
        edit_company(session, company_id=many[0], city="Rome")
    with pytest.raises(RuleBroken, match=f"because of 1 of {MANY} records: Administrator changed City of C0"):
        last(undo_in_steps(taken.action_id or 0, again=False), office)
    assert in_city(office, "Oslo") == MANY - 1


def test_what_was_saved_before_a_step_was_refused_stands_and_is_told(office: Office, many: list[int]) -> None:
    def first_only(session: Any, part: Sequence[int]) -> int:
        if many[0] not in part:
            raise RuleBroken("No further.")
        return to_oslo(session, part)

    taken = last(save_in_steps(first_only, many, kind="edit_records"), office)
    assert (taken.done, taken.all, taken.refused) == (AT_ONCE, MANY, "No further.")
    last(undo_in_steps(taken.action_id or 0, again=False), office)
    assert in_city(office, "Kiel") == MANY


def test_a_tag_that_the_first_step_made_goes_with_the_undo_of_the_last(
    office: Office, many: list[int]
) -> None:
    before = rows(office)
    taken = last(
        save_in_steps(
            lambda s, part: tag_records(s, record="company", ids=part, name="Fleet"), many, kind="t"
        ),
        office,
    )
    assert taken.results == [AT_ONCE, AT_ONCE, 10]
    last(undo_in_steps(taken.action_id or 0, again=False), office)
    assert rows(office) == before


def test_what_was_deleted_in_steps_is_one_group_in_the_trash(office: Office, many: list[int]) -> None:
    before = rows(office)
    taken = last(save_in_steps(to_trash, many, kind="delete_records"), office)
    with office.read() as session:
        (group,) = trash(session)
        assert (group.count, group.action_id) == (MANY, taken.action_id)
        assert len(trash_group(session, action_id=group.action_id or 0)) == MANY
    with office.write() as session:
        assert restore_deleted(session, action_id=group.action_id or 0) == MANY
    assert rows(office) == before
    taken = last(save_in_steps(to_trash, many, kind="delete_records"), office)
    with office.write() as session:
        assert purge(session, action_ids=[taken.action_id or 0]).removed == MANY
    assert check(office.store) == []


def test_one_save_undoes_all_parts_too(office: Office, many: list[int]) -> None:
    taken = last(save_in_steps(to_oslo, many, kind="edit_records"), office)
    with office.write() as session:
        undo_action(session, action_id=taken.action_id or 0)
    assert in_city(office, "Kiel") == MANY


def test_the_keys_of_parts_tell_their_siblings() -> None:
    assert sibling_keys(part_key("a", 2, 3)) == ["a.3.1", "a.3.2", "a.3.3"]
    assert sibling_keys("abc") == sibling_keys(None) == sibling_keys("a.b.c") == []

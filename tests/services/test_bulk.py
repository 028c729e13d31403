"""Many records at once, saved views: what they do, who may, and that one undo takes all of it back."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.lists import Condition, ListView
from salesdesk.cli import main
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, Deal
from salesdesk.queries.lists import choices, list_ids, rows_of_view
from salesdesk.queries.lists.taking import taken_fields, taken_rows
from salesdesk.queries.views import list_views, view_named
from salesdesk.services.activities import update_activities
from salesdesk.services.bulk import delete_records, edit_records, tag_records
from salesdesk.services.companies import insert_companies, update_companies
from salesdesk.services.contacts import insert_contacts, update_contacts
from salesdesk.services.deals import edit_deal, insert_deals, update_deals
from salesdesk.services.people import deactivate_person
from salesdesk.services.products import update_products
from salesdesk.services.records import set_field
from salesdesk.services.undo import undo_action
from salesdesk.services.views import change_view, delete_view, save_view
from tests.office import Office


def made(office: Office, count: int = 3, **fields: Any) -> list[int]:
    """Some companies."""
    with office.write() as session:
        return insert_companies(session, [{"name": f"C{n}", **fields} for n in range(count)])


def column(office: Office, name: str, model: Any = Company) -> list[Any]:
    """A field of all live records by id."""
    with office.read() as session:
        field = getattr(model, name)
        return list(session.scalars(sa.select(field).where(model.deleted_at.is_(None)).order_by(model.id)))


def test_a_field_of_many_is_changed_and_one_undo_takes_it_back(office: Office) -> None:
    ids = made(office, 3, custom={"risk": "low", "size": 3})
    rita = office.people["rita"]
    actions = []
    for field, value in (("owner_id", rita), ("city", "  Bremen "), ("custom.risk", "high")):
        with office.write() as session:
            assert edit_records(session, record="company", ids=ids[:2], field=field, value=value) == 2
            actions.append(office.action(session))
    assert column(office, "owner_id")[:2] == [rita, rita] and column(office, "owner_id")[2] != rita
    assert column(office, "city") == ["Bremen", "Bremen", None]
    assert column(office, "custom") == [{"risk": "high", "size": 3}] * 2 + [{"risk": "low", "size": 3}]
    for action_id in reversed(actions):
        with office.write() as session:
            undo_action(session, action_id=action_id)
    assert rita not in column(office, "owner_id") and column(office, "city") == [None] * 3
    assert column(office, "custom") == [{"risk": "low", "size": 3}] * 3


def test_a_field_of_ones_own_is_emptied(office: Office) -> None:
    ids = made(office, 2, custom={"risk": "low"})
    with office.write() as session:
        edit_records(session, record="company", ids=ids, field="custom.risk", value=None)
    assert column(office, "custom") == [{}, {}]


@pytest.mark.parametrize("field", ["name", "parent_id", "colour", "version", "id"])
def test_some_fields_are_not_changed_for_many(office: Office, field: str) -> None:
    ids = made(office)
    with office.write() as session, pytest.raises(RuleBroken):
        edit_records(session, record="company", ids=ids, field=field, value=ids[0])


def test_what_belongs_to_others_is_not_changed_in_bulk(tree_office: Office) -> None:
    office = tree_office
    ids = made(office, 2, owner_id=office.people["otto"])
    with office.write("rita") as session:
        mine = insert_companies(session, [{"name": "Mine"}])
    for act in (
        lambda session: edit_records(session, record="company", ids=[*mine, *ids], field="city", value="X"),
        lambda session: delete_records(session, record="company", ids=[*mine, *ids]),
        lambda session: tag_records(session, record="company", ids=[*mine, *ids], name="x"),
    ):
        with pytest.raises(RuleBroken, match="Otto"), office.write("rita") as session:
            act(session)
    assert column(office, "city") == [None] * 3


def test_companies_that_are_used_stay_when_the_others_go_to_the_trash(office: Office) -> None:
    ids = made(office, 4)
    office.deal(company_id=ids[0])
    with office.write() as session:
        insert_contacts(session, [{"name": "Eva", "company_id": ids[1]}])
        gone = delete_records(session, record="company", ids=ids)
        action_id = office.action(session)
    assert (gone.count, gone.kept) == (2, 2) and "2 stay" in gone.why
    assert column(office, "id") == ids[:2]
    with pytest.raises(RuleBroken, match="belong"), office.write() as session:
        delete_records(session, record="company", ids=ids[:2])
    with office.write() as session:
        undo_action(session, action_id=action_id)
    assert column(office, "id") == ids
    with pytest.raises(RuleBroken, match="None of these"), office.write() as session:
        delete_records(session, record="company", ids=[10**9])


def test_contacts_and_deals_go_to_the_trash_together(office: Office) -> None:
    deals = [office.deal(), office.deal()]
    with office.write() as session:
        contacts = insert_contacts(session, [{"name": "Eva"}, {"name": "Ole"}])
        assert delete_records(session, record="contact", ids=contacts).count == 2
        assert delete_records(session, record="deal", ids=deals).count == 2
    with office.read() as session:
        assert not list_ids(session, ListView("deal")) and not list_ids(session, ListView("contact"))
    assert column(office, "id", Contact) == []


def test_a_tag_is_put_on_many_once(office: Office) -> None:
    ids = made(office)
    with office.write() as session:
        assert tag_records(session, record="company", ids=ids[:2], name="Fair") == 2
    with office.write() as session:
        assert tag_records(session, record="company", ids=ids, name=" fair ") == 1
        action_id = office.action(session)
    view = ListView("company", columns=("name", "tags"))
    with office.read() as session:
        assert [row.cells[1] for row in rows_of_view(session, view)] == [("Fair",)] * 3
    with office.write() as session:
        undo_action(session, action_id=action_id)
    with office.read() as session:
        assert [row.cells[1] for row in rows_of_view(session, view)] == [("Fair",), ("Fair",), None]


NORTH = ListView(
    "company", conditions=(Condition("city", "is", ("Kiel",)),), sort="city", columns=("name", "city")
)


def test_a_view_is_kept_for_oneself_or_for_all(office: Office) -> None:
    with office.write("rita") as session:
        mine = save_view(session, name=" North ", view=NORTH)
        shared = save_view(session, name="All of us", view=NORTH, shared=True)
    with office.read("rita") as session:
        found = {view.name: view for view in list_views(session, record="company")}
        assert found["North"].view == NORTH and found["North"].mine and not found["North"].shared
        assert next(iter(found)) == "All companies"
    with office.read("ron") as session:
        theirs = {view.name: view for view in list_views(session, record="company")}
        assert "North" not in theirs and not theirs["All of us"].mine
    with pytest.raises(RuleBroken, match="already"), office.write("rita") as session:
        save_view(session, name="NORTH", view=NORTH)
    with pytest.raises(RuleBroken, match="name"), office.write("rita") as session:
        save_view(session, name="  ", view=NORTH)
    for act in (
        lambda session: change_view(session, view_id=shared, name="Mine now"),
        lambda session: delete_view(session, view_id=shared),
    ):
        with pytest.raises(RuleBroken, match="somebody else"), office.write("ron") as session:
            act(session)
    with office.write("rita") as session:
        change_view(session, view_id=mine, name="Far north", view=ListView("company"), shared=True)
        delete_view(session, view_id=shared)
    with office.read("ron") as session:
        assert view_named(session, record="company", name="far NORTH").view == ListView("company")
        with pytest.raises(RuleBroken, match="Far north"):
            view_named(session, record="company", name="All of us")


def test_a_list_is_taken_out_as_it_is_shown(office: Office) -> None:
    with office.write() as session:
        insert_companies(
            session,
            [{"name": "B", "city": "Kiel", "owner_id": office.people["rita"]}, {"name": "A", "city": "Kiel"},
             {"name": "C", "city": "Bremen"}],
        )  # fmt: skip
    view = ListView(
        "company",
        conditions=NORTH.conditions,
        sort="name",
        descending=True,
        columns=("city", "name", "owner", "open_value", "next_step", "tags"),
    )
    with office.read() as session:
        labels = [field.label for field in taken_fields(session, view)]
        rows = list(taken_rows(session, view))
        chosen = list(taken_rows(session, view, ids=list_ids(session, view)[1:]))
    assert labels == ["City", "Company", "Owner", "Open value", "Next step", "Next step on", "Tags"]
    assert rows == [
        ("Kiel", "B", "Rita", None, None, None, None),
        ("Kiel", "A", *[None] * 5),
    ]
    assert chosen == rows[1:]


def test_a_saved_view_is_exported_by_name_on_the_command_line(
    office: Office, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(office, 2, city="Kiel")
    made(office, 2, city="Rome")
    with office.write() as session:
        save_view(session, name="North", view=NORTH)
    target = tmp_path / "out.csv"
    assert main(["--db", database, "export", "companies", str(target), "--view", "north"]) == 0
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["Company,City", "C0,Kiel", "C1,Kiel"]
    assert main(["--db", database, "export", "companies", str(target), "--view", "South"]) == 1
    assert "no view South" in capsys.readouterr().err


@pytest.mark.parametrize("field", ["won_on", "deleted_at", "pipeline_id", "rank", "stage_entered_at"])
def test_what_follows_from_a_move_is_not_written_for_many(office: Office, field: str) -> None:
    deal_id = office.deal()
    with pytest.raises(RuleBroken, match="cannot be edited"), office.write() as session:
        edit_records(session, record="deal", ids=[deal_id], field=field, value=None)


@pytest.mark.parametrize(
    ("update", "field"),
    [
        (update_companies, "deleted_at"),
        (update_contacts, "name_key"),
        (update_deals, "closed_on"),
        (update_deals, "number"),
        (update_activities, "owner_id"),
        (update_products, "version"),
    ],
)
def test_only_fields_that_people_edit_are_written_for_many(office: Office, update: Any, field: str) -> None:
    with pytest.raises(RuleBroken, match="cannot be edited"), office.write() as session:
        update(session, [{"id": 1, field: None}])


def test_what_lies_in_the_trash_is_neither_changed_nor_counted(office: Office) -> None:
    kept, gone = office.deal(), office.deal()
    with office.write() as session:
        delete_records(session, record="deal", ids=[gone])
    with office.write() as session:
        rows = [{"id": key, "description": "New"} for key in (kept, gone)]
        assert update_deals(session, rows) == 1
    with office.read() as session:
        told = dict(session.execute(sa.select(Deal.id, Deal.description)).all())
    assert told == {kept: "New", gone: None}


def test_many_deals_go_to_the_trash_with_few_statements(office: Office) -> None:
    ids = [office.deal() for _ in range(3)] + _many_deals(office, 600)
    said: list[str] = []
    with office.write() as session:
        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
        assert delete_records(session, record="deal", ids=ids).count == 603
    assert len(said) < 30, "not one statement for each"


def _many_deals(office: Office, count: int) -> list[int]:
    with office.write() as session:
        return insert_deals(
            session, [{"title": f"Of many {n}", "stage_id": office.stages["Qualified"]} for n in range(count)]
        )


def test_nothing_is_given_to_somebody_who_left(office: Office) -> None:
    deal, company = office.deal(), made(office, 1)
    otto = office.people["otto"]
    with office.write() as session:
        deactivate_person(session, person_id=otto)
    with office.read() as session:
        offered, known = (
            [each.name for each in choices(session, record="deal", field="owner", to_give=to_give)]
            for to_give in (True, False)
        )
    assert "Otto" not in offered and "Rita" in offered and "Otto" in known
    for give in (
        lambda session: edit_records(session, record="deal", ids=[deal], field="owner_id", value=otto),
        lambda session: edit_deal(session, deal_id=deal, owner_id=otto),
        lambda session: set_field(
            session, record="company", record_id=company[0], field="owner_id", value=otto
        ),
    ):
        with pytest.raises(RuleBroken, match="Otto is not in the team"), office.write() as session:
            give(session)

"""The trash shows what went together, gives it back together, and is emptied by administrators for good."""

from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Base, Company, Contact, Deal, DealFacts, DealSpan, History, Note, Stage
from salesdesk.queries.trash import trash, trash_group
from salesdesk.services.activities import plan_activity
from salesdesk.services.bulk import delete_records
from salesdesk.services.choices import retire_choice
from salesdesk.services.companies import create_company, delete_company
from salesdesk.services.contacts import create_contact, delete_contact
from salesdesk.services.deals import create_deal, delete_deal, edit_deal
from salesdesk.services.notes import write_note
from salesdesk.services.people import grant_rights
from salesdesk.services.pipelines import add_stage
from salesdesk.services.retiring import retire_stage
from salesdesk.services.tags import put_tag
from salesdesk.services.trash import purge, restore_deleted
from salesdesk.store.check import check
from tests.office import Office, day, money
from tests.services.test_undo import rows, saved, undo


def shown(office: Office, login: str | None = None, **asked: Any) -> list[tuple[str, int, list[str]]]:
    """Who deleted how many records, with the first titles."""
    with office.read(login) as session:
        groups = trash(session, **asked)
    return [(group.person, group.count, [item.title for item in group.first]) for group in groups]


def test_what_was_deleted_in_one_save_is_one_group_and_comes_back_as_it_was(office: Office) -> None:
    first, second = office.deal(title="Halden", owner="rita"), office.deal(title="Brandt", owner="rita")
    office.deal(title="Stays")
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ring", due_on=day("2026-12-01"), deal_id=first)
    office.store_of("rita")
    before = rows(office)
    with saved(office, "rita") as (session, number):
        delete_records(session, record="deal", ids=[first, second])
    assert shown(office) == [("Rita", 2, ["Halden", "Brandt"])]
    with office.read() as session:
        assert [item.title for item in trash_group(session, action_id=number[0])] == ["Halden", "Brandt"]
    with saved(office, "rita") as (session, back):
        assert restore_deleted(session, action_id=number[0]) == 2
    assert rows(office) == before
    assert shown(office) == []
    assert check(office.store) == []
    undo(office, back[0])
    assert shown(office) == [("Administrator", 2, ["Halden", "Brandt"])]


def test_what_lies_in_the_trash_is_found_by_kind_and_by_words(office: Office) -> None:
    with office.write() as session:
        company = create_company(session, name="Halden")
    for title in ("Fleet", "Vans"):
        with office.write() as session:
            deal_id = office_deal(session, office, title)
            delete_deal(session, deal_id=deal_id)
    with office.write() as session:
        delete_company(session, company_id=company)
    assert [titles for _, _, titles in shown(office)] == [["Halden"], ["Vans"], ["Fleet"]]
    assert [titles for _, _, titles in shown(office, record="company")] == [["Halden"]]
    assert [titles for _, _, titles in shown(office, text="fle")] == [["Fleet"]]


def office_deal(session: Any, office: Office, title: str) -> int:
    return create_deal(session, title=title, stage_id=office.stages["Qualified"])


def test_a_restored_contact_brings_its_company_along(office: Office) -> None:
    with office.write() as session:
        company = create_company(session, name="Halden")
        contact = create_contact(session, name="Eva", company_id=company)
    before = rows(office)
    with saved(office) as (session, number):
        delete_contact(session, contact_id=contact)
    with office.write() as session:
        delete_company(session, company_id=company)
    with office.write() as session:
        assert restore_deleted(session, action_id=number[0]) == 2
    assert rows(office) == before


def test_a_retired_stage_is_restored_empty_when_its_deals_went_on(office: Office) -> None:
    deal_id = office.deal("Qualified")
    with saved(office) as (session, number):
        retire_stage(session, stage_id=office.stages["Qualified"], target_id=office.stages["Closing"])
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, amount=money("5"))
        restore_deleted(session, action_id=number[0])
    live = sa.select(Stage.deleted_at).where(Stage.id == office.stages["Qualified"])
    assert office.value(live) is None
    assert office.value(sa.select(Deal.stage_id)) == office.stages["Closing"]


def test_a_name_that_was_taken_since_stops_the_restore(office: Office) -> None:
    with saved(office) as (session, number):
        retire_stage(session, stage_id=office.stages["Qualified"], target_id=office.stages["Closing"])
    with office.write() as session:
        pipeline_id = session.get_one(Stage, office.stages["Closing"]).pipeline_id
        add_stage(session, pipeline_id=pipeline_id, name="qualified")
    with pytest.raises(RuleBroken, match="taken since"), office.write() as session:
        restore_deleted(session, action_id=number[0])


def test_nobody_sees_or_restores_what_others_deleted_of_their_own(tree_office: Office) -> None:
    office = tree_office
    deal_id = office.deal(owner="ron", title="Ron's")
    with saved(office, "ron") as (session, number):
        delete_deal(session, deal_id=deal_id)
    assert shown(office, "rita") == []
    with pytest.raises(RuleBroken, match=r"not in the trash|belongs to Ron"), office.write("rita") as session:
        restore_deleted(session, action_id=number[0])
    with office.write("vera") as session:
        assert restore_deleted(session, action_id=number[0]) == 1


def everything(office: Office) -> dict[str, int]:
    with office.read() as session:
        connection = session.connection()
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_a_purge_removes_a_deal_with_all_that_hangs_on_it_and_its_past(office: Office) -> None:
    before = everything(office)
    with office.write() as session:
        company = create_company(session, name="Halden")
        contact = create_contact(session, name="Eva", company_id=company)
    deal_id = office.deal(title="Secret", company_id=company, contact_id=contact, amount=money("5"))
    other = office.deal(title="Stays", company_id=company, contact_id=contact)
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ring", due_on=None, deal_id=deal_id, contact_id=contact)
        plan_activity(session, kind="call", subject="Ring on", due_on=None, deal_id=other, contact_id=contact)
        write_note(session, text="secret", deal_id=deal_id)
        write_note(session, text="about Eva", contact_id=contact)
        put_tag(session, record="deal", record_id=deal_id, name="hot")
    with office.write() as session:
        delete_deal(session, deal_id=deal_id)
        delete_contact(session, contact_id=contact)
    with office.write() as session:
        result = purge(session)
    assert (result.removed, result.kept) == (2, 0)
    assert shown(office) == []
    after = everything(office)
    assert after["deal"] == before["deal"] + 1
    assert (after["note"], after["contact"], after["tagging"]) == (0, 0, 0)
    for model in (DealFacts, DealSpan):
        assert office.value(sa.select(model.deal_id)) == other
    assert office.value(sa.select(Activity.subject)) == "Ring on"
    for model in (Deal, Activity):
        assert office.value(sa.select(model.contact_id)) is None
    past = sa.select(sa.func.count()).select_from(History)
    assert office.value(past.where(History.tbl == "deal", History.row_id == deal_id)) == 0
    assert office.value(past.where(History.tbl == "contact")) == 0
    assert check(office.store) == []


def test_a_purge_of_one_group_leaves_the_others_and_what_is_in_use(office: Office) -> None:
    office.deal("Lost", lost_reason_id=office.reasons["price"])
    with office.write() as session:
        first, second = (create_company(session, name=name) for name in ("Halden", "Brandt"))
        write_note(session, text="about Halden", company_id=first)
    with saved(office) as (session, number):
        delete_company(session, company_id=first)
    with office.write() as session:
        delete_company(session, company_id=second)
    with saved(office) as (session, reason):
        retire_choice(session, record="lost_reason", choice_id=office.reasons["price"])
    with office.write() as session:
        assert purge(session, action_ids=[number[0], reason[0]]).kept == 1
    assert [titles for _, _, titles in shown(office)] == [["Price"], ["Brandt"]]
    assert office.value(sa.select(sa.func.count()).select_from(Note)) == 0
    assert office.value(sa.select(sa.func.count()).select_from(Contact)) == 0
    assert office.value(sa.select(Company.name)) == "Brandt"


def test_only_an_administrator_empties_the_trash(office: Office) -> None:
    deal_id = office.deal(owner="rita")
    with office.write() as session:
        delete_deal(session, deal_id=deal_id)
        grant_rights(session, person_id=office.people["rita"], rights=["process", "import"])
    with pytest.raises(RuleBroken, match="takes the right"), office.write("rita") as session:
        purge(session)
    if office.store.dialect == "postgresql":
        with pytest.raises(Exception, match=r"administrator|allowed|right"), office.write("rita") as session:
            session.connection().execute(sa.text("SELECT priv.purge('deal', ARRAY[1]::bigint[])"))
    assert office.value(sa.select(sa.func.count()).select_from(Deal)) == 1

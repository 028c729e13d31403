"""Undo writes back what a save changed, and refuses rather than destroy what came after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, Company, Deal, DealFacts, ImportBatch, Person, PersonTree
from salesdesk.queries.people import people_list
from salesdesk.services.activities import plan_activity
from salesdesk.services.bulk import edit_records
from salesdesk.services.companies import delete_company, insert_companies, update_companies
from salesdesk.services.deals import create_deal, delete_deal, edit_deal, insert_deals, move_deal
from salesdesk.services.people import add_person, move_person
from salesdesk.services.retiring import retire_stage
from salesdesk.services.settings import change_setting
from salesdesk.services.trash import purge, restore_deleted
from salesdesk.services.undo import undo_action, undo_actions, undo_batch
from tests.office import Office, money


def rows(office: Office) -> dict[str, list[Any]]:
    """All live rows that people edit, without what counts saves, and what is computed of them."""
    silent = {"version", "created_at", "updated_at"}
    found = {}
    with office.read() as session:
        for table in Base.metadata.sorted_tables:
            if "deleted_at" in table.columns:
                kept = [column for column in table.columns if column.name not in silent]
                question = sa.select(*kept).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
                found[table.name] = [tuple(map(str, row)) for row in session.execute(question)]
        for name, question in computed().items():
            found[name] = sorted(tuple(map(str, row)) for row in session.execute(question))
    return found


def computed() -> dict[str, sa.Select[Any]]:
    """What follows from live rows: figures of deals, where each stands now, who is above whom now."""
    live, tree = Deal.deleted_at.is_(None), Base.metadata.tables["person_tree"].c
    above = sa.select(tree.ancestor_id, tree.descendant_id, tree.depth)
    facts = sa.select(*Base.metadata.tables["deal_facts"].c).join(Deal, Deal.id == DealFacts.deal_id)
    span = Base.metadata.tables["deal_span"]
    now = [column for column in span.c if column.name not in ("id", "from_at")]
    spans = sa.select(*now).join(Deal, Deal.id == span.c.deal_id)
    return {
        "deal_facts": facts.where(live),
        "deal_span": spans.where(live, span.c.to_at.is_(None)),
        "person_tree": above.where(tree.to_at.is_(None)),
    }


@contextmanager
def saved(office: Office, login: str | None = None, **options: Any) -> Iterator[tuple[Session, list[int]]]:
    """A save together with the number of its action."""
    numbers: list[int] = []
    with office.write(login, **options) as session:
        numbers.append(office.action(session))
        yield session, numbers


def undo(office: Office, action_id: int, login: str | None = None) -> int:
    with saved(office, login, undo_of_id=action_id) as (session, number):
        undo_action(session, action_id=action_id)
    return number[0]


def test_an_edit_is_undone_and_redone(office: Office) -> None:
    deal_id = office.deal(title="Halden", amount=money("5"), custom={"size": "small", "old": 1})
    before = rows(office)
    with saved(office) as (session, number):
        edit_deal(session, deal_id=deal_id, title="Halden AG", amount=money("7.25"), custom={"size": "big"})
    after = rows(office)
    undone = undo(office, number[0])
    assert rows(office) == before
    undo(office, undone)
    assert rows(office) == after
    assert office.value(sa.select(DealFacts.amount_base)) == Decimal("7.25")


def test_a_move_into_lost_is_undone_whole(office: Office) -> None:
    deal_id = office.deal()
    office.deal(title="above")
    before = rows(office)
    with saved(office) as (session, number):
        lost, reason = office.stages["Lost"], office.reasons["price"]
        move_deal(session, deal_id=deal_id, stage_id=lost, lost_reason_id=reason)
    undo(office, number[0])
    assert rows(office) == before


def test_what_somebody_changed_since_is_not_overwritten(office: Office) -> None:
    deal_id = office.deal(title="Halden", amount=money("5"))
    with saved(office) as (session, number):
        edit_deal(session, deal_id=deal_id, amount=money("6"))
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, amount=money("9"))
    with pytest.raises(RuleBroken, match=r"cannot be undone: Administrator changed Amount of Halden\."):
        undo(office, number[0])
    assert office.value(sa.select(Deal.amount)) == Decimal(9)


def test_a_change_of_another_field_since_stays_when_an_edit_is_undone(office: Office) -> None:
    deal_id = office.deal(title="Halden", amount=money("5"))
    with saved(office) as (session, number):
        edit_deal(session, deal_id=deal_id, amount=money("6"))
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, title="Halden AG")
    undo(office, number[0])
    with office.read() as session:
        deal = session.get_one(Deal, deal_id)
        assert (deal.title, deal.amount) == ("Halden AG", Decimal(5))


def test_a_company_that_was_edited_or_used_since_is_not_taken_away(office: Office) -> None:
    with saved(office) as (session, number):
        first, second = insert_companies(session, [{"name": "Halden"}, {"name": "Brandt"}])
    with saved(office) as (session, edit):
        update_companies(session, [{"id": first, "city": "Oslo"}])
    with pytest.raises(
        RuleBroken, match=r"because of 1 of 2 records: Administrator changed City of Halden\."
    ):
        undo(office, number[0])
    undo(office, edit[0])
    office.deal(title="Brandt, fleet", company_id=second)
    with pytest.raises(RuleBroken, match=r"because of 1 of 2 records: Brandt, fleet belongs to Brandt\."):
        undo(office, number[0])
    assert len(rows(office)["company"]) == 2


def test_an_import_over_many_steps_is_undone_with_its_updates(office: Office) -> None:
    with office.write() as session:
        known = insert_companies(session, [{"name": "Known", "phone": "1", "custom": {"a": 1}}])[0]
        batch = ImportBatch(file_name="deals.csv", fingerprint="f")
        session.add(batch)
        session.flush()
        batch_id = batch.id
    deal_id = office.deal(title="Known, fleet", company_id=known, amount=money("1"))
    before = rows(office)
    for step in range(3):
        with office.write(batch_id=batch_id) as session:
            company = insert_companies(session, [{"name": f"New {step}"}])[0]
            update_companies(session, [{"id": known, "phone": f"2{step}", "custom": {"a": step, "b": True}}])
            insert_deals(
                session,
                [{"title": f"D{step}", "stage_id": office.stages["Closing"], "company_id": company}],
            )
            edit_deal(session, deal_id=deal_id, company_id=company, amount=money(str(step + 5)))
    assert len(rows(office)["deal"]) == 4
    with office.write(undo_of_id=None) as session:
        undo_batch(session, batch_id=batch_id)
    assert rows(office) == before
    with pytest.raises(RuleBroken, match="undone already"), office.write() as session:
        undo_batch(session, batch_id=batch_id)


def test_an_import_whose_deals_were_worked_on_since_is_kept_and_says_which(office: Office) -> None:
    with office.write() as session:
        batch = ImportBatch(file_name="deals.csv", fingerprint="f")
        session.add(batch)
        session.flush()
        batch_id = batch.id
    with office.write(batch_id=batch_id) as session:
        deal_id = create_deal(session, title="Halden, fleet", stage_id=office.stages["Closing"])
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ring Eva", due_on=None, deal_id=deal_id)
    with (
        pytest.raises(RuleBroken, match=r"cannot be undone: Ring Eva belongs to Halden, fleet\."),
        office.write() as session,
    ):
        undo_batch(session, batch_id=batch_id)
    assert office.value(sa.select(ImportBatch.state)) == "running"
    assert len(rows(office)["deal"]) == 1


def test_undoing_a_move_in_the_tree_moves_the_whole_line_back(office: Office) -> None:
    def lines() -> set[tuple[int, int, int]]:
        with office.read() as session:
            question = sa.select(PersonTree.ancestor_id, PersonTree.descendant_id, PersonTree.depth)
            return {tuple(row) for row in session.execute(question.where(PersonTree.to_at.is_(None)))}

    before = lines()
    with saved(office) as (session, number):
        move_person(session, person_id=office.people["vera"], reports_to_id=office.people["otto"])
    assert lines() != before
    undo(office, number[0])
    assert lines() == before


def test_undoing_a_new_person_takes_them_out_of_the_tree(office: Office) -> None:
    with saved(office) as (session, number):
        made = add_person(session, name="Nils", login="nils", reports_to_id=office.people["vera"])
    undo(office, number[0])
    in_tree = sa.select(sa.func.count()).where(PersonTree.descendant_id == made)
    assert office.value(in_tree) == 0
    with office.read() as session:
        assert "Nils" not in {row.name for row in people_list(session)}


def test_a_login_that_was_taken_since_stops_the_redo_with_a_sentence(office: Office) -> None:
    with saved(office) as (session, number):
        add_person(session, name="Nils", login="nils")
    undone = undo(office, number[0])
    with office.write() as session:
        add_person(session, name="Nina", login="nils")
    with pytest.raises(RuleBroken, match="taken this name"):
        undo(office, undone)
    assert (
        office.value(sa.select(Person.name).where(Person.login == "nils", Person.deleted_at.is_(None)))
        == "Nina"
    )


def test_nobody_undoes_what_they_may_not_change(tree_office: Office) -> None:
    office = tree_office
    deal_id = office.deal(owner="ron", title="Ron's")
    with saved(office) as (session, number):
        edit_deal(session, deal_id=deal_id, amount=money("6"))
    with pytest.raises(RuleBroken, match=r"Ron|nothing to undo|not there"):
        undo(office, number[0], login="rita")
    assert office.value(sa.select(Deal.amount)) == Decimal(6)


def test_an_action_without_changes_has_nothing_to_undo(office: Office) -> None:
    with saved(office) as (_, number):
        pass
    with pytest.raises(RuleBroken, match="nothing to undo"):
        undo(office, number[0])
    assert office.value(sa.select(sa.func.count()).select_from(Company)) == 0
    assert office.value(sa.select(sa.func.count()).select_from(Action)) > 0


def in_parts(office: Office, deal_id: int, *amounts: str) -> list[int]:
    """Give a deal these amounts one after the other; the saves."""
    numbers = []
    for amount in amounts:
        with saved(office) as (session, number):
            edit_deal(session, deal_id=deal_id, amount=money(amount))
        numbers += number
    return numbers


def test_what_somebody_changed_between_two_parts_of_an_action_is_not_overwritten(office: Office) -> None:
    deal_id = office.deal(title="Halden", amount=money("5"), owner="rita")
    first = in_parts(office, deal_id, "6")
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, amount=money("9"))
    second = in_parts(office, deal_id, "7")
    with (
        pytest.raises(RuleBroken, match=r"cannot be undone: Rita changed Amount of Halden\."),
        office.write() as session,
    ):
        undo_actions(session, action_ids=first + second)
    assert office.value(sa.select(Deal.amount)) == Decimal(7)


def test_an_action_of_several_parts_that_nobody_came_between_is_undone_as_one(office: Office) -> None:
    deal_id = office.deal(title="Halden", amount=money("5"))
    first = in_parts(office, deal_id, "6")
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, title="Halden AG")
    second = in_parts(office, deal_id, "7")
    with office.write() as session:
        undo_actions(session, action_ids=first + second)
    with office.read() as session:
        deal = session.get_one(Deal, deal_id)
        assert (deal.title, deal.amount) == ("Halden AG", Decimal(5))


def test_an_undo_that_is_refused_tells_how_many_and_which(office: Office) -> None:
    ids = [office.deal(title=f"Deal {n}", amount=money("5"), owner="rita") for n in range(1, 6)]
    with saved(office) as (session, number):
        edit_records(session, record="deal", ids=ids, field="amount", value=money("6"))
    before = rows(office)
    for deal_id in ids[:4]:
        with office.write("rita") as session:
            edit_deal(session, deal_id=deal_id, description="Ours")
    undone = undo(office, number[0])
    for deal_id in ids[:4]:
        with office.write("rita") as session:
            edit_deal(session, deal_id=deal_id, amount=money("8"))
    with pytest.raises(RuleBroken) as refused, office.write() as session:
        undo_action(session, action_id=undone, again=True)
    assert str(refused.value) == (
        "Nothing was done again, because of 4 of 5 records: Rita changed Amount of Deal 1; "
        "Rita changed Amount of Deal 2; Rita changed Amount of Deal 3 …."
    )
    assert rows(office) != before


def test_a_move_is_not_undone_into_a_stage_that_was_retired_since(office: Office) -> None:
    deal_id = office.deal("Qualified", title="Halden")
    with saved(office) as (session, number):
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Closing"])
    with office.write() as session:
        retire_stage(session, stage_id=office.stages["Qualified"])
    with pytest.raises(RuleBroken, match="Halden belongs to Qualified, which is in the trash; restore that"):
        undo(office, number[0])
    assert office.value(sa.select(Deal.stage_id)) == office.stages["Closing"]


def test_a_deal_is_not_undone_to_a_company_that_is_in_the_trash_or_gone_for_good(office: Office) -> None:
    with office.write() as session:
        first, second = insert_companies(session, [{"name": "Halden"}, {"name": "Brandt"}])
    deal_id = office.deal(title="Fleet", company_id=first)
    with saved(office) as (session, number):
        edit_deal(session, deal_id=deal_id, company_id=second)
    with saved(office) as (session, deletion):
        delete_company(session, company_id=first)
    with pytest.raises(RuleBroken, match="Fleet belongs to Halden, which is in the trash"):
        undo(office, number[0])
    with office.write() as session:
        purge(session, action_ids=deletion)
    with pytest.raises(RuleBroken, match=r"removed for good since.*by hand"):
        undo(office, number[0])
    assert office.value(sa.select(Deal.company_id)) == second


def test_an_undo_to_a_company_out_of_sight_is_refused_in_words_and_an_administrator_does_it(
    tree_office: Office,
) -> None:
    office, people = tree_office, tree_office.people
    with office.write() as session:
        change_setting(session, key="companies_visible", value="tree")
        hidden, own = insert_companies(
            session,
            [{"name": "Halden", "owner_id": people["otto"]}, {"name": "Brandt", "owner_id": people["rita"]}],
        )
    deal_id = office.deal(title="Fleet", owner="rita", company_id=hidden)
    with saved(office, "rita") as (session, number):
        edit_deal(session, deal_id=deal_id, company_id=own)
    company = sa.select(Deal.company_id).where(Deal.id == deal_id)
    if office.store.dialect == "postgresql":
        with (
            pytest.raises(RuleBroken, match=r"somebody else that you do not see.*administrator"),
            office.write("rita") as session,
        ):
            undo_action(session, action_id=number[0])
        assert office.value(company) == own
    undo(office, number[0])
    assert office.value(company) == hidden


def test_a_deal_comes_back_neither_by_undo_nor_from_the_trash_to_somebody_who_is_gone(office: Office) -> None:
    with saved(office) as (session, made):
        nils = add_person(session, name="Nils", login="nils")
    deal_id = office.deal(title="Fleet", owner_id=nils)
    with saved(office) as (session, number):
        delete_deal(session, deal_id=deal_id)
    undo(office, made[0])
    with pytest.raises(RuleBroken, match="Fleet belongs to Nils, which is in the trash"):
        undo(office, number[0])
    with (
        pytest.raises(RuleBroken, match="Fleet belongs to Nils, which is in the trash"),
        office.write() as session,
    ):
        restore_deleted(session, action_id=number[0])


def test_a_record_that_was_deleted_since_is_restored_before_its_change_is_undone(office: Office) -> None:
    deal_id = office.deal(title="Halden", amount=money("5"), owner="rita")
    with saved(office) as (session, number):
        edit_deal(session, deal_id=deal_id, amount=money("6"))
    with saved(office, "rita") as (session, deletion):
        delete_deal(session, deal_id=deal_id)
    with pytest.raises(RuleBroken, match="Rita deleted Halden; restore it from the trash first"):
        undo(office, number[0])
    with office.write() as session:
        restore_deleted(session, action_id=deletion[0])
    undo(office, number[0])
    assert office.value(sa.select(Deal.amount)) == Decimal(5)


def test_a_company_that_got_a_deal_since_is_not_deleted_again_by_a_redo(office: Office) -> None:
    with office.write() as session:
        company = insert_companies(session, [{"name": "Halden"}])[0]
    with saved(office) as (session, number):
        delete_company(session, company_id=company)
    undone = undo(office, number[0])
    deal_id = office.deal(title="Fleet", company_id=company)
    with pytest.raises(RuleBroken, match="Fleet belongs to Halden"):
        undo(office, undone)
    with office.write() as session:
        delete_deal(session, deal_id=deal_id)
    undo(office, undone)
    assert rows(office)["company"] == []

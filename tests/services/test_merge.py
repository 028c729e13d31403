"""Two records made one: nothing is lost, links find the one that stays, and it is undone to the letter."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.exchange.mapping import map_columns
from salesdesk.exchange.plan import Options
from salesdesk.exchange.run import Outcome, run_import
from salesdesk.exchange.table import read_table
from salesdesk.exchange.values import read_values
from salesdesk.models import (
    Action,
    Activity,
    Attachment,
    Company,
    Contact,
    Deal,
    DistinctPair,
    Note,
    Person,
    Stakeholder,
    Tag,
    Tagging,
)
from salesdesk.models.base import now
from salesdesk.queries.duplicates import likely_pairs
from salesdesk.queries.history import record_history
from salesdesk.queries.merged import standing
from salesdesk.queries.merging import merge_pair
from salesdesk.queries.records import record_page
from salesdesk.queries.timeline import timeline
from salesdesk.services.activities import plan_activity
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.deals import delete_deal
from salesdesk.services.members import name_stakeholder
from salesdesk.services.merge import merge_records, tell_apart
from salesdesk.services.notes import write_note
from salesdesk.services.tags import put_tag
from salesdesk.services.trash import restore_deleted
from salesdesk.store.check import check
from tests.office import Office
from tests.services.test_undo import rows, saved, undo


def merge(office: Office, record: str, kept: int, other: int, login: str | None = None, **fields: Any) -> int:
    with saved(office, login) as (session, number):
        merge_records(session, record=record, kept_id=kept, other_id=other, fields=fields)
    return number[0]


def two_companies(session: Session) -> tuple[int, int]:
    """The one that stays and the other, which has everything a company can have."""
    kept = create_company(session, name="Halden", city="Bremen", custom={"class": "A"})
    other = create_company(
        session,
        name="Halden GmbH",
        city="Oslo",
        phone="+49 421 555",
        website="https://www.halden.example",
        custom={"class": "B", "fleet": 12},
        source="Old CRM",
        external_id="C-7",
    )
    create_company(session, name="Halden Nord", parent_id=other)
    contact = create_contact(session, name="Piet Haldorsen", company_id=other)
    write_note(session, text="Wants trackers", company_id=other)
    plan_activity(
        session, kind="call", subject="Call back", due_on=None, company_id=other, contact_id=contact
    )
    for record_id, name in ((kept, "Fleet"), (other, "Fleet"), (other, "Vans")):
        put_tag(session, record="company", record_id=record_id, name=name)
    session.add(Attachment(record="company", record_id=other, name="offer.pdf", size=3, sha256="0"))
    session.flush()
    return kept, other


def of(office: Office, column: Any) -> list[Any]:
    with office.read() as session:
        model = column.class_
        return list(session.scalars(sa.select(column).where(model.deleted_at.is_(None)).order_by(model.id)))


def test_everything_of_the_other_company_goes_to_the_one_that_stays_and_comes_back(office: Office) -> None:
    with office.write() as session:
        kept, other = two_companies(session)
    office.deal(company_id=other)
    before = rows(office)
    action = merge(office, "company", kept, other)
    assert of(office, Deal.company_id) == of(office, Contact.company_id) == [kept]
    assert of(office, Note.company_id) == of(office, Activity.company_id) == [kept]
    assert of(office, Attachment.record_id) == [kept]
    assert of(office, Company.parent_id) == [None, kept]
    with office.read() as session:
        page = record_page(session, record="company", record_id=kept)
        company = session.get_one(Company, kept)
    assert page.tags == ("Fleet", "Vans")
    assert (company.name, company.city, company.phone) == ("Halden", "Bremen", "+49 421 555")
    assert (company.domain, company.source, company.external_id) == ("halden.example", "Old CRM", "C-7")
    assert company.custom == {"class": "A", "fleet": 12}
    after = rows(office)
    assert check(office.store) == []
    undone = undo(office, action)
    assert rows(office) == before
    again = undo(office, undone)
    assert rows(office) == after
    undo(office, again)
    assert rows(office) == before
    assert check(office.store) == []


def test_what_was_chosen_stays(office: Office) -> None:
    with office.write() as session:
        kept, other = two_companies(session)
    merge(office, "company", kept, other, name="Halden GmbH", city=None, **{"custom.class": "B"})
    with office.read() as session:
        company = session.get_one(Company, kept)
    assert (company.name, company.name_key, company.city) == ("Halden GmbH", "halden gmbh", None)
    assert company.custom["class"] == "B"


def test_a_contact_keeps_its_parts_in_deals_once(office: Office) -> None:
    with office.write() as session:
        kept = create_contact(session, name="Piet", email="piet@halden.example")
        other = create_contact(session, name="Piet Haldorsen", mobile="0151")
    deal, second = office.deal(contact_id=other), office.deal()
    with office.write() as session:
        for who, role in ((kept, "champion"), (other, "champion"), (other, "user")):
            name_stakeholder(session, deal_id=deal, contact_id=who, role=role)
        name_stakeholder(session, deal_id=second, contact_id=other, role="blocker")
    before = rows(office)
    action = merge(office, "contact", kept, other)
    with office.read() as session:
        parts = session.execute(
            sa.select(Stakeholder.deal_id, Stakeholder.role).where(
                Stakeholder.contact_id == kept, Stakeholder.deleted_at.is_(None)
            )
        ).all()
    assert sorted(parts) == sorted([(deal, "champion"), (deal, "user"), (second, "blocker")])
    assert of(office, Deal.contact_id) == [kept, None]
    assert of(office, Contact.mobile) == ["0151"]
    undo(office, action)
    assert rows(office) == before


def test_a_link_to_the_one_that_is_gone_shows_the_one_that_stays(office: Office) -> None:
    with office.write() as session:
        first, second, third = (create_company(session, name=name) for name in ("A", "B", "C"))
    merge(office, "company", second, first)
    action = merge(office, "company", third, second)
    with office.read() as session:
        assert standing(session, record="company", record_id=first) == third
        assert record_page(session, record="company", record_id=first).id == third
    undo(office, action)
    with office.read() as session:
        assert standing(session, record="company", record_id=first) == second


def test_the_next_import_finds_the_one_that_stays_by_either_key(office: Office, tmp_path: Path) -> None:
    with office.write() as session:
        kept = create_company(session, name="Halden", source="old.csv", external_id="1")
        other = create_company(session, name="Halden GmbH", source="old.csv", external_id="2")
    merge(office, "company", kept, other)
    path = tmp_path / "old.csv"
    for place, number in enumerate(("2", "1")):
        path.write_text(f"Name,External ID,Source system,City\nAny {number},{number},old.csv,Town {number}\n")
        table = read_table(path)
        read = read_values(table, map_columns(table.headers, "companies"))
        list(run_import(office.store, [read], Options(on_match="update")))
        assert of(office, Company.city) == [f"Town {number}"], place
    assert of(office, Company.external_id) == ["1"]
    for order in (("1", "2"), ("2", "1")):
        rows = [f"Any {number},{number},old.csv,City {number}" for number in order]
        path.write_text("\n".join(["Name,External ID,Source system,City", *rows]))
        table = read_table(path)
        read = read_values(table, map_columns(table.headers, "companies"))
        outcome = list(run_import(office.store, [read], Options(on_match="update")))[-1]
        assert isinstance(outcome, Outcome) and not outcome.plan.problems, order
        assert of(office, Company.city) == ["City 1"], order


@pytest.mark.parametrize("above", ["kept", "other", "between"])
def test_no_company_ends_up_above_itself(office: Office, above: str) -> None:
    with office.write() as session:
        group = create_company(session, name="Group")
        kept, other = create_company(session, name="Kept"), create_company(session, name="Other")
        middle = create_company(session, name="Middle")
        edit_company(session, company_id=other if above != "kept" else kept, parent_id=group)
        chain = {
            "kept": [(other, kept)],
            "other": [(kept, other)],
            "between": [(middle, other), (kept, middle)],
        }
        for child, parent in chain[above]:
            edit_company(session, company_id=child, parent_id=parent)
    before = rows(office)
    action = merge(office, "company", kept, other)
    with office.read() as session:
        parents = dict(
            session.execute(
                sa.select(Company.id, Company.parent_id).where(Company.deleted_at.is_(None))
            ).all()
        )
    for start in parents:
        seen, here = set(), start
        while here is not None:
            assert here not in seen
            seen.add(here)
            here = parents[here]
    undo(office, action)
    assert rows(office) == before


def test_a_deal_in_the_trash_comes_back_to_the_one_that_stays(office: Office) -> None:
    with office.write() as session:
        kept, other = create_company(session, name="A"), create_company(session, name="B")
    deal = office.deal(company_id=other)
    with saved(office) as (session, number):
        delete_deal(session, deal_id=deal)
    merge(office, "company", kept, other)
    with office.write() as session:
        restore_deleted(session, action_id=number[0])
    assert of(office, Deal.company_id) == [kept]
    assert of(office, Company.name) == ["A"]


def test_what_somebody_may_not_change_is_not_merged(office: Office) -> None:
    with office.write("rita") as session:
        mine = create_company(session, name="Mine")
        also = create_company(session, name="Also mine")
    with office.write("ron") as session:
        theirs = create_company(session, name="Ron's")
    before = rows(office)
    for kept, other in ((mine, theirs), (theirs, mine)):
        with pytest.raises(RuleBroken, match="belongs to Ron"):
            merge(office, "company", kept, other, "rita")
    office.deal(company_id=also, owner="ron")
    with_deal = rows(office)
    with pytest.raises(RuleBroken, match="belongs to Ron"):
        merge(office, "company", mine, also, "rita")
    assert rows(office) == with_deal != before


def test_what_somebody_does_not_see_is_not_left_behind(tree_office: Office) -> None:
    with tree_office.write("rita") as session:
        mine = create_company(session, name="Mine")
        also = create_company(session, name="Also mine")
    tree_office.deal(company_id=also, owner="otto")
    before = rows(tree_office)
    words = "do not see" if tree_office.store.dialect == "postgresql" else "belongs to Otto"
    with pytest.raises(RuleBroken, match=words):
        merge(tree_office, "company", mine, also, "rita")
    assert rows(tree_office) == before
    merge(tree_office, "company", mine, also)
    assert of(tree_office, Deal.company_id) == [mine]


def test_one_that_changed_since_it_was_looked_at_is_not_merged(office: Office) -> None:
    with office.write() as session:
        kept, other = create_company(session, name="A"), create_company(session, name="B")
    with office.read() as session:
        pair = merge_pair(session, record="company", first_id=kept, second_id=other)
    with office.write() as session:
        edit_company(session, company_id=other, city="Oslo")
    with pytest.raises(RuleBroken, match="in the meantime"), office.write() as session:
        merge_records(
            session,
            record="company",
            kept_id=kept,
            other_id=other,
            versions=(pair.first.version, pair.second.version),
        )


def test_the_two_are_told_side_by_side_with_what_would_move(office: Office) -> None:
    with office.write() as session:
        kept, other = two_companies(session)
    office.deal(company_id=other)
    with office.read() as session:
        pair = merge_pair(session, record="company", first_id=kept, second_id=other)
    assert [fact.key for fact in pair.first.facts] == [fact.key for fact in pair.second.facts]
    assert pair.first.facts[0].value == "Halden"
    assert pair.second.hangs == {
        "company": 1, "contact": 1, "deal": 1, "activity": 1, "note": 1, "attachment": 1, "tagging": 2,
    }  # fmt: skip
    assert pair.first.hangs == {"tagging": 1}


def pairs(office: Office, record: str) -> list[tuple[str, str, tuple[str, ...]]]:
    with office.read() as session:
        return [(pair.first, pair.second, pair.why) for pair in likely_pairs(session, record=record)]


def test_likely_pairs_are_found_until_somebody_tells_them_apart(office: Office) -> None:
    with office.write() as session:
        first = create_company(session, name="Halden GmbH")
        second = create_company(session, name="Hal-den AG", website="www.brandt.example")
        create_company(session, name="Corvin", website="https://brandt.example/x", phone="+49 (421) 55-55")
        create_company(session, name="Dorn", phone="+494215555")
        create_company(session, name="Else", phone="12")
        create_company(session, name="Fast", phone="12")
        for name, email in (("Piet", "p@halden.example"), ("Pete", "P@Halden.example"), ("Ann", "")):
            create_contact(session, name=name, email=email or None)
    assert pairs(office, "company") == [
        ("Halden GmbH", "Hal-den AG", ("name",)),
        ("Hal-den AG", "Corvin", ("domain",)),
        ("Corvin", "Dorn", ("phone",)),
    ]
    assert pairs(office, "contact") == [("Piet", "Pete", ("email",))]
    with saved(office) as (session, number):
        tell_apart(session, record="company", first_id=second, second_id=first)
    assert [pair[0] for pair in pairs(office, "company")] == ["Hal-den AG", "Corvin"]
    with office.write("rita") as session:
        tell_apart(session, record="company", first_id=first, second_id=second)
    assert len(of(office, DistinctPair.id)) == 1
    undo(office, number[0])
    assert len(pairs(office, "company")) == 3


def test_only_companies_and_contacts_are_merged(office: Office) -> None:
    with office.write() as session:
        company = create_company(session, name="A")
    with pytest.raises(RuleBroken, match="Only companies and contacts"):
        merge(office, "deal", 1, 2)
    with pytest.raises(RuleBroken, match="one and the same"):
        merge(office, "company", company, company)
    with pytest.raises(RuleBroken, match="not there any more"):
        merge(office, "company", company, 999)
    assert of(office, Tag.id) == of(office, Tagging.id) == []


def test_the_one_that_stays_tells_of_the_merge_and_of_its_undoing(office: Office) -> None:
    with office.write() as session:
        kept, other = (create_company(session, name=name) for name in ("Halden", "Halden GmbH"))
        beside = create_company(session, name="Brightwater")

    def told(company: int) -> list[str]:
        with office.read() as session:
            return [entry.told for entry in record_history(session, table="company", row_id=company)]

    with office.store.write("merge_company") as session:
        action_id = office.action(session)
        merge_records(session, record="company", kept_id=kept, other_id=other)
    who = office.value(sa.select(Person.name).where(Person.login == "admin"))
    assert told(kept) == [f"{who} merged “Halden GmbH” into this", ""]
    assert told(beside) == [""]
    undone = undo(office, action_id)
    assert told(kept)[0] == f"{who} took back the merge of “Halden GmbH” into this"
    undo(office, undone)
    assert len(told(kept)) == 4 and told(kept)[0] == f"{who} merged “Halden GmbH” into this"


def test_the_history_of_one_does_not_read_the_merges_of_all_others(office: Office) -> None:
    """However often others were cleaned up, a page asks the same: no statement that grows with all merges."""
    with office.write() as session:
        kept, other, beside = (create_company(session, name=name) for name in ("A", "B", "C"))
    with office.store.write("merge_company") as session:
        merge_records(session, record="company", kept_id=kept, other_id=other)
        merges = {"kind": "merge_company", "at": now(), "person_id": session.info["viewer"].person_id}
        session.execute(sa.insert(Action), [merges | {"client_key": f"m{n}"} for n in range(300)])
    values: list[int] = []
    with office.read() as session:

        def note(_: Any, __: Any, ___: str, parameters: Any, *more: Any) -> None:
            values.append(len(parameters))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        told = [each.told for each in record_history(session, table="company", row_id=kept)]
        record_history(session, table="company", row_id=beside)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(told) == 2 and max(values) < 20


def test_what_was_imported_tells_from_which_file(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("Name,City\nHalden,Bremen\n", encoding="utf-8")
    table = read_table(path)
    read = read_values(table, map_columns(table.headers, "companies"))
    list(run_import(office.store, [read], Options()))
    with office.read() as session:
        key = session.scalars(sa.select(Company.id)).one()
        assert record_history(session, table="company", row_id=key)[0].file == "customers.csv"
        entries = timeline(session, record="company", record_id=key).entries.values()
        assert [entry.title for entry in entries] == ["Imported from customers.csv"]

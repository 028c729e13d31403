"""The audit tells everything that was done, to those who have the right to it, and only what they may see."""

from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

import pytest

from salesdesk.answers.audit import AuditEntry, AuditFilter
from salesdesk.errors import RuleBroken
from salesdesk.queries.audit import audit_at, audit_choices, audit_count, audit_entries, audit_ids
from salesdesk.queries.company_calendar import today
from salesdesk.services.bulk import delete_records
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.deals import edit_deal
from salesdesk.services.people import grant_rights
from salesdesk.services.trash import restore_deleted
from tests.office import Office
from tests.services.test_undo import undo


def told(office: Office, login: str | None = None, **chosen: object) -> list[AuditEntry]:
    """The entries that somebody reads."""
    with office.read(login) as session:
        return list(audit_entries(session, AuditFilter(**chosen)))  # type: ignore[arg-type]


def test_what_was_done_is_told_in_words_the_latest_first(office: Office) -> None:
    deal_id = office.deal(title="Fleet", amount=Decimal(4000), owner="rita")
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, amount=Decimal(4400))
    with office.write() as session:
        delete_records(session, record="deal", ids=[deal_id])
        action_id = office.action(session)
    with office.write() as session:
        restore_deleted(session, action_id=action_id)
    entries = [entry for entry in told(office) if (entry.record, entry.record_id) == ("deal", deal_id)]
    assert [entry.deed for entry in entries] == ["restored", "deleted", "changed", "created"]
    assert {entry.title for entry in entries} == {"Fleet"}
    changed = entries[2]
    assert changed.person == "Rita"
    assert [(each.field, each.old, each.new) for each in changed.changes] == [("Amount", "4000", "4400")]
    keys = [entry.id for entry in told(office)]
    assert keys == sorted(keys, reverse=True)


def test_it_is_filtered_by_person_deed_kind_day_and_text(office: Office) -> None:
    with office.write("rita") as session:
        firm = create_company(session, name="Halden Logistics")
    with office.write("vera") as session:
        edit_company(session, company_id=firm, city="Århus")
    with office.write() as session:
        delete_records(session, record="company", ids=[firm])
    about = {"record": "company"}
    vera = office.people["vera"]
    assert [entry.deed for entry in told(office, **about, person_id=vera)] == ["changed"]
    for deed in ("created", "changed", "deleted"):
        assert [entry.deed for entry in told(office, **about, deed=deed)] == [deed]
    assert told(office, **about, deed="restored") == []
    assert len(told(office, text="halden")) == 3
    assert [
        entry.deed for entry in told(office, text="århus" if office.store.dialect != "sqlite" else "Århus")
    ] == ["changed"]
    assert told(office, text="100%_") == []
    with office.read() as session:
        day = today(session)
    assert len(told(office, **about, first=day, last=day)) == 3
    assert told(office, **about, first=day + timedelta(days=1)) == []
    assert told(office, **about, last=day - timedelta(days=1)) == []


def test_what_was_an_undo_says_so_and_what_was_done_again_too(office: Office) -> None:
    with office.write("vera") as session:
        firm = create_company(session, name="Halden", city="Oslo")
    with office.write("vera") as session:
        edit_company(session, company_id=firm, city="Bergen")
        action_id = office.action(session)
    undone = undo(office, action_id, "vera")
    undo(office, undone, "vera")
    entries = [each for each in told(office, record="company") if each.record_id == firm]
    assert [(each.deed, each.undo) for each in entries] == [
        ("changed", "again"),
        ("changed", "undone"),
        ("changed", ""),
        ("created", ""),
    ]


def test_the_newest_are_listed_the_rest_is_counted_and_all_is_taken_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.queries.audit._LOOKED_THROUGH", 2)
    for number in range(7):
        with office.write("rita") as session:
            create_company(session, name=f"Halden {number}")
    rita = office.people["rita"]
    for chosen in (
        AuditFilter(person_id=rita, record="company"),
        AuditFilter(text="halden"),
        AuditFilter(text="halden", deed="created"),
    ):
        with office.read() as session:
            whole = list(audit_ids(session, chosen))
            assert len(whole) == audit_count(session, chosen) == 7
            assert list(audit_ids(session, chosen, most=3)) == whole[:3]
            assert list(audit_ids(session, chosen, before=whole[3], most=2)) == whole[4:6]
        assert [entry.id for entry in told(office, **asdict(chosen))] == whole
    with office.read() as session:
        assert audit_count(session, AuditFilter()) == len(audit_ids(session, AuditFilter())) > 7


def test_a_search_that_nobody_wants_any_more_is_ended_in_between(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.queries.audit._LOOKED_THROUGH", 2)
    for number in range(7):
        with office.write("rita") as session:
            create_company(session, name=f"Halden {number}")
    for ask in (audit_ids, audit_count):
        wanted = iter([True, True])
        with office.read() as session:
            found = ask(session, AuditFilter(text="halden"), goes_on=lambda: next(wanted, False))  # noqa: B023
        assert found is None or len(found) <= 4


def test_only_with_the_right_is_it_read_and_then_what_one_may_see(tree_office: Office) -> None:
    mine, theirs = tree_office.deal(title="Mine", owner="rita"), tree_office.deal(title="Other", owner="otto")
    for ask in (audit_choices, lambda s: audit_ids(s, AuditFilter()), lambda s: audit_at(s, [1])):
        with pytest.raises(RuleBroken, match="Audit"), tree_office.read("rita") as session:
            ask(session)
    with tree_office.write() as session:
        grant_rights(session, person_id=tree_office.people["rita"], rights=["audit"])
    tree_office.stores.pop("rita").close()
    seen = {entry.record_id for entry in told(tree_office, "rita", record="deal")}
    assert mine in seen and theirs not in seen
    with tree_office.read("rita") as session:
        assert not audit_choices(session).is_whole
        hidden = [entry.id for entry in told(tree_office, record="deal") if entry.record_id == theirs]
        assert audit_at(session, hidden) == ()
    with tree_office.read() as session:
        assert audit_choices(session).is_whole

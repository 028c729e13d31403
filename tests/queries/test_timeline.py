"""The timeline of a company, a contact and a deal holds what happened to them and across their deals."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from salesdesk.answers.timeline import Timeline
from salesdesk.errors import RuleBroken
from salesdesk.queries.timeline import timeline, timeline_entries
from salesdesk.services.activities import cancel_activity, complete_activity, insert_activities, plan_activity
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.deals import edit_deal, move_deal
from salesdesk.services.members import name_stakeholder, set_member
from salesdesk.services.notes import delete_note, write_note
from tests.office import Office, day


def told(office: Office, record: str, record_id: int, login: str | None = None) -> list[str]:
    """The titles of a timeline from above."""
    with office.read(login) as session:
        found = timeline(session, record=record, record_id=record_id)
    return titles(found)


def titles(found: Timeline) -> list[str]:
    return [found.entries[key].title for key in found.keys]


@pytest.fixture
def halden(office: Office) -> tuple[int, int, int]:
    """A company, a contact of it, and their deal."""
    with office.write() as session:
        company = create_company(session, name="Halden Logistics")
        contact = create_contact(session, name="Piet Haldorsen", company_id=company)
    deal = office.deal(title="Fleet", company_id=company, contact_id=contact, amount=Decimal(4000))
    return company, contact, deal


def test_what_happened_stands_newest_first_and_what_is_planned_above_it_nearest_first(
    office: Office, halden: tuple[int, int, int]
) -> None:
    company, _, deal = halden
    with office.write() as session:
        plan_activity(session, kind="call", subject="Later", due_on=day("2031-02-01"), deal_id=deal)
        plan_activity(session, kind="call", subject="Sooner", due_on=day("2031-01-01"), deal_id=deal)
        done = plan_activity(session, kind="meeting", subject="Talk", due_on=None, deal_id=deal)
        off = plan_activity(session, kind="meeting", subject="Off", due_on=None, deal_id=deal)
        cancel_activity(session, activity_id=off)
    with office.write() as session:
        move_deal(session, deal_id=deal, stage_id=office.stages["Value shown"])
    with office.write() as session:
        complete_activity(session, activity_id=done, outcome="They want it", minutes=18)
    with office.write() as session:
        write_note(session, text="Ask for the fleet list", company_id=company)
    assert told(office, "company", company) == [
        "Sooner",
        "Later",
        "Note by Administrator",
        "Talk",
        "Moved to Value shown",
        "Deal written down",
        "Company written down",
    ]
    assert told(office, "deal", deal) == [
        "Sooner",
        "Later",
        "Talk",
        "Moved to Value shown",
        "Deal written down",
    ]


def test_a_change_tells_from_what_to_what_by_whom(office: Office, halden: tuple[int, int, int]) -> None:
    _, _, deal = halden
    with office.write() as session:
        edit_deal(session, deal_id=deal, amount=Decimal(4400), close_on=day("2031-03-01"), description="x")
    with office.read() as session:
        found = timeline(session, record="deal", record_id=deal)
    by_kind = {key.kind: found.entries[key] for key in found.keys}
    amount, close = by_kind["amount"], by_kind["close_on"]
    assert (amount.before, amount.after, amount.currency) == (Decimal(4000), Decimal(4400), "EUR")
    assert (close.before, close.after, close.person) == (None, day("2031-03-01"), "Administrator")


def test_counts_of_the_parts_add_up_to_all(office: Office, halden: tuple[int, int, int]) -> None:
    company, _, deal = halden
    with office.write() as session:
        rows = [
            {"kind": kind, "subject": kind, "state": "done", "deal_id": deal, "due_on": None}
            for kind in ("call", "email", "meeting", "demo", "visit", "task", "note")
        ]
        insert_activities(session, rows)
        write_note(session, text="A note", deal_id=deal)
        gone = write_note(session, text="Gone", deal_id=deal)
        delete_note(session, note_id=gone)
        set_member(session, deal_id=deal, person_id=office.people["ron"], credit=Decimal("0.2"))
    with office.read() as session:
        found = timeline(session, record="company", record_id=company)
    counts = found.counts()
    assert sum(counts.values()) == len(found.keys) == 11
    assert (counts["meetings"], counts["notes"], counts["calls"]) == (3, 2, 1)
    assert "Ron may see this deal" in titles(found)


def test_a_contact_sees_the_deals_in_which_they_play_a_part(
    office: Office, halden: tuple[int, int, int]
) -> None:
    company, _, deal = halden
    with office.write() as session:
        ines = create_contact(session, name="Ines Vogt", company_id=company)
        write_note(session, text="On the deal", deal_id=deal)
    assert told(office, "contact", ines) == ["Contact written down"]
    with office.write() as session:
        name_stakeholder(session, deal_id=deal, contact_id=ines, role="champion")
    assert "Note by Administrator" in told(office, "contact", ines)


def test_deals_out_of_sight_are_not_told(tree_office: Office) -> None:
    with tree_office.write() as session:
        company = create_company(session, name="Halden", owner_id=None)
    mine = tree_office.deal(title="Mine", owner="rita", company_id=company)
    tree_office.deal(title="Hidden", owner="otto", company_id=company)
    with tree_office.read("rita") as session:
        found = timeline(session, record="company", record_id=company)
    assert dict(found.deals) == {mine: "Mine"}
    assert [key.deal_id for key in found.keys if key.deal_id] == [mine]


def test_other_records_have_no_timeline(office: Office) -> None:
    with office.read() as session, pytest.raises(RuleBroken):
        timeline(session, record="product", record_id=1)


def test_the_words_of_a_later_page_are_read_apart(office: Office, halden: tuple[int, int, int]) -> None:
    company, _, deal = halden
    moment = datetime.now(UTC) - timedelta(days=1)
    with office.write() as session:
        rows = [
            {
                "kind": "call",
                "subject": f"Call {n}",
                "state": "done",
                "deal_id": deal,
                "done_at": moment - timedelta(minutes=n),
            }
            for n in range(90)
        ]
        insert_activities(session, rows)
    with office.read() as session:
        found = timeline(session, record="company", record_id=company)
        assert len(found.entries) == 40
        later = timeline_entries(session, found.keys[40:80])
    assert [entry.title for entry in later.values()] == [f"Call {n}" for n in range(38, 78)]

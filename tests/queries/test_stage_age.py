"""What is usual in a stage comes from the deals that were won; moves stand in a deal's timeline."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from salesdesk.models import Pipeline
from salesdesk.models.base import now
from salesdesk.queries.board import deal_sheet
from salesdesk.queries.deal_page import deal_page
from salesdesk.queries.stage_age import usual_days_by_stage
from salesdesk.services.activities import set_next_step
from salesdesk.services.deals import insert_deals, move_deal
from salesdesk.services.files import attach_file, delete_file
from tests.office import Office, day


def lived(office: Office, title: str, *, qualified: int, shown: int, end: str = "Won") -> int:
    """A deal that was some days in two stages, and then decided."""
    begun = now() - timedelta(days=qualified + shown + 1)
    with office.write() as session:
        stage_id = office.stages["Qualified"]
        row = {"title": title, "stage_id": stage_id, "stage_entered_at": begun, "amount": Decimal(1)}
        (deal_id,) = insert_deals(session, [row])
    middle = begun + timedelta(days=qualified)
    with office.write() as session:
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Value shown"], at=middle)
    reason = {"lost_reason_id": office.reasons["price"]} if end == "Lost" else {}
    with office.write() as session:
        ended = middle + timedelta(days=shown)
        move_deal(session, deal_id=deal_id, stage_id=office.stages[end], at=ended, **reason)
    return deal_id


def test_usual_days_are_the_median_of_won_deals_in_each_stage(office: Office) -> None:
    for number in range(10):
        lived(office, f"Won {number}", qualified=4 if number < 4 else 6, shown=20)
    for number in range(12):
        lived(office, f"Lost {number}", qualified=90, shown=90, end="Lost")
    pipeline_id = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))
    with office.read() as session:
        usual = usual_days_by_stage(session, pipeline_id=pipeline_id)
    assert usual == {office.stages["Qualified"]: 6, office.stages["Value shown"]: 20}
    deal_id = office.deal("Value shown", title="Open")
    with office.read() as session:
        card = deal_page(session, deal_id=deal_id).card
    assert (card.days, card.usual_days) == (0, 20)


def test_a_timeline_begins_with_what_is_planned_and_tells_each_move(office: Office) -> None:
    deal_id = lived(office, "Moved", qualified=3, shown=5)
    with office.write() as session:
        set_next_step(session, deal_id=deal_id, subject="Thank them", due_on=day("2030-01-02"))
    with office.read() as session:
        timeline = deal_sheet(session, deal_id=deal_id).timeline
    assert [entry.title for entry in timeline] == ["Thank them", "Moved to Won", "Moved to Value shown"]
    assert (timeline[0].planned_on, timeline[0].done) == (day("2030-01-02"), False)
    assert timeline[1].at - timeline[2].at == timedelta(days=5)


def test_a_timeline_lists_the_files_of_a_deal_and_who_added_them(office: Office) -> None:
    deal_id = office.deal(title="With a file", owner="rita")
    with office.write("rita") as session:
        kept = attach_file(session, record="deal", record_id=deal_id, name="Offer.pdf", content=b"%PDF")
        gone = attach_file(session, record="deal", record_id=deal_id, name="Draft.pdf", content=b"%PDF-")
        delete_file(session, attachment_id=gone)
    with office.read() as session:
        [entry] = deal_sheet(session, deal_id=deal_id).timeline
    assert kept and (entry.kind, entry.title, entry.person) == ("file", "Offer.pdf", "Rita")

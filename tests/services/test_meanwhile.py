"""Two people change one record: different fields both stand, the same field is nobody's loss."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.answers.repeats import Repeat
from salesdesk.errors import ChangedMeanwhile, Gone, RuleBroken
from salesdesk.models import Activity, Company, Deal
from salesdesk.services.activities import complete_activity, delete_activity, edit_activity, plan_activity
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.deals import edit_deal
from salesdesk.services.records import set_field
from tests.office import Office


def test_changes_of_different_fields_of_an_activity_both_stand(office: Office) -> None:
    with office.write() as session:
        key = plan_activity(session, kind="call", subject="Call Piet", due_on=date(2030, 1, 1))
    was = {"subject": "Call Piet", "minutes": None, "due_on": date(2030, 1, 1), "state": "planned"}
    with office.write() as session:
        edit_activity(session, activity_id=key, minutes=30)
    with office.write() as session:
        edit_activity(session, activity_id=key, was=was, subject="Call Ines")
    question = sa.select(Activity.subject, Activity.minutes).where(Activity.id == key)
    with office.read() as session:
        assert tuple(session.execute(question).one()) == ("Call Ines", 30)


def test_the_same_field_is_told_with_both_sides_and_overwritten_only_when_seen(office: Office) -> None:
    deal_id = office.deal(amount=Decimal(100), owner="rita")
    was = {"owner_id": office.people["rita"], "amount": Decimal(100), "currency": "EUR"}
    with office.write("vera") as session:
        edit_deal(session, deal_id=deal_id, amount=Decimal(900), owner_id=office.people["ron"])
    with pytest.raises(ChangedMeanwhile, match="Vera changed Amount") as refused, office.write() as session:
        edit_deal(session, deal_id=deal_id, was=was, amount=Decimal(150), owner_id=office.people["vera"])
    amount, owner = refused.value.clashes
    assert [(f.label, f.mine, f.theirs, f.was, f.currency) for f in amount.fields] == [
        ("Amount", Decimal(150), Decimal(900), Decimal(100), "EUR")
    ]
    assert [(f.label, f.mine, f.theirs, f.was) for f in owner.fields] == [("Owner", "Vera", "Ron", "Rita")]
    assert (amount.who, owner.now) == ("Vera", {"owner_id": office.people["ron"]}) and amount.at is not None
    seen = {**was, **amount.now, **owner.now}
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, was=seen, amount=Decimal(150))
    assert office.value(sa.select(Deal.amount).where(Deal.id == deal_id)) == Decimal(150)


def test_fields_that_belong_together_are_never_mixed(office: Office) -> None:
    with office.write() as session:
        key = create_company(session, name="Halden", street="Old street 1", city="Bremen")
    with office.write() as session:
        edit_company(session, company_id=key, street="Kai 7", city="Kiel")
    with pytest.raises(ChangedMeanwhile) as refused, office.write() as session:
        set_field(
            session,
            record="company",
            record_id=key,
            field="street",
            value="Old street 1a",
            was="Old street 1",
            beside={"city": "Bremen", "country": None},
        )
    [clash] = refused.value.clashes
    assert clash.now == {"street": "Kai 7", "city": "Kiel"}
    with office.write() as session:
        set_field(
            session,
            record="company",
            record_id=key,
            field="phone",
            value="1",
            was=None,
            beside={"city": "Bremen"},
        )
    assert office.value(sa.select(Company.phone).where(Company.id == key)) == "1"


def test_what_was_deleted_or_finished_meanwhile_is_told_as_such(office: Office) -> None:
    rita = office.people["rita"]
    with office.write() as session:
        once = plan_activity(session, kind="call", subject="Once", due_on=date(2030, 1, 1), person_id=rita)
        often = plan_activity(
            session,
            kind="call",
            subject="Often",
            due_on=date(2030, 1, 1),
            person_id=rita,
            repeat=Repeat("day", 1),
        )
    with office.write("rita") as session:
        delete_activity(session, activity_id=once)
        complete_activity(session, activity_id=often)
    with pytest.raises(Gone), office.write() as session:
        edit_activity(session, activity_id=once, was={"subject": "Once"}, subject="Twice")
    was = {"subject": "Often", "state": "planned"}
    with pytest.raises(RuleBroken, match="Rita finished “Often” meanwhile"), office.write() as session:
        edit_activity(session, activity_id=often, was=was, subject="More often")

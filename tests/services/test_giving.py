"""Nothing new is given to somebody who left; what they have stays theirs until somebody takes it over."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Company, Person
from salesdesk.models.base import table_of
from salesdesk.services.activities import edit_activity, plan_activity
from salesdesk.services.bulk import plan_for_records
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.contacts import create_contact, edit_contact
from salesdesk.services.deals import create_deal
from tests.office import Office

Give = Callable[[Session, int, dict[str, int]], Any]
GIVEN: dict[str, Give] = {
    "a new company": lambda session, otto, _: create_company(session, name="New", owner_id=otto),
    "a company": lambda session, otto, made: edit_company(session, company_id=made["company"], owner_id=otto),
    "a new contact": lambda session, otto, _: create_contact(session, name="New", owner_id=otto),
    "a contact": lambda session, otto, made: edit_contact(session, contact_id=made["contact"], owner_id=otto),
    "a new deal": lambda session, otto, made: create_deal(
        session, title="New", stage_id=made["stage"], owner_id=otto
    ),
    "a new activity": lambda session, otto, _: plan_activity(
        session, kind="call", subject="Ring", due_on=None, person_id=otto
    ),
    "an activity": lambda session, otto, made: edit_activity(
        session, activity_id=made["activity"], person_id=otto
    ),
}


@pytest.fixture
def made(office: Office) -> dict[str, int]:
    """Something of each kind, and a company of Otto, who left."""
    with office.write() as session:
        company = create_company(session, name="Halden")
        made = {
            "company": company,
            "contact": create_contact(session, name="Anna", company_id=company),
            "activity": plan_activity(session, kind="call", subject="Ring", due_on=None),
            "left": create_company(session, name="Of Otto", owner_id=office.people["ron"]),
            "stage": office.stages["Qualified"],
        }
        session.execute(
            sa.update(table_of(Person)).where(Person.id == office.people["ron"]).values(active=False)
        )
    return made


@pytest.mark.parametrize("what", GIVEN)
def test_who_left_is_given_nothing(office: Office, made: dict[str, int], what: str) -> None:
    with pytest.raises(RuleBroken, match="not in the team any more"), office.write() as session:
        GIVEN[what](session, office.people["ron"], made)


def test_what_belongs_to_who_left_can_be_changed_otherwise(office: Office, made: dict[str, int]) -> None:
    with office.write() as session:
        edit_company(session, company_id=made["left"], city="Kiel", owner_id=office.people["ron"])
    assert office.value(sa.select(Company.city).where(Company.id == made["left"])) == "Kiel"


def test_what_is_planned_for_many_goes_to_the_planner_where_the_owner_left(
    office: Office, made: dict[str, int]
) -> None:
    with office.write() as session:
        plan_for_records(
            session, record="company", ids=[made["left"]], kind="call", subject="Plan", due_on=None
        )
        me = session.info["viewer"].person_id
    assert office.value(sa.select(Activity.person_id).where(Activity.subject == "Plan")) == me

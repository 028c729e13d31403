"""Somebody leaves and hands over what they had open, in one save that can be undone; on either store."""

from datetime import date

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Company, Contact, Deal, Person
from salesdesk.queries.team_changes import leaving
from salesdesk.services.activities import plan_activity
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.leaving import KINDS, HandedOver, hand_over_and_leave
from salesdesk.services.people import activate_person
from salesdesk.services.undo import undo_action
from tests.office import Office


def fill(office: Office) -> dict[str, int]:
    """What rita has: two companies, a contact, an open deal in each, a won one, and two plans."""
    rita, made = office.people["rita"], {}
    with office.write() as session:
        for name in ("Halden", "Weser"):
            made[name] = create_company(session, name=name, owner_id=rita)
        made["Piet"] = create_contact(session, name="Piet", company_id=made["Weser"], owner_id=rita)
    made["first"] = office.deal(title="First", owner="rita", company_id=made["Halden"])
    made["second"] = office.deal(title="Second", owner="rita", company_id=made["Weser"])
    made["won"] = office.deal("Won", title="Old", owner="rita", company_id=made["Halden"])
    with office.write() as session:
        for deal in ("first", "second"):
            made[f"plan {deal}"] = plan_activity(
                session, kind="task", subject="Call", due_on=date(2030, 1, 2), deal_id=made[deal],
                person_id=rita,
            )  # fmt: skip
        made["alone"] = plan_activity(
            session, kind="task", subject="Tidy up", due_on=date(2030, 1, 2), person_id=rita
        )
    return made


def holder(office: Office, model: type, key: int, column: str = "owner_id") -> str:
    """The login of whoever holds a record."""
    wanted = office.value(sa.select(getattr(model, column)).where(model.id == key))  # type: ignore[attr-defined]
    return next(login for login, person in office.people.items() if person == wanted)


def test_a_leaver_hands_over_everything_open_and_one_undo_brings_all_back(office: Office) -> None:
    made = fill(office)
    ron, otto, rita = (office.people[login] for login in ("ron", "otto", "rita"))
    with office.read() as session:
        found = leaving(session, person_id=rita)
    assert found is not None
    assert (found.deals, found.companies, found.contacts, found.activities, found.people) == (2, 2, 1, 3, 0)
    assert {company.name: company.open_deals for company in found.by_company} == {"Halden": 1, "Weser": 1}

    with office.write() as session:
        action = office.action(session)
        done = hand_over_and_leave(
            session,
            person_id=rita,
            successors=dict.fromkeys(("deals", "companies", "contacts", "activities"), ron),
            by_company={made["Weser"]: otto},
        )
    assert done == HandedOver(deals=2, companies=2, contacts=1, activities=3, people=0)
    after = {
        "First": (holder(office, Deal, made["first"]), "ron"),
        "Second": (holder(office, Deal, made["second"]), "otto"),
        "Old": (holder(office, Deal, made["won"]), "rita"),
        "Halden": (holder(office, Company, made["Halden"]), "ron"),
        "Weser": (holder(office, Company, made["Weser"]), "otto"),
        "Piet": (holder(office, Contact, made["Piet"]), "otto"),
        "plan 1": (holder(office, Activity, made["plan first"], "person_id"), "ron"),
        "plan 2": (holder(office, Activity, made["plan second"], "person_id"), "otto"),
        "alone": (holder(office, Activity, made["alone"], "person_id"), "ron"),
        "alone seen": (holder(office, Activity, made["alone"]), "ron"),
        "seen 2": (holder(office, Activity, made["plan second"]), "otto"),
    }
    assert {name: pair[0] for name, pair in after.items()} == {name: pair[1] for name, pair in after.items()}
    assert office.value(sa.select(Person.active).where(Person.id == rita)) is False

    with office.write() as session:
        undo_action(session, action_id=action)
    assert office.value(sa.select(Person.active).where(Person.id == rita)) is True
    with office.read() as session:
        assert leaving(session, person_id=rita) is not None
        again = leaving(session, person_id=rita)
    assert again is not None and (again.deals, again.companies, again.activities) == (2, 2, 3)


@pytest.mark.parametrize("missing", ["deals", "companies", "contacts", "activities"])
def test_nobody_leaves_while_something_has_no_successor(office: Office, missing: str) -> None:
    fill(office)
    ron = office.people["ron"]
    successors = {kind: ron for kind in KINDS if kind != missing}
    with pytest.raises(RuleBroken, match="need"), office.write() as session:
        hand_over_and_leave(session, person_id=office.people["rita"], successors=successors)
    with office.read() as session:
        found = leaving(session, person_id=office.people["rita"])
    assert found is not None and (found.deals, found.companies) == (2, 2)


def test_a_leader_s_people_go_to_somebody_who_may_be_one_of_them(office: Office) -> None:
    people = office.people
    with pytest.raises(RuleBroken, match="report"), office.write() as session:
        hand_over_and_leave(session, person_id=people["vera"], successors={})
    with office.write() as session:
        done = hand_over_and_leave(session, person_id=people["vera"], successors={"people": people["rita"]})
    assert done.people == 2
    assert office.value(sa.select(Person.reports_to_id).where(Person.id == people["rita"])) == people["dora"]
    assert office.value(sa.select(Person.reports_to_id).where(Person.id == people["ron"])) == people["rita"]


def test_a_successor_is_active_and_somebody_else(office: Office) -> None:
    people = office.people
    with office.write() as session:
        hand_over_and_leave(session, person_id=people["ron"], successors={})
    office.deal(owner="rita")
    for wrong in ("rita", "ron"):
        with pytest.raises(RuleBroken, match="successor"), office.write() as session:
            hand_over_and_leave(session, person_id=people["rita"], successors={"deals": people[wrong]})
    with pytest.raises(RuleBroken, match="left already"), office.write() as session:
        hand_over_and_leave(session, person_id=people["ron"], successors={})
    with office.write() as session:
        activate_person(session, person_id=people["ron"])
    with office.write() as session:
        assert hand_over_and_leave(
            session, person_id=people["rita"], successors={"deals": people["ron"]}
        ).deals


def test_the_last_administrator_stays_and_only_they_let_somebody_leave(office: Office) -> None:
    with office.read() as session:
        admin = session.scalar(sa.select(Person.id).where(Person.login == "admin"))
    assert admin is not None
    with pytest.raises(RuleBroken, match="only administrator"), office.write() as session:
        hand_over_and_leave(session, person_id=admin, successors={"people": None})
    with pytest.raises(RuleBroken, match="administrator"), office.write("dora") as session:
        hand_over_and_leave(session, person_id=office.people["ron"], successors={})

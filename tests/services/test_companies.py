"""Companies and contacts are made, edited, put into the trash; what cannot be is said in a sentence."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact
from salesdesk.services.companies import (
    create_company,
    delete_company,
    edit_company,
    insert_companies,
    update_companies,
)
from salesdesk.services.contacts import (
    create_contact,
    delete_contact,
    edit_contact,
    insert_contacts,
    update_contacts,
)
from tests.office import Office


def company(office: Office, company_id: int) -> Company:
    with office.read() as session:
        return session.get_one(Company, company_id)


def test_a_company_belongs_to_whoever_made_it_and_knows_its_domain(office: Office) -> None:
    with office.write("rita") as session:
        made = create_company(session, name=" Haldén\n Logistics ", website="https://www.Halden.example/x")
        other = create_company(session, name="Brandt", email="info@brandt.example", owner_id=None)
    found = company(office, made)
    assert (found.name, found.name_key) == ("Haldén Logistics", "halden logistics")
    assert (found.domain, found.owner_id) == ("halden.example", office.people["rita"])
    assert (company(office, other).domain, company(office, other).owner_id) == ("brandt.example", None)


def test_an_edit_counts_versions_and_an_old_one_is_refused(office: Office) -> None:
    with office.write() as session:
        made = create_company(session, name="Halden", website="halden.example")
    with office.write() as session:
        edit_company(session, company_id=made, version=1, city="Oslo", email="eva@elsewhere.example")
    found = company(office, made)
    assert (found.city, found.domain, found.version) == ("Oslo", "halden.example", 2)
    with pytest.raises(RuleBroken, match="Somebody changed Halden"), office.write() as session:
        edit_company(session, company_id=made, version=1, city="Bergen")
    with pytest.raises(RuleBroken, match="In the trash since cannot be edited"), office.write() as session:
        edit_company(session, company_id=made, deleted_at=None)


def test_companies_do_not_own_each_other_in_a_circle(office: Office) -> None:
    with office.write() as session:
        mother = create_company(session, name="Mother")
        child = create_company(session, name="Child", parent_id=mother)
    with pytest.raises(RuleBroken, match="belong to itself"), office.write() as session:
        edit_company(session, company_id=mother, parent_id=child)


def test_a_company_in_use_stays(office: Office) -> None:
    with office.write() as session:
        made = create_company(session, name="Halden")
        eva = create_contact(session, name="Eva", company_id=made)
    office.deal(company_id=made)
    with pytest.raises(RuleBroken, match="1 deal belongs to it, 1 contact works there"), office.write() as s:
        delete_company(s, company_id=made)
    with office.write() as session:
        delete_contact(session, contact_id=eva)
        lonely = create_company(session, name="Lonely")
        delete_company(session, company_id=lonely)
    with pytest.raises(RuleBroken, match="not there any more"), office.write() as session:
        edit_company(session, company_id=lonely, city="Oslo")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"city": "x" * 501}, "City has 501 letters"),
        ({"description": "x" * 65_537}, "Description is too long \\(65 KB\\)"),
        ({"revenue": Decimal("1e13")}, "cannot be stored"),
        ({"employees": -1}, "no number of employees"),
        ({"owner_id": 999}, "not there any more"),
        ({"custom": {"x" * 501: 1}}, "501 letters"),
    ],
)
def test_what_cannot_be_stored_is_refused(office: Office, fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence), office.write() as session:
        insert_companies(session, [{"name": "Halden", **fields}])
    assert office.value(sa.select(sa.func.count()).select_from(Company)) == 0


def test_a_rep_changes_own_and_unowned_companies_only(office: Office) -> None:
    with office.write("ron") as session:
        rons = create_company(session, name="Ron's")
        free = create_company(session, name="Free", owner_id=None)
    with office.write("rita") as session:
        edit_company(session, company_id=free, city="Oslo")
    for change in (
        lambda session: edit_company(session, company_id=rons, city="Oslo"),
        lambda session: update_companies(session, [{"id": rons, "city": "Oslo"}]),
        lambda session: delete_company(session, company_id=rons),
        lambda session: create_company(session, name="For Ron", owner_id=office.people["ron"]),
    ):
        with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
            change(session)
    assert company(office, rons).city is None


def test_a_contact_takes_its_name_from_its_parts(office: Office) -> None:
    with office.write() as session:
        eva = create_contact(session, name="Eva Dahl")
        update_contacts(session, [{"id": eva, "job_title": "Buyer", "first_name": "Eva"}])
        edit_contact(session, contact_id=eva, phone="+47 1")
    with office.read() as session:
        found = session.get_one(Contact, eva)
        assert (found.name, found.job_title, found.phone, found.version) == ("Eva Dahl", "Buyer", "+47 1", 3)
    with office.write() as session:
        made = insert_contacts(session, [{"first_name": "Per", "last_name": "Holm"}])[0]
        with pytest.raises(RuleBroken, match="needs a name"):
            insert_contacts(session, [{"email": "x@y.example"}])
    assert office.value(sa.select(Contact.name).where(Contact.id == made)) == "Per Holm"

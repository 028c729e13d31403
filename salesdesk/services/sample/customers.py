"""To whom the sample company sells: companies, and the people in them."""

import re
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.rules.names import name_key
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.pipelines import (
    insert_segments,
)
from salesdesk.services.sample import cast, companies
from salesdesk.services.sample.world import World

COMPANIES, CONTACTS = 150, 400


def make_customers(session: Session, world: World) -> None:
    """Companies in their trades and regions, each with an owner, and who works there."""
    segments = dict(zip(companies.SEGMENTS, insert_segments(session, companies.SEGMENTS), strict=True))
    owners = [person.login for person in cast.PEOPLE if person.share and person.login != cast.LATE]
    rows = []
    for index in range(COMPANIES):
        segment = companies.SEGMENTS[index % len(companies.SEGMENTS)]
        region = world.random.choices(tuple(companies.CITIES), (50, 30, 8, 12))[0]
        city, postcode, _ = world.random.choice(companies.CITIES[region])
        name = companies.company_name(index)
        staff = world.random.choice(companies.STAFF)
        if region == "Switzerland":
            world.swiss.add(index)
        rows.append(
            {
                "name": name,
                "segment_id": segments[segment],
                "industry": segment,
                "city": city,
                "postcode": postcode,
                "country": companies.COUNTRIES[region],
                "owner_id": world.people[world.random.choice(owners)],
                "employees": staff,
                "revenue": Decimal(staff * world.random.randint(9, 26)) * 10_000,
                "website": f"https://{re.sub('[^a-z0-9]+', '-', name_key(name))}.example",
            }
        )
    world.companies = insert_companies(session, rows)
    _contacts(session, world, rows)


def _contacts(session: Session, world: World, firms: list[dict[str, Any]]) -> None:
    rows, places = [], []
    for number in range(CONTACTS):
        index = number % COMPANIES
        first, last = world.random.choice(cast.FIRST_NAMES), world.random.choice(cast.LAST_NAMES)
        host = str(firms[index]["website"]).removeprefix("https://")
        rows.append(
            {
                "first_name": first,
                "last_name": last,
                "company_id": world.companies[index],
                "owner_id": firms[index]["owner_id"],
                "job_title": cast.JOBS[number // COMPANIES + (number % 3)],
                "email": f"{name_key(first)}.{name_key(last)}@{host}",
                "phone": _phone(world, firms[index]),
            }
        )
        places.append(index)
    for index, contact_id in zip(places, insert_contacts(session, rows), strict=True):
        world.contacts[index].append(contact_id)


def _phone(world: World, firm: dict[str, Any]) -> str:
    """A number in the firm's city, in a block that nobody has: 555."""
    codes = {city: code for cities in companies.CITIES.values() for city, _, code in cities}
    dialling = companies.DIALLING[firm["country"]]
    return f"{dialling} {codes[firm['city']]} 555{world.random.randint(1_000, 9_999)}"

"""A big company for measuring: fifty people in a tree, any number of companies, contacts and deals."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import LostReason, Stage
from salesdesk.services.actions import act
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.deals import insert_deals
from salesdesk.services.people import insert_people
from salesdesk.services.pipelines import add_shipped_process
from salesdesk.services.sample import cast, companies
from salesdesk.services.sample.plan import DAYS
from salesdesk.services.settings import change_setting

LEVELS = (("vice_president", 2), ("sales_manager", 5), ("team_lead", 10), ("sales_rep", 32))
"""Below the director: how many people of each position, 49 in all."""
STEP = 5_000
"""Rows in one save."""
SHARES = (0.14, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.22, 0.36)
"""How many deals stand in each stage of the 7-step process, Won and Lost last."""
KINDS = {
    "Logistics": ("Logistics", "Spedition", "Freight"),
    "Food & drink": ("Foods", "Brauhaus", "Bakery"),
    "Manufacturing": ("GmbH", "Stahl AG", "Print"),
    "Health care": ("Clinics", "Pharma", "Labs"),
    "Retail": ("& Co", "Elektro", "Märkte"),
    "Property": ("Homes", "Immobilien", "Living"),
    "Hospitality": ("Hotels", "Resorts", "Catering"),
}
_SYLLABLES = ("al", "bren", "cor", "dan", "el", "fen", "gar", "hol", "is", "jor", "kel", "lun", "mar", "nor",
              "ost", "pel", "quin", "ros", "sol", "tar", "ul", "ver", "wen", "yar", "zel")  # fmt: skip


def write_large_sample(
    session: Session,
    *,
    as_of: date,
    root_id: int,
    rows: int,
    told: Callable[[int, int], None] = lambda done, rows: None,
) -> None:
    """Fill a new database with `rows` companies, contacts and deals each; the same for the same arguments.

    `told` hears how many of them are there.
    """
    random = Random(f"large {as_of} {rows}")
    session.info["today"] = as_of
    session.info["chance"] = Random(f"ranks {as_of}")
    first_day = as_of - timedelta(days=DAYS)
    _act(session, first_day, root_id)
    people = _people(session, root_id, datetime.combine(first_day, time(7), UTC))
    pipeline_id = add_shipped_process(session, steps=7)
    question = sa.select(Stage.id).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position)
    stages = list(session.scalars(question))
    reasons = list(session.scalars(sa.select(LostReason.id).order_by(LostReason.id)))
    for start, stop in _steps(rows):
        told(start, rows)
        day = first_day + timedelta(days=DAYS * start // rows)
        _act(session, day, root_id)
        firms = [_company(random, number, people) for number in range(start, stop)]
        company_ids = insert_companies(session, firms)
        contacts = [
            _contact(random, number, company, key)
            for number, company, key in zip(range(start, stop), firms, company_ids, strict=True)
        ]
        contact_ids = insert_contacts(session, contacts)
        until = first_day + timedelta(days=DAYS * stop // rows)
        keys = zip(contacts, contact_ids, strict=True)
        insert_deals(
            session, [_deal(random, contact, key, stages, reasons, day, until) for contact, key in keys]
        )
    _act(session, as_of, root_id)
    change_setting(session, key="visibility", value="tree")


def _steps(rows: int) -> Iterator[tuple[int, int]]:
    for start in range(0, rows, STEP):
        yield start, min(start + STEP, rows)


def _act(session: Session, day: date, root_id: int) -> None:
    act(session, kind="sample", at=datetime.combine(day, time(7), UTC), person_id=root_id)


def _people(session: Session, root_id: int, at: datetime) -> list[int]:
    """Everybody who sells: the lowest two levels of the tree."""
    above, sellers = [root_id], list[int]()
    for position, count in LEVELS:
        rows = [
            {
                "name": _full_name(len(sellers) + place + 31 * len(position)),
                "login": f"{position}{place + 1}",
                "position": position,
                "reports_to_id": above[place % len(above)],
            }
            for place in range(count)
        ]
        above = insert_people(session, rows, at=at)
        if position in ("team_lead", "sales_rep"):
            sellers += above
    return sellers


def _full_name(number: int) -> str:
    first = cast.FIRST_NAMES[number % len(cast.FIRST_NAMES)]
    return f"{first} {cast.LAST_NAMES[number * 7 % len(cast.LAST_NAMES)]}"


def _word(random: Random) -> str:
    return "".join(random.choices(_SYLLABLES, k=random.choice((2, 2, 3)))).capitalize()


def _company(random: Random, number: int, people: list[int]) -> dict[str, Any]:
    segment = random.choice(companies.SEGMENTS)
    region = random.choice(tuple(companies.CITIES))
    city, postcode, _ = random.choice(companies.CITIES[region])
    word = _word(random)
    return {
        "name": f"{word} {random.choice(KINDS[segment])} {number + 1}",
        "industry": segment,
        "city": city,
        "postcode": postcode,
        "country": companies.COUNTRIES[region],
        "owner_id": random.choice(people),
        "employees": int(random.lognormvariate(4, 1.2)) + 1,
        "website": f"https://{word.lower()}-{number + 1}.example",
    }


def _contact(random: Random, number: int, company: dict[str, Any], company_id: int) -> dict[str, Any]:
    first = random.choice(cast.FIRST_NAMES)
    last = f"{_word(random)}{random.choice(('', '', 'mann', 'sen', 'berg'))}"
    return {
        "first_name": first,
        "last_name": last,
        "company_id": company_id,
        "owner_id": company["owner_id"],
        "job_title": random.choice(cast.JOBS),
        "email": f"{first}.{last}@{company['website'].removeprefix('https://')}".lower(),
        "phone": f"+49 40 {1_000_000 + number}",
    }


def _deal(
    random: Random,
    contact: dict[str, Any],
    contact_id: int,
    stages: list[int],
    reasons: list[int],
    day: date,
    until: date,
) -> dict[str, Any]:
    title, product, (least, most) = random.choice(cast.TITLES)
    began = day + timedelta(days=random.randrange(max(1, (until - day).days)))
    place = random.choices(range(len(stages)), SHARES)[0]
    won, lost = place == len(stages) - 2, place == len(stages) - 1
    return {
        "title": title.format(n=random.randint(least, most), year=began.year + 1),
        "stage_id": stages[place],
        "stage_entered_at": datetime.combine(began, time(random.randint(8, 16)), UTC),
        "started_on": began,
        "close_on": began + timedelta(days=random.randint(20, 120)),
        "company_id": contact["company_id"],
        "contact_id": contact_id,
        "owner_id": contact["owner_id"],
        "amount": Decimal(cast.PRODUCTS[product][2]) * random.randint(3, 160),
        "currency": "EUR",
        "won_on": began if won else None,
        "lost_on": began if lost else None,
        "lost_reason_id": random.choice(reasons) if lost else None,
    }

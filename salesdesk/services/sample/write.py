"""Lets the sample company live: every event on its day, through the verbs that people use."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import (
    Campaign,
    CriterionEvidence,
    LeadSource,
    LostReason,
    Stage,
    StageCriterion,
    Stakeholder,
)
from salesdesk.rules.names import name_key
from salesdesk.services.actions import act
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.deals import insert_deals, update_deals
from salesdesk.services.members import set_member
from salesdesk.services.notes import insert_notes
from salesdesk.services.people import edit_person, insert_people, insert_territories, move_person
from salesdesk.services.pipelines import (
    add_shipped_process,
    insert_competitors,
    insert_lead_sources,
    insert_segments,
)
from salesdesk.services.products import insert_deal_lines, insert_products
from salesdesk.services.rows import insert_rows
from salesdesk.services.sample import cast, companies
from salesdesk.services.sample.plan import DAYS, UNDECIDED, PlannedDeal, plan_deals
from salesdesk.services.settings import add_currency, change_setting, insert_rates
from salesdesk.services.tags import put_tag

COMPANIES, CONTACTS = 150, 400


@dataclass
class _World:
    """What was made so far, by the names of the plan."""

    as_of: date
    random: Random
    people: dict[str, int]
    stages: list[int] = field(default_factory=list)
    renewal_stages: list[int] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    competitors: list[int] = field(default_factory=list)
    products: list[int] = field(default_factory=list)
    companies: list[int] = field(default_factory=list)
    swiss: set[int] = field(default_factory=set)
    contacts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    deals: dict[int, int] = field(default_factory=dict)
    criteria: dict[int, list[int]] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """When the two years begin."""
        return self.as_of - timedelta(days=DAYS)


def write_sample(session: Session, *, as_of: date, root_id: int) -> None:
    """Fill a new database with the sample company as it stands on `as_of`; `root_id` is its director."""
    world = _World(as_of, Random(f"world {as_of}"), {cast.PEOPLE[0].login: root_id})
    session.info["today"] = as_of
    _act(session, world, world.first_day, "setup", hour=7)
    _people(session, world)
    _catalogue(session, world)
    _customers(session, world)
    _days(session, world, plan_deals(as_of, COMPANIES))
    _act(session, world, as_of, "setup", hour=6)
    _renewals(session, world)
    change_setting(session, key="visibility", value="tree")


def _act(session: Session, world: _World, day: date, kind: str, hour: int = 9, by: str = "petra") -> None:
    at = datetime.combine(day, time(hour), UTC)
    act(session, kind=kind, at=at, person_id=world.people.get(by))


def _people(session: Session, world: _World) -> None:
    names = sorted({person.territory for person in cast.PEOPLE})
    territories = dict(zip(names, insert_territories(session, names), strict=True))
    begin = datetime.combine(world.first_day, time(7), UTC)
    for person in cast.PEOPLE[1:]:
        above = world.people[person.above or "petra"]
        row = {
            "name": person.name,
            "login": person.login,
            "position": person.position,
            "reports_to_id": above,
        }
        row |= {
            "territory_id": territories[person.territory],
            "email": f"{person.login}@dorn-systems.example",
        }
        started = world.as_of - timedelta(days=270) if person.login == cast.LATE else world.first_day
        row["started_on"] = started
        at = begin if person.login != cast.LATE else datetime.combine(started, time(7), UTC)
        world.people[person.login] = insert_people(session, [row], at=at)[0]
    edit_person(
        session,
        person_id=world.people["petra"],
        territory_id=territories["All regions"],
        email="petra@dorn-systems.example",
        started_on=world.first_day,
    )


def _catalogue(session: Session, world: _World) -> None:
    first = add_shipped_process(session, steps=7)
    stages = session.execute(
        sa.select(Stage.id, Stage.pipeline_id).order_by(Stage.pipeline_id, Stage.position)
    )
    for stage_id, pipeline_id in stages:
        (world.stages if pipeline_id == first else world.renewal_stages).append(stage_id)
    world.reasons = {row[0]: row[1] for row in session.execute(sa.select(LostReason.kind, LostReason.id))}
    insert_lead_sources(session, cast.SOURCES)
    world.sources = {row[0]: row[1] for row in session.execute(sa.select(LeadSource.name, LeadSource.id))}
    world.competitors = insert_competitors(session, cast.COMPETITORS)
    add_currency(session, code="CHF")
    months = [world.first_day + timedelta(days=30 * step) for step in range(-1, DAYS // 30 + 1)]
    rate = Decimal("1.042")
    rates = []
    for day in months:
        rates.append((day, rate))
        rate += Decimal(world.random.randint(-12, 14)) / 1000
    insert_rates(session, currency="CHF", rates=rates)
    products = [
        {
            "name": name,
            "family": family,
            "list_price": Decimal(price),
            "billing": billing,
            "sku": f"SD-{place:03}",
        }
        for place, (name, family, price, billing) in enumerate(cast.PRODUCTS, start=1)
    ]
    world.products = insert_products(session, products)
    _criteria(session, world)
    insert_rows(
        session,
        Campaign,
        [
            {
                "name": name,
                "name_key": name_key(name),
                "channel": channel,
                "cost": Decimal(4200),
                "currency": "EUR",
            }
            for name, channel in cast.CAMPAIGNS
        ],
    )


def _criteria(session: Session, world: _World) -> None:
    names = {
        row[0]: row[1]
        for row in session.execute(sa.select(Stage.name, Stage.id).where(Stage.id.in_(world.stages)))
    }
    for stage, criteria in cast.CRITERIA.items():
        rows = [
            {"stage_id": names[stage], "position": place, "text": text, "buyer_action": action, "rule": {},
             "kind": "manual_check", "required": False, "weight": 1}
            for place, (text, action) in enumerate(criteria)
        ]  # fmt: skip
        world.criteria[world.stages.index(names[stage])] = insert_rows(session, StageCriterion, rows)


def _customers(session: Session, world: _World) -> None:
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


def _contacts(session: Session, world: _World, firms: list[dict[str, Any]]) -> None:
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


def _phone(world: _World, firm: dict[str, Any]) -> str:
    """A number in the firm's city, in a block that nobody has: 555."""
    codes = {city: code for cities in companies.CITIES.values() for city, _, code in cities}
    dialling = companies.DIALLING[firm["country"]]
    return f"{dialling} {codes[firm['city']]} 555{world.random.randint(1_000, 9_999)}"


def _days(session: Session, world: _World, deals: list[PlannedDeal]) -> None:
    """Day by day: the reorganisation, new deals, moves, changed close dates, conversations."""
    events: dict[date, list[tuple[str, PlannedDeal, Any]]] = defaultdict(list)
    for deal in deals:
        for place, move in enumerate(deal.moves):
            events[move.on].append(("move" if place else "new", deal, move))
        for said, expected in deal.close_dates:
            if deal.moves[0].on < said <= world.as_of:
                events[said].append(("close", deal, expected))
        for day, stage in deal.talks:
            events[day].append(("talk", deal, stage))
    reorganisation = world.first_day + timedelta(days=DAYS // 2)
    moved = False
    for day in sorted(events):
        if day >= reorganisation and not moved:
            moved = True
            _act(session, world, day, "move_person", hour=7)
            at = datetime.combine(day, time(7), UTC)
            move_person(
                session, person_id=world.people[cast.MOVED], reports_to_id=world.people[cast.TO], at=at
            )
        _day(session, world, day, events[day])
    _now(session, world, deals)


def _day(session: Session, world: _World, day: date, events: list[tuple[str, PlannedDeal, Any]]) -> None:
    sellers = sorted({deal.owner for _, deal, _ in events})
    _act(session, world, day, "day", by=sellers[0])
    new = [deal for kind, deal, _ in events if kind == "new"]
    for deal, deal_id in zip(
        new, insert_deals(session, [_new(world, deal, day) for deal in new]), strict=True
    ):
        world.deals[deal.number] = deal_id
    for kind in ("close", "move"):
        rows = [_change(world, deal, day, kind, what) for each, deal, what in events if each == kind]
        if rows:
            update_deals(session, rows)
    decided = {deal.number for kind, deal, what in events if kind == "move" and what.stage == UNDECIDED}
    lines = [_line(world, deal) for kind, deal, what in events if kind == "move" and what.stage == 4]
    if lines:
        insert_deal_lines(session, lines)
    talks = [_talk(world, deal, day, stage) for kind, deal, stage in events if kind == "talk"]
    if talks:
        insert_activities(session, talks)
    _evidence(session, world, day, [(deal, what.stage) for kind, deal, what in events if kind == "move"])
    if decided:
        notes = [
            {"deal_id": world.deals[n], "text": world.random.choice(cast.OUTCOMES)} for n in sorted(decided)
        ]
        insert_notes(session, notes)


def _moment(day: date, deal: PlannedDeal) -> datetime:
    return datetime.combine(day, time(8 + deal.number % 9, deal.number * 7 % 60), UTC)


def _new(world: _World, deal: PlannedDeal, day: date) -> dict[str, Any]:
    contacts = world.contacts[deal.company]
    return {
        "title": deal.title,
        "stage_id": world.stages[0],
        "stage_entered_at": _moment(day, deal),
        "company_id": world.companies[deal.company],
        "contact_id": contacts[deal.number % len(contacts)] if contacts else None,
        "owner_id": world.people[deal.owner],
        "amount": deal.amount,
        "currency": "CHF" if deal.company in world.swiss else "EUR",
        "lead_source_id": world.sources[deal.source],
        "started_on": day,
    }


def _change(world: _World, deal: PlannedDeal, day: date, kind: str, what: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": world.deals[deal.number]}
    if kind == "close":
        return row | {"close_on": what}
    row |= {"stage_id": world.stages[what.stage], "stage_entered_at": _moment(day, deal)}
    if what.stage in (4, UNDECIDED):
        row["amount"] = deal.final
    if what.stage == UNDECIDED:
        row["won_on"] = day
    if what.stage == UNDECIDED + 1:
        row |= {"lost_on": day, "lost_reason_id": world.reasons[deal.reason]}
        if deal.reason == "competitor":
            row["competitor_id"] = world.competitors[deal.number % len(world.competitors)]
    return row


def _line(world: _World, deal: PlannedDeal) -> dict[str, Any]:
    name, _, price, billing = cast.PRODUCTS[deal.product]
    return {
        "deal_id": world.deals[deal.number],
        "product_id": world.products[deal.product],
        "name": name,
        "quantity": Decimal(deal.quantity),
        "unit_price": Decimal(price),
        "discount": deal.discount,
        "billing": billing,
    }


def _talk(world: _World, deal: PlannedDeal, day: date, stage: int) -> dict[str, Any]:
    kind, subject = world.random.choice(cast.TALKS["lead" if stage < 2 else "open"])
    contacts = world.contacts[deal.company]
    return {
        "kind": kind,
        "subject": subject,
        "state": "done",
        "done_at": _moment(day, deal),
        "due_on": day,
        "deal_id": world.deals[deal.number],
        "person_id": world.people[deal.owner],
        "contact_id": contacts[0] if contacts else None,
        "minutes": world.random.choice((5, 10, 15, 25, 30, 45, 60)),
        "outcome": world.random.choice(cast.OUTCOMES) if world.random.random() < 0.6 else None,
    }


def _evidence(session: Session, world: _World, day: date, moves: list[tuple[PlannedDeal, int]]) -> None:
    """What was met before a deal moved on; some of it was skipped with a reason."""
    rows, stakeholders = [], []
    for deal, stage in moves:
        owner_id, deal_id = world.people[deal.owner], world.deals[deal.number]
        for criterion_id in world.criteria.get(stage - 1, []):
            chance = world.random.random()
            if chance < 0.82:
                row = {"deal_id": deal_id, "criterion_id": criterion_id, "owner_id": owner_id, "state": "met",
                       "evidence_on": day, "recorded_by_id": owner_id, "quote": None,
                       "skipped_by_id": None, "reason": None}  # fmt: skip
                if chance > 0.76:
                    row |= {
                        "state": "skipped",
                        "skipped_by_id": world.people["petra"],
                        "reason": "Known customer",
                    }
                rows.append(row)
        if stage == 3 and world.contacts[deal.company]:
            stakeholders += [
                {"deal_id": deal_id, "contact_id": contact_id, "owner_id": owner_id,
                 "role": cast.ROLES[(deal.number + place) % len(cast.ROLES)]}
                for place, contact_id in enumerate(world.contacts[deal.company][:2])
            ]  # fmt: skip
    insert_rows(session, CriterionEvidence, rows)
    insert_rows(session, Stakeholder, stakeholders)


def _now(session: Session, world: _World, deals: list[PlannedDeal]) -> None:
    """What is planned on the last day: most open deals have a next step, a few are late or have none."""
    _act(session, world, world.as_of, "day", hour=8)
    rows = []
    for deal in deals:
        if deal.stage >= UNDECIDED or world.random.random() < 0.16:
            continue
        kind, subject = world.random.choice(cast.STEPS)
        ahead = world.random.choices(
            (-3, -1, 0, 1, 2, 3, 5, 7, 9, 12, 16, 20, 26, 44), (4, 3, 5, 8, 9, 8, *[9] * 7, 3)
        )[0]
        due = world.as_of + timedelta(days=ahead)
        rows.append(
            {
                "kind": kind,
                "subject": subject,
                "state": "planned",
                "due_on": due,
                "deal_id": world.deals[deal.number],
                "person_id": world.people[deal.owner],
            }
        )
    insert_activities(session, rows)
    _shared(session, world, deals)
    for index in range(12):
        put_tag(
            session,
            record="company",
            record_id=world.companies[index],
            name=("key account", "pilot")[index % 2],
        )


def _shared(session: Session, world: _World, deals: list[PlannedDeal]) -> None:
    """Some open deals are worked on by two; the two newest leads belong to nobody yet."""
    for deal in deals:
        if 2 <= deal.stage < UNDECIDED and deal.number % 6 == 0:
            helper = next(login for login in ("sofia", "nina", "paul") if login != deal.owner)
            access, credit = ("edit", Decimal("0.2")) if deal.number % 4 else ("view", Decimal(0))
            deal_id, person_id = world.deals[deal.number], world.people[helper]
            set_member(session, deal_id=deal_id, person_id=person_id, access=access, credit=credit)
    leads = [world.deals[deal.number] for deal in deals if deal.stage < 2]
    update_deals(session, [{"id": deal_id, "owner_id": None} for deal_id in leads[-2:]])


def _renewals(session: Session, world: _World) -> None:
    rows = []
    for place in range(28):
        stage = (0, 0, 1, 1, 2, 3, 3, 4)[place % 8]
        entered = world.as_of - timedelta(days=world.random.randint(2, 40 if stage < 3 else 400))
        rows.append(
            {
                "title": f"Renewal {cast.PRODUCTS[(0, 1, 7)[place % 3]][0].lower()}",
                "kind": "renewal",
                "stage_id": world.renewal_stages[stage],
                "stage_entered_at": datetime.combine(entered, time(10, place), UTC),
                "company_id": world.companies[place * 3],
                "owner_id": world.people[("nina", "tom", "sofia", "jana", "paul")[place % 5]],
                "amount": Decimal(world.random.randint(30, 420) * 60),
                "close_on": entered + timedelta(days=60),
                "lost_reason_id": world.reasons["price"] if stage == 4 else None,
            }
        )
    insert_deals(session, rows)

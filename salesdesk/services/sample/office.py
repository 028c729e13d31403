"""What the sample company has before its first deal: people, process, products, currencies."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import (
    Campaign,
    LeadSource,
    LostReason,
    Stage,
    StageCriterion,
)
from salesdesk.rules.names import name_key
from salesdesk.services.people import edit_person, insert_people, insert_territories
from salesdesk.services.pipelines import (
    add_shipped_process,
    insert_competitors,
    insert_lead_sources,
)
from salesdesk.services.products import insert_products
from salesdesk.services.rows import insert_rows
from salesdesk.services.sample import cast
from salesdesk.services.sample.plan import DAYS
from salesdesk.services.sample.world import World
from salesdesk.services.settings import add_currency, insert_rates


def make_people(session: Session, world: World) -> None:
    """Everybody below the director, with their territories, from the first day on."""
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


def make_catalogue(session: Session, world: World) -> None:
    """The process and its criteria, sources, competitors, currencies, products, campaigns."""
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


def _criteria(session: Session, world: World) -> None:
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

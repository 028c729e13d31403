"""Two years of the sample company, every event on its day."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.models import (
    CriterionEvidence,
    Stakeholder,
)
from salesdesk.services.activities import insert_activities
from salesdesk.services.deals import insert_deals, update_deals
from salesdesk.services.facts import facts_once
from salesdesk.services.notes import insert_notes
from salesdesk.services.people import move_person
from salesdesk.services.products import insert_deal_lines
from salesdesk.services.rows import insert_rows
from salesdesk.services.sample import cast
from salesdesk.services.sample.plan import DAYS, UNDECIDED, PlannedDeal
from salesdesk.services.sample.world import World, act_on


def live_days(session: Session, world: World, deals: list[PlannedDeal]) -> None:
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
            act_on(session, world, day, "move_person", hour=7)
            at = datetime.combine(day, time(7), UTC)
            move_person(
                session, person_id=world.people[cast.MOVED], reports_to_id=world.people[cast.TO], at=at
            )
        with facts_once(session):
            _day(session, world, day, events[day])


def _day(session: Session, world: World, day: date, events: list[tuple[str, PlannedDeal, Any]]) -> None:
    sellers = sorted({deal.owner for _, deal, _ in events})
    act_on(session, world, day, "day", by=sellers[0])
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


def _moment(world: World, day: date, deal: PlannedDeal) -> datetime:
    return world.past(datetime.combine(day, time(8 + deal.number % 9, deal.number * 7 % 60), UTC))


def _new(world: World, deal: PlannedDeal, day: date) -> dict[str, Any]:
    contacts = world.contacts[deal.company]
    return {
        "title": deal.title,
        "stage_id": world.stages[0],
        "stage_entered_at": _moment(world, day, deal),
        "company_id": world.companies[deal.company],
        "contact_id": contacts[deal.number % len(contacts)] if contacts else None,
        "owner_id": world.people[deal.owner],
        "amount": deal.amount,
        "currency": "CHF" if deal.company in world.swiss else "EUR",
        "lead_source_id": world.sources[deal.source],
        "started_on": day,
    }


def _change(world: World, deal: PlannedDeal, day: date, kind: str, what: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": world.deals[deal.number]}
    if kind == "close":
        return row | {"close_on": what}
    row |= {"stage_id": world.stages[what.stage], "stage_entered_at": _moment(world, day, deal)}
    if what.stage in (4, UNDECIDED):
        row["amount"] = deal.final
    if what.stage == UNDECIDED:
        row["won_on"] = day
    if what.stage == UNDECIDED + 1:
        row |= {"lost_on": day, "lost_reason_id": world.reasons[deal.reason]}
        if deal.reason == "competitor":
            row["competitor_id"] = world.competitors[deal.number % len(world.competitors)]
    return row


def _line(world: World, deal: PlannedDeal) -> dict[str, Any]:
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


def _talk(world: World, deal: PlannedDeal, day: date, stage: int) -> dict[str, Any]:
    kind, subject = world.random.choice(cast.TALKS["lead" if stage < 2 else "open"])
    contacts = world.contacts[deal.company]
    return {
        "kind": kind,
        "subject": subject,
        "state": "done",
        "done_at": _moment(world, day, deal),
        "due_on": day,
        "deal_id": world.deals[deal.number],
        "person_id": world.people[deal.owner],
        "contact_id": contacts[0] if contacts else None,
        "minutes": world.random.choice((5, 10, 15, 25, 30, 45, 60)),
        "outcome": world.random.choice(cast.OUTCOMES) if world.random.random() < 0.6 else None,
    }


def _evidence(session: Session, world: World, day: date, moves: list[tuple[PlannedDeal, int]]) -> None:
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

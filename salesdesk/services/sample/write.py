"""The small sample company from its beginning to its last day, through the verbs that people use."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.rules.agenda import MEETINGS
from salesdesk.services.activities import insert_activities
from salesdesk.services.deals import insert_deals, update_deals
from salesdesk.services.members import set_member
from salesdesk.services.sample import cast
from salesdesk.services.sample.customers import COMPANIES, make_customers
from salesdesk.services.sample.days import live_days
from salesdesk.services.sample.office import make_catalogue, make_people
from salesdesk.services.sample.plan import UNDECIDED, PlannedDeal, plan_deals
from salesdesk.services.sample.regions import leave_unowned, make_regions
from salesdesk.services.sample.world import World, act_on
from salesdesk.services.settings import change_setting
from salesdesk.services.tags import put_tag


def write_sample(session: Session, *, as_of: date, root_id: int, until: datetime | None = None) -> None:
    """Fill a new database with the sample company as it stands on `as_of`; `root_id` is its director.

    With `until` nothing that happened is later than that moment.
    """
    world = World(as_of, Random(f"world {as_of}"), {cast.PEOPLE[0].login: root_id}, until)
    session.info["today"] = as_of
    session.info["chance"] = Random(f"ranks {as_of}")
    act_on(session, world, world.first_day, "setup", hour=7)
    make_people(session, world)
    make_regions(session, world)
    make_catalogue(session, world)
    make_customers(session, world)
    deals = plan_deals(as_of, COMPANIES)
    live_days(session, world, deals)
    _now(session, world, deals)
    act_on(session, world, as_of, "setup", hour=6)
    _renewals(session, world)
    leave_unowned(session, world)
    change_setting(session, key="visibility", value="tree")


def _now(session: Session, world: World, deals: list[PlannedDeal]) -> None:
    """What is planned on the last day: most open deals have a next step, a few are late or have none."""
    act_on(session, world, world.as_of, "day", hour=8)
    rows = []
    for deal in deals:
        if deal.stage >= UNDECIDED or world.random.random() < 0.16:
            continue
        kind, subject = world.random.choice(cast.STEPS)
        ahead = world.random.choices(
            (-3, -1, 0, 1, 2, 3, 5, 7, 9, 12, 16, 20, 26, 44), (4, 3, 5, 8, 9, 8, *[9] * 7, 3)
        )[0]
        due = _weekday(world.as_of + timedelta(days=ahead))
        rows.append(
            {
                "kind": kind,
                "subject": subject,
                "state": "planned",
                "due_on": due,
                "due_at": _hour(due, 7 + deal.number % 8, deal.number % 2) if kind in MEETINGS else None,
                "minutes": {"call": 30, "meeting": 60, "demo": 60, "visit": 120}.get(kind),
                "deal_id": world.deals[deal.number],
                "person_id": world.people[deal.owner],
            }
        )
    insert_activities(session, rows + _desk_work(world))
    _shared(session, world, deals)
    for index in range(12):
        put_tag(
            session,
            record="company",
            record_id=world.companies[index],
            name=("key account", "pilot")[index % 2],
        )


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _hour(day: date, hour: int, half: int) -> datetime:
    return datetime.combine(day, time(hour, 30 * half), UTC)


def _desk_work(world: World) -> list[dict[str, Any]]:
    """What people have to do beside their deals."""
    return [
        {
            "kind": kind,
            "subject": subject,
            "state": "planned",
            "due_on": _weekday(world.as_of + timedelta(days=ahead)),
            "due_at": _hour(_weekday(world.as_of + timedelta(days=ahead)), hour, 0) if hour else None,
            "minutes": 60 if hour else None,
            "person_id": world.people[login],
        }
        for login, kind, subject, ahead, hour in cast.DESK_WORK
    ]


def _shared(session: Session, world: World, deals: list[PlannedDeal]) -> None:
    """Some open deals are worked on by two; the two newest leads belong to nobody yet."""
    for deal in deals:
        if 2 <= deal.stage < UNDECIDED and deal.number % 6 == 0:
            helper = next(login for login in ("sofia", "nina", "paul") if login != deal.owner)
            access, credit = ("edit", Decimal("0.2")) if deal.number % 4 else ("view", Decimal(0))
            deal_id, person_id = world.deals[deal.number], world.people[helper]
            set_member(session, deal_id=deal_id, person_id=person_id, access=access, credit=credit)
    leads = [world.deals[deal.number] for deal in deals if deal.stage < 2]
    update_deals(session, [{"id": deal_id, "owner_id": None} for deal_id in leads[-2:]])


def _renewals(session: Session, world: World) -> None:
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

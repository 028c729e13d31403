"""Who sees how much, by what is set and by the tree; whole only for an administrator, who sees all of it."""

from collections import Counter, defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.sight import PersonSight, SightSetting, Widened
from salesdesk.models import Company, Contact, Deal, DealMember, Person, PersonTree, Setting
from salesdesk.models.visibility import GRANTS, WIDENING

Counts = Counter[int | None]


def sight_setting(session: Session) -> SightSetting:
    """What everybody sees whole, and what each active person sees, now and by the tree alone."""
    told = dict(_settings(session))
    deals = _by_owner(session, Deal)
    companies = _by_owner(session, Company) + _by_owner(session, Contact)
    below = _below(session)
    members = _members(session)
    people = []
    active = sa.select(Person).where(Person.active, Person.deleted_at.is_(None))
    for person in session.scalars(active.order_by(Person.name_key, Person.id)):
        own = below[person.id] | {None}
        beside = sum(count for owner, count in members[person.id].items() if owner not in own)
        people.append(
            PersonSight(
                person.id,
                person.name,
                {"deals": _sum(deals, own) + beside, "companies": _sum(companies, own)},
                _whole(person, told.get(GRANTS) or {}),
            )
        )
    to_all = (kind for kind, (key, opened, _) in WIDENING.items() if told.get(key, opened) == opened)
    totals: dict[Widened, int] = {"deals": deals.total(), "companies": companies.total()}
    return SightSetting(frozenset(to_all), totals, tuple(people))


def _settings(session: Session) -> list[tuple[str, Any]]:
    keys = [GRANTS, *(key for key, _, _ in WIDENING.values())]
    question = sa.select(Setting.key, Setting.value)
    found = session.execute(question.where(Setting.key.in_(keys), Setting.deleted_at.is_(None)))
    return [(row[0], row[1]) for row in found]


def _by_owner(session: Session, model: type[Deal] | type[Company] | type[Contact]) -> Counts:
    question = sa.select(model.owner_id, sa.func.count()).where(model.deleted_at.is_(None))
    return Counter({row[0]: row[1] for row in session.execute(question.group_by(model.owner_id))})


def _below(session: Session) -> dict[int, set[int | None]]:
    """Per person themself and everybody below today."""
    below: dict[int, set[int | None]] = defaultdict(set)
    question = sa.select(PersonTree.ancestor_id, PersonTree.descendant_id)
    for above, person in session.execute(question.where(PersonTree.to_at.is_(None))):
        below[above].add(person)
    return below


def _members(session: Session) -> dict[int, Counts]:
    """Per person the deals where they are a member, counted by owner."""
    members: dict[int, Counts] = defaultdict(Counter)
    question = (
        sa.select(DealMember.person_id, Deal.owner_id, sa.func.count(sa.distinct(Deal.id)))
        .join(Deal, Deal.id == DealMember.deal_id)
        .where(DealMember.deleted_at.is_(None), Deal.deleted_at.is_(None))
        .group_by(DealMember.person_id, Deal.owner_id)
    )
    for person, owner, count in session.execute(question):
        members[person][owner] = count
    return members


def _sum(counts: Counts, owners: set[int | None]) -> int:
    return sum(counts[owner] for owner in owners)


def _whole(person: Person, granted: dict[str, list[Widened]]) -> frozenset[Widened]:
    if "administrator" in (person.rights or ()):
        return frozenset(WIDENING)
    return frozenset(granted.get(person.function, ()))

"""The team on a day: who reports to whom, how many are below, and what they and those below have to show."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from salesdesk.answers.team import LineFigures, MoveAhead, Team, TeamMember
from salesdesk.models import (
    Deal,
    DealFacts,
    DealSpan,
    Person,
    PersonTree,
    PlannedMove,
    Setting,
    Stage,
    Territory,
)
from salesdesk.models.visibility import GRANTS, WIDENING
from salesdesk.queries.company_calendar import base_currency, fiscal_year_start, time_zone, today
from salesdesk.queries.portraits import portrait_ids
from salesdesk.queries.reports import span_of_decision
from salesdesk.queries.sums import sum_and_missing
from salesdesk.rules.periods import fiscal_quarter, period_named
from salesdesk.rules.positions import LABELS, SHIPPED, position_words
from salesdesk.rules.sight import line_above
from salesdesk.rules.tree import in_tree_order

OPEN = ("lead", "open")
NOBODY, COMPANY = 0, -1
"""Stand in figures for the owner of deals that nobody owns, and for all owners together."""


def team(session: Session, *, on: date | None = None) -> Team:
    """Everybody in the tree as it stood at the end of a day (default: as it is now).

    Figures are told of today only. An open deal counts for whom its owner reports to now, what was won for
    the line of the day on which it was won.
    """
    day = today(session)
    on = on or day
    above = reports_to_on(session, on)
    people = {person.id: person for person in _people(session) if person.id in above}
    order = in_tree_order(people, above, lambda key: (people[key].name_key, key))
    counts = _below([key for key in people if was_active(people[key], on, day)], above)
    quarter = fiscal_quarter(day, fiscal_year_start(session))
    figures = line_figures(session, above, quarter) if on == day else {}
    labels, places = position_labels(session), _territories(session)
    pictures = portrait_ids(session)
    members = tuple(
        _member(people[key], above[key] if above[key] in people else None, depth, counts[key], labels, places,
                was_active(people[key], on, day), figures.get(key, LineFigures()) if on == day else None,
                pictures.get(key))
        for key, depth in order
    )  # fmt: skip
    return Team(
        on=on,
        today=day,
        people=members,
        levels=max((each.depth + 1 for each in members if each.active), default=0),
        currency=base_currency(session),
        quarter=quarter,
        by_tree=is_by_tree(session),
        sees_all=_sees_all(session),
        labels={key: position_words(key, labels) for key in SHIPPED},
        planned=_planned(session),
        territories=_live_territories(session),
        company=figures.get(COMPANY, LineFigures()) if on == day else None,
        unowned=figures.get(NOBODY, LineFigures()) if on == day else None,
    )


def reports_to_on(session: Session, on: date) -> dict[int, int | None]:
    """Per person whom they reported to at the end of a day, today: now. Nobody for the roots.

    The tree is dated: whoever was not in it yet is not among them.
    """
    tree = PersonTree
    if on >= today(session):
        holds: Any = tree.to_at.is_(None)
    else:
        end = _end_of(on, time_zone(session))
        holds = sa.and_(tree.from_at < end, sa.or_(tree.to_at.is_(None), tree.to_at >= end))
    question = sa.select(tree.descendant_id, tree.ancestor_id, tree.depth)
    found: dict[int, int | None] = {}
    for person, ancestor, depth in session.execute(question.where(holds, tree.depth <= 1)):
        if depth:
            found[person] = ancestor
        else:
            found.setdefault(person, None)
    return found


def _end_of(on: date, zone: str) -> datetime:
    """The moment at which a day ends where the company does business."""
    try:
        where: Any = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        where = UTC
    return datetime.combine(on + timedelta(days=1), time(), where).astimezone(UTC)


def was_active(person: Person, on: date, day: date) -> bool:
    """Whether somebody belonged to the team at the end of a day."""
    if on >= day:
        return person.active
    begun = person.started_on is None or person.started_on <= on
    return begun and (person.ended_on is None or person.ended_on > on)


def _people(session: Session) -> Iterable[Person]:
    return session.scalars(sa.select(Person).where(Person.deleted_at.is_(None)))


def _planned(session: Session) -> tuple[MoveAhead, ...]:
    person, above = aliased(Person), aliased(Person)
    question = (
        sa.select(PlannedMove.id, person.id, person.name, above.name, PlannedMove.due_on)
        .join(person, person.id == PlannedMove.person_id)
        .outerjoin(above, above.id == PlannedMove.reports_to_id)
        .where(PlannedMove.deleted_at.is_(None), person.deleted_at.is_(None))
        .order_by(PlannedMove.due_on, PlannedMove.id)
    )
    return tuple(
        MoveAhead(key, person_id, name, to_name or "", due_on)
        for key, person_id, name, to_name, due_on in session.execute(question)
    )


def _territories(session: Session) -> dict[int, str]:
    """All by id, those out of use too: who has one keeps it."""
    return {row[0]: row[1] for row in session.execute(sa.select(Territory.id, Territory.name))}


def _live_territories(session: Session) -> tuple[tuple[int, str], ...]:
    question = sa.select(Territory.id, Territory.name).where(Territory.deleted_at.is_(None))
    rows = session.execute(question.order_by(Territory.name_key, Territory.id))
    return tuple((row[0], row[1]) for row in rows)


def position_labels(session: Session) -> dict[str, str]:
    """What this company calls positions its own way, by position."""
    question = sa.select(Setting.value).where(Setting.key == LABELS, Setting.deleted_at.is_(None))
    return dict(session.scalars(question).first() or {})


def is_by_tree(session: Session) -> bool:
    """Whether deals are seen by the tree, not by everybody."""
    key, opened, _ = WIDENING["deals"]
    told = session.scalars(sa.select(Setting.value).where(Setting.key == key, Setting.deleted_at.is_(None)))
    return bool((told.first() or opened) != opened)


def granted_functions(session: Session) -> frozenset[str]:
    """The functions whose people see all deals."""
    told = sa.select(Setting.value).where(Setting.key == GRANTS, Setting.deleted_at.is_(None))
    grants: Mapping[str, Any] = session.scalars(told).first() or {}
    return frozenset(function for function, kinds in grants.items() if "deals" in kinds)


def _sees_all(session: Session) -> bool:
    viewer = session.info["viewer"]
    if viewer.is_administrator or not is_by_tree(session):
        return True
    function = session.scalar(sa.select(Person.function).where(Person.id == viewer.person_id))
    return function in granted_functions(session)


def _below(active: Iterable[int], above: Mapping[int, int | None]) -> Counter[int]:
    """Per person how many active people are below."""
    counts: Counter[int] = Counter()
    for person in active:
        counts.update(line_above(person, above)[1:])
    return counts


def _member(
    person: Person,
    reports_to_id: int | None,
    depth: int,
    below: int,
    labels: Mapping[str, str],
    territories: Mapping[int, str],
    active: bool,
    figures: LineFigures | None,
    portrait_id: int | None,
) -> TeamMember:
    return TeamMember(
        id=person.id,
        version=person.version,
        name=person.name,
        login=person.login,
        email=person.email,
        phone=person.phone,
        position=person.position,
        position_words=position_words(person.position, labels),
        function=person.function,
        territory_id=person.territory_id,
        territory=territories.get(person.territory_id or 0, ""),
        started_on=person.started_on,
        ended_on=person.ended_on,
        discount_limit=person.discount_limit,
        rights=tuple(person.rights),
        active=active,
        reports_to_id=reports_to_id,
        depth=depth,
        below=below,
        figures=figures,
        portrait_id=portrait_id,
    )


def line_figures(session: Session, above: Mapping[int, int | None], quarter: str) -> dict[int, LineFigures]:
    """Per person the figures of their own deals and of those below, of what the viewer sees.

    Under NOBODY those of deals without an owner, under COMPANY those of all others.
    """
    sums: dict[int, list[Any]] = defaultdict(lambda: [0, Decimal(0), 0, 0, Decimal(0), 0])
    for owner, count, value, unvalued in session.execute(_open_deals()):
        for person in (*line_above(owner, above), *_company(owner)):
            sums[person][0] += count
            sums[person][1] += value or 0
            sums[person][2] += unvalued
    for owner, line, count, value, unvalued in session.execute(_won_deals(session, quarter)):
        told = {int(part) for part in (line or "").split("/") if part}
        for person in told | {owner, *_company(owner)}:
            sums[person][3] += count
            sums[person][4] += value or 0
            sums[person][5] += unvalued
    return {person: LineFigures(*parts) for person, parts in sums.items()}


def _company(owner: int) -> tuple[int, ...]:
    """Where a deal counts beside the line of its owner: each once, also of who has no place in the tree."""
    return () if owner == NOBODY else (COMPANY,)


def _owner() -> Any:
    return sa.func.coalesce(Deal.owner_id, NOBODY).label("owner")


def _open_deals() -> Any:
    """Per owner: open deals, their value, how many of them have an amount without a rate."""
    no_rate = sa.and_(Deal.amount.is_not(None), DealFacts.amount_base.is_(None))
    # Sought by their stages: by the index of owners every deal ever decided would be looked up too.
    owner = _owner()
    open_stages = sa.select(Stage.id).where(Stage.type.in_(OPEN))
    return (
        sa.select(
            owner,
            sa.func.count(),
            sa.func.sum(DealFacts.amount_base),
            sa.func.count(sa.case((no_rate, 1))),
        )
        .select_from(Deal)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(Deal.stage_id.in_(open_stages), Deal.deleted_at.is_(None))
        .group_by(owner)
    )


def _won_deals(session: Session, quarter: str) -> Any:
    """Per owner and line of the day of winning: deals won in the quarter, and their value."""
    period = period_named(quarter, fiscal_year_start(session))
    owner = _owner()
    return (
        sa.select(owner, DealSpan.line, sa.func.count(), *sum_and_missing(Deal, DealFacts))
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .outerjoin(DealSpan, span_of_decision())
        .where(Deal.deleted_at.is_(None), Stage.type == "won")
        .where(Deal.closed_on.between(period.first, period.last))
        .group_by(owner, DealSpan.line)
    )

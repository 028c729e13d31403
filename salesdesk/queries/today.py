"""The Today page: what is due for the viewer, which of their deals are quiet, how their pipeline stands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter, StageType
from salesdesk.answers.today import AgendaItem, MyDay, OpenPipeline, QuietDeal, StageLine, WonSum
from salesdesk.models import (
    Activity,
    Company,
    Contact,
    Deal,
    DealFacts,
    Person,
    PersonTree,
    Pipeline,
    Stage,
)
from salesdesk.models.base import now
from salesdesk.queries.board import NOTHING, stage_totals
from salesdesk.queries.cold import SILENT, is_cold
from salesdesk.queries.company_calendar import base_currency, fiscal_year_start, time_zone, today
from salesdesk.queries.news import news_since
from salesdesk.queries.settings import own_setting
from salesdesk.queries.sums import sum_and_missing
from salesdesk.rules.agenda import COMING_DAYS, is_over, visit_since
from salesdesk.rules.periods import business_day, fiscal_quarter, period_named
from salesdesk.rules.repeats import told_repeat
from salesdesk.rules.warmth import goes_cold_on, warmth

VISIT = "today_visit"
MOST_ITEMS, MOST_DEALS = 200, 500
_OPEN: tuple[StageType, ...] = ("lead", "open")


def my_day(session: Session) -> MyDay:
    """All that the Today page shows to the viewer; empty groups for somebody who is no person of the team."""
    me: int | None = session.info["viewer"].person_id
    day = today(session)
    late = _late(session, me, day)
    counts = _counts(session, me, day, late)
    last = day + timedelta(days=COMING_DAYS)
    since = _since(session)
    no_step_count, no_step = without_step(session, [Deal.owner_id == me], day)
    cold_count, cold = cold_with_step(session, [Deal.owner_id == me], day)
    whose = me if _owns_deals(session, me) else None
    unowned = _unowned(session) if whose is None else (0, Decimal(0))
    return MyDay(
        today=day,
        name=session.info["viewer"].name,
        currency=base_currency(session),
        overdue_count=counts[0],
        due_count=counts[1],
        coming_count=counts[2],
        overdue=agenda(session, [Activity.person_id == me, late]),
        due=agenda(session, [Activity.person_id == me, Activity.due_on == day, sa.not_(late)]),
        coming=agenda(session, [Activity.person_id == me, Activity.due_on.between(_after(day), last)]),
        no_step_count=no_step_count,
        no_step=no_step,
        cold_count=cold_count,
        cold=cold,
        pipelines=_pipelines(session, whose),
        won=_won(session, whose, day),
        is_mine=whose is not None,
        since=since,
        changes=news_since(session, since),
        has_team=bool(people_below(session)),
        has_deals=session.scalar(sa.select(Deal.id).where(Deal.deleted_at.is_(None)).limit(1)) is not None,
        unowned=unowned[0],
        unowned_total=unowned[1],
    )


def _after(day: date) -> date:
    return day + timedelta(days=1)


def people_below(session: Session) -> list[int]:
    """The active people below the viewer in today's tree."""
    me: int | None = session.info["viewer"].person_id
    question = (
        sa.select(PersonTree.descendant_id)
        .join(Person, Person.id == PersonTree.descendant_id)
        .where(PersonTree.ancestor_id == me, PersonTree.depth > 0, PersonTree.to_at.is_(None))
        .where(Person.active, Person.deleted_at.is_(None))
    )
    return list(session.scalars(question.order_by(Person.name_key)))


def _late(session: Session, me: int | None, day: date) -> sa.ColumnElement[bool]:
    """What is overdue: of days before this one, and what was for an hour of today that is over."""
    at = now()
    begun = sa.select(Activity.id, Activity.due_at, Activity.minutes).where(
        *_planned(), Activity.person_id == me, Activity.due_on == day, Activity.due_at < at
    )
    over = [row.id for row in session.execute(begun) if is_over(row.due_at, row.minutes, at)]
    return sa.or_(Activity.due_on < day, Activity.id.in_(over))


def _counts(
    session: Session, me: int | None, day: date, late: sa.ColumnElement[bool]
) -> tuple[int, int, int]:
    """How many planned activities are overdue, for today, and for the next seven days."""
    last = day + timedelta(days=COMING_DAYS)
    parts = (late, sa.and_(Activity.due_on == day, sa.not_(late)), Activity.due_on > day)
    columns = [sa.func.count(sa.case((part, 1))) for part in parts]
    row = session.execute(
        sa.select(*columns).where(*_planned(), Activity.person_id == me, Activity.due_on <= last)
    ).one()
    return row[0], row[1], row[2]


def _planned() -> tuple[Any, ...]:
    return Activity.state == "planned", Activity.deleted_at.is_(None)


def agenda(session: Session, conditions: Sequence[Any], *, limit: int = MOST_ITEMS) -> tuple[AgendaItem, ...]:
    """Planned activities under these conditions by day and time; those for any time of the day come last."""
    return agenda_items(session, [*_planned(), *conditions], limit=limit)


def agenda_items(
    session: Session, conditions: Sequence[Any], *, limit: int = MOST_ITEMS
) -> tuple[AgendaItem, ...]:
    """Activities under these conditions by day and time, whatever became of them."""
    question = (
        sa.select(
            Activity.id,
            Activity.version,
            Activity.kind,
            Activity.state,
            Activity.subject,
            Activity.person_id,
            Person.name.label("person"),
            Activity.deal_id,
            Deal.title.label("deal"),
            sa.func.coalesce(Activity.company_id, Deal.company_id).label("company_id"),
            Company.name.label("company"),
            Activity.contact_id,
            Contact.name.label("contact"),
            Activity.due_on,
            Activity.due_at,
            Activity.minutes,
            Activity.description,
            Activity.repeat,
            Deal.amount,
            Deal.currency,
            Deal.close_on,
        )
        .outerjoin(Deal, Deal.id == Activity.deal_id)
        .outerjoin(Company, Company.id == sa.func.coalesce(Activity.company_id, Deal.company_id))
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Person, Person.id == Activity.person_id)
        .where(Activity.deleted_at.is_(None), *conditions)
        .order_by(Activity.due_on, Activity.due_at.asc().nulls_last(), Activity.id)
        .limit(limit)
    )
    return tuple(_item(row) for row in session.execute(question))


def _item(row: Any) -> AgendaItem:
    return AgendaItem(
        activity_id=row.id,
        version=row.version,
        kind=row.kind,
        state=row.state,
        subject=row.subject,
        person_id=row.person_id,
        person=row.person or "",
        deal_id=row.deal_id,
        deal=row.deal or "",
        company_id=row.company_id,
        company=row.company or "",
        contact_id=row.contact_id,
        contact=row.contact or "",
        due_on=row.due_on,
        due_at=row.due_at,
        minutes=row.minutes,
        note=next((line.strip() for line in (row.description or "").splitlines() if line.strip()), ""),
        amount=row.amount,
        currency=row.currency or "",
        close_on=row.close_on,
        repeats=told_repeat(row.repeat, row.state),
    )


def without_step(session: Session, conditions: Sequence[Any], day: date) -> tuple[int, tuple[QuietDeal, ...]]:
    """How many open deals under these conditions have no next step, and the first of them, the longest silent
    before the others."""
    return _quiet(session, [*conditions, DealFacts.next_step.is_(None)], day)


def cold_with_step(
    session: Session, conditions: Sequence[Any], day: date
) -> tuple[int, tuple[QuietDeal, ...]]:
    """How many open deals under these conditions are cold in spite of a next step, and the first of them."""
    has_step = DealFacts.next_step.is_not(None)
    return _quiet(session, [*conditions, has_step, *is_cold(session, day)], day)


def _quiet(session: Session, conditions: Sequence[Any], day: date) -> tuple[int, tuple[QuietDeal, ...]]:
    narrowed = [*conditions, Deal.deleted_at.is_(None), Stage.type.in_(_OPEN)]
    question = deal_rows().where(*narrowed).order_by(SILENT, Deal.id)
    zone = time_zone(session)
    found = tuple(as_quiet(row, day, zone) for row in session.execute(question.limit(MOST_DEALS)))
    return len(found) if len(found) < MOST_DEALS else how_many(session, narrowed), found


def how_many(session: Session, conditions: Sequence[Any]) -> int:
    """How many deals there are under conditions on them, their stage and their facts."""
    question = (
        sa.select(sa.func.count())
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
    )
    return session.scalar(question.where(*conditions)) or 0


def deal_rows() -> sa.Select[Any]:
    """What a quiet deal is made of."""
    return (
        sa.select(
            Deal.id,
            Deal.title,
            Company.name.label("company"),
            Deal.owner_id,
            Person.name.label("owner"),
            Deal.amount,
            Deal.currency,
            Stage.type,
            Stage.cold_after_days,
            DealFacts.next_step,
            DealFacts.next_step_on,
            DealFacts.last_touch_at,
            Deal.stage_entered_at,
            Deal.close_on,
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .outerjoin(Company, Company.id == Deal.company_id)
        .outerjoin(Person, Person.id == Deal.owner_id)
    )


def as_quiet(row: Any, day: date, zone: str) -> QuietDeal:
    """A row of `deal_rows` as it stands on a day."""
    touched = business_day(row.last_touch_at or row.stage_entered_at, zone)
    cold_on = goes_cold_on(row.type, row.cold_after_days, touched)
    return QuietDeal(
        deal_id=row.id,
        title=row.title,
        company=row.company or "",
        owner_id=row.owner_id,
        owner=row.owner or "",
        amount=row.amount,
        currency=row.currency,
        warmth=warmth(row.type, row.cold_after_days, touched, row.next_step_on, day),
        silent_days=max(0, (day - touched).days),
        cold_in_days=(cold_on - day).days if cold_on is not None and cold_on > day else None,
        has_step=row.next_step is not None,
        next_step_on=row.next_step_on,
    )


def _owns_deals(session: Session, me: int | None) -> bool:
    question = sa.select(Deal.id).where(Deal.owner_id == me, Deal.deleted_at.is_(None)).limit(1)
    return me is not None and session.scalar(question) is not None


def _pipelines(session: Session, owner: int | None) -> tuple[OpenPipeline, ...]:
    """Somebody's open deals, or all, by stage; a pipeline in which there are none is left out."""
    rows = session.execute(
        sa.select(Pipeline.id, Pipeline.name, Stage.id, Stage.name)
        .join(Stage, Stage.pipeline_id == Pipeline.id)
        .where(Pipeline.deleted_at.is_(None), Stage.deleted_at.is_(None), Stage.type.in_(_OPEN))
        .order_by(Pipeline.position, Pipeline.id, Stage.position)
    ).all()
    filters = BoardFilter(owner_ids=frozenset({owner} if owner is not None else ()))
    totals = stage_totals(session, [row[2] for row in rows], filters)
    found: dict[tuple[int, str], list[StageLine]] = {}
    for pipeline_id, pipeline, stage_id, stage in rows:
        total = totals.get(stage_id, NOTHING)
        line = StageLine(stage_id, stage, total.count, total.total, total.weighted, total.without_rate)
        found.setdefault((pipeline_id, pipeline), []).append(line)
    return tuple(
        OpenPipeline(key, name, tuple(lines))
        for (key, name), lines in found.items()
        if any(line.count for line in lines)
    )


def _unowned(session: Session) -> tuple[int, Decimal]:
    """How many open deals nobody owns, and their sum."""
    open_stages = sa.select(Stage.id).where(Stage.type.in_(_OPEN))
    count, total = session.execute(
        sa.select(sa.func.count(), sa.func.sum(DealFacts.amount_base))
        .select_from(Deal)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(Deal.stage_id.in_(open_stages), Deal.deleted_at.is_(None), Deal.owner_id.is_(None))
    ).one()
    return count, total or Decimal(0)


def _won(session: Session, owner: int | None, day: date) -> WonSum:
    """What somebody, or everybody, won in the fiscal quarter of this day."""
    start = fiscal_year_start(session)
    period = period_named(fiscal_quarter(day, start), start)
    theirs = [] if owner is None else [Deal.owner_id == owner]
    count, total, without_rate = session.execute(
        sa.select(sa.func.count(), *sum_and_missing(Deal, DealFacts))
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(Deal.deleted_at.is_(None), Stage.type == "won", *theirs)
        .where(Deal.won_on.between(period.first, period.last))
    ).one()
    return WonSum(period.name, count, total or Decimal(0), without_rate)


def _since(session: Session) -> datetime:
    stored = own_setting(session, key=VISIT) or {}
    return visit_since(_moment(stored.get("since")), _moment(stored.get("seen")), now())


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

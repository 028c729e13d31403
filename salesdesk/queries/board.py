"""The pipeline board: exact totals per column, cards in their shared order, one deal in detail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import (
    Board,
    BoardFilter,
    Card,
    Column,
    DealSheet,
    StageType,
)
from salesdesk.answers.choice import Choice
from salesdesk.errors import Gone
from salesdesk.models import (
    Company,
    Contact,
    Deal,
    DealFacts,
    LeadSource,
    LostReason,
    Person,
    Pipeline,
    Stage,
)
from salesdesk.models.base import table_of
from salesdesk.queries.company_calendar import base_currency, time_zone, today
from salesdesk.queries.deal_timeline import deal_timeline
from salesdesk.queries.deal_words import deals_holding
from salesdesk.queries.pipelines import NoPipeline, holding_deals, shown_first
from salesdesk.queries.sums import sum_and_missing
from salesdesk.rules.money import weighted
from salesdesk.rules.periods import business_day
from salesdesk.rules.warmth import card_warning, warmth
from salesdesk.translation import tr

CARDS_AT_ONCE = 80
"""Cards of a column that are read at first, and again each time its end comes near."""

# The board is the first thing read: by tables, for models would have to be mapped before.
_deal, _facts, _company = table_of(Deal), table_of(DealFacts), table_of(Company)
_person, _pipeline, _stage = table_of(Person), table_of(Pipeline), table_of(Stage)


@dataclass(frozen=True, slots=True)
class _Day:
    """What turns a row into a card: today, and the zone in which days begin."""

    today: date
    zone: str


def pipeline_board(
    session: Session, *, filters: BoardFilter, limits: Mapping[int, int] | None = None
) -> Board:
    """The board of one pipeline under a filter; if none is named, of the one this person sees first.

    Count and sums of a column hold all its deals; its cards are the first CARDS_AT_ONCE, or as
    many as `limits` says by stage, and `column_cards` gives more. NoPipeline where there is none.
    """
    pipelines = session.execute(
        sa.select(_pipeline.c.id, _pipeline.c.name)
        .where(_pipeline.c.deleted_at.is_(None))
        .order_by(_pipeline.c.position)
    ).all()
    if not pipelines:
        raise NoPipeline
    choices = {row.id: Choice(*row) for row in pipelines}
    shown = filters.pipeline_id
    chosen = choices[shown if shown in choices else shown_first(session, list(choices))]
    columns = _columns(session, _stages(session, chosen.id), filters, limits or {})
    held = frozenset[int]() if any(column.count for column in columns) else holding_deals(session)
    return Board(
        pipeline_id=chosen.id,
        pipeline=chosen.name,
        currency=base_currency(session),
        today=today(session),
        columns=columns,
        pipelines=tuple(choices.values()),
        owners=owner_choices(session),
        lost_reasons=_reasons(session),
        elsewhere=tuple(each for each in choices.values() if each.id in held and each.id != chosen.id),
    )


def board_columns(
    session: Session,
    *,
    pipeline_id: int,
    stage_ids: Set[int],
    filters: BoardFilter,
    limits: Mapping[int, int] | None = None,
) -> tuple[Column, ...]:
    """Some columns of a board as `pipeline_board` gives them: all that a move between them can change."""
    stages = [stage for stage in _stages(session, pipeline_id) if stage.id in stage_ids]
    return _columns(session, stages, filters, limits or {})


def _columns(
    session: Session, stages: Sequence[Any], filters: BoardFilter, limits: Mapping[int, int]
) -> tuple[Column, ...]:
    totals, day = stage_totals(session, [stage.id for stage in stages], filters), _day(session)
    cards = {
        stage.id: _as_cards(
            session, _in_column(session, stage.id, filters, limit=limits.get(stage.id, CARDS_AT_ONCE)), day
        )
        for stage in stages
        if stage.id in totals
    }
    return tuple(_column(stage, totals, cards.get(stage.id, ())) for stage in stages)


def _stages(session: Session, pipeline_id: int) -> Sequence[Any]:
    question = sa.select(_stage.c.id, _stage.c.name, _stage.c.type, _stage.c.probability)
    question = question.where(_stage.c.pipeline_id == pipeline_id, _stage.c.deleted_at.is_(None))
    return session.execute(question.order_by(_stage.c.position)).all()


@dataclass(frozen=True, slots=True)
class StageTotal:
    """Count, sum and weighted sum (base currency) of the deals in a stage; deals without a rate apart."""

    count: int
    total: Decimal
    weighted: Decimal
    without_rate: int


NOTHING = StageTotal(0, Decimal(0), Decimal(0), 0)


def stage_totals(session: Session, stage_ids: Sequence[int], filters: BoardFilter) -> dict[int, StageTotal]:
    """The totals of each stage that holds deals; the board's headers and the pipeline report share them."""
    probability = sa.case(
        (_stage.c.type == "won", 100),
        (_stage.c.type == "lost", 0),
        else_=sa.func.coalesce(_deal.c.probability, _stage.c.probability),
    ).label("probability")
    question = (
        sa.select(
            _deal.c.stage_id,
            probability,
            sa.func.count(),
            *sum_and_missing(_deal.c, _facts.c),
        )
        .join(_stage, _stage.c.id == _deal.c.stage_id)
        .join(_facts, _facts.c.deal_id == _deal.c.id)
        .where(_deal.c.stage_id.in_(stage_ids), *conditions(session, filters))
        .group_by(_deal.c.stage_id, probability)
    )
    groups: dict[int, list[Any]] = defaultdict(list)
    for stage_id, *group in session.execute(question):
        groups[stage_id].append(group)
    return {stage_id: _total(parts) for stage_id, parts in groups.items()}


def _total(parts: list[Any]) -> StageTotal:
    sums = [(amount or Decimal(0), probability) for probability, _, amount, _ in parts]
    return StageTotal(
        count=sum(count for _, count, _, _ in parts),
        total=sum((amount for amount, _ in sums), Decimal(0)),
        weighted=weighted(sums),
        without_rate=sum(missing for _, _, _, missing in parts),
    )


def conditions(session: Session, filters: BoardFilter) -> list[sa.ColumnElement[bool]]:
    """The filter as conditions on deals: live ones, of these owners, with this text, as a list asks them."""
    found: list[sa.ColumnElement[bool]] = [_deal.c.deleted_at.is_(None)]
    if filters.owner_ids:
        found.append(_deal.c.owner_id.in_(filters.owner_ids))
    found += deals_holding(filters.text)
    if filters.conditions:
        # Loaded with the first filter: the first board is not to wait for it.
        from salesdesk.answers.lists import ListView
        from salesdesk.queries.lists import matching

        view = ListView("deal", conditions=filters.conditions)
        found.append(_deal.c.id.in_(matching(session, view)))
    return found


def _column(stage: Any, totals: dict[int, StageTotal], cards: tuple[Card, ...]) -> Column:
    total = totals.get(stage.id, NOTHING)
    return Column(
        stage_id=stage.id,
        name=stage.name,
        type=stage.type,
        probability=stage.probability,
        count=total.count,
        total=total.total,
        weighted=total.weighted,
        without_rate=total.without_rate,
        cards=cards,
    )


_CARD = (
    _deal.c.id,
    _deal.c.version,
    _deal.c.number,
    _deal.c.title,
    _company.c.name.label("company"),
    _deal.c.stage_id,
    _deal.c.rank,
    _deal.c.amount,
    _deal.c.currency,
    _facts.c.amount_base,
    sa.func.coalesce(_deal.c.probability, _stage.c.probability).label("probability"),
    _deal.c.owner_id,
    _person.c.name.label("owner"),
    _facts.c.next_step,
    _facts.c.next_step_on,
    _facts.c.last_touch_at,
    _deal.c.stage_entered_at,
    _deal.c.close_on,
    _stage.c.type,
    _stage.c.cold_after_days,
)


def _card_rows() -> sa.Select[Any]:
    return (
        sa.select(*_CARD)
        .join(_stage, _stage.c.id == _deal.c.stage_id)
        .join(_facts, _facts.c.deal_id == _deal.c.id)
        .outerjoin(_company, _company.c.id == _deal.c.company_id)
        .outerjoin(_person, _person.c.id == _deal.c.owner_id)
    )


def column_cards(
    session: Session,
    *,
    stage_id: int,
    filters: BoardFilter,
    after: tuple[str, int] | None = None,
    limit: int = CARDS_AT_ONCE,
) -> tuple[Card, ...]:
    """Cards of one stage in their order, from behind the card with (rank, id) `after` on."""
    return _as_cards(session, _in_column(session, stage_id, filters, after, limit), _day(session))


def column_ids(session: Session, *, stage_id: int, filters: BoardFilter) -> tuple[int, ...]:
    """The keys of all deals of one stage under a filter, in their order."""
    question = sa.select(_deal.c.id).where(_deal.c.stage_id == stage_id, *conditions(session, filters))
    return tuple(session.scalars(question.order_by(_deal.c.rank, _deal.c.id)))


def _in_column(
    session: Session,
    stage_id: int,
    filters: BoardFilter,
    after: tuple[str, int] | None = None,
    limit: int = CARDS_AT_ONCE,
) -> sa.Select[Any]:
    question = _card_rows().where(_deal.c.stage_id == stage_id, *conditions(session, filters))
    if after is not None:
        rank, deal_id = after
        question = question.where(
            _deal.c.rank >= rank,
            sa.or_(_deal.c.rank > rank, sa.and_(_deal.c.rank == rank, _deal.c.id > deal_id)),
        )
    return question.order_by(_deal.c.rank, _deal.c.id).limit(limit)


def cards(session: Session, *, deal_ids: Iterable[int], filters: BoardFilter) -> tuple[Card, ...]:
    """Those of these deals that the filter lets through, as cards."""
    question = _card_rows().where(_deal.c.id.in_(list(deal_ids)), *conditions(session, filters))
    return _as_cards(session, question, _day(session))


def _day(session: Session) -> _Day:
    return _Day(today(session), time_zone(session))


def _as_cards(session: Session, question: sa.Select[Any], day: _Day) -> tuple[Card, ...]:
    return tuple(_card(row, day) for row in session.execute(question))


def _card(row: Any, day: _Day) -> Card:
    stage_type: StageType = row.type
    entered = business_day(row.stage_entered_at, day.zone)
    touched = business_day(row.last_touch_at, day.zone) if row.last_touch_at else entered
    warm = warmth(stage_type, row.cold_after_days, touched, row.next_step_on, day.today)
    return Card(
        deal_id=row.id,
        version=row.version,
        number=row.number,
        title=row.title,
        company=row.company or "",
        stage_id=row.stage_id,
        rank=row.rank,
        amount=row.amount,
        currency=row.currency,
        amount_base=row.amount_base,
        probability=row.probability,
        owner_id=row.owner_id,
        owner=row.owner or "",
        next_step=row.next_step or "",
        next_step_on=row.next_step_on,
        warmth=warm,
        warning=card_warning(
            stage_type, warm, bool(row.next_step), row.next_step_on, row.close_on, day.today
        ),
        stage_entered_on=entered,
        close_on=row.close_on,
    )


def owner_choices(session: Session) -> tuple[Choice, ...]:
    """Everybody who can own a deal."""
    question = sa.select(_person.c.id, _person.c.name).where(_person.c.deleted_at.is_(None), _person.c.active)
    return tuple(Choice(*row) for row in session.execute(question.order_by(_person.c.name_key)))


def _reasons(session: Session) -> tuple[Choice, ...]:
    reason = table_of(LostReason).c
    question = sa.select(reason.id, reason.name).where(reason.deleted_at.is_(None)).order_by(reason.position)
    return tuple(Choice(*row) for row in session.execute(question))


def deal_sheet(session: Session, *, deal_id: int) -> DealSheet:
    """Everything the detail panel shows of one deal; KnownError if it is gone or out of sight."""
    found = cards(session, deal_ids=[deal_id], filters=BoardFilter())
    if not found:
        raise Gone(tr("This deal is not there any more; somebody deleted it or gave it away."))
    deal = session.get_one(Deal, deal_id)
    stages = _stages(session, deal.pipeline_id)
    # Asked for by itself: the deal's own stage may have been taken out of use.
    stage = session.execute(sa.select(_stage.c.name, _stage.c.type).where(_stage.c.id == deal.stage_id)).one()
    return DealSheet(
        card=found[0],
        pipeline_id=deal.pipeline_id,
        stage=stage.name,
        stage_type=stage.type,
        stages=tuple(Choice(each.id, each.name) for each in stages),
        contact=_name(session, Contact, deal.contact_id),
        category=deal.category or "",
        kind=deal.kind,
        source=_name(session, LeadSource, deal.lead_source_id),
        won_on=deal.won_on,
        lost_on=deal.lost_on,
        lost_reason=_name(session, LostReason, deal.lost_reason_id),
        description=deal.description or "",
        timeline=deal_timeline(session, deal_id),
        owners=owner_choices(session),
    )


def _name(session: Session, model: Any, key: int | None) -> str:
    if key is None:
        return ""
    return session.scalar(sa.select(model.name).where(model.id == key)) or ""

"""Open deals by the day on which they are expected to close."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter, Card
from salesdesk.answers.closing import ZERO, CloseDay, CloseMonth
from salesdesk.models import Calendar, Deal, DealFacts, Stage
from salesdesk.models.base import table_of
from salesdesk.queries.board import cards, conditions
from salesdesk.queries.company_calendar import base_currency, today
from salesdesk.queries.sums import sum_and_missing
from salesdesk.rules.week import week_of

CARDS_A_DAY = 40
"""So many cards of a day are read, the largest deals first; all deals are in its count and sum."""
_deal, _facts, _stage = table_of(Deal), table_of(DealFacts), table_of(Stage)


def close_month(session: Session, *, month: date | None, filters: BoardFilter) -> CloseMonth:
    """The month in which a day lies (today for None) in whole weeks, under the board's filter.

    `filters.pipeline_id` names the pipeline. Only deals in lead and open stages: the others have closed.
    """
    now = today(session)
    begin = (month or now).replace(day=1)
    end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    start = session.scalar(sa.select(Calendar.week_start).limit(1)) or 0
    first, last = week_of(begin, start), week_of(end, start) + timedelta(days=6)
    narrowed = [
        _stage.c.type.in_(("lead", "open")),
        _deal.c.pipeline_id == filters.pipeline_id,
        sa.or_(_deal.c.close_on.between(first, last), _deal.c.close_on.is_(None)),
        *conditions(session, filters),
    ]
    shown = _shown(session, narrowed, filters)
    days = {day.on: day for day in _days(session, narrowed, shown)}
    unscheduled = days.pop(None, CloseDay(None))
    scheduled = {on: day for on, day in days.items() if on is not None}
    return CloseMonth(begin, first, last, now, base_currency(session), scheduled, unscheduled)


def _days(
    session: Session, narrowed: Sequence[Any], shown: Mapping[date | None, tuple[Card, ...]]
) -> list[CloseDay]:
    question = sa.select(_deal.c.close_on, sa.func.count(), *sum_and_missing(_deal.c, _facts.c))
    rows = session.execute(_joined(question).where(*narrowed).group_by(_deal.c.close_on))
    return [CloseDay(on, n, total or ZERO, without, shown.get(on, ())) for on, n, total, without in rows]


def _joined(question: sa.Select[Any]) -> sa.Select[Any]:
    return question.join(_stage, _stage.c.id == _deal.c.stage_id).join(_facts, _facts.c.deal_id == _deal.c.id)


def _shown(
    session: Session, narrowed: Sequence[Any], filters: BoardFilter
) -> dict[date | None, tuple[Card, ...]]:
    """The cards of each day, the largest deals first."""
    order = (_facts.c.amount_base.desc().nulls_last(), _deal.c.id)
    place = sa.func.row_number().over(partition_by=_deal.c.close_on, order_by=order).label("place")
    ranked = _joined(sa.select(_deal.c.id, place)).where(*narrowed).subquery()
    chosen = sa.select(ranked.c.id).where(ranked.c.place <= CARDS_A_DAY).order_by(ranked.c.place)
    ids = list(session.scalars(chosen))
    known = {card.deal_id: card for card in cards(session, deal_ids=ids, filters=filters)}
    found: dict[date | None, list[Card]] = {}
    for deal_id in ids:
        if deal_id in known:
            found.setdefault(known[deal_id].close_on, []).append(known[deal_id])
    return {on: tuple(listed) for on, listed in found.items()}

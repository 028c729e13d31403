"""What deals and activities say about a company or a contact: value, last touch, next step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Column, Step, Touch, Value
from salesdesk.models import Activity, Deal, DealFacts, Stage
from salesdesk.models.activity import CONVERSATIONS
from salesdesk.queries.keys import among_given, rows_given
from salesdesk.queries.lists.source import Listed, Load
from salesdesk.queries.sums import sum_and_missing
from salesdesk.translation import tr

OPEN, WON = ("lead", "open"), ("won",)
NOTHING = Value(Decimal(0), 0)


def touch_part(column: Any) -> Any:
    """Per record the time of its last conversation; `column` says whose ("company_id" of an activity)."""
    return (
        sa.select(column.label("record_id"), sa.func.max(Activity.done_at).label("at"))
        .where(column.is_not(None), *_talked())
        .group_by(column)
        .subquery()
    )


def step_part(column: Any) -> Any:
    """Per record how many activities are planned, and the first day of them."""
    return (
        sa.select(
            column.label("record_id"),
            sa.func.min(Activity.due_on).label("on"),
            sa.func.count().label("planned"),
        )
        .where(column.is_not(None), *_planned())
        .group_by(column)
        .subquery()
    )


def value_part(column: Any, types: Sequence[str]) -> Any:
    """Per record the sum and the number of its deals in stages of these types, and how many have no rate."""
    amount, missing = sum_and_missing(Deal, DealFacts)
    return (
        sa.select(
            column.label("record_id"),
            amount.label("amount"),
            sa.func.count().label("deals"),
            missing.label("without_rate"),
        )
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(column.is_not(None), Deal.deleted_at.is_(None), Stage.type.in_(types))
        .group_by(column)
        .subquery()
    )


def touch(part: Any, column: Any, *, usual: bool = True) -> Listed:
    """The column of the last conversation."""
    return Listed(
        Column("last_touch", tr("Last touch"), "touch", usual=usual),
        value=part.c.at,
        needs=("touch",),
        load=_last_touches(column),
    )


def step(part: Any, column: Any, *, usual: bool = True) -> Listed:
    """The column of the next activity planned."""
    return Listed(
        Column("next_step", tr("Next step"), "step", usual=usual),
        value=part.c.on,
        present=part.c.planned,
        needs=("step",),
        load=_next_steps(column),
    )


def value(
    key: str, label: str, part: Any, column: Any, types: Sequence[str], *, usual: bool = False
) -> Listed:
    """The column of a sum of deals; where none of them has a rate there is none, which is not 0."""
    unknown = sa.and_(part.c.amount.is_(None), part.c.without_rate > 0)
    known = sa.func.coalesce(part.c.amount, 0, type_=part.c.amount.type)
    return Listed(
        Column(key, label, "value", usual=usual),
        value=sa.case((unknown, sa.null()), else_=known),
        present=part.c.deals,
        needs=(key,),
        load=_values(column, types),
        sums=(part.c.amount, part.c.deals, part.c.without_rate),
    )


def value_of(amount: Decimal | None, deals: int, without_rate: int) -> Value:
    """A sum of deals as it is shown: 0 where none has an amount, none where no amount has a rate."""
    nothing = None if without_rate else Decimal(0)
    return Value(nothing if amount is None else amount, deals, without_rate)


def _talked() -> tuple[Any, ...]:
    return (
        Activity.state == "done",
        Activity.kind.in_(CONVERSATIONS),
        Activity.done_at.is_not(None),
        Activity.deleted_at.is_(None),
    )


def _planned() -> tuple[Any, ...]:
    return Activity.state == "planned", Activity.deleted_at.is_(None)


def _last_touches(column: Any) -> Load:
    @cache
    def question(dialect: str) -> Any:
        return (
            sa.select(column, Activity.kind, Activity.done_at)
            .where(among_given(dialect, column), *_talked())
            .order_by(Activity.done_at, Activity.id)
        )

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = rows_given(session, question(session.get_bind().dialect.name), ids)
        # The latest comes last and wins.
        latest = {row[0]: row for row in rows}
        return {record_id: Touch(kind, at) for record_id, kind, at in latest.values()}

    return load


def _next_steps(column: Any) -> Load:
    @cache
    def question(dialect: str) -> Any:
        return (
            sa.select(column, Activity.kind, Activity.subject, Activity.due_on, Activity.due_at)
            .where(among_given(dialect, column), *_planned())
            .order_by(
                Activity.due_on.desc().nulls_first(), Activity.due_at.desc().nulls_first(), Activity.id.desc()
            )
        )

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = rows_given(session, question(session.get_bind().dialect.name), ids)
        # The earliest comes last and wins; one without a date only where no other has one.
        first = {row[0]: row for row in rows}
        return {key: Step(kind, subject, on, at) for key, kind, subject, on, at in first.values()}

    return load


def _values(column: Any, types: Sequence[str]) -> Load:
    @cache
    def question(dialect: str) -> Any:
        return (
            sa.select(column, sa.func.count(), *sum_and_missing(Deal, DealFacts))
            .select_from(Deal)
            .join(Stage, Stage.id == Deal.stage_id)
            .join(DealFacts, DealFacts.deal_id == Deal.id)
            .where(among_given(dialect, column), Deal.deleted_at.is_(None), Stage.type.in_(types))
            .group_by(column)
        )

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = rows_given(session, question(session.get_bind().dialect.name), ids)
        return {key: value_of(amount, deals, missing) for key, deals, amount, missing in rows}

    return load

"""Reports over the pipeline and over what was won and lost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.reports import MissingRate, PipelineRow, ReportFilter, WinLossRow
from salesdesk.errors import RuleBroken
from salesdesk.models import (
    Deal,
    DealFacts,
    DealLine,
    DealSpan,
    LeadSource,
    LostReason,
    Person,
    PersonTree,
    Pipeline,
    Product,
    Segment,
    Stage,
    Territory,
)
from salesdesk.queries.board import NOTHING, stage_totals
from salesdesk.queries.company_calendar import base_currency, fiscal_year_start
from salesdesk.queries.sums import no_rate
from salesdesk.rules.names import name_key
from salesdesk.rules.periods import fiscal_quarter, period_named
from salesdesk.rules.win_rate import win_rate
from salesdesk.translation import tr

GROUPS = ("owner", "manager", "territory", "product", "quarter", "source", "segment")
EVERYTHING = ReportFilter()


def report_pipeline(
    session: Session, *, pipeline: str | None = None, person: str | None = None
) -> list[PipelineRow]:
    """Every stage of every pipeline, or of the named one, in the order of the board.

    `person` is a login: only deals of that person and of everybody below today.
    """
    question = (
        sa.select(Pipeline.name, Stage.id, Stage.name, Stage.type)
        .join(Stage, Stage.pipeline_id == Pipeline.id)
        .where(Pipeline.deleted_at.is_(None), Stage.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.id, Stage.position)
    )
    if pipeline is not None:
        question = question.where(Pipeline.id == pipeline_id_of(session, pipeline))
    stages = session.execute(question).all()
    owners = frozenset(people_under(session, person)) if person is not None else frozenset()
    totals = stage_totals(session, [row[1] for row in stages], BoardFilter(owner_ids=owners))
    currency = base_currency(session)
    rows = []
    for pipeline_name, stage_id, stage, kind in stages:
        total = totals.get(stage_id, NOTHING)
        rows.append(
            PipelineRow(pipeline_name, stage, kind, total.count, total.total, total.weighted, currency)
        )
    return rows


def pipeline_id_of(session: Session, name: str) -> int:
    """The pipeline with this name; RuleBroken if there is none."""
    question = sa.select(Pipeline.id).where(
        Pipeline.name_key == name_key(name), Pipeline.deleted_at.is_(None)
    )
    found = session.scalar(question)
    if found is None:
        raise RuleBroken(tr("There is no pipeline named {name}.").format(name=name))
    return found


def people_under(session: Session, login: str) -> list[int]:
    """The person with this login and everybody below today; RuleBroken if there is nobody."""
    person = sa.select(Person.id).where(
        sa.func.lower(Person.login) == login.lower(), Person.deleted_at.is_(None)
    )
    found = session.scalars(
        sa.select(PersonTree.descendant_id).where(
            PersonTree.ancestor_id == person.scalar_subquery(), PersonTree.to_at.is_(None)
        )
    ).all()
    if not found:
        raise RuleBroken(tr("There is nobody with the login {login}.").format(login=login))
    return list(found)


def missing_rates(
    session: Session, *, filters: ReportFilter = EVERYTHING, decided: bool = False
) -> list[MissingRate]:
    """The currencies without a rate and how many deals stay out of the sums of a report for it.

    Of the report with these `filters`: that of won and lost deals if `decided`, else that of the pipeline.
    """
    rows = session.execute(
        sa.select(Deal.currency, sa.func.count())
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(
            Deal.deleted_at.is_(None),
            no_rate(Deal, DealFacts),
            *_limits(session, filters),
            *(_counted() if decided else ()),
        )
        .group_by(Deal.currency)
        .order_by(Deal.currency)
    )
    return [MissingRate(*row) for row in rows]


def report_win_loss(
    session: Session, *, by: str | None = None, filters: ReportFilter = EVERYTHING
) -> list[WinLossRow]:
    """Won and lost deals by group, or all in one row; without renewals and duplicates.

    Only deals that reached an open stage count; one without a history, as after an import, counts as having
    reached it. `manager` is whom the owner reported to when the deal was decided; `product` is the first of
    a deal's lines; a period holds the deals decided in it.
    """
    if by is not None and by not in GROUPS:
        raise RuleBroken(tr("Group by one of: {groups}.").format(groups=", ".join(GROUPS)))
    label = _labels(session, by)
    figures: dict[tuple[Any, str], list[Any]] = {} if by else {(None, "all"): [0, Decimal(0), 0, Decimal(0)]}
    for key, *parts in session.execute(_decided(session, by, filters)):
        group = label(key)
        known = figures.setdefault(group, [0, Decimal(0), 0, Decimal(0)])
        figures[group] = [have + (more or 0) for have, more in zip(known, parts, strict=True)]
    currency = base_currency(session)
    rows = [_row(name, parts, currency) for (_, name), parts in figures.items()]
    if by == "quarter":
        return sorted(rows, key=lambda row: row.group)
    return sorted(rows, key=lambda row: (-row.won_value, row.group))


def _decided(session: Session, by: str | None, filters: ReportFilter) -> sa.Select[Any]:
    """Per value of the group's column: deals won, their value, deals lost, their value."""
    won, lost = Stage.type == "won", Stage.type == "lost"
    key = _KEYS[by]().label("key")
    question = (
        sa.select(
            key,
            sa.func.count(sa.case((won, 1))),
            sa.func.sum(sa.case((won, DealFacts.amount_base))),
            sa.func.count(sa.case((lost, 1))),
            sa.func.sum(sa.case((lost, DealFacts.amount_base))),
        )
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(Deal.deleted_at.is_(None), *_counted())
        .group_by(key)
    )
    if by == "manager":
        question = question.outerjoin(DealSpan, span_of_decision())
    return question.where(*_limits(session, filters))


def _counted() -> tuple[sa.ColumnElement[bool], ...]:
    """Which deals count as won or lost: without renewals and duplicates, and those that never were open."""
    duplicate = sa.select(LostReason.id).where(LostReason.kind == "duplicate")
    return (
        Stage.type.in_(("won", "lost")),
        Deal.kind != "renewal",
        sa.or_(Deal.lost_reason_id.is_(None), Deal.lost_reason_id.not_in(duplicate)),
        sa.or_(Stage.type == "won", ~_was_in("lead"), _was_in("open")),
    )


def _was_in(stage_type: str) -> sa.ColumnElement[bool]:
    """Whether a deal's history knows it in a stage of this type."""
    stages = sa.select(Stage.id).where(Stage.type == stage_type).correlate(None)
    span = sa.orm.aliased(DealSpan)
    return sa.exists().where(span.deal_id == Deal.id, span.stage_id.in_(stages))


def span_of_decision() -> sa.ColumnElement[bool]:
    """Joins a decided deal to the span that began with its decision: to its owner's line of that day."""
    return sa.and_(
        DealSpan.deal_id == Deal.id,
        DealSpan.from_at <= Deal.stage_entered_at,
        sa.or_(DealSpan.to_at.is_(None), DealSpan.to_at > Deal.stage_entered_at),
    )


def _limits(session: Session, filters: ReportFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.period is not None:
        period = period_named(filters.period, fiscal_year_start(session))
        found.append(Deal.closed_on.between(period.first, period.last))
    if filters.person is not None:
        found.append(Deal.owner_id.in_(people_under(session, filters.person)))
    if filters.pipeline is not None:
        found.append(Deal.pipeline_id == pipeline_id_of(session, filters.pipeline))
    return found


def _first_product() -> Any:
    return (
        sa.select(DealLine.product_id)
        .where(DealLine.deal_id == Deal.id, DealLine.deleted_at.is_(None))
        .order_by(DealLine.position, DealLine.id)
        .limit(1)
        .scalar_subquery()
    )


def _territory() -> Any:
    """The deal's own territory, else that of its owner."""
    owners = sa.select(Person.territory_id).where(Person.id == Deal.owner_id).scalar_subquery()
    return sa.func.coalesce(Deal.territory_id, owners)


_KEYS: dict[str | None, Callable[[], Any]] = {
    None: lambda: sa.literal("all"),
    "owner": lambda: Deal.owner_id,
    "manager": lambda: DealSpan.line,
    "territory": _territory,
    "product": _first_product,
    "quarter": lambda: Deal.closed_on,
    "source": lambda: Deal.lead_source_id,
    "segment": lambda: Deal.segment_id,
}
_NAMED: dict[str, Any] = {
    "owner": Person,
    "manager": Person,
    "territory": Territory,
    "product": Product,
    "source": LeadSource,
    "segment": Segment,
}


def _labels(session: Session, by: str | None) -> Callable[[Any], tuple[Any, str]]:
    """What turns a value of the group's column into a group: what makes it one, and its name."""
    none = (None, tr("(none)"))
    if by is None:
        return lambda _: (None, "all")
    if by == "quarter":
        first_month = fiscal_year_start(session)
        return lambda day: (None, fiscal_quarter(day, first_month)) if isinstance(day, date) else none
    names = {row[0]: row[1] for row in session.execute(sa.select(_NAMED[by].id, _NAMED[by].name))}
    if by == "manager":
        return lambda line: (_superior(line), names.get(_superior(line) or 0, none[1]))
    return lambda key: (key, names.get(key, none[1]))


def _superior(line: str | None) -> int | None:
    """Whom the last person of a line "/1/4/9/" reports to: 4."""
    people = (line or "").strip("/").split("/")
    return int(people[-2]) if len(people) > 1 else None


def _row(group: str, figures: list[Any], currency: str) -> WinLossRow:
    won_count, won, lost_count, lost = figures
    return WinLossRow(
        group=group,
        won_count=won_count,
        won_value=won,
        lost_count=lost_count,
        lost_value=lost,
        win_rate_count=win_rate(won_count, lost_count),
        win_rate_value=win_rate(won, lost),
        currency=currency,
    )

"""Reports over the pipeline and over what was won and lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.reports import PipelineRow, WinLossRow
from salesdesk.errors import RuleBroken
from salesdesk.models import (
    Calendar,
    Deal,
    DealFacts,
    DealLine,
    DealSpan,
    LeadSource,
    LostReason,
    Person,
    Pipeline,
    Product,
    Segment,
    Stage,
    Territory,
)
from salesdesk.queries.board import NOTHING, stage_totals
from salesdesk.queries.company_calendar import base_currency
from salesdesk.rules.periods import fiscal_quarter
from salesdesk.rules.win_rate import win_rate
from salesdesk.translation import tr

GROUPS = ("owner", "manager", "territory", "product", "quarter", "source", "segment")


def report_pipeline(session: Session, *, pipeline: str | None = None) -> list[PipelineRow]:
    """Every stage of every pipeline, or of the named one, in the order of the board."""
    question = (
        sa.select(Pipeline.name, Stage.id, Stage.name, Stage.type)
        .join(Stage, Stage.pipeline_id == Pipeline.id)
        .where(Pipeline.deleted_at.is_(None), Stage.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.id, Stage.position)
    )
    if pipeline is not None:
        question = question.where(sa.func.lower(Pipeline.name) == pipeline.lower())
    stages = session.execute(question).all()
    if pipeline is not None and not stages:
        raise RuleBroken(tr("There is no pipeline named {name}.").format(name=pipeline))
    totals = stage_totals(session, [row[1] for row in stages], BoardFilter())
    currency = base_currency(session)
    rows = []
    for pipeline_name, stage_id, stage, kind in stages:
        total = totals.get(stage_id, NOTHING)
        rows.append(
            PipelineRow(pipeline_name, stage, kind, total.count, total.total, total.weighted, currency)
        )
    return rows


def report_win_loss(session: Session, *, by: str | None = None) -> list[WinLossRow]:
    """Won and lost deals by group, or all in one row; without renewals and duplicates.

    `manager` is whom the owner reported to on the day of the decision.
    """
    if by is not None and by not in GROUPS:
        raise RuleBroken(tr("Group by one of: {groups}.").format(groups=", ".join(GROUPS)))
    currency = base_currency(session)
    if by == "quarter":
        return _by_quarter(session, currency)
    group = _group_column(by)
    question = _decided(group).group_by("label")
    rows = [_row(label or tr("(none)"), figures, currency) for label, *figures in session.execute(question)]
    if by is None and not rows:
        rows = [_row("all", [0, None, 0, None], currency)]
    return sorted(rows, key=lambda row: (-row.won_value, row.group))


def _group_column(by: str | None) -> Any:
    manager = sa.orm.aliased(Person)
    line = (
        sa.select(manager.name)
        .select_from(DealSpan)
        .join(manager, sa.literal(True))
        .where(
            DealSpan.deal_id == Deal.id,
            DealSpan.to_at.is_(None),
            DealSpan.line.like(
                sa.literal("%/") + sa.cast(manager.id, sa.Text) + "/" + sa.cast(Deal.owner_id, sa.Text) + "/"
            ),
        )
        .limit(1)
        .scalar_subquery()
    )
    product = (
        sa.select(Product.name)
        .join(DealLine, DealLine.product_id == Product.id)
        .where(DealLine.deal_id == Deal.id, DealLine.deleted_at.is_(None))
        .order_by(DealLine.position, DealLine.id)
        .limit(1)
        .scalar_subquery()
    )
    columns: dict[str | None, Any] = {
        None: sa.literal("all"),
        "owner": _label(Person.name, Person.id == Deal.owner_id),
        "manager": line,
        "territory": _label(
            Territory.name,
            Territory.id
            == sa.func.coalesce(
                Deal.territory_id,
                sa.select(Person.territory_id).where(Person.id == Deal.owner_id).scalar_subquery(),
            ),
        ),
        "product": product,
        "source": _label(LeadSource.name, LeadSource.id == Deal.lead_source_id),
        "segment": _label(Segment.name, Segment.id == Deal.segment_id),
    }
    return columns[by]


def _label(name: Any, condition: Any) -> Any:
    return sa.select(name).where(condition).scalar_subquery()


def _decided(group: Any) -> sa.Select[Any]:
    won = Stage.type == "won"
    lost = Stage.type == "lost"
    duplicate = sa.select(LostReason.id).where(LostReason.kind == "duplicate")
    return (
        sa.select(
            group.label("label"),
            sa.func.count(sa.case((won, 1))),
            sa.func.sum(sa.case((won, DealFacts.amount_base))),
            sa.func.count(sa.case((lost, 1))),
            sa.func.sum(sa.case((lost, DealFacts.amount_base))),
        )
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(
            Deal.deleted_at.is_(None),
            Stage.type.in_(("won", "lost")),
            Deal.kind != "renewal",
            sa.or_(Deal.lost_reason_id.is_(None), Deal.lost_reason_id.not_in(duplicate)),
        )
    )


def _by_quarter(session: Session, currency: str) -> list[WinLossRow]:
    first_month = session.scalar(sa.select(Calendar.fiscal_year_start).limit(1)) or 1
    figures: dict[str, list[Any]] = {}
    for day, *parts in session.execute(_decided(Deal.closed_on).group_by(Deal.closed_on)):
        label = fiscal_quarter(day, first_month) if isinstance(day, date) else tr("(none)")
        known = figures.setdefault(label, [0, Decimal(0), 0, Decimal(0)])
        figures[label] = [have + (more or 0) for have, more in zip(known, parts, strict=True)]
    return [_row(label, parts, currency) for label, parts in sorted(figures.items())]


def _row(group: str, figures: list[Any], currency: str) -> WinLossRow:
    won_count, won_value, lost_count, lost_value = figures
    won, lost = won_value or Decimal(0), lost_value or Decimal(0)
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

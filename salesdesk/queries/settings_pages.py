"""What the pages of Settings ask: stages with their experience, lists with their uses, money and time."""

from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.settings import (
    CalendarSetting,
    ChoiceSetting,
    CurrenciesSetting,
    CurrencySetting,
    FieldSetting,
    PipelineSetting,
    RateSetting,
    StageSetting,
)
from salesdesk.models import (
    Calendar,
    Company,
    Competitor,
    Currency,
    CustomField,
    Deal,
    DealSpan,
    LeadSource,
    LostReason,
    Pipeline,
    Rate,
    Segment,
    Setting,
    Stage,
    Tag,
    Tagging,
)
from salesdesk.queries.company_calendar import work_hours
from salesdesk.rules.own_rate import own_rate


def pipeline_settings(session: Session) -> tuple[PipelineSetting, ...]:
    """All pipelines in their order with their stages."""
    counts = _counted(session, Deal.stage_id)
    exits = _exits(session)
    stages: dict[int, list[StageSetting]] = defaultdict(list)
    decided = sa.case((Stage.type.in_(("won", "lost")), 1), else_=0)
    question = sa.select(Stage).where(Stage.deleted_at.is_(None)).order_by(decided, Stage.position, Stage.id)
    for stage in session.scalars(question):
        won, lost = exits.get(stage.id, (0, 0))
        stages[stage.pipeline_id].append(
            StageSetting(
                id=stage.id,
                name=stage.name,
                type=stage.type,  # type: ignore[arg-type]
                probability=stage.probability,
                is_default=stage.probability_is_default,
                cold_after_days=stage.cold_after_days,
                deals=counts.get(stage.id, 0),
                exits=won + lost,
                own_rate=own_rate(won, lost) if stage.type in ("lead", "open") else None,
            )
        )
    pipelines = sa.select(Pipeline.id, Pipeline.name).where(Pipeline.deleted_at.is_(None))
    rows = session.execute(pipelines.order_by(Pipeline.position, Pipeline.id))
    return tuple(PipelineSetting(key, name, tuple(stages[key])) for key, name in rows)


def _counted(session: Session, column: Any, model: Any = Deal) -> dict[int, int]:
    question = sa.select(column, sa.func.count()).where(column.is_not(None), model.deleted_at.is_(None))
    return {row[0]: row[1] for row in session.execute(question.group_by(column))}


def _exits(session: Session) -> dict[int, tuple[int, int]]:
    """Per stage the deals that were in it and are won, and those that are lost."""
    end = sa.orm.aliased(Stage)
    duplicate = sa.select(LostReason.id).where(LostReason.kind == "duplicate")
    passed = (
        sa.select(DealSpan.stage_id, DealSpan.deal_id, end.type)
        .join(Deal, Deal.id == DealSpan.deal_id)
        .join(end, end.id == Deal.stage_id)
        .where(
            Deal.deleted_at.is_(None),
            end.type.in_(("won", "lost")),
            sa.or_(Deal.lost_reason_id.is_(None), Deal.lost_reason_id.not_in(duplicate)),
        )
        .distinct()
        .subquery()
    )
    won, lost = (sa.func.count(sa.case((passed.c.type == kind, 1))) for kind in ("won", "lost"))
    rows = session.execute(sa.select(passed.c.stage_id, won, lost).group_by(passed.c.stage_id))
    return {row[0]: (row[1], row[2]) for row in rows}


_CHOICES: dict[str, tuple[Any, tuple[tuple[Any, Any], ...]]] = {
    "lost_reason": (LostReason, ((Deal, Deal.lost_reason_id),)),
    "lead_source": (LeadSource, ((Deal, Deal.lead_source_id),)),
    "segment": (Segment, ((Company, Company.segment_id), (Deal, Deal.segment_id))),
    "competitor": (Competitor, ((Deal, Deal.competitor_id),)),
    "tag": (Tag, ((Tagging, Tagging.tag_id),)),
}


def choice_settings(session: Session, *, record: str) -> tuple[ChoiceSetting, ...]:
    """The lost reasons in their order; sources, segments, competitors and tags by name."""
    model, users = _CHOICES[record]
    counts: dict[int, int] = defaultdict(int)
    for used_by, column in users:
        for key, count in _counted(session, column, used_by).items():
            counts[key] += count
    order = (model.position, model.id) if record == "lost_reason" else (model.name_key, model.id)
    question = sa.select(model).where(model.deleted_at.is_(None)).order_by(*order)
    return tuple(
        ChoiceSetting(each.id, each.name, counts.get(each.id, 0), getattr(each, "kind", ""))
        for each in session.scalars(question)
    )


def field_settings(session: Session, *, record: str) -> tuple[FieldSetting, ...]:
    """The fields that the team added to a kind of record ("company"), in their order."""
    question = (
        sa.select(CustomField)
        .where(CustomField.record == record, CustomField.deleted_at.is_(None))
        .order_by(CustomField.position, CustomField.id)
    )
    return tuple(
        FieldSetting(field.id, field.label, field.kind, tuple(field.choices or ()))
        for field in session.scalars(question)
    )


def currency_settings(session: Session) -> CurrenciesSetting:
    """All currencies with their rates."""
    rates: dict[str, list[RateSetting]] = defaultdict(list)
    question = sa.select(Rate).where(Rate.deleted_at.is_(None)).order_by(Rate.on.desc(), Rate.id)
    for rate in session.scalars(question):
        rates[rate.currency].append(RateSetting(rate.id, rate.on, rate.rate))
    in_use = (
        sa.select(Deal.currency, sa.func.count()).where(Deal.deleted_at.is_(None)).group_by(Deal.currency)
    )
    deals = {row[0]: row[1] for row in session.execute(in_use)}
    rows = session.execute(
        sa.select(Currency.code, Currency.is_base)
        .where(Currency.deleted_at.is_(None))
        .order_by(Currency.is_base.desc(), Currency.code)
    )
    fixed = session.scalar(sa.select(Deal.id).limit(1)) is not None
    currencies = (
        CurrencySetting(code, is_base, deals.get(code, 0), tuple(rates[code])) for code, is_base in rows
    )
    return CurrenciesSetting(tuple(currencies), fixed)


def calendar_setting(session: Session) -> CalendarSetting:
    """The calendar of the company."""
    found = session.scalars(sa.select(Calendar).limit(1)).one()
    return CalendarSetting(
        found.time_zone,
        found.week_start,
        found.fiscal_year_start,
        tuple(date.fromisoformat(day) for day in found.holidays or ()),
        work_hours(session),
    )


def setting(session: Session, *, key: str) -> Any:
    """A setting of the database, None where it was never told."""
    return session.scalar(sa.select(Setting.value).where(Setting.key == key, Setting.deleted_at.is_(None)))

"""Pipelines, their stages, what has to be true before a deal leaves a stage, and why deals are lost."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Named, Record, live, reference
from salesdesk.models.types import Bool, Int, Json, Text
from salesdesk.models.visibility import COMMON

STAGE_TYPES = ("lead", "open", "won", "lost")
LOST_KINDS = (
    "competitor",
    "no_decision",
    "price",
    "timing",
    "fit",
    "unreachable",
    "disqualified",
    "duplicate",
)


class Pipeline(Named, Record, Base):
    """An ordered list of stages that deals pass."""

    __tablename__ = "pipeline"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="pipeline"), TABLE)

    position: Mapped[int] = mapped_column(Int, default=0)


class Stage(Named, Record, Base):
    """One step of a pipeline. Won and lost are types, never names."""

    __tablename__ = "stage"
    __visibility__ = COMMON
    __table_args__ = (
        live("pipeline_id", "name_key", table="stage"),
        sa.CheckConstraint("type IN ('lead', 'open', 'won', 'lost')", name="type"),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        TABLE,
    )

    pipeline_id: Mapped[int] = reference("pipeline", index=True)
    type: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Int)
    probability: Mapped[int] = mapped_column(Int)
    probability_is_default: Mapped[bool] = mapped_column(Bool, default=True)
    cold_after_days: Mapped[int | None] = mapped_column(Int)


class StageCriterion(Record, Base):
    """Something the buyer has done before a deal may leave a stage."""

    __tablename__ = "stage_criterion"
    __visibility__ = COMMON

    stage_id: Mapped[int] = reference("stage", index=True)
    position: Mapped[int] = mapped_column(Int, default=0)
    text: Mapped[str] = mapped_column(Text)
    buyer_action: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(Text, default="manual_check")
    rule: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    required: Mapped[bool] = mapped_column(Bool, default=False)
    weight: Mapped[int] = mapped_column(Int, default=1)


class LostReason(Named, Record, Base):
    """Why a deal is lost; duplicates leave every rate."""

    __tablename__ = "lost_reason"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="lost_reason"), TABLE)

    kind: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Int, default=0)


class LeadSource(Named, Record, Base):
    """Where business comes from: a fair, a referral, the web."""

    __tablename__ = "lead_source"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="lead_source"), TABLE)


class Competitor(Named, Record, Base):
    """Somebody else who wants the same business."""

    __tablename__ = "competitor"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="competitor"), TABLE)

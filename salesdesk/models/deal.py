"""Deals and everything that hangs on one: members, stakeholders, evidence, lines, facts, spans."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import (
    KEYLESS,
    TABLE,
    Base,
    Customised,
    Imported,
    Keyed,
    Owned,
    Record,
    by_name,
    live,
    now,
    origin,
    reference,
)
from salesdesk.models.types import Day, Id, Int, Json, Money, Quantity, Share, Text, UtcTime
from salesdesk.models.visibility import DEAL, MEMBERS, OF_DEAL, Visibility

DEAL_KINDS = ("new", "expansion", "renewal")
CATEGORIES = ("pipeline", "best_case", "commit", "closed", "omitted")
STAKEHOLDER_ROLES = (
    "decision_maker",
    "economic_buyer",
    "champion",
    "influencer",
    "user",
    "blocker",
    "procurement",
)


class Deal(Owned, Imported, Customised, Record, Base):
    """One piece of possible business on one pipeline, from first lead to signature."""

    __tablename__ = "deal"
    __visibility__ = DEAL
    __table_args__ = (
        sa.Index("ix_deal_board", "stage_id", "rank", "id"),
        sa.Index("ix_deal_owner_stage", "owner_id", "stage_id"),
        sa.Index("ix_deal_owner_updated", "owner_id", "updated_at"),
        sa.Index("ix_deal_closed_on", "closed_on"),
        by_name("deal"),
        live("number", table="deal"),
        origin("deal"),
        TABLE,
    )

    number: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text(ordered=True))
    kind: Mapped[str] = mapped_column(Text, default="new")
    company_id: Mapped[int | None] = reference("company", index=True)
    contact_id: Mapped[int | None] = reference("contact", index=True)
    pipeline_id: Mapped[int] = reference("pipeline")
    stage_id: Mapped[int] = reference("stage")
    stage_entered_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    rank: Mapped[str] = mapped_column(Text(ordered=True))
    amount: Mapped[Any | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(Text)
    probability: Mapped[int | None] = mapped_column(Int)
    category: Mapped[str | None] = mapped_column(Text)
    category_reason: Mapped[str | None] = mapped_column(Text)
    started_on: Mapped[date | None] = mapped_column(Day)
    close_on: Mapped[date | None] = mapped_column(Day)
    won_on: Mapped[date | None] = mapped_column(Day)
    lost_on: Mapped[date | None] = mapped_column(Day)
    closed_on: Mapped[date | None] = mapped_column(Day)
    lost_reason_id: Mapped[int | None] = reference("lost_reason")
    lost_note: Mapped[str | None] = mapped_column(Text)
    competitor_id: Mapped[int | None] = reference("competitor")
    lead_source_id: Mapped[int | None] = reference("lead_source")
    campaign_id: Mapped[int | None] = reference("campaign")
    segment_id: Mapped[int | None] = reference("segment")
    territory_id: Mapped[int | None] = reference("territory")
    description: Mapped[str | None] = mapped_column(Text)


class DealFacts(Owned, Base):
    """What follows from a deal and its activities; never typed, no version, no history."""

    __tablename__ = "deal_facts"
    __visibility__ = Visibility("owner", "owner", widened="deals", deal="deal_id")
    __table_args__ = (KEYLESS,)

    deal_id: Mapped[int] = mapped_column(Id, sa.ForeignKey("deal.id"), primary_key=True, autoincrement=False)
    amount_base: Mapped[Any | None] = mapped_column(Money)
    last_touch_at: Mapped[datetime | None] = mapped_column(UtcTime)
    next_step: Mapped[str | None] = mapped_column(Text)
    next_step_on: Mapped[date | None] = mapped_column(Day)
    next_activity_id: Mapped[int | None] = mapped_column(Id)
    score: Mapped[int | None] = mapped_column(Int)
    evidence_met: Mapped[int | None] = mapped_column(Int)
    evidence_total: Mapped[int | None] = mapped_column(Int)
    warnings: Mapped[list[str]] = mapped_column(Json, default=list, server_default=sa.text("'[]'"))


class DealSpan(Keyed, Owned, Base):
    """A stretch of time in which nothing that figures depend on changed about a deal; kept by triggers.

    `line` holds the ids of the owner's superiors of that time, root first, as "/1/4/9/".
    """

    __tablename__ = "deal_span"
    __visibility__ = Visibility("owner", "nobody", widened="deals", deal="deal_id")
    __table_args__ = (
        sa.Index("ix_deal_span_deal_id", "deal_id", "to_at"),
        sa.Index("ix_deal_span_time", "from_at", "to_at"),
        TABLE,
    )

    deal_id: Mapped[int] = reference("deal")
    from_at: Mapped[datetime] = mapped_column(UtcTime)
    to_at: Mapped[datetime | None] = mapped_column(UtcTime)
    stage_id: Mapped[int] = reference("stage")
    line: Mapped[str] = mapped_column(Text, default="", server_default=sa.text("''"))
    amount_base: Mapped[Any | None] = mapped_column(Money)
    close_on: Mapped[date | None] = mapped_column(Day)
    category: Mapped[str | None] = mapped_column(Text)


class DealMember(Owned, Record, Base):
    """Somebody beside the owner who works on a deal, with their part of the credit."""

    __tablename__ = "deal_member"
    __visibility__ = MEMBERS
    __table_args__ = (
        live("deal_id", "person_id", table="deal_member"),
        sa.Index("ix_deal_member_person_id", "person_id", "deal_id"),
        TABLE,
    )

    deal_id: Mapped[int] = reference("deal")
    person_id: Mapped[int] = reference("person")
    access: Mapped[str] = mapped_column(Text, default="view")
    credit: Mapped[Any] = mapped_column(Share, default=0)


class Stakeholder(Owned, Record, Base):
    """The part that a contact plays in one deal."""

    __tablename__ = "stakeholder"
    __visibility__ = OF_DEAL
    __table_args__ = (live("deal_id", "contact_id", "role", table="stakeholder"), TABLE)

    deal_id: Mapped[int] = reference("deal", index=True)
    contact_id: Mapped[int] = reference("contact", index=True)
    role: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class CriterionEvidence(Owned, Record, Base):
    """That a criterion is met, by what, or who skipped it and why."""

    __tablename__ = "criterion_evidence"
    __visibility__ = OF_DEAL
    __table_args__ = (live("deal_id", "criterion_id", table="criterion_evidence"), TABLE)

    deal_id: Mapped[int] = reference("deal", index=True)
    criterion_id: Mapped[int] = reference("stage_criterion")
    state: Mapped[str] = mapped_column(Text, default="met")
    activity_id: Mapped[int | None] = reference("activity")
    contact_id: Mapped[int | None] = reference("contact")
    attachment_id: Mapped[int | None] = reference("attachment")
    quote: Mapped[str | None] = mapped_column(Text)
    evidence_on: Mapped[date | None] = mapped_column(Day)
    recorded_by_id: Mapped[int | None] = reference("person")
    skipped_by_id: Mapped[int | None] = reference("person")
    reason: Mapped[str | None] = mapped_column(Text)


class DealLine(Owned, Record, Base):
    """One product in a deal: once, or every month, quarter or year."""

    __tablename__ = "deal_line"
    __visibility__ = OF_DEAL

    deal_id: Mapped[int] = reference("deal", index=True)
    product_id: Mapped[int | None] = reference("product", index=True)
    position: Mapped[int] = mapped_column(Int, default=0)
    name: Mapped[str] = mapped_column(Text)
    billing: Mapped[str] = mapped_column(Text, default="one_off")
    quantity: Mapped[Any] = mapped_column(Quantity, default=1)
    unit_price: Mapped[Any | None] = mapped_column(Money)
    discount: Mapped[Any] = mapped_column(Share, default=0)
    tax: Mapped[Any] = mapped_column(Share, default=0)

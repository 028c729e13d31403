"""Companies, the humans who work there, and the kinds of company the team looks for."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import (
    TABLE,
    Base,
    Customised,
    Imported,
    Named,
    Owned,
    Record,
    by_name,
    live,
    origin,
    reference,
)
from salesdesk.models.types import Id, Int, Json, Money, Text
from salesdesk.models.visibility import COMMON, COMPANY, SHARED


class Segment(Named, Record, Base):
    """A kind of customer with its ideal profile."""

    __tablename__ = "segment"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="segment"), TABLE)

    profile: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Company(Named, Owned, Imported, Customised, Record, Base):
    """An organisation that buys, may buy, or refers business."""

    __tablename__ = "company"
    __visibility__ = COMPANY
    __table_args__ = (
        by_name("company"),
        sa.Index("ix_company_number", "number"),
        origin("company"),
        TABLE,
    )

    number: Mapped[str | None] = mapped_column(Text)
    parent_id: Mapped[int | None] = reference("company", index=True)
    segment_id: Mapped[int | None] = reference("segment")
    territory_id: Mapped[int | None] = reference("territory")
    industry: Mapped[str | None] = mapped_column(Text)
    street: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    domain: Mapped[str | None] = mapped_column(Text, index=True)
    employees: Mapped[int | None] = mapped_column(Int)
    revenue: Mapped[Any | None] = mapped_column(Money)
    year_established: Mapped[int | None] = mapped_column(Int)
    description: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(Id)


class Contact(Named, Owned, Imported, Customised, Record, Base):
    """A human at a company."""

    __tablename__ = "contact"
    __visibility__ = COMPANY
    __table_args__ = (
        by_name("contact"),
        origin("contact"),
        TABLE,
    )

    company_id: Mapped[int | None] = reference("company", index=True)
    first_name: Mapped[str | None] = mapped_column(Text)
    last_name: Mapped[str | None] = mapped_column(Text)
    job_title: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text, index=True)
    phone: Mapped[str | None] = mapped_column(Text)
    mobile: Mapped[str | None] = mapped_column(Text)
    street: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(Id)


class DistinctPair(Record, Base):
    """Two companies or contacts that look alike and are not the same, as somebody found out."""

    __tablename__ = "distinct_pair"
    __visibility__ = SHARED
    __table_args__ = (live("record", "first_id", "second_id", table="distinct_pair"), TABLE)

    record: Mapped[str] = mapped_column(Text)
    first_id: Mapped[int] = mapped_column(Id)
    second_id: Mapped[int] = mapped_column(Id)

"""Campaigns: what the team did to be found, and what it cost."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Named, Record, live, reference
from salesdesk.models.types import Day, Money, Text
from salesdesk.models.visibility import COMMON


class Campaign(Named, Record, Base):
    """A mailing, a fair, a series of calls, aimed at one segment."""

    __tablename__ = "campaign"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="campaign"), TABLE)

    channel: Mapped[str | None] = mapped_column(Text)
    segment_id: Mapped[int | None] = reference("segment")
    starts_on: Mapped[date | None] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    cost: Mapped[Any | None] = mapped_column(Money)
    currency: Mapped[str | None] = mapped_column(Text)

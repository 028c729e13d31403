"""Currencies and what one was worth on a day."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Record, live
from salesdesk.models.types import Bool, Day, Int, Text
from salesdesk.models.types import Rate as RateType
from salesdesk.models.visibility import ADMINISTRATION


class Currency(Record, Base):
    """A currency in use; one of them is the base, fixed after the first deal."""

    __tablename__ = "currency"
    __visibility__ = ADMINISTRATION
    __table_args__ = (live("code", table="currency"), TABLE)

    code: Mapped[str] = mapped_column(Text)
    digits: Mapped[int] = mapped_column(Int, default=2)
    is_base: Mapped[bool] = mapped_column(Bool, default=False)


class Rate(Record, Base):
    """Units of the base currency for one unit of `currency`, from `on` until the next rate."""

    __tablename__ = "rate"
    __visibility__ = ADMINISTRATION
    __table_args__ = (
        live("currency", "on", table="rate"),
        sa.CheckConstraint("rate > 0", name="positive"),
        TABLE,
    )

    currency: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column("on", Day)
    rate: Mapped[Any] = mapped_column(RateType)

"""What the team sells, and at which price to whom."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Customised, Imported, Named, Record, live, origin, reference
from salesdesk.models.types import Bool, Day, Money, Share, Text
from salesdesk.models.visibility import COMMON


class Product(Named, Imported, Customised, Record, Base):
    """Something that can stand on a deal line."""

    __tablename__ = "product"
    __visibility__ = COMMON
    __table_args__ = (
        live("name_key", table="product"),
        sa.Index("ix_product_sku", "sku"),
        origin("product"),
        TABLE,
    )

    sku: Mapped[str | None] = mapped_column(Text)
    family: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    billing: Mapped[str] = mapped_column(Text, default="one_off")
    list_price: Mapped[Any | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(Text)
    tax: Mapped[Any] = mapped_column(Share, default=0)
    active: Mapped[bool] = mapped_column(Bool, default=True)


class PriceBook(Named, Record, Base):
    """Prices for a market or a time, where they differ from the list."""

    __tablename__ = "price_book"
    __visibility__ = COMMON
    __table_args__ = (live("name_key", table="price_book"), TABLE)

    currency: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date | None] = mapped_column(Day)
    valid_to: Mapped[date | None] = mapped_column(Day)


class PriceBookEntry(Record, Base):
    """The price of one product in one price book."""

    __tablename__ = "price_book_entry"
    __visibility__ = COMMON
    __table_args__ = (live("price_book_id", "product_id", table="price_book_entry"), TABLE)

    price_book_id: Mapped[int] = reference("price_book")
    product_id: Mapped[int] = reference("product", index=True)
    price: Mapped[Any] = mapped_column(Money)

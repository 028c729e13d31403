"""Settings of the whole database, currencies and their rates."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Currency, Rate, Setting
from salesdesk.services.rows import insert_rows


def change_setting(session: Session, *, key: str, value: Any) -> None:
    """Store a setting of the database under its key."""
    setting = session.scalars(
        sa.select(Setting).where(Setting.key == key, Setting.deleted_at.is_(None))
    ).first()
    if setting is None:
        session.add(Setting(key=key, value=value))
    else:
        setting.value = value
    session.flush()


def add_currency(session: Session, *, code: str, digits: int = 2) -> None:
    """Let amounts be in another currency; nothing happens if they may already."""
    known = session.scalar(sa.select(Currency.id).where(Currency.code == code, Currency.deleted_at.is_(None)))
    if known is None:
        session.add(Currency(code=code, digits=digits))
        session.flush()


def insert_rates(session: Session, *, currency: str, rates: Sequence[tuple[date, Decimal]]) -> None:
    """Add what one unit of `currency` is worth in the base currency from each day on."""
    insert_rows(session, Rate, [{"currency": currency, "on": day, "rate": rate} for day, rate in rates])

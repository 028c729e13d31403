"""What day it is where the company does business, and what its money is worth."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Calendar, Currency, Rate, Setting
from salesdesk.models.base import now, table_of
from salesdesk.rules.money import Rates
from salesdesk.rules.periods import business_day
from salesdesk.rules.week import HOURS_SETTING, USUAL_HOURS, Hours


def time_zone(session: Session) -> str:
    """The zone in which business dates are counted."""
    return session.scalar(sa.select(table_of(Calendar).c.time_zone).limit(1)) or "UTC"


def today(session: Session) -> date:
    """Today in the company's zone; a session may be told to live on another day (samples, pictures)."""
    told: date | None = session.info.get("today")
    return told or business_day(now(), time_zone(session))


def holidays(session: Session) -> frozenset[date]:
    """The days on which the company does not work beside its weekends."""
    told = session.scalar(sa.select(Calendar.holidays).limit(1))
    return frozenset(date.fromisoformat(day) for day in told or ())


def work_hours(session: Session) -> Hours:
    """From when until when the company works, Monday to Friday."""
    told = session.scalar(
        sa.select(Setting.value).where(Setting.key == HOURS_SETTING, Setting.deleted_at.is_(None))
    )
    return (int(told[0]), int(told[1])) if told else USUAL_HOURS


def fiscal_year_start(session: Session) -> int:
    """The month, 1 to 12, in which the fiscal year begins."""
    return session.scalar(sa.select(Calendar.fiscal_year_start).limit(1)) or 1


def base_currency(session: Session) -> str:
    """The currency in which sums are given."""
    currency = table_of(Currency).c
    question = sa.select(currency.code).where(currency.is_base, currency.deleted_at.is_(None))
    return session.scalar(question) or "EUR"


def base_digits(session: Session) -> int:
    """How many digits behind the point amounts in the base currency have: cents make two."""
    currency = table_of(Currency).c
    question = sa.select(currency.digits).where(currency.is_base, currency.deleted_at.is_(None))
    found = session.scalar(question)
    return 2 if found is None else found


def known_rates(session: Session) -> Rates:
    """All rates by currency, by rising day."""
    rows = session.execute(
        sa.select(Rate.currency, Rate.on, Rate.rate).where(Rate.deleted_at.is_(None)).order_by(Rate.on)
    )
    rates: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for currency, day, rate in rows:
        rates[currency].append((day, rate))
    return rates

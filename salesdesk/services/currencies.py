"""Which currencies amounts are in, which of them sums are given in, and what they are worth."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Currency, Deal, PriceBook, Product, Rate
from salesdesk.models.base import now
from salesdesk.services.facts import deals_in_currencies, refresh_facts
from salesdesk.services.rights import require_right
from salesdesk.services.rows import edit_record, live_record, save, update_rows
from salesdesk.services.settings import add_currency, check_rate, insert_rates
from salesdesk.translation import tr


def choose_base_currency(session: Session, *, code: str) -> None:
    """Give all sums in another currency. Only before the first deal; the rates of the old one go to the
    trash, since they say what things are worth in that."""
    require_right(session, "administrator")
    if session.scalar(sa.select(Deal.id).limit(1)) is not None:
        raise RuleBroken(
            tr("The base currency is fixed since the first deal: the past would be worth something else.")
        )
    add_currency(session, code=code)
    for currency in session.scalars(sa.select(Currency).where(Currency.deleted_at.is_(None))):
        currency.is_base = currency.code == code
    save(session, code)
    _delete_rates(session, Rate.deleted_at.is_(None))


def retire_currency(session: Session, *, code: str) -> None:
    """Put a currency and its rates into the trash; RuleBroken where it is the base or something is in it."""
    require_right(session, "administrator")
    currency = _known(session, code)
    if currency.is_base:
        raise RuleBroken(tr("All sums are in {code}, so it stays.").format(code=code))
    for model, what in ((Deal, tr("deals")), (Product, tr("products")), (PriceBook, tr("price books"))):
        used = sa.select(model.id).where(model.currency == code, model.deleted_at.is_(None)).limit(1)
        if session.scalar(used) is not None:
            raise RuleBroken(tr("There are {what} in {code}, so it stays.").format(what=what, code=code))
    _delete_rates(session, sa.and_(Rate.currency == code, Rate.deleted_at.is_(None)))
    edit_record(session, currency, {"deleted_at": now()})


def put_rates(session: Session, *, currency: str, rates: Sequence[tuple[date, Decimal]]) -> None:
    """Say what one unit of `currency` is worth in the base currency from each day on; a day that has a rate
    gets the new one. Deals' sums follow."""
    require_right(session, "administrator")
    if _known(session, currency).is_base:
        raise RuleBroken(tr("All sums are in {code}: it is always worth 1.").format(code=currency))
    wanted = dict(rates)
    there = sa.select(Rate.on, Rate.id).where(Rate.currency == currency, Rate.deleted_at.is_(None))
    known: dict[date, int] = {row.on: row.id for row in session.execute(there)}
    changed = [(known[day], check_rate(rate)) for day, rate in wanted.items() if day in known]
    update_rows(session, Rate, [{"id": key, "rate": rate} for key, rate in changed])
    insert_rates(session, currency=currency, rates=[pair for pair in wanted.items() if pair[0] not in known])
    if changed:
        refresh_facts(session, deal_ids=deals_in_currencies(session, rate_ids=[changed[0][0]]))


def delete_rate(session: Session, *, rate_id: int) -> None:
    """Put a rate into the trash; the one before it holds on."""
    require_right(session, "administrator")
    live_record(session, Rate, rate_id, gone=tr("This rate is not there any more."))
    _delete_rates(session, Rate.id == rate_id)


def _delete_rates(session: Session, which: sa.ColumnElement[bool]) -> None:
    ids = session.scalars(sa.select(Rate.id).where(which)).all()
    update_rows(session, Rate, [{"id": key, "deleted_at": now()} for key in ids])
    refresh_facts(session, deal_ids=deals_in_currencies(session, rate_ids=ids))


def _known(session: Session, code: str) -> Currency:
    question = sa.select(Currency).where(Currency.code == code, Currency.deleted_at.is_(None))
    found = session.scalars(question).first()
    if found is None:
        raise RuleBroken(tr("{code} is not a currency of this database; add it first.").format(code=code))
    return found

"""Open deals at the rate of today: where a rate was entered ahead, their sums change when its day comes."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Deal, DealFacts, Rate
from salesdesk.models.types import SCALE
from salesdesk.queries.company_calendar import base_currency, base_digits, known_rates, time_zone, today
from salesdesk.rules.money import amount_in_base
from salesdesk.rules.periods import business_day
from salesdesk.services.facts import refresh_facts
from salesdesk.services.rights import people_below, writes_for_all


def deals_to_revalue(session: Session) -> list[int]:
    """The deals that the viewer may change and whose stored amount in the base currency has to be another.

    Undecided ones of currencies with a rate that was entered before the day from which it holds; and any with
    an amount from before amounts were rounded.
    """
    digits = base_digits(session)
    uneven = sa.type_coerce(DealFacts.amount_base, sa.BigInteger()) % 10 ** (SCALE - digits) != 0
    due = sa.and_(Deal.currency.in_(_come_due(session)), Deal.won_on.is_(None))
    question = (
        sa.select(Deal.id, Deal.amount, Deal.currency, Deal.won_on, DealFacts.amount_base)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(Deal.amount.is_not(None), Deal.deleted_at.is_(None), sa.or_(due, uneven))
    )
    if not writes_for_all(session):
        question = question.where(sa.or_(Deal.owner_id.is_(None), Deal.owner_id.in_(people_below(session))))
    base, rates, day = base_currency(session), known_rates(session), today(session)
    return [
        deal_id
        for deal_id, amount, currency, won_on, stored in session.execute(question)
        if stored != amount_in_base(amount, currency, rates, base, won_on or day, digits)
    ]


def revalue(session: Session) -> int:
    """Give these deals their amount at today's rates; how many there were."""
    ids = deals_to_revalue(session)
    refresh_facts(session, deal_ids=ids)
    return len(ids)


def _come_due(session: Session) -> set[str]:
    """The currencies with a rate that holds by now and was written before its day."""
    zone = time_zone(session)
    rows = session.execute(
        sa.select(Rate.currency, Rate.on, Rate.updated_at).where(
            Rate.deleted_at.is_(None), Rate.on <= today(session)
        )
    )
    return {currency for currency, on, written in rows if business_day(written, zone) < on}

"""Which deals hold what somebody types above the board or the list of deals."""

import sqlalchemy as sa

from salesdesk.models import Company, Deal
from salesdesk.models.base import table_of
from salesdesk.rules.names import name_key

_deal, _company = table_of(Deal), table_of(Company)


def deals_holding(text: str) -> list[sa.ColumnElement[bool]]:
    """Conditions on deals: each word stands in the title or the company's name, or is the deal's number."""
    return [_holding(word) for word in name_key(text).split()]


def _holding(word: str) -> sa.ColumnElement[bool]:
    companies = sa.select(_company.c.id).where(_company.c.name_key.contains(word, autoescape=True))
    return sa.or_(
        _deal.c.name_key.contains(word, autoescape=True),
        _deal.c.company_id.in_(companies),
        sa.func.lower(_deal.c.number) == word,
    )

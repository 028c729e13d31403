"""Sums of deals in the base currency, the one way in which all of them are made.

A deal with an amount but without a rate is in no sum; it is counted beside it, so that whoever shows the sum
can say so.
"""

from typing import Any

import sqlalchemy as sa


def no_rate(deal: Any, facts: Any) -> sa.ColumnElement[bool]:
    """That a deal has an amount which no rate turns into the base currency.

    `deal` and `facts` have the columns of the two tables: models, or the columns of a table.
    """
    return sa.and_(deal.amount.is_not(None), facts.amount_base.is_(None))


def sum_and_missing(
    deal: Any, facts: Any, only: sa.ColumnElement[bool] | None = None
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[int]]:
    """The sum of deals and how many of them have no rate, as two columns; of those that are `only` so."""
    missing = no_rate(deal, facts)
    if only is None:
        return sa.func.sum(facts.amount_base), sa.func.count(sa.case((missing, 1)))
    return (
        sa.func.sum(sa.case((only, facts.amount_base))),
        sa.func.count(sa.case((sa.and_(only, missing), 1))),
    )

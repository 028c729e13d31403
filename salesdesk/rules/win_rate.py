"""How often the team wins, by count and by value."""

from decimal import Decimal


def win_rate(won: Decimal | int, lost: Decimal | int) -> Decimal | None:
    """won / (won + lost) as a fraction, both as numbers of deals or as amounts in the base currency.

    Deals that reached an open stage, by decision date, without renewals and duplicates. None without any.
    """
    decided = Decimal(won) + Decimal(lost)
    return Decimal(won) / decided if decided else None

"""When the team's own experience says more about a stage than the probability it came with."""

from decimal import Decimal

ENOUGH_EXITS = 30


def own_rate(won: int, lost: int) -> Decimal | None:
    """won / (won + lost) of the deals that were in a stage and are decided; None below 30 of them.

    As a fraction. Duplicates are no decision and are not counted.
    """
    exits = won + lost
    return Decimal(won) / exits if exits >= ENOUGH_EXITS else None

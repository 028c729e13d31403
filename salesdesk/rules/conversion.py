"""How many of the deals that came into a stage went on from it."""

from decimal import Decimal


def cohort_conversion(went_on: int, entered: int) -> Decimal | None:
    """went_on / entered as a fraction; None where nothing entered.

    `entered`: deals that first entered the stage within the window; `went_on`: those of them that ever
    reached the next stage or a later one. Deals that are still open in it or before count as not (yet).
    """
    return Decimal(went_on) / entered if entered else None

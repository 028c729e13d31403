"""Which day it is for the company whose database is open: a day begins on its clocks, not on this computer's.

The window says in which zone that is as soon as it is read; until then it is this computer's. Hours are told
on this computer's clocks everywhere.
"""

from datetime import UTC, date, datetime

from salesdesk.rules.periods import business_day

_zone = ""


def use_zone(zone: str) -> None:
    """Count days in this zone from now on, such as "Europe/Berlin"; "" for this computer's."""
    global _zone
    _zone = zone


def day_of(moment: datetime) -> date:
    """The company's day on which a moment lies."""
    return business_day(moment, _zone) if _zone else moment.astimezone().date()


def today() -> date:
    """The company's today."""
    return day_of(datetime.now(UTC))

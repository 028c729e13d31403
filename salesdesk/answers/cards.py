"""A record in short, for those that have no screen of their own yet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card; an amount comes with its currency."""

    label: str
    value: str | date | Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class RecordCard:
    """A product or a person: what it is called, one line about it, its facts."""

    record: str
    id: int
    title: str
    note: str
    facts: tuple[Fact, ...]

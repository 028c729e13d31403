"""Rows of reports: the same on the command line, in Excel and on screen."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a report looks at: a period ("2026-Q4"), a person and all below (login), a pipeline (name)."""

    period: str | None = None
    person: str | None = None
    pipeline: str | None = None


@dataclass(frozen=True, slots=True)
class MissingRate:
    """Deals that are in no sum, since nobody entered what their currency is worth."""

    currency: str
    deals: int


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """One stage of one pipeline with its totals in the base currency."""

    pipeline: str
    stage: str
    type: str
    count: int
    sum: Decimal
    weighted: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class WinLossRow:
    """Decided deals of one group: counts, values in the base currency, rates as fractions (None: n/a)."""

    group: str
    won_count: int
    won_value: Decimal
    lost_count: int
    lost_value: Decimal
    win_rate_count: Decimal | None
    win_rate_value: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One member of the organisation; `reports_to` is a login."""

    login: str | None
    name: str
    position: str
    reports_to: str | None
    territory: str | None
    active: bool

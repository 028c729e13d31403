"""What the pages of Settings show: the process as data, currencies, the calendar, the database itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesdesk.answers.board import StageType


@dataclass(frozen=True, slots=True)
class StageSetting:
    """A stage with its rules. `own_rate` is what became of `exits` decided deals that were in it: the share
    won, None below the number that tells anything. `cold_after_days` None: as usual for its type."""

    id: int
    name: str
    type: StageType
    probability: int
    is_default: bool
    cold_after_days: int | None
    deals: int
    exits: int
    own_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class PipelineSetting:
    """A pipeline with its stages from left to right."""

    id: int
    name: str
    stages: tuple[StageSetting, ...]

    @property
    def deals(self) -> int:
        """How many live deals are in it."""
        return sum(stage.deals for stage in self.stages)


@dataclass(frozen=True, slots=True)
class ChoiceSetting:
    """Something to choose from and how many live records have it; `kind` for lost reasons."""

    id: int
    name: str
    uses: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """A field that the team added."""

    id: int
    label: str
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateSetting:
    """What a currency is worth in the base currency from a day on."""

    id: int
    on: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class CurrencySetting:
    """A currency with its rates, the latest first, and how many live deals are in it."""

    code: str
    is_base: bool
    deals: int
    rates: tuple[RateSetting, ...]


@dataclass(frozen=True, slots=True)
class CurrenciesSetting:
    """All currencies, the base first; `is_fixed` once there is a deal."""

    currencies: tuple[CurrencySetting, ...]
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class CalendarSetting:
    """How the company counts time: `week_start` 0 Monday to 6 Sunday, `fiscal_year_start` a month."""

    time_zone: str
    week_start: int
    fiscal_year_start: int
    holidays: tuple[date, ...]
    work_hours: tuple[int, int]
    """From when until when people work, in minutes after midnight."""

"""What the funnel shows: the stages of a pipeline as they are now, and how many deals went on from each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesdesk.answers.board import StageType


@dataclass(frozen=True, slots=True)
class Cohort:
    """The deals that first entered a stage since a day.

    Of `entered` deals `went_on` ever reached a later stage (stages that were skipped count as passed), and
    `still_open` did not but may; the rest was lost.
    """

    entered: int = 0
    went_on: int = 0
    still_open: int = 0


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """A stage with the deals in it now (sums in the base currency), and its cohort."""

    stage_id: int
    name: str
    type: StageType
    count: int
    total: Decimal
    weighted: Decimal
    without_rate: int
    cohort: Cohort


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages of one pipeline in order. Cohorts hold deals that entered a stage on `since` or later."""

    currency: str
    since: date
    stages: tuple[FunnelStage, ...]

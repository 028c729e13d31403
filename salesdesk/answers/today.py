"""What one person has before them today: what is due, which deals are quiet, how the pipeline stands."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from salesdesk.answers.board import Warmth
from salesdesk.answers.news import News


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One activity; `state` is planned or done. `due_at` is aware; None without a time of day.

    `amount` is the deal's, in `currency`; `note` the first line of what was written about it; `repeats` says
    by which rule it comes again. With the state "expected" it is one that will be planned by that rule.
    """

    activity_id: int
    version: int
    kind: str
    state: str
    subject: str
    person_id: int | None
    person: str
    deal_id: int | None
    deal: str
    company_id: int | None
    company: str
    contact_id: int | None
    contact: str
    due_on: date | None
    due_at: datetime | None
    minutes: int | None
    note: str
    amount: Decimal | None
    currency: str
    close_on: date | None
    repeats: str = ""


@dataclass(frozen=True, slots=True)
class QuietDeal:
    """An open deal that nobody moves: without a next step, or going cold. `silent_days` since the last touch.

    `cold_in_days` counts from today to the day it goes cold, None where it is cold already; `waits_hours` are
    the working hours since it came in, told of leads that nobody answered.
    """

    deal_id: int
    title: str
    company: str
    owner_id: int | None
    owner: str
    amount: Decimal | None
    currency: str
    warmth: Warmth
    silent_days: int
    cold_in_days: int | None
    has_step: bool
    next_step_on: date | None
    waits_hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StageLine:
    """Open deals in one stage: the figures of the board's header, in the base currency.

    `without_rate` of them have an amount but no rate and are in no sum.
    """

    stage_id: int
    name: str
    count: int
    total: Decimal
    weighted: Decimal
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class OpenPipeline:
    """The open deals of one pipeline, stage by stage."""

    pipeline_id: int
    name: str
    stages: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class WonSum:
    """How many deals were won in a fiscal quarter ("2026-Q4"), and their sum in the base currency.

    `without_rate` of them have an amount but no rate and are not in the sum.
    """

    period: str
    count: int
    total: Decimal
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class MyDay:
    """The Today page of one person. Counts hold all, the tuples may hold only the first.

    `coming` are the next seven days after today; `since` is the end of the visit before this one. `is_mine`:
    `pipelines` and `won` count my own deals; somebody without any is shown all they may see. `unowned` of the
    open ones of `pipelines` belong to nobody, `unowned_total` in all; where they are mine there are none.
    """

    today: date
    name: str
    currency: str
    overdue_count: int
    due_count: int
    coming_count: int
    overdue: tuple[AgendaItem, ...]
    due: tuple[AgendaItem, ...]
    coming: tuple[AgendaItem, ...]
    no_step_count: int
    no_step: tuple[QuietDeal, ...]
    cold_count: int
    cold: tuple[QuietDeal, ...]
    pipelines: tuple[OpenPipeline, ...]
    won: WonSum
    is_mine: bool
    since: datetime
    changes: tuple[News, ...]
    has_team: bool
    has_deals: bool
    unowned: int = 0
    unowned_total: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PushedDeal:
    """An open deal whose expected close was moved to later: how often lately, from and to which day."""

    deal_id: int
    title: str
    company: str
    owner_id: int | None
    owner: str
    amount: Decimal | None
    currency: str
    times: int
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class TeamDay:
    """Today of everybody below somebody in the tree. Counts hold all, the tuples may hold only the first."""

    today: date
    people: int
    meetings: tuple[AgendaItem, ...]
    no_step_count: int
    no_step: tuple[QuietDeal, ...]
    pushed: tuple[PushedDeal, ...]
    leads_count: int
    leads: tuple[QuietDeal, ...]

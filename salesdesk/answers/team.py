"""The team as a tree on one day, what a move in it would change, and what somebody leaves behind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LineFigures:
    """Figures of a person and everybody below: open deals with their value, and what was won this quarter.

    Deals of every pipeline and kind, renewals too, as on Today and in the report of the pipeline. Values are
    in the base currency; `unvalued` open deals and `won_unvalued` won ones have an amount in a currency
    without a rate and are in no sum.
    """

    open_deals: int = 0
    open_value: Decimal = Decimal(0)
    unvalued: int = 0
    won_deals: int = 0
    won_value: Decimal = Decimal(0)
    won_unvalued: int = 0


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person at their place on a day: whom they report to, how deep they stand, how many are below.

    `position` is its key, `position_words` what this company calls it. `figures` is None for another day than
    today.
    """

    id: int
    version: int
    name: str
    login: str | None
    email: str | None
    phone: str | None
    position: str
    position_words: str
    function: str
    territory_id: int | None
    territory: str
    started_on: date | None
    ended_on: date | None
    discount_limit: Decimal | None
    rights: tuple[str, ...]
    active: bool
    reports_to_id: int | None
    depth: int
    below: int
    figures: LineFigures | None
    portrait_id: int | None = None


@dataclass(frozen=True, slots=True)
class MoveAhead:
    """A move that somebody is to apply on its day; no `to_name` is a tree of their own."""

    id: int
    person_id: int
    name: str
    to_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody on a day, each one right after whom they report to; `levels` counts the active people's.

    `sees_all` is False where the viewer does not see every deal: the figures then hold only what they see.
    `quarter` names the one in which something counts as won now: "2026-Q4". `planned` are moves on days to
    come, the next one first. `company` are the figures of all deals that somebody owns, `unowned` of those
    that nobody does; both None for another day than today.
    """

    on: date
    today: date
    people: tuple[TeamMember, ...]
    levels: int
    currency: str
    quarter: str
    by_tree: bool
    sees_all: bool
    labels: dict[str, str]
    territories: tuple[tuple[int, str], ...]
    planned: tuple[MoveAhead, ...] = ()
    company: LineFigures | None = None
    unowned: LineFigures | None = None

    def member(self, person_id: int | None) -> TeamMember | None:
        """The person with this id, if they are there."""
        return next((each for each in self.people if each.id == person_id), None)

    def branch(self, person_id: int) -> frozenset[int]:
        """The person and everybody below on that day."""
        found: set[int] = set()
        for each in self.people:
            if each.id == person_id or each.reports_to_id in found:
                found.add(each.id)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class SightChange:
    """How many deals somebody sees more or no longer after a move: open ones with their value, and decided.

    `unvalued` of the open ones have an amount without a rate and are in no sum.
    """

    person_id: int
    name: str
    open_deals: int
    open_value: Decimal
    unvalued: int
    decided: int

    @property
    def deals(self) -> int:
        """All of them."""
        return self.open_deals + self.decided


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Who would see more and who no longer, nearest to the person first, if they reported to `to_name`.

    `refused` says why the move is none. `by_tree` is False while everybody sees all deals: then nobody's
    sight changes. `whole` is all that the moved people own. `moving` counts them, the person included.
    """

    person_id: int
    name: str
    from_name: str
    to_name: str
    moving: int
    by_tree: bool
    currency: str
    gaining: tuple[SightChange, ...] = ()
    losing: tuple[SightChange, ...] = ()
    whole: SightChange | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class CompanyLeft:
    """A company of which somebody has something open to hand over."""

    id: int
    name: str
    open_deals: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """What somebody has that another person has to take over; `people` report to them directly."""

    person_id: int
    version: int
    name: str
    reports_to_id: int | None
    deals: int
    open_value: Decimal
    unvalued: int
    companies: int
    contacts: int
    activities: int
    people: int
    currency: str
    by_company: tuple[CompanyLeft, ...]

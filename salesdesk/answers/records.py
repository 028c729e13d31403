"""What the pages of companies, contacts and deals show: facts to edit, deals, people, figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from salesdesk.answers.board import StageType, Warning_
from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Offer, Step, Touch, Value

FactKind = Literal[
    "text",
    "long_text",
    "whole",
    "number",
    "money",
    "day",
    "yes_no",
    "choice",
    "named",
    "person",
    "company",
    "contact",
]
"""choice: one of a few words; named and person: one of a few rows by id; company, contact: one of many."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record as it is now. `key` is what a change writes to ("owner_id", "custom.fleet").

    `words` is what a referred record is called, `instead` what holds while nothing is typed, `offers` what
    can be chosen. An empty `key` is told and not edited.
    """

    key: str
    label: str
    kind: FactKind
    value: Any = None
    words: str = ""
    instead: str = ""
    currency: str = ""
    offers: tuple[Offer, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class DealCard:
    """A deal beside a company or contact. `place` of `steps` undecided stages; `days` in its stage.

    `usual_days` is the median that won deals spent there, None where too few were won to tell.
    """

    id: int
    title: str
    amount: Decimal | None
    currency: str
    amount_base: Decimal | None
    stage: str
    stage_type: StageType
    place: int
    steps: int
    days: int
    close_on: date | None
    decided_on: date | None
    warning: Warning_
    owner_id: int | None
    owner: str
    usual_days: int | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with the parts they play, most deals first."""

    id: int
    name: str
    job_title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A company above or below, and what it is called."""

    id: int
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A company or a contact with everything around it; sums in the base currency."""

    record: str
    id: int
    version: int
    name: str
    detail: str
    pills: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    tags: tuple[str, ...]
    deals: tuple[DealCard, ...]
    contacts: tuple[ContactRow, ...]
    above: Related | None
    below: tuple[Related, ...]
    open_value: Value
    won_value: Value
    won_since: int | None
    last_touch: Touch | None
    next_step: Step | None
    files: int
    currency: str
    today: date
    known_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DealStart:
    """What a new deal can begin with: the undecided stages of one pipeline, owners, the currency."""

    stages: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """The part that a contact plays in a deal."""

    id: int
    contact_id: int
    name: str
    job_title: str
    role: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who works on a deal beside its owner; `credit` is a fraction of 1."""

    person_id: int
    name: str
    access: str
    credit: Decimal


@dataclass(frozen=True, slots=True)
class LineRow:
    """One product in a deal; `discount` is a fraction of 1, `net` what the line comes to."""

    id: int
    name: str
    billing: str
    quantity: Decimal
    unit_price: Decimal | None
    discount: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class ProductOffer:
    """A product that can stand on a line, with its list price."""

    id: int
    name: str
    price: Decimal | None
    billing: str


@dataclass(frozen=True, slots=True)
class DealPage:
    """A deal with everything around it. `stages` are those of its pipeline in their order.

    `booking` is what its lines come to: one-off ones and the first 12 months of recurring ones.
    """

    id: int
    version: int
    title: str
    number: str
    card: DealCard
    stage_id: int
    stages: tuple[Choice, ...]
    next_stage_type: str
    facts: tuple[Fact, ...]
    tags: tuple[str, ...]
    known_tags: tuple[str, ...]
    company: Related | None
    stakeholders: tuple[StakeholderRow, ...]
    members: tuple[MemberRow, ...]
    lines: tuple[LineRow, ...]
    booking: Decimal | None
    products: tuple[ProductOffer, ...]
    probability: int
    next_step: Step | None
    today: date

"""What lists and the search show: views, rows, totals, hits, possible duplicates, a record's history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

ColumnKind = Literal[
    "title",
    "text",
    "long_text",
    "whole",
    "number",
    "money",
    "share",
    "day",
    "moment",
    "yes_no",
    "choice",
    "person",
    "company",
    "named",
    "tags",
    "value",
    "touch",
    "step",
]
"""title: the record's name with a second line; named: one of the team's own words (segment, stage);
value: a sum in the base currency and how many deals it is of; touch, step: the last and the next activity."""

Operator = Literal[
    "is",
    "is_not",
    "contains",
    "begins",
    "less",
    "more",
    "between",
    "before",
    "after",
    "last_days",
    "next_days",
    "older_days",
    "empty",
    "filled",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column must be like. `values` are texts: words, ids, decimals with a point, ISO days.

    For people "me" is whoever looks. Several values of `is` mean any of them, of `is_not` none of them.
    """

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListView:
    """How a list is shown: which rows, in which order, grouped by what, with which columns.

    `record` is company, contact ...; an empty `sort` is by name, of deals as they want work (open ones by
    when they are to close, then the latest decisions), an empty `group` none, empty `columns` are the usual
    ones. It is what a saved view keeps and an export takes.
    """

    record: str
    text: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = ""
    descending: bool = False
    group: str = ""
    columns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The view as a document."""
        return {
            "record": self.record,
            "text": self.text,
            "conditions": [
                {"field": each.field, "operator": each.operator, "values": list(each.values)}
                for each in self.conditions
            ],
            "sort": self.sort,
            "descending": self.descending,
            "group": self.group,
            "columns": list(self.columns),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "ListView":
        """The view that `to_json` gave; what is missing is as usual."""
        return cls(
            record=str(document["record"]),
            text=str(document.get("text", "")),
            conditions=tuple(
                Condition(str(each["field"]), each["operator"], tuple(map(str, each.get("values", ()))))
                for each in document.get("conditions", ())
            ),
            sort=str(document.get("sort", "")),
            descending=bool(document.get("descending", False)),
            group=str(document.get("group", "")),
            columns=tuple(map(str, document.get("columns", ()))),
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list can show. `editable` names what a change writes to, or nothing."""

    key: str
    label: str
    kind: ColumnKind
    usual: bool = False
    sortable: bool = True
    groupable: bool = False
    editable: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The day for which something is planned, its time where it has one, and how it repeats, in words."""

    on: date
    at: datetime | None = None
    repeats: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A record's name and the line under it."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Another record by its key and name. `mark` is of a stage only: "won", "lost", or its place from 0."""

    id: int
    name: str
    mark: int | str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A sum in the base currency, and of how many deals; None where none of them has a rate.

    `without_rate` of the deals have an amount but no rate and are not in the sum.
    """

    amount: Decimal | None
    deals: int
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class Touch:
    """The last conversation: of which kind, when."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """The next activity planned; `on` is its day, `at` its moment where it has one."""

    kind: str
    subject: str
    on: date | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a list; `cells` stand in the order of the view's columns, None where there is nothing."""

    id: int
    version: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many records a list holds, and the sums of its columns in the base currency.

    `deals` counts the open deals behind the sum of open value; `without_rate` says by column how many deals
    have an amount but no rate and are not in its sum.
    """

    count: int
    currency: str
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    deals: int = 0
    without_rate: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a value, in the order of the list; an empty `label` is those without one."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that a filter or a form can choose: as it is written in a condition, and its name."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class View:
    """A view with its name; `id` is None for those that every database has."""

    id: int | None
    name: str
    view: ListView
    shared: bool = False
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that the search found; `record` is company, contact or deal."""

    record: str
    id: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Names that may mean the same thing: "GTXPro" and "GTX Pro"."""

    record: str
    ids: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import: what file, by whom, when, how far, with what outcome (counts per kind of record)."""

    batch_id: int
    file_name: str
    person: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    outcome: dict[str, object]

    @property
    def rows(self) -> int:
        """How many records it made, changed or left as they were."""
        kinds = [counts for counts in self.outcome.values() if isinstance(counts, dict)]
        return sum(int(counts.get(word, 0)) for counts in kinds for word in ("created", "updated", "skipped"))


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One export: who took which list ("deals", or "all") out, when, how much; `what` is the view of it."""

    at: datetime
    person: str
    record: str
    what: str
    file_name: str
    rows: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; `before` and `after` are the values themselves.

    An amount of money is in `currency`.
    """

    field: str
    old: str
    new: str
    before: Any = None
    after: Any = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one save did to a record; `person` is empty for the database itself. No changes: it was made.

    `file` is what was imported, where the save is part of an import; `told` is a sentence of its own.
    """

    action_id: int
    at: datetime
    person: str
    made: bool
    changes: tuple[FieldChange, ...]
    file: str = ""
    told: str = ""

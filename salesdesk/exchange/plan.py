"""What an import would do, row by row, without writing anything: the dry run is this plan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from salesdesk.exchange.values import Problem, ReadRow, ReadTable
from salesdesk.rules.pipelines import StageTemplate
from salesdesk.translation import tr

VALUES_SHOWN = 5
"""How many values a sentence about many rows names."""

OnMatch = Literal["update", "fill", "skip", "create"]
Fate = Literal["created", "updated", "same", "again", "problem", "waits"]
"""What becomes of a row: makes or changes a record, changes nothing, is in an earlier row, is wrong, or is so
only until somebody says what a word in it stands for."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that this import makes, named by its key, instead of an id."""

    record: str
    key: str


@dataclass(slots=True)
class Operation:
    """One record to make (`id` None) or to change."""

    record: str
    key: str
    values: dict[str, Any]
    id: int | None = None
    file: str = ""
    row: int = 0
    product: int | Ref | None = None
    product_name: str = ""
    fill: set[str] = field(default_factory=set)
    """Fields that are changed only where nothing stands yet."""

    def fills(self, column: str) -> bool:
        """Whether a column of the database is one of them."""
        return column in self.fill or column.removesuffix("_id") in self.fill

    @property
    def reference(self) -> "int | Ref":
        """How other records refer to this one."""
        return self.id if self.id is not None else Ref(self.record, self.key)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user decided about matches and about what is missing.

    `keys` names per object the fields by which a row and a record are the same, where the user says.
    """

    on_match: OnMatch = "update"
    create_missing: frozenset[str] = frozenset()
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class RowFate:
    """One row of a file and what becomes of it; `fields` of a known record would change."""

    read: ReadTable
    row: ReadRow
    fate: Fate
    fields: int = 0


@dataclass(slots=True)
class Plan:
    """Everything an import would write, in the order of writing, and what it leaves out and why.

    `labels` holds the names to make of territories, lead sources, segments and lost reasons, by their keys.
    `rows` tells of every row of the files, in their order. `imported` is the newest import of the same files
    when the plan was made: its number, and how many saves it had done.
    """

    pipelines: list[tuple[str, tuple[StageTemplate, ...]]] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    problems: list[tuple[ReadTable, ReadRow]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    rows: list[RowFate] = field(default_factory=list)
    tally: Counter[Fate] = field(default_factory=Counter)
    imported: tuple[int, int] | None = None

    def fates(self) -> Counter[Fate]:
        """How many rows meet each fate; together they are all rows."""
        return self.tally

    def counts(self) -> dict[str, dict[str, int]]:
        """created, updated, skipped and errors per kind of record."""
        found: dict[str, dict[str, int]] = {}
        for operation in self.operations:
            counts = found.setdefault(operation.record, _nothing())
            counts["created" if operation.id is None else "updated"] += 1
        for record, count in self.skipped.items():
            found.setdefault(record, _nothing())["skipped"] = count
        for read, _ in self.problems:
            found.setdefault(read.mapping.record, _nothing())["errors"] += 1
        return found


def _nothing() -> dict[str, int]:
    return {"created": 0, "updated": 0, "skipped": 0, "errors": 0}


class Refused(Exception):
    """A row that cannot be imported: column, value, reason, and maybe what to do on the command line."""


def problem_lines(plan: Plan) -> Iterable[str]:
    """Every problem as a sentence."""
    return (str(problem) for _, row in plan.problems for problem in row.problems)


def gathered_problems(plan: Plan) -> list[str]:
    """The problems as sentences, one for all rows of a file in which the same is wrong in the same column."""
    alike: dict[tuple[str, str, str, str], list[Problem]] = {}
    for _, row in plan.problems:
        for problem in row.problems:
            key = problem.file, problem.column, problem.reason, problem.hint
            alike.setdefault(key, []).append(problem)
    return [_of_all(problems) for problems in alike.values()]


def _of_all(problems: list[Problem]) -> str:
    first, count = problems[0], len(problems)
    if count == 1:
        return str(first)
    where = tr("{file}, {n} rows, the first {row}").format(file=first.file, n=count, row=first.row)
    values = list(dict.fromkeys(problem.value for problem in problems if problem.value))
    shown = ", ".join(values[:VALUES_SHOWN])
    if len(values) > VALUES_SHOWN:
        shown = tr("{values} and {n} more").format(values=shown, n=len(values) - VALUES_SHOWN)
    return first.sentence(where, shown)

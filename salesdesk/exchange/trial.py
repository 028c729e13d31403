"""An import tried out: what it would do as it is understood now, and what is still to be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.columns import Order
from salesdesk.exchange.mapping import Mapping as ColumnMapping
from salesdesk.exchange.mapping import called, is_called, map_columns
from salesdesk.exchange.plan import Options, Plan
from salesdesk.exchange.planner import Halt
from salesdesk.exchange.reading import Reading, own_fields
from salesdesk.exchange.run import plan_in
from salesdesk.exchange.sheet import Cell, Table
from salesdesk.exchange.suggestions import Suggestion, suggest_columns
from salesdesk.exchange.values import (
    Problem,
    ReadTable,
    proven_order,
    read_values,
    undecided,
    unreadable_constant,
)
from salesdesk.exchange.ways import Target
from salesdesk.exchange.words import Words, unknown_words
from salesdesk.rules.fields import FIELDS, Field, label_of
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

AS_IT_IS = Reading()


@dataclass(frozen=True, slots=True)
class Source:
    """A table of a file, how it is to be read, the cells typed anew (by row and place), the rows left out."""

    table: Table
    reading: Reading = AS_IT_IS
    mended: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


@dataclass(slots=True)
class Understood:
    """What a source holds: the meaning of its columns, ideas for the others, columns of undecided dates.

    `unclear` says why its rows cannot be read at all; they are then no part of the plan.
    """

    mapping: ColumnMapping
    suggestions: dict[int, Suggestion] = field(default_factory=dict)
    undecided: list[int] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    unclear: str = ""
    knows_record: bool = True
    proven: Order | None = None
    """Which number is the day in the columns of dates that say so."""


@dataclass(slots=True)
class Trial:
    """What an import would do. `understood` has an entry per source; `tables` are those that can be read."""

    understood: list[Understood]
    tables: list[ReadTable]
    plan: Plan
    own: dict[str, tuple[Field, ...]]
    offers: dict[Target, tuple[str, ...]] = field(default_factory=dict)
    """The names that are known per field of what the sources hold."""
    questions: tuple[int, int] = (0, 0)
    """Of how many fields some word is still to be explained, and of how many in all."""


def try_import(
    session: Session, sources: Sequence[Source], options: Options, halt: Halt | None = None
) -> Trial:
    """Try an import without writing anything. A column of undecided dates is left out of it.

    `halt` is called now and then and may end it by raising.
    """
    own = own_fields(session)
    halt = halt or (lambda: None)
    understood = []
    for source in sources:
        halt()
        understood.append(understand(source, own))
    halt()
    vocabulary = unknown_words(
        session,
        [
            (source.table, each.mapping, source.reading.ways(each.mapping.record).constants)
            for source, each in zip(sources, understood, strict=True)
        ],
    )
    for place, words in vocabulary.unknown.items():
        understood[place].words = words
    tables = []
    for source, each in zip(sources, understood, strict=True):
        halt()
        wrong = unreadable_constant(each.mapping, source.reading.ways(each.mapping.record))
        if wrong is not None and not each.unclear:
            each.unclear = tr(
                "What every row gets in {field} cannot be read; write a day as 2026-12-31, a number as 12.5."
            ).format(field=field_name(*wrong, own))
        if not each.unclear:
            tables.append(_read(source, each, halt))
    plan = plan_in(session, tables, options, halt)
    waiting = [_unanswered(source, each, options) for source, each in zip(sources, understood, strict=True)]
    mark_waiting(plan, {id(source.table): left for source, left in zip(sources, waiting, strict=True)})
    asked = sum(len(each.words) for each in understood)
    questions = sum(map(len, waiting)), asked
    return Trial(understood, tables, plan, own, vocabulary.offers, questions)


Unanswered = dict[Target, set[str]]
"""Per field the words, by their name keys, of which nobody said yet what they stand for."""


def _unanswered(source: Source, understood: Understood, options: Options) -> Unanswered:
    told = source.reading.ways(understood.mapping.record).words
    left: Unanswered = {}
    for words in understood.words:
        if words.kind not in options.create_missing:
            keys = {name_key(word.text) for word in words.unknown} - told.get(words.target, {}).keys()
            if keys:
                left[words.target] = keys
    return left


def _is_about(problem: Problem, target: Target, read: ReadTable) -> bool:
    """Whether a problem lies in a field, of a column or set for all rows."""
    if problem.place is not None:
        return read.mapping.columns.get(problem.place) == target
    return problem.column == label_of(target[1])


def mark_waiting(plan: Plan, left: Mapping[int, Unanswered]) -> None:
    """Tell rows that wait for an answer from those that are wrong; `left` by the ids of their tables."""
    for row in plan.rows:
        problem = row.row.problem
        unanswered = left.get(id(row.read.table))
        if row.fate != "problem" or problem is None or not unanswered:
            continue
        targets = [target for target in unanswered if _is_about(problem, target, row.read)]
        if any(name_key(problem.value) in unanswered[target] for target in targets):
            row.fate = "waits"
            plan.tally["problem"] -= 1
            plan.tally["waits"] += 1


def understand(source: Source, own: Mapping[str, Sequence[Field]]) -> Understood:
    """What a source holds as far as its columns say; it may be unclear."""
    reading, table = source.reading, source.table
    try:
        mapping = map_columns(table.headers, reading.record or table.record, reading.told, own)
    except RuleBroken:
        return Understood(
            ColumnMapping("companies", {}, tuple(header for header in table.headers if header)),
            unclear=tr("Say what the rows are: the names of the columns do not tell."),
            knows_record=False,
        )
    found = Understood(mapping, undecided=undecided(table, mapping, reading.ways(mapping.record)))
    found.proven = proven_order(table, mapping, reading.ways(mapping.record))
    found.suggestions = suggest_columns(table, mapping)
    constants = {name for of, name in reading.ways(mapping.record).constants if of == mapping.record}
    if not is_called(mapping.record, {*mapping.fields(mapping.record), *constants}):
        found.unclear = tr("No column says what each row is called: choose which one is the {field}.").format(
            field=field_name(mapping.record, called(mapping.record), own)
        )
    return found


def field_name(record: str, key: str, own: Mapping[str, Sequence[Field]]) -> str:
    """What people call a field of a record."""
    known = next((each.label for each in (*FIELDS[record], *own.get(record, ())) if each.key == key), None)
    return known or label_of(key)


def _read(source: Source, understood: Understood, halt: Halt) -> ReadTable:
    mapping = understood.mapping
    columns = {place: meant for place, meant in mapping.columns.items() if place not in understood.undecided}
    ways = replace(source.reading.ways(mapping.record), mended=source.mended, left_out=source.left_out)
    try:
        return read_values(source.table, replace(mapping, columns=columns), ways, halt)
    except RuleBroken as broken:
        words = tr("{file}: {problem}").format(file=source.table.called, problem=broken)
        raise KnownError(words) from broken

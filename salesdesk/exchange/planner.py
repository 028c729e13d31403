"""Goes through the rows of an import and decides about each: make, change, leave, or refuse with a reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.adders import ADDERS
from salesdesk.exchange.coded import Coded
from salesdesk.exchange.columns import text_of
from salesdesk.exchange.keys import key_columns
from salesdesk.exchange.known import Known, comparable
from salesdesk.exchange.likeness import contradiction, is_same, most_alike, together
from salesdesk.exchange.mapping import RECORDS, called, is_called
from salesdesk.exchange.naming import Names
from salesdesk.exchange.plan import Operation, Options, Plan, Refused
from salesdesk.exchange.stages import Stages
from salesdesk.exchange.tree import Node, Tree
from salesdesk.exchange.values import Problem, ReadRow, ReadTable
from salesdesk.exchange.verdict import Verdict
from salesdesk.rules.fields import RECORD_ID
from salesdesk.services.activities import activity_values
from salesdesk.services.companies import company_values
from salesdesk.services.contacts import contact_values
from salesdesk.services.deals import deal_values
from salesdesk.services.products import product_values
from salesdesk.services.rights import viewer_of
from salesdesk.translation import tr

_SHOWN = 60
_DOUBLES = ("companies", "contacts", "deals", "activities")
Made = Mapping[str, frozenset[int]]
"""Ids per kind of record."""
_CHECKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "companies": company_values,
    "contacts": contact_values,
    "deals": deal_values,
    "products": product_values,
    "activities": lambda values: activity_values(
        {name: value for name, value in values.items() if name not in ("kind", "state")}
    ),
}

Halt = Callable[[], None]
"""Called now and then in long work; raises to end it."""
_LOOK_UP_EVERY = 100


def make_plan(
    session: Session,
    tables: Sequence[ReadTable],
    options: Options,
    made: Made | None = None,
    halt: Halt | None = None,
) -> Plan:
    """Decide about every row of all tables; each may refer to records of any other table.

    `made` holds what an import of the same files made before it was broken off. RuleBroken for keys that are
    no fields.
    """
    ordered = sorted(tables, key=lambda each: RECORDS.index(each.mapping.record))
    while True:
        before = _wrong(ordered)
        planner = Planner(session, options, made or {}, halt)
        for read in ordered:
            planner.add(read)
        plan = planner.finish()
        # Where somebody turned out wrong whom others counted on, these are decided anew without them.
        if not (planner.refuse_circles() or planner.counts_on_wrong) or _wrong(ordered) == before:
            return plan


def _wrong(tables: Sequence[ReadTable]) -> int:
    """How many rows of people have a problem."""
    people = (read for read in tables if read.mapping.record == "people")
    return sum(row.problem is not None for read in people for row in read.rows)


class Planner:
    """Holds what is known and what will be made while it goes through the rows."""

    def __init__(self, session: Session, options: Options, made: Made, halt: Halt | None = None) -> None:
        self.options = options
        self.plan = Plan()
        self._may_add_people = viewer_of(session).is_administrator
        self.known = Known(session)
        self.matches = self.known
        if options.on_match == "create":
            self.matches = Known(session, {record: made.get(record, frozenset()) for record in _DOUBLES})
        self.names = Names(self.known, self.plan, may_add_people=self._may_add_people)
        self.coded = Coded(session)
        self.keys = key_columns(options.keys)
        self.stages = Stages(session, self.plan, may_make=self.may_make("stages"))
        self.seen: Counter[tuple[str, str]] = Counter()
        self.claimed: dict[str, set[int]] = defaultdict(set)
        self.verdict = Verdict(session, self.plan, self.names, options.on_match)
        self._of_merged: set[tuple[str, str]] = set()
        self._halt = halt or (lambda: None)

    def add(self, read: ReadTable) -> None:
        """Plan all rows of a table."""
        record = read.mapping.record
        self._require_names(read)
        self.plan.messages += [f"{read.table.file.name}: {notice}" for notice in read.table.notices]
        if read.mapping.ignored:
            self.plan.messages.append(
                tr("{file}: left out the columns {columns}.").format(
                    file=read.table.file.name, columns=", ".join(read.mapping.ignored)
                )
            )
        if record == "deals":
            self.stages.find(read)
        if record == "people":
            self.names.note_people(read.rows)
        for place, row in enumerate(read.rows):
            if place % _LOOK_UP_EVERY == 0:
                self._halt()
            self._add_row(read, row)

    def _require_names(self, read: ReadTable) -> None:
        record = read.mapping.record
        constants = {name for of, name in read.ways.constants if of == record}
        if not is_called(record, {*read.mapping.fields(record), *constants}):
            raise KnownError(
                tr(
                    "{file}: no column says what each row is called. Say what the file holds with --as, and "
                    'map a column with --map "COLUMN={object}.{field}".'
                ).format(file=read.table.file.name, object=record, field=called(record))
            )

    def _add_row(self, read: ReadTable, row: ReadRow) -> None:
        self.verdict.of_rows.append((read, row, None))
        if row.problem is None:
            self.names.begin_row()
            try:
                self._check(row)
                ADDERS[read.mapping.record](self, read, row)
                return
            except Refused as refused:
                row.problem = _problem(read, row, refused)
            except RuleBroken as broken:
                row.problem = Problem(read.table.called, row.number, "", "", str(broken))
            self.names.forget_row()
        self.verdict.of_rows[-1] = (read, row, None)
        self.plan.problems.append((read, row))

    def _check(self, row: ReadRow) -> None:
        """Refuse a row now whose values nobody could save, before anything is made for it.

        The values become what would be stored of them, so that the same row read again is the same record.
        """
        for record, values in row.values.items():
            self._take_keys(record, values)
            _gather_own(values)
            told = {
                name: value for name, value in values.items() if value is not None and name != RECORD_ID.key
            }
            if record in _CHECKS:
                stored = self._stored(record, told)
                values |= {name: stored[name] for name in told if name in stored}
            currency = told.get("currency")
            if currency is not None and currency not in self.known.currencies:
                raise Refused("currency", currency, tr("the company does not deal in this currency"))

    def _take_keys(self, record: str, values: dict[str, Any]) -> None:
        """Words become what is stored: keys of deals and products, choices and people of own fields."""
        own = self.coded.own_choices(record)
        for field in self.coded.words(record):
            if values.get(field) is None:
                continue
            if field in own:
                values[field] = self.coded.meant(record, field, values[field]) or values[field]
            elif record in ("deals", "products"):
                values[field] = self.coded.key(record, field, values[field])
        for field in self.coded.members(record):
            if values.get(field) is not None:
                values[field] = self.names.member(values[field], field)

    def _stored(self, record: str, told: dict[str, Any]) -> dict[str, Any]:
        check = _CHECKS[record]
        try:
            return check({"id": 0, **told})
        except RuleBroken as broken:
            for name, value in told.items():
                try:
                    check({"id": 0, name: value})
                except RuleBroken:
                    raise Refused(name, _short(value), str(broken)) from broken
            raise

    def put(
        self, read: ReadTable, row: ReadRow, record: str, key: str, values: dict[str, Any], found: int | None
    ) -> Operation:
        """Note a record to make or to change; rows that go together are one record.

        Refused where an earlier row is the same record and says something else.
        """
        if record == "people":
            self._require_people(values, found)
        self._require_choices(record, values, found)
        known, merged = self.names.pending.get((record, key)), self._is_of_merged(row, record, found)
        if known is not None:
            self._join(read, row, known, values, merged)
            return known
        if merged:
            self._of_merged.add((record, key))
        if found is not None:
            self.claimed[record].add(found)
        operation = Operation(record, key, values, found, read.table.file.name, row.number)
        operation.fill = {name for of, name in read.ways.fill if of == record}
        self.names.keep(operation)
        self._note_row(read, row, operation)
        return operation

    def _require_choices(self, record: str, values: dict[str, Any], found: int | None) -> None:
        """Refuse what is no choice of an own field; a record keeps one that is none any more."""
        for field in self.coded.own_choices(record):
            key = field.removeprefix("custom.")
            word = (values.get("custom") or {}).get(key)
            if word is None or self.coded.meant(record, field, word) is not None:
                continue
            held = self.known.told(record, [found])[0][1]["custom"] if found is not None else None
            if (held or {}).get(key) != word:
                self.coded.key(record, field, word)

    def _is_of_merged(self, row: ReadRow, record: str, found: int | None) -> bool:
        """Whether a row is of a record that was merged into the one that it leads to."""
        told = row.values.get(record, {}).get("external_id")
        own = self.known.origin_of(record, found) if found is not None and told is not None else None
        return own is not None and own[1] != told

    def _join(
        self, read: ReadTable, row: ReadRow, known: Operation, values: dict[str, Any], merged: bool
    ) -> None:
        """Put a row together with what earlier ones tell of its record; what was said first stays.

        Rows of records that were `merged` may say something else; what the one that stays says goes first.
        """
        told = {name: value for name, value in values.items() if value is not None}
        place = (known.record, known.key)
        before_it = merged or place in self._of_merged
        against = contradiction(known.values, told) if known.row and not before_it else None
        own = known.record == read.mapping.record
        if against is not None and own:
            raise Refused(
                against.removesuffix("_id"),
                None,
                tr("row {row} is the same record and says something else").format(row=known.row),
            )
        if against is not None:
            self.verdict.beside[(read.table.called, known.record)] += 1
        if known.row and own:
            self.verdict.again[(read.table.called, known.record)].append(row.number)
        later_wins = not known.row or (place in self._of_merged and not merged)
        known.values = together(told, known.values) if later_wins else together(known.values, told)
        if not merged:
            self._of_merged.discard(place)
        known.row = known.row or row.number
        self._note_row(read, row, known)

    def tell_beside(self, read: ReadTable, operation: Operation, facts: dict[str, Any]) -> None:
        """Facts of a record in the row of another; what its own row or an earlier one says stays."""
        if contradiction(operation.values, facts):
            self.verdict.beside[(read.table.called, operation.record)] += 1
        operation.values = together(operation.values, facts)

    def _require_people(self, values: dict[str, Any], found: int | None) -> None:
        """Refuse a row that would add or change somebody, unless an administrator brings it."""
        if self._may_add_people:
            return
        before = self.known.rows("people", [found])[("people", found)] if found is not None else {}
        if any(value is not None and not is_same(before.get(name), value) for name, value in values.items()):
            raise Refused("name", values["name"], tr("only an administrator adds and changes people"))

    def _note_row(self, read: ReadTable, row: ReadRow, operation: Operation) -> None:
        """Remember what the row being planned became, where it is the record that the sheet is about."""
        if operation.record == read.mapping.record:
            self.verdict.of_rows[-1] = (read, row, operation)

    def stands_alone(self, read: ReadTable, record: str) -> bool:
        """Whether every row of a sheet is a record of its own, whatever it is called."""
        return self.options.on_match == "create" and record == read.mapping.record

    def may_make(self, what: str) -> bool:
        """Whether the user lets missing ones be made."""
        return what in self.options.create_missing

    def by_id(self, values: dict[str, Any], record: str) -> int | None:
        """The record that a row was exported from, if it is of this database and still there."""
        home, _, number = (values.pop(RECORD_ID.key, None) or "").rpartition("-")
        if self.options.on_match == "create" or home != self.known.home or not number.isdecimal():
            return None
        return self.known.live(record, int(number))

    def likest(
        self, record: str, ids: Sequence[int], values: dict[str, Any], *, strict: bool = True
    ) -> int | None:
        """Of the records that a row may mean the one that no other row means and that holds what it tells.

        Refused where several do so equally, unless all of them hold the whole of it or it is not `strict`.
        """
        free = [each for each in ids if each not in self.claimed[record]] or ids
        if len(free) < 2:
            return free[0] if free else None
        alike, whole = most_alike(self.known.told(record, free), values)
        if len(alike) > 1 and strict and not whole and self.options.on_match in ("update", "fill"):
            raise Refused(called(record), None, tr("several are called so, and nothing says which is meant"))
        return alike[0]

    def by_key(self, read: ReadTable, record: str, values: dict[str, Any]) -> tuple[str, int | None] | None:
        """The key of a row and the record that has it, by the fields that the user told; None if none."""
        columns = self.keys.get(record)
        if columns is None:
            return None
        if values.get("external_id") is not None:
            values["source"] = values.get("source") or read.source
        for name, column in columns.items():
            if values.get(column) is None:
                raise Refused(name, "", tr("this belongs to the key and must not be blank"))
        facts = [values[column] for column in columns.values()]
        found = self.matches.keyed(record, tuple(columns.values()), facts)
        if len(found) > 1:
            name, column = next(iter(columns.items()))
            raise Refused(name, values[column], tr("several records have this key"))
        return f"key {[comparable(fact) for fact in facts]}", found[0] if found else None

    def origin(self, read: ReadTable, values: dict[str, Any], record: str) -> int | None:
        """Find a record by its key in the other system, and note that key."""
        external = values.get("external_id")
        if external is None:
            values.pop("source", None)
            return None
        values["source"] = values.get("source") or read.source
        return self.matches.origins(record).get((values["source"], external))

    def finish(self) -> Plan:
        """Compare with what is there: only what differs is changed."""
        self.verdict.give(self.known)
        return self.plan

    @property
    def counts_on_wrong(self) -> bool:
        """Whether somebody would be made only because a row names them whose own row is wrong."""
        return not self.may_make("people") and any(
            each.record == "people" and each.id is None and not each.row for each in self.plan.operations
        )

    def refuse_circles(self) -> bool:
        """Give rows of people who would report to themselves in the end their problem; whether there are any.

        Where there are none, people stand in the order in which they can be moved.
        """
        people = [each for each in self.plan.operations if each.record == "people"]
        tree = Tree(people, self.known.held("people", "reports_to_id") if people else {})
        circles = tree.circles()
        if not circles:
            people.sort(key=tree.depth)
            others = [each for each in self.plan.operations if each.record != "people"]
            self.plan.operations = sorted([*people, *others], key=lambda each: RECORDS.index(each.record))
            return False
        for circle in circles:
            self._refuse_circle(tree, circle)
        return True

    def _refuse_circle(self, tree: Tree, circle: list[Node]) -> None:
        moved = [tree.operation(node) for node in circle]
        names = " → ".join(self._name_of(tree, node) for node in (*circle, circle[0]))
        reason = tr("nobody can report to somebody who reports to them ({names})").format(names=names)
        for read, row, operation in self.verdict.of_rows:
            if operation is not None and row.problem is None and any(operation is each for each in moved):
                row.problem = _problem(read, row, Refused("reports_to", None, reason))

    def _name_of(self, tree: Tree, node: Node) -> str:
        if isinstance(node, int):
            return str(self.known.told("people", [node])[0][1]["name"])
        made = tree.operation(node)
        return str(made.values["name"]) if made is not None else node.key


def _problem(read: ReadTable, row: ReadRow, refused: Refused) -> Problem:
    column, value, reason, *hint = refused.args
    header, place = read.header_of(column), read.place_of(column)
    if value is None and place is not None and place < len(row.cells):
        value = text_of(row.cells[place])
    return Problem(read.table.called, row.number, header, str(value or ""), reason, place, *hint)


def _gather_own(values: dict[str, Any]) -> None:
    """The fields that the team added, as the one document in which a record keeps them."""
    own = {name: values.pop(name) for name in list(values) if name.startswith("custom.")}
    told = {name.removeprefix("custom."): _plain(value) for name, value in own.items() if value is not None}
    if told:
        values["custom"] = {**(values.get("custom") or {}), **told}


def _plain(value: Any) -> Any:
    """A value as documents hold it: days as texts, numbers with all their digits."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"

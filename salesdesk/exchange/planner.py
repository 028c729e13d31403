"""Goes through the rows of an import and decides about each: make, change, leave, or refuse with a reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.keys import key_columns
from salesdesk.exchange.known import MODELS, Known, comparable
from salesdesk.exchange.mapping import RECORDS, called, is_called
from salesdesk.exchange.plan import Operation, Options, Plan, Ref, Refused, RowFate
from salesdesk.exchange.records import ADDERS
from salesdesk.exchange.stages import Stages
from salesdesk.exchange.values import Problem, ReadRow, ReadTable
from salesdesk.models.types import scaled
from salesdesk.queries.duplicates import looks_like
from salesdesk.rules.fields import label_of
from salesdesk.rules.names import bare_key, name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.activities import activity_values
from salesdesk.services.companies import company_values
from salesdesk.services.contacts import contact_values
from salesdesk.services.deals import deal_values
from salesdesk.services.products import product_values
from salesdesk.services.rights import viewer_of
from salesdesk.translation import tr

_SHOWN, _ROWS_SHOWN = 60, 10
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
    planner = Planner(session, options, made or {}, halt)
    for read in sorted(tables, key=lambda each: RECORDS.index(each.mapping.record)):
        planner.add(read)
    return planner.finish()


class Planner:
    """Holds what is known and what will be made while it goes through the rows."""

    def __init__(self, session: Session, options: Options, made: Made, halt: Halt | None = None) -> None:
        self.session = session
        self.options = options
        self.plan = Plan()
        self._may_add_people = viewer_of(session).is_administrator
        self.known = Known(session)
        self.matches = self.known
        if options.on_match == "create":
            self.matches = Known(session, {record: made.get(record, frozenset()) for record in _DOUBLES})
        self.keys = key_columns(options.keys)
        self.stages = Stages(session, self.plan, may_make=self.may_make("stages"))
        self.pending: dict[tuple[str, str], Operation] = {}
        self.seen: Counter[tuple[str, str]] = Counter()
        self.claimed: dict[str, set[int]] = defaultdict(set)
        self.logins: dict[str, str] = {}
        self._halt = halt or (lambda: None)
        self._wanted: list[Operation] = []
        self._of_rows: list[tuple[ReadTable, ReadRow, Operation | None]] = []
        self._missing_products: list[str] = []
        self._again: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.steps_left_out = 0

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
            self._note_logins(read)
        for place, row in enumerate(read.rows):
            if place % _LOOK_UP_EVERY == 0:
                self._halt()
            self._add_row(read, row)

    def _require_names(self, read: ReadTable) -> None:
        record = read.mapping.record
        if not is_called(record, read.mapping.fields(record)):
            raise KnownError(
                tr(
                    "{file}: no column says what each row is called. Say what the file holds with --as, and "
                    'map a column with --map "COLUMN={object}.{field}".'
                ).format(file=read.table.file.name, object=record, field=called(record))
            )

    def _note_logins(self, read: ReadTable) -> None:
        """Somebody may report to a person who stands further down, by login."""
        named = [row.values["people"] for row in read.rows]
        self.logins |= {
            name_key(values["login"]): name_key(values["name"])
            for values in named
            if values.get("login") and values.get("name")
        }

    def _add_row(self, read: ReadTable, row: ReadRow) -> None:
        if row.problem is None:
            try:
                self._check(row)
                self._of_rows.append((read, row, None))
                ADDERS[read.mapping.record](self, read, row)
                return
            except Refused as refused:
                column, value, reason, *hint = refused.args
                header, place = read.header_of(column), read.place_of(column)
                row.problem = Problem(
                    read.table.called, row.number, header, str(value or ""), reason, place, *hint
                )
            except RuleBroken as broken:
                row.problem = Problem(read.table.called, row.number, "", "", str(broken))
        if self._of_rows and self._of_rows[-1][1] is row:
            self._of_rows.pop()
        self._of_rows.append((read, row, None))
        self.plan.problems.append((read, row))

    def _check(self, row: ReadRow) -> None:
        """Refuse a row now whose values nobody could save, before anything is made for it.

        The values become what would be stored of them, so that the same row read again is the same record.
        """
        for record, values in row.values.items():
            _gather_own(values)
            told = {name: value for name, value in values.items() if value is not None}
            if record in _CHECKS:
                stored = self._stored(record, told)
                values |= {name: stored[name] for name in told if name in stored}
            currency = told.get("currency")
            if currency is not None and currency not in self.known.currencies:
                raise Refused("currency", currency, tr("the company does not deal in this currency"))

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
        """Note a record to make or to change; twice in the file is one record."""
        if record == "people":
            self._require_people(values, found)
        if found is not None:
            self.claimed[record].add(found)
        known = self.pending.get((record, key))
        if known is not None:
            self._note_row(read, row, known)
            if known.row and record == read.mapping.record:
                self._again[(read.table.called, record)].append(row.number)
            known.values |= {name: value for name, value in values.items() if value is not None}
            known.row = known.row or row.number
            return known
        operation = Operation(record, key, values, found, read.table.file.name, row.number)
        operation.fill = {name for of, name in read.ways.fill if of == record}
        self.pending[(record, key)] = operation
        self._wanted.append(operation)
        self._note_row(read, row, operation)
        return operation

    def _require_people(self, values: dict[str, Any], found: int | None) -> None:
        """Refuse a row that would add or change somebody, unless an administrator brings it."""
        if self._may_add_people:
            return
        before = self.known.rows("people", [found])[("people", found)] if found is not None else {}
        if any(value is not None and not _same(before.get(name), value) for name, value in values.items()):
            raise Refused("name", values["name"], tr("only an administrator adds and changes people"))

    def _note_row(self, read: ReadTable, row: ReadRow, operation: Operation) -> None:
        """Remember what the row being planned became, where it is the record that the sheet is about."""
        if operation.record == read.mapping.record:
            self._of_rows[-1] = (read, row, operation)

    def alias(self, operation: Operation, *names: str | None) -> None:
        """Let other rows name this record so, if no other record is called so already."""
        for name in names:
            if name:
                self.pending.setdefault((operation.record, name_key(name)), operation)

    def reference(self, record: str, name: str | None, column: str, *, make: bool = True) -> int | Ref | None:
        """The record that a cell names: known, planned, or made if that is allowed."""
        if name is None:
            return None
        one_line(name, label_of(column))
        key = self.logins.get(name_key(name), name_key(name)) if record == "people" else name_key(name)
        if (record, key) in self.pending:
            return self.pending[(record, key)].reference
        known = self.known.first(record, key)
        if known is not None:
            return known
        if record == "people":
            make = self._may_add_people and (make or key in self.logins.values())
        if not make:
            raise _unknown(column, name, record)
        if record == "products":
            self._missing_products.append(name)
        return self.missing(record, key, {"name": name})

    def label(self, record: str, name: str | None, column: str, *, make: bool) -> int | Ref | None:
        """The territory, lead source, segment or lost reason that a cell names: known, or to be made."""
        if name is None:
            return None
        key = name_key(one_line(name, label_of(column)) or "")
        known = self.known.first(record, key)
        if known is not None:
            return known
        if not make:
            raise _unknown(column, name, record)
        self.plan.labels.setdefault(record, {}).setdefault(key, name)
        return Ref(record, key)

    def missing(self, record: str, key: str, values: dict[str, Any]) -> Ref:
        """Plan a record that no row of its own tells of (yet)."""
        operation = Operation(record, key, values)
        self.pending[(record, key)] = operation
        self._wanted.append(operation)
        return Ref(record, key)

    def may_make(self, what: str) -> bool:
        """Whether the user lets missing ones be made."""
        return what in self.options.create_missing

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
        existing: dict[tuple[str, int], dict[str, Any]] = {}
        for record in MODELS:
            existing |= self.known.rows(
                record, [op.id for op in self._wanted if op.record == record and op.id]
            )
        with_lines = self.known.deals_with_lines(
            op.id for op in self._wanted if op.record == "deals" and op.id
        )
        for operation in self._wanted:
            self._decide(operation, existing, with_lines)
        self._tell_likes()
        self._tell_left_out()
        self._tell_rows()
        self.plan.operations.sort(key=lambda operation: RECORDS.index(operation.record))
        return self.plan

    def _decide(
        self, operation: Operation, existing: dict[tuple[str, int], dict[str, Any]], with_lines: set[int]
    ) -> None:
        if operation.id is None:
            self.plan.operations.append(operation)
            return
        before = existing[(operation.record, operation.id)]
        mode = self.options.on_match
        told_key = operation.values.get("external_id")
        led_to = self.known.origins(operation.record) if told_key is not None else {}
        leads_here = led_to.get((operation.values.get("source"), told_key or "")) == operation.id
        if operation.values.get("custom"):
            # Only what the file tells: what others write into the same document meanwhile stays.
            operation.values["custom"] = _own_changes(before["custom"] or {}, operation, mode == "fill")

        def keeps(name: str) -> bool:
            """Whether what stands in a column stays."""
            if leads_here and name in ("source", "external_id"):
                return True  # the record may have a key of its own, this one be of another merged into it
            return (
                name != "custom"
                and before.get(name) is not None
                and (mode == "fill" or operation.fills(name))
            )

        changed = {
            name: value
            for name, value in operation.values.items()
            if value not in (None, {}) and not _same(before.get(name), value) and not keeps(name)
        }
        if operation.id in with_lines or operation.product is None:
            operation.product = None
        # Under "create" only what may not be there twice was looked for, and it stays as it is.
        if mode in ("skip", "create") or not (changed or operation.product):
            self.plan.skipped[operation.record] += 1
            return
        operation.values = changed
        self.plan.operations.append(operation)

    def _tell_rows(self) -> None:
        """Every row with what becomes of it."""
        told: set[int] = set()
        kept = {id(operation) for operation in self.plan.operations}
        for read, row, operation in self._of_rows:
            if row.problem is not None or operation is None:
                fate = RowFate(read, row, "problem")
            elif id(operation) in told:
                fate = RowFate(read, row, "again")
            elif operation.id is None:
                fate = RowFate(read, row, "created")
            elif id(operation) in kept:
                fate = RowFate(read, row, "updated", len(operation.values))
            else:
                fate = RowFate(read, row, "same")
            told.add(id(operation))
            self.plan.rows.append(fate)
            self.plan.tally[fate.fate] += 1

    def _tell_left_out(self) -> None:
        """What the rows hold that has no place, and rows that are one record."""
        if self.steps_left_out:
            self.plan.messages.append(
                tr("The next step of {n} decided deals was left out; they need none.").format(
                    n=self.steps_left_out
                )
            )
        for (file, record), rows in self._again.items():
            shown = ", ".join(str(row) for row in rows[:_ROWS_SHOWN]) + (
                " …" if len(rows) > _ROWS_SHOWN else ""
            )
            self.plan.messages.append(
                tr(
                    "{file}: {n} rows name one of the {record} of an earlier row and were put together "
                    "with it (rows {rows})."
                ).format(file=file, n=len(rows), record=record, rows=shown)
            )

    def _tell_likes(self) -> None:
        """Say which made products look like known ones, in the database or in this very import."""
        likes = looks_like(self.session, record="products", names=self._missing_products)
        planned = {
            bare_key(operation.values["name"]): operation.values["name"]
            for operation in self._wanted
            if operation.record == "products"
            and operation.values.get("name") not in (None, *self._missing_products)
        }
        for name in self._missing_products:
            like = likes.get(name) or planned.get(bare_key(name))
            if like:
                self.plan.messages.append(
                    tr(
                        "The product {name} is made as asked; it looks like {like}, which is there already."
                    ).format(name=name, like=like)
                )


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


def _own_changes(before: dict[str, Any], operation: Operation, only_blank: bool) -> dict[str, Any]:
    """The own fields of a record that a row would change."""
    told: dict[str, Any] = operation.values["custom"]
    return {
        name: value
        for name, value in told.items()
        if before.get(name) != value
        and not (before.get(name) is not None and (only_blank or f"custom.{name}" in operation.fill))
    }


def _unknown(column: str, name: str, record: str) -> Refused:
    hint = tr("make it first, or use --create-missing {record}").format(record=record)
    return Refused(column, name, tr("nothing of this name is known"), hint)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _same(before: Any, value: Any) -> bool:
    """Whether nothing changes: moments are kept to the second in sheets, numbers to the millionth here."""
    if isinstance(before, Decimal) and isinstance(value, Decimal):
        return scaled(before) == scaled(value)
    if isinstance(before, datetime) and isinstance(value, datetime):
        return abs((before - value).total_seconds()) < 1
    return bool(before == value)
